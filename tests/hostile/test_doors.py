"""Every door refuses what is far too long before it reads it, and reads before it locks."""

from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from tests.hostile.doors import (
    BRIEF,
    CALLS,
    INNER,
    every_door,
    hostile_words,
    ordinary_words,
    words_of,
)
from tests.hostile.spy import readings  # noqa: F401 -- a fixture
from tests.hostile.texts import KINDS, text
from wagtail_crowdsolving import conf
from wagtail_crowdsolving.challenges import actions as challenges
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.text import MARKS, raw_limit

pytestmark = pytest.mark.django_db

#: More than any field takes, and what one post can bring.
FAR_TOO_LONG = 160_000
#: What may be looked at while a row is locked: a title, an address.
SHORT = 255


def test_every_door_that_takes_words_is_tried():
    takes_words = {name for name, door in every_door().items() if words_of(door)}
    assert takes_words - INNER == set(CALLS)
    assert takes_words >= INNER


@pytest.mark.parametrize("door", CALLS)
def test_what_is_far_too_long_is_not_read(door, readings):  # noqa: F811
    scene, knock = CALLS[door](), every_door()[door]
    readings.clear()
    for kind in ("brackets", "marks_out_of_order"):
        with suppress(ValidationError, Conflict, NotAllowed), transaction.atomic():
            knock(**scene, **hostile_words(door, text(kind, FAR_TOO_LONG)))
    longest = raw_limit(conf.CONTRIBUTION_MAX_LENGTH)
    assert [one.library for one in readings if len(one.text) > longest] == []


@pytest.mark.parametrize("door", CALLS)
def test_no_marks_in_a_row_reach_a_normal_form(door, readings):  # noqa: F811
    scene, knock = CALLS[door](), every_door()[door]
    readings.clear()
    for kind in (kind for kind in KINDS if kind.startswith("marks")):
        for length in (150, 1500):
            with suppress(ValidationError, Conflict, NotAllowed), transaction.atomic():
                knock(**scene, **hostile_words(door, text(kind, length)))
    normalised = [one for one in readings if one.library == "normalize"]
    assert [one.marks for one in normalised if one.marks > MARKS] == []


@pytest.mark.parametrize("door", CALLS)
def test_nothing_is_read_while_a_row_is_locked(door, readings):  # noqa: F811
    scene, knock = CALLS[door](), every_door()[door]
    readings.clear()
    depth = len(connection.atomic_blocks)
    knock(**scene, **ordinary_words(door))
    assert [one for one in readings if one.depth > depth and len(one.text) > SHORT] == []


def test_a_proposal_is_read_before_it_is_locked(draft, member, readings):  # noqa: F811
    draft.data = BRIEF
    draft.save()
    readings.clear()
    depth = len(connection.atomic_blocks)
    challenges.submit(proposal=draft, by=member)
    costly = [one for one in readings if one.library in ("normalize", "clean", "render")]
    assert len(costly) > 10
    assert [one for one in costly if one.depth > depth and len(one.text) > SHORT] == []
