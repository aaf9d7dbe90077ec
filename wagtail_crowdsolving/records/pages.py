"""What a page type needs so that its pages can be archived."""

import logging

from django.db import models
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from wagtail.locks import BaseLock
from wagtail.models import PagePermissionTester
from wagtail.url_routing import RouteResult

from wagtail_crowdsolving import dates
from wagtail_crowdsolving.exceptions import NotAllowed
from wagtail_crowdsolving.people import public_name
from wagtail_crowdsolving.records import queries

logger = logging.getLogger(__name__)


class ArchiveLock(BaseLock):
    """What is archived is read, and changed by nobody: it comes back as it was."""

    def __init__(self, object, archive):
        super().__init__(object)
        self.archive = archive

    def for_user(self, user):
        return True

    def get_message(self, user):
        return _("Archived on %(date)s by %(name)s: %(reason)s") % {
            "date": dates.write(self.archive.archived_at),
            "name": public_name(self.archive.archived_by),
            "reason": self.archive.reason,
        }

    def get_locked_by(self, user, can_lock=False):
        return _("Archived")

    def get_icon(self, user, can_lock=False):
        return "lock"

    def get_description(self, user, can_lock=False):
        return _("Nobody can change this page until it is brought back from the archive.")


class ArchivedRights:
    """For a ``PagePermissionTester``: the right to publish rests while the page is archived."""

    def can_publish(self):
        return super().can_publish() and not self.page.get_archive()


class ArchivePermissionTester(ArchivedRights, PagePermissionTester):
    pass


class ArchivablePageMixin(models.Model):
    """A page that is archived rather than deleted once something is tied to it."""

    class Meta:
        abstract = True

    def get_archive(self):
        """The ``Archive`` that keeps this page off the site, or ``None``. A page that is live has none."""
        if self.live or self.pk is None:
            return None
        if "_archive" in self.__dict__:  # a list has asked for all its rows
            return self._archive
        return queries.archive_of(self)

    def permissions_for_user(self, user):
        return ArchivePermissionTester(user, self)

    def route(self, request, path_components):
        """Where an archived page was, an answer says so (410) instead of “not found”."""
        if not path_components and (archive := self.get_archive()) and archive.was_online(self):
            return RouteResult(self, kwargs={"archive": archive})
        return super().route(request, path_components)

    def serve(self, request, *args, archive=None, **kwargs):
        if archive is None:
            return super().serve(request, *args, **kwargs)
        request.is_preview = False
        parent = self.get_parent().specific
        return TemplateResponse(
            request,
            "wagtail_crowdsolving/records/archived.html",
            {
                "archived_at": archive.archived_at,
                "parent": parent if parent.live else None,
                "parent_url": parent.get_url(request) if parent.live else "",
            },
            status=410,
        )

    def get_lock(self):
        archive = self.get_archive()
        return ArchiveLock(self, archive) if archive else super().get_lock()

    def publish(self, revision, user=None, **kwargs):
        """Nothing publishes what is archived; a scheduled publication passes it over."""
        if self.get_archive():
            if kwargs.get("log_action") == "wagtail.publish.scheduled":
                logger.warning("Page %s is archived: it is not published.", self.pk)
                return
            raise NotAllowed(archived_message())
        return super().publish(revision, user=user, **kwargs)


def archived_message():
    return _("This page is archived: bring it back from the archive first.")
