"""The doors of organisations, themes and territories."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.deletion import ProtectedError
from django.dispatch import Signal
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import ReferenceIndex
from wagtail.search import index

from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.network import references, rules

MERGED = "wagtail_crowdsolving.merge"

#: Sent within the transaction of ``merge``: ``sender`` the model, ``places`` {old key: new key}. For
#: what names a row otherwise than by a foreign key, a stream or a revision.
merged = Signal()


def merge(*, doubled, into, by):
    """Put ``into`` wherever ``doubled`` is named, in all languages, drafts and earlier versions too.

    ``doubled`` and its translations go afterwards. A language in which ``into`` has no version gets
    ``into`` itself. What is frozen in a record keeps the name that it had. Raises
    ``ValidationError`` ("into"), ``NotAllowed``, and ``Conflict`` where one of them is gone or named
    anew while this runs.
    """
    model = type(doubled)
    if type(into) is not model or into.translation_key == doubled.translation_key:
        raise ValidationError({"into": _("Choose another one of the same kind.")})
    if not rules.can_merge(by, model):
        raise NotAllowed
    with transaction.atomic():
        keys = [doubled.translation_key, into.translation_key]
        rows = list(
            model.objects.select_for_update().filter(translation_key__in=keys).order_by("pk")
        )
        going = [row for row in rows if row.translation_key == doubled.translation_key]
        kept = {row.locale_id: row for row in rows if row.translation_key == into.translation_key}
        if not going or into.pk not in {row.pk for row in kept.values()}:
            raise Conflict(_("Somebody else has deleted it in the meantime."))
        pairs = [(row, kept.get(row.locale_id, kept[into.locale_id])) for row in going]
        if any(row.is_active and not target.is_active for row, target in pairs):
            raise ValidationError({"into": _("This entry is not active: switch it on first.")})
        places = {row.pk: target.pk for row, target in pairs}
        for changed in references.replace(model, places):
            if ReferenceIndex.model_is_indexable(type(changed)):
                ReferenceIndex.create_or_update_for_object(changed)
            if isinstance(changed, index.Indexed):
                index.insert_or_update_object(changed)
        merged.send(model, places=places)
        try:
            for row in going:
                row.delete()
        except ProtectedError as error:
            raise Conflict(
                _("What names it was saved in the meantime: nothing is merged. Try again.")
            ) from error
        log(into, MERGED, user=by, data={"replaced": sorted(places)})
    return into
