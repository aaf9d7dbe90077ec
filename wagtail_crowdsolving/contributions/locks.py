"""Which rows a door locks before it writes, always in the same order: the page, then the text."""

from datetime import timedelta

import swapper
from django.db.models import Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving.contributions import queries
from wagtail_crowdsolving.contributions.models import State
from wagtail_crowdsolving.exceptions import Conflict


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
    """All language versions of ``page``, specific and locked, the one that they share first.

    That is the oldest, as ``canonical`` says. Brings along how much ``author`` has ``sent_lately``.
    """
    model = page.specific_class or type(page)
    since = timezone.now() - timedelta(hours=1)
    versions = queries.with_language(
        model._base_manager.filter(translation_key=page.translation_key)
    ).annotate(sent_lately=Subquery(queries.sent_since(author, since)))
    versions = list(versions.select_for_update().order_by("pk"))
    if not versions:
        raise Conflict(_("This page no longer exists."))
    return versions


def base_page():
    return swapper.load_model("wagtailcore", "Page")
