"""A site leaves: a copy of what is public, then nothing of the package in the database."""

import json
from io import StringIO

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import connection
from wagtail.models import (
    ModelLogEntry,
    Page,
    PageLogEntry,
    PageViewRestriction,
    Revision,
    Task,
    TaskState,
    Workflow,
)

from tests import factories
from tests.selection import support
from wagtail_crowdsolving import conf
from wagtail_crowdsolving.contributions.words import State
from wagtail_crowdsolving.leaving import removal

pytestmark = pytest.mark.django_db


def command(name, *arguments, **options):
    said = StringIO()
    call_command(name, *arguments, stdout=said, **options)
    return said.getvalue()


@pytest.fixture
def lived_in(home):
    """A site on which a committee has decided and members have talked."""
    call_command("setup_crowdsolving", verbosity=0)
    scene = support.scene()
    for seat in scene.round.seats.filter(role="member"):
        support.review(scene.round, seat.user)
    page = factories.ChallengeFactory(title="Défi public")
    page.save_revision().publish()
    first = factories.ContributionFactory(page=page, comment="Une laverie **partagée**.")
    factories.ContributionFactory(page=page, in_reply_to=first, comment="Où donc ?")
    factories.ContributionFactory(page=page, state=State.PENDING, comment="Attend son tour.")
    factories.ProjectFactory()
    return page


def left_over():
    """The tables and rows that speak of the package: ``{table: number}``."""
    found = {
        model._meta.label: number
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in removal.OURS and (number := model._base_manager.count())
    }
    for model, field in (
        (ContentType, "app_label"),
        (Permission, "content_type__app_label"),
        (Revision, "content_type__app_label"),
        (PageLogEntry, "content_type__app_label"),
        (ModelLogEntry, "content_type__app_label"),
        (Page, "content_type__app_label"),
    ):
        if number := model.objects.filter(**{f"{field}__in": removal.OURS}).count():
            found[f"{model._meta.label}.{field}"] = number
    for label in ("django_comments.Comment", "django_comments_xtd.XtdComment", "django_q.Schedule"):
        if number := apps.get_model(label).objects.count():
            found[label] = number
    return found


def test_nothing_goes_before_it_is_said_so(lived_in):
    before = left_over()
    said = command("crowdsolving_remove")
    assert "Nothing was changed" in said
    assert before == left_over()


def test_all_of_it_goes_and_the_site_s_own_stays(
    lived_in, client, django_capture_on_commit_callbacks
):
    own = lived_in.get_site().root_page.add_child(instance=Page(title="À propos", slug="a-propos"))
    Workflow.objects.create(name="Relecture")
    editors = Group.objects.get(name=conf.GROUPS["moderation"])
    own_right = Permission.objects.get(codename="add_user")
    editors.permissions.add(own_right)
    people = apps.get_model("accounts", "User").objects.count()
    with django_capture_on_commit_callbacks(execute=True):
        command("crowdsolving_remove", yes=True, keep_tables=True)
    connection.check_constraints()
    assert left_over() == {}
    # Wagtail's own, and the site's.
    assert set(Workflow.objects.values_list("name", flat=True)) == {
        "Moderators approval",
        "Relecture",
    }
    assert set(Task.objects.values_list("name", flat=True)) == {"Moderators approval"}
    assert not TaskState.objects.exists()
    assert Page.objects.filter(pk=own.pk).exists()
    assert Page.find_problems() == ([], [], [], [], [])
    assert apps.get_model("accounts", "User").objects.count() == people
    # A group with a right of the site's own is more than the role.
    assert list(Group.objects.filter(name__in=conf.GROUPS.values())) == [editors]
    assert list(editors.permissions.filter(pk=own_right.pk)) == [own_right]


def test_groups_can_be_kept(lived_in):
    command("crowdsolving_remove", yes=True, keep_tables=True, keep_groups=True)
    assert Group.objects.filter(name__in=conf.GROUPS.values()).count() == len(
        set(conf.GROUPS.values())
    )
    assert left_over() == {}


def test_what_hangs_on_it_is_named_first(lived_in):
    index = lived_in.get_parent()
    index.add_child(instance=Page(title="Règlement", slug="reglement"))
    site = index.get_site()
    site.root_page = index
    site.save()
    before = left_over()
    with pytest.raises(CommandError) as refused:
        command("crowdsolving_remove", yes=True)
    assert "Règlement" in str(refused.value)
    assert site.hostname in str(refused.value)
    assert left_over() == before


def test_a_copy_holds_what_everybody_may_read_and_nothing_else(lived_in, tmp_path):
    hidden = factories.ChallengeFactory(title="Défi des membres")
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    factories.ContributionFactory(page=hidden, comment="Entre nous.")
    folder = tmp_path / "copy"
    said = command("crowdsolving_copy", folder, records=True)
    page = (folder / "pages/testserver" / lived_in.url.strip("/") / "index.html").read_text()
    assert "laverie <strong>partagée</strong>" in page
    assert "<form" not in page
    assert "<script" not in page
    assert "/report/" not in page
    public = "".join(
        path.read_text() for path in folder.rglob("*") if path.suffix in (".html", ".json")
    )
    for secret in ("Attend son tour", "Entre nous", "Défi des membres", "@example.org"):
        assert secret not in public
    texts = json.loads((folder / "data/contributions.json").read_text())
    assert [text["text"] for text in texts] == ["Une laverie **partagée**.", "Où donc ?"]
    assert texts[1]["answers"] == texts[0]["id"]
    assert (folder / "pages/testserver/static/wagtail_crowdsolving/crowdsolving.css").exists()
    records = folder / "records.jsonl"
    assert "Attend son tour" in records.read_text()
    assert records.stat().st_mode & 0o077 == 0
    assert "personal data" in said
    with pytest.raises(CommandError, match="not an empty folder"):
        command("crowdsolving_copy", folder)


def test_further_pages_are_files_to_which_the_first_leads(lived_in, tmp_path, settings):
    for _number in range(14):
        factories.ProjectFactory()
    command("crowdsolving_copy", tmp_path / "copy")
    folder = tmp_path / "copy/pages/testserver/catalogue"
    assert '"/catalogue/page-2.html"' in (folder / "index.html").read_text()
    assert "Projet" in (folder / "page-2.html").read_text()
