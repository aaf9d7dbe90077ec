"""Committees, the rounds in which they examine a challenge, and what comes out of them."""

import uuid
from importlib import import_module

import swapper
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.locks import WorkflowLock
from wagtail.models import BaseLogEntry, BaseLogEntryManager, Orderable, Task, TaskState
from wagtail.search import index

from wagtail_crowdsolving.exceptions import NotAllowed
from wagtail_crowdsolving.records import kinds

swapper.set_app_prefix("wagtailcore", "wagtail")


class VotingRule(models.TextChoices):
    """How a committee's opinions become an outcome."""

    MAJORITY = "majority", _("Majority of the opinions given")
    TWO_THIRDS = "two_thirds", _("Two thirds of the opinions given")
    SCORE = "score", _("Weighted score above a threshold")


class Opinion(models.TextChoices):
    """What one member thinks of the challenge as a whole."""

    FAVOURABLE = "favourable", pgettext_lazy("opinion", "Favourable")
    CHANGES = "changes", pgettext_lazy("opinion", "To be changed first")
    UNFAVOURABLE = "unfavourable", pgettext_lazy("opinion", "Unfavourable")
    ABSTAIN = "abstain", pgettext_lazy("opinion", "Abstention")


class Outcome(models.TextChoices):
    """What a committee as a whole concludes."""

    FAVOURABLE = "favourable", pgettext_lazy("outcome", "Favourable")
    CHANGES = "changes", pgettext_lazy("outcome", "Changes requested")
    UNFAVOURABLE = "unfavourable", pgettext_lazy("outcome", "Unfavourable")
    NO_QUORUM = "no_quorum", pgettext_lazy("outcome", "No quorum")


class Committee(index.Indexed, ClusterableModel):
    """A group of people who review: the selection committee of a sector, or the board."""

    class Kind(models.TextChoices):
        SELECTION = "selection", _("Selection committee")
        BOARD = "board", _("Board")

    name = models.CharField(
        _("name"), max_length=120, unique=True, help_text=_("Public, on the challenges it selects.")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.SELECTION)
    description = models.TextField(_("description"), max_length=600, blank=True)
    themes = ParentalManyToManyField(
        "wagtail_crowdsolving.Theme",
        verbose_name=_("themes"),
        blank=True,
        related_name="+",
        help_text=_("A challenge of one of these themes comes to this committee."),
    )
    quorum = models.PositiveSmallIntegerField(
        _("quorum"),
        default=3,
        validators=[MinValueValidator(1)],
        help_text=_("How many opinions make an outcome, abstentions included; never a recusal."),
    )
    rule = models.CharField(
        _("rule"), max_length=20, choices=VotingRule.choices, default=VotingRule.MAJORITY
    )
    threshold = models.DecimalField(
        _("threshold"),
        max_digits=5,
        decimal_places=2,
        default=60,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("For the weighted score: favourable from this score on, out of 100."),
    )
    review_days = models.PositiveSmallIntegerField(
        _("days to review"), default=14, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    is_active = models.BooleanField(
        pgettext_lazy("offered", "active"),
        default=True,
        help_text=_("Not ticked: it takes no new round, and is kept with what it has decided."),
    )
    names_are_public = models.BooleanField(
        _("names shown to the proposer"),
        default=False,
        help_text=_("Whether a proposer reads who sits on the committee. Never who said what."),
    )

    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        verbose_name = _("committee")
        verbose_name_plural = _("committees")
        ordering = ["name"]

    def __str__(self):
        return self.name


class Membership(Orderable):
    """Somebody sits on a committee, from a day to a day."""

    class Role(models.TextChoices):
        CHAIR = "chair", _("Chair")
        MEMBER = "member", _("Member")
        OBSERVER = "observer", _("Observer")

    committee = ParentalKey(
        Committee, verbose_name=_("committee"), on_delete=models.CASCADE, related_name="memberships"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    organisation = models.ForeignKey(
        "wagtail_crowdsolving.Organisation",
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("For whom the person sits. A challenge of theirs proposes a recusal."),
    )
    role = models.CharField(
        _("role"),
        max_length=20,
        choices=Role.choices,
        default=Role.MEMBER,
        help_text=_("A chair reviews and leads the round. An observer reads and gives no opinion."),
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True, help_text=_("The last day."))

    class Meta(Orderable.Meta):
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "user"], name="crowdsolving_one_membership"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="crowdsolving_membership_dates",
            ),
        ]

    def __str__(self):
        return f"{self.committee_id}: {self.get_role_display()}"

    def clean(self):
        super().clean()
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("This day is before the first one.")})


