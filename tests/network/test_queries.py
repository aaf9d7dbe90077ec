import pytest
from django.utils import translation

from tests import factories
from wagtail_crowdsolving.network import queries
from wagtail_crowdsolving.network.models import Organisation, Territory
from wagtail_crowdsolving.pages.models import ChallengePage

pytestmark = pytest.mark.databases


def english_of(instance, **values):
    copy = instance.copy_for_translation(factories.locale("en"))
    for name, value in values.items():
        setattr(copy, name, value)
    copy.save()
    return copy


def test_canonical_is_the_first_of_the_translations(home):
    challenge = factories.ChallengeFactory()
    english = challenge.copy_for_translation(factories.locale("en"), copy_parents=True)
    assert queries.canonical(challenge).pk == queries.canonical(english).pk == challenge.pk
    assert {page.pk for page in queries.translations_of(english)} == {challenge.pk, english.pk}


def test_language_versions_are_asked_for_once(home, django_assert_num_queries):
    challenge = factories.ChallengeFactory()
    with django_assert_num_queries(1):
        assert len(queries.language_versions(challenge)) == 1
        queries.language_versions(challenge)


def test_themes_in_the_reader_s_language_else_in_another(db, django_assert_num_queries):
    food = factories.ThemeFactory(name="Alimentation", slug="food", sort_order=2)
    factories.ThemeFactory(name="Eau", slug="water", sort_order=1)
    english_of(food, name="Food")
    assert [theme.name for theme in queries.themes_by_slug().values()] == ["Eau", "Alimentation"]
    locale_id = factories.locale("en").pk
    with django_assert_num_queries(1):
        found = queries.themes_by_slug(locale_id=locale_id)
    assert {slug: theme.name for slug, theme in found.items()} == {"water": "Eau", "food": "Food"}


def test_themes_come_with_the_page(home, django_assert_num_queries):
    challenge = factories.ChallengeFactory()
    second = factories.ThemeFactory(name="Eau", slug="water", sort_order=2)
    first = factories.ThemeFactory(name="Mobilité", slug="mobility", sort_order=1)
    english_of(first, name="Mobility")
    challenge.themes.set([second, first])
    challenge.save()
    with django_assert_num_queries(1):
        page = queries.with_themes(ChallengePage.objects.filter(pk=challenge.pk)).get()
        names = [theme["name"] for theme in page.get_themes()]
    assert names == ["Mobilité", "Eau"]
    assert [t["name"] for t in ChallengePage.objects.get(pk=challenge.pk).get_themes()] == names
    english = challenge.copy_for_translation(factories.locale("en"), copy_parents=True)
    assert [t["name"] for t in ChallengePage.objects.get(pk=english.pk).get_themes()] == [
        "Mobility",
        "Eau",
    ]
    annotated = queries.with_themes(ChallengePage.objects.filter(pk=english.pk)).get()
    assert [t["name"] for t in annotated.get_themes()] == ["Mobility", "Eau"]


def test_the_name_of_a_territory_in_a_language(home):
    brittany = factories.TerritoryFactory(name="Bretagne", level="region", code="53")
    english_of(brittany, name="Brittany")
    challenge = factories.ChallengeFactory(territory=brittany)

    def name(language):
        pages = ChallengePage.objects.filter(pk=challenge.pk)
        expression = queries.territory_name(factories.locale(language).pk)
        return pages.annotate(territory_name=expression).get().get_territory_name()

    assert (name("fr"), name("en")) == ("Bretagne", "Brittany")
    assert factories.ChallengeFactory().get_territory_name() == ""


def test_governance_by_role_in_the_order_of_the_roles(db, django_assert_num_queries):
    factories.OrganisationFactory(name="Zèbre", governance_role="carrier")
    funder = factories.OrganisationFactory(name="Fonds", governance_role="funder")
    factories.OrganisationFactory(name="abri", governance_role="carrier")
    factories.OrganisationFactory(name="Sans rôle")
    english_of(funder, name="Fund")

    def names(groups):
        return [(role, [one.name for one in members]) for role, label, members in groups]

    locale_id = factories.locale("fr").pk
    with django_assert_num_queries(1), translation.override("en"):
        french = queries.governance(locale_id)
    assert names(french) == [("carrier", ["abri", "Zèbre"]), ("funder", ["Fonds"])]
    with translation.override("en"):
        assert [str(heading) for role, heading, members in french] == ["Carriers", "Funder"]
    assert names(queries.governance()) == names(french)
    assert names(queries.governance(factories.locale("en").pk))[1] == ("funder", ["Fund"])


def test_codes_are_strings(db):
    assert factories.TerritoryFactory(level="department", code="07").key == "department-07"
    assert Territory.objects.get(code="07").code == "07"
    assert Organisation.objects.count() == 0
