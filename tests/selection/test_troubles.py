"""A round in trouble asks for help: what it is, who is told, when again, what each page offers."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone, translation

from tests import factories
from tests.selection import support
from tests.selection.admin_support import admit, coordinator
from tests.selection.support import ABSTAIN, AGAINST, FOR, Role, review, scene
from wagtail_crowdsolving import conf
from wagtail_crowdsolving.notifications.jobs import deliver
from wagtail_crowdsolving.notifications.models import OutboxMail
from wagtail_crowdsolving.selection import actions, jobs, queries, troubles
from wagtail_crowdsolving.selection.admin import reading
from wagtail_crowdsolving.selection.models import Decision, Round, Seat

pytestmark = pytest.mark.django_db


def names(round):
    return [trouble.name for trouble in queries.troubles_of(round)]


def told(kind="trouble"):
    mails = OutboxMail.objects.filter(kind=f"selection/{kind}").order_by("pk")
    return {mail.recipient for mail in mails}


def team():
    user = coordinator()
    user.groups.add(Group.objects.get_or_create(name=conf.GROUPS["coordination"])[0])
    return user


def stand_aside(s, *people):
    for person in people:
        actions.recuse(round=s.round, by=person, reason="Un lien.")
    s.round.refresh_from_db()


def late(s, days):
    """The deadline was so many days ago, and no reminder waits."""
    moment = timezone.now() - timedelta(days=days)
    Round.objects.filter(pk=s.round.pk).update(due_at=moment)
    s.round.refresh_from_db()


def desk(client, user, s, name="round_progress"):
    client.force_login(user)
    with translation.override("en"):
        return client.get(reverse(f"wagtail_crowdsolving:{name}", args=[s.round.pk]))


class TestOverdue:
    def test_the_chair_and_the_coordination_are_told_and_again(self):
        s, person = scene(), team()
        late(s, 13)
        jobs.tell_of_troubles()
        assert not told()
        late(s, 15)
        for _run in range(3):
            jobs.tell_of_troubles()
        assert told() == {s.chair, person}
        assert OutboxMail.objects.filter(kind="selection/trouble").count() == 2
        week_ago = timezone.now() - timedelta(days=7)
        Round.objects.update(troubles_told_at=week_ago)
        jobs.tell_of_troubles()
        assert OutboxMail.objects.filter(kind="selection/trouble").count() == 4

    def test_a_site_says_how_often(self, settings):
        settings.WAGTAIL_CROWDSOLVING = {"ROUND_TROUBLE_DAYS": 0}
        s = scene()
        late(s, 15)
        jobs.tell_of_troubles()
        Round.objects.update(troubles_told_at=timezone.now() - timedelta(days=90))
        jobs.tell_of_troubles()
        assert OutboxMail.objects.filter(kind="selection/trouble").count() == 1

    def test_a_word_that_is_no_longer_true_does_not_leave(self):
        s = scene()
        late(s, 15)
        jobs.tell_of_troubles()
        waiting = OutboxMail.objects.get(kind="selection/trouble")
        s.round.refresh_from_db()
        actions.extend(round=s.round, by=s.chair, due_at=timezone.now() + timedelta(days=3))
        OutboxMail.objects.update(due_at=timezone.now())
        deliver(waiting.pk)
        waiting.refresh_from_db()
        assert waiting.state == OutboxMail.State.DROPPED
        jobs.tell_of_troubles()
        late(s, 15)
        jobs.tell_of_troubles()
        assert OutboxMail.objects.filter(kind="selection/trouble").count() == 2

    def test_nobody_who_stands_aside_is_told(self):
        s, person = scene(), team()
        actions.invite(round=s.round, by=s.chair, user=person, role=Role.MEMBER)
        stand_aside(s, person)
        late(s, 15)
        jobs.tell_of_troubles()
        assert told() == {s.chair}


class TestQuorum:
    def test_recusals_that_break_it_close_nothing(self):
        s, person = scene(members=2, quorum=3), team()
        review(s.round, s.chair)
        review(s.round, s.members[0])
        stand_aside(s, s.members[1])
        assert s.round.state == Round.State.OPEN
        assert names(s.round) == ["short", "nobody"]
        assert told("closed") == set()
        mail = OutboxMail.objects.get(kind="selection/recused")
        assert mail.recipient == s.chair
        assert str(troubles.SHORT.text) in mail.text
        assert told() == {person}
        # Somebody more gives the missing opinion: then it closes.
        newcomer = factories.UserFactory()
        actions.invite(round=s.round, by=s.chair, user=newcomer, role=Role.MEMBER)
        assert names(s.round) == []
        review(s.round, newcomer)
        s.round.refresh_from_db()
        assert s.round.state == Round.State.CLOSED

    def test_one_that_completes_the_round_closes_it_and_says_so(self):
        s = scene(members=1, quorum=1)
        review(s.round, s.chair)
        stand_aside(s, s.members[0])
        s.round.refresh_from_db()
        assert s.round.state == Round.State.CLOSED
        mail = OutboxMail.objects.get(kind="selection/recused")
        assert str(troubles.NOBODY.text) not in mail.text

    def test_the_coordination_hears_of_a_round_closed_without_it(self):
        s, person = scene(members=1, quorum=2), team()
        review(s.round, s.chair)
        actions.close_round(round=s.round, by=s.chair)
        assert told("closed") == {s.chair}
        assert told() == {person}

    def test_it_is_announced_before_it_is_confirmed(self, client, home):
        s = scene(members=2, quorum=3)
        page = desk(client, s.members[0], s, "round_recuse")
        assert page.context["breaks_quorum"]
        assert not page.context["is_only_chair"]
        page = desk(client, s.chair, s, "round_recuse")
        assert page.context["is_only_chair"]
        stand_aside(s, s.members[0])
        # The next one breaks nothing that is not broken.
        assert not desk(client, s.members[1], s, "round_recuse").context["breaks_quorum"]

    def test_a_chair_who_stands_aside_leaves_the_coordination(self):
        s, person = scene(members=3, quorum=2), team()
        stand_aside(s, s.chair)
        assert names(s.round) == ["no_chair"]
        mail = OutboxMail.objects.get(kind="selection/recused")
        assert mail.recipient == person
        assert str(troubles.NO_CHAIR.text) in mail.text
        for member in s.members:
            review(s.round, member)
        mail = OutboxMail.objects.get(kind="selection/closed")
        assert mail.recipient == person
        assert str(troubles.NO_CHAIR.text) in mail.text

    def test_an_account_that_closes_breaks_it_too(self):
        s = scene(members=2, quorum=3)
        actions.leave_rounds(user=s.members[0])
        assert names(s.round) == ["short"]
        assert told() == {s.chair}


def test_a_round_that_is_open_again_and_waits_for_nobody_says_so(client, home):
    s = scene(members=1)
    for person in s.people:
        review(s.round, person)
    due_at = timezone.now() + timedelta(days=5)
    s.round.refresh_from_db()
    s.round = actions.reopen_round(round=s.round, by=s.chair, reason="Encore.", due_at=due_at)
    assert names(s.round) == ["nobody"]
    page = desk(client, s.chair, s)
    assert [name for name, _label in page.context["offers"]] == ["invite", "extend", "close"]
    content = page.content.decode()
    assert 'href="#invite"' in content
    assert 'id="invite" open' in content
    page = client.get(reverse("wagtail_crowdsolving:committee_desk")).content.decode()
    assert f"{reverse('wagtail_crowdsolving:round_progress', args=[s.round.pk])}#troubles" in page


class TestTie:
    @pytest.fixture
    def tied(self):
        s = scene(members=1)
        review(s.round, s.chair, FOR)
        review(s.round, s.members[0], AGAINST)
        s.round.refresh_from_db()
        return s

    def test_the_casting_vote_of_the_chair_decides_and_is_kept(self, tied):
        assert tied.round.tally["outcome"] == "tie"
        decision = support.decide(tied.round, tied.chair, "favourable", departure="")
        assert decision.is_casting_vote
        assert names(tied.round) == []

    def test_what_is_not_tied_is_no_casting_vote(self, tied):
        with pytest.raises(ValidationError) as error:
            support.decide(tied.round, tied.chair, "changes", departure="")
        assert set(error.value.error_dict) == {"departure"}
        decision = support.decide(tied.round, tied.chair, "changes")
        assert not decision.is_casting_vote

    def test_a_manager_in_the_chair_s_stead_gives_reasons(self, tied):
        tied.chair.is_active = False
        tied.chair.save()
        manager = support.manager()
        with pytest.raises(ValidationError):
            support.decide(tied.round, manager, "favourable", departure="")
        assert not support.decide(tied.round, manager, "favourable").is_casting_vote

    def test_nothing_is_chosen_beforehand(self, client, home, tied):
        page = desk(client, tied.chair, tied, "round_decision")
        content = page.content.decode()
        assert page.context["form"]["outcome"].value() not in dict(Decision.outcome.field.choices)
        assert page.context["has_casting_vote"]
        assert 'name="outcome" value="changes" checked' not in content
        assert "cs-badge--outcome-tie" in content

    def test_it_is_named_to_nobody_who_may_not_read_opinions(self, tied):
        assert names(tied.round) == ["tie"]
        mail = OutboxMail.objects.get(kind="selection/closed")
        with translation.override("fr"):
            assert str(troubles.TIE.text) not in mail.text
            assert str(troubles.NO_OUTCOME) in mail.text
        person = coordinator()
        Seat.objects.create(round=tied.round, user=person, role=Role.MEMBER)
        assert reading.pressing(person) == []
        assert [one.name for one in reading.pressing(coordinator())[0].troubles_now] == ["tie"]

    def test_it_is_forgotten_while_opinions_are_taken_again(self, tied):
        due_at = timezone.now() + timedelta(days=5)
        round = actions.reopen_round(round=tied.round, by=tied.chair, reason="Non.", due_at=due_at)
        assert (round.troubles, round.troubles_told_at) == ("", None)
        assert "tie" not in names(round)


def test_abstentions_alone_are_no_missing_quorum():
    s = scene(members=1)
    for person in s.people:
        actions.give_review(round=s.round, by=person, opinion=ABSTAIN, scores={})
    s.round.refresh_from_db()
    assert s.round.tally["outcome"] == "no_opinion"
    assert names(s.round) == ["no_opinion"]


def test_a_decision_that_does_not_come_and_a_committee_that_is_missing():
    s = scene(members=1)
    for person in s.people:
        review(s.round, person)
    assert names(s.round) == []
    Round.objects.update(closed_at=timezone.now() - timedelta(days=15))
    assert names(s.round) == ["undecided"]
    waiting = support.begin(support.proposed(), support.workflow_of(None))
    assert names(waiting) == ["no_committee"]
    person = team()
    jobs.tell_of_troubles()
    assert OutboxMail.objects.filter(kind="selection/trouble", recipient=person).count() == 1
    Round.objects.update(troubles_told_at=timezone.now() - timedelta(days=8))
    jobs.tell_of_troubles()
    assert OutboxMail.objects.filter(kind="selection/trouble", recipient=person).count() == 3


class TestAdmin:
    def test_board_home_and_round_say_what_is_wrong_and_offer_what_helps(self, client, home):
        s = scene(members=2, quorum=3)
        stand_aside(s, s.members[0])
        client.force_login(coordinator())
        inspect = reverse("crowdsolving_rounds:inspect", args=[s.round.pk])
        invite = reverse("crowdsolving_rounds:invite", args=[s.round.pk])
        for address in (reverse("wagtailadmin_home"), inspect):
            content = client.get(address).content.decode()
            assert invite in content
            assert f"{inspect}#progress" in content
        board = reverse("crowdsolving_rounds:index")
        assert s.round.title in client.get(board, {"urgency": "trouble"}).content.decode()
        response = client.get(reverse("crowdsolving_rounds:table"))
        assert [one.name for one in response.context["object_list"][0].troubles] == ["short"]

    def test_a_chair_is_offered_what_a_chair_may_do(self, client, home):
        s = scene(members=1)
        review(s.round, s.chair, FOR)
        review(s.round, s.members[0], AGAINST)
        client.force_login(admit(s.chair))
        page = client.get(reverse("crowdsolving_rounds:inspect", args=[s.round.pk]))
        assert [name for name, _label, _url in page.context["links"]] == ["decide", "reopen"]
        client.force_login(coordinator())
        page = client.get(reverse("crowdsolving_rounds:inspect", args=[s.round.pk]))
        assert [name for name, _label, _url in page.context["links"]] == ["reopen"]


def test_the_troubles_of_many_rounds_cost_one_query(django_assert_num_queries):
    for _number in range(3):
        scene(members=2, quorum=4)
    person = coordinator()
    person.has_perm("x")
    with django_assert_num_queries(1):
        assert len(reading.pressing(person)) == 3
