"""A discussion as a whole: its page and its numbers."""

import swapper
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from wagtail_crowdsolving.contributions.models.texts import Contribution
from wagtail_crowdsolving.network.deletion import pass_on
from wagtail_crowdsolving.records import kinds
from wagtail_crowdsolving.records.pages import ArchivablePageMixin

swapper.set_app_prefix("wagtailcore", "wagtail")


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


class Discussed(ArchivablePageMixin, models.Model):
    """What the room knows its page types by, below the mixin that they are made from (``pages``).

    A page type says when members contribute, and who animates it. Once somebody has, it is archived
    rather than deleted.
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
