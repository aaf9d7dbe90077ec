"""A member finds a text worth pursuing."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving.contributions import (
    locks,
    record,
    rules,
)
from wagtail_crowdsolving.contributions.models import (
    Support,
)
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed


def support(*, contribution, by):
    """A member supports a published contribution of another. Asked again, it changes nothing.

    No audit line: the row says it all, and it goes when the member takes it back.
    """
    if not rules.can_support(by, contribution):
        raise NotAllowed
    with transaction.atomic():
        contribution = locks.lock(contribution)
        if not rules.can_support(by, contribution):
            raise Conflict(_("This contribution is no longer public."))
        _made, is_new = Support.objects.get_or_create(contribution=contribution, user=by)
        record.count_supports(contribution, int(is_new))
    return contribution


def withdraw_support(*, contribution, by):
    """A member takes back their support. Asked again, it changes nothing."""
    if not rules.can_take_part(by):
        raise NotAllowed
    with transaction.atomic():
        contribution = locks.lock(contribution)
        taken, _by_model = Support.objects.filter(contribution=contribution, user=by).delete()
        record.count_supports(contribution, -taken)
    return contribution
