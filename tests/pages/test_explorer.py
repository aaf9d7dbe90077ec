"""Challenges and projects in Wagtail's explorer: what tells them apart, searched, filtered, downloaded."""

import csv
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import factories
from tests.selection import admin_support as support
from wagtail_crowdsolving.catalogue.models import StageEntry
from wagtail_crowdsolving.contributions.models import DiscussionCounter
from wagtail_crowdsolving.viewsets import ChallengePageViewSet

pytestmark = pytest.mark.versions


def explore(client, page, **query):
    return client.get(reverse("wagtailadmin_explore", args=[page.get_parent().pk]), query)


def results(client, page, **query):
    return client.get(reverse("wagtailadmin_explore_results", args=[page.get_parent().pk]), query)


def shown(response):
    return {page.title for page in response.context["object_list"]}


@pytest.fixture
def editor(home, client):
    client.force_login(support.editor())
    return client


@pytest.fixture
def garden(home):
    animator = factories.UserFactory(first_name="Hélène", last_name="Œdipe")
    page = factories.ChallengeFactory(
        title="Jardin de l’École",
        situation="idea",
        animator=animator,
        territory=factories.TerritoryFactory(name="Marseille"),
        closes_on=timezone.localdate() - timezone.timedelta(days=3),
    )
    page.themes.set([factories.ThemeFactory(name="Énergie")])
    page.save()
    DiscussionCounter.objects.update_or_create(page_id=page.pk, defaults={"published": 47})
    return page


class TestChallenges:
    def test_tells_what_one_asks(self, editor, garden):
        html = explore(editor, garden).content.decode()
        for told in ("Jardin de l’École", "Énergie", "Marseille", "Hélène Œdipe", "47"):
            assert told in html
        file = explore(editor, garden, export="csv").getvalue().decode("utf-8-sig")
        _heads, row = csv.reader(io.StringIO(file), delimiter=";")
        assert {"Jardin de l’École", "Énergie", "Marseille", "Hélène Œdipe", "47"} <= set(row)

    def test_is_searched_and_filtered(self, editor, garden):
        factories.ChallengeFactory(title="Bains publics")
        theme, animator = garden.themes.get().pk, garden.animator_id
        for query in (
            {"q": "ecole"},
            {"q": "jradin"},
            {"theme": theme},
            {"territory": garden.territory_id},
            {"phase": "closed"},
            {"situation": "idea"},
            {"animator": animator},
            {"q": "jardin", "phase": "closed", "live": "1", "ordering": "-contribution_count"},
        ):
            assert shown(results(editor, garden, **query)) == {garden.title}, query
        factories.ChallengeFactory(title="Brouillon", live=False)
        assert shown(results(editor, garden, phase="open")) == {"Bains publics"}
        response = results(editor, garden, q="xylophone")
        url = reverse("wagtailadmin_explore", args=[garden.get_parent().pk])
        assert f'<p><a href="{url}">' in response.content.decode()

    @pytest.mark.usefixtures("indexed")
    def test_is_found_by_whom_it_stands_for(self, editor, home):
        hive = factories.OrganisationFactory(name="La Ruche d’Été")
        ours = factories.ChallengeFactory(title="Jardin", organisation=hive)
        named = factories.ChallengeFactory(
            title="Bains", proposed_by="Collectif Ruche", guiding_question="Comment nager ?"
        )
        stream = [("organisation", {"organisation": hive, "role": "partner"})]
        project = factories.ProjectFactory(title="Conserverie", organisations=stream, parent=home)
        factories.ProjectFactory(title="Garage", holder="Adèle", parent=home)
        url = reverse("wagtailadmin_pages:type_use", args=["crowdsolving_pages", "challengepage"])
        assert shown(editor.get(url, {"q": "ruche ete"})) == {ours.title}
        assert shown(editor.get(url, {"q": "nager"})) == {named.title}
        assert shown(editor.get(url, {"structure": "ruche"})) == {ours.title, named.title}
        url = reverse(
            "wagtailadmin_pages:type_use", args=["crowdsolving_pages", "catalogueprojectpage"]
        )
        for query in ({"q": "ruche"}, {"structure": "ruche"}):
            assert shown(editor.get(url, query)) == {project.title}
        assert shown(editor.get(url, {"structure": "adele"})) == {"Garage"}
        found = editor.get(reverse("wagtailadmin_pages:search"), {"q": "ruche"})
        assert {page.title for page in found.context["object_list"]} == {
            ours.title,
            named.title,
            project.title,
        }

    def test_sorts_as_one_reads(self, editor, garden):
        for title in ("Zoo", "Éveil"):
            factories.ChallengeFactory(title=title)
        response = results(editor, garden, ordering="title")
        titles = [page.title for page in response.context["object_list"]]
        assert titles == ["Éveil", "Jardin de l’École", "Zoo"]
        for column in response.context["table"].columns.values():
            if column.sort_key:
                assert results(editor, garden, ordering=column.sort_key).status_code == 200

    def test_all_of_a_type_are_listed_so_too(self, editor, garden):
        url = reverse("wagtailadmin_pages:type_use", args=["crowdsolving_pages", "challengepage"])
        response = editor.get(url, {"q": "l'ecolle"})
        assert shown(response) == {garden.title}
        assert "47" in response.content.decode()

    @pytest.mark.parametrize("size", [2, 12])
    def test_queries(self, admin_client, garden, size, django_assert_num_queries):
        for number in range(size):
            factories.ChallengeFactory(
                title=f"Défi {number}", live=number % 2 == 0, animator=garden.animator
            )
        explore(admin_client, garden)
        with django_assert_num_queries(39):
            assert len(shown(explore(admin_client, garden))) == size + 1


class TestProjects:
    def test_are_listed_with_their_stage(self, editor, home):
        holder = factories.ProjectFactory(title="Conserverie", holder="La Ruche", origin="")
        other = factories.ProjectFactory(title="Garage")
        StageEntry.objects.create(page_id=holder.pk, stage="holder", reached_on="2026-01-01")
        response = explore(editor, other)
        assert shown(response) == {"Conserverie", "Garage"}
        assert "La Ruche" in response.content.decode()
        assert shown(results(editor, other, stage="holder")) == {"Conserverie"}
        assert shown(results(editor, other, q="grage")) == {"Garage"}


def test_a_site_s_own_page_types_are_listed_so_too():
    models = {viewset.model.__name__ for viewset in ChallengePageViewSet.for_all()}
    assert models == {"ChallengePage", "OwnChallenge"}
