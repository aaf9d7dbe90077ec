"""The read side of the catalogue: a project's path, and where it came from."""

import swapper
from django.utils.translation import gettext as _

from wagtail_crowdsolving.catalogue.filters import STAGE_RANK
from wagtail_crowdsolving.catalogue.models import StageEntry
from wagtail_crowdsolving.catalogue.words import Conclusion, Stage
from wagtail_crowdsolving.network.queries import shared_key, unrestricted

swapper.set_app_prefix("wagtailcore", "wagtail")


def entries_of(page):
    """The recorded stages of a project, whichever of its translations ``page`` is."""
    return StageEntry.objects.of_versions(shared_key(page))


def current_stage_of(page):
    """The furthest stage that a project reached, or ``None``. One query."""
    return entries_of(page).order_by(STAGE_RANK.desc()).values_list("stage", flat=True).first()


def path_of(page):
    """``[{stage, label, entry, is_current, absence}]``: all stages in the order of the path.

    ``entry`` is ``None`` on those that were not reached; ``absence`` then says in words whether
    they are yet to come, were not recorded, or are ruled out by a study. One query.
    """
    entries = {entry.stage: entry for entry in entries_of(page)}
    stages = list(Stage)
    furthest = max((stages.index(stage) for stage in stages if stage.value in entries), default=-1)
    last = entries.get(stages[furthest].value) if furthest >= 0 else None
    is_over = last is not None and last.conclusion == Conclusion.NO_GO
    ahead = _("Not pursued") if is_over else _("Yet to come")
    return [
        {
            "stage": stage.value,
            "label": stage.label,
            "entry": entries.get(stage.value),
            "is_current": place == furthest,
            "absence": ahead if place > furthest >= 0 else _("Not recorded"),
        }
        for place, stage in enumerate(stages)
    ]


def challenge_of(project):
    """The challenge that a project came from, in the project's language where there is one.

    A base page, or ``None`` where it is not live or not for everybody. One query.
    """
    if project.origin_challenge_id is None:
        return None
    base = swapper.load_model("wagtailcore", "Page")
    key = base.objects.filter(pk=project.origin_challenge_id).values("translation_key")
    versions = unrestricted(base.objects.live().filter(translation_key__in=key)).order_by("pk")
    return in_language(versions, project.locale_id)


def in_language(versions, locale_id):
    """The version in the language ``locale_id`` where there is one, else the first; ``None`` for none."""
    return min(versions, key=lambda page: page.locale_id != locale_id, default=None)
