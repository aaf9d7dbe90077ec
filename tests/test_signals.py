"""What a site may listen to."""

import pytest
from django.db import transaction
from django.dispatch import Signal

from wagtail_crowdsolving import signals


@pytest.fixture
def signal():
    return Signal()


@pytest.fixture
def heard(signal):
    heard = []

    def receiver(sender, **arguments):
        heard.append((sender, arguments["word"]))

    signal.connect(receiver, weak=False)
    return heard


def test_after_the_commit(signal, heard, db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        with transaction.atomic():
            signals.send(signal, sender=str, word="a")
            assert heard == []
        assert heard == []
    assert heard == [(str, "a")]


def test_not_where_it_is_undone(signal, heard, db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        signals.send(signal, sender=str, word="a")
        transaction.set_rollback(True)
    assert heard == []


def test_a_receiver_that_raises_hurts_nobody(
    signal, heard, db, caplog, django_capture_on_commit_callbacks
):
    def broken(sender, **arguments):
        raise ZeroDivisionError

    signal.connect(broken)
    signal.receivers.reverse()
    with django_capture_on_commit_callbacks(execute=True):
        signals.send(signal, sender=str, word="a")
    assert heard == [(str, "a")]
    assert "ZeroDivisionError" in caplog.text
