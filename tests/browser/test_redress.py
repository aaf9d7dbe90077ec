"""Reporting a text, contesting a decision, reading the report on moderation: each page in each state."""

import os

import pytest
from django.urls import reverse

from tests import factories
from tests.browser import people
from tests.browser.conftest import axe, overflow
from tests.browser.test_keyboard import walk
from tests.contributions.support import REFUSAL, report, submit
from tests.contributions.support import moderator as make_moderator
from wagtail_crowdsolving.contributions import actions
from wagtail_crowdsolving.contributions.models import Appeal, Notice


def url(name, *args):
    return reverse(f"wagtail_crowdsolving:{name}", args=args)


@pytest.fixture
def scene(site, settings):
    """A published text, one refused, one taken down after a notice and contested in vain."""
    settings.WAGTAIL_CROWDSOLVING = {
        **settings.WAGTAIL_CROWDSOLVING,
        "CHARTER_URL": "/charte/",
        "CONTRIBUTION_MIN_SECONDS": 0,
    }
    page, author = factories.ChallengeFactory(), factories.UserFactory()
    moderator, other = make_moderator(), make_moderator()
    published = factories.ContributionFactory(
        page=page, comment="Une phrase aimable.\n\nUne phrase qui l’est moins."
    )
    refused = actions.reject(contribution=submit(page, author), by=moderator, **REFUSAL)
    noticed = factories.ContributionFactory(page=page, user=author)
    notice = report(noticed)
    actions.decide_notice(
        notice=notice, by=moderator, outcome=Notice.State.UPHELD, answer="Merci.", **REFUSAL
    )
    actions.decide_appeal(
        appeal=actions.appeal(
            decision=notice.decisions.get(), by=author, text="Relisez-moi, merci."
        ),
        by=other,
        upheld=True,
        reason="La seconde phrase reste blessante.",
    )
    return {"author": author, "published": published, "refused": refused, "notice": notice}


def states(page, scene):
    """``(name, page)`` with each state standing in the browser."""
    path = url("contribution_report", scene["published"].pk)
    page.goto(path)
    yield "report"
    people.press(page)
    yield "report, empty"
    people.fill(
        page,
        {
            "rule": ("disrespect",),
            "explanation": "La seconde phrase insulte mon voisin.",
            "name": "Dominique Essai",
            "email": "x",
        },
    )
    people.press(page)
    yield "report, refused"
    people.fill(page, {"email": "dominique@example.org", "in_good_faith": True})
    people.press(page)
    yield "received"
    page.goto(url("transparency"))
    yield "transparency"


def states_of_the_author(page, scene):
    page.goto(url("my_contributions"))
    for summary in page.locator("details > summary").all():
        summary.click()
    yield "mine"
    page.goto(url("contribution_appeal", scene["refused"].pk))
    yield "appeal"
    people.press(page)
    yield "appeal, empty"
    people.fill(page, {"text": "Mon texte répond bien à la question."})
    people.press(page)
    yield "appeal, sent"
    page.goto(url("contribution_appeal", scene["notice"].decisions.get().pk))
    yield "appeal, answered"


@pytest.mark.parametrize("width", [320, 1280])
def test_every_state(scene, new_context, log_in, width):
    visitor = new_context(width=width).new_page()
    author = log_in(scene["author"], width=width)
    found = []
    for page, walked in ((visitor, states), (author, states_of_the_author)):
        for name in walked(page, scene):
            found += [f"{name}: {line}" for line in axe(page)]
            if overflow(page) > 0:
                found.append(f"{name}: {overflow(page)} px too wide")
            if folder := os.environ.get("SHOTS"):
                page.screenshot(
                    path=f"{folder}/{name.replace(', ', '-')}-{width}.png", full_page=True
                )
    assert found == []
    assert not visitor.context.cookies()
    assert Notice.objects.filter(contribution=scene["published"]).count() == 1
    assert Appeal.objects.count() == 2


def test_without_javascript(scene, new_context):
    page = new_context(java_script_enabled=False).new_page()
    names = list(states(page, scene))
    assert names[-2:] == ["received", "transparency"]
    assert Notice.objects.filter(contribution=scene["published"]).exists()


def test_with_the_keyboard_alone(scene, page):
    published = scene["published"]
    path = url("contribution_report", published.pk)
    page.goto(published.page.specific.url)
    walk(page, f'a[href$="{path}"]', most=120)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    walk(page, '[name="rule"]')
    page.keyboard.press("ArrowDown")
    walk(page, '[name="explanation"]')
    page.keyboard.type("La seconde phrase insulte mon voisin.")
    walk(page, '[name="name"]')
    page.keyboard.type("Dominique Essai")
    walk(page, '[name="email"]')
    page.keyboard.type("dominique@example.org")
    walk(page, '[name="in_good_faith"]')
    page.keyboard.press("Space")
    walk(page, "main form.cs-form button[type=submit]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert Notice.objects.get(contribution=published).notifier_name == "Dominique Essai"


def test_paper(scene, page):
    """The report is printed whole: no button, no choice of a year."""
    page.goto(url("transparency"))
    page.emulate_media(media="print")
    assert page.locator("main table").first.is_visible()
    assert not page.locator(".cs-report__years").is_visible()


def test_valid_html(scene, page, nu):
    documents = {}
    for name in states(page, scene):
        documents[name.replace(", ", "_")] = page.content()
    assert nu(**documents) == []
