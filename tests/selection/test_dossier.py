"""What a committee judges: the copy, and the fingerprint that tells whether it is still the same."""

import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from tests import factories
from wagtail_crowdsolving import cases
from wagtail_crowdsolving.exceptions import NotAllowed
from wagtail_crowdsolving.network.models import Theme
from wagtail_crowdsolving.pages.models import ChallengePage
from wagtail_crowdsolving.selection import dossier
from wagtail_crowdsolving.text import sanitise

pytestmark = pytest.mark.django_db


@pytest.fixture
def document():
    return get_document_model().objects.create(
        title="Plan", file=ContentFile(b"un plan", name="plan.pdf")
    )


@pytest.fixture
def page(document):
    page = factories.ChallengeFactory(
        live=False,
        title="Une <b>halle</b>",
        summary="Une phrase.\n\nUne autre <script>alert(1)</script>.",
        context=f'<p>Voir <a linktype="document" id="{document.pk}">le plan</a>.</p><script>x</script>',
        situation="resource",
        resource_address="3 rue <i>de l'Essai</i>",
        needs="<p>Ne se lit pas : autre situation.</p>",
        proposed_by="Les Amis",
        picture=get_image_model().objects.create(
            title="La halle", description="Une halle vide", file=get_test_image_file()
        ),
        documents=[("document", {"title": "Le plan <1>", "document": document})],
    )
    page.themes = [factories.ThemeFactory(name="Habitat")]
    page.save_revision()
    return ChallengePage.objects.get(pk=page.pk)


def judged(page):
    return dossier.fingerprint(ChallengePage.objects.get(pk=page.pk).latest_revision)


def revised(page, **changes):
    page = ChallengePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision()


def test_the_copy_is_whole_and_safe(page, document):
    title, parts, fingerprint = dossier.freeze(page.latest_revision)
    assert title == "Une <b>halle</b>"
    assert len(fingerprint) == 64
    found = {part["name"]: part["html"] for part in parts}
    assert set(parts[0]) == {"name", "label", "html"}
    assert list(found)[:2] == ["guiding_question", "summary"]
    assert "&lt;script&gt;" in found["summary"]
    assert "Les Amis" in found["by"]
    assert "&lt;i&gt;" in found["resource_address"]
    assert "needs" not in found
    assert "Habitat" in found["themes"]
    assert "Une halle vide" in found["picture"]
    assert document.url in found["context"]
    assert "<script" not in found["context"]
    assert "Le plan &lt;1&gt;" in found["documents"]
    assert "plan" in found["documents"]
    assert document.url in found["documents"]
    for part in parts:
        assert part["label"]
        assert part["html"] == sanitise(part["html"])


def test_what_changes_without_anybody_writing_is_no_change(page, admin_user):
    before = judged(page)
    Theme.objects.update(name="Logement")
    Page.objects.filter(pk=page.pk).update(locked=True, locked_by=admin_user)
    page.move(factories.home(), "last-child")
    revised(page, go_live_at="2030-01-01T00:00:00Z", owner=admin_user)
    assert judged(page) == before


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Autre"},
        {"slug": "autre"},
        {"summary": "Autre"},
        {"context": "<p>Autre</p>"},
        {"situation": "idea"},
        {"goals": [1]},
        {"proposed_by": "Quelqu'un"},
    ],
)
def test_what_somebody_wrote_is_one(page, changes):
    before = judged(page)
    revised(page, **changes)
    assert judged(page) != before
    # And back again.
    revised(page, **{name: getattr(page, name) for name in changes})
    assert judged(page) == before


@pytest.mark.parametrize(
    "changes",
    [
        {"picture": None},
        {"documents": []},
        {"closes_on": None},
        {"opens_on": None},
        {"followed_up_on": "2030-01-01"},
        {"updates": [("update", {"date": "2030-01-01", "title": "Un", "text": "<p>Deux</p>"})]},
    ],
)
def test_the_life_is_shown_and_not_judged(page, changes, admin_user):
    before = judged(page)
    revised(page, animator=admin_user, **changes)
    assert judged(page) == before
    parts = dossier.freeze(ChallengePage.objects.get(pk=page.pk).latest_revision)[1]
    of_the_life = {part["name"] for part in parts if part.get("is_life")}
    assert of_the_life <= {"opens_on", "closes_on", "picture", "updates", "documents"}
    assert of_the_life


def test_a_file_that_was_replaced_is_one(page, document):
    before = judged(page)
    document.file = ContentFile(b"un autre plan", name="plan.pdf")
    document._set_document_file_metadata()
    document.save()
    assert judged(page) != before


def test_a_file_that_is_lost_stops_nothing(page, document):
    get_document_model().objects.update(file_hash="", file_size=None)
    document.file.storage.delete(document.file.name)
    assert dossier.freeze(page.latest_revision)


def test_a_page_of_another_type_has_its_fields(home):
    project = factories.ProjectFactory(summary="Un <b>projet</b>", live=False)
    revision = project.save_revision()
    with pytest.raises(NotAllowed):
        dossier.freeze(revision)
    cases.register(type(project), cases.Case())
    try:
        title, parts, _fingerprint = dossier.freeze(revision)
    finally:
        cases.unregister(type(project))
    assert title == project.title
    found = {part["name"]: part["html"] for part in parts}
    assert "&lt;b&gt;" in found["summary"]
    assert "Le besoin." in found["need"]
    assert not {"slug", "path", "title"} & set(found)
