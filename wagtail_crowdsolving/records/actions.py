"""The doors to the archive."""

import swapper
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log
from wagtail.signals import page_published

from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.network.queries import canonical, shown_by
from wagtail_crowdsolving.records import queries, rules
from wagtail_crowdsolving.records.models import REASON_LENGTH, Archive
from wagtail_crowdsolving.text import clean_typed

swapper.set_app_prefix("wagtailcore", "wagtail")

ARCHIVED = "wagtail_crowdsolving.archive"
UNARCHIVED = "wagtail_crowdsolving.unarchive"
#: What a revision does not bring back: where the page stands, and when it was published.
OF_THE_ROW = ("slug", "url_path", "first_published_at", "last_published_at")


def archive(*, page, by, reason):
    """Take ``page`` off the site in all its languages, and keep it with all that is tied to it.

    ``reason`` is read in the admin only. Raises ``ValidationError`` ("reason"), ``NotAllowed``, and
    ``Conflict`` where the page is archived already or under examination. Returns the ``Archive``.
    """
    reason = _reason(reason)
    if not rules.can_archive(by, page):
        raise NotAllowed
    with transaction.atomic():
        shared = _lock(page)
        if queries.archive_of(shared):
            raise Conflict(_("This page is archived already."))
        versions = [version.specific for version in queries.versions_of(shared)]
        if queries.is_examined(versions):
            raise Conflict(
                _("This page is under examination. Stop the examination first, or await its end.")
            )
        made = Archive.objects.create(
            page=shared,
            reason=reason,
            archived_by=by,
            online=[
                {"page": version.pk, "revision": version.live_revision_id}
                for version in versions
                if version.live
            ],
        )
        for version in versions:
            version.refresh_from_db()  # an alias goes offline with what it shows
            if version.live:
                UnpublishPageAction(version, user=by).execute(skip_permission_checks=True)
            version.revisions.update(approved_go_live_at=None)
        log(shared.specific, ARCHIVED, user=by)
    return made


def unarchive(*, page, by):
    """Bring ``page`` back as it was: what was live is live again, with the same revision.

    Nothing else is published by it, and what has expired meanwhile stays offline. Raises ``NotAllowed``, and ``Conflict`` where the page is not
    archived.
    """
    if not rules.can_archive(by, page):
        raise NotAllowed
    with transaction.atomic():
        shared = _lock(page)
        archived = queries.archive_of(shared)
        if archived is None:
            raise Conflict(_("This page is not archived."))
        online = {entry["page"]: entry["revision"] for entry in archived.online}
        archived.delete()
        base = swapper.load_model("wagtailcore", "Page")
        for version in base.objects.filter(pk__in=online).order_by("pk").specific():
            _bring_back(version, online[version.pk])
        log(shared.specific, UNARCHIVED, user=by)


def _bring_back(page, revision_pk):
    """Put online what was online: the revision says it, else the row, as of an alias."""
    revision = page.revisions.filter(pk=revision_pk).first()
    restored = revision.as_object() if revision else page
    if queries.is_over(restored):
        type(page)._base_manager.filter(pk=page.pk).update(expired=True)
        return
    for name in OF_THE_ROW if revision else ():
        setattr(restored, name, getattr(page, name))
    restored.live = True
    restored.live_revision = revision
    restored.has_unpublished_changes = bool(revision and page.latest_revision_id != revision.pk)
    if revision:
        restored.save(clean=False)
    else:
        restored.save(
            update_fields=["live", "live_revision", "has_unpublished_changes"], clean=False
        )
    page_published.send(sender=page.specific_class, instance=restored, revision=revision)


def _lock(page):
    """One decision at a time about one page, whatever the language version."""
    base = swapper.load_model("wagtailcore", "Page")
    shared = canonical(shown_by(page))
    return base.objects.select_for_update().get(pk=shared.pk)


def _reason(reason):
    try:
        reason = clean_typed(reason, REASON_LENGTH)
    except ValidationError as error:
        raise ValidationError({"reason": error}) from error
    if not reason:
        raise ValidationError({"reason": _("Write why.")})
    return reason
