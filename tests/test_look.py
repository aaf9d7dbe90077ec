"""What ``crowdsolving.css`` promises in ``docs/theming.md``, as far as its text shows it."""

import re
from pathlib import Path

import wagtail_crowdsolving

PACKAGE = Path(wagtail_crowdsolving.__file__).parent
SHEET = re.sub(
    r"/\*.*?\*/",
    "",
    (PACKAGE / "static/wagtail_crowdsolving/crowdsolving.css").read_text(),
    flags=re.S,
)
RULES = [
    (" ".join(selector.split()), body)
    for selector, body in re.findall(r"([^{};]+)\{([^{}]*)\}", SHEET)
]


def test_every_token_is_used_and_told():
    told = set(
        re.findall(r"^    (--cs-[\w-]+):", SHEET.split("@layer crowdsolving.base {")[0], re.M)
    )
    assert told == set(re.findall(r"var\((--cs-[\w-]+)", SHEET))


def test_no_length_hangs_on_the_site_s_rem():
    assert re.findall(r"[\d.]rem\b", SHEET) == ["1rem"]


def test_who_says_the_ground_says_the_ink():
    """Or changes the ground of something that has both: a state, a sort, a drawing without words."""
    alone = {
        selector
        for selector, body in RULES
        if re.search(r"background(-color)?: var\(--cs", body)
        and not re.search(r"(^|\s)color:", body)
        and not re.search(
            r"::(before|after)|:hover|:has\(:checked\)|--(success|warning|error)\b", selector
        )
    }
    assert alone == {".cs-card__picture", ".cs-map__canvas", ".cs-hero .cs-tag"}


def test_nothing_but_the_last_rules_stands_outside_of_the_layer():
    """What a site writes, in the layer that it names after ours or in tokens, wins over all else."""
    layered, outside = [], []
    for part in re.findall(r"[^{}]*[{}]", SHEET):
        if part.endswith("{"):
            head = " ".join(part[:-1].split(";")[-1].split())
            if not any(layered) and not head.startswith(("@layer", "@media")):
                outside.append(head)
            layered.append(head.startswith("@layer") or any(layered))
        else:
            layered.pop()
    assert len(outside) == 2
    assert all(head.startswith(".cs-root") for head in outside)


def test_every_page_stands_in_the_root():
    (page,) = [
        path.name
        for path in (PACKAGE / "templates").rglob("*.html")
        if '{% extends "wagtail_crowdsolving/base.html" %}' in path.read_text()
    ]
    assert page == "page.html"
