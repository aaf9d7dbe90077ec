"""The form of a contribution in a browser, and hostile texts where they would execute."""

from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from tests.browser import people
from tests.browser.conftest import axe, overflow
from tests.contributions import hostile
from tests.contributions.support import moderator as make_moderator
from tests.contributions.support import submit
from tests.factories import ChallengeFactory, ContributionFactory, UserFactory
from wagtail_crowdsolving.contributions import actions
from wagtail_crowdsolving.contributions.models import Contribution, Draft, State

FORM = "#contribute form"
MINE = "wagtail_crowdsolving:my_contributions"


@pytest.fixture(autouse=True)
def _at_once(settings):
    settings.WAGTAIL_CROWDSOLVING = {
        **settings.WAGTAIL_CROWDSOLVING,
        "CONTRIBUTION_MIN_SECONDS": 0,
        "CONTRIBUTIONS_PER_HOUR": 10_000,
        "THREADS_PER_PAGE": 10_000,
    }
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0


@pytest.fixture
def challenge(site):
    return ChallengeFactory()


def button(page, name):
    return page.locator(f'form[data-contribution] button[name="go"][value="{name}"]')


class Watch:
    """What a page did that no page of this site does."""

    def __init__(self, page, own):
        self.did = []
        self.own = urlsplit(own).netloc
        page.on("dialog", self.dialog)
        page.on("console", self.console)
        page.on("request", self.request)
        page.on("popup", lambda popup: self.did.append(("popup", popup.url)))
        page.on("download", lambda download: self.did.append(("download", download.url)))
        # A browser would run them: it only tells.
        page.route("**/*", self.report)

    def dialog(self, dialog):
        self.did.append(("dialog", dialog.message))
        dialog.dismiss()

    def console(self, message):
        if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
            self.did.append(("policy", message.text))

    def request(self, request):
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.netloc != self.own:
            self.did.append(("request", request.url))

    def report(self, route):
        address = urlsplit(route.request.url)
        if address.netloc != self.own:
            route.abort()
        elif route.request.resource_type == "document":
            answer = route.fetch()
            policy = "default-src 'self'; img-src 'self' data:; base-uri 'self'; form-action 'self'"
            if "/gestion/" in address.path or "/admin/" in address.path:
                # Wagtail's own pages have scripts of theirs in them.
                policy = "default-src 'self' 'unsafe-inline' 'unsafe-eval' data:"
            headers = {**answer.headers, "content-security-policy-report-only": policy}
            headers.pop("content-security-policy", None)
            route.fulfill(response=answer, headers=headers)
        else:
            route.continue_()


def poke(page):
    """Move over, focus and open all that stands in the texts."""
    page.evaluate(
        """() => {
          for (const body of document.querySelectorAll(".cs-contribution__body, .help-block, blockquote")) {
            for (const one of [body, ...body.querySelectorAll("*")]) {
              one.focus?.();
              for (const kind of ["mouseover", "pointerenter", "focus", "toggle", "animationstart"]) {
                one.dispatchEvent(new Event(kind, { bubbles: true }));
              }
            }
          }
        }"""
    )


def test_nothing_executes(challenge, log_in, live_server):
    """All the corpus in one page, beside the desk and the own list: no dialog, script or foreign request."""
    author, judge = UserFactory(), make_moderator()
    first = None
    for text in hostile.TEXTS.values():
        item = submit(
            challenge,
            author,
            text=f"Des mots autour. {text}",
            place=" ".join(text.split())[:160],
        )
        first = first or item
    desk = log_in(judge)
    watch = Watch(desk, live_server.url)
    desk.goto(reverse("crowdsolving_contributions:inspect", args=[first.pk]))
    poke(desk)
    desk.goto(reverse("crowdsolving_contributions:list"))
    for item in Contribution.objects.all():
        actions.approve(contribution=item, by=judge)
    desk.goto(challenge.url)
    assert desk.locator("article.cs-contribution").count() == len(hostile.TEXTS)
    poke(desk)
    desk.wait_for_timeout(500)
    assert watch.did == []

    own = log_in(author)
    watch = Watch(own, live_server.url)
    own.goto(reverse(MINE))
    poke(own)
    own.goto(challenge.url)
    for number, text in enumerate(hostile.TEXTS.values()):
        if number % 12:
            continue
        own.fill(f"{FORM} textarea", f"Des mots autour. {text}"[:9000])
        own.check(f'{FORM} input[value="idea"]')
        with own.expect_navigation():
            button(own, "preview").click()
        assert own.locator(".cs-preview").count() == 1
        poke(own)
        own.goto(challenge.url)
    own.wait_for_timeout(500)
    assert watch.did == []


def test_the_watch_sees_what_it_should(challenge, log_in, live_server):
    """A text that was stored past the door, as if the sanitiser had failed."""
    ContributionFactory(
        page=challenge,
        body=f"<img src=x onerror=alert(1)><img src='{hostile.EVIL}/pixel.png'>",
    )
    page = log_in(UserFactory())
    watch = Watch(page, live_server.url)
    page.goto(challenge.url)
    page.wait_for_timeout(500)
    assert {kind for kind, _what in watch.did} == {"dialog", "policy", "request"}


