"""The doors of a project's path, and the admin views that lead to them."""

import datetime

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.db.models.deletion import ProtectedError
from django.urls import reverse
from django.utils import translation
from wagtail.models import GroupPagePermission, PageLogEntry

from tests import factories
from wagtail_crowdsolving import signals
from wagtail_crowdsolving.catalogue import actions, queries
from wagtail_crowdsolving.catalogue.models import StageEntry
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.records import actions as records

DAY = datetime.date(2019, 3, 5)


@pytest.fixture
def project(home):
    return factories.ProjectFactory()


@pytest.fixture
def editor(project):
    """May edit the catalogue, and nothing else."""
    group = Group.objects.create(name="Édition")
    group.permissions.add(_admin_access())
    GroupPagePermission.objects.create(
        group=group, page=project.get_parent(), permission=_permission("change_page")
    )
    user = factories.UserFactory()
    user.groups.add(group)
    return user


def _permission(codename):
    return Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)


def _admin_access():
    return Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")


def test_record_and_correct(project, editor):
    entry = actions.record_stage(
        page=project, stage="study", reached_on=DAY, by=editor, conclusion="no_go", note="Étudié"
    )
    again = actions.record_stage(
        page=project, stage="study", reached_on=DAY, by=editor, precision="year"
    )
    assert again.pk == entry.pk
    again.refresh_from_db()
    assert (again.precision, again.conclusion, again.note) == ("year", "", "")
    lines = PageLogEntry.objects.filter(action=actions.RECORDED)
    assert [(line.page_id, line.user) for line in lines] == [(project.pk, editor)] * 2


def test_a_stage_belongs_to_the_page_that_all_languages_share(project, editor):
    english = project.copy_for_translation(factories.locale("en"), copy_parents=True)
    admin = factories.UserFactory(username="chef", email="chef@example.org", is_superuser=True)
    entry = actions.record_stage(page=english, stage="need", reached_on=DAY, by=admin)
    assert entry.page_id == project.pk


def test_deleting_one_language_leaves_the_path_to_the_others(project, editor):
    english = project.copy_for_translation(factories.locale("en"), copy_parents=True)
    english.save_revision().publish()
    entry = actions.record_stage(page=project, stage="need", reached_on=DAY, by=editor)
    other = factories.ProjectFactory()
    actions.record_stage(page=other, stage="need", reached_on=DAY, by=editor)
    project.delete()
    entry.refresh_from_db()
    assert entry.page_id == english.pk
    with pytest.raises(ProtectedError):
        english.delete()
    assert set(StageEntry.objects.values_list("page", flat=True)) == {english.pk, other.pk}


