"""What an account that closes leaves behind in the committees' rounds."""

import pytest

from tests import factories
from tests.selection import support
from tests.selection.support import decide, review, scene
from wagtail_crowdsolving.pages.models import ChallengePage
from wagtail_crowdsolving.selection import actions, queries
from wagtail_crowdsolving.selection.models import Review, ReviewDraft, Round, RoundMessage, Seat

pytestmark = pytest.mark.django_db


def test_opinions_stay_without_a_name_and_count(home):
    s = scene(members=2, quorum=2)
    gone, other = s.members
    review(s.round, gone, comment="Un bon projet.")
    actions.post_message(round=s.round, by=gone, text="Bonjour à tous")
    seat = Seat.objects.get(round=s.round, user=gone)
    gone.delete()
    assert Review.objects.get().comment == "Un bon projet."
    assert RoundMessage.objects.get().author is None
    seat.refresh_from_db()
    assert (seat.user, seat.votes) == (None, True)
    review(s.round, other)
    review(s.round, s.chair)
    s.round.refresh_from_db()
    assert s.round.tally["quorum"]["given"] == 3


def test_nobody_waits_for_whoever_has_gone(home):
    s = scene(members=2, quorum=2)
    gone, other = s.members
    actions.save_review_draft(round=s.round, by=gone, data={"comment": "…"}, version=0)
    review(s.round, other)
    review(s.round, s.chair)
    gone.delete()
    s.round.refresh_from_db()
    assert s.round.state == Round.State.CLOSED
    assert s.round.tally["quorum"]["given"] == 2
    assert not ReviewDraft.objects.exists()
    assert queries.progress(s.round)["missing"] == 0


def test_a_round_without_an_opinion_waits_for_somebody_else(home):
    s = scene(members=1, chairs=0)
    s.people[0].delete()
    s.round.refresh_from_db()
    assert s.round.state == Round.State.OPEN


def test_the_reason_to_stand_aside_goes(home):
    s = scene(members=3)
    actions.recuse(round=s.round, by=s.members[0], reason="Mon frère y travaille.")
    seat = Seat.objects.get(round=s.round, user=s.members[0])
    s.members[0].delete()
    seat.refresh_from_db()
    assert seat.recused_at
    assert "frère" not in seat.recusal_reason


def test_the_proposer_s_name_leaves_what_is_judged_and_the_decision_can_still_be_released(home):
    proposer = factories.UserFactory(first_name="Zoé", last_name="Partie")
    page = support.proposed(proposer, proposed_by="Zoé Partie")
    page.crowdsolving_proposal.data = {"proposed_by": "Zoé Partie"}
    page.crowdsolving_proposal.save()
    s = scene(page=page, members=1, quorum=1)
    for person in s.people:
        review(s.round, person)
    s.round.refresh_from_db()
    assert "Zoé" in str(s.round.content)
    decision = decide(s.round, s.chair, departure="")
    proposer.delete()
    s.round.refresh_from_db()
    assert "Zoé" not in str(s.round.content)
    released, refused = actions.release_decisions(decisions=[decision], by=s.chair)
    assert (len(released), refused) == (1, [])
    assert ChallengePage.objects.get(pk=page.pk).live


def test_a_copy_that_had_been_tampered_with_is_not_made_good(home):
    proposer = factories.UserFactory(first_name="Zoé", last_name="Partie")
    page = support.proposed(proposer, proposed_by="Zoé Partie")
    page.crowdsolving_proposal.data = {"proposed_by": "Zoé Partie"}
    page.crowdsolving_proposal.save()
    s = scene(page=page, members=1, quorum=1)
    for person in s.people:
        review(s.round, person)
    s.round.refresh_from_db()
    decision = decide(s.round, s.chair, departure="")
    changed = page.get_latest_revision_as_object()
    changed.summary = "Tout autre chose."
    changed.save_revision(overwrite_revision=changed.latest_revision)
    proposer.delete()
    released, refused = actions.release_decisions(decisions=[decision], by=s.chair)
    assert (released, len(refused)) == ([], 1)
