"""Moderated threaded comments on pages, and the record of every decision about them."""

import hashlib
import uuid
from pathlib import Path

import swapper
from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from django_comments_xtd.models import XtdComment, XtdCommentManager

from wagtail_crowdsolving.network.deletion import keep, pass_on
from wagtail_crowdsolving.records import kinds
from wagtail_crowdsolving.records.pages import ArchivablePageMixin

swapper.set_app_prefix("wagtailcore", "wagtail")


class Kind(models.TextChoices):
    IDEA = "idea", _("Idea")
    EXPERIENCE = "experience", _("Experience")
    INSPIRATION = "inspiration", _("Inspiration")


class State(models.TextChoices):
    PENDING = "pending", _("Waiting for a moderator")
    CHANGES_REQUESTED = "changes_requested", _("To be changed by its author")
    PUBLISHED = "published", pgettext_lazy("contribution", "Published")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn by its author")
    REMOVED = "removed", _("Removed by the moderation")


class Rule(models.TextChoices):
    """The rule of the charter that a restriction refers to (DSA, art. 17(3)(d) and (e))."""

    OFF_TOPIC = "off_topic", _("It does not answer the challenge")
    DISRESPECT = "disrespect", _("It lacks respect for persons")
    ILLEGAL = "illegal", _("Its content is unlawful")
    CHILD_ABUSE = "child_abuse", _("It concerns the sexual abuse of a child")
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


def attachment_storage():
    """Where attachments lie: ``STORAGES["crowdsolving"]``; else beside ``MEDIA_ROOT``, not in it.

    A web server hands out everything in ``MEDIA_ROOT``, texts that wait for a moderator included.
    """
    if "crowdsolving" in settings.STORAGES:
        return storages["crowdsolving"]
    return FileSystemStorage(location=f"{Path(settings.MEDIA_ROOT or 'media')}-private")


def attachment_path(attachment, name):
    """A name that tells nothing, with the ending of its (checked) type."""
    return f"contributions/{attachment.pk}{Path(name).suffix.lower()}"


class StepField(models.TextField):
    """The way from the root down to a reply, which ends with its own key.

    Written with the row: the tables above have given the key by then.
    """

    def pre_save(self, model_instance, add):
        if add and model_instance.in_reply_to_id and not model_instance.path:
            parent = model_instance.in_reply_to
            model_instance.path = f"{parent.path}{model_instance.pk:0{STEP}}"
        return super().pre_save(model_instance, add)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


class Judged:
    """A text that a moderator reads before the public does: kind, words, place, link and files."""

    @property
    def text_to_judge(self):
        """Everything that the author typed and that the public would read."""
        files = (" – ".join(filter(None, [one.name, one.description])) for one in self.files)
        return "\n\n".join(filter(None, [self.comment, self.place, self.link, *files]))

    @property
    def fingerprint(self):
        """What tells a moderator's door that the text is still the one that was read."""
        files = "".join(sorted(str(one.pk) for one in self.files))
        judged = f"{self.kind}\0{self.text_to_judge}\0{files}"
        return hashlib.sha256(judged.encode()).hexdigest()[:32]


class ContributionManager(XtdCommentManager):
    """comments-xtd's template tags for the last comments ask this, and no further."""

    def for_content_types(self, content_types, site=None):
        return super().for_content_types(content_types, site).filter(state=State.PUBLISHED)


