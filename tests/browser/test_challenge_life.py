"""A week of a published challenge: coordination in the admin, the animator on the site.

Dates, animator, key moments and documents ask no committee; a correction of spelling is named; a change
of the question goes back to the committee.
"""

import datetime
from io import BytesIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from PIL import Image
from wagtail.models import WorkflowPage

from tests import factories
from tests.browser import people
from tests.browser.conftest import axe, overflow
from tests.selection import support
from wagtail_crowdsolving import conf
from wagtail_crowdsolving.contributions.models import Contribution
from wagtail_crowdsolving.notifications.models import OutboxMail
from wagtail_crowdsolving.pages.models import ChallengePage
from wagtail_crowdsolving.selection import actions
from wagtail_crowdsolving.selection.models import Correction, Round

CLOSING = datetime.date.today() + datetime.timedelta(days=60)


@pytest.fixture
def scene(site, settings):
    """A challenge that a committee let pass, and the people around it."""
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    settings.WAGTAIL_EDITING_SESSION_PING_INTERVAL = 3_600_000
    page = support.proposed(title="La halle", summary="Une halle vidde.")
    scene = support.scene(page=page, members=1)
    call_command("setup_crowdsolving", verbosity=0)
    WorkflowPage.objects.filter(page=page.get_parent()).delete()
    workflow = scene.round.task_state.workflow_state.workflow
    WorkflowPage.objects.create(workflow=workflow, page=page.get_parent())
    for person in scene.people:
        support.review(scene.round, person)
    decision = support.decide(scene.round, scene.chair)
    actions.release_decisions(decisions=[decision], by=scene.chair)
    scene.coordinator = factories.UserFactory(first_name="Colette", last_name="Ordonne")
    scene.coordinator.groups.add(Group.objects.get(name=conf.GROUPS["coordination"]))
    scene.animator = factories.UserFactory(first_name="Anne", last_name="Imatrice")
    return scene


def fresh(scene):
    return ChallengePage.objects.get(pk=scene.page.pk)


def photograph():
    data = BytesIO()
    Image.new("RGB", (400, 300), "green").save(data, "JPEG")
    return {"name": "place.jpg", "mimeType": "image/jpeg", "buffer": data.getvalue()}


def check(page):
    assert overflow(page) <= 0
    assert axe(page) == []


def save_draft(page):
    with page.expect_navigation():
        page.locator("footer button.action-save").first.click()


