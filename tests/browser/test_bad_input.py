"""What hostile people type shows as text wherever it is read, and runs nowhere."""

import pytest
from django.urls import reverse
from playwright.sync_api import Error

from tests.browser import people, scenes
from wagtail_crowdsolving.challenges.models import Proposal
from wagtail_crowdsolving.contributions.models import Contribution

ATTACK = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>"
    "\"'><svg onload=alert(3)>{{ 7*7 }}{% now %} javascript:alert(4)"
)
#: The same where a link can be written, and one that closes what it may stand in.
MARKUP = f"{ATTACK}\n\n[lien](javascript:alert(5)) <a href='javascript:alert(6)'>ici</a>\n\n</textarea></script><script>alert(7)</script>"
#: What would have come of it: elements and attributes that nobody on the site's side wrote.
INTRUDERS = """() => [
  ...[...document.querySelectorAll("*")].flatMap((element) =>
    [...element.attributes]
      .filter(({ name, value }) =>
        (/^on/.test(name) && value.includes("alert(")) ||
        (["href", "src", "action", "formaction", "xlink:href"].includes(name) &&
          /^\\s*javascript:/i.test(value) && value.includes("alert(")))
      .map(({ name, value }) => `${element.tagName} ${name}=${value}`)),
  ...[...document.querySelectorAll("script:not([type='application/json'])")]
    .filter((script) => !script.src && /^\\s*alert\\(/.test(script.textContent))
    .map((script) => script.outerHTML),
  ...[...document.querySelectorAll("img")]
    .filter((image) => image.getAttribute("src") === "x").map((image) => image.outerHTML),
]"""


@pytest.fixture
def dialogs():
    """Every dialog that opened; there may be none."""
    opened = []
    yield opened
    assert opened == []


@pytest.fixture
def guarded(dialogs):
    def _guard(page):
        def on_dialog(dialog):
            opened = f"{page.url}: {dialog.type} {dialog.message}"
            # Leaving an editor with unsaved changes asks a question of the browser's own.
            if dialog.type != "beforeunload":
                dialogs.append(opened)
            dialog.dismiss()

        page.on("dialog", on_dialog)
        return page

    return _guard


def intruders(page):
    """Of all frames. Wagtail's preview puts a new one into the place of the old while one looks."""
    for _look in range(40):
        try:
            return [line for frame in page.frames for line in frame.evaluate(INTRUDERS)]
        except Error as error:
            if "detached" not in str(error) and "context was destroyed" not in str(error):
                raise
            page.wait_for_timeout(250)
    raise AssertionError("The page never came to rest.")


def assert_harmless(page, where, shown=True):
    page.wait_for_load_state("load")
    page.wait_for_timeout(150)  # an image's onerror comes after the page
    assert intruders(page) == [], where
    if shown:
        assert "<script>alert(1)</script>" in page.locator("body").inner_text(), where


def test_hostile_contribution(demo, log_in, guarded):
    member = guarded(log_in(scenes.person("camille")))
    challenge = scenes.open_challenge()
    member.goto(challenge.url)
    typed = {
        "kind": ("inspiration",),
        "text": MARKUP,
        "place": ATTACK[:100],
        "link": "javascript:alert(8)",
    }
    people.fill(member, typed)
    member.wait_for_timeout(3_100)
    people.press(member, "#contribute form button[type=submit]")
    # The link is refused beside its field, and what was typed is all there.
    assert member.locator("main .cs-field--error [name=link]").input_value() == typed["link"]
    assert member.locator("main [name=text]").input_value() == MARKUP
    assert member.locator("main [name=place]").input_value() == ATTACK[:100]
    assert_harmless(member, "form with errors", shown=False)
    assert not Contribution.objects.filter(comment__contains="alert(1)").exists()

    people.fill(member, {"link": "https://example.org/?q=<script>alert(9)</script>"})
    people.press(member)
    contribution = Contribution.objects.get(comment__contains="alert(1)")
    member.goto(reverse("wagtail_crowdsolving:my_contributions"))
    assert_harmless(member, "my contributions")
    member.goto(reverse("wagtail_crowdsolving:contribution_edit", args=[contribution.pk]))
    assert member.locator("main [name=text]").input_value() == MARKUP
    assert_harmless(member, "edit form", shown=False)

    moderator = guarded(log_in(scenes.person("karim")))
    moderator.goto(reverse("crowdsolving_contributions:list"))
    assert_harmless(moderator, "queue")
    moderator.goto(reverse("crowdsolving_contributions:inspect", args=[contribution.pk]))
    assert_harmless(moderator, "inspect view")
    people.press(moderator, 'main a[href*="/desk/"]')
    assert_harmless(moderator, "desk")
    people.press(moderator, 'main button[name="decision"][value="approve"]')

    visitor = guarded(member.context.browser.new_context().new_page())
    visitor.goto(demo + challenge.url)
    assert_harmless(visitor, "public page")
    visitor.context.close()
    member.goto(reverse("wagtail_crowdsolving:contribution_reply", args=[contribution.pk]))
    assert_harmless(member, "reply")


