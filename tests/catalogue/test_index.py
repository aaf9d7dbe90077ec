import datetime
import re

import pytest
from wagtail.models import PageViewRestriction
from wagtail_factories import ImageFactory

from tests import factories
from wagtail_crowdsolving import conf
from wagtail_crowdsolving.catalogue.models import StageEntry
from wagtail_crowdsolving.catalogue.words import Stage

pytestmark = pytest.mark.databases


@pytest.fixture
def index(home):
    return factories.CatalogueIndexFactory()


@pytest.fixture
def titles(client, index):
    def ask(query=""):
        response = client.get(f"{index.url}{query}")
        assert response.status_code == 200
        return [item.title for item in response.context["items"]]

    return ask


def reach(project, *stages, year=2020):
    for number, stage in enumerate(stages):
        StageEntry.objects.create(
            page_id=project.pk, stage=stage, reached_on=datetime.date(year + number, 1, 1)
        )


def fill(index, number):
    themes = [factories.ThemeFactory() for _ in range(3)]
    # On one page of the list each has its own.
    pictures = [ImageFactory() for _ in range(min(number, conf.PAGE_SIZE))]
    for count in range(number):
        project = factories.ProjectFactory(
            parent=index,
            origin="swarmed",
            territory=factories.TerritoryFactory(),
            picture=pictures[count % len(pictures)],
        )
        project.themes.set(themes)
        project.save()
        reach(project, *["need", "study", "holder"][: count % 4])


def test_same_queries_at_5_and_at_200(client, index, django_assert_num_queries):
    fill(index, 5)
    client.get(index.url)
    with django_assert_num_queries(10):
        client.get(index.url)
    with factories.unindexed():
        fill(index, 195)
    client.get(index.url)
    with django_assert_num_queries(10):
        response = client.get(index.url)
    assert response.context["result_count"] == 200
    assert len(response.context["items"]) == conf.PAGE_SIZE


@pytest.mark.usefixtures("indexed")
def test_same_queries_when_filtered(client, index, django_assert_num_queries):
    query = f"{index.url}?q=besoin&origin=swarmed&stage=study"
    fill(index, 5)
    client.get(query)
    with django_assert_num_queries(13):
        client.get(query)
    fill(index, 20)
    client.get(query)
    with django_assert_num_queries(13):
        assert client.get(query).context["result_count"] == 6


def test_the_stage_is_the_furthest_reached(titles):
    """Not the latest date: a launch dated before its study is still a launch."""
    far = factories.ProjectFactory(title="Loin")
    StageEntry.objects.create(page_id=far.pk, stage="launch", reached_on=datetime.date(2018, 1, 1))
    StageEntry.objects.create(page_id=far.pk, stage="study", reached_on=datetime.date(2019, 1, 1))
    reach(factories.ProjectFactory(title="Étudié"), "need", "study")
    factories.ProjectFactory(title="Sans étape")
    assert titles("?stage=launch") == ["Loin"]
    assert titles("?stage=study") == ["Étudié"]
    assert titles("?stage=need") == []


@pytest.mark.usefixtures("indexed")
def test_filters(titles):
    theme = factories.ThemeFactory(slug="food")
    nantes = factories.TerritoryFactory(name="Nantes", code="44109")
    one = factories.ProjectFactory(title="Un", origin="bespoke", territory=nantes)
    one.themes.set([theme])
    one.save()
    factories.ProjectFactory(title="Deux", origin="adapted", answer="<p>Une conciergerie</p>")
    assert titles("?theme=food") == ["Un"]
    assert titles("?origin=adapted") == ["Deux"]
    assert titles("?territory=commune-44109") == ["Un"]
    assert titles("?q=conciergerie") == ["Deux"]
    assert sorted(titles("?origin=imagined")) == ["Deux", "Un"]


def test_sorting(titles):
    reach(factories.ProjectFactory(title="Écluse"), "need", "study", year=2019)
    reach(factories.ProjectFactory(title="abri"), "need", year=2022)
    factories.ProjectFactory(title="Zébu")
    assert titles() == ["abri", "Écluse", "Zébu"]
    assert titles("?sort=title") == ["abri", "Écluse", "Zébu"]
    reach(factories.ProjectFactory(title="zoo"), "need", year=2030)
    assert titles()[0] == "zoo"
    assert titles("?sort=title")[-1] == "zoo"


def test_stages_are_those_of_all_language_versions(client, index):
    project = factories.ProjectFactory()
    reach(project, "need", "launch")
    english_index = index.copy_for_translation(factories.locale("en"), copy_parents=True)
    english = project.copy_for_translation(factories.locale("en"))
    english.live = True
    english.save()
    assert english_index.get_items().get().stage == "launch"
    with_one = type(project).objects.get(pk=english.pk)
    assert with_one.stage == "launch"


def test_the_map_holds_the_whole_filtered_list(client, index):
    marseille = factories.TerritoryFactory(name="Marseille", latitude="43.296", longitude="5.37")
    nowhere = factories.TerritoryFactory(name="Nulle part", latitude=None, longitude=None)
    for number in range(conf.PAGE_SIZE + 1):
        factories.ProjectFactory(title=f"P{number}", territory=marseille, origin="bespoke")
    last = factories.ProjectFactory(
        title="</script><script>", territory=marseille, origin="adapted"
    )
    reach(last, "study")
    factories.ProjectFactory(title="Sans position", territory=nowhere)
    factories.ProjectFactory(title="Sans territoire")
    private = factories.ProjectFactory(title="Privé", territory=marseille)
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    factories.ProjectFactory(title="Brouillon", territory=marseille, live=False)
    answer = client.get(f"{index.url}carte/").json()
    places = answer["places"]
    missing = answer["missing"]
    assert missing["label"].startswith("2 ")
    assert {one["title"] for one in missing["projects"]} == {"Sans position", "Sans territoire"}
    client.force_login(factories.UserFactory())
    [of_member] = client.get(f"{index.url}carte/").json()["places"]
    assert "Privé" in {one["title"] for one in of_member["projects"]}
    client.logout()
    assert [(place["name"], place["latitude"], place["longitude"]) for place in places] == [
        ("Marseille", 43.296, 5.37)
    ]
    assert len(places[0]["projects"]) == conf.PAGE_SIZE + 2
    answer = client.get(f"{index.url}carte/?origin=adapted").json()
    filtered = answer["places"]
    assert "missing" not in answer
    assert filtered[0]["projects"] == [
        {"title": "</script><script>", "url": last.url, "stage": str(Stage.STUDY.label)}
    ]


def test_the_map_costs_the_same_at_2_and_20(client, index, django_assert_num_queries):
    url = f"{index.url}carte/"
    fill(index, 2)
    client.get(url)
    with django_assert_num_queries(8):
        client.get(url)
    fill(index, 18)
    with django_assert_num_queries(8):
        assert sum(len(p["projects"]) for p in client.get(url).json()["places"]) == 20


def test_nothing_of_the_map_loads_with_the_page(client, index):
    """Leaflet is named for the script that loads it on click; the list is whole without it."""
    factories.ProjectFactory(title="Listé")
    content = client.get(index.url).content.decode()
    loaded = re.findall(r"<(?:script|link)\b[^>]*>", content)
    assert loaded
    assert not [tag for tag in loaded if "leaflet" in tag or "geojson" in tag]
    assert re.search(r"hidden data-map\s", content)
    assert "Listé" in content
