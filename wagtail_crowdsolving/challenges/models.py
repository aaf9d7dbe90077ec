"""The case file of a challenge's proposal."""

import uuid

import swapper
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from wagtail_crowdsolving.contributions.models import GivenFile
from wagtail_crowdsolving.network.deletion import let_go
from wagtail_crowdsolving.records import kinds

swapper.set_app_prefix("wagtailcore", "wagtail")


def keep_what_was_sent(collector, field, sub_objs, using):
    """A list takes the drafts of proposals with it, and no proposal that was sent."""
    sent = [proposal for proposal in sub_objs if proposal.submitted_at]
    if sent:
        models.PROTECT(collector, field, sent, using)
    models.CASCADE(collector, field, sub_objs, using)


class ProposalFileQuerySet(models.QuerySet):
    def shown(self):
        """Without those that were taken away."""
        return self.filter(removed_at__isnull=True)


class ProposalQuerySet(models.QuerySet):
    def drafts(self):
        """What members have begun, and not sent."""
        return self.filter(submitted_at__isnull=True)

    def submitted(self):
        return self.filter(submitted_at__isnull=False)

    def of_versions(self, translation_key):
        """Those of a challenge, whichever of its language versions they are tied to."""
        return self.filter(page__translation_key=translation_key)


class Proposal(models.Model):
    """The case file of a challenge: who proposes it, how to reach them, and what became of it.

    Begun as a draft by a member (``data`` keeps what they typed, step by step), tied to its page
    by ``challenges.actions.submit``. Nothing of it is ever public.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    proposer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("proposer"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="crowdsolving_proposals",
    )
    index = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"),
        verbose_name=_("proposed in"),
        on_delete=keep_what_was_sent,
        related_name="+",
    )
    page = models.OneToOneField(
        swapper.get_model_name("wagtailcore", "Page"),
        verbose_name=_("challenge"),
        null=True,
        blank=True,
        on_delete=let_go,
        related_name="crowdsolving_proposal",
    )
    language = models.CharField(_("language"), max_length=10)
    data = models.JSONField(_("what was typed"), default=dict, blank=True)
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    contact_name = models.CharField(_("contact: name"), max_length=160, blank=True)
    contact_email = models.EmailField(_("contact: e-mail"), blank=True)
    contact_phone = models.CharField(_("contact: phone"), max_length=30, blank=True)
    consented_at = models.DateTimeField(_("consent given at"), null=True, blank=True)
    created_at = models.DateTimeField(_("begun at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last change"), auto_now=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-updated_at"]
        permissions = [
            ("decline_proposal", _("Can decline a proposed challenge")),
            ("keep_challenges_alive", _("Can keep published challenges alive")),
        ]

    def __str__(self):
        return self.title or str(_("Untitled proposal"))

    @property
    def title(self):
        return self.page.title if self.page_id else self.data.get("title", "")

    @property
    def is_draft(self):
        return self.submitted_at is None


class ProposalFile(GivenFile):
    """A picture or a document that a proposer adds to their proposal. Never public.

    What was sent with it is part of a dossier that may have been judged: taken away, it is shown no
    more, and its file stays.
    """

    folder = "proposals"

    proposal = models.ForeignKey(
        Proposal, verbose_name=_("proposal"), on_delete=models.CASCADE, related_name="files"
    )
    digest = models.CharField(
        _("digest"), max_length=64, help_text=_("Of the file as it came: it is kept once.")
    )
    added_at = models.DateTimeField(_("added at"), default=timezone.now)
    removed_at = models.DateTimeField(_("taken away at"), null=True, blank=True)

    objects = ProposalFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a proposal")
        verbose_name_plural = _("files of proposals")
        ordering = ["proposal", "added_at", "pk"]


class ProposalEventQuerySet(models.QuerySet):
    def newest_first(self):
        return self.order_by("-at", "-pk")


class ProposalEvent(models.Model):
    """One line of a proposal's timeline. The last one says where the proposal stands."""

    class Kind(models.TextChoices):
        RECEIVED = "received", _("Received")
        ELIGIBLE = "eligible", _("Eligible")
        UNDER_REVIEW = "under_review", _("Under review")
        CHANGES_REQUESTED = "changes_requested", _("Changes requested")
        RESUBMITTED = "resubmitted", _("Resubmitted")
        VALIDATED = "validated", _("Validated")
        PUBLISHED = "published", pgettext_lazy("challenge", "Published")
        UNPUBLISHED = "unpublished", _("Taken offline")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    proposal = models.ForeignKey(
        Proposal, verbose_name=_("proposal"), on_delete=models.CASCADE, related_name="events"
    )
    kind = models.CharField(_("step"), max_length=20, choices=Kind.choices)
    message = models.TextField(_("message to the proposer"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects = ProposalEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of a proposal")
        verbose_name_plural = _("steps of a proposal")
        ordering = ["at", "pk"]

    #: Steps after which a proposal waits for somebody to examine it.
    WAITING = (Kind.RECEIVED, Kind.ELIGIBLE, Kind.UNDER_REVIEW, Kind.RESUBMITTED)

    def __str__(self):
        return self.get_kind_display()


kinds.register(
    kinds.Kind(
        lambda pages: Proposal.objects.submitted().filter(index__in=pages),
        lambda n: ngettext("%(n)d proposal", "%(n)d proposals", n) % {"n": n},
        is_inherited=False,
    )
)
