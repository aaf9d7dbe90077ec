"""Every entrance of Wagtail during a round: through the committee's door, or refused.

Each entrance is tried by everybody who might have a key to it; whatever is tried, the server makes no
error, the round goes on, and neither the challenge nor its text has changed.
"""

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import GroupPagePermission, Revision, TaskState, WorkflowState

from tests import factories
from tests.challenges.test_workflow import edit_post
from tests.selection import support
from tests.selection.support import decide, review, scene
from wagtail_crowdsolving.challenges import actions as challenges
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.pages.models import ChallengePage
from wagtail_crowdsolving.selection import actions
from wagtail_crowdsolving.selection.models import Review, Round

pytestmark = pytest.mark.django_db
CHANGED = {"title": "Tout autre chose"}
JSON = {"accept": "application/json", "x-requested-with": "XMLHttpRequest"}


def editor(page, **extra):
    return reverse("wagtailadmin_pages:edit", args=[page.pk]), {
        **edit_post(page),
        **CHANGED,
        **extra,
    }


def workflow_url(page, state, action, name="workflow_action"):
    return reverse(f"wagtailadmin_pages:{name}", args=[page.pk, action, state.pk]), {}


#: name → what is posted: ``(s, other) → (url, data)``. ``other`` is a challenge at a step of a group.
POSTS = {
    "approve": lambda s, other: workflow_url(s.page, s.state, "approve"),
    "reject": lambda s, other: workflow_url(s.page, s.state, "reject"),
    "an action that there is not": lambda s, other: workflow_url(s.page, s.state, "xyz"),
    "its step through another page": lambda s, other: workflow_url(other, s.state, "approve"),
    "data for an action": lambda s, other: workflow_url(
        s.page, s.state, "approve", "collect_workflow_action_data"
    ),
    "save": lambda s, other: editor(s.page),
    "publish in the editor": lambda s, other: editor(s.page, **{"action-publish": "1"}),
    "submit again": lambda s, other: editor(s.page, **{"action-submit": "1"}),
    "restart": lambda s, other: editor(s.page, **{"action-restart-workflow": "1"}),
    "cancel": lambda s, other: editor(s.page, **{"action-cancel-workflow": "1"}),
    "forged data": lambda s, other: editor(
        s.page,
        **{
            "action-workflow-action": "1",
            "workflow-action-name": "approve",
            "workflow-action-extra-data": json.dumps({"user": 1, "opinion": "favourable"}),
        },
    ),
    "data that is none": lambda s, other: editor(
        s.page,
        **{
            "action-workflow-action": "1",
            "workflow-action-name": "review",
            "workflow-action-extra-data": "{",
        },
    ),
    "bulk": lambda s, other: (
        reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        + f"?id={s.page.pk}",
        {},
    ),
    "bulk from above": lambda s, other: (
        reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        + f"?id={s.page.get_parent().pk}",
        {"include_descendants": "on"},
    ),
    "deactivate the step": lambda s, other: (
        reverse("wagtailadmin_workflows:disable_task", args=[s.state.task_id]),
        {},
    ),
    "publish by the API": lambda s, other: (
        reverse("wagtailadmin_api:pages:action", args=[s.page.pk, "publish"]),
        {},
    ),
    "lock, then save": lambda s, other: editor(s.page, **{"lock": "1"}),
}
ROLES = ["superuser", "publisher", "coordinator", "chair"]


@pytest.fixture
def people(admin_user, home):
    """Who has a key to the admin: everything, the right to publish, coordination, the chair's seat."""
    factories.ChallengeIndexFactory()
    call_command("setup_crowdsolving", verbosity=0)
    publishers = Group.objects.create(name="Publication")
    publishers.permissions.add(access())
    for codename in ("change_page", "publish_page", "lock_page", "unlock_page"):
        GroupPagePermission.objects.create(
            group=publishers, page=home, permission=Permission.objects.get(codename=codename)
        )
    publisher, coordinator = factories.UserFactory(), factories.UserFactory()
    publisher.groups.add(publishers)
    coordinator.groups.add(Group.objects.get(name="Coordination"))
    return {"superuser": admin_user, "publisher": publisher, "coordinator": coordinator}


def access():
    return Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")


@pytest.fixture
def s(people):
    s = scene(members=1)
    s.chair.user_permissions.add(access())
    people["chair"] = s.chair
    s.state = s.round.task_state
    s.revisions = list(Revision.objects.values_list("pk", "content"))
    return s


def assert_untouched(s):
    s.round.refresh_from_db()
    state = TaskState.objects.get(pk=s.state.pk)
    assert s.round.state == Round.State.OPEN
    assert state.status == TaskState.STATUS_IN_PROGRESS
    assert state.workflow_state.status == WorkflowState.STATUS_IN_PROGRESS
    assert state.workflow_state.current_task_state_id == state.pk
    page = ChallengePage.objects.get(pk=s.page.pk)
    assert not page.live
    assert page.title == page.get_latest_revision_as_object().title == s.page.title
    mine = Revision.objects.filter(object_id=str(s.page.pk))
    assert set(mine.values_list("pk", flat=True)) <= {pk for pk, _content in s.revisions}
    assert not mine.exclude(approved_go_live_at=None).exists()
    assert not Review.objects.exists()


@pytest.mark.parametrize("role", ROLES)
def test_no_post_gets_through(role, s, people):
    other = support.proposed()
    support.groups_then_committee().start(other, None)
    client = Client()
    client.force_login(people[role])
    for name, entrance in POSTS.items():
        if name == "lock, then save":
            client.post(reverse("wagtailadmin_pages:lock", args=[s.page.pk]))
        url, data = entrance(s, other)
        for headers in ({}, JSON):
            response = client.post(url, data, headers=headers)
            assert response.status_code < 500, (name, headers, response.status_code)
            assert_untouched(s)


