"""The doors through which a project's path is written."""

import swapper
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from wagtail_crowdsolving import signals
from wagtail_crowdsolving.catalogue import rules
from wagtail_crowdsolving.catalogue.models import StageEntry
from wagtail_crowdsolving.catalogue.words import Precision, Stage
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.network.queries import canonical
from wagtail_crowdsolving.records.pages import archived_message
from wagtail_crowdsolving.records.queries import archive_of
from wagtail_crowdsolving.text import clean_typed

swapper.set_app_prefix("wagtailcore", "wagtail")

RECORDED = "wagtail_crowdsolving.stage_recorded"
REMOVED = "wagtail_crowdsolving.stage_removed"
NOTE_LENGTH = StageEntry._meta.get_field("note").max_length


def record_stage(*, page, stage, reached_on, by, precision=Precision.MONTH, conclusion="", note=""):
    """Write, or correct, the day on which a project reached a stage.

    ``page`` is any language version; the stage belongs to the one that all share. Raises
    ``NotAllowed``, ``Conflict`` where it is archived, ``ValidationError`` (with fields). Returns the
    ``StageEntry``.
    """
    shared = canonical(page)
    if not rules.can_record_stages(by, shared):
        raise NotAllowed
    try:
        note = clean_typed(note, NOTE_LENGTH)
    except ValidationError as error:
        raise ValidationError({"note": error}) from error
    with transaction.atomic():
        _lock(shared)
        entry = StageEntry.objects.filter(page=shared, stage=stage).first() or StageEntry(
            page=shared, stage=stage
        )
        entry.reached_on = reached_on
        entry.precision = precision
        entry.conclusion = conclusion
        entry.note = note
        entry.recorded_by = by
        _validate(entry)
        entry.save()
        log(
            shared.specific,
            RECORDED,
            user=by,
            data={
                "stage": stage,
                "reached_on": entry.reached_on.isoformat(),
                "precision": precision,
            },
        )
        signals.send(signals.stage_recorded, sender=StageEntry, entry=entry, page=shared)
    return entry


def remove_stage(*, entry, by):
    """Take a stage that was recorded by mistake out of a project's path.

    Raises ``NotAllowed``, ``Conflict`` where it is gone already or the project is archived.
    """
    if not rules.can_record_stages(by, entry.page):
        raise NotAllowed
    with transaction.atomic():
        _lock(entry.page)
        if not StageEntry.objects.filter(pk=entry.pk).exists():
            raise Conflict(_("This stage was removed by somebody else in the meantime."))
        log(entry.page.specific, REMOVED, user=by, data={"stage": entry.stage})
        entry.delete()


def _lock(page):
    """One writer at a time for one project's path; nobody writes that of an archived one."""
    base = swapper.load_model("wagtailcore", "Page")
    if archive_of(base.objects.select_for_update().get(pk=page.pk)):
        raise Conflict(archived_message())


def _validate(entry):
    if entry.conclusion and entry.stage != Stage.STUDY:
        raise ValidationError({"conclusion": _("Only a study has a conclusion.")})
    entry.full_clean()
