"""Taking everything of the package out of a site's database, in the one order in which that works.

The guards that keep records for ever would refuse each step by itself: here whole tables go, after
``copying`` has written what is to be kept. ``docs/removing.md`` tells it from the outside.
"""

from typing import NamedTuple

import swapper
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import (
    GroupPagePermission,
    PageLogEntry,
    ReferenceIndex,
    Site,
    Task,
    Workflow,
    WorkflowState,
)

from wagtail_crowdsolving import conf, editors
from wagtail_crowdsolving.leaving.belongings import APP, OURS, own_models, own_rows, own_types
from wagtail_crowdsolving.page_types import page_types
from wagtail_crowdsolving.upkeep.orders import PREFIX

#: Apps whose permissions ``setup_crowdsolving`` gives to its groups.
GIVEN = (*OURS, "wagtailadmin", "wagtail_localize")
#: How the actions of the package begin in Wagtail's logs, and its functions in a queue.
LOGGED = f"{APP}."


class Plan(NamedTuple):
    """What would go: ``rows`` a kind of thing, with how many; and ``refusals``, why it can't go yet."""

    rows: list[tuple[str, int]]
    refusals: list[str]


def _pages():
    return swapper.load_model("wagtailcore", "Page").objects.filter(
        content_type__in=_types(own_types())
    )


def _types(found):
    return list(ContentType.objects.get_for_models(*found, for_concrete_models=False).values())


def plan() -> Plan:
    """What ``remove`` would do. Nothing is changed."""
    rows = [(_("pages"), _pages().count())]
    for model in own_rows():
        if not model._meta.auto_created and (number := model._base_manager.count()):
            rows.append((str(model._meta.verbose_name_plural), number))
    return Plan(rows, _refusals())


def _refusals():
    """Why it can't be done, in words: what is the site's own and hangs on something of the package."""
    pages = list(_pages())
    found = []
    for site in Site.objects.filter(root_page__in=[page.pk for page in pages]):
        found.append(
            _("“%(page)s” is the first page of the site %(site)s: give the site another one.")
            % {"page": site.root_page, "site": site.hostname}
        )
    own = {page.pk for page in pages}
    for page in pages:
        for below in page.get_descendants().exclude(pk__in=own):
            found.append(
                _("“%(below)s” stands below “%(page)s”: move it elsewhere, or delete it.")
                % {"below": below.title, "page": page.title}
            )
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label in OURS or model in own_types():
            continue
        for field in model._meta.local_fields:
            target = field.related_model
            if target and (target._meta.app_label in OURS or target in own_types()):
                number = model._base_manager.exclude(**{field.name: None}).count()
                if number:
                    found.append(
                        ngettext(
                            "%(number)d row of %(model)s refers to %(target)s: empty its field %(field)s.",
                            "%(number)d rows of %(model)s refer to %(target)s: empty their field %(field)s.",
                            number,
                        )
                        % {
                            "number": number,
                            "model": model._meta.label,
                            "target": target._meta.label,
                            "field": field.name,
                        }
                    )
    return list(dict.fromkeys(found))


def remove(*, keep_groups: bool = False) -> None:
    """Take it all away, at once or not at all; the empty tables stay (``drop_tables``).

    ``keep_groups``: the groups of ``setup_crowdsolving`` stay with their members, without the rights
    that mean nothing any more.
    """
    files = _files()
    with transaction.atomic():
        pages = list(_pages().values_list("pk", "translation_key"))
        types = _types([*own_rows(), *own_types()])
        _comments()
        _rows()
        _workflows(pages)
        _translations(types, pages)
        _foreign_rows(types, pages)
        _pages().delete()
        _queue()
        _groups(keep_groups)
        # What receivers wrote while the pages went.
        _rows()
        _foreign_rows(types, pages)
        Permission.objects.filter(content_type__in=_types_of_tables(types)).delete()
        ContentType.objects.filter(pk__in=[one.pk for one in _types_of_tables(types)]).delete()
        transaction.on_commit(lambda: _delete_files(files))
    ContentType.objects.clear_cache()


def _types_of_tables(types):
    """Those that go: a page type of the site's own is the site's."""
    return [one for one in types if one.app_label in OURS]


def _rows():
    """The package's own tables, emptied. Constraints are looked at when the transaction ends."""
    for model in own_rows():
        queryset = model._base_manager.all()
        queryset._raw_delete(queryset.db)


def _comments():
    """The rows of django-comments and comments-xtd of which contributions are made."""
    model = apps.get_model("wagtail_crowdsolving", "Contribution")
    keys = list(model._base_manager.values_list("pk", flat=True))
    queryset = model._base_manager.all()
    queryset._raw_delete(queryset.db)
    for parent in reversed(model._meta.get_parent_list()):
        for start in range(0, len(keys), 500):
            parent._base_manager.filter(pk__in=keys[start : start + 500]).delete()


