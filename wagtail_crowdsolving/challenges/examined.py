"""A page whose publication is decided by those who examine it."""

import logging

from wagtail.models import TaskState, WorkflowState

from wagtail_crowdsolving.challenges import examination
from wagtail_crowdsolving.exceptions import NotAllowed

logger = logging.getLogger(__name__)


class ExaminedMixin:
    """For ``ChallengeMixin``: its workflow, its lock and its publication while it is examined."""

    def permissions_for_user(self, user):
        return examination.ChallengePermissionTester(user, self)

    def get_workflow(self):
        """The workflow that is set here, unless committees decide on this site and it asks none."""
        workflow = super().get_workflow()
        return workflow if workflow and examination.is_fit(workflow) else None

    @property
    def has_workflow(self):
        return self.get_workflow() is not None

    def get_lock(self):
        """A committee's lock goes before a person's own, under which they could edit."""
        task = self.current_workflow_task
        if getattr(task, "holds_publication", False):
            return task.lock_class(self, task)
        return super().get_lock()

    def publish(self, revision, user=None, skip_permission_checks=False, **kwargs):
        """Let the last step of the workflow publish what it validated, whatever the group's rights.

        Stock Wagtail asks the person who takes the last step for the right to publish; committees
        and boards have none. Only the revision that the step examined passes, and only once: what
        was decided before the last publication lets nobody publish again. A scheduled publication
        that meets an examination waits for its end.
        """
        if user and not skip_permission_checks:
            decided = WorkflowState.objects.for_instance(self).filter(
                status=WorkflowState.STATUS_APPROVED,
                current_task_state__status=TaskState.STATUS_APPROVED,
                current_task_state__revision=revision,
                current_task_state__finished_by=user,
            )
            if self.last_published_at:
                decided = decided.filter(current_task_state__finished_at__gt=self.last_published_at)
            skip_permission_checks = decided.exists()
        try:
            return super().publish(
                revision, user=user, skip_permission_checks=skip_permission_checks, **kwargs
            )
        except NotAllowed:
            if kwargs.get("log_action") != "wagtail.publish.scheduled":
                raise
            # Others wait in the same run of the command.
            logger.warning("Page %s is under examination: its publication waits.", self.pk)
