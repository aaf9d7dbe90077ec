"""Rounds in the Wagtail admin: who sees what while they are open, and once they are closed."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import factories
from tests.selection import admin_support, support
from tests.selection.admin_support import NO, SECRET, UNKNOWN, YES, text, url
from wagtail_crowdsolving.challenges.models import Proposal
from wagtail_crowdsolving.selection import actions, queries, rules
from wagtail_crowdsolving.selection.models import (
    Decision,
    Meeting,
    Membership,
    Round,
    RoundLogEntry,
)

pytestmark = [pytest.mark.versions, pytest.mark.django_db]


def roles(scene):
    return {
        "superuser": factories.UserFactory(is_superuser=True),
        "coordinator": admin_support.coordinator(),
        "chair": admin_support.admit(scene.chair),
        "other_chair": admin_support.admit(support.committee()[1][0]),
        "editor": admin_support.editor(),
        "member_in_admin": admin_support.admit(scene.members[0]),
        "member": scene.members[1],
    }


class TestWho:
    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("board", {"superuser": YES, "coordinator": YES, "chair": YES, "other_chair": YES}),
            ("table", {"superuser": YES, "coordinator": YES, "chair": YES, "other_chair": YES}),
            ("ranking", {"superuser": YES, "coordinator": YES, "chair": YES, "other_chair": YES}),
            ("export", {"superuser": YES, "coordinator": YES, "chair": YES, "other_chair": YES}),
            ("inspect", {"superuser": YES, "coordinator": YES, "chair": YES}),
            ("extend", {"superuser": YES, "coordinator": YES, "chair": YES}),
            ("close", {"superuser": YES, "coordinator": YES, "chair": YES}),
            ("invite", {"superuser": YES, "coordinator": YES, "chair": YES}),
            ("replace", {"superuser": YES, "coordinator": YES, "chair": YES}),
            ("meetings", {"superuser": YES, "coordinator": YES, "chair": YES, "other_chair": YES}),
            ("meeting", {"superuser": YES, "coordinator": YES, "chair": YES}),
            ("edit_meeting", {"superuser": YES, "coordinator": YES, "chair": YES}),
            ("delete_meeting", {"superuser": YES, "coordinator": YES, "chair": YES}),
            ("release_meeting", {"superuser": YES, "coordinator": YES, "chair": YES}),
            ("minutes", {"superuser": YES, "coordinator": YES, "chair": YES}),
        ],
    )
    def test_opens_what(self, client, scene, name, expected):
        meeting = Meeting.objects.create(committee=scene.committee, held_on="2026-03-02")
        seat = scene.round.seats.get(user=scene.members[2])
        address = {
            "board": url("index"),
            "table": url("table"),
            "ranking": reverse("crowdsolving_ranking:index"),
            "export": reverse("crowdsolving_ranking:index") + "?export=csv",
            "replace": url("replace", scene.round.pk, seat.pk),
            "meetings": reverse("crowdsolving_meetings:index"),
            "meeting": reverse("crowdsolving_meetings:inspect", args=[meeting.pk]),
            "edit_meeting": reverse("crowdsolving_meetings:edit", args=[meeting.pk]),
            "delete_meeting": reverse("crowdsolving_meetings:delete", args=[meeting.pk]),
            "release_meeting": reverse("crowdsolving_meetings:release", args=[meeting.pk]),
            "minutes": reverse("crowdsolving_meetings:minutes", args=[meeting.pk]),
        }.get(name) or url(name, scene.round.pk)
        for role, user in roles(scene).items():
            client.force_login(user)
            default = UNKNOWN if role == "other_chair" else NO
            assert client.get(address).status_code == expected.get(role, default), role
        client.logout()
        assert client.get(address).status_code == NO

    def test_a_chair_finds_their_own_committee_alone(self, client, scene):
        other = support.scene()
        client.force_login(admin_support.admit(scene.chair))
        for name in ("index", "table"):
            content = text(client.get(url(name)))
            assert scene.round.title in content
            assert other.round.title not in content
        content = text(client.get(reverse("crowdsolving_ranking:index")))
        assert other.committee.name not in content
        meeting = Meeting.objects.create(committee=other.committee, held_on="2026-03-02")
        listed = text(client.get(reverse("crowdsolving_meetings:index")))
        assert other.committee.name not in listed
        for name in ("inspect", "edit", "delete", "history", "release", "minutes"):
            address = reverse(f"crowdsolving_meetings:{name}", args=[meeting.pk])
            assert client.get(address).status_code == UNKNOWN

    def test_whoever_stands_aside_sees_nothing_of_the_round(self, client, scene, coordinator):
        """Not even as a coordinator: neither progress nor result."""
        Membership.objects.create(committee=scene.committee, user=coordinator)
        actions.invite(round=scene.round, by=scene.chair, user=coordinator, role="member")
        actions.recuse(round=scene.round, by=coordinator, reason="J'y travaille.")
        support.review(scene.round, scene.members[0])
        client.force_login(coordinator)
        for state in ("open", "closed"):
            if state == "closed":
                actions.close_round(round=scene.round, by=scene.chair)
            for name in ("index", "table"):
                content = text(client.get(url(name)))
                assert scene.round.title in content
                assert "1/" not in content
                assert str(scene.round.pk) not in content
            ranking = reverse("crowdsolving_ranking:index")
            assert scene.round.title not in text(client.get(ranking))
            exported = client.get(ranking + "?export=csv").getvalue().decode()
            assert scene.round.title not in exported
            assert client.get(url("inspect", scene.round.pk)).status_code == NO
            panel = side_panel(client, scene.page)
            assert "1/" not in panel
            assert str(scene.round.pk) not in panel

    def test_nor_does_the_history_of_the_site_count_for_them(self, client, scene, coordinator):
        """Who has given an opinion, and when, is what a round's audit lines say."""
        actions.invite(round=scene.round, by=scene.chair, user=coordinator, role="member")
        support.review(scene.round, scene.members[0])
        actions.recuse(round=scene.round, by=coordinator, reason="J'y travaille.")
        aside = RoundLogEntry.objects.get(action__endswith="round.recuse")
        site = reverse("wagtailadmin_reports:site_history")
        own = url("inspect", scene.round.pk)
        other = admin_support.coordinator()
        for person, status in ((coordinator, 302), (other, 200)):
            client.force_login(person)
            for address in (site, f"{site}?export=csv"):
                response = client.get(address)
                body = b"".join(response) if response.streaming else response.content
                assert scene.round.title not in body.decode()
            response = client.get(own)
            assert response.status_code == status
            assert (str(aside.message) in text(response)) == (status == 200)
            assert "J'y travaille" not in text(response)

    def test_nor_whether_it_is_late(self, client, scene, coordinator):
        actions.invite(round=scene.round, by=scene.chair, user=coordinator, role="member")
        actions.recuse(round=scene.round, by=coordinator, reason="J'y travaille.")
        Round.objects.update(due_at=timezone.now() - timezone.timedelta(days=3))
        for person, number in ((coordinator, 0), (admin_support.coordinator(), 1)):
            client.force_login(person)
            late = client.get(url("index"), {"urgency": "late"})
            assert len(late.context["object_list"]) == number
            assert ("cs-card--late" in text(client.get(url("index")))) == bool(number)

    def test_so_does_the_proposer(self, client, scene, coordinator):
        Proposal.objects.filter(page_id=scene.page.pk).update(proposer=coordinator)
        client.force_login(coordinator)
        assert client.get(url("inspect", scene.round.pk)).status_code == NO
        assert str(scene.round.pk) not in text(client.get(url("index")))


