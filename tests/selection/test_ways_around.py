"""Where committees decide, no screen of Wagtail begins or ends an examination without one."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.messages import get_messages
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import (
    GroupApprovalTask,
    GroupPagePermission,
    Page,
    TaskState,
    Workflow,
    WorkflowPage,
    WorkflowState,
    WorkflowTask,
)

from tests import factories
from tests.challenges.conftest import ANSWERS
from tests.challenges.test_workflow import edit_post
from tests.selection import support
from tests.selection.admin_support import editor
from wagtail_crowdsolving import conf
from wagtail_crowdsolving.challenges import actions as challenges
from wagtail_crowdsolving.exceptions import NotAllowed
from wagtail_crowdsolving.notifications.models import OutboxMail
from wagtail_crowdsolving.pages.models import ChallengePage
from wagtail_crowdsolving.selection.models import Round
from wagtail_crowdsolving.selection.task import CommitteeReviewTask

pytestmark = pytest.mark.django_db
RUNNING = WorkflowState.STATUS_IN_PROGRESS


@pytest.fixture
def index(home):
    """A list of a site with committees, on which nobody has set the workflow."""
    call_command("setup_crowdsolving", verbosity=0)
    index = factories.ChallengeIndexFactory()
    WorkflowPage.objects.filter(page=index).delete()
    return index


@pytest.fixture
def stock(home):
    """What every new site of Wagtail has: “Moderators approval”, set on the root."""
    workflow = Workflow.objects.create(name="Validation par les modérateurs")
    task = GroupApprovalTask.objects.create(name="Approbation")
    task.groups.add(Group.objects.get_or_create(name="Moderators")[0])
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.update_or_create(
        page=Page.get_first_root_node(), defaults={"workflow": workflow}
    )
    return workflow


def proposed(index):
    """A member sends a complete proposal."""
    draft = factories.ProposalFactory(index=index, data={**ANSWERS})
    return challenges.submit(proposal=draft, by=draft.proposer)


def fresh(page):
    return ChallengePage.objects.get(pk=page.pk)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def said(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def coordinator():
    user = factories.UserFactory()
    user.groups.add(Group.objects.get(name=conf.GROUPS["coordination"]))
    return user


class TestTheForm:
    def test_a_foreign_workflow_does_not_start(
        self, index, stock, django_capture_on_commit_callbacks
    ):
        someone = coordinator()
        with django_capture_on_commit_callbacks(execute=True):
            page = proposed(index)
        assert not WorkflowState.objects.exists()
        assert page.crowdsolving_proposal.events.get().kind == "received"
        receipt = OutboxMail.objects.get(kind="challenges/received")
        assert page.title in receipt.text
        told = OutboxMail.objects.get(kind="challenges/new_proposal")
        assert told.recipient == someone
        assert index.title in told.text

    def test_nor_without_any_workflow(self, index):
        WorkflowPage.objects.all().delete()
        page = proposed(index)
        assert page.crowdsolving_proposal.events.get().kind == "received"
        assert not WorkflowState.objects.exists()

    def test_a_site_without_committees_keeps_its_own(self, home, stock):
        page = proposed(factories.ChallengeIndexFactory())
        assert WorkflowState.objects.get().workflow == stock
        assert fresh(page).get_workflow() == stock

    def test_a_committee_that_stands_ready_counts_before_any_task_does(self, home, stock):
        factories.CommitteeFactory()
        proposed(factories.ChallengeIndexFactory())
        assert not WorkflowState.objects.exists()

    def test_a_step_that_is_switched_off_is_no_step(self, index):
        workflow = Workflow.objects.get(name="Examen d’un défi")
        WorkflowPage.objects.create(workflow=workflow, page=index)
        CommitteeReviewTask.objects.update(active=False)
        proposed(index)
        assert not WorkflowState.objects.exists()

    def test_a_site_may_say_that_groups_decide(self, index, stock, settings):
        settings.WAGTAIL_CROWDSOLVING = {"COMMITTEES_DECIDE": False, "JOBS_ENGINE": "immediate"}
        proposed(index)
        assert WorkflowState.objects.get().workflow == stock


class TestTheEditor:
    def post(self, user, page, **extra):
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        return signed_in(user).post(url, edit_post(page, **extra))

    def test_what_is_submitted_is_kept_as_a_draft_and_told_why(self, index, stock, admin_user):
        page = factories.ChallengeFactory(parent=index, live=False)
        page.save_revision()
        response = self.post(
            admin_user, page, **{"action-submit": "1", "title": "Un titre nouveau"}
        )
        assert response.status_code == 302
        assert index.title in said(response)
        assert not WorkflowState.objects.exists()
        assert fresh(page).get_latest_revision_as_object().title == "Un titre nouveau"

    def test_a_new_page_too(self, index, stock, admin_user):
        template = factories.ChallengeFactory(parent=index, live=False)
        template.save_revision()
        data = edit_post(template, **{"action-submit": "1", "slug": "autre", "title": "Autre"})
        url = reverse(
            "wagtailadmin_pages:add", args=["crowdsolving_pages", "challengepage", index.pk]
        )
        response = signed_in(admin_user).post(url, data)
        assert response.status_code == 302
        assert index.title in said(response)
        assert not WorkflowState.objects.exists()
        assert ChallengePage.objects.get(slug="autre").live is False

    def test_neither_offers_to_submit(self, index, stock, admin_user):
        page = factories.ChallengeFactory(parent=index, live=False)
        page.save_revision()
        for url in (
            reverse("wagtailadmin_pages:edit", args=[page.pk]),
            reverse(
                "wagtailadmin_pages:add", args=["crowdsolving_pages", "challengepage", index.pk]
            ),
        ):
            response = signed_in(admin_user).get(url)
            content = response.content.decode()
            assert "action-submit" not in content
            assert index.title in said(response)

    def test_other_pages_are_submitted_as_ever(self, index, stock, admin_user):
        url = reverse("wagtailadmin_pages:edit", args=[index.pk])
        assert "action-submit" in signed_in(admin_user).get(url).content.decode()

    def test_a_restart_neither_ends_what_runs_nor_fails(self, index, admin_user):
        workflow = Workflow.objects.get(name="Examen d’un défi")
        WorkflowPage.objects.create(workflow=workflow, page=index)
        page = proposed(index)
        state = WorkflowState.objects.get()
        state.current_task_state.reject(user=admin_user, comment="Précisez.")
        WorkflowPage.objects.all().delete()
        response = self.post(admin_user, page, **{"action-restart-workflow": "1"})
        assert response.status_code == 302
        state.refresh_from_db()
        assert state.status == WorkflowState.STATUS_NEEDS_CHANGES

    def test_nobody_starts_one_by_code(self, index, stock):
        page = proposed(index)
        with pytest.raises(NotAllowed):
            stock.start(page, None)
        assert not WorkflowState.objects.exists()


class TestWhatRunsAlready:
    """It began when nothing stood in its way, and would end without a committee."""

    @pytest.fixture
    def page(self, index, stock, settings):
        settings.WAGTAIL_CROWDSOLVING = {"COMMITTEES_DECIDE": False, "JOBS_ENGINE": "immediate"}
        page = proposed(index)
        settings.WAGTAIL_CROWDSOLVING = {"JOBS_ENGINE": "immediate"}
        return page

    @pytest.mark.parametrize("role", ["superuser", "moderator"])
    def test_approve_and_publish_publishes_nothing(self, page, role):
        user = editor()
        user.groups.add(Group.objects.get(name="Moderators"))
        if role == "superuser":
            user = factories.UserFactory(is_superuser=True)
        step = page.current_workflow_task_state
        client = signed_in(user)
        url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", step.pk])
        client.post(url, {"comment": ""})
        response = client.post(
            reverse("wagtailadmin_pages:edit", args=[page.pk]),
            edit_post(
                page, **{"action-workflow-action": "true", "workflow-action-name": "approve"}
            ),
        )
        assert "Validation par les modérateurs" in said(response)
        assert not fresh(page).live
        state = WorkflowState.objects.get()
        assert (state.status, state.current_task_state.status) == (RUNNING, RUNNING)

    def test_the_editor_says_so(self, page, admin_user):
        response = signed_in(admin_user).get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
        assert "Validation par les modérateurs" in said(response)

    def test_changes_are_asked_and_it_is_stopped_as_ever(self, page, admin_user):
        page.current_workflow_task_state.reject(user=admin_user, comment="Précisez.")
        WorkflowState.objects.get().cancel(user=admin_user)
        assert WorkflowState.objects.get().status == WorkflowState.STATUS_CANCELLED

    def test_committees_taken_out_on_the_way(self, home, admin_user):
        call_command("setup_crowdsolving", verbosity=0)
        page = proposed(factories.ChallengeIndexFactory())
        WorkflowTask.objects.exclude(task__name="Éligibilité").delete()
        step = page.current_workflow_task_state
        with pytest.raises(NotAllowed):
            step.approve(user=admin_user)
        assert not fresh(page).live
        assert TaskState.objects.get().status == TaskState.STATUS_IN_PROGRESS

    def test_a_committee_switched_off_on_the_way(self, home, admin_user):
        call_command("setup_crowdsolving", verbosity=0)
        page = proposed(factories.ChallengeIndexFactory())
        CommitteeReviewTask.objects.update(active=False)
        with pytest.raises(NotAllowed):
            page.current_workflow_task_state.approve(user=admin_user)
        assert not fresh(page).live

    def test_a_challenge_that_a_committee_has_judged_is_published(self, home):
        s = support.scene()
        for person in [s.chair, *s.members]:
            support.review(s.round, person)
        from wagtail_crowdsolving.selection import actions

        decision = support.decide(s.round, s.chair)
        assert actions.release_decisions(decisions=[decision], by=s.chair)[1] == []
        assert fresh(s.page).live
        assert Round.objects.get().state == Round.State.CLOSED


def test_who_may_publish_on_the_whole_site_is_named_not_stopped(index, stock):
    """That right is Wagtail's own; the checks name the groups that have it."""
    group = Group.objects.create(name="Publication")
    GroupPagePermission.objects.create(
        group=group,
        page=factories.home(),
        permission=Permission.objects.get(codename="publish_page"),
    )
    user = editor()
    user.groups.add(group)
    page = proposed(index)
    page.get_latest_revision().publish(user=user)
    assert fresh(page).live
