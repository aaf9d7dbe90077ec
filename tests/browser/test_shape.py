"""Shapes that only a browser can measure."""

GAP = """() => {
  const [need, answer] = ["need", "answer"].map(
    (name) => document.querySelector(`[aria-labelledby=${name}]`),
  );
  return answer.firstElementChild.getBoundingClientRect().top
    - need.lastElementChild.getBoundingClientRect().bottom;
}"""


def test_a_picture_that_does_not_come_and_a_long_word_widen_no_page(demo, page):
    page.set_viewport_size({"width": 320, "height": 700})
    page.route("**/media/**", lambda route: route.abort())
    page.goto("/")
    assert page.locator(".site-hero__picture img").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    # Nor does a word that has no end: what was searched comes back in the field, the state and the chips.
    page.goto(f"/defis/?q={'m' * 104}")
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_a_long_path_keeps_need_and_answer_together(demo, page):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/catalogue/pole-ess-bottiere-pin-sec/")
    assert 16 <= page.evaluate(GAP) <= 64