class TestForm:
    @pytest.mark.parametrize("java_script_enabled", [True, False])
    def test_preview_then_draft_then_sent(self, challenge, log_in, java_script_enabled):
        member = UserFactory()
        page = log_in(member, java_script_enabled=java_script_enabled)
        page.goto(challenge.url)
        people.fill(page, {"kind": ("experience",), "text": "Nous avons **essayé** cela."})
        people.press(page, f'{FORM} button[value="preview"]')
        assert page.locator(".cs-preview strong").inner_text() == "essayé"
        assert page.locator("form[data-contribution] textarea").input_value().startswith("Nous")
        people.press(page, 'form[data-contribution] button[value="draft"]')
        assert page.url.endswith(reverse(MINE))
        people.press(page, "#drafts-title ~ ul a.cs-button")
        assert page.locator(f"{FORM} textarea").input_value() == "Nous avons **essayé** cela."
        people.press(page, f'{FORM} button[value="send"]')
        assert Contribution.objects.get().kind == "experience"
        assert not Draft.objects.exists()

    def test_is_kept_as_one_types(self, challenge, log_in):
        page = log_in(UserFactory())
        page.goto(challenge.url)
        with page.expect_response(lambda response: response.request.method == "POST") as kept:
            page.locator(f"{FORM} textarea").press_sequentially("Une idée en train de naître")
        assert kept.value.status == 200
        page.wait_for_function(
            "() => document.querySelector('[data-draft-status]').textContent != ''"
        )
        assert Draft.objects.get().data["text"] == "Une idée en train de naître"
        with page.expect_response(lambda response: response.request.method == "POST") as kept:
            page.locator(f"{FORM} textarea").press("!")
        assert kept.value.status == 200
        page.goto("about:blank")
        page.goto(challenge.url)
        assert "naître" in page.locator(f"{FORM} textarea").input_value()

    def test_a_second_tab_is_told_that_another_has_kept_something(self, challenge, log_in):
        first = log_in(UserFactory())
        second = first.context.new_page()
        for number, (tab, status) in enumerate([(first, 200), (second, 409)]):
            tab.goto(challenge.url)
            if tab is second:
                # As if it had been opened before the other kept anything.
                tab.locator(f'{FORM} [name="version"]').evaluate("input => (input.value = 0)")
            with tab.expect_response(lambda response: response.request.method == "POST") as kept:
                tab.locator(f"{FORM} textarea").press_sequentially(f"Onglet {number}")
            assert kept.value.status == status
            tab.wait_for_function(
                "() => document.querySelector('[data-draft-status]').textContent != ''"
            )
        assert "onglet" in second.locator("[data-draft-status]").inner_text()
        assert Draft.objects.get().data["text"] == "Onglet 0"

    def test_shows_the_help_of_the_chosen_kind(self, challenge, log_in):
        page = log_in(UserFactory())
        page.goto(challenge.url)
        assert page.locator("[data-kind-help]:visible").count() == 3
        page.check(f'{FORM} input[value="idea"]')
        assert page.locator("[data-kind-help]:visible").count() == 1
        assert not page.locator(f'{FORM} [name="link"]').is_visible()
        page.check(f'{FORM} input[value="inspiration"]')
        assert page.locator(f'{FORM} [name="link"]').is_visible()

    def test_each_state(self, challenge, log_in, nu):
        """axe-core, 320 px and valid HTML: form with files and errors, preview, drafts, changes."""
        member, judge = UserFactory(), make_moderator()
        item = submit(challenge, member)
        actions.approve(contribution=item, by=judge)
        actions.edit(contribution=item, by=member, text="Un texte mieux dit")
        asked = submit(challenge, member)
        actions.request_changes(contribution=asked, by=judge, reason="Dites où.")
        actions.save_draft(
            by=member, target=f"page-{challenge.pk}", typed={"text": "Une idée à finir"}, version=0
        )
        documents = {}
        for width in (320, 1280):
            page = log_in(member, width=width)

            def look(name, page=page):
                assert axe(page) == [], name
                assert overflow(page) <= 0, name
                documents[name.replace(" ", "_")] = page.content()

            page.goto(challenge.url)
            page.locator(f"{FORM} summary").click()
            look("form")
            people.press(page, f'{FORM} button[value="send"]')
            look("errors")
            page.goto(challenge.url)
            people.fill(page, {"kind": ("idea",), "text": "Une idée\n\n- un\n- deux"})
            page.locator(f"{FORM} summary").click()
            # The first place that is free: at the second width one is kept.
            page.locator(f"{FORM} input[type=file]").first.set_input_files(
                {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 %%EOF"}
            )
            people.press(page, f'{FORM} button[value="preview"]')
            look("preview")
            assert page.evaluate("document.activeElement.className").startswith("cs-preview")
            assert page.locator(".cs-attach__kept [type=checkbox]").is_visible()
            page.goto(reverse(MINE))
            look("mine")
            for target in (item, asked):
                page.goto(reverse("wagtail_crowdsolving:contribution_edit", args=[target.pk]))
                look("edit")
            page.goto(reverse("wagtail_crowdsolving:contribution_build", args=[item.pk]))
            look("build")
        assert nu(**documents) == []

    def test_by_keyboard_alone(self, challenge, log_in):
        page = log_in(UserFactory())
        page.goto(challenge.url)
        page.locator(f'{FORM} input[value="idea"]').focus()
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.type("Une idée tapée au clavier seul")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.type") == "file"
        for _number in range(5):
            page.keyboard.press("Tab")
        with page.expect_navigation():
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.value") == "send"
            page.keyboard.press("Enter")
        assert Contribution.objects.get().state == State.PENDING
