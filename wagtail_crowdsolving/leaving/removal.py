"""Taking everything of the package out of a site's database, in the one order in which that works.

The guards that keep records for ever would refuse each step by itself: here whole tables go, after
``copying`` has written what is to be kept. ``docs/removing.md`` tells it from the outside.
"""

from typing import NamedTuple

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.models import BaseLogEntry, PageLogEntry, ReferenceIndex, Task, WorkflowState

from wagtail_crowdsolving.contributions.models import Contribution
from wagtail_crowdsolving.leaving import surroundings
from wagtail_crowdsolving.leaving.belongings import (
    APP,
    OURS,
    batches,
    own_content_types,
    own_rows,
    page_model,
    pages,
    types,
)
from wagtail_crowdsolving.leaving.obstacles import refusals
from wagtail_crowdsolving.upkeep.orders import PREFIX

#: How the actions of the package begin in Wagtail's logs, and its functions in a queue.
LOGGED = f"{APP}."
#: How many pages a line of the plan names.
NAMED = 10


class Plan(NamedTuple):
    """What would go: ``rows`` a kind of thing, with how many; and ``refusals``, why it can't go yet."""

    rows: list[tuple[str, int]]
    refusals: list[str]


def plan(*, keep_groups: bool = False) -> Plan:
    """What ``remove`` would do. Nothing is changed."""
    rows = [(_("pages"), pages().count())]
    for model in own_rows():
        if not model._meta.auto_created:
            rows.append((str(model._meta.verbose_name_plural), model._base_manager.count()))
    rows.append(_discussions_elsewhere())
    rows += _around()
    workflows, steps, further = surroundings.workflows(_texts(pages()))
    rows += [(_("workflows"), len(workflows)), (_("steps of workflows"), len(steps + further))]
    if not keep_groups:
        for group in surroundings.groups(steps + further):
            rows.append((_("group “%(name)s”, with its members") % {"name": group}, 1))
    for waiting in _waiting():
        rows.append((str(waiting.model._meta.verbose_name_plural), waiting.count()))
    return Plan([row for row in rows if row[1]], refusals())


def _texts(found):
    """The keys of pages as a generic relation holds them."""
    return [str(key) for key in found.values_list("pk", flat=True)]


def _discussions_elsewhere():
    """What was written below pages that stay."""
    found = Contribution._base_manager.exclude(page__in=pages())
    titles = list(
        page_model().objects.filter(pk__in=found.values("page")).values_list("title", flat=True)
    )
    named = [f"“{title}”" for title in titles[:NAMED]] + ["…"] * (len(titles) > NAMED)
    return _("contributions on pages of yours, which stay: %(pages)s") % {
        "pages": ", ".join(named)
    }, found.count()


def _around():
    """What goes with the package from the tables of others, by the name of a thing."""
    found: dict[type[models.Model], Q] = {}
    for model, field, rows in surroundings.pointing(own_content_types()):
        kept = field.remote_field.on_delete is models.SET_NULL
        # Steps of workflows are counted by themselves.
        if model._meta.auto_created or issubclass(model, Task) or kept:
            continue
        if surroundings.goes_with(model, field):
            found[model] = found.get(model, Q()) | rows
    return [
        (str(model._meta.verbose_name_plural), model._base_manager.filter(rows).count())
        for model, rows in found.items()
    ]


def remove(*, keep_groups: bool = False) -> list[models.fields.files.FieldFile]:
    """Take it all away, at once or not at all; the empty tables stay (``tables.drop``).

    ``keep_groups``: the groups of ``setup_crowdsolving`` stay with their members, without the rights
    that mean nothing any more. Returns the private files, to be deleted after (``delete_files``).
    """
    files = _files()
    with transaction.atomic():
        keys = list(pages().values_list("pk", "translation_key"))
        found = own_content_types()
        workflows, steps, further = surroundings.workflows(_texts(pages()))
        groups = [] if keep_groups else surroundings.groups(steps + further)
        for waiting in _waiting():
            waiting.delete()
        comments = list(Contribution._base_manager.values_list("pk", flat=True))
        _rows()
        _comments(comments)
        _workflows(keys, workflows, steps, further)
        _translations(found, keys)
        _foreign_rows(found, keys)
        pages().delete()
        _queue()
        for group in groups:
            group.delete()
        # What receivers wrote while the pages went.
        _rows()
        _foreign_rows(found, keys)
        # A page type of the site's own is the site's.
        gone = [one for one in found if one.app_label in OURS]
        Permission.objects.filter(content_type__in=gone).delete()
        ContentType.objects.filter(pk__in=[one.pk for one in gone]).delete()
    ContentType.objects.clear_cache()
    return files


