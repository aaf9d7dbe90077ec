"""What a site hears of committees: after the commit, once."""

import pytest

from tests.selection.support import (
    FOR,
    begin,
    committee,
    decide,
    manager,
    proposed,
    review,
    scene,
    workflow_of,
)
from wagtail_crowdsolving import signals
from wagtail_crowdsolving.selection import actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard():
    found = []

    def hear(sender, signal, **arguments):
        found.append((signal, arguments))

    for signal in (signals.round_opened, signals.decision_released):
        signal.connect(hear)
    yield found
    for signal in (signals.round_opened, signals.decision_released):
        signal.disconnect(hear)


def test_a_round_and_its_decision(heard, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        s = scene(quorum=1)
        assert heard == []
    assert heard == [(signals.round_opened, {"round": s.round})]
    with django_capture_on_commit_callbacks(execute=True):
        for person in s.people:
            review(s.round, person, FOR)
        actions.release_decision(decision=decide(s.round, s.chair), by=s.chair)
    signal, arguments = heard[1]
    assert len(heard) == 2
    assert signal == signals.decision_released
    assert arguments == {"decision": s.round.decision, "round": s.round}


def test_a_round_that_waits_for_a_committee_is_not_open(heard, django_capture_on_commit_callbacks):

    with django_capture_on_commit_callbacks(execute=True):
        round = begin(proposed(), workflow_of(None))
    assert heard == []
    made, _people = committee()

    with django_capture_on_commit_callbacks(execute=True):
        actions.assign_committee(round=round, by=manager(), committee=made)
    assert heard == [(signals.round_opened, {"round": round})]
