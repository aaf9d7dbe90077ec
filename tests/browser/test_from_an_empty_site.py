"""A site begins in the admin alone: from no page at all to the first published challenge.

And its workflow is disabled, enabled and replaced there, without a way around the committees.
"""

from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import Workflow, WorkflowState

from tests.browser import people
from tests.challenges.conftest import ANSWERS
from tests.factories import ProposalFactory, UserFactory
from wagtail_crowdsolving import health
from wagtail_crowdsolving.challenges import actions as proposals
from wagtail_crowdsolving.challenges.models import Proposal
from wagtail_crowdsolving.network.models import Theme
from wagtail_crowdsolving.pages.models import CatalogueIndexPage, ChallengeIndexPage
from wagtail_crowdsolving.selection.models import Committee, Round
from wagtail_crowdsolving.selection.setup import BOARD, WORKFLOW

SECTOR = "Comité Réemploi"


class Admin:
    """Somebody at Wagtail's screens, in a browser."""

    def __init__(self, page):
        self.page = page

    def open(self, name, *args):
        return self.page.goto(reverse(name, args=args))

    def press(self, selector):
        with self.page.expect_navigation(timeout=30_000) as navigation:
            self.page.locator(selector).first.click(no_wait_after=True)
        return navigation.value

    def fill(self, name, value):
        self.page.locator(f'#main [name="{name}"]').fill(value)

    def text(self):
        return self.page.locator("main").inner_text()

    def make_page(self, kind, parent, title):
        self.open("wagtailadmin_pages:add", "crowdsolving_pages", kind, parent.pk)
        # Typed, so that Wagtail writes the address that comes of it.
        self.page.locator('[name="title"]').press_sequentially(title)
        self.page.locator('[name="title"]').blur()
        if not self.page.locator('button[name="action-publish"]').first.is_visible():
            self.page.locator("footer [data-w-dropdown-target=toggle]").first.click()
        self.press('button[name="action-publish"]')

    def choose(self, field, words):
        """Choose in the dialog of a chooser: the first entry that bears these words."""
        self.page.locator(f"#{field}-chooser .unchosen button").first.click()
        self.page.locator(".modal .modal-body a", has_text=words).first.wait_for(state="attached")
        if (tab := self.page.locator('.modal a[href="#tab-existing"]')).count():
            tab.click()
        entry = self.page.locator(".modal .modal-body a", has_text=words).first
        entry.click()
        self.page.locator(".modal.fade.in, .modal.show").first.wait_for(state="detached")

    def add_row(self, prefix):
        self.page.locator(f"#id_{prefix}-ADD").click()

    def seat(self, committee, *seated):
        """Give a committee its members, the first of whom chairs it."""
        for number, user in enumerate(seated):
            self.open("crowdsolving_committees:add_member", committee.pk)
            self.choose("id_user", user.get_full_name())
            self.page.locator('[name="role"]').select_option("member" if number else "chair")
            self.press('main button[type="submit"]')

    def find_eligible(self, page):
        """The first step, a stock one."""
        self.open("wagtailadmin_pages:edit", page.pk)
        button = self.page.locator(
            '[data-workflow-action-name="approve"]:not([data-workflow-action-modal-url])'
        ).first
        if not button.is_visible():
            self.page.locator("footer [data-w-dropdown-target=toggle]").first.click()
        with self.page.expect_navigation():
            button.click()

    def assign(self, workflow, page):
        """Set a workflow on a page, in the workflow's form."""
        self.open("wagtailadmin_workflows:edit", workflow.pk)
        number = self.page.locator('[name="pages-TOTAL_FORMS"]').input_value()
        self.page.locator("#id_pages-ADD").click()
        self.choose_page(f"id_pages-{number}-page", page)
        self.press('footer button[type="submit"]')

    def choose_page(self, field, page):
        self.page.locator(f"#{field}-chooser .unchosen button").first.click()
        dialog = self.page.locator(".modal")
        dialog.locator('[name="q"]').fill(page.title)
        dialog.locator(f'a[data-title="{page.title}"]').first.click()
        dialog.first.wait_for(state="detached")


