"""Two people of one name are told apart wherever they are chosen or listed together; who cannot answer is not awaited."""

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from tests import factories
from tests.selection.admin_support import coordinator
from tests.selection.support import Role, review, scene
from wagtail_crowdsolving.notifications.models import OutboxMail
from wagtail_crowdsolving.people import told_apart
from wagtail_crowdsolving.selection import actions, forms, minutes, queries
from wagtail_crowdsolving.selection.models import Meeting, Round

pytestmark = pytest.mark.django_db

FIRST, SECOND = "Jean Martin (Les Amis)", "Jean Martin (La Régie)"


def namesake(organisation, committee=None):
    """A member of ``committee`` called Jean Martin."""
    user = factories.UserFactory(
        first_name="Jean", last_name="Martin", email=f"{organisation[:3].lower()}@example.org"
    )
    factories.MembershipFactory(
        user=user,
        organisation=factories.OrganisationFactory(name=organisation),
        **({"committee": committee} if committee else {}),
    )
    return user


@pytest.fixture
def pair(home):
    """A round in which both sit: ``scene`` with ``pair``."""
    s = scene(members=1)
    s.pair = [namesake("Les Amis", s.committee), namesake("La Régie", s.committee)]
    for user in s.pair:
        actions.invite(round=s.round, by=s.chair, user=user, role=Role.MEMBER)
    return s


class TestToldApart:
    DETAILS = {
        1: ("Les Amis", "since May"),
        2: ("La Régie", "since May"),
        3: ("Les Amis", "since June"),
        4: ("", "since June"),
    }

    def of(self, names, details=None):
        return list(told_apart(names, lambda keys: details or self.DETAILS).values())

    def test_a_name_alone_stays_alone(self):
        def nothing(keys):
            raise AssertionError

        assert list(told_apart({1: "A", 2: "B"}, nothing).values()) == ["A", "B"]
        assert told_apart({}, nothing) == {}

    def test_as_many_details_as_tell_them_apart(self):
        with translation.override("en"):
            assert self.of({1: "A", 2: "a ", 5: "B"}) == ["A (Les Amis)", "a  (La Régie)", "B"]
            assert self.of({1: "A", 3: "A"}) == [
                "A (Les Amis, since May)",
                "A (Les Amis, since June)",
            ]
            assert self.of({1: "A", 4: "A"}) == ["A (Les Amis)", "A"]
            nobody = {1: ("", ""), 2: ("", "")}
            assert self.of({1: "A", 2: "A"}, nobody) == ["A (1)", "A (2)"]


class TestLists:
    def read(self, client, user, name, *args):
        client.force_login(user)
        content = client.get(reverse(name, args=args)).content.decode()
        assert "@example.org" not in content
        return content

    @pytest.mark.parametrize("name", ["round", "round_progress"])
    def test_the_desk(self, client, pair, name):
        content = self.read(client, pair.chair, f"wagtail_crowdsolving:{name}", pair.round.pk)
        assert FIRST in content
        assert SECOND in content
        assert pair.members[0].get_full_name() in content

    def test_the_discussion(self, client, pair):
        for user in [*pair.pair, pair.members[0]]:
            review(pair.round, user)
        actions.post_message(round=pair.round, by=pair.pair[0], text="Un mot.")
        content = self.read(
            client, pair.members[0], "wagtail_crowdsolving:round_discussion", pair.round.pk
        )
        assert content.count(FIRST) == 2
        assert SECOND in content

    def test_the_admin_s_page_of_the_round_and_its_mail(self, client, pair):
        actions.recuse(round=pair.round, by=pair.pair[1], reason="Un lien.")
        content = self.read(client, coordinator(), "crowdsolving_rounds:inspect", pair.round.pk)
        assert FIRST in content
        assert SECOND in content
        assert SECOND in OutboxMail.objects.get(kind="selection/recused").text

    def test_who_is_chosen_for_a_place(self, client, home):
        s = scene(members=1)
        pair = [namesake("Les Amis", s.committee), namesake("La Régie", s.committee)]
        form = forms.PersonForm(people=queries.people_without_seat(s.round))
        assert sorted(form.fields["user"].choices[1:]) == sorted(
            zip([user.pk for user in pair], [FIRST, SECOND], strict=True)
        )
        client.force_login(coordinator())
        chosen = client.get(reverse("crowdsolving_people:chosen", args=[pair[1].pk])).json()
        assert chosen["result"]["title"] == SECOND

    def test_a_meeting_and_its_minutes(self, client, pair):
        meeting = Meeting.objects.create(committee=pair.committee, held_on=timezone.localdate())
        client.force_login(coordinator())
        content = client.get(
            reverse("crowdsolving_meetings:edit", args=[meeting.pk])
        ).content.decode()
        assert FIRST in content
        assert SECOND in content
        meeting.present.add(pair.pair[0])
        head = minutes.head_of(meeting)
        assert head["present"] == [FIRST]
        assert SECOND in head["absent"]


class TestClosedAccounts:
    def close(self, user):
        user.is_active = False
        user.save()

    def test_nobody_waits_for_one(self, client, home):
        s = scene(members=2, quorum=3)
        self.close(s.members[0])
        progress = queries.progress(s.round)
        assert [seat.standing for seat in progress["seats"]] == ["missing", "gone", "missing"]
        assert (progress["expected"], progress["missing"]) == (2, 2)
        assert [one.name for one in queries.troubles_of(s.round)] == ["short"]
        newcomer = factories.UserFactory()
        assert progress["seats"][1].can_be_replaced
        actions.replace_member(seat=progress["seats"][1], by=s.chair, user=newcomer)
        assert queries.troubles_of(s.round) == []

    def test_the_round_closes_without_it(self):
        s = scene(members=2, quorum=2)
        self.close(s.members[0])
        review(s.round, s.chair)
        review(s.round, s.members[1])
        s.round.refresh_from_db()
        assert s.round.state == Round.State.CLOSED

    def test_a_chair_s_is_a_missing_chair(self):
        s = scene(members=2)
        self.close(s.chair)
        assert [one.name for one in queries.troubles_of(s.round)] == ["no_chair"]
