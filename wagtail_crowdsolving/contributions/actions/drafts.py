"""Texts that a member has begun. Doors like those of ``actions``; nobody else ever sees a draft."""

import re

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving import conf
from wagtail_crowdsolving.contributions import rules
from wagtail_crowdsolving.contributions.models import Contribution, Draft, KeptFile
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed

#: What a draft holds, and how much of it.
LENGTHS = {"kind": 20, "place": 500, "link": 1000}
DRAFTS_PER_MEMBER = 50


def bounded(typed):
    """The fields of a form as they are kept: no more than a door would ever look at."""
    lengths = {**LENGTHS, "text": conf.CONTRIBUTION_MAX_LENGTH * 2}
    return {name: str(typed.get(name, ""))[:length] for name, length in lengths.items()}


def save_draft(*, by, target, typed, version, submission_key=None):
    """Keep what ``by`` has typed so far at ``target`` (``forms.target_of``). An empty text ends it.

    ``version`` is the one of the draft that the form was made from, 0 before the first; what the
    same form (``submission_key``) has kept since is its own. What it has sent already is no draft
    any more. Returns the ``Draft`` or ``None``.
    Raises ``NotAllowed``, ``Conflict`` (another tab has kept something else since, or too many).
    No audit line: nobody else is concerned.
    """
    if not rules.can_take_part(by) or not re.fullmatch(
        r"(page|reply|build|edit)-[0-9]{1,18}", target
    ):
        raise NotAllowed
    data = {name: value.replace("\0", "") for name, value in bounded(typed).items()}
    key = str(submission_key or "")
    is_empty = not any(data[name].strip() for name in ("text", "place", "link"))
    is_empty = is_empty and not KeptFile.objects.filter(user=by, target=target).exists()
    with transaction.atomic():
        drafts = Draft.objects.filter(user=by)
        is_sent = submission_key and Contribution.objects.filter(
            submission_key=submission_key, user=by
        )
        if is_sent and is_sent.exists():
            return None
        draft = drafts.select_for_update().filter(target=target).first()
        if draft.data == data if draft else is_empty:
            return draft
        # An answer can be lost on its way back: what this form has kept itself is no other text.
        is_own = draft is not None and bool(key) and draft.form_key == key
        if not is_own and version != (draft.version if draft else 0):
            raise _elsewhere()
        if is_empty:
            draft.delete()
            return None
        if draft is None:
            return _begin(by, target, data, key)
        draft.data = data
        draft.form_key = key
        draft.save()
    return draft


def _begin(by, target, data, key):
    if Draft.objects.filter(user=by).count() >= DRAFTS_PER_MEMBER:
        raise Conflict(
            _("You have %(number)d drafts already. Send one or throw one away first.")
            % {"number": DRAFTS_PER_MEMBER}
        )
    try:
        with transaction.atomic():
            return Draft.objects.create(user=by, target=target, data=data, form_key=key)
    except IntegrityError:  # another tab, at the same instant
        raise _elsewhere() from None


def _elsewhere():
    return Conflict(_("This draft was changed in another tab or on another device."))


def discard_draft(*, by, target):
    """Throw away what was kept at ``target``. Asked again, it changes nothing."""
    if not rules.can_take_part(by):
        raise NotAllowed
    Draft.objects.filter(user=by, target=target).delete()


def prune(before):
    """Delete the drafts that nobody has touched since ``before``. Returns how many."""
    return Draft.objects.filter(updated_at__lt=before).delete()[0]
