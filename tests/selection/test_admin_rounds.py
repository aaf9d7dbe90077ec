"""Rounds in the Wagtail admin: who sees what while they are open, and each door that leads on."""

import csv
import datetime
import io
import re
import uuid

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import TaskState

from tests import factories
from tests.selection import admin_support, support
from wagtail_crowdsolving.challenges.models import Proposal
from wagtail_crowdsolving.exports import disarm
from wagtail_crowdsolving.people import full_name
from wagtail_crowdsolving.selection import actions, queries, rules
from wagtail_crowdsolving.selection.admin import ranking
from wagtail_crowdsolving.selection.admin.board import BoardView
from wagtail_crowdsolving.selection.models import (
    Decision,
    Meeting,
    Membership,
    Round,
    RoundLogEntry,
)

pytestmark = [pytest.mark.versions, pytest.mark.django_db]

SECRET = "Un mot que personne d'autre ne lit"


def url(name, *args):
    return reverse(f"crowdsolving_rounds:{name}", args=args)


def text(response):
    return response.content.decode()


@pytest.fixture
def coordinator(home):
    return admin_support.coordinator()


@pytest.fixture
def scene(home):
    made = support.scene(members=3, quorum=2)
    factories.CriterionFactory(committee=made.committee)
    return made


@pytest.fixture
def closed(scene):
    for member in scene.people[:3]:
        support.review(scene.round, member, comment=SECRET)
    actions.close_round(round=scene.round, by=scene.chair)
    scene.round.refresh_from_db()
    return scene


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


#: Allowed; not theirs; no right at all (Wagtail sends them away).
YES, UNKNOWN, NO = 200, 404, 302


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
            assert full_name(member) not in row

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


