"""System checks that read the database.

They run with ``check --database default`` and ``migrate``; from Django 6.1 with every ``check``.
"""

from django.core.checks import Tags, Warning, register
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Count, Q
from django.utils import timezone
from wagtail.models import Task

from wagtail_crowdsolving.challenges.models import ChallengeIndexMixin
from wagtail_crowdsolving.challenges.queries import page_models
from wagtail_crowdsolving.selection import queries
from wagtail_crowdsolving.selection.models import Committee, CommitteeReviewTask, Membership


def _warning(number, message, hint):
    return Warning(message, hint=hint, id=f"wagtail_crowdsolving.W{number:03}")


@register(Tags.database)
def check_selection(app_configs=None, databases=None, **kwargs):
    """W020 to W023: what keeps committees from deciding, and what leads past them."""
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    tables = {CommitteeReviewTask._meta.db_table, Membership._meta.db_table}
    tables |= {model._meta.db_table for model in page_models(ChallengeIndexMixin)}
    if not tables <= set(connections[DEFAULT_DB_ALIAS].introspection.table_names()):
        return []  # before the first migration
    return [*_steps(), *_committees(), *_publishers()]


def _steps():
    for task in CommitteeReviewTask.objects.filter(active=True, committee=None, fallback=None):
        yield _warning(
            20,
            f"The step “{task}” names no committee, nor one for the themes that none answers for.",
            "Choose its “committee for all other themes” in the admin, under Settings → Workflow tasks.",
        )


def _committees():
    sitting = _sitting()
    committees = Committee.objects.filter(is_active=True).annotate(
        voters=Count("memberships", sitting & ~Q(memberships__role=Membership.Role.OBSERVER)),
        chairs=Count("memberships", sitting & Q(memberships__role=Membership.Role.CHAIR)),
    )
    for committee in committees:
        if committee.voters < committee.quorum:
            yield _warning(
                21,
                f"“{committee}” has {committee.voters} members who give an opinion today, and a "
                f"quorum of {committee.quorum}: it cannot reach an outcome.",
                "Add members to it, or lower its quorum.",
            )
        if not committee.chairs:
            yield _warning(
                22,
                f"Nobody chairs “{committee}” today.",
                "Give one of its members the role of chair; until then coordinators write its decisions.",
            )


def _sitting():
    """Memberships that hold today (``rules.sitting_on``), seen from the committee."""
    day = timezone.localdate()
    return (
        Q(memberships__user__is_active=True)
        & (Q(memberships__starts_on=None) | Q(memberships__starts_on__lte=day))
        & (Q(memberships__ends_on=None) | Q(memberships__ends_on__gte=day))
    )


def _publishers():
    for model in page_models(ChallengeIndexMixin):
        for page in model.objects.all():
            workflow = page.get_workflow()
            if workflow is None or not _has_committee(workflow):
                continue
            if groups := list(queries.who_can_publish(page)):
                names = ", ".join(f"“{group}”" for group in groups)
                yield _warning(
                    23,
                    f"Groups may publish challenges under “{page}” that no committee has examined: "
                    f"{names}.",
                    "Take their right to publish there away in the admin, under Settings → Groups.",
                )


def _has_committee(workflow):
    tasks = Task.objects.active().filter(workflow_tasks__workflow=workflow)
    return any(issubclass(task.specific_class or object, CommitteeReviewTask) for task in tasks)
