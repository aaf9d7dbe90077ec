"""How often chance is tried: a little in each run, much under ``make prove``.

Daily examples are always the same ones: a run fails for what was changed, not for what was drawn.
"""

import os

from hypothesis import settings

PROVE = bool(os.environ.get("PROVE"))


def times(daily, proof):
    return proof if PROVE else daily


def examples(daily, proof, **kwargs):
    """Settings of a property with so many examples, new ones at each proof."""
    return settings(
        max_examples=times(daily, proof), derandomize=not PROVE, deadline=None, **kwargs
    )