def side_panel(client, page):
    """What the editor of a page says of its examination; empty where it has no such panel."""
    content = text(client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])))
    mark = 'data-side-panel="crowdsolving-round"'
    return content.partition(mark)[2].partition("form-side__panel")[0]


class TestWhileOpen:
    def test_progress_and_no_content(self, client, scene, coordinator):
        """What is read while a round is open is the same whatever was said in it."""
        support.review(scene.round, scene.members[0], "favourable", comment=SECRET)
        client.force_login(
            admin_support.admit(
                coordinator, "wagtailadmin.access_admin", "wagtail_crowdsolving.manage_selection"
            )
        )
        editor = admin_support.editor()
        coordinator.groups.set(editor.groups.all())
        pages = {
            "board": url("index"),
            "table": url("table"),
            "round": url("inspect", scene.round.pk),
            "ranking": reverse("crowdsolving_ranking:index"),
        }
        for name, address in pages.items():
            content = text(client.get(address))
            assert SECRET not in content, name
            if name != "round":
                assert "1/4" in content, name
        # The same page after another opinion: nothing of it shows.
        before = text(client.get(pages["round"]))
        assert side_panel(client, scene.page)
        actions.give_review(
            round=scene.round, by=scene.members[0], opinion="unfavourable", scores={}, comment="X"
        )
        after = text(client.get(pages["round"]))
        strip = lambda content: content.partition('<h2 class="w-h2" id="progress">')[2].partition(  # noqa: E731
            "</main>"
        )[0]
        assert strip(before)
        assert strip(before) == strip(after)
        assert SECRET not in side_panel(client, scene.page)
        assert "1/4" in side_panel(client, scene.page)

    def test_no_address_shows(self, client, scene, coordinator):
        client.force_login(coordinator)
        for address in (url("index"), url("inspect", scene.round.pk)):
            content = text(client.get(address))
            for person in scene.people:
                assert person.email not in content

    def test_the_editor_s_panel_is_for_those_who_run_it(self, client, scene):
        client.force_login(admin_support.editor())
        assert side_panel(client, scene.page) == ""
        client.force_login(factories.UserFactory(is_superuser=True))
        assert "0/4" in side_panel(client, scene.page)
        plain = factories.ProjectFactory()
        assert side_panel(client, plain) == ""


