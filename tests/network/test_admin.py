import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from tests import factories
from wagtail_crowdsolving.network.models import Organisation, Territory, Theme
from wagtail_crowdsolving.pages.models import ChallengePage

pytestmark = pytest.mark.versions


@pytest.fixture
def admin(client, home):
    user = factories.UserFactory(
        username="chef", email="chef@example.org", first_name="", last_name="", is_superuser=True
    )
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("model", "factory"),
    [
        (Theme, factories.ThemeFactory),
        (Territory, factories.TerritoryFactory),
        (Organisation, factories.OrganisationFactory),
    ],
)
def test_lists_search_and_forms(admin, model, factory):
    one, other = factory(name="Première"), factory(name="Autre")
    viewset = model.snippet_viewset
    url = reverse(viewset.get_url_name("list"))
    content = admin.get(url).content.decode()
    assert one.name in content
    assert other.name in content
    found = admin.get(url, {"q": "Première"}).content.decode()
    assert one.name in found
    assert other.name not in found
    for name, args in (("add", []), ("edit", [one.pk]), ("delete", [one.pk])):
        assert admin.get(reverse(viewset.get_url_name(name), args=args)).status_code == 200


def test_filters_of_the_lists(admin):
    factories.OrganisationFactory(name="Une coopérative", legal_form="scic")
    factories.OrganisationFactory(name="Un fonds", governance_role="funder")
    url = reverse(Organisation.snippet_viewset.get_url_name("list"))
    assert "Un fonds" not in admin.get(url, {"legal_form": "scic"}).content.decode()
    assert "Une coop" not in admin.get(url, {"governance_role": "funder"}).content.decode()


def test_a_name_that_is_there_already_is_said(admin):
    """After saving: two may be named alike. With the way to merge them."""
    there = factories.OrganisationFactory(name="L’Établi")
    viewset = Organisation.snippet_viewset
    data = {"name": "l'etabli", "legal_form": "association", "is_active": "on"}
    response = admin.post(reverse(viewset.get_url_name("add")), data, follow=True)
    made = Organisation.objects.get(name="l'etabli")
    (warning,) = [str(m) for m in response.context["messages"] if "warning" in m.tags]
    assert reverse(viewset.get_url_name("edit"), args=[there.pk]) in warning
    assert reverse("crowdsolving_merge", args=["organisation", made.pk]) in warning
    url = reverse(viewset.get_url_name("edit"), args=[made.pk])
    for name, said in (("L'établi", 1), ("Autre chose", 0)):
        response = admin.post(url, {**data, "name": name}, follow=True)
        warnings = [m for m in response.context["messages"] if "warning" in m.tags]
        assert len(warnings) == said


@pytest.mark.parametrize(
    ("code", "valid"), [("2A", True), ("07", True), ("13055", True), ("X1", False), ("1", False)]
)
def test_a_code_is_checked(admin, code, valid):
    url = reverse(Territory.snippet_viewset.get_url_name("add"))
    response = admin.post(url, {"name": "Ici", "level": "department", "code": code})
    assert Territory.objects.filter(code=code).exists() is valid
    assert (response.status_code == 302) is valid


def test_official_numbers_are_checked(admin):
    url = reverse(Organisation.snippet_viewset.get_url_name("add"))
    response = admin.post(
        url, {"name": "Ici", "legal_form": "association", "siret": "12345678901234"}
    )
    assert response.status_code == 200
    assert not Organisation.objects.exists()


def _edit_data(page, **values):
    rich = [
        "already_tried", "needs", "handover_terms", "resource_conditions", "adaptation", "context",
        "objectives", "constraints", "opportunities", "resources", "expected",
    ]  # fmt: skip
    return nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "guiding_question": page.guiding_question,
            "summary": page.summary,
            "situation": page.situation,
            "updates": streamfield([]),
            "documents": streamfield([]),
            "comments": {
                "TOTAL_FORMS": 0,
                "INITIAL_FORMS": 0,
                "MIN_NUM_FORMS": 0,
                "MAX_NUM_FORMS": "",
            },
            **{name: rich_text("") for name in rich},
            **values,
        }
    )


def test_the_editor_of_a_challenge(admin, challenge):
    french = factories.ThemeFactory(name="Thème français")
    english = french.copy_for_translation(factories.locale("en"))
    english.name = "English theme"
    english.save()
    content = admin.get(reverse("wagtailadmin_pages:edit", args=[challenge.pk])).content.decode()
    assert "situation-fields.js" in content
    assert 'data-situation="resource"' in content
    assert "Thème français" in content
    assert "English theme" not in content


