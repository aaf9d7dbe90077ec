"""The records that a site keeps of the package can be brought back."""

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from wagtail.models import Page, PageLogEntry, Revision, TaskState, WorkflowState

from tests import factories
from tests.leaving.test_leaving import command, lived_in  # noqa: F401
from tests.testapp.models import OwnChallenge
from wagtail_crowdsolving.contributions.models import Contribution
from wagtail_crowdsolving.leaving import records, removal

pytestmark = pytest.mark.django_db


def everything():
    """All values of the package's tables, but for keys of types, which are new ones."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label in removal.OURS:
            names = [
                field.attname
                for field in model._meta.concrete_fields
                if field.related_model is not ContentType
            ]
            rows = model._base_manager.order_by("pk").values(*names)
            found[model._meta.label] = list(rows)
    return found


def test_what_was_removed_comes_back_whole(lived_in, tmp_path):  # noqa: F811
    own = OwnChallenge(title="Défi à soi", slug="a-soi", guiding_question="Où ?", summary="Ici.")
    lived_in.get_site().root_page.add_child(instance=own)
    lived_in.themes = [factories.ThemeFactory()]
    lived_in.save()
    path = tmp_path / "records.jsonl"
    records.write_records(path)
    before = everything()
    people = get_user_model().objects.count()
    history = [
        sorted(map(str, model.objects.values_list("pk", flat=True)))
        for model in (Page, PageLogEntry, Revision, WorkflowState, TaskState)
    ]
    command("crowdsolving_remove", yes=True, keep_tables=True)
    assert not Contribution.objects.exists()
    call_command("loaddata", path, verbosity=0)
    call_command("fixtree", verbosity=0)
    connection.check_constraints()
    after = everything()
    for table, rows in before.items():
        assert after[table] == rows, table
    assert history == [
        sorted(map(str, model.objects.values_list("pk", flat=True)))
        for model in (Page, PageLogEntry, Revision, WorkflowState, TaskState)
    ]
    again = OwnChallenge.objects.get(pk=own.pk)
    assert again.title == "Défi à soi"
    assert type(lived_in).objects.get(pk=lived_in.pk).themes.count() == 1
    assert Page.find_problems() == ([], [], [], [], [])
    assert get_user_model().objects.count() == people
