"""Texts of members: contributions and the changes of them."""

import hashlib
import uuid

import swapper
from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_comments_xtd.models import XtdComment, XtdCommentManager

from wagtail_crowdsolving import folding
from wagtail_crowdsolving.contributions.words import GONE, WITHHELD, Kind, State
from wagtail_crowdsolving.network.deletion import keep
from wagtail_crowdsolving.text import to_plain

swapper.set_app_prefix("wagtailcore", "wagtail")


#: Digits of a step in ``Contribution.path``.
STEP = 12
#: Columns of django-comments that ``Contribution.save`` writes, whatever else is saved.
KEPT_IN_STEP = (
    "is_public", "is_removed", "user_email", "user_name", "user_url", "ip_address", "words",
)  # fmt: skip


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


class WordsField(models.TextField):
    """The words of a text, folded, each behind a blank: what a search reads.

    Written whenever its row is saved, from what a reader of the text sees; empty where nobody may read it any more.
    """

    def pre_save(self, model_instance, add):
        setattr(model_instance, self.attname, model_instance.words_shown())
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


class ContributionQuerySet(models.QuerySet):
    def published(self):
        """What the public reads."""
        return self.filter(state=State.PUBLISHED)

    def about(self, words):
        """Those that have, for each word of a search, one that begins with it; none for a search without words."""
        found = self
        for one in folding.beginnings(words):
            found = found.filter(words__contains=f" {one}")
        return found if found is not self else self.none()

    def pending(self):
        """Texts that wait for a moderator before they are public."""
        return self.filter(state=State.PENDING)

    def waiting(self):
        """About which something waits for a moderator: the text, a change, a notice or an appeal."""
        return self.filter(waits_since__isnull=False)

    def roots(self):
        """Those that begin a thread and show."""
        return self.filter(root__isnull=True, is_visible=True)

    def replies(self):
        """Those below one that show."""
        return self.filter(root__isnull=False, is_visible=True)


class ContributionManager(XtdCommentManager.from_queryset(ContributionQuerySet)):
    """comments-xtd's template tags for the last comments ask this, and no further."""

    def for_content_types(self, content_types, site=None):
        return super().for_content_types(content_types, site).published()


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
        related_name="crowdsolving_contributions",
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
    words = WordsField(default="", editable=False)
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
        return to_plain(self.body, 60)

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

    def words_shown(self):
        """What ``words`` should hold."""
        if self.state in WITHHELD:
            return ""
        return f" {folding.fold(f'{to_plain(self.body)} {self.place}')}"

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


class AmendmentQuerySet(models.QuerySet):
    def waiting(self):
        """Those that wait for a moderator."""
        return self.filter(state=Amendment.State.WAITING)


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

    objects = AmendmentQuerySet.as_manager()

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
        return to_plain(self.body, 60)

    @cached_property
    def files(self):
        """The attachments that it adds."""
        return list(self.attachments.all())
