"""Files of forms that are not sent yet: kept privately, bounded, and handed over to what is sent."""

import re
import uuid

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving import conf
from wagtail_crowdsolving.contributions import attachments as reading
from wagtail_crowdsolving.contributions import rules
from wagtail_crowdsolving.contributions.models import Attachment, Contribution, Draft, KeptFile
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed

#: Forms that take files: of a text (``forms.target_of``); and of a challenge's life.
TARGET = re.compile(r"(page|reply|build|edit)-[0-9]{1,18}")
#: Each of them takes one.
TARGET_OF_ONE = re.compile(r"(picture|document)-[0-9]{1,18}|moment-[0-9]{1,18}-(new|[0-9a-f]{12})")
#: What an ``Attachment`` takes over from a ``KeptFile``, its key first.
TAKEN_OVER = ("id", "file", "name", "description", "content_type", "size", "width", "height")


def keep_files(
    *, by, target, submission_key, attachments=(), described=None, remove_attachments=()
):
    """Keep the files of a form at ``target`` (``TARGET``, ``TARGET_OF_ONE``) until it is sent.

    ``attachments``: new ones, a list of ``(uploaded file, description)``; the same file is kept once.
    ``described``: what is now said of those kept before, ``{their key: description}``, which become files
    of this form (``submission_key``); ``remove_attachments``: the keys of those that go, unless they are
    chosen once more. Where a member keeps more than ``KEPT_FILES_PER_MEMBER`` files or
    ``KEPT_BYTES_PER_MEMBER``, the oldest ones of other forms without a draft go; else new ones are
    refused. A form that was sent meanwhile misses none of its files.

    What can be kept is, also where ``ValidationError`` ("attachments") says what cannot. Raises
    ``NotAllowed``. Returns the form's files. No audit line: nobody else is concerned.
    """
    takes_one = TARGET_OF_ONE.fullmatch(target)
    if not rules.can_take_part(by) or not (takes_one or TARGET.fullmatch(target)):
        raise NotAllowed
    form_key = str(uuid.UUID(str(submission_key)))
    here = KeptFile.objects.filter(user=by, target=target)
    changes = reading.changes(
        here,
        most=1 if takes_one else conf.ATTACHMENTS_PER_CONTRIBUTION,
        attachments=attachments,
        described=described,
        remove_attachments=remove_attachments,
    )
    described, problems = changes.descriptions.keys(), changes.problems
    with reading.kept_on_success(changes.new), transaction.atomic():
        # The member's row stands for what they keep: two posts in one instant are counted one by one.
        get_user_model()._default_manager.select_for_update(no_key=True).get(pk=by.pk)
        files = []
        # Locked: the same form may be sent in this instant, and hand them over.
        for one in here.select_for_update():
            if changes.removes(one):
                one.delete()
            elif one.form_key == form_key or one.pk in described or one.digest in changes.uploads:
                one.form_key = form_key
                one.description = changes.description_of(one)
                one.save(update_fields=["form_key", "description"])
                files.append(one)
        missing = described - changes.removed - {one.pk for one in files}
        if missing and not _is_sent(by, form_key):
            problems.append(reading.gone())
        new = changes.fitting(files)
        number, size = _make_room(by, {one.pk for one in files}, new)
        for one in new:
            number, size = number - 1, size - one.size
            if number < 0 or size < 0:
                problems.append(reading.full())
                break
            one.user, one.target, one.form_key = by, target, form_key
            one.save(force_insert=True)
            files.append(one)
    changes.check()
    return files


def discard_files(*, by, target, submission_key=None):
    """Throw away what was kept at ``target``, or of one form there. Asked again, it changes nothing."""
    if not rules.can_take_part(by):
        raise NotAllowed
    kept = KeptFile.objects.filter(user=by, target=target)
    if submission_key is not None:
        kept = kept.filter(form_key=str(submission_key))
    kept.delete()


def keep_for_change(*, contribution, by, submission_key):
    """The form ``submission_key`` was sent as ``contribution`` before: what its author has put into it
    since is kept for a change of it (``edit-…``). What the contribution has already goes.

    Asked again, it changes nothing. Raises ``NotAllowed``, ``Conflict``. Returns the files that wait for
    the change. No audit line: nobody else is concerned.
    """
    if not rules.is_author(by, contribution):
        raise NotAllowed
    with transaction.atomic():
        mine = KeptFile.objects.filter(user=by)
        target = f"edit-{contribution.pk}"
        kept = mine.filter(form_key=str(submission_key)).exclude(target=target)
        if not (kept := list(kept.select_for_update())):
            return []
        has = {(one.name, one.size) for one in contribution.attachments.all()}
        waiting = {one.digest: one for one in mine.filter(target=target)}
        late = []
        for one in kept:
            if (one.name, one.size) in has:
                one.delete()
            elif one.digest in waiting:
                one.delete()
                late.append(waiting[one.digest])
            else:
                one.target = target
                one.save(update_fields=["target"])
                late.append(one)
        if late and not rules.can_edit(by, contribution):
            raise Conflict(
                _(
                    "You had sent this already, and it can no longer be changed: the file that you have "
                    "added since is not part of it."
                )
            )
    return late


def take(by, keys):
    """The files that ``by`` has kept under ``keys``, locked. Raises ``ValidationError`` ("attachments")
    where one has gone."""
    wanted = reading.keys(keys, conf.ATTACHMENTS_PER_CONTRIBUTION)
    if not wanted:
        return []
    kept = list(KeptFile.objects.select_for_update().filter(user=by, pk__in=wanted))
    if len(kept) < len(wanted):
        raise ValidationError({"attachments": reading.gone()})
    return kept


def hand_over(kept):
    """``Attachment``s, not saved, that have the files of ``kept``; these are kept no more."""
    given = []
    for one in kept:
        given.append(Attachment(**{name: getattr(one, name) for name in TAKEN_OVER}))
        one.file = None
        one.delete()
    return given


def prune(now=None):
    """Delete what was kept and not sent: with its draft, or as soon as its form is no longer taken.

    Returns how many files.
    """
    before = (now or timezone.now()) - reading.FORM_LIFE
    drafts = Draft.objects.filter(user=OuterRef("user"), target=OuterRef("target"))
    old = KeptFile.objects.filter(~Exists(drafts), kept_at__lt=before)
    return old.delete()[0]


def _is_sent(by, form_key):
    return Contribution.objects.filter(user=by, submission_key=form_key).exists()


def _make_room(by, own, new):
    """Delete the oldest files of other forms that no draft waits for, as far as ``new`` ones need it.

    Returns how many files, and how many bytes, ``by`` may still keep.
    """
    drafts = Draft.objects.filter(user=OuterRef("user"), target=OuterRef("target"))
    mine = list(KeptFile.objects.filter(user=by).annotate(has_draft=Exists(drafts)))
    number = conf.KEPT_FILES_PER_MEMBER - len(mine)
    size = conf.KEPT_BYTES_PER_MEMBER - sum(one.size for one in mine)
    needed = sum(one.size for one in new)
    for one in mine:
        if number >= len(new) and size >= needed:
            break
        if one.pk not in own and not one.has_draft:
            number, size = number + 1, size + one.size
            one.delete()
    return number, size
