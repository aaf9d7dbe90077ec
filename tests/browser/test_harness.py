"""The measures themselves: each finds what it is there to find."""

from tests.browser.conftest import axe, overflow

FAULTY = """<!doctype html><html><head><title>x</title></head><body>
<img src="data:,"><p style="width:3000px">wide</p></body></html>"""


def test_axe_finds_violations(page):
    page.set_content(FAULTY)
    found = " ".join(axe(page))
    assert "image-alt" in found
    assert "html-has-lang" in found


def test_overflow_is_found(narrow_page):
    narrow_page.set_content(FAULTY)
    assert overflow(narrow_page) > 2000


def test_the_checker_finds_errors(nu):
    found = nu("<!doctype html><html lang=fr><title>x</title><img src=x><p><div></div></p>")
    assert any("alt" in line for line in found)


def test_the_budget_counts_everything(site, budget):
    missing = budget("/nulle-part/")
    assert missing.requests >= 1
    assert any(line.startswith("404") for line in missing.failed)
