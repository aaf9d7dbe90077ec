"""The rounds in which committees examine, and what their members say to one another."""

import uuid

import swapper
from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from wagtail.models import BaseLogEntry, BaseLogEntryManager, TaskState

from wagtail_crowdsolving import clock
from wagtail_crowdsolving.records import kinds
from wagtail_crowdsolving.selection.models.committees import Committee, Membership
from wagtail_crowdsolving.selection.models.seats import Seat, is_asked, own
from wagtail_crowdsolving.selection.words import Outcome, VotingRule

swapper.set_app_prefix("wagtailcore", "wagtail")


class RoundQuerySet(models.QuerySet):
    def waiting(self):
        """Those for which no committee fits."""
        return self.filter(state=Round.State.WAITING)

    def open(self):
        return self.filter(state=Round.State.OPEN)

    def closed(self):
        return self.filter(state=Round.State.CLOSED)

    def not_stopped(self):
        return self.exclude(state=Round.State.CANCELLED)

    def late(self):
        """Those whose deadline has passed."""
        return self.filter(state=Round.State.OPEN, due_at__lt=timezone.now())

    def undecided(self):
        """Those that wait for something: a committee, opinions, a decision that takes effect."""
        states = [Round.State.WAITING, Round.State.OPEN, Round.State.CLOSED]
        return self.filter(state__in=states).exclude(decision__state="released")

    def with_standing(self):
        """Annotate ``given`` and ``missing``, opinions that are in and that may still come, and
        ``chairs``, how many lead it and can."""
        active = Q(seats__recused_at=None, seats__left_at=None)
        votes = active & ~Q(seats__role=Membership.Role.OBSERVER)
        leads = active & Q(seats__role=Membership.Role.CHAIR, seats__user__is_active=True)
        counted = is_asked("seats__") | Q(seats__reviews__isnull=False)
        return self.annotate(
            given=Count(
                "seats__reviews",
                filter=votes & Q(seats__reviews__superseded_at=None),
                distinct=True,
            ),
            missing=Count("seats", filter=votes & counted, distinct=True) - F("given"),
            chairs=Count("seats", filter=leads, distinct=True),
        )

    def decided(self):
        """Those whose decision has taken effect."""
        return self.filter(decision__state="released")

    def selected(self):
        """Those whose decision lets the text pass."""
        return self.decided().filter(decision__outcome=Outcome.FAVOURABLE)

    def with_aside(self, user):
        """Annotate ``is_aside``: whether this person may know nothing of it (``rules.stands_aside``)."""
        recused = Seat.objects.recused().filter(round=OuterRef("pk"), user_id=user.pk)
        return self.annotate(is_aside=Q(Exists(recused)) | own("page_id", user))

    def not_aside(self, user):
        """Without those of which this person may know nothing."""
        return self.with_aside(user).filter(is_aside=False)

    def not_own(self, user):
        """Without those of what this person proposed."""
        return self.exclude(own("page_id", user))


class Round(models.Model):
    """One examination of one challenge by one committee: one ``TaskState`` of Wagtail's workflow.

    What is judged and by which rule is copied when the round opens: later changes of the page or of
    the committee rewrite nothing. Where no committee fits, ``committee`` is empty and the round waits.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("No committee fits")
        OPEN = "open", pgettext_lazy("round", "Open")
        CLOSED = "closed", pgettext_lazy("round", "Closed")
        CANCELLED = "cancelled", _("Stopped")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    task_state = models.OneToOneField(
        TaskState,
        verbose_name=_("step"),
        on_delete=models.PROTECT,
        related_name="crowdsolving_round",
    )
    page = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"),
        verbose_name=_("challenge"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    committee = models.ForeignKey(
        Committee,
        verbose_name=_("committee"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="rounds",
    )
    number = models.PositiveSmallIntegerField(
        _("round"), default=1, help_text=_("Counts the rounds of this challenge at this step.")
    )
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.OPEN)
    title = models.CharField(_("title as judged"), max_length=255)
    content = models.JSONField(
        _("content as judged"), help_text=_("A list of parts: “name”, “label”, “html”.")
    )
    content_hash = models.CharField(_("fingerprint of the content"), max_length=64)
    criteria = models.JSONField(
        _("criteria as frozen"),
        default=list,
        help_text=_("“key”, “label”, “guidance”, “scale”, “weight”, “required”, “na”."),
    )
    rule = models.CharField(_("rule"), max_length=20, choices=VotingRule.choices)
    threshold = models.DecimalField(_("threshold"), max_digits=5, decimal_places=2)
    quorum = models.PositiveSmallIntegerField(_("quorum"))
    opened_at = models.DateTimeField(_("opened at"), auto_now_add=True)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    reopened_at = models.DateTimeField(
        _("opened again at"),
        null=True,
        blank=True,
        help_text=_("A chair whose opinion was not in by then could read the others’."),
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("closed by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    tally = models.JSONField(
        _("tally"), null=True, blank=True, help_text=_("Frozen when the round closes.")
    )
    troubles = models.CharField(
        _("troubles told"),
        max_length=200,
        blank=True,
        editable=False,
        help_text=_("Their names, as they were last told (see the module “troubles”)."),
    )
    troubles_told_at = models.DateTimeField(
        _("troubles told at"), null=True, blank=True, editable=False
    )

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["-opened_at"]
        permissions = [("manage_selection", _("Can run rounds and committees"))]
        indexes = [
            models.Index(fields=["state", "due_at"], name="crowdsolving_round_due"),
            models.Index(fields=["page", "opened_at"], name="crowdsolving_round_page"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(state="cancelled") | Q(committee__isnull=False),
                name="crowdsolving_round_has_committee",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False, tally__isnull=False),
                name="crowdsolving_round_closed",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def due_on(self):
        """The last day on which opinions are taken, where the site is; ``None`` where none is said."""
        return self.due_at and clock.day_of(self.due_at)


class RoundLogEntryManager(BaseLogEntryManager):
    def log_action(self, instance, action, **kwargs):
        return super().log_action(instance, action, round=instance, **kwargs)

    def for_instance(self, instance):
        return self.filter(round=instance)


class RoundLogEntry(BaseLogEntry):
    """An audit line of a round, which its own page shows: it counts who has given an opinion.

    So it is no business of the site history, which whoever stands aside reads too.
    """

    round = models.ForeignKey(
        Round,
        verbose_name=_("round"),
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )

    objects = RoundLogEntryManager()

    class Meta(BaseLogEntry.Meta):
        verbose_name = _("log entry of a round")
        verbose_name_plural = _("log entries of rounds")

    def __str__(self):
        return self.label

    @property
    def object_id(self):
        return self.round_id


class RoundMessage(models.Model):
    """A word in the committee's discussion, open to those whose own review is in."""

    round = models.ForeignKey(
        Round, verbose_name=_("round"), on_delete=models.CASCADE, related_name="messages"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    text = models.TextField(_("message"))
    created_at = models.DateTimeField(_("written at"), auto_now_add=True)

    class Meta:
        verbose_name = _("message in a round")
        verbose_name_plural = _("messages in a round")
        ordering = ["created_at", "pk"]

    def __str__(self):
        return str(self.pk)


# The page that was examined is the one that the step of the workflow belongs to: no other
# language version can take its rounds over.
kinds.register(
    kinds.Kind(
        lambda pages: Round.objects.filter(page__in=pages),
        lambda n: ngettext("%(n)d round", "%(n)d rounds", n) % {"n": n},
        is_inherited=False,
    )
)
