"""Files of forms that are not sent yet: kept privately, bounded, and handed over to what is sent."""

import re
import uuid

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from wagtail_crowdsolving import conf
from wagtail_crowdsolving.contributions import attachments as reading
from wagtail_crowdsolving.contributions import rules
from wagtail_crowdsolving.contributions.models import Attachment, Draft, KeptFile
from wagtail_crowdsolving.exceptions import NotAllowed

#: Forms that take files: of a text (``forms.target_of``), and of a challenge's life.
TARGET = re.compile(r"(page|reply|build|edit|picture|document|moment)-[0-9]{1,18}")
#: What an ``Attachment`` takes over from a ``KeptFile``, its key first.
TAKEN_OVER = ("id", "file", "name", "description", "content_type", "size", "width", "height")


def keep_files(
    *, by, target, submission_key, attachments=(), described=None, remove_attachments=()
):
    """Keep the files of a form at ``target`` (``TARGET``) until it is sent.

    ``attachments``: new ones, a list of ``(uploaded file, description)``; the same file is kept once.
    ``described``: what is now said of those kept before, ``{their key: description}``, which become files
    of this form (``submission_key``); ``remove_attachments``: the keys of those that go. Where a member
    keeps more than ``KEPT_FILES_PER_MEMBER`` files or ``KEPT_BYTES_PER_MEMBER``, the oldest ones of other
    forms go.

    What can be kept is, also where ``ValidationError`` ("attachments") says what cannot. Raises
    ``NotAllowed``. Returns the form's files. No audit line: nobody else is concerned.
    """
    if not rules.can_take_part(by) or not TARGET.fullmatch(target):
        raise NotAllowed
    form_key = str(uuid.UUID(str(submission_key)))
    most, problems = conf.ATTACHMENTS_PER_CONTRIBUTION, []
    removed = reading.keys(remove_attachments, most)
    descriptions = reading.descriptions(described or {}, most, problems)
    uploads = reading.by_digest(attachments, most)
    here = KeptFile.objects.filter(user=by, target=target)
    known = set(here.filter(digest__in=uploads).values_list("digest", flat=True))
    new = reading.read_new(uploads, known, KeptFile, problems)
    with reading.kept_on_success(new), transaction.atomic():
        # The member's row stands for what they keep: two posts in one instant are counted one by one.
        get_user_model()._default_manager.select_for_update(no_key=True).get(pk=by.pk)
        files = []
        for one in here:
            if one.pk in removed:
                one.delete()
            elif one.form_key == form_key or one.pk in descriptions or one.digest in uploads:
                one.form_key = form_key
                one.description = descriptions.get(one.pk, one.description)
                one.save(update_fields=["form_key", "description"])
                files.append(one)
        if descriptions.keys() - removed - {one.pk for one in files}:
            problems.append(reading.gone())
        kept = {one.digest for one in files}
        new = [one for one in new if one.digest not in kept]
        try:
            reading.check_number(len(files) + len(new), most)
        except ValidationError as error:
            problems.append(error)
        for one in new[: max(0, most - len(files))]:
            one.user, one.target, one.form_key = by, target, form_key
            one.save(force_insert=True)
            files.append(one)
        _make_room(by, {one.pk for one in files})
    if problems:
        raise ValidationError({"attachments": problems})
    return files


def discard_files(*, by, target, submission_key=None):
    """Throw away what was kept at ``target``, or of one form there. Asked again, it changes nothing."""
    if not rules.can_take_part(by):
        raise NotAllowed
    kept = KeptFile.objects.filter(user=by, target=target)
    if submission_key is not None:
        kept = kept.filter(form_key=str(submission_key))
    kept.delete()


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


def _make_room(by, own):
    """Delete the oldest files that ``by`` keeps in other forms, where they keep too many or too much."""
    mine = list(KeptFile.objects.filter(user=by))
    number, size = len(mine), sum(one.size for one in mine)
    for one in mine:
        if number <= conf.KEPT_FILES_PER_MEMBER and size <= conf.KEPT_BYTES_PER_MEMBER:
            break
        if one.pk not in own:
            number, size = number - 1, size - one.size
            one.delete()
