"""A discussion with everything that can stand in it: accessible, reachable, readable at each width."""

import json

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file

from tests.browser.conftest import WIDTHS, axe, overflow
from tests.browser.test_keyboard import walk
from tests.contributions.support import moderator
from tests.factories import ChallengeFactory, ContributionFactory, UserFactory
from wagtail_crowdsolving.contributions import actions
from wagtail_crowdsolving.contributions.follows import DISCUSSION, THREAD
from wagtail_crowdsolving.contributions.models import Attachment
from wagtail_crowdsolving.notifications.actions import follow
from wagtail_crowdsolving.notifications.queries import stop_path


@pytest.fixture
def scene(site, settings):
    """A page with a thread in which something of every sort stands, and who reads it."""
    settings.WAGTAIL_CROWDSOLVING = {
        **settings.WAGTAIL_CROWDSOLVING,
        "REPLIES_SHOWN": 4,
    }
    animator, member = moderator(first_name="Ana", last_name="Essai"), UserFactory()
    page = ChallengeFactory(animator=animator)
    root = ContributionFactory(page=page, place="Marseille", link="https://example.org/")
    answer = ContributionFactory(page=page, in_reply_to=root, user=animator)
    actions.mark_official(contribution=answer, by=animator)
    actions.retain(contribution=root, by=animator, note="Un atelier en mars, avec les habitants.")
    ContributionFactory(page=page, builds_on=root, kind="experience", language="en")
    own = ContributionFactory(page=page, in_reply_to=answer, user=member)
    gone = ContributionFactory(page=page, in_reply_to=root)
    for _number in range(3):
        ContributionFactory(page=page, in_reply_to=gone)
    actions.withdraw(contribution=gone, by=gone.user)
    Attachment.objects.create(
        contribution=root,
        name="cour.png",
        description="La cour",
        file=get_test_image_file("c.png"),
        content_type="image/png",
        size=900,
        width=640,
        height=480,
    )
    Attachment.objects.create(
        contribution=root,
        name="bilan.pdf",
        file=ContentFile(b"%PDF", name="b.pdf"),
        content_type="application/pdf",
        size=24_000,
    )
    actions.support(contribution=root, by=member)
    follow(user=member, topic=DISCUSSION, key=page.pk, language="fr")
    follow(user=member, topic=THREAD, key=root.pk, language="fr")
    return {"page": page, "root": root, "own": own, "member": member, "animator": animator}


def addresses(scene):
    page, root, member = scene["page"], scene["root"], scene["member"]
    thread = reverse("wagtail_crowdsolving:contribution_thread", args=[root.pk])
    states = [
        "",
        "?sort=supported",
        "?kind=experience",
        "?q=introuvable",
        "?mark=official",
        "?mark=retained",
    ]
    return [
        *(f"{page.url}{state}" for state in states),
        thread,
        reverse("wagtail_crowdsolving:contribution_highlight", args=[root.pk]),
        reverse("wagtail_crowdsolving:my_contributions"),
        stop_path(member.pk, [(DISCUSSION, page.pk)]),
    ]


@pytest.mark.parametrize("who", [None, "member", "animator"])
def test_every_state_at_each_width(scene, log_in, new_context, who, tmp_path):
    wrong = {}
    for width in WIDTHS:
        page = log_in(scene[who], width=width) if who else new_context(width=width).new_page()
        for number, address in enumerate(addresses(scene)):
            if page.goto(address).status == 403:
                continue
            found = axe(page)
            if extra := overflow(page):
                found.append(f"{extra} px too wide")
            if found:
                wrong[f"{address} at {width}"] = found
            page.screenshot(path=tmp_path / f"{who}-{number}-{width}.png", full_page=True)
    assert wrong == {}, json.dumps(wrong, indent=1)


def test_thread_with_the_keyboard(scene, log_in):
    page = log_in(scene["member"])
    page.goto(scene["page"].url)
    key, address = scene["root"].pk, "/contributions"
    for stop in (
        '[action$="/follow/"] button',
        "#discussion-sort",
        "#discussion-mark",
        f'#contribution-{key} [href$="/{key}/"]',
        f"#contribution-{key} .cs-contribution__official a",
        f'#contribution-{key} [href$="/reply/"]',
        f'#contribution-{key} [href$="/build/"]',
        f'#contribution-{key} [formaction$="{address}/{key}/support/"]',
        f'#contribution-{key} [formaction$="{address}/{key}/follow/"]',
        f'#contribution-{key} [href$="/report/"]',
        ".cs-thread__more a",
    ):
        walk(page, stop, most=120)
    page.keyboard.press("Enter")
    page.wait_for_url("**/thread/")
    walk(page, f'[formaction$="{address}/{key}/follow/"]', most=120)
    # It answers where it is: announced, and one goes on from the same button.
    page.keyboard.press("Enter")
    page.locator(f'[formaction$="{address}/{key}/follow/"]:not([name=undo]):focus').wait_for()
    assert page.locator("body > [role=status]").inner_text()
    assert page.url.endswith("/thread/")


def test_the_end_of_mails_without_javascript_nor_account(scene, new_context):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(stop_path(scene["member"].pk, [(DISCUSSION, scene["page"].pk)]))
    page.locator("main form button").click()
    assert page.locator("main [role=status]").is_visible()


def test_paper(scene, log_in):
    page = log_in(scene["animator"])
    page.goto(scene["page"].url)
    page.emulate_media(media="print")
    for selector in ("form button", ".cs-contribution__actions", "#discussion-mark"):
        assert not any(found.is_visible() for found in page.locator(selector).all()), selector
    for selector in (".cs-badge--official", ".cs-contribution__retained", ".cs-contribution__body"):
        assert page.locator(selector).first.is_visible(), selector