class TestOnceClosed:
    def test_the_result_shows_and_no_opinion(self, client, closed):
        client.force_login(factories.UserFactory(is_superuser=True))
        panel = side_panel(client, closed.page)
        for content in (panel, text(client.get(url("inspect", closed.round.pk)))):
            assert SECRET not in content
            assert "3" in content
            assert admin_support.in_html(str(Decision.outcome.field.choices[0][1])) in content
        row = text(client.get(reverse("crowdsolving_ranking:index")))
        assert closed.round.title in row
        assert SECRET not in row
        for member in closed.people:
            assert member.get_full_name() not in row

    def test_readable_rounds_are_those_that_the_rule_allows(self, closed, coordinator):
        """Set by set what ``rules.can_read_reviews`` says one by one."""
        silent, recused, replaced = support.committee(members=2)[1]
        other = support.scene()
        people = [coordinator, silent, recused, replaced, *closed.people, *other.people]
        for round in (closed.round, other.round):
            if round.state == Round.State.CLOSED:
                actions.reopen_round(
                    round=round,
                    by=closed.chair,
                    reason="Encore.",
                    due_at=timezone.now() + datetime.timedelta(days=3),
                )
        actions.invite(round=closed.round, by=coordinator, user=silent, role="member")
        actions.invite(round=closed.round, by=coordinator, user=recused, role="member")
        actions.recuse(round=closed.round, by=recused, reason="Un lien.")
        seat = actions.invite(round=closed.round, by=coordinator, user=replaced, role="member")
        actions.replace_member(seat=seat, by=coordinator, user=factories.UserFactory())
        actions.close_round(round=closed.round, by=coordinator)
        # Only now: as managers they could have read the round before it was opened again.
        for user in (silent, recused, replaced):
            user.user_permissions.add(admin_support.permission(rules.MANAGE))
        people = [type(user).objects.get(pk=user.pk) for user in people]
        managers_and_chairs = [
            user
            for user in people
            if any(rules.can_manage(user, round.committee) for round in (closed.round, other.round))
        ]
        assert len(managers_and_chairs) == 6
        for user in managers_and_chairs:
            user = type(user).objects.get(pk=user.pk)
            readable = set(queries.readable_rounds(user))
            for round in Round.objects.all():
                allowed = rules.can_read_reviews(user, round) and rules.can_manage(
                    user, round.committee
                )
                assert (round in readable) is allowed, (user, round)
