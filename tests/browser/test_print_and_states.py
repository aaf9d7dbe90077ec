"""Paper carries the text and nothing that one can press; what is pressed twice counts once."""

import pytest

from tests.browser import people, scenes
from tests.browser.measures import cut
from wagtail_crowdsolving.contributions.models import Contribution
from wagtail_crowdsolving.pages.models import ChallengePage
from wagtail_crowdsolving.selection.models import Committee


@pytest.mark.parametrize("address", ["challenge", "/catalogue/"])
def test_paper(demo, page, address):
    page.goto(scenes.open_challenge().url if address == "challenge" else address)
    assert page.locator("header nav").first.is_visible()
    page.emulate_media(media="print")
    for selector in (
        "header nav",
        ".cs-skip",
        "footer nav",
        "form button",
        "form input",
        "[data-map]",
    ):
        for found in page.locator(selector).all():
            assert not found.is_visible(), f"{selector} is printed"
    assert page.locator("main h1").is_visible()
    colours = page.evaluate(
        """() => [getComputedStyle(document.querySelector("main h1")).color,
                  getComputedStyle(document.body).backgroundColor]"""
    )
    assert colours[0] in ("rgb(0, 0, 0)", "rgb(17, 17, 17)"), colours
    assert colours[1] in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"), colours


def test_a_committees_work_stands_whole_on_the_screen_and_on_paper(demo, log_in):
    page = log_in(scenes.person("lucie"))
    page.goto("/admin/crowdsolving/rounds/")
    round = page.locator("main .cs-board a[href*='/rounds/']").first.get_attribute("href")
    committee = Committee.objects.get(name="Comité de sélection")
    for address in (None, round, f"/admin/crowdsolving/ranking/?committee={committee.pk}"):
        if address:
            page.goto(address)
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert cut(page) == [], f"{address} at {width} px"
        page.emulate_media(media="print")
        for selector in ("#wagtail-sidebar", ".cs-actions", ".button", ".cs-no-print"):
            for found in page.locator(selector).all():
                assert not found.is_visible(), f"{selector} is printed"
        assert page.locator("h1").is_visible()
        assert page.locator("main").bounding_box()["x"] < 1
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280
        page.emulate_media(media="screen")


def press_and_send_again(page, selector):
    """Press a button, then send the same post once more: what a double click comes to.

    Two posts in one instant are tested on PostgreSQL: here all requests share the one connection
    of a database in memory, which knows no transaction of each.
    """
    with page.expect_request(lambda request: request.method == "POST") as sent:
        people.press(page, selector)
    post = sent.value
    answer = page.request.post(
        post.url,
        data=post.post_data,
        headers={"content-type": post.headers["content-type"], "referer": page.url},
    )
    assert answer.ok


def test_a_post_sent_twice_contributes_once(demo, log_in):
    page = log_in(scenes.person("camille"))
    before = Contribution.objects.count()
    page.goto(scenes.open_challenge().url)
    people.fill(page, {"kind": ("idea",), "text": "Une idée envoyée deux fois de suite."})
    page.wait_for_timeout(3_100)
    press_and_send_again(page, "#contribute form button[type=submit]")
    assert Contribution.objects.count() == before + 1


def test_a_post_sent_twice_proposes_once(demo, log_in):
    page = log_in(scenes.person("camille"))
    before = ChallengePage.objects.count()
    people.begin_proposal(page, "/defis/")
    for step, values in people.PROPOSAL.items():
        people.complete_step(page, step, values)
    press_and_send_again(page, "main form.cs-form button[type=submit]")
    assert ChallengePage.objects.count() == before + 1
    assert "/espace/defis/" in page.url
