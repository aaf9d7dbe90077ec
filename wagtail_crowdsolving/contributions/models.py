"""Moderated threaded comments on pages, and the record of every decision about them."""

import hashlib
import uuid

import swapper
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_comments_xtd.models import XtdComment

from wagtail_crowdsolving.network.deletion import pass_on

swapper.set_app_prefix("wagtailcore", "wagtail")


class Kind(models.TextChoices):
    IDEA = "idea", _("Idea")
    EXPERIENCE = "experience", _("Experience")
    INSPIRATION = "inspiration", _("Inspiration")


class State(models.TextChoices):
    PENDING = "pending", _("Waiting for a moderator")
    PUBLISHED = "published", pgettext_lazy("contribution", "Published")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn by its author")
    REMOVED = "removed", _("Removed by the moderation")


class Rule(models.TextChoices):
    """The rule of the charter that a restriction refers to (DSA, art. 17(3)(d) and (e))."""

    OFF_TOPIC = "off_topic", _("It does not answer the challenge")
    DISRESPECT = "disrespect", _("It lacks respect for persons")
    ILLEGAL = "illegal", _("Its content is unlawful")
    PERSONAL_DATA = "personal_data", _("It gives away personal data")
    ADVERTISING = "advertising", _("It is advertising")
    DUPLICATE = "duplicate", _("It repeats a contribution")
    OTHER = "other", _("Another rule of the charter")


#: States that leave a mark in the thread where published replies hang below.
GONE = (State.REMOVED, State.WITHDRAWN)
#: Digits of a step in ``Contribution.path``.
STEP = 12

#: Columns of django-comments that ``Contribution.save`` writes, whatever else is saved.
KEPT_IN_STEP = ("is_public", "is_removed", "user_email", "user_name", "user_url", "ip_address")