class Criterion(Orderable):
    """What each member weighs: a mark from 1 to ``scale``, the better the higher."""

    committee = ParentalKey(
        Committee, verbose_name=_("committee"), on_delete=models.CASCADE, related_name="criteria"
    )
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    label = models.CharField(_("criterion"), max_length=120)
    guidance = models.TextField(
        _("guidance"),
        max_length=600,
        blank=True,
        help_text=_("What to look at; what a mark means."),
    )
    scale = models.PositiveSmallIntegerField(
        _("highest mark"),
        default=5,
        validators=[MinValueValidator(2), MaxValueValidator(20)],
        help_text=_("Marks go from 1 to this number."),
    )
    weight = models.DecimalField(
        _("weight"),
        max_digits=4,
        decimal_places=1,
        default=1,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("How much it counts beside the others. 0: asked, not counted."),
    )
    is_required = models.BooleanField(_("required"), default=True)
    allows_na = models.BooleanField(
        _("“not applicable” allowed"),
        default=False,
        help_text=_("It is then left out of the mean."),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")

    def __str__(self):
        return self.label


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
        if page.locked:
            page.locked, page.locked_by, page.locked_at = False, None, None
            page.save(update_fields=["locked", "locked_by", "locked_at"])
        task_state = super().start(workflow_state, user=user)
        actions = import_module("wagtail_crowdsolving.selection.actions")
        actions.open_round(task_state=task_state, by=user)
        return task_state

    def on_action(self, task_state, user, action_name, **kwargs):
        """Refuse: opinions are given on the members' desk, and the decision ends the step."""
        raise NotAllowed

    def locked_for_user(self, obj, user):
        return True

    def get_task_states_user_can_moderate(self, user, **kwargs):
        """The steps whose round waits for the person's own opinion."""
        waiting = import_module("wagtail_crowdsolving.selection.queries").waiting_rounds(user)
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


class Correction(models.Model):
    """A published challenge whose spelling was corrected without an examination: who, when, what.

    A record for the committees that judged the text: they read it beside their round.
    """

    page = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"),
        verbose_name=_("challenge"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    title = models.CharField(_("title as corrected"), max_length=255)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    changes = models.JSONField(
        _("what was changed"), help_text=_("A list of parts: “name”, “label”, “old”, “new”.")
    )
    content = models.JSONField(
        _("content as corrected"), help_text=_("A list of parts: “name”, “label”, “html”.")
    )

    class Meta:
        verbose_name = _("correction of spelling")
        verbose_name_plural = _("corrections of spelling")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["page", "at"], name="crowdsolving_correction_page")]

    def __str__(self):
        return self.title


