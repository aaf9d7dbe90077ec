"""Many members in one instant, and one member who clicks many times, on PostgreSQL."""

import threading
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, connections
from wagtail.models import WorkflowState

from tests import factories
from tests.challenges.conftest import ANSWERS
from wagtail_crowdsolving.challenges import actions
from wagtail_crowdsolving.challenges.models import Proposal, ProposalEvent
from wagtail_crowdsolving.notifications.models import OutboxMail
from wagtail_crowdsolving.pages.models import ChallengePage

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite writes one transaction at a time"
    ),
]


@pytest.fixture
def index(transactional_db):
    index = factories.ChallengeIndexFactory()
    call_command("setup_crowdsolving", verbosity=0)
    return index


def at_once(function, items):
    """Call ``function`` on each item, in as many threads, in the same instant. Returns results, errors."""
    barrier = threading.Barrier(len(items))
    results, errors = [], []

    def run(item):
        try:
            barrier.wait(timeout=30)
            results.append(function(item))
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[item]) for item in items]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return results, errors


def tree_is_sound():
    out = StringIO()
    call_command("fixtree", interactive=False, stdout=out)
    # One line for the pages, one for the collections.
    return out.getvalue().count("No problems found.") == 2


def test_fixtree_would_say_so(index):
    assert tree_is_sound()
    type(index).objects.filter(pk=index.pk).update(numchild=7)
    assert not tree_is_sound()


def test_twenty_members_in_the_same_instant(index):
    drafts = [factories.ProposalFactory(index=index, data={**ANSWERS}) for _ in range(20)]
    results, errors = at_once(
        lambda draft: actions.submit(proposal=draft, by=draft.proposer).pk, drafts
    )
    assert errors == []
    assert len(set(results)) == 20
    pages = ChallengePage.objects.child_of(index)
    assert pages.count() == 20
    assert not pages.live().exists()
    assert len(set(pages.values_list("slug", flat=True))) == 20
    assert len(set(pages.values_list("path", flat=True))) == 20
    states = WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS)
    assert sorted(states.values_list("object_id", flat=True)) == sorted(map(str, results))
    assert ProposalEvent.objects.filter(kind="received").count() == 20
    assert OutboxMail.objects.filter(kind="challenges/received").count() == 20
    index.refresh_from_db()
    assert index.numchild == 20
    assert tree_is_sound()


def test_a_double_click_submits_once(index):
    draft = factories.ProposalFactory(index=index, data={**ANSWERS})
    by = draft.proposer
    results, errors = at_once(
        lambda pk: actions.submit(proposal=Proposal.objects.get(pk=pk), by=by).pk, [draft.pk] * 8
    )
    assert errors == []
    assert len(results) == 8
    assert len(set(results)) == 1
    assert ChallengePage.objects.count() == WorkflowState.objects.count() == 1
    assert draft.events.count() == 1
    assert OutboxMail.objects.filter(kind="challenges/received").count() == 1
    assert tree_is_sound()


def test_two_tabs_in_the_same_instant(index):
    draft = factories.ProposalFactory(index=index, data={**ANSWERS})
    results, errors = at_once(
        lambda title: actions.save_draft(
            proposal=draft, by=draft.proposer, data={"title": title}, version=0
        ).data["title"],
        [f"Titre {number}" for number in range(8)],
    )
    assert len(results) == 1
    assert {type(error).__name__ for error in errors} == {"Conflict"}
    draft.refresh_from_db()
    assert draft.data["title"] == results[0]


def test_the_limit_of_drafts_in_the_same_instant(index):
    member = factories.UserFactory()
    results, errors = at_once(
        lambda number: actions.begin(index=index, by=member, language="fr").pk, range(15)
    )
    assert len(results) == 10
    assert {type(error).__name__ for error in errors} == {"Conflict"}
    assert Proposal.objects.filter(proposer=member).count() == 10
