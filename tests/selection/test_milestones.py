"""What a proposer and the public read of committees."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import WorkflowState

from tests import factories
from tests.selection import support
from tests.selection.support import AGAINST, CHANGES, decide, review, scene
from wagtail_crowdsolving.pages.models import ChallengePage
from wagtail_crowdsolving.selection import actions
from wagtail_crowdsolving.selection.milestones import milestones, selection_of
from wagtail_crowdsolving.selection.models import Round

pytestmark = pytest.mark.django_db


def lines(page):
    return [(str(line.label), line.message) for line in milestones(page.crowdsolving_proposal)]


def conclude(round, chair, outcome="favourable"):
    for seat in round.seats.filter(recused_at=None).exclude(role="observer"):
        review(
            round,
            seat.user,
            {"changes": CHANGES, "unfavourable": AGAINST}.get(outcome, "favourable"),
        )
    decision = decide(round, chair, outcome)
    assert actions.release_decisions(decisions=[decision], by=chair)[1] == []


@pytest.fixture
def two_storeys():
    """A challenge that a committee and then the board validated: ``page, committee, board``."""
    first, people = support.committee(members=1, name="Comité de l'eau")
    board, directors = support.committee(members=1, name="Le conseil")
    page = support.proposed()
    conclude(support.begin(page, support.workflow_of(first, board)), people[0])
    conclude(Round.objects.get(state=Round.State.OPEN), directors[0])
    page = ChallengePage.objects.get(pk=page.pk)
    assert page.live
    return page, first, board


class TestTheProposersTimeline:
    def test_names_the_committee_and_nobody_in_it(self):
        s = scene(members=2)
        [(label, message)] = lines(s.page)
        assert s.committee.name in label
        assert all(person.last_name not in message for person in s.people)

    def test_names_people_where_the_committee_chose_to_be_public(self):
        s = scene(members=2, observers=1, names_are_public=True)
        actions.recuse(round=s.round, by=s.members[0], reason="Mon employeur.")
        [(_label, message)] = lines(s.page)
        assert s.chair.last_name in message
        assert s.members[1].last_name in message
        assert s.members[0].last_name not in message
        assert s.observers[0].last_name not in message

    def test_says_nothing_of_a_decision_before_its_release(self):
        s = scene(members=0)
        review(s.round, s.chair, comment="SECRET")
        decision = decide(s.round, s.chair, message="Bravo.")
        assert len(lines(s.page)) == 1
        actions.release_decisions(decisions=[decision], by=s.chair)
        told = lines(s.page)
        assert told[-1][1] == "Bravo."
        assert "SECRET" not in str(told)

    def test_nothing_where_no_committee_fits(self):
        page = support.proposed()
        support.begin(page, support.workflow_of(None))
        assert lines(page) == []

    def test_the_second_round_beside_the_first(self):
        s = scene(members=0)
        conclude(s.round, s.chair, "changes")
        WorkflowState.objects.get().resume(user=s.page.crowdsolving_proposal.proposer)
        assert len(lines(s.page)) == 2

    @pytest.mark.parametrize("members", [2, 8])
    def test_in_the_space_at_the_same_cost(self, members, django_assert_num_queries):
        s = scene(members=members, names_are_public=True)
        proposal = type(s.page.crowdsolving_proposal).objects.get(
            pk=s.page.crowdsolving_proposal.pk
        )
        with django_assert_num_queries(2):
            milestones(proposal)
        client = Client()
        client.force_login(proposal.proposer)
        page = client.get(reverse("wagtail_crowdsolving:proposal", args=[proposal.pk]))
        assert page.content.decode().count("cs-timeline__item--committee") == 1


class TestThePublicPage:
    def test_says_which_bodies_and_when(self, two_storeys, django_assert_num_queries, client):
        page, first, board = two_storeys
        with django_assert_num_queries(1):
            selection = selection_of(page)
        assert selection["bodies"] == [first.name, board.name]
        html = client.get(page.url).content.decode()
        assert "<bdi>Comité de l&#x27;eau</bdi>, <bdi>Le conseil</bdi>" in html
        assert f'datetime="{selection["validated_on"]:%Y-%m-%d}">' in html

    def test_costs_the_page_no_query(self, two_storeys, client):
        other = factories.ChallengeFactory()
        assert "Le conseil" not in client.get(other.url).content.decode()
        with CaptureQueriesContext(connection) as plain:
            client.get(other.url)
        with CaptureQueriesContext(connection) as selected:
            assert "Le conseil" in client.get(two_storeys[0].url).content.decode()
        assert len(selected) == len(plain)

    def test_in_every_language(self, two_storeys):
        page, first, board = two_storeys
        english = page.copy_for_translation(factories.locale("en"), copy_parents=True)
        assert selection_of(english)["bodies"] == [first.name, board.name]

    def test_nothing_of_a_page_that_came_another_way(self, client):
        page = factories.ChallengeFactory()
        assert selection_of(page) is None
        assert client.get(page.url).status_code == 200

    def test_nor_of_one_that_was_published_past_its_committee(self):
        first, people = support.committee(members=0)
        board, _directors = support.committee(members=0)
        page = support.proposed()
        conclude(support.begin(page, support.workflow_of(first, board)), people[0])
        WorkflowState.objects.get().cancel()
        page.get_latest_revision().publish()
        assert selection_of(ChallengePage.objects.get(pk=page.pk)) is None

    def test_the_last_examination_is_the_one_that_counts(self, two_storeys):
        page, _first, _board = two_storeys
        third, people = support.committee(members=0)
        page.save_revision()
        round = support.begin(page, support.workflow_of(third))
        conclude(round, people[0])
        assert selection_of(page)["bodies"] == [third.name]

    def test_a_challenge_on_the_site_stays_there_whatever_a_later_committee_says(self, two_storeys):
        page, first, board = two_storeys
        third, people = support.committee(members=0)
        page.save_revision()
        conclude(support.begin(page, support.workflow_of(third)), people[0], "unfavourable")
        assert ChallengePage.objects.get(pk=page.pk).live
        assert page.crowdsolving_proposal.events.last().kind == "published"
        assert selection_of(page)["bodies"] == [first.name, board.name]
