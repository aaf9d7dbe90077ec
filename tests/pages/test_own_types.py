"""A site that leaves ``wagtail_crowdsolving.pages`` out: the mixins alone make whole pages."""

import datetime
import re

import pytest
from django.contrib.auth.models import AnonymousUser
from wagtail.models import Page

from tests import factories
from tests.packaging.conftest import ROOT
from tests.testapp.models import Challenge, Holder, OwnCatalogue, OwnChallengeIndex, OwnProject
from wagtail_crowdsolving import testing
from wagtail_crowdsolving.catalogue.models import StageEntry
from wagtail_crowdsolving.pages.models import ChallengeIndexPage

pytestmark = pytest.mark.versions


@pytest.fixture
def challenges(home):
    return testing.add_page(home, OwnChallengeIndex, title="Nos défis")


@pytest.fixture
def catalogue(home):
    return testing.add_page(home, OwnCatalogue, title="Nos projets")


@pytest.mark.usefixtures("indexed")
def test_challenges(client, challenges, django_assert_num_queries):
    theme = factories.ThemeFactory(slug="food")
    for number in range(3):
        challenge = testing.add_page(
            challenges, title=f"Défi {number}", guiding_question="Comment ?", summary="Un résumé."
        )
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
    moderator = factories.UserFactory(is_superuser=True)
    member = factories.UserFactory()
    waiting = testing.add_contribution(challenge, author=member, text="Plus tard.")
    told = testing.add_contribution(challenge, author=member, approved_by=moderator)
    assert (waiting.state, told.state) == ("pending", "published")
    content = client.get(challenge.url).content.decode()
    assert "Comment ?" in content
    assert told.comment in content
    assert waiting.comment not in content
    assert client.get(f"{challenges.url}feed/").status_code == 200


def test_projects(client, catalogue, challenges):
    challenge = testing.add_page(challenges, title="Défi")
    project = testing.add_page(
        catalogue, origin_challenge_id=challenge.pk, territory=factories.TerritoryFactory()
    )
    assert type(project) is OwnProject
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
    testing.add_page(challenges)
    listed = factories.ChallengeFactory(title="Prêt à l'emploi")
    index = listed.get_parent().specific
    assert [item.pk for item in client.get(index.url).context["items"]] == [listed.pk]


def test_a_page_with_nothing_but_a_discussion(client, home):
    page = testing.add_page(home, Challenge, title="Parlons-en")
    testing.add_contribution(
        page,
        author=factories.UserFactory(),
        approved_by=factories.UserFactory(is_superuser=True),
        text="Une idée.",
    )
    content = client.get(page.url).text
    assert "Parlons-en</h1>" in content
    assert "Une idée." in content
    assert f'<link rel="canonical" href="{page.full_url}">' in content
    assert not testing.add_page(home, Challenge, live=False).live


def test_a_page_type_that_is_no_attribute_of_pages(home):
    page = testing.add_page(home, Holder)
    assert Page.objects.get(pk=page.pk).specific == page
    Page.objects.get(pk=page.pk).delete()
    assert not Holder.objects.exists()


def test_the_table_of_templates_names_the_context(rf, home, challenges, catalogue):
    text = (ROOT / "docs" / "page-types.md").read_text()
    rows = re.findall(
        r"^\| `(\w+)` \| `wagtail_crowdsolving/\S+ \| [^|]*\| ([^|]*) \|$", text, re.M
    )
    told = {name: set(re.findall(r"`(\w+)`", words)) for name, words in rows}
    request = rf.get("/")
    request.user = AnonymousUser()
    wagtails = set(home.get_context(request))
    pages = {
        "ChallengeMixin": testing.add_page(challenges),
        "ChallengeIndexMixin": challenges,
        "CatalogueProjectMixin": testing.add_page(catalogue),
        "CatalogueIndexMixin": catalogue,
        "DiscussedPageMixin": testing.add_page(home, Challenge),
    }
    for name, page in pages.items():
        keys = set(page.get_context(request)) - wagtails
        assert told[name] in (keys, {"ChallengeIndexMixin"}), name
    assert told["CatalogueIndexMixin"] == {"ChallengeIndexMixin"}
    index = set(challenges.get_context(request))
    assert index == set(catalogue.get_context(request))
