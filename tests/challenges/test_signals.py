"""What a site hears of challenges and of their proposals."""

import datetime

import pytest

from tests import factories
from wagtail_crowdsolving import signals
from wagtail_crowdsolving.challenges import actions, life
from wagtail_crowdsolving.exceptions import Conflict
from wagtail_crowdsolving.pages.models import ChallengePage


@pytest.fixture
def heard():
    """``[(sender's name, arguments)]`` of all that is sent."""
    heard = []

    def receiver(sender, signal, **arguments):
        heard.append((signal, sender.__name__, arguments))

    sent = (signals.proposal_received, signals.proposal_declined, signals.page_published)
    for signal in sent:
        signal.connect(receiver)
    yield heard
    for signal in sent:
        signal.disconnect(receiver)


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_a_proposal_is_received_once(draft, member, heard, committed):
    with committed():
        page = actions.submit(proposal=draft, by=member)
    draft.refresh_from_db()
    expected = (signals.proposal_received, "Proposal", {"proposal": draft, "page": page})
    assert heard == [expected]
    with committed():
        actions.submit(proposal=draft, by=member)
    assert heard == [expected]


def test_a_proposal_is_declined(draft, member, heard, committed):
    by = factories.UserFactory(is_superuser=True)
    page = actions.submit(proposal=draft, by=member)
    with committed():
        actions.decline(proposal=draft, by=by, reasons="Pas ici.")
    [(signal, sender, arguments)] = heard
    assert (signal, sender) == (signals.proposal_declined, "Proposal")
    assert (arguments["proposal"], arguments["page"].pk) == (draft, page.pk)
    with committed(), pytest.raises(Conflict):
        actions.decline(proposal=draft, by=by, reasons="Pas ici.")
    assert len(heard) == 1


def test_a_challenge_is_published(index, heard, committed):
    page = factories.ChallengeFactory(parent=index, live=False)
    with committed():
        page.save_revision().publish()
    [(signal, sender, arguments)] = heard
    assert (signal, sender) == (signals.page_published, "ChallengePage")
    assert arguments["page"].pk == page.pk


def test_its_life_is_no_publication(index, heard, committed):
    page = ChallengePage.objects.get(pk=factories.ChallengeFactory(parent=index).pk)
    with committed():
        actions.set_dates(
            page=page,
            by=factories.UserFactory(is_superuser=True),
            opens_on=None,
            closes_on=datetime.date(2032, 1, 1),
            followed_up_on=None,
            version=life.version(page, *life.DATES),
        )
    assert heard == []
