"""A decision publishes what was judged, once, and nothing else publishes it."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from wagtail.models import GroupPagePermission, TaskState, WorkflowState

from tests import factories
from tests.challenges.test_workflow import edit_post
from tests.selection import support
from tests.selection.support import (
    IN_PROGRESS,
    decide,
    fresh,
    released,
    review,
    scene,
    signed_in,
    untouched,
)
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.selection import queries, workflow
from wagtail_crowdsolving.selection.models import Round

pytestmark = [pytest.mark.versions, pytest.mark.django_db]


class TestTwoStaleApprovals:
    def test_6_of_a_committee(self):
        s = scene()
        stale = TaskState.objects.get(pk=s.round.task_state_id)
        assert released(s).outcome == "favourable"
        with pytest.raises(PermissionDenied):
            stale.approve()
        with pytest.raises(PermissionDenied):
            stale.reject()
        stale.refresh_from_db()
        assert stale.status == TaskState.STATUS_APPROVED

    def test_6_of_a_group(self, admin_user):
        page = support.proposed()
        factories.plain_workflow().start(page, admin_user)
        first, second = (TaskState.objects.get() for _ in range(2))
        first.approve(user=admin_user)
        with pytest.raises(PermissionDenied):
            second.reject(user=admin_user)
        assert TaskState.objects.filter(status=TaskState.STATUS_REJECTED).count() == 0
        assert page.current_workflow_state.status == WorkflowState.STATUS_IN_PROGRESS

    def test_6_of_a_whole_examination(self):
        s = scene()
        stale = WorkflowState.objects.get()
        assert released(s).outcome == "favourable"
        with pytest.raises(PermissionDenied):
            stale.cancel()
        assert WorkflowState.objects.get().status == WorkflowState.STATUS_APPROVED


def test_7_a_chair_without_rights_publishes_what_was_validated_and_nothing_else():
    s = scene()
    assert not s.page.permissions_for_user(s.chair).can_publish()
    assert released(s).outcome == "favourable"
    page = fresh(s.page)
    assert page.live
    page.title = "Autre chose"
    with pytest.raises(PermissionDenied):
        page.save_revision().publish(user=s.chair)
    assert fresh(s.page).title != "Autre chose"


class TestWhatIsPublishedIsWhatWasJudged:
    @pytest.mark.parametrize("by_superuser", [False, True])
    @pytest.mark.parametrize("in_place", [False, True], ids=["newer", "autosave"])
    def test_8_a_text_that_changed_is_refused(self, in_place, by_superuser, admin_user):
        s = scene()
        changed = fresh(s.page)
        changed.summary = "Tout autre chose."
        changed.save_revision(overwrite_revision=s.page.latest_revision if in_place else None)
        outcome = released(s, by=admin_user if by_superuser else None)
        assert isinstance(outcome, Conflict)
        assert not fresh(s.page).live
        s.round.refresh_from_db()
        assert s.round.decision.state == "prepared"
        assert TaskState.objects.get().status == IN_PROGRESS

    def test_8_nor_does_it_pass_to_the_board(self):
        s = scene(page=support.proposed())
        board, _people = support.committee()
        task = support.workflow_of(board).workflow_tasks.get()
        task.pk, task.workflow_id, task.sort_order = (
            None,
            s.round.task_state.workflow_state.workflow_id,
            5,
        )
        task.save()
        changed = fresh(s.page)
        changed.title = "Tout autre chose"
        changed.save_revision()
        assert isinstance(released(s), Conflict)
        assert Round.objects.count() == 1

    def test_8_what_changes_between_the_look_and_the_publication(self):
        """An autosave that commits while the decision takes effect."""
        s = scene(members=0)
        review(s.round, s.chair)
        decision = decide(s.round, s.chair)
        changed = fresh(s.page)
        changed.title = "Tout autre chose"

        def release():
            with transaction.atomic(), workflow.released(decision):
                changed.save_revision(overwrite_revision=s.page.latest_revision)
                TaskState.objects.get().approve(user=s.chair)

        with pytest.raises(Conflict):
            release()
        assert not fresh(s.page).live
        assert TaskState.objects.get().status == IN_PROGRESS

    def test_8_the_same_text_saved_again_is_the_same(self):
        s = scene()
        fresh(s.page).save_revision(overwrite_revision=s.page.latest_revision)
        assert released(s).outcome == "favourable"
        assert fresh(s.page).live

    def test_8_a_refusal_needs_no_unchanged_text(self):
        s = scene()
        changed = fresh(s.page)
        changed.title = "Tout autre chose"
        changed.save_revision()
        assert released(s, "changes").outcome == "changes"


class TestDirectPublication:
    def test_15_is_refused_during_a_round(self, admin_user):
        s = scene()
        url = reverse("wagtailadmin_pages:edit", args=[s.page.pk])
        signed_in(admin_user).post(url, edit_post(s.page, **{"action-publish": "1"}))
        with pytest.raises(NotAllowed):
            s.page.get_latest_revision().publish()
        assert untouched(s)

    def test_15_and_between_two_rounds(self, admin_user):
        s = scene()
        assert released(s, "changes").outcome == "changes"
        url = reverse("wagtailadmin_pages:edit", args=[s.page.pk])
        signed_in(admin_user).post(url, edit_post(s.page, **{"action-publish": "1"}))
        assert not fresh(s.page).live
        assert WorkflowState.objects.get().status == WorkflowState.STATUS_NEEDS_CHANGES

    def test_15_is_free_once_the_examination_has_been_stopped(self, admin_user):
        s = scene()
        WorkflowState.objects.get().cancel(user=admin_user)
        s.round.refresh_from_db()
        assert s.round.state == Round.State.CANCELLED
        s.page.get_latest_revision().publish(user=admin_user)
        assert fresh(s.page).live

    def test_15_who_may_is_known(self):
        s = scene()
        group = Group.objects.create(name="Publication")
        GroupPagePermission.objects.create(
            group=group,
            page=s.page.get_parent(),
            permission=Permission.objects.get(codename="publish_page"),
        )
        # Wagtail's own "Moderators" may publish everywhere.
        assert list(queries.who_can_publish(s.page)) == [
            Group.objects.get(name="Moderators"),
            group,
        ]
