"""Which moderator reads what waits."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving import conf
from wagtail_crowdsolving.contributions import (
    judging,
    moderation,
    queries,
    rules,
)
from wagtail_crowdsolving.contributions.models import (
    Contribution,
)
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed


def claim(*, contribution, by, take_over=False):
    """A moderator reads what waits: for ``CLAIM_MINUTES`` no other is given it, nor can decide on it.

    One text at a time: what else they were reading is released. Asked again, the time begins anew.
    ``take_over``: knowingly, from somebody who is reading it. Raises ``NotAllowed``, ``Conflict``.
    """
    judging.check_may_decide(by, contribution)
    waiting = queries.waiting().filter(pk=contribution.pk)
    _release(Contribution.objects.filter(claimed_by=by).exclude(pk=contribution.pk))
    if not _claim(waiting if take_over else moderation.unclaimed(by, waiting), by):
        raise Conflict(_("Somebody else is reading this text, or it no longer waits."))


def release(*, contribution, by):
    """A moderator puts back what they were reading. Asked of what they do not read, it changes nothing."""
    _release(Contribution.objects.filter(pk=contribution.pk, claimed_by=by))


def claim_next(*, by, among=None, after=None):
    """The text that has waited longest and that ``by`` can decide on, claimed for them; or ``None``.

    ``among`` is a queryset of contributions, by default all; ``after`` is ``(waits_since, pk)`` of
    the text to go on from. Two moderators are never given the same.
    """
    if not rules.can_take_part(by):
        raise NotAllowed
    waiting = moderation.of(by, queries.waiting())
    if among is not None:
        waiting = waiting.filter(pk__in=among.order_by().values("pk"))
    if after:
        waiting = moderation.after(waiting, *after)
    _release(Contribution.objects.filter(claimed_by=by))
    skip_locked = connection.features.has_select_for_update_skip_locked
    while True:
        with transaction.atomic():
            free = moderation.free_for(by, waiting).select_for_update(skip_locked=skip_locked)
            pk = free.values_list("pk", flat=True).first()
            if pk is None:
                return None
            # Without locks of rows another may have been quicker: the next one, then.
            if _claim(moderation.unclaimed(by, waiting.filter(pk=pk)), by):
                return queries.contributions().get(pk=pk)


def _claim(contributions, by):
    until = timezone.now() + timedelta(minutes=conf.CLAIM_MINUTES)
    return contributions.order_by().update(claimed_by=by, claimed_until=until)


def _release(contributions):
    contributions.update(claimed_by=None, claimed_until=None)
