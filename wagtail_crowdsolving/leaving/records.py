"""Every row of the package in one file, from which Django can bring it back.

A row that is made of several tables (a contribution is a comment, a challenge is a page) is written table by table,
the parents first; what Wagtail keeps of these pages stands with them.
"""

import os
from datetime import datetime

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.core.serializers.jsonl import Serializer
from django.db.models import Q
from wagtail.models import ReferenceIndex, Site, Task, TaskState, Workflow, WorkflowState

from wagtail_crowdsolving import conf
from wagtail_crowdsolving.leaving.belongings import (
    APP,
    OURS,
    batches,
    own_models,
    own_types,
    page_model,
)

#: What is derived from other rows, or made by ``migrate``; and wagtail-localize, whose segments the
#: translated pages hold.
DERIVED = {"wagtailsearch", "wagtail_localize", "contenttypes", "sessions"}


class _Exact(DjangoJSONEncoder):
    """Times to the microsecond, as they are stored."""

    def default(self, o):
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


class _Lines(Serializer):
    """A type of content goes by its name: its key is another one when the tables are made anew.

    Relations between many and many are rows of their own: modelcluster would not store those of a page.
    """

    def handle_fk_field(self, obj, field):
        if field.related_model is ContentType and getattr(obj, field.attname) is not None:
            found = ContentType.objects.get_for_id(getattr(obj, field.attname))
            self._current[field.name] = list(found.natural_key())
        else:
            super().handle_fk_field(obj, field)

    def handle_m2m_field(self, obj, field):
        pass


class _Records:
    """``number``: the lines written to ``file``, each row once."""

    def __init__(self, file):
        self.file, self.number, self._seen = file, 0, set()

    def add(self, queryset, *, with_many=True):
        """Write the rows of ``queryset``, whole: its model's parents before them."""
        model = queryset.model
        keys = list(queryset.order_by("pk").values_list("pk", flat=True))
        for table in (*reversed(model._meta.get_parent_list()), model):
            for some in batches(keys):
                rows = table._base_manager.filter(pk__in=some).order_by("pk")
                self._write([row for row in rows if (table, row.pk) not in self._seen])
            for field in table._meta.local_many_to_many if with_many else ():
                through = field.remote_field.through
                if through._meta.auto_created:
                    name = f"{field.m2m_field_name()}__in"
                    for some in batches(keys):
                        self.add(through._base_manager.filter(**{name: some}))

    def _write(self, rows, **options):
        if rows:
            _Lines().serialize(rows, stream=self.file, cls=_Exact, **options)
            self._seen.update((type(row), row.pk) for row in rows)
            self.number += len(rows)

    def add_types(self, types):
        """The types of content themselves, found or made by their names."""
        self._write(types, use_natural_primary_keys=True)


def write_records(path):
    """Every row of the package as a line of JSON, people's names and addresses with them: read by its owner alone.

    ``manage.py loaddata`` reads it (``.jsonl``) into the database that it comes from, with the package
    in it again: accounts, languages and libraries of pictures are not among the rows. How many lines.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        records = _Records(file)
        ours = [model for model in own_models() if not model._meta.auto_created]
        found = ContentType.objects.get_for_models(*ours, *own_types(), for_concrete_models=False)
        types = list(dict.fromkeys(found.values()))
        records.add_types(types)
        _groups(records)
        for model in dict.fromkeys([*ours, *own_types()]):
            records.add(model._base_manager.all())
        pages = list(
            page_model()._base_manager.filter(content_type__in=types).values_list("pk", flat=True)
        )
        _examinations(records, pages, types)
        _beside(records, pages, types)
    return records.number


def _groups(records):
    """The groups of the roles and who is in them; what they may do, ``setup_crowdsolving`` gives again."""
    groups = Group.objects.filter(name__in=conf.GROUPS.values())
    records.add(groups, with_many=False)
    memberships = get_user_model()._meta.get_field("groups").remote_field.through
    records.add(memberships._base_manager.filter(group__in=groups))


def _examinations(records, pages, types):
    """The workflows of these pages and of the steps of committees, with their other steps."""
    steps = Task.objects.filter(content_type__in=types)
    states = WorkflowState.objects.filter(
        Q(content_type__in=types) | Q(current_task_state__task__in=steps)
    )
    workflows = Workflow.objects.filter(
        Q(workflow_tasks__task__in=steps)
        | Q(workflow_states__in=states)
        | Q(workflow_pages__page__in=pages)
    ).distinct()
    for workflow in workflows:
        for step in workflow.tasks.all():
            records.add(type(step.specific)._base_manager.filter(pk=step.pk))
        records.add(Workflow.objects.filter(pk=workflow.pk))
        for name in ("workflow_tasks", "workflow_pages", "workflow_content_types"):
            if hasattr(workflow, name):
                records.add(getattr(workflow, name).all())
    records.add(states)
    for state in TaskState.objects.filter(Q(workflow_state__in=states) | Q(task__in=steps)):
        records.add(type(state.specific)._base_manager.filter(pk=state.pk))


def _beside(records, pages, types):
    """What other apps keep of these pages and types: revisions, logs, restrictions, subscriptions."""
    page = page_model()
    for model in apps.get_models():
        meta = model._meta
        if meta.app_label in (*OURS, *DERIVED) or meta.proxy or not meta.managed:
            continue
        if model in (Permission, ReferenceIndex, Site) or issubclass(model, page):
            continue
        names = {field.name for field in meta.local_fields}
        if {"action", "object_id"} <= names or {"action", "page"} <= names:
            records.add(model._base_manager.filter(action__startswith=f"{APP}."))
        for field in meta.local_fields:
            target = field.related_model
            if target is ContentType:
                records.add(model._base_manager.filter(**{f"{field.name}__in": types}))
            elif isinstance(target, type) and issubclass(target, page):
                for some in batches(pages):
                    records.add(model._base_manager.filter(**{f"{field.name}__in": some}))
