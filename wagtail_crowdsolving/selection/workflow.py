"""Committees as a step of Wagtail's workflow."""

from contextlib import contextmanager
from contextvars import ContextVar

_released = ContextVar("wagtail_crowdsolving_released", default=None)


@contextmanager
def released(decision):
    """Within this block the workflow may move on from the decision's round."""
    token = _released.set(decision.pk)
    try:
        yield
    finally:
        _released.reset(token)


def is_released(decision_pk):
    """Whether the door is releasing that decision right now."""
    return _released.get() == decision_pk
