"""A site that leaves ``wagtail_crowdsolving.pages`` out: the mixins alone make whole pages."""

import datetime

import pytest

from tests import factories
from tests.testapp.models import OwnCatalogue, OwnChallenge, OwnChallengeIndex, OwnProject
from wagtail_crowdsolving.catalogue.models import StageEntry
from wagtail_crowdsolving.pages.models import ChallengeIndexPage

pytestmark = pytest.mark.versions


@pytest.fixture
def challenges(home):
    return home.add_child(
        instance=OwnChallengeIndex(title="Nos défis", slug="nos-defis", locale=factories.locale())
    )


@pytest.fixture
def catalogue(home):
    return home.add_child(
        instance=OwnCatalogue(title="Nos projets", slug="nos-projets", locale=factories.locale())
    )


def own_challenge(index, number, **values):
    return index.add_child(
        instance=OwnChallenge(
            title=f"Défi {number}",
            slug=f"defi-{number}",
            guiding_question="Comment ?",
            summary="Un résumé.",
            locale=factories.locale(),
            **values,
        )
    )


@pytest.mark.usefixtures("indexed")
def test_challenges(client, challenges, django_assert_num_queries):
    theme = factories.ThemeFactory(slug="food")
    for number in range(3):
        challenge = own_challenge(challenges, number)
    challenge.themes.set([theme])
    challenge.save()
    factories.ChallengeFactory(
        parent=ChallengeIndexPage.objects.first() or factories.ChallengeIndexFactory()
    )
    client.get(challenges.url)
    with django_assert_num_queries(9):
        response = client.get(challenges.url)
    assert len(response.context["items"]) == 3
    filtered = client.get(f"{challenges.url}?theme=food&sort=title&q=résumé")
    assert [item.pk for item in filtered.context["items"]] == [challenge.pk]
    factories.ContributionFactory(page=challenge)
    content = client.get(challenge.url).content.decode()
    assert "Comment ?" in content
    assert client.get(f"{challenges.url}feed/").status_code == 200


def test_projects(client, catalogue, challenges):
    challenge = own_challenge(challenges, 1)
    project = catalogue.add_child(
        instance=OwnProject(
            title="Projet", slug="projet", summary="s", locale=factories.locale(),
            challenge_id=challenge.pk, territory=factories.TerritoryFactory(),
        )
    )  # fmt: skip
    StageEntry.objects.create(
        page_id=project.pk, stage="launch", reached_on=datetime.date(2020, 1, 1)
    )
    assert [item.pk for item in client.get(f"{catalogue.url}?stage=launch").context["items"]] == [
        project.pk
    ]
    assert challenge.title in client.get(project.url).content.decode()
    assert project.title in client.get(challenge.url).content.decode()
    assert len(client.get(f"{catalogue.url}carte/").json()["places"]) == 1


def test_the_two_kinds_of_page_do_not_mix(client, challenges):
    own_challenge(challenges, 1)
    listed = factories.ChallengeFactory(title="Prêt à l'emploi")
    index = listed.get_parent().specific
    assert [item.pk for item in client.get(index.url).context["items"]] == [listed.pk]
