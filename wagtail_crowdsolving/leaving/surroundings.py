"""What stands around the package in a site's database: what goes with it, and what is the site's own.

Tables of Wagtail and of the packages that are built upon with it (``KNOWN``) have a meaning that is known here; the
rows of any other table are the site's, and nothing deletes them.
"""

from collections.abc import Iterator

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from modelcluster.fields import ParentalKey
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Site,
    Task,
    TaskState,
    Workflow,
    WorkflowState,
)

from wagtail_crowdsolving import conf, editors, role_rights, upstream
from wagtail_crowdsolving.contributions.models import Contribution
from wagtail_crowdsolving.leaving.belongings import (
    OURS,
    own_content_types,
    own_rows,
    own_types,
    page_model,
    pages,
    types,
)
from wagtail_crowdsolving.page_types import page_types
from wagtail_crowdsolving.selection.task import CommitteeReviewTask

KNOWN = {
    "django",
    "django_comments",
    "django_comments_xtd",
    "django_q",
    "modelsearch",
    "taggit",
    "wagtail",
}
#: What ``setup_crowdsolving`` gives to its groups besides the package's own rights.
GIVEN = {"wagtailadmin.access_admin", upstream.SUBMIT_TRANSLATION}


def is_known(model: type[models.Model]) -> bool:
    """Whether it is a table of Wagtail, or of a package that is known here."""
    package = model._meta.app_config.name.partition(".")[0]
    return package in KNOWN or package.startswith("wagtail_")


def _others() -> list[type[models.Model]]:
    """The models around the package, without those that go whole. A table between two belongs to its owner."""
    own = {*own_rows(), *own_types()}
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if (model._meta.auto_created or model) not in own and model not in own
    ]


def referring() -> Iterator[tuple[type[models.Model], models.Field, Q]]:
    """Each foreign key to what goes, with what finds the rows that hold one."""
    rows = set(own_rows())
    comments = Contribution._meta.get_parent_list()
    above = {
        page_model(): pages,
        **{parent: pages for model in own_types() for parent in model._meta.get_parent_list()},
        **dict.fromkeys(own_types(), pages),
        **dict.fromkeys(comments, Contribution._base_manager.all),
    }
    for model in _others():
        if model in (Site, page_model(), *comments):
            continue
        for field in model._meta.local_fields:
            target = field.related_model and field.related_model._meta.concrete_model
            if target in rows:
                yield model, field, Q(**{f"{field.name}__isnull": False})
            elif target in above and not field.remote_field.parent_link:
                yield model, field, Q(**{f"{field.name}__pk__in": above[target]().values("pk")})


def typed(found: list[ContentType]) -> Iterator[tuple[type[models.Model], models.Field, Q]]:
    """Each foreign key to a content type, with what finds the rows of ``found``."""
    for model in _others():
        if model in (page_model(), Permission) or model._meta.proxy:
            continue
        for field in model._meta.local_fields:
            if field.related_model is ContentType:
                yield model, field, Q(**{f"{field.name}__in": found})


def pointing(found: list[ContentType]) -> Iterator[tuple[type[models.Model], models.Field, Q]]:
    """All that ``referring`` and ``typed`` find."""
    yield from referring()
    yield from typed(found)


def goes_with(model: type[models.Model], field: models.Field) -> bool:
    """Whether its rows go: those of a known package, and what is part of a page as its fields are."""
    return is_known(model) or isinstance(field, ParentalKey)


def workflows(keys: list[str]) -> tuple[list[Workflow], list[Task], list[Task]]:
    """What goes: workflows of nothing else's use, the committees' steps, and further steps of these workflows.

    ``keys``: of the pages that go.
    """
    ours = own_content_types()
    steps = list(Task.objects.filter(content_type__in=types([CommitteeReviewTask])))
    foreign = WorkflowState.objects.exclude(base_content_type__in=ours).exclude(
        base_content_type__in=types([page_model()]), object_id__in=keys
    )
    found = [
        workflow
        for workflow in Workflow.objects.filter(workflow_tasks__task__in=steps).distinct()
        if not workflow.workflow_pages.exclude(page__in=pages()).exists()
        and not workflow.workflow_content_types.exclude(content_type__in=ours).exists()
        and not foreign.filter(workflow=workflow).exists()
    ]
    further = Task.objects.filter(workflow_tasks__workflow__in=found).exclude(
        pk__in=[step.pk for step in steps]
    )
    further = [
        task
        for task in further.distinct()
        if not task.workflow_tasks.exclude(workflow__in=found).exists()
        and not TaskState.objects.filter(task=task, workflow_state__in=foreign).exists()
    ]
    return found, steps, further


def groups(steps: list[Task]) -> list[Group]:
    """The groups of ``setup_crowdsolving`` to which nothing but what that gives refers; members do not count.

    ``steps``: of workflows, that go.
    """
    return [
        group
        for group in Group.objects.filter(name__in=conf.GROUPS.values())
        if not _is_more_than_a_role(group, [step.pk for step in steps])
    ]


def _is_more_than_a_role(group, steps):
    given = {*GIVEN, *editors.permissions()}
    rights = group.permissions.exclude(content_type__app_label__in=OURS)
    for app, name in rights.values_list("content_type__app_label", "codename"):
        if f"{app}.{name}" not in given:
            return True
    for relation in Group._meta.get_fields(include_hidden=True):
        model = relation.related_model
        if not relation.auto_created or relation.concrete or model._meta.auto_created:
            continue  # no relation from elsewhere, or a table between many and many, seen by its owner
        if model is get_user_model():
            continue
        rows = model._base_manager.filter(**{relation.field.name: group})
        if issubclass(model, Task):
            rows = rows.exclude(pk__in=steps)
        for field in model._meta.local_fields:
            if field.related_model is page_model():
                rows = rows.exclude(**{f"{field.name}__in": pages()})
        if rows.exclude(_given_by_setup(group, model)).exists():
            return True
    return False


def _given_by_setup(group, model):
    """Those of the rights on pages and collections that ``setup_crowdsolving`` gives to ``group``."""
    roles = [role for role, name in conf.GROUPS.items() if name == group.name]
    if model is GroupPagePermission and "editors" in roles:
        edited = types(page_types(editors.EditedPageMixin))
        codes = [f"{action}_page" for action in editors.ACTIONS]
        return Q(page__content_type__in=edited, permission__codename__in=codes)
    if model is GroupCollectionPermission:
        found = Q(pk__in=[])
        for role in roles:
            for app, name in role_rights.MEDIA.items():
                codes = [f"{action}_{name}" for action in role_rights.MEDIA_ACTIONS.get(role, ())]
                found |= Q(permission__content_type__app_label=app, permission__codename__in=codes)
        return found & Q(collection=Collection.get_first_root_node())
    return Q(pk__in=[])