class TestDoors:
    @pytest.fixture(autouse=True)
    def _signed_in(self, client, coordinator):
        client.force_login(coordinator)

    def day(self, days):
        return (timezone.localdate() + datetime.timedelta(days=days)).isoformat()

    def test_more_time(self, client, scene):
        address = url("extend", scene.round.pk)
        assert client.get(address).status_code == 200
        for wrong in ("", "hier", self.day(-1), self.day(1), self.day(1500)):
            response = client.post(address, {"due_at": wrong})
            assert response.status_code == 200
            assert response.context["form"].errors["due_at"]
            assert wrong in text(response)
        client.post(address, {"due_at": self.day(40)})
        scene.round.refresh_from_db()
        due = timezone.localtime(scene.round.due_at)
        assert due.date().isoformat() == self.day(40)
        assert (due.hour, due.minute) == (23, 59)

    def test_close_then_open_again(self, client, scene):
        support.review(scene.round, scene.members[0])
        client.post(url("close", scene.round.pk))
        scene.round.refresh_from_db()
        assert scene.round.state == Round.State.CLOSED
        # A second click, and a page that was left open: a sentence, nothing else.
        response = client.post(url("close", scene.round.pk), follow=True)
        assert [message.level_tag for message in response.context["messages"]][-1] == "error"
        assert client.get(url("extend", scene.round.pk)).status_code == 302
        address = url("reopen", scene.round.pk)
        response = client.post(address, {"reason": "", "due_at": self.day(5)})
        assert set(response.context["form"].errors) == {"reason"}
        client.post(address, {"reason": "Un avis manque.", "due_at": self.day(5)})
        scene.round.refresh_from_db()
        assert scene.round.state == Round.State.OPEN

    def test_invite_and_replace(self, client, scene):
        new, newer = factories.UserFactory(), factories.UserFactory()
        address = url("invite", scene.round.pk)
        response = client.post(address, {"user": scene.members[0].pk, "role": "member"})
        assert set(response.context["form"].errors) == {"user"}
        gone = factories.UserFactory(is_active=False)
        assert client.post(address, {"user": gone.pk, "role": "member"}).status_code == 200
        client.post(address, {"user": new.pk, "role": "observer"})
        seat = scene.round.seats.get(user=new)
        assert seat.role == "observer"
        silent = scene.round.seats.get(user=scene.members[1])
        client.post(url("replace", scene.round.pk, silent.pk), {"user": newer.pk})
        silent.refresh_from_db()
        assert silent.successor.user == newer
        foreign = support.scene().round.seats.first()
        assert client.get(url("replace", scene.round.pk, foreign.pk)).status_code == 404

    def test_choose_a_committee_where_none_fits(self, client, home):
        workflow = support.workflow_of(None)
        round = support.begin(support.proposed(), workflow)
        assert round.state == Round.State.WAITING
        board = text(client.get(url("index")))
        assert "cs-late" in board
        assert round.title in text(client.get(url("index"), {"urgency": "waiting"}))
        assert "<span>1</span>" in text(client.get(reverse("wagtailadmin_home")))
        made, people = support.committee()
        empty = factories.CommitteeFactory()
        address = url("assign", round.pk)
        content = text(client.get(address))
        assert made.name in content
        assert empty.name not in content
        assert client.post(address, {"committee": empty.pk}).status_code == 200
        client.post(address, {"committee": made.pk})
        round.refresh_from_db()
        assert (round.state, round.committee) == (Round.State.OPEN, made)

    def test_a_chair_does_not_choose_the_committee(self, client, home):
        round = support.begin(support.proposed(), support.workflow_of(None))
        _made, people = support.committee()
        client.force_login(admin_support.admit(people[0]))
        assert client.get(url("assign", round.pk)).status_code == 404

    def test_stop_the_examination(self, client, scene):
        client.force_login(admin_support.admit(scene.chair))
        address = url("stop", scene.round.pk)
        assert client.get(address).status_code == NO
        assert client.post(address).status_code == NO
        client.force_login(coordinator := admin_support.coordinator())
        assert address in text(client.get(url("inspect", scene.round.pk)))
        client.post(address)
        scene.round.refresh_from_db()
        assert scene.round.state == Round.State.CANCELLED
        assert scene.round.task_state.workflow_state.status == "cancelled"
        assert RoundLogEntry.objects.get(action__endswith="round.stop").user == coordinator
        assert address not in text(client.get(url("inspect", scene.round.pk)))
        assert client.post(address).status_code == 302

    def test_forged_addresses(self, client, scene):
        assert client.get(url("inspect", uuid.uuid4())).status_code == 404
        assert client.get(url("replace", scene.round.pk, 10**12)).status_code == 404