class Seat(models.Model):
    """A person's place in a round: invited, perhaps recused, perhaps replaced."""

    round = models.ForeignKey(
        Round, verbose_name=_("round"), on_delete=models.CASCADE, related_name="seats"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="crowdsolving_seats",
    )
    organisation = models.ForeignKey(
        "wagtail_crowdsolving.Organisation",
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    organisation_name = models.CharField(
        _("name of the organisation"),
        max_length=160,
        blank=True,
        help_text=_("As it was when the person was invited."),
    )
    role = models.CharField(_("role"), max_length=20, choices=Membership.Role.choices)
    interest = models.CharField(
        _("interest found"),
        max_length=200,
        blank=True,
        help_text=_("Why a recusal is proposed: the organisation that proposes, or a partner."),
    )
    invited_at = models.DateTimeField(_("invited at"), auto_now_add=True)
    recused_at = models.DateTimeField(_("recused at"), null=True, blank=True)
    recusal_reason = models.TextField(_("reason of the recusal"), blank=True)
    left_at = models.DateTimeField(_("replaced at"), null=True, blank=True)
    successor = models.OneToOneField(
        "self",
        verbose_name=_("replaced by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="predecessor",
    )

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "user"], name="crowdsolving_one_seat"),
            models.CheckConstraint(
                condition=Q(recused_at__isnull=True) | ~Q(recusal_reason=""),
                name="crowdsolving_recusal_has_reason",
            ),
        ]

    def __str__(self):
        return str(self.pk)

    @property
    def sits_for(self):
        """The name of the organisation for which the person sits; may be empty."""
        if self.organisation_name or self.organisation_id is None:
            return self.organisation_name
        return self.organisation.name

    @property
    def is_active(self):
        """Whether the person takes part: neither recused nor replaced."""
        return self.recused_at is None and self.left_at is None

    @property
    def votes(self):
        return self.is_active and self.role != Membership.Role.OBSERVER

    def led_at_closing(self, round):
        """Whether a chair sat here when ``round``, open again by now, was closed."""
        return bool(
            self.role == Membership.Role.CHAIR
            and round.reopened_at
            and self.invited_at < round.reopened_at
        )


class ReviewDraft(models.Model):
    """What a member has written of their review so far. Nobody else ever reads it."""

    seat = models.OneToOneField(
        Seat, verbose_name=_("seat"), on_delete=models.CASCADE, related_name="draft"
    )
    data = models.JSONField(_("what was typed"), default=dict)
    version = models.PositiveIntegerField(_("version"), default=0)
    updated_at = models.DateTimeField(_("last change"), auto_now=True)

    class Meta:
        verbose_name = _("draft of a review")
        verbose_name_plural = _("drafts of reviews")

    def __str__(self):
        return str(self.pk)


class Review(models.Model):
    """One member's opinion in a round. A changed mind is a new review: the earlier one is kept."""

    seat = models.ForeignKey(
        Seat, verbose_name=_("seat"), on_delete=models.CASCADE, related_name="reviews"
    )
    opinion = models.CharField(_("opinion"), max_length=20, choices=Opinion.choices)
    scores = models.JSONField(
        _("marks"), default=dict, help_text=_("Key of a criterion → mark; empty: not applicable.")
    )
    score = models.DecimalField(
        _("score"),
        max_digits=5,
        decimal_places=2,
        null=True,
        help_text=_("Weighted mean of the answered criteria, out of 100; empty: none counts."),
    )
    comment = models.TextField(_("for the committee"), blank=True)
    to_proposer = models.TextField(
        _("for the proposer"),
        blank=True,
        help_text=_("The chair may use it in the message to the proposer, without your name."),
    )
    submitted_at = models.DateTimeField(_("given at"), auto_now_add=True)
    superseded_at = models.DateTimeField(_("replaced at"), null=True, blank=True)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["submitted_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["seat"],
                condition=Q(superseded_at__isnull=True),
                name="crowdsolving_one_current_review",
            ),
        ]

    def __str__(self):
        return str(self.pk)


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


