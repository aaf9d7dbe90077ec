"""The site with the keyboard alone: everything is reached, and one sees where one is."""

from tests.browser import people, scenes

#: The outline or the ring that shows the focus, as the browser computes it.
SHOWN = """() => {
  const visible = (style) =>
    (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) ||
    style.boxShadow !== "none";
  // The link of a card shows it around the whole card.
  const here = document.activeElement;
  return visible(getComputedStyle(here)) || visible(getComputedStyle(here, "::after"));
}"""
#: What has the focus, in few words.
NAME = """() => {
  const here = document.activeElement;
  return [here.tagName.toLowerCase(), here.name || here.id || "",
          (here.getAttribute("href") || here.value || here.textContent || "").trim().slice(0, 60)]
    .join(" ");
}"""
MATCHES = "selector => document.activeElement.matches(selector)"


def walk(page, until, most=80, key="Tab"):
    """Press Tab until what matches ``until`` has the focus; each stop on the way must show it."""
    hidden = []
    for _step in range(most):
        page.keyboard.press(key)
        if page.evaluate("() => document.activeElement === document.body"):
            continue
        if not page.evaluate(SHOWN):
            hidden.append(page.evaluate(NAME))
        if page.evaluate(MATCHES, until):
            assert not hidden, f"focus not visible on: {hidden}"
            return
    raise AssertionError(f"{until} is not reached by {key} on {page.url}")


def test_skip_link(demo, page):
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate(MATCHES, ".cs-skip")
    assert page.evaluate(SHOWN)
    # It slides in.
    page.wait_for_function("() => document.activeElement.getBoundingClientRect().top >= 0")
    assert page.locator(".cs-skip").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate(MATCHES, "main#content")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('main') !== null")


def test_menu_on_a_narrow_screen(demo, narrow_page):
    narrow_page.goto("/")
    walk(narrow_page, ".site-menu__open")
    narrow_page.keyboard.press("Enter")
    walk(narrow_page, '.site-menu a[href="/catalogue/"]')
    narrow_page.keyboard.press("Escape")
    assert not narrow_page.locator("#menu").is_visible()
    assert narrow_page.evaluate(MATCHES, ".site-menu__open")


def test_filters(demo, page):
    page.goto("/defis/")
    walk(page, '.cs-filters [name="q"]')
    page.keyboard.type("eau")
    walk(page, '.cs-filters [name="theme"]')
    walk(page, ".cs-filters button[type=submit]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "q=eau" in page.url
    walk(page, ".cs-tag--remove")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "q=eau" not in page.url


def test_map(demo, page):
    page.goto("/catalogue/")
    walk(page, "[data-map-open]")
    page.keyboard.press("Enter")
    page.locator(".leaflet-marker-icon").first.wait_for()
    page.wait_for_function("() => document.activeElement.matches('[data-map-open]')")
    walk(page, ".leaflet-marker-icon")
    page.keyboard.press("Enter")
    page.locator(".leaflet-popup a").first.wait_for()
    page.wait_for_function("() => document.activeElement.closest('.leaflet-popup') !== null")
    assert page.evaluate(SHOWN)
    page.keyboard.press("Escape")
    page.wait_for_function("() => document.activeElement.matches('.leaflet-marker-icon')")
    walk(page, "[data-map-open]", key="Shift+Tab")


def test_proposal(demo, log_in):
    page = log_in(scenes.person("camille"))
    people.begin_proposal(page, "/defis/")
    walk(page, 'main [name="for_whom"]')
    page.keyboard.press("Space")
    assert page.locator('[name="for_whom"]').first.is_checked()
    walk(page, 'main button[value="next"]')
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/situation/")

    # A refusal puts the focus on its summary, whose links lead to the fields.
    walk(page, 'main button[value="next"]')
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.matches('main [role=alert]')")
    page.keyboard.press("Tab")
    assert page.evaluate(MATCHES, "main [role=alert] a")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.matches('main [name=situation]')")
    page.keyboard.press("ArrowDown")
    assert page.locator('[name="situation"]:checked').count() == 1


def test_contribution(demo, log_in):
    page = log_in(scenes.person("camille"))
    page.goto(f"{scenes.open_challenge().url}#contribute")
    walk(page, '#contribute [name="kind"]')
    page.keyboard.press("Space")
    walk(page, '#contribute [name="text"]')
    page.keyboard.type("Une idée tapée au clavier, rien qu'au clavier.")
    page.wait_for_timeout(3_100)
    walk(page, "#contribute form button[type=submit]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.goto("/contributions/mine/")
    assert "rien qu'au clavier" in page.locator("main").inner_text()
