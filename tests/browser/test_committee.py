"""The committees' desk in a browser: accessible, valid, with the keyboard, with and without scripts."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import factories
from tests.browser import people
from tests.browser.measures import Traffic, check, report
from tests.browser.test_keyboard import walk
from tests.selection import support
from tests.selection.desk_scenes import open_round
from wagtail_crowdsolving.selection import actions
from wagtail_crowdsolving.selection.models import Decision, Review, ReviewDraft, Round, Seat

DESK = "/espace/comite/"


@pytest.fixture
def scene(site):
    return open_round(members=3)


def address(round, name="round"):
    return reverse(f"wagtail_crowdsolving:{name}", args=[round.pk])


def scenes(scene, log_in, **options):
    """``(name, page, response)`` of every page of the desk, in the states in which people meet it."""
    first, second, third = scene.members
    other = open_round(members=1, title="Un dossier en retard")
    Round.objects.filter(pk=other.round.pk).update(
        due_at=timezone.now() - datetime.timedelta(days=3)
    )
    Seat.objects.filter(round=other.round, user=other.members[0]).update(
        user=first, interest="Les Amis de la halle"
    )
    factories.MembershipFactory(committee=scene.committee)

    page = log_in(factories.UserFactory(), **options)
    yield "desk, empty", page, page.goto(DESK)
    page = log_in(first, **options)
    yield "desk, a member's", page, page.goto(DESK)
    yield "dossier, recusal proposed", page, page.goto(address(other.round))
    yield "recuse", page, page.goto(address(other.round, "round_recuse"))
    yield "recuse, refused", page, people.press(page)
    people.fill(page, {"reason": "Je travaille pour eux."})
    yield "desk, after standing aside", page, people.press(page)
    yield "aside", page, page.goto(address(other.round))
    yield "review", page, page.goto(address(scene.round, "round_review"))
    yield "review, refused", page, people.press(page, 'button[value="give"]')
    give(page, scene)
    yield "dossier, reviewed", page, people.press(page, 'button[value="give"]')
    support.review(scene.round, second, comment="Oui.", to_proposer="Chiffrez le besoin.")
    actions.post_message(round=scene.round, by=second, text="Qu'en pensez-vous ?")
    yield "discussion", page, page.goto(address(scene.round, "round_discussion"))
    yield "discussion, refused", page, people.press(page)

    page = log_in(scene.chair, **options)
    yield "progress", page, page.goto(address(scene.round, "round_progress"))
    page.evaluate("document.querySelectorAll('details').forEach((part) => (part.open = true))")
    yield "progress, all unfolded", page, None
    page.locator('[name="invite-role"]').select_option("observer")
    yield "progress, refused", page, people.press(page, 'button[value="invite"]')
    actions.close_round(round=scene.round, by=scene.chair)
    yield "desk, a chair's", page, page.goto(DESK)
    yield "progress, closed", page, page.goto(address(scene.round, "round_progress"))
    yield "decision", page, page.goto(address(scene.round, "round_decision"))
    page.locator('[name="outcome"][value="changes"]').check()
    yield "decision, refused", page, people.press(page, 'button[value="prepare"]')
    people.fill(page, {"message": "Précisez le lieu.", "departure": "Le lieu manque."})
    yield "decision, prepared", page, people.press(page, 'button[value="prepare"]')
    yield "decision, released", page, people.press(page, 'button[value="release"]')
    page = log_in(third, **options)
    yield "desk, decided", page, page.goto(DESK)
    yield "dossier, decided", page, page.goto(address(scene.round))

    state = scene.round.task_state.workflow_state
    state.refresh_from_db()
    scene.page.summary = "Un besoin précisé, rue de l'Essai."
    scene.page.save_revision()
    state.resume()
    state.refresh_from_db()
    second_round = actions.open_round(task_state=state.current_task_state)
    yield "dossier, second round", page, page.goto(address(second_round))


def give(page, scene):
    people.fill(page, {scene.need: ("4",), scene.means: ("na",), "opinion": ("favourable",)})


def test_every_page_is_accessible(scene, log_in, live_server):
    problems, seen = [], {}
    for name, page, response in scenes(scene, log_in, reduced_motion="reduce"):
        traffic = seen.setdefault(page, Traffic(page.context, live_server.url))
        expected = 403 if name == "aside" else 200
        if response is not None and response.status != expected:
            problems.append(f"{name}: {response.status}")
        if "refused" in name and not page.locator("main .cs-error").count():
            problems.append(f"{name}: no message")
        problems += check(page, name)
        problems += [f"{name}: {line}" for line in traffic.take()]
    assert not problems, report(problems)


def test_every_page_is_valid(scene, log_in, nu):
    documents = {
        f"{number:02d}-{name.replace(' ', '-').replace(',', '')}": response.text()
        for number, (name, _page, response) in enumerate(scenes(scene, log_in))
        if response is not None
    }
    assert len(documents) > 20
    problems = nu(**documents)
    assert not problems, report(problems)


def test_a_review_with_the_keyboard_alone(scene, log_in):
    page = log_in(scene.members[0])
    page.goto(DESK)
    walk(page, ".cs-row h3 a")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    walk(page, '.cs-tabs a[href$="/avis/"]')
    with page.expect_navigation():
        page.keyboard.press("Enter")
    walk(page, f'[name="{scene.need}"]')
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    assert page.locator(f'[name="{scene.need}"]:checked').input_value() == "2"
    walk(page, f'[name="{scene.means}"]')
    page.keyboard.press("Space")
    walk(page, '[name="opinion"]')
    page.keyboard.press("Space")
    walk(page, '[name="comment"]')
    page.keyboard.type("Mes raisons, au clavier.")
    walk(page, 'button[value="give"]')
    with page.expect_navigation():
        page.keyboard.press("Enter")
    review = Review.objects.get()
    assert (review.opinion, review.comment) == ("favourable", "Mes raisons, au clavier.")


def test_a_decision_with_the_keyboard_alone(scene, log_in):
    for person in [scene.chair, *scene.members]:
        support.review(scene.round, person)
    page = log_in(scene.chair)
    page.goto(DESK)
    walk(page, '.cs-row h3 a[href$="/decision/"]')
    with page.expect_navigation():
        page.keyboard.press("Enter")
    walk(page, '[name="outcome"]')
    walk(page, '[name="message"]')
    page.keyboard.type("Bravo.")
    walk(page, 'button[value="prepare"]')
    with page.expect_navigation():
        page.keyboard.press("Enter")
    walk(page, 'button[value="release"]')
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert Decision.objects.get().state == "released"


def test_the_draft_saves_itself(scene, log_in):
    page = log_in(scene.members[0])
    page.goto(address(scene.round, "round_review"))
    page.locator('[name="comment"]').fill("Un début")
    hour = timezone.localtime().strftime("%H:")
    page.wait_for_function(
        "hour => document.querySelector('[data-saved]').textContent.includes(hour)", arg=hour
    )
    assert ReviewDraft.objects.get().data["comment"] == "Un début"
    other = page.context.new_page()
    other.goto(address(scene.round, "round_review"))
    assert other.locator('[name="comment"]').input_value() == "Un début"
    other.locator('[name="comment"]').fill("Une suite, ailleurs")
    other.locator(".cs-saved").filter(has_text=hour).wait_for()
    other.wait_for_function("() => document.querySelector('[name=version]').value === '2'")
    page.locator('[name="comment"]').fill("Une suite, ici")
    page.locator(".cs-saved--wrong").wait_for()
    assert ReviewDraft.objects.get().data["comment"] == "Une suite, ailleurs"
    # Neither text is lost: the form shows both, and the next press decides.
    give(page, scene)
    people.press(page, 'button[value="give"]')
    assert "Une suite, ailleurs" in page.locator("main [role=alert]").inner_text()
    assert page.locator('[name="comment"]').input_value() == "Une suite, ici"
    people.press(page, 'button[value="give"]')
    assert Review.objects.get().comment == "Une suite, ici"


def test_the_desk_without_scripts(scene, log_in):
    page = log_in(scene.members[0], java_script_enabled=False)
    page.goto(address(scene.round, "round_review"))
    people.fill(page, {"comment": "Un début, sans script"})
    people.press(page, 'button[value="draft"]')
    assert page.locator('[name="comment"]').input_value() == "Un début, sans script"
    assert page.locator("[data-saved]").inner_text()
    give(page, scene)
    people.press(page, 'button[value="give"]')
    assert Review.objects.get().comment == "Un début, sans script"