def test_hostile_proposal(demo, log_in, guarded):
    member = guarded(log_in(scenes.person("camille")))
    people.begin_proposal(member, "/defis/")
    hostile = {
        "qui": {"for_whom": ("organisation",), "organisation_name": ATTACK[:140]},
        "situation": {"situation": ("swarming",)},
        "details": {
            "inspiration_name": ATTACK[:110],
            "inspiration_url": "https://example.org/?q=<script>alert(9)</script>",
            "adaptation": MARKUP,
        },
        "defi": {
            "title": ATTACK[:110],
            "guiding_question": ATTACK,
            "summary": ATTACK,
            "context": MARKUP,
            "objectives": MARKUP,
            "beneficiaries": ATTACK[:150],
        },
        "contact": {**people.PROPOSAL["contact"], "contact_name": ATTACK[:140]},
    }
    for step, values in hostile.items():
        if step == "details":
            people.complete_step(member, step, {**values, "inspiration_url": "javascript:alert(8)"})
            assert member.locator(".cs-field--error [name=inspiration_url]").count() == 1
            assert member.locator("main [name=adaptation]").input_value() == MARKUP
            assert_harmless(member, "step with errors", shown=False)
        people.complete_step(member, step, values)
    assert_harmless(member, "preview of the form")
    people.press(member)
    case = member.url
    assert_harmless(member, "follow-up")
    people.press(member, 'main a[href$="/apercu/"]')
    assert_harmless(member, "preview of the page")
    member.goto(reverse("wagtail_crowdsolving:space"))
    assert_harmless(member, "space")

    proposal = Proposal.objects.get(pk=case.rstrip("/").rpartition("/")[2])
    coordinator = guarded(log_in(scenes.person("lucie")))
    for where in ("wagtailadmin_home", "wagtailadmin_reports:workflow_tasks"):
        coordinator.goto(reverse(where))
        assert_harmless(coordinator, where)
    coordinator.goto(reverse("wagtailadmin_explore", args=[proposal.index_id]))
    assert_harmless(coordinator, "explorer")
    coordinator.goto(reverse("crowdsolving_proposals:edit", args=[proposal.pk]))
    assert_harmless(coordinator, "case file", shown=False)
    coordinator.goto(reverse("wagtailadmin_pages:edit", args=[proposal.page_id]))
    assert coordinator.locator('[name="title"]').input_value() == hostile["defi"]["title"]
    assert_harmless(coordinator, "editor")
    for panel in ("status", "checks", "preview"):
        toggle = coordinator.locator(f'[data-side-panel-toggle="{panel}"]').first
        if toggle.count() and toggle.is_visible():
            toggle.click()
            coordinator.wait_for_timeout(600)
            assert_harmless(coordinator, f"side panel {panel}", shown=False)

    # Published in the end, by people who saw nothing wrong with it.
    page = proposal.page.specific
    page.current_workflow_state.cancel()
    page.get_latest_revision().publish()
    visitor = guarded(member.context.browser.new_context().new_page())
    for address in (
        proposal.page.url,
        "/defis/?q=alert",
        "/defis/?q=<script>alert(1)</script>",
        "/",
    ):
        response = visitor.goto(demo + address)
        assert response.ok
        assert_harmless(visitor, address, shown=address == proposal.page.url)
    visitor.context.close()


def test_what_runs_is_found(page):
    """The measure itself: the same text, printed by somebody who forgot to escape it."""
    opened = []
    page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
    page.set_content(f"<!doctype html><body><p>{ATTACK}<a href='javascript:alert(6)'>ici</a>")
    page.wait_for_timeout(150)
    found = " ".join(page.evaluate(INTRUDERS))
    assert "<script>alert(1)" in found
    assert "onerror=alert(2)" in found
    assert "href=javascript:alert(6)" in found
    assert {"1", "2", "3"} <= set(opened)