@pytest.fixture
def admin(site, log_in, settings):
    """An administrator of a site that has its home page and what the command makes, and no other page."""
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    settings.WAGTAIL_EDITING_SESSION_PING_INTERVAL = 3_600_000
    call_command("setup_crowdsolving", stdout=StringIO())
    return Admin(log_in(UserFactory(is_superuser=True, is_staff=True, first_name="Ada")))


def judge(log_in, round, *members):
    """Every member is in favour; the first, who chairs, decides and releases."""
    desks = [log_in(user) for user in members]
    for desk in desks:
        desk.goto(reverse("wagtail_crowdsolving:round_review", args=[round.pk]))
        for criterion in round.criteria:
            people.fill(desk, {f"score_{criterion['key']}": ("4",)})
        people.fill(desk, {"opinion": ("favourable",)})
        people.press(desk, 'main button[name="go"][value="give"]')
    desks[0].goto(reverse("wagtail_crowdsolving:round_decision", args=[round.pk]))
    people.fill(desks[0], {"outcome": ("favourable",)})
    people.press(desks[0], 'main button[name="do"][value="prepare"]')
    people.press(desks[0], 'main button[name="do"][value="release"]')


def lacking():
    return {finding.number for finding in health.findings()}


def test_to_the_first_published_challenge(admin, site, log_in):
    # A theme, the list of challenges, the catalogue.
    admin.open("wagtailsnippets_wagtail_crowdsolving_theme:add")
    admin.fill("name", "Réemploi")
    if admin.page.locator('[name="slug"]').input_value() == "":
        admin.fill("slug", "reemploi")
    admin.press('footer button[type="submit"]')
    theme = Theme.objects.get()
    admin.make_page("challengeindexpage", site, "Nos défis")
    admin.make_page("catalogueindexpage", site, "L’eau au cœur : 120 m²")
    index = ChallengeIndexPage.objects.get()
    catalogue = CatalogueIndexPage.objects.get()
    assert (catalogue.live, catalogue.slug) == (True, "l-eau-au-coeur-120-m2")
    assert index.get_workflow().name == WORKFLOW
    assert {"W024", "W025", "W027"}.isdisjoint(lacking())

    # A committee for the theme, and the people on it and on the board.
    chair, member, president, second = (
        UserFactory(first_name=name, last_name="Essai")
        for name in ("Colette", "Maurice", "Prune", "Seconde")
    )
    admin.open("crowdsolving_committees:add")
    admin.fill("name", SECTOR)
    admin.fill("quorum", "2")
    admin.page.locator(f'[name="themes"][value="{theme.pk}"]').check()
    admin.press('footer button[type="submit"]')
    sector, board = Committee.objects.get(name=SECTOR), Committee.objects.get(name=BOARD)
    admin.seat(sector, chair, member)
    Committee.objects.exclude(name=SECTOR).update(quorum=2)
    admin.seat(board, president, second)

    # A member proposes a challenge of this theme.
    proposer = UserFactory(first_name="Nadia")
    desk = log_in(proposer)
    people.begin_proposal(desk, index.url)
    for step, values in people.PROPOSAL.items():
        if step == "defi":
            values = {**values, "themes": (str(theme.pk),)}
        people.complete_step(desk, step, values)
    people.press(desk, 'main form.cs-form button[type="submit"]')
    page = Proposal.objects.get().page
    assert page is not None
    assert page.specific.workflow_in_progress

    # The coordination finds it eligible; the committee of its theme, then the board, decide.
    admin.find_eligible(page)
    round = Round.objects.get()
    assert round.committee == sector
    judge(log_in, round, chair, member)
    page.refresh_from_db()
    assert not page.live
    judge(log_in, Round.objects.latest("opened_at"), president, second)
    page.refresh_from_db()
    assert page.live
    visitor = log_in(UserFactory())
    visitor.goto(page.url)
    assert SECTOR in visitor.locator("main").inner_text()