def test_a_week(scene, log_in):
    rounds, mails = Round.objects.count(), OutboxMail.objects.count()

    # Monday: coordination moves the closing date, and asks somebody to animate.
    admin = log_in(scene.coordinator)
    edit = reverse("wagtailadmin_pages:edit", args=[scene.page.pk])
    admin.goto(edit)
    assert admin.locator('[name="closes_on"]').count() == 0
    life_url = reverse("crowdsolving_life:challenge", args=[scene.page.pk])
    people.press(admin, f'main a.button[href="{life_url}"]')
    # Wagtail's calendar opens and closes at its own pace, and takes a click while it is open.
    admin.locator('[name="dates-closes_on"]').evaluate(
        "(field, day) => { field.value = day; }", CLOSING.isoformat()
    )
    people.press(admin, 'button[name="do"][value="dates"]')
    assert fresh(scene).closes_on == CLOSING
    admin.locator('[name="animator-email"]').fill("nobody@example.org")
    people.press(admin, 'button[name="do"][value="animator"]')
    assert fresh(scene).animator is None
    admin.locator('[name="animator-email"]').fill(scene.animator.email)
    people.press(admin, 'button[name="do"][value="animator"]')
    assert fresh(scene).animator == scene.animator

    # Tuesday: the animator, on a telephone, without JavaScript, tells two key moments.
    site = log_in(scene.animator, width=320, java_script_enabled=False)
    site.goto(reverse("wagtail_crowdsolving:space"))
    mine = reverse("wagtail_crowdsolving:life", args=[scene.page.pk])
    people.press(site, f'main a[href="{mine}"]')
    for number, title in enumerate(["Une visite de la halle", "Un atelier"]):
        people.press(site, 'main a[href$="/temps-fort/"]')
        people.fill(
            site,
            {
                "date": f"2026-05-0{number + 1}",
                "title": title,
                "text": "Vingt **personnes** sont venues.",
            },
        )
        if number:
            site.locator('[name="picture"]').set_input_files(photograph())
            people.press(site)
            # Nothing is lost but the file, which no browser gives back.
            assert site.locator('[name="title"]').input_value() == title
            site.locator('[name="picture"]').set_input_files(photograph())
            people.fill(site, {"description": "La place, devant la halle"})
        people.press(site)
        assert title in site.locator("main").inner_text()
    assert [block.value["title"] for block in fresh(scene).updates] == [
        "Une visite de la halle",
        "Un atelier",
    ]

    # They correct one in two tabs: the second tab says so, and keeps what was typed.
    second = site.context.new_page()
    for tab in (site, second):
        tab.goto(mine)
        people.press(tab, 'main a[href*="/temps-fort/"]:has-text("Un atelier")')
    people.fill(site, {"title": "Un premier atelier"})
    people.press(site)
    people.fill(second, {"title": "Un atelier de cuisine"})
    people.press(second)
    assert second.locator('[name="title"]').input_value() == "Un atelier de cuisine"
    assert "Un premier atelier" in second.locator("main").inner_text()
    people.press(second)
    assert "Un atelier de cuisine" in second.locator("main").inner_text()
    second.close()

    # Wednesday: a document; and the public reads it all.
    site.goto(mine)
    people.fill(site, {"document-title": "L'étude de 2019"})
    site.locator('[name="document-document"]').set_input_files(
        {"name": "etude.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 x %%EOF"}
    )
    people.press(site, 'button[name="do"][value="document"]')
    site.goto(scene.page.url)
    public = site.locator("main").inner_text()
    for words in ("Un atelier de cuisine", "L'étude de 2019", "Anne Imatrice"):
        assert words in public
    assert site.locator("main img[alt='La place, devant la halle']").count() == 1

    # None of it asked a committee for anything; the new animator was told.
    others = OutboxMail.objects.exclude(kind="challenges/to_animate")
    assert (Round.objects.count(), others.count()) == (rounds, mails)
    assert not fresh(scene).workflow_in_progress

    # Thursday: a typing error. The editor shows what differs, and the choice is explained.
    admin.goto(edit)
    admin.locator('[name="summary"]').fill("Une halle vide.")
    save_draft(admin)
    choose = reverse("crowdsolving_judged:choose", args=[scene.page.pk])
    people.press(admin, f'main .help-warning a[href="{choose}"]')
    assert admin.locator("del").inner_text() == "vidde."
    people.press(admin, 'button[name="do"][value="correct"]')
    assert fresh(scene).summary == "Une halle vide."
    assert Correction.objects.get().by == scene.coordinator
    assert OutboxMail.objects.filter(kind="selection/corrected").count() == 1
    member = log_in(scene.members[0])
    member.goto(reverse("wagtail_crowdsolving:round", args=[scene.round.pk]))
    assert "Colette Ordonne" in member.locator("#corrections ~ ul").inner_text()

    # Friday: another question goes back to the committee; the life goes on.
    admin.goto(edit)
    admin.locator('[name="guiding_question"]').fill("Que faire de la halle, et avec qui ?")
    save_draft(admin)
    admin.goto(choose)
    people.press(admin, 'button[name="do"][value="examine"]')
    assert Round.objects.count() == rounds + 1
    assert fresh(scene).guiding_question != "Que faire de la halle, et avec qui ?"
    site.goto(mine)
    closed = datetime.date.today() - datetime.timedelta(days=1)
    people.fill(site, {"dates-closes_on": closed.isoformat()})
    people.press(site, 'button[name="do"][value="dates"]')
    assert fresh(scene).closes_on == closed

    # The committee agrees: the new question is on the site, and the life as it was left.
    round = Round.objects.latest("opened_at")
    for person in scene.people:
        support.review(round, person)
    actions.release_decisions(decisions=[support.decide(round, scene.chair)], by=scene.chair)
    page = fresh(scene)
    assert page.guiding_question == "Que faire de la halle, et avec qui ?"
    assert (page.closes_on, page.animator, len(page.updates)) == (closed, scene.animator, 2)


def test_a_date_moves_while_somebody_writes(scene, log_in):
    """What a member was writing is not lost when the challenge closes, and sent when it opens again."""
    page = fresh(scene)
    ChallengePage.objects.filter(pk=page.pk).update(animator=scene.animator)
    writer = log_in(factories.UserFactory())
    writer.goto(page.url)
    people.fill(writer, {"kind": ("idea",), "text": "Une cuisine partagée."})
    site = log_in(scene.animator, width=320)
    mine = reverse("wagtail_crowdsolving:life", args=[page.pk])

    def close_on(day):
        site.goto(mine)
        people.fill(site, {"dates-closes_on": day.isoformat()})
        people.press(site, 'button[name="do"][value="dates"]')

    close_on(datetime.date.today() - datetime.timedelta(days=1))
    writer.wait_for_timeout(3_100)
    people.press(writer, "#contribute form button[type=submit]")
    assert not Contribution.objects.exists()
    assert "Une cuisine partagée." in writer.content()
    close_on(CLOSING)
    assert fresh(scene).is_open_to_contributions()


def test_the_pages_are_for_everybody(scene, log_in):
    page = fresh(scene)
    ChallengePage.objects.filter(pk=page.pk).update(animator=scene.animator)
    for width in (320, 1280):
        site = log_in(scene.animator, width=width)
        mine = reverse("wagtail_crowdsolving:life", args=[page.pk])
        for address in (reverse("wagtail_crowdsolving:space"), mine):
            site.goto(address)
            check(site)
        people.fill(site, {"dates-closes_on": "2001-01-01"})
        people.press(site, 'button[name="do"][value="dates"]')
        check(site)
        site.goto(reverse("wagtail_crowdsolving:life_new_update", args=[page.pk]))
        check(site)
        people.press(site)
        check(site)
