"""The page on which everything of a member begins."""

from tests.browser.conftest import axe, overflow

LOGIN = "/compte/login/"


def test_accessible(site, sized_page):
    sized_page.goto(LOGIN)
    assert axe(sized_page) == []
    assert overflow(sized_page) <= 0


def test_light(site, budget):
    cost = budget(LOGIN)
    assert 1 < cost.requests <= 20
    assert 1_000 < cost.bytes <= 300_000
    assert cost.hosts == set()
    assert cost.failed == []


def test_valid(site, page, nu):
    assert nu(page.goto(LOGIN).text()) == []
