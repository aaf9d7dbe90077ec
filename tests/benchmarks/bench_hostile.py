"""How the time of every door, and of anonymous posts, grows when a hostile text is eight times as long.

Processor time within one run: ``make bench``. A line that grows faster than its text fails.
"""

import time
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from tests.benchmarks.bench_discussion import table
from tests.hostile.doors import CALLS, every_door, hostile_words
from tests.hostile.test_forms import POSTS
from tests.hostile.texts import KINDS, MARKUP, text
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.text import clean_typed, to_html, to_markup

pytestmark = pytest.mark.django_db

#: Within what a contribution may have; and what one post can bring.
INSIDE, BEYOND = (1250, 10_000), (20_000, 160_000)
#: Of all kinds, those that readers have most to do with.
WORST = ["marks_out_of_order", "marks", "emphasis", "items", "addresses"]
#: Times as much for eight times the length; what takes less than this (ms) is noise.
MOST, NOISE = 12, 15


def spent(function, *args, times=3):
    """The best of ``times``, in milliseconds of this process."""
    best = float("inf")
    for _turn in range(times):
        start = time.process_time()
        with suppress(ValidationError, Conflict, NotAllowed):
            function(*args)
        best = min(best, time.process_time() - start)
    return best * 1000


def compare(title, names, measure, lengths, kinds=KINDS):
    """Print, and check, the worst kind of text for each of ``names``."""
    rows, wrong = [], []
    for name in names:
        worst = None
        for kind in kinds:
            short, long = (measure(name, text(kind, length)) for length in lengths)
            ratio = long / max(short, 0.001)
            if long > NOISE and ratio > MOST:
                wrong.append((name, kind, short, long))
            if worst is None or long > worst[2]:
                worst = (kind, short, long, ratio)
        kind, short, long, ratio = worst
        rows.append((f"{name}: {kind}", f"{short:.1f} → {long:.1f} ms", f"× {ratio:.1f}"))
    table(f"{title}, {lengths[0]:,} → {lengths[1]:,} signs", rows)
    assert wrong == []


def test_reading():
    functions = {
        "clean_typed": lambda words: clean_typed(words, len(words)),
        "to_html": to_html,
    }
    compare(
        "Reading",
        functions,
        lambda name, words: spent(functions[name], words),
        INSIDE,
        [*KINDS, *MARKUP],
    )


def test_rich_text_as_a_form_shows_it():
    compare(
        "Markup of a stored text",
        ["to_markup"],
        lambda _name, words: spent(to_markup, to_html(words)),
        # From a length on at which all ways of writing it are tried, in both.
        (1500, 12_000),
        [*KINDS, *MARKUP],
    )


@pytest.mark.parametrize("lengths", [INSIDE, BEYOND])
def test_doors(lengths):
    doors = every_door()
    scenes = {}

    def measure(name, words):
        scene = scenes.get(name) or scenes.setdefault(name, CALLS[name]())
        words = hostile_words(name, words)

        def knock():
            # Taken back: the next one finds the door as it was.
            with transaction.atomic():
                doors[name](**scene, **words)
                transaction.set_rollback(True)

        return spent(knock, times=2)

    compare("Doors", CALLS, measure, lengths, WORST)


@pytest.mark.parametrize("lengths", [INSIDE, BEYOND])
def test_forms(client, settings, lengths):
    settings.WAGTAIL_CROWDSOLVING = {
        **settings.WAGTAIL_CROWDSOLVING,
        "CONTRIBUTION_MIN_SECONDS": 0,
        "NOTICES_PER_HOUR_PER_ADDRESS": 0,
    }
    settings.ACCOUNT_RATE_LIMITS = False
    for scene in POSTS:
        with transaction.atomic():
            url, rest, names = scene(client)

            def measure(_name, words, url=url, rest=rest, names=names):
                return spent(client.post, url, {**rest, **dict.fromkeys(names, words)}, times=2)

            compare("Form", [scene.__name__.strip("_")], measure, lengths, WORST)
            client.logout()
            transaction.set_rollback(True)