def _rows():
    """The package's own tables, emptied. Constraints are looked at when the transaction ends."""
    for model in own_rows():
        queryset = model._base_manager.all()
        queryset._raw_delete(queryset.db)


def _comments(keys):
    """The rows of django-comments and comments-xtd of which contributions were made."""
    for parent in reversed(Contribution._meta.get_parent_list()):
        for some in batches(keys):
            parent._base_manager.filter(pk__in=some).delete()


def _workflows(keys, workflows, steps, further):
    """What ``surroundings.workflows`` found, and the examinations of pages that go."""
    WorkflowState.objects.filter(
        object_id__in=[str(key) for key, _translation in keys],
        base_content_type__in=types([page_model()]),
    ).delete()
    for workflow in workflows:
        workflow.delete()
    for task in further:
        task.delete()
    for step in steps:
        # What is the site's own and waits for a committee has its examination ended.
        WorkflowState.objects.filter(current_task_state__task=step).update(
            status=WorkflowState.STATUS_CANCELLED, current_task_state=None
        )
        step.delete()


def _foreign_rows(found, pages):
    """What other apps keep of these things by their type: revisions, logs, indexes, translations."""
    keys = [key for key, _translation in pages]
    ReferenceIndex.objects.filter(
        to_content_type__in=types([page_model()]), to_object_id__in=[str(key) for key in keys]
    ).delete()
    PageLogEntry.objects.filter(page__in=keys).delete()
    for model in apps.get_models():
        if issubclass(model, BaseLogEntry) and model._meta.app_label not in OURS:
            model._base_manager.filter(action__startswith=LOGGED).delete()
    for model, field, rows in surroundings.typed(found):
        if surroundings.goes_with(model, field):
            model._base_manager.filter(rows).delete()


def _translations(found, pages):
    """What wagtail-localize keeps of these things; its keys protect one another, so from the leaves up."""
    if not apps.is_installed("wagtail_localize"):
        return

    def rows(name, **having):
        return apps.get_model("wagtail_localize", name).objects.filter(**having)

    things = rows("TranslatableObject", content_type__in=found) | rows(
        "TranslatableObject", translation_key__in={translation for _key, translation in pages}
    )
    things = list(things.values_list("pk", flat=True))
    strings = rows("String", segments__source__object__in=things).distinct()
    strings = list(strings.values_list("pk", flat=True))
    rows("TranslationSource", object__in=things).delete()
    rows("RelatedObjectSegment", object__in=things).delete()
    rows("StringTranslation", context__object__in=things).delete()
    rows("TranslationContext", object__in=things).delete()
    rows("TranslatableObject", pk__in=things).delete()
    # What a page of the site's own says too, or said, is its translation memory.
    for some in batches(strings):
        rows("String", pk__in=some, segments=None, translations=None).delete()


def _waiting():
    """Jobs and schedules of the package, where a table keeps them."""
    found = []
    if apps.is_installed("django_q"):
        schedules = apps.get_model("django_q", "Schedule").objects
        found.append(schedules.filter(name__startswith=PREFIX))
        found.append(apps.get_model("django_q", "Task").objects.filter(func__startswith=LOGGED))
    for model in apps.get_models():
        # Of the backend of Django's tasks in a database (django-tasks-db).
        if model.__name__ == "DBTaskResult":
            found.append(model._base_manager.filter(task_path__startswith=LOGGED))
    return found


def _queue():
    """What waits in django-q2's own table, whose rows are sealed."""
    if not apps.is_installed("django_q"):
        return
    for waiting in apps.get_model("django_q", "OrmQ").objects.all():
        if str(waiting.task.get("func", "")).startswith(LOGGED):
            waiting.delete()


def _files():
    """The private files of these rows."""
    return [
        getattr(row, field.name)
        for model in own_rows()
        for field in model._meta.local_fields
        if isinstance(field, models.FileField)
        for row in model._base_manager.exclude(**{field.name: ""}).only("pk", field.name)
    ]


def delete_files(files: list[models.fields.files.FieldFile]) -> list[str]:
    """Delete them one by one. Returns what could not be deleted: its name, and why."""
    failed = []
    for file in files:
        try:
            file.remove()
        except Exception as error:
            failed.append(f"{file.name}: {error}")
    return failed