def test_an_autosave_that_began_before_the_round(s, people):
    """The editor was open when the round began, and rewrites its revision in place."""
    client = Client()
    client.force_login(people["superuser"])
    url, data = editor(s.page, overwrite_revision_id=str(s.page.latest_revision_id))
    response = client.post(url, data, headers=JSON)
    assert response.json()["error_code"] == "locked"
    assert_untouched(s)


@pytest.mark.parametrize("role", ["superuser", "publisher"])
def test_no_call_gets_through(role, s, people):
    user, revision = people[role], s.page.latest_revision
    calls = [
        lambda: revision.publish(user=user),
        lambda: revision.publish(),
        lambda: revision.publish(user=user, skip_permission_checks=True),
        lambda: PublishPageRevisionAction(revision).execute(skip_permission_checks=True),
        lambda: s.state.task.specific.on_action(s.state, user, "approve"),
        lambda: s.state.task.on_action(s.state, user, "approve"),
        lambda: s.state.approve(user=user),
        lambda: s.state.reject(user=user),
        lambda: s.state.cancel(user=user),
        lambda: WorkflowState.objects.get().finish(user=user),
        lambda: s.state.task.deactivate(user=user),
    ]
    for call in calls:
        s.state = TaskState.objects.get(pk=s.state.pk)
        with pytest.raises(PermissionDenied):
            call()
        assert_untouched(s)


class TestSchedules:
    def scheduled(self, page):
        page = ChallengePage.objects.get(pk=page.pk)
        page.go_live_at = timezone.now() + timedelta(days=1)
        return page.save_revision()

    def test_a_publication_is_not_scheduled_past_a_committee(self, s, people):
        revision = self.scheduled(s.page)
        for user in (None, people["superuser"]):
            with pytest.raises(PermissionDenied):
                revision.publish(user=user)
        assert not Revision.objects.exclude(approved_go_live_at=None).exists()

    def test_one_that_was_scheduled_waits_and_holds_no_other_up(self, s):
        other = factories.ChallengeFactory(live=False)
        past = timezone.now() - timedelta(hours=2)
        due = [s.page.latest_revision_id, other.save_revision().pk]
        Revision.objects.filter(pk=due[0]).update(approved_go_live_at=past)
        Revision.objects.filter(pk=due[1]).update(approved_go_live_at=past + timedelta(hours=1))
        call_command("publish_scheduled")
        assert not ChallengePage.objects.get(pk=s.page.pk).live
        assert ChallengePage.objects.get(pk=other.pk).live

    def test_what_ends_the_examination_takes_the_schedule_away(self, s, people):
        s.page.revisions.update(approved_go_live_at=timezone.now() - timedelta(hours=1))
        challenges.withdraw(
            proposal=s.page.crowdsolving_proposal, by=s.page.crowdsolving_proposal.proposer
        )
        call_command("publish_scheduled")
        assert not ChallengePage.objects.get(pk=s.page.pk).live
        s.round.refresh_from_db()
        assert s.round.state == Round.State.CANCELLED

    def test_a_decision_may_publish_later(self):
        page = support.proposed()
        page.go_live_at = timezone.now() + timedelta(days=1)
        page.save_revision()
        s = scene(page=page, members=0)
        review(s.round, s.chair)
        decision = decide(s.round, s.chair)
        assert actions.release_decisions(decisions=[decision], by=s.chair)[0]
        assert not ChallengePage.objects.get(pk=page.pk).live
        revision = Revision.objects.get(approved_go_live_at__isnull=False)
        revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
        revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
        revision.save()
        call_command("publish_scheduled")
        assert ChallengePage.objects.get(pk=page.pk).live


def test_a_workflow_is_not_deactivated_under_a_round(s, people):
    with pytest.raises(NotAllowed):
        s.state.workflow_state.workflow.deactivate(user=people["superuser"])
    assert_untouched(s)


def test_a_workflow_that_is_cancelled_stops_its_rounds_and_publishes_nothing(s, people):
    s.state.workflow_state.cancel(user=people["superuser"])
    s.round.refresh_from_db()
    assert s.round.state == Round.State.CANCELLED
    assert not ChallengePage.objects.get(pk=s.page.pk).live
    with pytest.raises(Conflict):
        review(s.round, s.chair)


def test_a_page_that_nobody_proposed_goes_the_same_way():
    page = factories.ChallengeFactory(live=False)
    page.save_revision()
    s = scene(page=page, members=0)
    review(s.round, s.chair, support.AGAINST)
    decision = decide(s.round, s.chair, "unfavourable", "Non.")
    assert actions.release_decisions(decisions=[decision], by=s.chair)[0]
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_CANCELLED
    s.round.refresh_from_db()
    assert s.round.state == Round.State.CLOSED
    assert not ChallengePage.objects.get(pk=page.pk).live


def test_a_manager_may_stop_an_examination_and_begin_it_again():
    s = scene(members=1)
    for person in (s.chair, s.members[0], factories.UserFactory()):
        with pytest.raises(PermissionDenied):
            actions.stop_examination(round=s.round, by=person)
    manager = support.manager()
    actions.stop_examination(round=s.round, by=manager)
    s.round.refresh_from_db()
    assert s.round.state == Round.State.CANCELLED
    last = s.page.crowdsolving_proposal.events.last()
    assert (last.kind, bool(last.message)) == ("received", True)
    with pytest.raises(Conflict):
        actions.stop_examination(round=s.round, by=manager)
    again = support.begin(s.page, WorkflowState.objects.get().workflow)
    assert (again.state, again.number) == (Round.State.OPEN, 2)
