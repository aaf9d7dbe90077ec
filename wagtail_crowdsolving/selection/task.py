"""A committee as a step of Wagtail's workflow."""

import swapper
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.locks import WorkflowLock
from wagtail.models import Task, TaskState

from wagtail_crowdsolving import cases
from wagtail_crowdsolving.exceptions import NotAllowed
from wagtail_crowdsolving.selection import queries
from wagtail_crowdsolving.selection.models import Committee

swapper.set_app_prefix("wagtailcore", "wagtail")


class RoundLock(WorkflowLock):
    """A text that a committee examines is changed by nobody, whatever their rights."""

    def for_user(self, user):
        return True

    def get_message(self, user):
        return _("“%(step)s”: a committee examines this text. Nobody can change it until then.") % {
            "step": self.task.name
        }

    def get_locked_by(self, user, can_lock=False):
        return _("Locked by a committee's review")

    def get_icon(self, user, can_lock=False):
        return "lock"

    def get_description(self, user, can_lock=False):
        return _("Nobody can change this text until the committee's decision.")


class CommitteeReviewTask(Task):
    """A step of a workflow that a committee takes: each start of it opens a round.

    The committee is the one that is named here; where none is, the challenge's themes choose, and
    ``fallback`` takes what no committee's themes cover.
    """

    committee = models.ForeignKey(
        Committee,
        verbose_name=_("committee"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Empty: the challenge's themes choose the committee."),
    )
    fallback = models.ForeignKey(
        Committee,
        verbose_name=_("committee for all other themes"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    admin_form_fields = [*Task.admin_form_fields, "committee", "fallback"]
    lock_class = RoundLock
    #: While a workflow with such a step runs, only its decision publishes (``challenges.examination``).
    holds_publication = True

    class Meta:
        verbose_name = _("review by a committee")
        verbose_name_plural = _("reviews by a committee")

    @classmethod
    def get_description(cls):
        return _(
            "The members of a committee review the challenge in their own space, and the committee's "
            "decision ends the step. Nobody can change the challenge meanwhile."
        )

    def start(self, workflow_state, user=None):
        """Begin the step and open its round, on a page that nobody keeps locked for themself."""
        page = workflow_state.content_object
        if not isinstance(page, swapper.load_model("wagtailcore", "Page")):
            raise NotAllowed(_("A committee reviews pages only."))
        cases.case_of(page)  # says so where it has none
        if page.locked:
            page.locked, page.locked_by, page.locked_at = False, None, None
            page.save(update_fields=["locked", "locked_by", "locked_at"])
        task_state = super().start(workflow_state, user=user)
        from wagtail_crowdsolving.selection import actions  # noqa: PLC0415  app registry

        actions.open_round(task_state=task_state, by=user)
        return task_state

    def on_action(self, task_state, user, action_name, **kwargs):
        """Refuse: opinions are given on the members' desk, and the decision ends the step."""
        raise NotAllowed

    def locked_for_user(self, obj, user):
        return True

    def get_task_states_user_can_moderate(self, user, **kwargs):
        """The steps whose round waits for the person's own opinion."""
        waiting = queries.waiting_rounds(user)
        return TaskState.objects.filter(
            task_id=self.pk,
            status=TaskState.STATUS_IN_PROGRESS,
            pk__in=waiting.values("task_state"),
        )

    def deactivate(self, user=None):
        """Refuse while a round is under way: Wagtail would let its challenges walk on."""
        if TaskState.objects.filter(task=self, status=TaskState.STATUS_IN_PROGRESS).exists():
            raise NotAllowed(_("Challenges are under review at this step."))
        super().deactivate(user=user)