class Contribution(Judged, XtdComment):
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
        on_delete=keep,
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
    builds_on = models.ForeignKey(
        "self",
        verbose_name=_("builds on"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="built_upon_by",
        help_text=_("A contribution of the same discussion that this one takes further."),
    )
    is_official = models.BooleanField(
        _("official answer"),
        default=False,
        help_text=_("Written on behalf of those who carry the challenge."),
    )
    retained_at = models.DateTimeField(_("retained at"), null=True, blank=True)
    retained_note = models.CharField(
        _("what becomes of it"), max_length=300, blank=True, help_text=_("Public.")
    )
    waits_since = models.DateTimeField(
        _("waits since"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Since when the text, or a change of it, waits for a moderator."),
    )
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("being read by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    claimed_until = models.DateTimeField(_("being read until"), null=True, blank=True)
    submission_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    changed_at = models.DateTimeField(
        _("changed at"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("When a change of the published text was validated last."),
    )
    path = StepField(default="", editable=False)
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

    objects = ContributionManager()

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        permissions = [
            ("moderate_contribution", _("Can moderate contributions")),
            ("skip_moderation", _("Can contribute without waiting for a moderator")),
        ]
        indexes = [
            models.Index(fields=["page", "state", "root"], name="crowdsolving_contrib_page"),
            models.Index(fields=["state"], name="crowdsolving_contrib_state"),
            models.Index(
                fields=["waits_since", "xtdcomment_ptr"],
                condition=models.Q(waits_since__isnull=False),
                name="crowdsolving_contrib_waiting",
            ),
            models.Index(
                fields=["page", "xtdcomment_ptr"],
                condition=models.Q(retained_at__isnull=False, state="published"),
                name="crowdsolving_contrib_retained",
            ),
            models.Index(
                fields=["page", "root", "xtdcomment_ptr"],
                condition=models.Q(is_official=True, state="published"),
                name="crowdsolving_contrib_official",
            ),
            models.Index(
                fields=["page", "-published_at"],
                condition=models.Q(state="published"),
                name="crowdsolving_contrib_newest",
            ),
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
        self.keep_in_step()
        self.user_email = self.user_name = self.user_url = ""
        self.ip_address = None
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], *KEPT_IN_STEP}
        is_new = not self.parent_id
        if is_new and (parent := self.in_reply_to):
            self.parent_id, self.thread_id, self.level = parent.pk, self.root_id, parent.level + 1
        super(XtdComment, self).save(*args, **kwargs)
        if is_new and not parent:
            self.parent_id = self.thread_id = self.pk
            XtdComment.norel_objects.filter(pk=self.pk).update(parent_id=self.pk, thread_id=self.pk)

    def keep_in_step(self):
        """Let django-comments' columns say what ``state`` says."""
        self.is_public = self.state == State.PUBLISHED
        self.is_removed = self.state == State.REMOVED

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

    @cached_property
    def files(self):
        """Its attachments, without those that wait with a change. Prefetch "attachments" for many."""
        return [one for one in self.attachments.all() if one.amendment_id is None]


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


class Amendment(Judged, models.Model):
    """What its author wants a published text to become. The public reads the old one meanwhile."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for a moderator")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn by its author")

    contribution = models.ForeignKey(
        Contribution,
        verbose_name=_("contribution"),
        on_delete=models.CASCADE,
        related_name="amendments",
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    comment = models.TextField(_("text"))
    place = models.CharField(_("place"), max_length=160, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    body = models.TextField(_("text as shown"), editable=False)
    state = models.CharField(
        _("state"), max_length=20, choices=State.choices, default=State.WAITING
    )
    created_at = models.DateTimeField(_("sent at"), auto_now_add=True)

    class Meta:
        verbose_name = _("change of a published text")
        verbose_name_plural = _("changes of published texts")
        constraints = [
            models.UniqueConstraint(
                fields=["contribution"],
                condition=models.Q(state="waiting"),
                name="crowdsolving_one_change_waits",
            ),
        ]

    def __str__(self):
        return self.comment[:60]

    @cached_property
    def files(self):
        """The attachments that it adds."""
        return list(self.attachments.all())


class Attachment(models.Model):
    """A picture or a document beside a contribution, public for as long as the contribution is.

    A picture is drawn anew before it is stored: what its file carried besides is gone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contribution = models.ForeignKey(
        Contribution,
        verbose_name=_("contribution"),
        on_delete=models.CASCADE,
        related_name="attachments",
    )
    amendment = models.ForeignKey(
        Amendment,
        verbose_name=_("added by a change that waits"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="attachments",
    )
    file = models.FileField(_("file"), upload_to=attachment_path, storage=attachment_storage)
    name = models.CharField(_("name"), max_length=120)
    description = models.CharField(
        _("description"),
        max_length=250,
        blank=True,
        help_text=_("What a picture shows, for those who cannot see it."),
    )
    content_type = models.CharField(_("type"), max_length=60)
    size = models.PositiveIntegerField(_("size"), help_text=_("In bytes."))
    width = models.PositiveIntegerField(_("width"), null=True, help_text=_("In pixels."))
    height = models.PositiveIntegerField(_("height"), null=True, help_text=_("In pixels."))

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["contribution", "name", "pk"]

    def __str__(self):
        return self.name

    @property
    def is_picture(self):
        return self.width is not None


class Draft(models.Model):
    """What a member has begun to write somewhere, kept until they send it or throw it away."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("member"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    target = models.CharField(
        _("place"), max_length=40, help_text=_("A form's own place: “page-12”, “reply-34”.")
    )
    data = models.JSONField(_("what was typed"), default=dict)
    updated_at = models.DateTimeField(_("last change"), auto_now=True)

    class Meta:
        verbose_name = _("draft of a contribution")
        verbose_name_plural = _("drafts of contributions")
        ordering = ["-updated_at"]
        constraints = [
            models.UniqueConstraint(fields=["user", "target"], name="crowdsolving_one_draft_a_form")
        ]

    def __str__(self):
        return self.target


class Notice(models.Model):
    """Somebody says that a published text is unlawful or breaks the charter (DSA, art. 16).

    Who says so is known to the moderators alone, and never told to the author.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for a moderator")
        UPHELD = "upheld", _("Acted upon")
        DISMISSED = "dismissed", _("Not acted upon")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contribution = models.ForeignKey(
        Contribution,
        verbose_name=_("contribution"),
        on_delete=models.CASCADE,
        related_name="notices",
    )
    rule = models.CharField(_("what it breaks"), max_length=20, choices=Rule.choices)
    explanation = models.TextField(_("explanation"))
    text = models.TextField(_("text as reported"))
    notifier = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reported by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    notifier_name = models.CharField(_("name"), max_length=160, blank=True)
    notifier_email = models.EmailField(_("e-mail address"), blank=True)
    in_good_faith = models.BooleanField(_("in good faith"), default=False)
    language = models.CharField(_("language"), max_length=10)
    state = models.CharField(
        _("state"), max_length=20, choices=State.choices, default=State.WAITING
    )
    answer = models.TextField(_("answer to whoever reported it"), blank=True)
    created_at = models.DateTimeField(_("received at"), auto_now_add=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["created_at"]
        indexes = [models.Index(fields=["state", "created_at"], name="crowdsolving_notice_state")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="waiting") | models.Q(decided_at__isnull=False),
                name="crowdsolving_notice_decided_at",
            ),
        ]

    def __str__(self):
        return self.reference

    @property
    def reference(self):
        """What one names the notice by, in mails and on screen."""
        return str(self.pk)[:8].upper()


class ModerationDecision(models.Model):
    """What a moderator decided, when, by which rule, and on which text. Never changed afterwards."""

    class Outcome(models.TextChoices):
        APPROVED = "approved", pgettext_lazy("contribution", "Published")
        CHANGES_REQUESTED = "changes_requested", _("Changes asked of its author")
        REFUSED = "refused", _("Refused")
        REMOVED = "removed", _("Removed")
        EDIT_APPROVED = "edit_approved", _("Change published")
        EDIT_REFUSED = "edit_refused", _("Change refused")
        RESTORED = "restored", _("Published after an appeal")
        UPHELD = "upheld", _("Confirmed after an appeal")

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
    amendment = models.ForeignKey(
        Amendment,
        verbose_name=_("change of the text"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="decisions",
    )
    notice = models.ForeignKey(
        Notice,
        verbose_name=_("following a notice"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="decisions",
        help_text=_("Empty: on the moderation's own initiative (DSA, art. 17(3)(b))."),
    )
    is_automatic = models.BooleanField(
        _("automatic"),
        default=False,
        help_text=_("Published without a moderator, because its author is trusted."),
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided at"), auto_now_add=True)

    objects = DecisionQuerySet.as_manager()

    #: Outcomes that restrict what the author wrote: they need a statement, and can be contested.
    RESTRICTIONS = (Outcome.REFUSED, Outcome.REMOVED, Outcome.EDIT_REFUSED)

    class Meta:
        verbose_name = _("moderation decision")
        verbose_name_plural = _("moderation decisions")
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(outcome__in=["refused", "removed", "edit_refused"])
                | ~models.Q(rule="") & ~models.Q(reason=""),
                name="crowdsolving_restriction_has_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome__in=["changes_requested", "upheld"])
                | ~models.Q(reason=""),
                name="crowdsolving_decision_has_reason",
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

    @property
    def is_restriction(self):
        return self.outcome in self.RESTRICTIONS

    @property
    def follows_notice(self):
        """Whether somebody had reported the text; never who (DSA, art. 17(3)(b))."""
        return self.notice_id is not None

    @property
    def is_contested(self):
        return hasattr(self, "appeal")


class Appeal(models.Model):
    """The author of a restricted text asks for another moderator's eyes (DSA, art. 20)."""

    decision = models.OneToOneField(
        ModerationDecision,
        verbose_name=_("decision appealed against"),
        on_delete=models.CASCADE,
        related_name="appeal",
    )
    text = models.TextField(_("what the author says"))
    answer = models.OneToOneField(
        ModerationDecision,
        verbose_name=_("decision on the appeal"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="answered_appeal",
    )
    created_at = models.DateTimeField(_("received at"), auto_now_add=True)

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["created_at"]
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=models.Q(answer__isnull=True),
                name="crowdsolving_appeal_waiting",
            )
        ]

    def __str__(self):
        return str(self.pk)


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


class DiscussedPageMixin(ArchivablePageMixin, models.Model):
    """A page under which members contribute. A page type says when, and who animates it.

    Once somebody has, it is archived rather than deleted.
    """

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


kinds.register(
    kinds.Kind(
        lambda pages: Contribution.objects.filter(page__in=pages),
        lambda n: ngettext("%(n)d contribution", "%(n)d contributions", n) % {"n": n},
    )
)
