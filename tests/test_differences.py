"""What was changed is told whole, and no text, however made, keeps its reader waiting."""

import difflib
import re
from collections import Counter

import pytest
from django.utils.html import strip_tags

from wagtail_crowdsolving.contributions.admin import matters
from wagtail_crowdsolving.differences import MOST_ALIKE
from wagtail_crowdsolving.selection import judged

#: Texts of one word, of two in turn, and one that differs in the middle only.
HOSTILE = [
    ("a " * 2900 + "x", "a b " * 1400 + "y"),
    ("a b c " * 900, "c b a " * 900),
    ("a " * 1400 + "x " + "a " * 1400, "a " * 1400 + "y " + "a " * 1400),
]


@pytest.fixture
def compared(monkeypatch):
    """How many pairs of equal words each comparison of the library was given."""
    found = []

    class Recorded(difflib.SequenceMatcher):
        def __init__(self, isjunk, a, b, **options):
            times = Counter(word for word in b if not word.isspace())
            found.append(sum(times[word] for word in a))
            super().__init__(isjunk, a, b, **options)

    monkeypatch.setattr(difflib, "SequenceMatcher", Recorded)
    return found


@pytest.mark.parametrize("marked", [matters.marked, judged.marked])
@pytest.mark.parametrize(("old", "new"), HOSTILE)
def test_no_comparison_runs_away(compared, marked, old, new):
    html = marked(old, new)
    assert [pairs for pairs in compared if pairs > MOST_ALIKE] == []
    kept = {tag: strip_tags(re.sub(f"<{tag}>.*?</{tag}>", " ", html)) for tag in ("del", "ins")}
    assert kept["ins"].split() == old.split()
    assert kept["del"].split() == new.split()