class TestBoard:
    def test_filters(self, client, scene, coordinator):
        client.force_login(coordinator)
        theme = factories.ThemeFactory()
        page = support.proposed()
        page.themes.add(theme)
        page.save()
        late = support.scene(page=page)
        Round.objects.filter(pk=late.round.pk).update(
            due_at=timezone.now() - datetime.timedelta(days=3)
        )
        for query in ({"committee": late.committee.pk}, {"theme": theme.pk}, {"urgency": "late"}):
            for name in ("index", "index_results", "table", "table_results"):
                content = text(client.get(url(name), query))
                assert late.round.title in content, query
                assert scene.round.title not in content, query
        for query in ({"committee": "x"}, {"theme": "999999"}, {"urgency": "?"}, {"p": "x"}):
            assert client.get(url("index"), query).status_code == 200

    def test_says_what_it_is_and_what_it_lists(self, client, scene, closed, coordinator):
        """In French the overview has not the name of the board of directors."""
        client.force_login(coordinator)
        for name in ("index", "table"):
            page = client.get(url(name))
            assert str(page.context["view"].page_title) == "Tableau de suivi"
            assert "1 défi en cours d’examen" in text(page)
        assert "1 tour clos" in text(client.get(reverse("crowdsolving_ranking:index")))

    def test_columns_are_steps_and_the_oldest_comes_first(self, client, home, coordinator):
        client.force_login(coordinator)
        made, _people = support.committee()
        board, _others = support.committee(kind="board")
        workflow = support.workflow_of(made, board)
        rounds = [support.begin(support.proposed(), workflow) for _number in range(3)]
        for days, round in zip((1, 9, 4), rounds, strict=True):
            state = round.task_state
            state.started_at = timezone.now() - datetime.timedelta(days=days)
            state.save()
        response = client.get(url("index"))
        (column,) = response.context["columns"]
        assert column["label"] == workflow.tasks.first().name
        titles = [row.challenge_title for row in column["rows"]]
        assert titles == [rounds[1].title, rounds[2].title, rounds[0].title]
        assert [row.days for row in column["rows"]] == [9, 4, 1]

    def test_pagination(self, client, home, coordinator, monkeypatch):
        monkeypatch.setattr(BoardView, "paginate_by", 1)
        one, two = support.scene(), support.scene()
        client.force_login(coordinator)
        pages = [text(client.get(url("index"), {"p": number})) for number in (1, 2)]
        assert one.round.title in pages[0]
        assert two.round.title not in pages[0]
        assert two.round.title in pages[1]

    def test_a_challenge_with_its_proposer_waits_in_a_column_of_its_own(
        self, client, closed, coordinator
    ):
        decision = support.decide(closed.round, closed.chair, "changes", message="À préciser.")
        actions.release_decisions(decisions=[decision], by=closed.chair)
        client.force_login(coordinator)
        (column,) = client.get(url("index")).context["columns"]
        assert [row.challenge_title for row in column["rows"]] == [closed.round.title]
        (row,) = column["rows"]
        assert row.is_with_proposer
        TaskState.objects.filter(pk=row.current_task_state_id).update(
            started_at=timezone.now() - datetime.timedelta(days=30)
        )
        assert client.get(url("index")).context["columns"][0]["rows"][0].days == 0


