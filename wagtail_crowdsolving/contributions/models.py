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


#: Columns of django-comments that ``Contribution.save`` writes, whatever else is saved.
KEPT_IN_STEP = ("is_public", "is_removed", "user_email", "user_name", "user_url", "ip_address")


class Contribution(XtdComment):
    """An idea, an experience or an inspiration, or a reply to one. Public only in state PUBLISHED.

    ``state`` decides; django-comments' ``is_public`` and ``is_removed`` follow it in ``save()``.
    ``comment`` keeps what the author typed, ``body`` the safe HTML made from it.
    The tree stands in ``root`` (empty on a root) and ``in_reply_to``; comments-xtd's own columns
    are filled as it would, but for ``order`` and ``nested_count``, which nothing here reads.
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

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        permissions = [("moderate_contribution", _("Can moderate contributions"))]
        indexes = [
            models.Index(fields=["page", "state", "root"], name="crowdsolving_contrib_page"),
            models.Index(fields=["state"], name="crowdsolving_contrib_state"),
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
        super(XtdComment, self).save(*args, **kwargs)
        if not self.parent_id:
            parent = self.in_reply_to
            self.parent_id = parent.pk if parent else self.pk
            self.thread_id = self.root_id or self.pk
            self.level = parent.level + 1 if parent else 0
            XtdComment.norel_objects.filter(pk=self.pk).update(
                parent_id=self.parent_id, thread_id=self.thread_id, level=self.level
            )

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

    @classmethod
    def pages_animated_by(cls, user):
        """Primary keys of the pages of this type in whose discussion team ``user`` is.

        The moderation queue shows them their contributions. Says the same as
        ``get_discussion_team``, for all pages in one query.
        """
        return []
