import datetime
from decimal import Decimal

import pytest
from django.utils import translation
from wagtail.models import PageViewRestriction
from wagtail_factories import ImageFactory

from tests import factories
from wagtail_crowdsolving.catalogue.models import StageEntry
from wagtail_crowdsolving.catalogue.queries import challenge_of

pytestmark = pytest.mark.versions


def reach(project, stage, day=datetime.date(2019, 3, 5), **kwargs):
    return StageEntry.objects.create(page_id=project.pk, stage=stage, reached_on=day, **kwargs)


def test_everything_that_is_filled_is_shown(client, home):
    challenge = factories.ChallengeFactory(title="Le défi d'origine")
    project = factories.ProjectFactory(
        answer="<p>La réponse.</p>",
        origin="bespoke",
        holder="Coopérative d'essai",
        origin_challenge=challenge,
        territory=factories.TerritoryFactory(name="Rouen"),
        goals=[8],
        organisations=[
            (
                "organisation",
                {
                    "organisation": factories.OrganisationFactory(name="Fonds d'essai"),
                    "role": "funder",
                },
            )
        ],
        figures=[
            (
                "figure",
                {
                    "label": "habitants",
                    "value": Decimal("1200"),
                    "unit": "personnes",
                    "date": datetime.date(2021, 6, 1),
                    "source": "Recensement",
                },
            )
        ],
        pictures=[
            ("picture", {"image": ImageFactory(description="Le hall"), "caption": "Légende"})
        ],
    )
    reach(project, "study", conclusion="no_go", precision="year", note="Pas de marché.")
    response = client.get(project.url)
    content = response.content.decode()
    for text in (
        "Le besoin.",
        "La réponse.",
        "Coopérative d&#x27;essai",
        "Rouen",
        "Fonds d&#x27;essai",
        "habitants",
        "Recensement",
        "Légende",
        'alt="Le hall"',
        "Pas de marché.",
        '<time datetime="2019">2019</time>',
        "cs-conclusion--no_go",
        f'href="{challenge.url}"',
    ):
        assert text in content
    assert content.count("<h1") == 1
    assert [step["stage"] for step in response.context["path"]] == [
        "need", "study", "holder", "feasibility", "launch", "scaling",
    ]  # fmt: skip
    assert [step["stage"] for step in response.context["path"] if step["is_current"]] == ["study"]


@pytest.mark.parametrize(
    ("precision", "text", "machine"),
    [
        ("day", "March 5, 2019", "2019-03-05"),
        ("month", "March 2019", "2019-03"),
        ("year", "2019", "2019"),
    ],
)
def test_a_date_shows_what_is_known_of_it(home, precision, text, machine):
    entry = reach(factories.ProjectFactory(), "need", precision=precision)
    with translation.override("en"):
        assert entry.date_text == text
    assert entry.date_machine == machine


def test_the_challenge_is_named_in_the_language_of_the_project(client, home):
    challenge = factories.ChallengeFactory(title="Le défi")
    project = factories.ProjectFactory(origin_challenge=challenge)
    english = challenge.copy_for_translation(factories.locale("en"), copy_parents=True)
    english.title = "The challenge"
    english.save()
    copy = project.copy_for_translation(factories.locale("en"), copy_parents=True)
    copy.live = True
    copy.save()
    assert challenge_of(copy).title == "Le défi"
    english.live = True
    english.save()
    assert challenge_of(copy).title == "The challenge"
    assert challenge_of(project).title == "Le défi"


def test_a_challenge_that_is_not_public_is_not_named(client, home):
    challenge = factories.ChallengeFactory(title="Défi confidentiel")
    project = factories.ProjectFactory(origin_challenge=challenge)
    PageViewRestriction.objects.create(page=challenge.get_parent(), restriction_type="login")
    assert "Défi confidentiel" not in client.get(project.url).content.decode()


def test_same_queries_with_a_short_and_a_long_path(client, home, django_assert_num_queries):
    project = factories.ProjectFactory(picture=ImageFactory())
    reach(project, "need")
    client.get(project.url)
    with django_assert_num_queries(7):
        client.get(project.url)
    for stage in ("study", "holder", "feasibility", "launch", "scaling"):
        reach(project, stage)
    with django_assert_num_queries(7):
        client.get(project.url)


def test_a_project_keeps_its_challenge_while_one_language_version_lives(home):
    challenge = factories.ChallengeFactory(title="Défi")
    english = challenge.copy_for_translation(factories.locale("en"), copy_parents=True)
    english.title = "Challenge"
    english.save_revision().publish()
    project = factories.ProjectFactory(origin_challenge=challenge)
    project.save_revision()
    challenge.delete()
    project = type(project).objects.get(pk=project.pk)
    assert challenge_of(project).title == "Challenge"
    assert project.get_latest_revision_as_object().origin_challenge_id == english.pk
    english.delete()
    project = type(project).objects.get(pk=project.pk)
    assert project.origin_challenge_id is None
    assert project.get_latest_revision_as_object().origin_challenge_id is None
