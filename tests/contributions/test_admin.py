"""The moderation queue, as moderators use it, and as others may not."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from wagtail.log_actions import registry as log_registry

from tests.contributions import support
from tests.contributions.files import picture
from tests.contributions.support import (
    QUEUE,
    REFUSAL,
    SPACE,
    TEXT,
    bulk,
    deciding,
    listed,
    report,
    seen,
    step,
    submit,
)
from tests.factories import ChallengeFactory, ContributionFactory, UserFactory
from tests.markup import flat
from wagtail_crowdsolving.contributions import actions, queries
from wagtail_crowdsolving.contributions.admin import viewset
from wagtail_crowdsolving.contributions.admin.bulk import BulkApprove
from wagtail_crowdsolving.contributions.models import Contribution, ModerationDecision, State
from wagtail_crowdsolving.notifications.models import OutboxMail

pytestmark = [pytest.mark.versions, pytest.mark.django_db]


class TestQueue:
    def test_shows_what_waits_oldest_first(self, moderating, challenge, waiting):
        ContributionFactory(page=challenge, comment="Déjà publié")
        response = moderating.get(reverse(QUEUE))
        assert listed(response) == [item.pk for item in waiting]
        html = response.content.decode()
        assert "Texte qui attend alpha" in html
        assert challenge.title in html
        assert waiting[0].user.get_full_name() in html
        assert waiting[0].user.email not in html
        assert step("desk_one", waiting[0]) in html

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("?state=all", 4),
            ("?state=published", 1),
            ("?state=pending&kind=inspiration", 0),
            ("?q=attend+beta", 1),
        ],
    )
    def test_filters_and_search(self, moderating, challenge, waiting, query, expected):
        ContributionFactory(page=challenge, comment="Déjà publié")
        assert len(listed(moderating.get(reverse(QUEUE) + query))) == expected

    def test_taking_off_what_waits_shows_all(self, moderating, challenge, waiting):
        (waits,) = moderating.get(reverse(QUEUE)).context["active_filters"]
        assert waits.removed_filter_url.endswith("&state=all")
        response = moderating.get(f"{reverse(QUEUE)}?state=all")
        assert not response.context.get("active_filters")
        assert len(listed(response)) == 3

    def test_an_author_leads_to_all_their_texts(self, moderating, challenge, waiting):
        by = waiting[0].user
        old = ContributionFactory(page=challenge, user=by, comment="**Un** texte")
        assert str(old) == "Un texte"
        # A list of one's own is sorted by the day that it shows.
        Contribution.objects.filter(pk=old.pk).update(
            submit_date=waiting[0].submit_date - timezone.timedelta(days=9)
        )
        assert [item.pk for item in queries.mine(by)] == [waiting[0].pk, old.pk]
        assert queries.place_among_mine(by, old.pk) == 1
        url = f"{reverse(QUEUE)}?state=all&author={by.pk}"
        assert (
            f'href="{url.replace("&", "&amp;")}"' in moderating.get(reverse(QUEUE)).content.decode()
        )
        response = moderating.get(url)
        assert set(listed(response)) == {waiting[0].pk, old.pk}
        assert [one.value for one in response.context["active_filters"]] == [by.get_full_name()]
        for wrong in ("0", "x", "9" * 30):
            assert moderating.get(reverse(QUEUE), {"author": wrong}).status_code == 200

    def test_filters_by_page(self, moderating, waiting):
        other = ContributionFactory(page=ChallengeFactory(), state=State.PENDING)
        response = moderating.get(f"{reverse(QUEUE)}?page={other.page_id}")
        assert listed(response) == [other.pk]

    @pytest.mark.parametrize("size", [3, 18])
    def test_cost(self, moderating, challenge, size, django_assert_num_queries):
        for _number in range(size):
            ContributionFactory(page=challenge, state=State.PENDING)
        moderating.get(reverse(f"{SPACE}:list_results"))
        with django_assert_num_queries(8):
            assert len(listed(moderating.get(reverse(f"{SPACE}:list_results")))) == size

    def test_own_texts_are_not_for_oneself(self, moderating, moderator, challenge):
        item = submit(challenge, moderator)
        assert step("desk_one", item) not in moderating.get(reverse(QUEUE)).content.decode()
        data = deciding(item)
        assert moderating.get(step("desk_one", item)).status_code == 302
        assert moderating.post(step("desk_one", item), data).status_code == 302
        item.refresh_from_db()
        assert item.state == State.PENDING

    def test_menu_and_home_say_how_many_wait(self, moderating, waiting):
        html = moderating.get(reverse("wagtailadmin_home")).content.decode()
        assert "(3)" in html
        assert reverse(QUEUE) in html

    def test_only_wagtails_delete_is_missing(self, moderating, waiting):
        html = flat(moderating.get(reverse(QUEUE)).content.decode())
        assert bulk("approve").split("?")[0] in html
        assert (
            f'aria-label="{BulkApprove.aria_label}" data-bulk-action-button>{BulkApprove.display_name}<'
            in html
        )
        assert bulk("reject").split("?")[0] in html
        assert bulk("delete").split("?")[0] not in html


class TestOneAtATime:
    def test_inspect(self, moderating, challenge, moderator):
        root = ContributionFactory(page=challenge, comment="Le texte auquel on répond")
        item = submit(challenge, UserFactory(), in_reply_to=root)
        actions.reject(contribution=item, by=support.moderator(last_name="Collègue"), **REFUSAL)
        html = moderating.get(step("inspect", item)).content.decode()
        for part in ("Le texte auquel on répond", TEXT, REFUSAL["reason"], "Collègue"):
            assert part in html

    def test_remove(self, moderating, challenge):
        item = ContributionFactory(page=challenge)
        assert step("remove", item) in moderating.get(step("inspect", item)).content.decode()
        moderating.post(step("remove", item), {"seen": item.fingerprint, **REFUSAL})
        item.refresh_from_db()
        assert item.state == State.REMOVED

    def test_a_reason_outlives_a_conflict(self, moderating, challenge, member):
        item = ContributionFactory(page=challenge, user=member)
        before = item.fingerprint
        change = actions.edit(contribution=item, by=member, text="Un texte changé depuis")
        actions.approve_amendment(amendment=change, by=support.moderator())
        response = moderating.post(step("remove", item), {"seen": before, **REFUSAL})
        assert response.status_code == 409
        html = response.content.decode()
        assert REFUSAL["reason"] in html
        assert "Un texte changé depuis" in html
        item = Contribution.objects.get(pk=item.pk)
        assert item.state == State.PUBLISHED
        assert f'name="seen" value="{item.fingerprint}"' in html

    @pytest.mark.parametrize("pk", [0, 10**6, 10**30])
    @pytest.mark.parametrize("name", ["inspect", "desk_one", "remove"])
    def test_what_does_not_exist(self, moderating, pk, name):
        assert moderating.get(reverse(f"{SPACE}:{name}", args=[pk])).status_code == 404


class TestManyAtATime:
    def test_approve(self, moderating, waiting):
        first, second, third = waiting
        address = bulk("approve", first, second)
        html = moderating.get(address).content.decode()
        assert "Texte qui attend alpha" in html
        assert "Texte qui attend beta" in html
        assert "Texte qui attend gamma" not in html
        response = moderating.post(address, {"seen": seen(first, second)})
        assert response.url == reverse(QUEUE)
        states = dict(Contribution.objects.values_list("pk", "state"))
        assert states == {
            first.pk: State.PUBLISHED,
            second.pk: State.PUBLISHED,
            third.pk: State.PENDING,
        }
        assert ModerationDecision.objects.count() == 2

    def test_files_can_be_looked_at(self, moderating, challenge, member):
        item = submit(challenge, member, attachments=[(picture("local.png", "PNG"), "La cour")])
        file = item.attachments.get()
        html = flat(moderating.get(bulk("approve", item)).content.decode())
        address = reverse("wagtail_crowdsolving:contribution_attachment", args=[file.pk])
        assert f'href="{address}">local.png</a>' in html
        assert "La cour" in html
        assert moderating.get(address).status_code == 200

    def test_what_is_left_out_is_named(self, moderating, moderator, challenge, waiting):
        own = submit(challenge, moderator, text="Le texte de la modération")
        contested = ContributionFactory(page=challenge, comment="Un texte signalé")
        report(contested)
        html = moderating.get(bulk("approve", waiting[0], own, contested)).content.decode()
        for words in ("Le texte de la modération", "Un texte signalé"):
            assert f">{words}</li>" in html

    def test_reject(self, moderating, waiting):
        address = bulk("reject", *waiting)
        response = moderating.post(address, {"seen": seen(*waiting), "rule": "other", "reason": ""})
        assert response.context["form"].errors
        assert not ModerationDecision.objects.exists()
        moderating.post(address, {"seen": seen(*waiting), **REFUSAL})
        assert set(Contribution.objects.values_list("state", flat=True)) == {State.REFUSED}
        assert OutboxMail.objects.filter(kind="contributions/refused").count() == 3

    def test_a_reason_that_the_door_refuses(self, moderating, waiting):
        address = bulk("reject", *waiting)
        data = {"seen": seen(*waiting), "rule": "other", "reason": "\x1b"}
        assert moderating.post(address, data).context["form"].errors
        assert not ModerationDecision.objects.exists()

    def test_all_that_the_list_shows_as_filtered(self, moderating, waiting):
        elsewhere = ContributionFactory(page=ChallengeFactory(), state=State.PENDING)
        ContributionFactory(page=elsewhere.page)
        address = bulk("approve", all_of=f"?page={elsewhere.page_id}")
        assert [row["item"].pk for row in moderating.get(address).context["items"]] == [
            elsewhere.pk
        ]
        address = bulk("approve", all_of="?q=attend+gamma")
        assert [row["item"].pk for row in moderating.get(address).context["items"]] == [
            waiting[2].pk
        ]
        assert len(moderating.get(bulk("approve")).context["items"]) == 4

    def test_nothing_that_was_not_listed(self, moderating, waiting, challenge):
        address = bulk("approve")
        later = ContributionFactory(page=challenge, state=State.PENDING)
        response = moderating.post(address, {"seen": seen(*waiting)}, follow=True)
        later.refresh_from_db()
        assert later.state == State.PENDING
        assert ModerationDecision.objects.count() == 3
        assert response.status_code == 200

    def test_changed_decided_and_own_texts_are_left(
        self, moderating, moderator, waiting, challenge, member
    ):
        own, changed = submit(challenge, moderator), submit(challenge, member)
        decided, plain, _third = waiting
        marks = seen(own, changed, decided, plain)
        actions.edit(contribution=changed, by=member, text="Un texte changé depuis")
        actions.approve(contribution=decided, by=support.moderator())
        moderating.post(bulk("approve", own, changed, decided, plain), {"seen": marks})
        states = dict(Contribution.objects.values_list("pk", "state"))
        assert states[own.pk] == states[changed.pk] == State.PENDING
        assert states[decided.pk] == states[plain.pk] == State.PUBLISHED
        assert ModerationDecision.objects.count() == 2

    def test_wagtails_delete_is_refused(self, client, waiting):
        client.force_login(UserFactory(is_superuser=True))
        client.post(bulk("delete", *waiting))
        assert Contribution.objects.count() == 3

    @pytest.mark.parametrize("ids", ["id=0", "id=abc", f"id={10**30}", "id=", ""])
    def test_odd_choices(self, moderating, waiting, ids):
        address = bulk("approve", waiting[0]).split("?")[0]
        assert moderating.get(f"{address}?{ids}").status_code == 200
        moderating.post(f"{address}?{ids}", {"seen": seen(*waiting)})
        assert not ModerationDecision.objects.exists()


class TestOthers:
    @pytest.fixture(params=["visitor", "member", "editor"])
    def other(self, request, client):
        if request.param != "visitor":
            user = UserFactory()
            if request.param == "editor":
                user.user_permissions.add(
                    *Permission.objects.filter(
                        codename__in=[
                            "access_admin",
                            "add_contribution",
                            "change_contribution",
                            "delete_contribution",
                        ]
                    )
                )
            client.force_login(user)
        return client

    def test_see_and_change_nothing(self, other, waiting):
        item = waiting[0]
        for address in (
            reverse(QUEUE),
            reverse(f"{SPACE}:list_results"),
            step("inspect", item),
            reverse(f"{SPACE}:desk"),
            step("desk_one", item),
            bulk("approve", item),
            bulk("reject", item),
        ):
            response = other.get(address)
            # Wagtail answers a refusal in its admin with a redirect to its home or its login.
            assert response.status_code in (302, 403)
            assert "Texte qui attend" not in response.content.decode()
        other.post(step("desk_one", item), deciding(item))
        other.post(bulk("approve", item), {"seen": seen(item)})
        assert not ModerationDecision.objects.exists()

    def test_no_number_on_the_home_page(self, other, waiting):
        html = other.get(reverse("wagtailadmin_home")).content.decode()
        assert reverse(QUEUE) not in html


class TestNoOtherEntrance:
    @pytest.mark.parametrize("name", ["add", "edit", "delete", "copy", "usage", "history"])
    def test_snippet_addresses_are_not_there(self, name, waiting):
        for args in ([], [waiting[0].pk]):
            with pytest.raises(NoReverseMatch):
                reverse(f"{SPACE}:{name}", args=args)

    def test_no_chooser(self):
        with pytest.raises(NoReverseMatch):
            reverse("wagtailsnippetchoosers_wagtail_crowdsolving_contribution:choose")

    def test_groups_are_offered_its_own_permissions(self):
        assert [p.codename for p in viewset.get_permissions_to_register()] == [
            "moderate_contribution",
            "skip_moderation",
            "view_contribution",
        ]


def test_log_actions_have_words(challenge, member, moderator):
    item = submit(challenge, member)
    actions.edit(contribution=item, by=member, text="Un texte repris")
    item.refresh_from_db()
    actions.approve(contribution=item, by=moderator)
    actions.withdraw(contribution=item, by=member)
    entries = log_registry.get_logs_for_instance(item)
    assert entries.count() == 4
    for entry in entries:
        assert log_registry.action_exists(entry.action)
        assert entry.message
        assert TEXT not in entry.label + str(entry.data)