class Meeting(models.Model):
    """A meeting at which decisions are taken; they are prepared there and released together."""

    committee = models.ForeignKey(
        Committee, verbose_name=_("committee"), on_delete=models.PROTECT, related_name="meetings"
    )
    held_on = models.DateField(_("held on"))
    place = models.CharField(_("place"), max_length=160, blank=True)
    present = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("present"), blank=True, related_name="+"
    )
    notes = models.TextField(_("notes"), blank=True, help_text=_("Printed in the minutes."))
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    minutes = models.JSONField(
        _("minutes as frozen"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Since its first decision was released (see the module “minutes”)."),
    )

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-held_on", "-pk"]

    def __str__(self):
        return f"{self.committee} ({date_format(self.held_on)})"

    def save(self, *args, **kwargs):
        """Refuse to change a meeting whose minutes are frozen."""
        if self.pk is not None:
            judged = ["committee_id", "held_on", "place", "notes", "minutes"]
            stored = Meeting.objects.filter(pk=self.pk).values(*judged).first()
            if (
                stored
                and stored["minutes"] is not None
                and any(getattr(self, name) != value for name, value in stored.items())
            ):
                raise NotAllowed(frozen_message())
        super().save(*args, **kwargs)

    @property
    def is_frozen(self):
        """Whether decisions took effect in it: it is a record from then on."""
        return self.minutes is not None


def frozen_message():
    return _("Decisions of this meeting have been released: its minutes are frozen.")


def keep_what_was_released(collector, field, sub_objs, using):
    """A meeting leaves its drafts behind, and stays where a decision of it was released."""
    released = [one for one in sub_objs if one.state == Decision.State.RELEASED]
    if released:
        models.PROTECT(collector, field, released, using)
    models.SET_NULL(collector, field, sub_objs, using)


class Decision(models.Model):
    """The outcome of a round, with its reasons. Drafted, prepared, then released: once."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("decision", "Draft")
        PREPARED = "prepared", _("Prepared")
        RELEASED = "released", _("Released")

    round = models.OneToOneField(
        Round, verbose_name=_("round"), on_delete=models.CASCADE, related_name="decision"
    )
    outcome = models.CharField(
        _("decision"),
        max_length=20,
        choices=[choice for choice in Outcome.choices if choice[0] != Outcome.NO_QUORUM],
    )
    departure = models.TextField(
        _("why it departs from the tally"),
        blank=True,
        help_text=_("Required where the decision is not what the tally says. Kept in the minutes."),
    )
    message = models.TextField(
        _("message to the proposer"),
        blank=True,
        help_text=_("Required unless the decision is favourable."),
    )
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.DRAFT)
    meeting = models.ForeignKey(
        Meeting,
        verbose_name=_("meeting"),
        null=True,
        blank=True,
        on_delete=keep_what_was_released,
        related_name="decisions",
    )
    record = models.JSONField(
        _("as frozen"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("“title”, “committee”, “step”, “recused”: since it was released."),
    )
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("drafted by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    updated_at = models.DateTimeField(_("last change"), auto_now=True)
    prepared_at = models.DateTimeField(_("prepared at"), null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("released by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("committee", "decision")
        verbose_name_plural = pgettext_lazy("committee", "decisions")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="released") | Q(released_at__isnull=False),
                name="crowdsolving_decision_released_at",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(outcome="favourable") | ~Q(message=""),
                name="crowdsolving_decision_has_message",
            ),
        ]

    def __str__(self):
        return self.get_outcome_display()


# The page that was examined is the one that the step of the workflow belongs to: no other
# language version can take its rounds over.
kinds.register(
    kinds.Kind(
        lambda pages: Round.objects.filter(page__in=pages),
        lambda n: ngettext("%(n)d round", "%(n)d rounds", n) % {"n": n},
        is_inherited=False,
    )
)
kinds.register(
    kinds.Kind(
        lambda pages: Decision.objects.filter(round__page__in=pages),
        lambda n: ngettext("%(n)d decision", "%(n)d decisions", n) % {"n": n},
        is_inherited=False,
    )
)
kinds.register(
    kinds.Kind(
        lambda pages: Correction.objects.filter(page__in=pages),
        lambda n: (
            ngettext("%(n)d correction of spelling", "%(n)d corrections of spelling", n) % {"n": n}
        ),
        is_inherited=False,
    )
)
