"""How often chance is tried: a little in each run, much under ``make prove``.

Daily examples are always the same ones: a run fails for what was changed, not for what was drawn.
"""

import os

from hypothesis import HealthCheck, settings

PROVE = bool(os.environ.get("PROVE"))
# How fast a machine draws and runs examples says nothing of what they try.
settings.register_profile(
    "tests",
    deadline=None,
    derandomize=not PROVE,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("tests")


def times(daily, proof):
    return proof if PROVE else daily


def examples(daily, proof, **kwargs):
    """Settings of a property with so many examples, new ones at each proof."""
    return settings(max_examples=times(daily, proof), **kwargs)
