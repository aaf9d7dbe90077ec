"""A coordinator, who may not publish challenges, at the live translation of one."""

from django.urls import reverse

from tests.rights.scene import build


def test_the_main_button_publishes_and_none_converts(site, log_in):
    scene = build()
    page = scene.pages.translation
    editor = log_in(scene.people["C"])
    editor.goto(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    main = editor.locator("footer .dropdown > button, footer .w-dropdown-button > button").first
    main.wait_for(timeout=30_000)
    assert main.get_attribute("value") == "publish"
    assert editor.locator('a[href*="convert_to_alias"]').count() == 0
    stop = editor.locator('[data-w-action-url-value$="/disable/"]')
    assert not any(one.is_visible() for one in stop.all())
    with editor.expect_navigation(timeout=30_000):
        main.click(no_wait_after=True)
    page.refresh_from_db()
    assert page.live
    for letter, width in (("C", 320), ("E", 1280)):
        other = log_in(scene.people[letter], width=width)
        other.goto(reverse("wagtailadmin_pages:edit", args=[page.pk]))
        other.locator("footer .w-dropdown-button a").wait_for(timeout=30_000)
        assert not other.locator('[data-w-action-url-value$="/disable/"]').first.is_visible()
        assert not other.locator("footer .w-dropdown__toggle").first.is_visible()