class TestRanking:
    @pytest.fixture
    def ranked(self, home):
        committee, people = support.committee(members=2, quorum=1)
        factories.CriterionFactory(committee=committee, label="=Utilité", scale=5)
        workflow = support.workflow_of(committee)
        rounds = []
        for number, marks in enumerate([(1, 3, 5), (5, 5, 5), (2, 2, 2)]):
            page = support.proposed(title=f"=Défi {number}")
            round = support.begin(page, workflow)
            (entry,) = round.criteria
            for person, mark in zip(people, marks, strict=True):
                support.review(round, person, scores={entry["key"]: mark}, comment=SECRET)
            rounds.append(round)
        abstained = support.begin(support.proposed(), workflow)
        for person in people:
            actions.give_review(round=abstained, by=person, opinion="abstain", scores={})
        return committee, [*rounds, abstained], people

    def titles(self, client, **query):
        response = client.get(reverse("crowdsolving_ranking:index"), query)
        return [row.title for row in response.context["object_list"]]

    def test_by_score_spread_and_opinions(self, client, ranked, coordinator):
        client.force_login(coordinator)
        committee, (spread, best, low, abstained), _people = ranked
        assert self.titles(client) == [best.title, spread.title, low.title, abstained.title]
        assert self.titles(client, ordering="-score") == [
            low.title,
            spread.title,
            best.title,
            abstained.title,
        ]
        assert self.titles(client, ordering="spread")[0] == spread.title
        assert self.titles(client, ordering="abstain")[0] == abstained.title
        assert self.titles(client, ordering="nonsense")[0] == best.title
        response = client.get(reverse("crowdsolving_ranking:index"))
        rows = response.context["object_list"]
        assert [row.place for row in rows[:3]] == [1, 2, 3]
        assert [(row.score, row.spread, row.lowest, row.highest) for row in rows[:2]] == [
            (100.0, 0.0, 100.0, 100.0),
            (50.0, 40.8, 0.0, 100.0),
        ]
        numbers = [bar["number"] for bar in response.context["bars"]]
        assert numbers == [0, 0, 1, 0, 0, 1, 0, 0, 0, 1]
        content = text(response)
        assert "style=" not in content.partition('<svg class="cs-')[2].partition("</table>")[0]

    def test_the_drawing_is_of_whole_numbers_in_any_language(self, client, ranked, coordinator):
        client.force_login(coordinator)
        content = text(client.get(reverse("crowdsolving_ranking:index")))
        drawn = "".join(re.findall(r"<svg class=\"cs-.*?</svg>", content, re.S))
        assert re.findall(r" (?:x|y|cx|cy|width|height)=\"(-?\d+)\"", drawn)
        assert not re.findall(r" (?:x|y|cx|cy|width|height)=\"[^\"]*[,.]", drawn)

    def test_the_last_round_of_a_challenge_alone(self, client, ranked, coordinator):
        client.force_login(coordinator)
        committee, rounds, people = ranked
        decision = support.decide(rounds[0], people[0], "changes")
        actions.release_decisions(decisions=[decision], by=coordinator)
        assert rounds[0].title in self.titles(client)
        state = rounds[0].task_state.workflow_state
        state.refresh_from_db()
        state.resume(user=coordinator)
        actions.open_round(task_state=state.current_task_state)
        response = client.get(reverse("crowdsolving_ranking:index"))
        assert rounds[0].title not in [row.title for row in response.context["object_list"]]
        assert [row.title for row in response.context["open_rounds"]] == [rounds[0].title]

    def test_exports_say_what_was_counted_and_run_nothing(self, client, ranked, coordinator):
        client.force_login(coordinator)
        committee, rounds, people = ranked
        address = reverse("crowdsolving_ranking:index")
        file = client.get(address + "?export=csv").getvalue().decode()
        rows = list(csv.reader(io.StringIO(file.removeprefix("\ufeff")), delimiter=";"))
        assert len(rows) == 5
        assert rows[1][1] == "'=Défi 1"
        decision = support.decide(rounds[1], people[0], "favourable")
        file = client.get(address + "?export=csv").getvalue().decode()
        said = f"{decision.get_outcome_display()} ({decision.get_state_display()})"
        assert said in file
        assert said in text(client.get(address))
        home = reverse("wagtailadmin_home")
        tile = f'<a href="{reverse("crowdsolving_rounds:index")}"><span>1</span>'
        assert tile in re.sub(r">\s+", ">", text(client.get(home)))
        meeting = Meeting.objects.create(committee=committee, held_on="2026-03-02")
        Decision.objects.filter(pk=decision.pk).update(meeting=meeting)
        held = reverse("crowdsolving_meetings:inspect", args=[meeting.pk])
        assert f'<a href="{held}">' in text(client.get(home))
        actions.release_decisions(decisions=[decision], by=coordinator)
        assert f'<a href="{held}">' not in text(client.get(home))
        with translation.override("en"):
            assert ranking.in_words(91.67) == "91.67"
        assert not [cell for row in rows for cell in row if cell.startswith("=")]
        workbook = openpyxl.load_workbook(
            io.BytesIO(client.get(address + "?export=xlsx").getvalue())
        )
        cells = [cell for row in workbook.active.iter_rows() for cell in row]
        assert len(cells) == 5 * len(rows[0])
        assert not [cell for cell in cells if cell.data_type == "f"]
        both = file + "".join(str(cell.value) for cell in cells)
        assert SECRET not in both
        for person in people:
            assert full_name(person) not in both
            assert person.email not in both

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [("=1+1", "'=1+1"), ("@x", "'@x"), ("\t=1", "'\t=1"), ("Un défi", "Un défi"), (-3.5, -3.5)],
    )
    def test_what_could_be_a_formula(self, typed, kept):
        assert disarm(typed) == kept