def _workflows(pages):
    """The steps of committees, and the workflows that are of nothing else's use."""
    model = apps.get_model("wagtail_crowdsolving", "CommitteeReviewTask")
    content_type = ContentType.objects.get_for_model(model)
    steps = Task.objects.filter(content_type=content_type)
    keys = [str(key) for key, _translation in pages]
    WorkflowState.objects.filter(object_id__in=keys).filter(
        base_content_type=ContentType.objects.get_for_model(
            swapper.load_model("wagtailcore", "Page")
        )
    ).delete()
    for workflow in Workflow.objects.filter(workflow_tasks__task__in=steps).distinct():
        others = list(workflow.tasks.exclude(pk__in=steps))
        if workflow.workflow_pages.exclude(page__in=[key for key, _translation in pages]).exists():
            continue  # it goes on without the step
        workflow.delete()
        for task in others:
            if not task.workflow_tasks.exists():
                task.delete()
    for step in steps:
        # What is the site's own and waits for a committee has its examination ended.
        WorkflowState.objects.filter(current_task_state__task=step).update(
            status=WorkflowState.STATUS_CANCELLED, current_task_state=None
        )
        step.delete()


def _foreign_rows(types, pages):
    """What other apps keep of these things by their type: revisions, logs, indexes, translations."""
    keys = [key for key, _translation in pages]
    page_model = swapper.load_model("wagtailcore", "Page")
    ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(page_model),
        to_object_id__in=[str(key) for key in keys],
    ).delete()
    PageLogEntry.objects.filter(page__in=keys).delete()
    skipped = {page_model, Permission}
    for model in apps.get_models():
        if model._meta.app_label in OURS or model in skipped or issubclass(model, page_model):
            continue
        names = {field.name for field in model._meta.local_fields}
        if {"action", "object_id"} <= names or issubclass(model, PageLogEntry):
            model._base_manager.filter(action__startswith=LOGGED).delete()
        for field in model._meta.local_fields:
            if field.related_model is ContentType and not model._meta.proxy:
                model._base_manager.filter(**{f"{field.name}__in": types}).delete()


def _translations(types, pages):
    """What wagtail-localize keeps of these things; its keys protect one another, so from the leaves up."""
    if not apps.is_installed("wagtail_localize"):
        return

    def rows(name, **found):
        return apps.get_model("wagtail_localize", name).objects.filter(**found)

    things = rows("TranslatableObject", content_type__in=types) | rows(
        "TranslatableObject", translation_key__in={translation for _key, translation in pages}
    )
    things = list(things.values_list("pk", flat=True))
    rows("TranslationSource", object__in=things).delete()
    rows("RelatedObjectSegment", object__in=things).delete()
    rows("StringTranslation", context__object__in=things).delete()
    rows("TranslationContext", object__in=things).delete()
    rows("TranslatableObject", pk__in=things).delete()
    rows("String", segments=None).delete()


def _queue():
    if not apps.is_installed("django_q"):
        return
    apps.get_model("django_q", "Schedule").objects.filter(name__startswith=PREFIX).delete()
    apps.get_model("django_q", "Task").objects.filter(func__startswith=LOGGED).delete()
    for waiting in apps.get_model("django_q", "OrmQ").objects.all():
        if str(waiting.task.get("func", "")).startswith(LOGGED):
            waiting.delete()


def _groups(keep):
    page_model = swapper.load_model("wagtailcore", "Page")
    theirs = [name.partition(".")[2] for name in editors.permissions()]
    edited = page_model.objects.filter(content_type__in=_types(page_types(editors.EditedPageMixin)))
    for group in Group.objects.filter(name__in=conf.GROUPS.values()):
        rights = group.permissions.exclude(content_type__app_label__in=GIVEN).exclude(
            codename__in=theirs
        )
        pages = GroupPagePermission.objects.filter(group=group).exclude(page__in=edited)
        if not keep and not rights.exists() and not pages.exists():
            group.delete()


def _files():
    """The private files of these rows."""
    return [
        getattr(row, field.name)
        for model in own_rows()
        for field in model._meta.local_fields
        if isinstance(field, models.FileField)
        for row in model._base_manager.exclude(**{field.name: ""}).only("pk", field.name)
    ]


def _delete_files(files):
    for file in files:
        file.remove()


def drop_tables() -> list[str]:
    """Drop the package's tables, which must be empty, and forget its migrations. Returns their names.

    ``migrate … zero`` would take with it whatever a site's own migrations built upon them.
    """
    ours = [model for model in apps.get_models() if model._meta.app_label in OURS]
    dropped = []
    with connection.schema_editor() as editor:
        for model in ours:
            editor.delete_model(model)
            dropped.append(model._meta.db_table)
    MigrationRecorder(connection).migration_qs.filter(app__in=OURS).delete()
    return dropped
