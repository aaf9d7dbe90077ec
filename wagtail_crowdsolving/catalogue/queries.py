"""The read side of the catalogue: a project's path, where it came from, what came out of a challenge."""

import swapper
from django.apps import apps
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, Value
from django.utils.translation import gettext as _

from wagtail_crowdsolving.catalogue.filters import (
    STAGE_RANK,
    with_current_stage,
    with_latest_stage_date,
)
from wagtail_crowdsolving.catalogue.models import CatalogueProjectMixin, StageEntry
from wagtail_crowdsolving.catalogue.stages import Conclusion, Stage
from wagtail_crowdsolving.challenges.models import ChallengeIndexMixin
from wagtail_crowdsolving.network.queries import unrestricted

swapper.set_app_prefix("wagtailcore", "wagtail")

__all__ = [
    "challenge_of",
    "current_stage_of",
    "entries_of",
    "path_of",
    "projects_from",
    "with_current_stage",
    "with_latest_stage_date",
]


def entries_of(page):
    """The recorded stages of a project, whichever of its translations ``page`` is."""
    return StageEntry.objects.filter(page__translation_key=page.translation_key)


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
    if project.challenge_id is None:
        return None
    base = swapper.load_model("wagtailcore", "Page")
    key = base.objects.filter(pk=project.challenge_id).values("translation_key")
    versions = unrestricted(base.objects.live().filter(translation_key__in=key)).order_by("pk")
    return _in_language(versions, project.locale_id)


def projects_from(challenge):
    """The catalogue projects that came from a challenge, in its language where there is a version.

    Base pages that everybody may read, sorted by title. One query, whatever the number of
    project types; none where ``has_projects`` came with the challenge and says no.
    """
    if not getattr(challenge, "has_projects", True):
        return []
    base = swapper.load_model("wagtailcore", "Page")
    came_from = Q()
    for model in apps.get_models():
        if issubclass(model, CatalogueProjectMixin):
            projects = model.objects.filter(
                challenge__translation_key=challenge.translation_key
            ).order_by()
            came_from |= Q(translation_key__in=projects.values("translation_key"))
    if not came_from:
        return []
    versions = {}
    for page in unrestricted(base.objects.live().filter(came_from)).order_by("pk"):
        versions.setdefault(page.translation_key, []).append(page)
    return sorted(
        (_in_language(pages, challenge.locale_id) for pages in versions.values()),
        key=lambda page: page.title.casefold(),
    )


def has_projects():
    """An expression for a queryset of challenges: whether a project names it, or a translation of it."""
    named = Q()
    for model in apps.get_models():
        if issubclass(model, CatalogueProjectMixin):
            projects = model.objects.filter(challenge__translation_key=OuterRef("translation_key"))
            named |= Q(Exists(projects.order_by()))
    return ExpressionWrapper(named, output_field=BooleanField()) if named else Value(False)


ChallengeIndexMixin.page_annotations["has_projects"] = has_projects


def _in_language(versions, locale_id):
    return min(versions, key=lambda page: page.locale_id != locale_id, default=None)