class TestMeetings:
    @pytest.fixture
    def meeting(self, closed):
        return Meeting.objects.create(
            committee=closed.committee, held_on="2026-03-02", place="Mairie", notes="Un mot."
        )

    def test_is_made_then_its_people_ticked(self, client, closed, coordinator):
        client.force_login(coordinator)
        add = reverse("crowdsolving_meetings:add")
        response = client.post(add, {"committee": "", "held_on": "demain"})
        assert set(response.context["form"].errors) == {"committee", "held_on"}
        response = client.post(add, {"committee": closed.committee.pk, "held_on": "0026-03-02"})
        assert set(response.context["form"].errors) == {"held_on"}
        assert "0026-03-02" in text(response)
        data = {"committee": closed.committee.pk, "held_on": "2026-03-02", "place": "Mairie"}
        response = client.post(add, data)
        meeting = Meeting.objects.get()
        edit = reverse("crowdsolving_meetings:edit", args=[meeting.pk])
        assert response.url == edit
        content = text(client.get(edit))
        stranger = factories.UserFactory(last_name="Étranger")
        assert full_name(closed.chair) in content
        assert closed.chair.email not in content
        assert "Étranger" not in content
        wrong = client.post(edit, {**data, "present": [stranger.pk]})
        assert set(wrong.context["form"].errors) == {"present"}
        client.post(edit, {**data, "present": [closed.chair.pk]})
        assert list(meeting.present.all()) == [closed.chair]

    def test_a_chair_makes_none_for_another_committee(self, client, closed):
        other, _people = support.committee()
        client.force_login(admin_support.admit(closed.chair))
        add = reverse("crowdsolving_meetings:add")
        response = client.post(add, {"committee": other.pk, "held_on": "2026-03-02"})
        assert set(response.context["form"].errors) == {"committee"}
        assert not Meeting.objects.exists()

    def test_decisions_are_prepared_then_released_together(self, client, closed, meeting):
        client.force_login(admin_support.admit(closed.chair))
        page = reverse("crowdsolving_meetings:inspect", args=[meeting.pk])
        decide = url("decide", closed.round.pk) + f"?meeting={meeting.pk}"
        assert decide in text(client.get(page))
        data = {"outcome": "unfavourable", "message": "", "meeting": meeting.pk}
        response = client.post(decide, data)
        assert set(response.context["form"].errors) == {"message", "departure"}
        assert not Decision.objects.exists()
        client.post(decide, {**data, "draft": "1"})
        assert Decision.objects.get().state == Decision.State.DRAFT
        data = {**data, "message": "Hors de notre champ.", "departure": "Le conseil y tient."}
        assert client.post(decide, data).url == page
        decision = Decision.objects.get()
        assert (decision.state, decision.meeting) == (Decision.State.PREPARED, meeting)
        # Taken back before the release, then prepared again.
        client.post(url("undo", closed.round.pk))
        assert Decision.objects.get().state == Decision.State.DRAFT
        client.post(decide, data)
        release = reverse("crowdsolving_meetings:release", args=[meeting.pk])
        assert closed.round.title in text(client.get(release))
        client.post(release, {"decision": "999999"})
        assert Decision.objects.get().state == Decision.State.PREPARED
        response = client.post(release, {"decision": decision.pk}, follow=True)
        assert [m.level_tag for m in response.context["messages"]][-1] == "success"
        assert Decision.objects.get().state == Decision.State.RELEASED
        response = client.post(release, {"decision": decision.pk}, follow=True)
        assert [m.level_tag for m in response.context["messages"]] == ["warning"]
        # From then on the meeting is a record.
        client.post(reverse("crowdsolving_meetings:delete", args=[meeting.pk]))
        assert Meeting.objects.exists()
        assert client.get(url("decide", closed.round.pk)).status_code == 302
        assert client.post(url("undo", closed.round.pk)).status_code == 302
        assert Decision.objects.get().state == Decision.State.RELEASED

    def test_what_was_typed_outlives_a_conflict(self, client, closed):
        support.decide(closed.round, closed.chair)
        client.force_login(admin_support.admit(closed.chair))
        typed = {"outcome": "favourable", "message": "Un long message."}
        response = client.post(url("decide", closed.round.pk), typed)
        assert response.status_code == 409
        assert "Un long message." in text(response)

    def test_takes_a_decision_that_belongs_to_none(self, client, closed, meeting):
        decision = support.decide(closed.round, closed.chair)
        foreign, _people = support.committee()
        other = Meeting.objects.create(committee=foreign, held_on="2026-03-02")
        client.force_login(admin_support.coordinator())
        address = reverse("crowdsolving_meetings:place", args=[meeting.pk, decision.pk])
        page = reverse("crowdsolving_meetings:inspect", args=[meeting.pk])
        assert address in text(client.get(page))
        wrong = reverse("crowdsolving_meetings:place", args=[other.pk, decision.pk])
        assert client.post(wrong).status_code == 404
        assert client.get(address).status_code == 405
        client.post(address)
        decision.refresh_from_db()
        assert decision.meeting == meeting
        assert decision.state == Decision.State.PREPARED
        assert address not in text(client.get(page))
        actions.release_decisions(decisions=[decision], by=closed.chair)
        Decision.objects.update(meeting=None)
        client.post(address)
        assert Decision.objects.get().meeting is None

    def test_the_minutes(self, client, closed, meeting):
        recused = closed.round.seats.get(user=closed.members[2])
        closed.round.seats.filter(pk=recused.pk).update(
            recused_at=timezone.now(), recusal_reason=SECRET
        )
        meeting.present.add(closed.chair)
        decision = actions.draft_decision(
            round=closed.round,
            by=closed.chair,
            outcome="changes",
            message="À préciser.",
            departure="Le conseil y tient.",
            meeting=meeting,
        )
        minutes = reverse("crowdsolving_meetings:minutes", args=[meeting.pk])
        chair = admin_support.admit(closed.chair)
        client.force_login(chair)
        # Wagtail's admin is in the person's language, the site's by default.
        assert closed.round.title not in text(client.get(minutes))
        actions.prepare_decision(decision=decision, by=closed.chair)
        content = text(client.get(minutes))
        for said in (
            "2 mars 2026",
            "Mairie",
            "Un mot.",
            closed.committee.name,
            full_name(closed.chair),
            full_name(closed.members[2]),
            closed.round.title,
            "À préciser.",
            "Le conseil y tient.",
        ):
            assert said in content, said
        assert SECRET not in content
        assert closed.chair.email not in content
        assert "style=" not in content
        assert "<script" not in content

    def test_the_minutes_hide_what_a_person_stands_aside_from(self, client, closed, meeting):
        """A coordinator who proposed the challenge reads the minutes without it."""
        decision = support.decide(closed.round, closed.chair)
        Decision.objects.filter(pk=decision.pk).update(meeting=meeting)
        coordinator = admin_support.coordinator()
        Proposal.objects.filter(page_id=closed.page.pk).update(proposer=coordinator)
        client.force_login(coordinator)
        for name in ("minutes", "inspect", "release"):
            content = text(client.get(reverse(f"crowdsolving_meetings:{name}", args=[meeting.pk])))
            assert "Bravo." not in content
        client.post(
            reverse("crowdsolving_meetings:release", args=[meeting.pk]), {"decision": decision.pk}
        )
        assert Decision.objects.get().state == Decision.State.PREPARED

    def test_nor_show_what_was_counted_to_a_member_without_an_opinion(
        self, client, closed, meeting, coordinator
    ):
        """As the page of the round: a coordinator who sits in it and said nothing."""
        decision = support.decide(closed.round, closed.chair)
        Decision.objects.filter(pk=decision.pk).update(meeting=meeting)
        client.force_login(coordinator)
        for silent in (False, True):
            if silent:
                seat = closed.round.seats.get(user=closed.members[2])
                closed.round.seats.filter(pk=seat.pk).update(user=coordinator)
            for name in ("minutes", "inspect"):
                page = client.get(reverse(f"crowdsolving_meetings:{name}", args=[meeting.pk]))
                assert ("Quorum" in text(page)) != silent


def test_a_decision_of_no_meeting_is_released_alone(client, closed):
    client.force_login(admin_support.admit(closed.chair))
    support.decide(closed.round, closed.chair, "changes")
    client.post(url("release", closed.round.pk))
    assert Decision.objects.get().state == Decision.State.RELEASED
