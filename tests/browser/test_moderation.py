"""The moderators' desk by keyboard alone, at both widths, and what axe finds in it."""

import pytest
from django.urls import reverse

from tests.browser.conftest import axe, overflow
from tests.contributions.support import REFUSAL, moderator, report, submit
from tests.factories import ChallengeFactory, ContributionFactory, UserFactory
from wagtail_crowdsolving.contributions import actions, queries
from wagtail_crowdsolving.contributions.models import Contribution, State

SPACE = "crowdsolving_contributions"


@pytest.fixture
def challenge(site):
    return ChallengeFactory()


@pytest.fixture
def waiting(challenge):
    root = ContributionFactory(page=challenge, comment="Le texte auquel on répond.")
    return [
        submit(challenge, UserFactory(), in_reply_to=root, text=f"Texte numéro {n} qui attend.")
        for n in range(4)
    ]


def focused(page):
    return page.evaluate("document.activeElement.id || document.activeElement.name")


def states():
    rows = Contribution.objects.filter(in_reply_to__isnull=False).order_by("pk")
    return list(rows.values_list("state", flat=True))


def shoot(page, name, tmp_path_factory):
    page.screenshot(path=str(tmp_path_factory.getbasetemp() / f"{name}.png"), full_page=True)


@pytest.mark.parametrize("width", [1280, 320])
def test_an_hour_of_work_by_keyboard(waiting, log_in, width, tmp_path_factory):
    page = log_in(moderator(), width=width)
    page.goto(reverse(f"{SPACE}:desk"))
    assert focused(page) == "desk-text"
    shoot(page, f"desk-{width}", tmp_path_factory)
    assert axe(page) == []
    assert overflow(page) == 0

    page.keyboard.press("v")
    page.wait_for_url(f"**{reverse(f'{SPACE}:desk_one', args=[waiting[1].pk])}")
    assert focused(page) == "desk-text"

    page.keyboard.press("s")
    page.wait_for_url(f"**{reverse(f'{SPACE}:desk_one', args=[waiting[2].pk])}**")

    page.keyboard.press("r")
    page.wait_for_function("() => document.activeElement.name === 'rule'")
    page.get_by_label("Règle de la charte").last.select_option("off_topic")
    page.keyboard.press("Tab")
    assert focused(page) == "id_reject_reason"
    assert page.input_value("#id_reject_reason")
    # Typed, these are letters.
    page.keyboard.type(" svrc")
    assert page.input_value("#id_reject_reason").endswith(" svrc")
    shoot(page, f"refuse-{width}", tmp_path_factory)
    assert axe(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{reverse(f'{SPACE}:desk_one', args=[waiting[3].pk])}**")
    assert states() == [State.PUBLISHED, State.PENDING, State.REFUSED, State.PENDING]

    page.keyboard.press("q")
    page.wait_for_url(f"**{reverse(f'{SPACE}:list')}**")
    shoot(page, f"list-{width}", tmp_path_factory)
    assert not Contribution.objects.filter(claimed_by__isnull=False).exists()


def test_without_javascript(waiting, log_in):
    page = log_in(moderator(), java_script_enabled=False)
    page.goto(reverse(f"{SPACE}:desk_one", args=[waiting[0].pk]))
    page.locator("summary", has_text="r").nth(0).click()
    page.locator("#id_reject_rule").select_option("other")
    page.locator("#id_reject_reason").fill("Une autre règle.")
    page.locator("button[value=reject]").click()
    assert states()[0] == State.REFUSED


def test_a_change_and_one_that_another_reads(challenge, log_in, tmp_path_factory):
    author, judge = UserFactory(), moderator()
    item = submit(challenge, author, text="Récupérer les invendus du marché.")
    actions.approve(contribution=item, by=judge)
    actions.edit(contribution=item, by=author, text="Récupérer les invendus des halles, à vélo.")
    page = log_in(moderator())
    address = reverse(f"{SPACE}:desk_one", args=[item.pk])
    page.goto(address)
    shoot(page, "change", tmp_path_factory)
    assert axe(page) == []
    actions.claim(contribution=item, by=judge, take_over=True)
    page.goto(address)
    shoot(page, "taken", tmp_path_factory)
    assert axe(page) == []
    page.keyboard.press("t")
    page.wait_for_selector("button[value=approve]")
    page.keyboard.press("r")
    page.locator("#id_reject_rule").select_option("other")
    page.locator("#id_reject_reason").fill("Une raison bien pesée.")
    actions.claim(contribution=item, by=judge, take_over=True)
    page.locator("button[value=reject]").click()
    page.wait_for_selector("button[value=take_over]")
    shoot(page, "conflict", tmp_path_factory)
    assert axe(page) == []
    page.locator("button[value=take_over]").click()
    page.wait_for_selector("button[value=reject]")
    assert page.input_value("#id_reject_reason") == "Une raison bien pesée."
    page.locator("button[value=reject]").click()
    page.wait_for_url(f"**{reverse(f'{SPACE}:list')}")
    assert queries.waiting_amendment(item) is None


def cut_off(page):
    """What of the page's own content ends beyond the window's edge, where nobody can scroll to it."""
    return page.evaluate("""() => [...document.querySelectorAll("main :not(header, header *)")]
        .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
        .map((one) => one.tagName + "." + one.className)""")


@pytest.mark.parametrize("width", [1280, 320])
def test_notices_appeals_many_and_the_record(challenge, log_in, width, tmp_path_factory):
    """Each page on which something is decided or read, with its forms open and with an error."""
    author, judge = UserFactory(), moderator()
    noticed = ContributionFactory(page=challenge, user=author, comment="Une phrase.")
    report(noticed)
    refused = actions.reject(contribution=submit(challenge, author), by=judge, **REFUSAL)
    actions.appeal(decision=refused, by=author, text="Relisez-moi, merci.")
    for number in range(2):
        submit(challenge, UserFactory(), text=f"Texte numéro {number} qui attend.")
    page = log_in(moderator(), width=width)
    found = []

    def look(name):
        found.extend(f"{name}: {line}" for line in [*axe(page), *cut_off(page)])
        shoot(page, f"{name}-{width}", tmp_path_factory)

    for name, item, keys in (
        ("notice", noticed, ("v", "r")),
        ("appeal", refused.contribution, ("r",)),
    ):
        page.goto(reverse(f"{SPACE}:desk_one", args=[item.pk]))
        look(name)
        for key in keys:
            page.keyboard.press(key)
            page.wait_for_function("() => document.activeElement.matches('select, textarea')")
            look(f"{name}-{key}")
            page.keyboard.press("Escape")
    bulk = reverse("wagtail_bulk_action", args=["wagtail_crowdsolving", "contribution", "reject"])
    page.goto(f"{bulk}?id=all&next={reverse(f'{SPACE}:list')}")
    look("bulk")
    page.locator("form.cs-desk-form button[type=submit]").click()
    page.wait_for_selector("[aria-invalid=true]")
    look("bulk-error")
    for name, item in (("inspect", refused.contribution), ("remove", noticed)):
        page.goto(reverse(f"{SPACE}:{name}", args=[item.pk]))
        for summary in page.locator("main details > summary").all():
            summary.click()
        look(name)
    assert found == []


def test_a_notice_and_an_appeal_by_keyboard(challenge, log_in):
    author, judge = UserFactory(), moderator()
    refused = actions.reject(contribution=submit(challenge, author), by=judge, **REFUSAL)
    actions.appeal(decision=refused, by=author, text="Relisez-moi, merci.")
    noticed = ContributionFactory(page=challenge, user=author, comment="Une phrase.")
    notice = report(noticed)
    page = log_in(moderator())
    page.goto(reverse(f"{SPACE}:desk"))
    page.keyboard.press("v")
    page.wait_for_url(f"**{reverse(f'{SPACE}:desk_one', args=[noticed.pk])}")
    page.keyboard.press("v")
    page.wait_for_function("() => document.activeElement.name === 'answer'")
    page.keyboard.type("Merci, ce texte peut rester.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{reverse(f'{SPACE}:list')}")
    notice.refresh_from_db()
    assert notice.answer == "Merci, ce texte peut rester."
    assert Contribution.objects.get(pk=refused.contribution_id).state == State.PUBLISHED