class Contribution(XtdComment):
    """An idea, an experience or an inspiration, or a reply to one. Public only in state PUBLISHED.

    ``state`` decides; django-comments' ``is_public`` and ``is_removed`` follow it in ``save()``.
    ``comment`` keeps what the author typed, ``body`` the safe HTML made from it.
    The tree stands in ``root`` (empty on a root) and ``in_reply_to``; comments-xtd's own columns
    are filled as it would, but for ``order`` and ``nested_count``, which nothing here reads.
    ``path`` gives the reading order within a thread and never changes: the keys from the root
    (left out) down to this reply. ``answers`` and ``supports`` are kept exact by the doors.
    """

    page = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"),
        verbose_name=_("page"),
        on_delete=pass_on,
        related_name="contributions",
        help_text=_("The page that all translations share."),
    )
    root = models.ForeignKey(
        "self",
        verbose_name=_("thread"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="descendants",
    )
    in_reply_to = models.ForeignKey(
        "self",
        verbose_name=_("reply to"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="replies",
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    state = models.CharField(
        _("state"), max_length=20, choices=State.choices, default=State.PENDING
    )
    language = models.CharField(_("language"), max_length=10)
    place = models.CharField(_("place"), max_length=160, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    body = models.TextField(_("text as shown"), editable=False)
    submission_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    path = models.TextField(default="", editable=False)
    answers = models.PositiveIntegerField(
        _("answers"),
        default=0,
        editable=False,
        help_text=_("Published replies below, whatever their depth."),
    )
    supports = models.PositiveIntegerField(_("supports"), default=0, editable=False)
    is_visible = models.GeneratedField(
        expression=models.Case(
            models.When(state="published", then=True),
            models.When(state__in=["removed", "withdrawn"], answers__gt=0, then=True),
            default=False,
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        permissions = [("moderate_contribution", _("Can moderate contributions"))]
        indexes = [
            models.Index(fields=["page", "state", "root"], name="crowdsolving_contrib_page"),
            models.Index(fields=["state"], name="crowdsolving_contrib_state"),
            # One for each way to read a discussion: its first page costs the same at any size.
            *(
                models.Index(
                    fields=["page", *fields, "xtdcomment_ptr"],
                    condition=models.Q(root__isnull=True, is_visible=True),
                    name=f"crowdsolving_roots_{name}",
                )
                for name, fields in (
                    ("age", []),
                    ("kind", ["kind"]),
                    ("supports", ["supports"]),
                    ("answers", ["answers"]),
                )
            ),
            models.Index(
                fields=["root", "path"],
                condition=models.Q(is_visible=True),
                name="crowdsolving_replies",
            ),
        ]

    def __str__(self):
        return self.comment[:60]

    def save(self, *args, **kwargs):
        """Keep django-comments' columns in step, and no address, name or IP of the author.

        comments-xtd's own ``save`` renumbers the whole thread at each reply: it is passed over.
        """
        self.is_public = self.state == State.PUBLISHED
        self.is_removed = self.state == State.REMOVED
        self.user_email = self.user_name = self.user_url = ""
        self.ip_address = None
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], *KEPT_IN_STEP}
        is_new = not self.parent_id
        if is_new and (parent := self.in_reply_to):
            self.parent_id, self.thread_id, self.level = parent.pk, self.root_id, parent.level + 1
        super(XtdComment, self).save(*args, **kwargs)
        if not is_new:
            return
        if parent:
            self.path = f"{parent.path}{self.pk:0{STEP}}"
            Contribution.objects.filter(pk=self.pk).update(path=self.path)
        else:
            self.parent_id = self.thread_id = self.pk
            XtdComment.norel_objects.filter(pk=self.pk).update(parent_id=self.pk, thread_id=self.pk)

    @property
    def ancestors(self):
        """The keys of what stands above, the root first."""
        if not self.root_id:
            return []
        steps = range(0, len(self.path) - STEP, STEP)
        return [self.root_id, *(int(self.path[start : start + STEP]) for start in steps)]

    @property
    def is_reply(self):
        return self.in_reply_to_id is not None

    @property
    def text_to_judge(self):
        """Everything that the author typed and that the public would read."""
        return "\n\n".join(filter(None, [self.comment, self.place, self.link]))

    @property
    def fingerprint(self):
        """What tells a moderator's door that the text is still the one that was read."""
        return hashlib.sha256(f"{self.kind}\0{self.text_to_judge}".encode()).hexdigest()[:32]


def is_visible(state, answers):
    """What the column of that name says."""
    return state == State.PUBLISHED or state in GONE and answers > 0


class DecisionQuerySet(models.QuerySet):
    """Decisions can be read and added, nothing else."""

    def update(self, **kwargs):
        raise TypeError("A moderation decision is never changed.")

    def bulk_update(self, objs, fields, batch_size=None):
        raise TypeError("A moderation decision is never changed.")

    def delete(self):
        raise TypeError("A moderation decision is never deleted.")

    delete.queryset_only = True


class ModerationDecision(models.Model):
    """What a moderator decided, when, by which rule, and on which text. Never changed afterwards."""

    class Outcome(models.TextChoices):
        APPROVED = "approved", pgettext_lazy("contribution", "Published")
        REFUSED = "refused", _("Refused")
        REMOVED = "removed", _("Removed")

    contribution = models.ForeignKey(
        Contribution,
        verbose_name=_("contribution"),
        on_delete=models.CASCADE,
        related_name="decisions",
    )
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices)
    rule = models.CharField(_("rule"), max_length=20, choices=Rule.choices, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    text = models.TextField(_("text as judged"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided at"), auto_now_add=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("moderation decision")
        verbose_name_plural = _("moderation decisions")
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome="approved") | ~models.Q(rule="") & ~models.Q(reason=""),
                name="crowdsolving_restriction_has_reason",
            ),
        ]

    def __str__(self):
        return f"{self.get_outcome_display()} ({self.decided_at:%Y-%m-%d})"

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise TypeError("A moderation decision is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("A moderation decision is never deleted.")


class Support(models.Model):
    """A member finds a contribution worth pursuing: once. It stays, without a name, when they leave."""

    contribution = models.ForeignKey(
        Contribution,
        verbose_name=_("contribution"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("member"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("support")
        verbose_name_plural = _("supports")
        constraints = [
            models.UniqueConstraint(
                fields=["contribution", "user"], name="crowdsolving_one_support_a_member"
            ),
        ]

    def __str__(self):
        return str(self.pk)


class DiscussionCounter(models.Model):
    """The numbers of one discussion, kept exact by the doors: nothing is counted at read time."""

    page = models.OneToOneField(
        swapper.get_model_name("wagtailcore", "Page"),
        verbose_name=_("page"),
        on_delete=pass_on,
        related_name="+",
        help_text=_("The page that all translations share."),
    )
    published = models.PositiveIntegerField(
        pgettext_lazy("number of contributions", "published"), default=0
    )
    waiting = models.PositiveIntegerField(
        pgettext_lazy("number of contributions", "waiting"), default=0
    )
    idea = models.PositiveIntegerField(_("published ideas"), default=0)
    experience = models.PositiveIntegerField(_("published experiences"), default=0)
    inspiration = models.PositiveIntegerField(_("published inspirations"), default=0)
    threads = models.PositiveIntegerField(_("threads shown"), default=0)
    last_activity_at = models.DateTimeField(
        _("last activity"), null=True, help_text=_("The last time that something was published.")
    )

    class Meta:
        verbose_name = _("numbers of a discussion")
        verbose_name_plural = _("numbers of discussions")

    def __str__(self):
        return str(self.pk)


class DiscussedPageMixin(models.Model):
    """A page under which members contribute. A page type says when, and who animates it."""

    class Meta:
        abstract = True

    def is_open_to_contributions(self):
        """Whether a contribution may be submitted now. Asked of the live page, at each post."""
        return self.live

    def get_discussion_closed_message(self):
        """Why one cannot contribute now: a plain sentence, shown in place of the form."""
        return _("This page takes no contributions at the moment.")

    def get_discussion_team(self):
        """Primary keys of the users who may moderate this page beside the site's moderators."""
        return []

    def get_discussion_roles(self):
        """``{primary key of a user: what they are on this page}``: a badge beside their name."""
        return {}

    @classmethod
    def pages_animated_by(cls, user):
        """Primary keys of the pages of this type in whose discussion team ``user`` is.

        The moderation queue shows them their contributions. Says the same as
        ``get_discussion_team``, for all pages in one query.
        """
        return []