def test_disabled_enabled_and_replaced(admin, site):
    admin.make_page("challengeindexpage", site, "Nos défis")
    index, workflow = ChallengeIndexPage.objects.get(), Workflow.objects.get(name=WORKFLOW)
    assert index.get_workflow() == workflow

    def propose(title):
        draft = ProposalFactory(index=index, data={**ANSWERS, "title": title})
        return proposals.submit(proposal=draft, by=draft.proposer)

    # Disabled: the screen says before what becomes of whom, and afterwards nobody else takes over.
    under_way = propose("Un défi à l'étape d'éligibilité")
    admin.open("wagtailadmin_workflows:disable", workflow.pk)
    assert index.title in admin.text()
    admin.press('main form input[type="submit"]')
    late = propose("Un défi venu après")
    assert not WorkflowState.objects.active().exists()
    assert {"W025", "W026", "W029"} <= lacking()
    admin.open("wagtailadmin_pages:edit", late.pk)
    assert not admin.page.locator('[name="action-submit"]').count()
    assert index.title in admin.page.locator(".messages").inner_text()
    admin.open("wagtailadmin_pages:edit", index.pk)
    assert admin.page.locator(".crowdsolving-list-lacks").count() == 1
    admin.open("crowdsolving_rounds:index")
    assert {under_way.title, late.title} <= set(titles(admin))
    assert not admin.page.locator(".cs-interrupted form").count()

    # Enabled: the list has it again, and what was interrupted is taken up again.
    admin.open("wagtailadmin_workflows:edit", workflow.pk)
    enable = admin.page.locator(
        f'[data-w-action-url-value="{reverse("wagtailadmin_workflows:enable", args=[workflow.pk])}"]'
    ).first
    if not enable.is_visible():
        admin.page.locator("footer [data-w-dropdown-target=toggle]").first.click()
    with admin.page.expect_navigation():
        enable.click()
    index = ChallengeIndexPage.objects.get()
    assert index.get_workflow() == workflow
    for _each in range(2):
        admin.open("crowdsolving_rounds:index")
        admin.press('.cs-interrupted form button[type="submit"]')
    assert titles(admin) == []
    assert WorkflowState.objects.active().filter(workflow=workflow).count() == 2

    # Replaced: a workflow of another task takes what comes, the old one ends what has begun.
    admin.open("wagtailadmin_workflows:add")
    admin.fill("name", "Un examen plus court")
    admin.add_row("workflow_tasks")
    admin.choose("id_workflow_tasks-0-task", BOARD)
    admin.press('footer button[type="submit"]')
    shorter = Workflow.objects.get(name="Un examen plus court")
    admin.open("wagtailadmin_workflows:edit", workflow.pk)
    admin.page.locator('[id="id_pages-0-DELETE-button"]').click()
    admin.press('footer button[type="submit"]')
    between = propose("Un défi venu entre les deux")
    assert not between.workflow_in_progress
    admin.assign(shorter, index)
    index = ChallengeIndexPage.objects.get()
    assert index.get_workflow() == shorter
    assert propose("Un défi pour le nouveau").current_workflow_state.workflow == shorter
    admin.open("crowdsolving_rounds:index")
    admin.press('.cs-interrupted form button[type="submit"]')
    assert between.current_workflow_state.workflow == shorter
    assert under_way.current_workflow_state.workflow == workflow
    assert {"W024", "W025", "W026", "W029"}.isdisjoint(lacking())

    # The old one, in which nobody has come to a committee, may go; the new one stays where rounds run.
    admin.open("wagtailadmin_workflows:disable", shorter.pk)
    assert admin.page.url.endswith(reverse("wagtailadmin_workflows:edit", args=[shorter.pk]))
    assert Workflow.objects.get(pk=shorter.pk).active


def titles(admin):
    """What the board says that nobody examines."""
    admin.open("crowdsolving_rounds:index")
    return admin.page.locator(".cs-interrupted .cs-card__title").all_inner_texts()
