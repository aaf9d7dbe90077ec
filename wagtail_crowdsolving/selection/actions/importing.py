"""A whole table of members, at once or not at all."""

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.selection import rules
from wagtail_crowdsolving.selection.actions.invitations import invite_to
from wagtail_crowdsolving.selection.actions.members import change_member, place
from wagtail_crowdsolving.selection.importing import Act, rehearse
from wagtail_crowdsolving.selection.models import Committee


def import_members(*, committee, by, rows, promised=None):
    """Add, change and invite what ``rows`` (of ``imports.read_table``) say. Returns the ``Line``s.

    ``promised``: the ``promise`` of each line that was rehearsed; nothing is done that was not. Nothing is written where
    a line is wrong. Raises ``NotAllowed``, ``Conflict``, ``ValidationError``.
    """
    if not rules.can_import(by):
        raise NotAllowed
    with transaction.atomic():
        committee = Committee.objects.select_for_update().get(pk=committee.pk)
        lines = rehearse(committee, rows)
        is_other = promised is not None and promised != [line.promise for line in lines]
        if is_other or any(line.act == Act.WRONG for line in lines):
            raise Conflict(_("Something has changed since this file was read: send it again."))
        for line in lines:
            _do(line, committee, by)
    return lines


def _do(line, committee, by):
    if line.act == Act.ADD:
        place(committee, by, user=line.user, **line.new)
    elif line.act == Act.INVITE:
        invite_to(committee, None, by, line.email, **line.new)
    elif line.act == Act.CHANGE:
        change_member(membership=line.membership, by=by, **line.new)
