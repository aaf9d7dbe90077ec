"""Which rows a door locks before it writes, always in the same order: the page, then the text."""

from datetime import timedelta

import swapper
from django.db.models import Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving.contributions import queries
from wagtail_crowdsolving.contributions.models import State
from wagtail_crowdsolving.exceptions import Conflict
from wagtail_crowdsolving.network.queries import set_leading_version, shared_key


def lock(contribution):
    locked = queries.contributions().select_for_update().filter(pk=contribution.pk).first()
    if locked is None:
        raise Conflict(_("This contribution no longer exists."))
    return locked


def lock_with_page(contribution):
    """As ``lock``, the page first: whoever changes a discussion's numbers takes turns there."""
    list(base_page().objects.select_for_update().filter(pk=contribution.page_id).values_list("pk"))
    locked = lock(contribution)
    if locked.page_id != contribution.page_id:
        # Another translation has inherited the discussion since it was read.
        raise Conflict(_("This page no longer exists."))
    return locked


def lock_amendment(amendment):
    """A change that waits, and the published text that it would change."""
    contribution = lock_with_page(amendment.contribution)
    waiting = queries.waiting_amendment(contribution)
    if waiting is None or waiting.pk != amendment.pk or contribution.state != State.PUBLISHED:
        raise Conflict(_("This change no longer waits."))
    waiting.contribution = contribution
    return contribution, waiting


def lock_versions(page, author):
    """All language versions of ``page``, specific and locked, the one that they share first; and ``page``.

    The first is the oldest, as ``canonical`` says. ``page`` is one of them, or an alias that is read beside
    them, or ``None`` where it has gone. They bring along how much ``author`` has ``sent_lately``.
    """
    model = page.specific_class or type(page)
    since = timezone.now() - timedelta(hours=1)
    versions = queries.with_language(
        model._base_manager.filter(Q(translation_key=shared_key(page)) | Q(pk=page.pk))
    ).annotate(sent_lately=Subquery(queries.sent_since(author, since)))
    rows = list(versions.select_for_update().order_by("pk"))
    versions = [row for row in rows if row.translation_key == shared_key(page)]
    if not versions:
        raise Conflict(_("This page no longer exists."))
    set_leading_version(rows, versions)
    return versions, next((row for row in rows if row.pk == page.pk), None)


def base_page():
    return swapper.load_model("wagtailcore", "Page")