def test_nobody_else_writes_the_path(project, member, editor):
    entry = actions.record_stage(page=project, stage="need", reached_on=DAY, by=editor)
    with pytest.raises(NotAllowed):
        actions.record_stage(page=project, stage="study", reached_on=DAY, by=member)
    with pytest.raises(NotAllowed):
        actions.remove_stage(entry=entry, by=member)
    editor.is_active = False
    with pytest.raises(NotAllowed):
        actions.remove_stage(entry=entry, by=editor)
    assert StageEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"stage": "moon"}, "stage"),
        ({"reached_on": None}, "reached_on"),
        ({"reached_on": datetime.date(20, 3, 5)}, "reached_on"),
        ({"reached_on": datetime.date.today() + datetime.timedelta(days=2)}, "reached_on"),
        ({"precision": "hour"}, "precision"),
        ({"conclusion": "go"}, "conclusion"),
        ({"stage": "study", "conclusion": "maybe"}, "conclusion"),
        ({"note": "x" * 301}, "note"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(project, editor, values, field):
    with pytest.raises(ValidationError) as error:
        actions.record_stage(
            **{"page": project, "stage": "need", "reached_on": DAY, "by": editor, **values}
        )
    assert field in error.value.message_dict
    assert not StageEntry.objects.exists()
    assert not PageLogEntry.objects.filter(action=actions.RECORDED).exists()


def test_remove_once(project, editor):
    entry = actions.record_stage(page=project, stage="need", reached_on=DAY, by=editor)
    same = StageEntry.objects.get(pk=entry.pk)
    actions.remove_stage(entry=entry, by=editor)
    assert not StageEntry.objects.exists()
    with pytest.raises(Conflict):
        actions.remove_stage(entry=same, by=editor)
    assert PageLogEntry.objects.filter(action=actions.REMOVED, user=editor).count() == 1


def test_the_path_of_an_archived_project_stays(client, project, editor):
    english = project.copy_for_translation(factories.locale("en"), copy_parents=True)
    admin = factories.UserFactory(username="chef", email="chef@example.org", is_superuser=True)
    entry = actions.record_stage(page=project, stage="need", reached_on=DAY, by=editor)
    records.archive(page=project, by=admin, reason="Doublon.")
    for page in (project, english):
        with pytest.raises(Conflict):
            actions.record_stage(page=page, stage="study", reached_on=DAY, by=admin)
    with pytest.raises(Conflict):
        actions.remove_stage(entry=entry, by=admin)
    client.force_login(editor)
    typed = {"reached_on": "2019-03-05", "precision": "month", "note": "Changé"}
    stages = reverse("crowdsolving_stages:index", args=[project.pk])
    for view, data in (("record", typed), ("remove", {})):
        url = reverse(f"crowdsolving_stages:{view}", args=[project.pk, "need"])
        assert client.post(url, data).url == stages
    assert "archiv" in client.get(stages).content.decode()
    assert list(StageEntry.objects.values_list("pk", "note")) == [(entry.pk, "")]
    records.unarchive(page=project, by=admin)
    actions.remove_stage(entry=entry, by=editor)


def test_an_editor_records_corrects_and_removes_in_the_admin(client, project, editor):
    client.force_login(editor)
    stages = reverse("crowdsolving_stages:index", args=[project.pk])
    record = reverse("crowdsolving_stages:record", args=[project.pk, "study"])
    remove = reverse("crowdsolving_stages:remove", args=[project.pk, "study"])
    assert record in client.get(stages).content.decode()
    assert client.get(remove).status_code == 404
    typed = {"reached_on": "2019-03-05", "precision": "month", "conclusion": "go", "note": "Bien"}
    assert client.post(record, typed).url == stages
    assert client.get(record).context["form"].initial["note"] == "Bien"
    client.post(record, {**typed, "conclusion": "pivot"})
    assert StageEntry.objects.get().conclusion == "pivot"
    content = client.get(stages).content.decode()
    assert "mars 2019" in content
    assert remove in content
    assert StageEntry.objects.filter(page_id=project.pk).count() == 1
    assert client.get(remove).status_code == 200
    assert client.post(remove).url == stages
    assert not StageEntry.objects.exists()


def test_a_wrong_form_says_so_and_keeps_what_was_typed(client, project, editor):
    client.force_login(editor)
    record = reverse("crowdsolving_stages:record", args=[project.pk, "study"])
    response = client.post(record, {"reached_on": "hier", "precision": "month", "note": "Gardé"})
    assert response.status_code == 200
    assert "reached_on" in response.context["form"].errors
    assert "Gardé" in response.content.decode()
    response = client.post(record, {"reached_on": "0020-03-05", "precision": "month"})
    assert response.context["form"].errors["reached_on"]
    assert "0020-03-05" in response.content.decode()
    response = client.post(
        record, {"reached_on": "2019-03-05", "precision": "month", "note": "x" * 5000}
    )
    assert "note" in response.context["form"].errors
    assert not StageEntry.objects.exists()


def test_only_a_study_is_asked_for_a_conclusion(client, project, editor):
    client.force_login(editor)
    for stage, asked in (("study", True), ("launch", False)):
        form = client.get(reverse("crowdsolving_stages:record", args=[project.pk, stage])).context[
            "form"
        ]
        assert ("conclusion" in form.fields) is asked


def test_others_are_refused(client, project, editor, home):
    record = reverse("crowdsolving_stages:record", args=[project.pk, "study"])
    assert client.get(record).status_code == 302
    outsider = factories.UserFactory()
    group = Group.objects.create(name="Admin seulement")
    group.permissions.add(_admin_access())
    outsider.groups.add(group)
    client.force_login(outsider)
    for method in (client.get, client.post):
        response = method(record)
        assert response.status_code in (302, 403)
    assert not StageEntry.objects.exists()
    client.force_login(editor)
    assert client.get(reverse("crowdsolving_stages:index", args=[home.pk])).status_code == 404
    assert client.get(reverse("crowdsolving_stages:index", args=[99999])).status_code == 404
    assert (
        client.get(reverse("crowdsolving_stages:record", args=[project.pk, "moon"])).status_code
        == 404
    )


def test_the_editor_finds_the_way_from_the_page(client, project, editor, challenge):
    client.force_login(
        factories.UserFactory(username="chef", email="chef@example.org", is_superuser=True)
    )
    stages = reverse("crowdsolving_stages:index", args=[project.pk])
    assert (
        stages in client.get(reverse("wagtailadmin_pages:edit", args=[project.pk])).content.decode()
    )
    listing = client.get(reverse("wagtailadmin_explore", args=[project.get_parent().pk]))
    assert stages in listing.content.decode()
    other = reverse("crowdsolving_stages:index", args=[challenge.pk])
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[challenge.pk])).content.decode()
    assert other not in edit


def test_the_history_says_it_in_words(client, project):
    admin = factories.UserFactory(username="chef", email="chef@example.org", is_superuser=True)
    actions.record_stage(page=project, stage="need", reached_on=DAY, by=admin)
    client.force_login(admin)
    with translation.override("en"):
        assert PageLogEntry.objects.get(action=actions.RECORDED).message == "A stage was recorded"
    response = client.get(reverse("wagtailadmin_pages:history", args=[project.pk]))
    assert response.status_code == 200


def test_what_has_not_happened_is_said_in_words(project, editor):
    def absences():
        return [step["absence"] for step in queries.path_of(project) if step["entry"] is None]

    with translation.override("en"):
        assert absences() == ["Not recorded"] * 6
        study = {"page": project, "stage": "study", "reached_on": DAY, "by": editor}
        actions.record_stage(**study)
        assert absences() == ["Not recorded"] + ["Yet to come"] * 4
        actions.record_stage(**study, conclusion="no_go")
        assert absences() == ["Not recorded"] + ["Not pursued"] * 4


def test_a_site_hears_of_it(project, editor, django_capture_on_commit_callbacks):
    heard = []

    def receiver(sender, signal, **arguments):
        heard.append((sender, arguments))

    signals.stage_recorded.connect(receiver)
    with django_capture_on_commit_callbacks(execute=True):
        entry = actions.record_stage(page=project, stage="study", reached_on=DAY, by=editor)
        assert heard == []
    [(sender, arguments)] = heard
    assert (sender, arguments["entry"], arguments["page"].pk) == (StageEntry, entry, project.pk)


def test_a_site_hears_of_a_published_project(project, django_capture_on_commit_callbacks):
    heard = []

    def receiver(sender, page, **arguments):
        heard.append((sender, page.pk))

    signals.page_published.connect(receiver)
    with django_capture_on_commit_callbacks(execute=True):
        project.save_revision().publish()
    assert heard == [(type(project), project.pk)]