@pytest.fixture
def unpublished(home):
    """Before its publication a challenge's animator and dates are fields of its draft."""
    return factories.ChallengeFactory(live=False)


def test_the_animator_is_one_of_the_team(admin, unpublished):
    challenge = unpublished
    member = factories.UserFactory(first_name="", last_name="", email="cachee@example.org")
    former = factories.UserFactory(first_name="Ancienne", last_name="Animatrice")
    challenge.animator = former
    challenge.save()
    url = reverse("wagtailadmin_pages:edit", args=[challenge.pk])
    response = admin.get(url)
    offered = response.context["form"].fields["animator"].queryset
    assert set(offered) == {former, response.wsgi_request.user}
    assert "Ancienne Animatrice" in response.content.decode()
    assert "cachee@example.org" not in response.content.decode()
    response = admin.post(url, {**_edit_data(challenge), "animator": member.pk})
    assert "animator" in response.context["form"].errors


@pytest.mark.parametrize("slug", ["proposer", "feed"])
def test_an_address_of_the_list_is_for_no_challenge(admin, challenge, slug):
    url = reverse("wagtailadmin_pages:edit", args=[challenge.pk])
    response = admin.post(url, _edit_data(challenge, slug=slug, **{"action-publish": "1"}))
    assert set(response.context["form"].errors) == {"slug"}
    admin.post(url, _edit_data(challenge, slug=f"{slug}-2", **{"action-publish": "1"}))
    challenge.refresh_from_db()
    assert challenge.slug == f"{slug}-2"


def test_an_address_of_the_catalogue_is_for_no_project(admin, home):
    project = factories.ProjectFactory()
    data = {
        "title": "Carte",
        "slug": "carte",
        "summary": "x",
        "need": rich_text(""),
        "answer": rich_text(""),
        **dict.fromkeys(("organisations", "figures", "pictures", "documents"), streamfield([])),
        "comments": inline_formset([]),
    }
    url = reverse("wagtailadmin_pages:edit", args=[project.pk])
    response = admin.post(url, nested_form_data({**data, "action-publish": "1"}))
    assert set(response.context["form"].errors) == {"slug"}


def test_themes_are_saved_from_check_boxes(admin, challenge):
    theme = factories.ThemeFactory()
    url = reverse("wagtailadmin_pages:edit", args=[challenge.pk])
    response = admin.post(
        url, {**_edit_data(challenge), "themes": [theme.pk], "goals": [11], "action-publish": "1"}
    )
    assert response.status_code == 302
    challenge = ChallengePage.objects.get(pk=challenge.pk)
    assert list(challenge.themes.all()) == [theme]
    assert challenge.goals == [11]


def test_a_situation_asks_for_its_fields_when_published_not_in_a_draft(admin, challenge):
    url = reverse("wagtailadmin_pages:edit", args=[challenge.pk])
    data = _edit_data(challenge, situation="resource")
    assert admin.post(url, data).status_code == 302
    challenge.refresh_from_db()
    assert challenge.get_latest_revision_as_object().situation == "resource"
    response = admin.post(url, {**data, "action-publish": "1"})
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"resource_address", "resource_availability"}
    assert ChallengePage.objects.get(pk=challenge.pk).situation == "priority_issue"
    filled = {**data, "resource_address": "1 rue", "resource_availability": "Toujours"}
    assert admin.post(url, {**filled, "action-publish": "1"}).status_code == 302
    assert ChallengePage.objects.get(pk=challenge.pk).situation == "resource"


def test_a_situation_s_rich_text_of_nothing_is_empty(admin, challenge):
    url = reverse("wagtailadmin_pages:edit", args=[challenge.pk])
    data = _edit_data(challenge, situation="idea")
    response = admin.post(url, {**data, "action-publish": "1"})
    assert set(response.context["form"].errors) == {"handover_terms"}


def test_the_closing_date_follows_the_opening_date(admin, unpublished):
    challenge = unpublished
    url = reverse("wagtailadmin_pages:edit", args=[challenge.pk])
    response = admin.post(url, _edit_data(challenge, opens_on="2026-02-02", closes_on="2026-02-01"))
    assert "closes_on" in response.context["form"].errors
