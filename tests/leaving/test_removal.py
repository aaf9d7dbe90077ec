"""What is the site's own is named or kept when the package goes."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import (
    GroupApprovalTask,
    Locale,
    Page,
    PageViewRestriction,
    Task,
    Workflow,
    WorkflowContentType,
)
from wagtail_localize.models import String, StringTranslation, TranslationSource

from tests import factories
from tests.leaving.test_leaving import command, lived_in  # noqa: F401  a fixture
from tests.testapp import models as own
from wagtail_crowdsolving import conf
from wagtail_crowdsolving.contributions.models import Contribution
from wagtail_crowdsolving.leaving import obstacles, removal, surroundings, tables

pytestmark = pytest.mark.django_db


def test_the_plan_names_what_goes_with_pages_and_what_was_said_elsewhere(lived_in, monkeypatch):  # noqa: F811
    root = lived_in.get_site().root_page
    talk = root.add_child(instance=own.Challenge(title="Causons", slug="causons"))
    factories.ContributionFactory(page=talk)
    Redirect.objects.create(old_path="/x", redirect_page=lived_in)
    Redirect.objects.create(old_path="/y", redirect_page=root)
    rows = dict(removal.plan().rows)
    assert rows[next(name for name in rows if "“Causons”" in name)] == 1
    assert rows[str(Redirect._meta.verbose_name_plural)] == 1
    for group in Group.objects.filter(name__in=conf.GROUPS.values()):
        assert any(group.name in name for name in rows)
    # Were these tables the site's own, nothing would delete their rows.
    with monkeypatch.context() as patch:
        patch.setattr(surroundings, "KNOWN", {"django", "django_comments", "django_comments_xtd"})
        refusals = removal.plan().refusals
    assert [line for line in refusals if Redirect._meta.label in line and "1 " in line]
    assert [line for line in refusals if "wagtailcore.Revision" in line]
    command("crowdsolving_remove", yes=True, keep_tables=True)
    assert own.Challenge.objects.filter(pk=talk.pk).exists()
    assert list(Redirect.objects.values_list("old_path", flat=True)) == ["/y"]


def test_a_table_between_two_belongs_to_its_page(lived_in):  # noqa: F811
    page = own.OwnChallenge(title="Own", slug="own", guiding_question="q", summary="s")
    lived_in.get_site().root_page.add_child(instance=page)
    page.themes = [factories.ThemeFactory()]
    page.save()
    assert removal.plan().refusals == []
    command("crowdsolving_remove", yes=True, keep_tables=True)
    connection.check_constraints()
    assert not own.OwnChallenge.objects.exists()


def test_groups_and_workflows_in_the_site_s_use_stay(lived_in):  # noqa: F811
    reads, approves = (Group.objects.get(name=conf.GROUPS[role]) for role in ("committee", "board"))
    private = lived_in.get_site().root_page.add_child(instance=Page(title="Priv", slug="priv"))
    restriction = PageViewRestriction.objects.create(page=private, restriction_type="groups")
    restriction.groups.add(reads)
    GroupApprovalTask.objects.create(name="Relire").groups.add(approves)
    workflow = Workflow.objects.filter(
        workflow_tasks__task__content_type__model="committeereviewtask"
    ).first()
    content_type = removal.types([Redirect])[0]
    # Past the guard, as it was before the package came.
    rows = [WorkflowContentType(workflow=workflow, content_type=content_type)]
    WorkflowContentType.objects.bulk_create(rows)
    command("crowdsolving_remove", yes=True, keep_tables=True)
    # The workflow that stays has a step of the coordination.
    left = {conf.GROUPS["coordination"], reads.name, approves.name}
    assert set(Group.objects.values_list("name", flat=True)) & {*conf.GROUPS.values()} == left
    assert list(restriction.groups.all()) == [reads]
    assert Workflow.objects.filter(pk=workflow.pk).exists()
    assert not Task.objects.filter(content_type__model="committeereviewtask").exists()


def test_the_translation_memory_of_the_site_s_own_pages_stays(lived_in):  # noqa: F811

    english = Locale.objects.get_or_create(language_code="en")[0]
    page = lived_in.get_site().root_page.specific
    source = TranslationSource.update_or_create_from_instance(page)[0]
    TranslationSource.update_or_create_from_instance(lived_in)
    segment = source.stringsegment_set.first()
    StringTranslation.objects.create(
        translation_of=segment.string, locale=english, context=segment.context, data="Hello"
    )
    page.title = "Autre titre"
    page.save()
    source.update_from_db()
    command("crowdsolving_remove", yes=True, keep_tables=True)
    assert StringTranslation.objects.get().data == "Hello"
    assert not String.objects.filter(data="Défi public").exists()


def test_tables_stay_while_the_site_s_migrations_need_them(lived_in):  # noqa: F811
    said = command("crowdsolving_remove", yes=True)
    assert "testapp" in said
    assert "testapp_ownchallenge_themes" in said
    assert "the tables stay" in said
    assert Contribution._meta.db_table in connection.introspection.table_names()
    recorder = MigrationRecorder(connection)
    assert recorder.migration_qs.filter(app="wagtail_crowdsolving").exists()


def test_tables_that_are_gone_are_no_obstacle(lived_in, monkeypatch):  # noqa: F811
    names = connection.introspection.table_names()
    monkeypatch.setattr(
        connection.introspection,
        "table_names",
        lambda *args, **options: [name for name in names if "contribution" not in name],
    )
    with pytest.raises(CommandError, match="migrate"):
        command("crowdsolving_remove", yes=True)
    monkeypatch.setattr(
        connection.introspection,
        "table_names",
        lambda *args, **options: [name for name in names if "crowdsolving" not in name],
    )
    assert tables.held() == [line for line in tables.held() if "migration" in line]
    assert "dropped before" in command("crowdsolving_remove")


def test_a_file_that_cannot_be_deleted_is_named(lived_in):  # noqa: F811
    class Stuck:
        name = "stuck.pdf"

        def remove(self):
            raise PermissionError("read only")

    class Gone:
        name = "gone.pdf"

        def remove(self):
            self.name = ""

    last = Gone()
    assert removal.delete_files([Stuck(), last]) == ["stuck.pdf: read only"]
    assert last.name == ""


def test_the_number_of_questions_does_not_grow_with_pages(
    lived_in,  # noqa: F811
    django_assert_max_num_queries,
):

    with django_assert_max_num_queries(200) as asked:
        obstacles.refusals()
    for _number in range(3):
        factories.ChallengeFactory()
    with django_assert_max_num_queries(len(asked)):
        obstacles.refusals()
