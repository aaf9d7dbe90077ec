import datetime
from unittest import mock

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone, translation
from django.utils.formats import date_format
from wagtail.documents.models import Document
from wagtail.models import Page, PageViewRestriction
from wagtail_factories import ImageFactory

from tests import factories
from wagtail_crowdsolving.challenges.filters import with_current_phase
from wagtail_crowdsolving.challenges.phases import phase_on, phase_q
from wagtail_crowdsolving.challenges.words import Phase
from wagtail_crowdsolving.contributions.actions import recount
from wagtail_crowdsolving.pages.models import ChallengePage

pytestmark = pytest.mark.versions

DAY = datetime.timedelta(days=1)


def document():
    return Document.objects.create(title="étude", file=ContentFile(b"x", name="etude.pdf"))


def full_challenge(**kwargs):
    """A challenge on which everything is filled."""
    challenge = factories.ChallengeFactory(
        situation="resource",
        resource_address="1 rue des Essais",
        resource_availability="toute l'année",
        resource_surface=1200,
        resource_conditions="<p>Bail court.</p>",
        objectives="<p>Les objectifs.</p>",
        expected="<p>Des exemples.</p>",
        beneficiaries="Les voisins",
        organisation=factories.OrganisationFactory(name="Association d'essai"),
        animator=factories.UserFactory(first_name="Ana", last_name="Matrice"),
        territory=factories.TerritoryFactory(name="Marseille"),
        territory_kind="urban",
        goals=[11, 12],
        picture=ImageFactory(description="Une halle vide"),
        updates=[
            ("update", {"date": datetime.date(2026, 1, 1), "title": "Début", "text": "<p>a</p>"}),
            (
                "update",
                {
                    "date": datetime.date(2026, 3, 1),
                    "title": "Suite",
                    "text": "<p>b</p>",
                    "picture": ImageFactory(),
                },
            ),
        ],
        documents=[("document", {"title": "L'étude", "document": document()})],
        **kwargs,
    )
    challenge.themes.set([factories.ThemeFactory(), factories.ThemeFactory()])
    challenge.save()
    return challenge


def discuss(challenge, threads):
    for _ in range(threads):
        thread = factories.ContributionFactory(page=challenge, counted=False)
        factories.ContributionFactory(page=challenge, in_reply_to=thread, counted=False)
    recount(page_pk=challenge.pk)


def test_same_queries_at_5_and_at_200_contributions(client, home, django_assert_num_queries):
    challenge = factories.ChallengeFactory(
        organisation=factories.OrganisationFactory(),
        animator=factories.UserFactory(),
        territory=factories.TerritoryFactory(),
        picture=ImageFactory(),
    )
    challenge.themes.set([factories.ThemeFactory(), factories.ThemeFactory()])
    challenge.save()
    factories.ProjectFactory(origin_challenge=challenge)
    discuss(challenge, 5)
    client.get(challenge.url)  # makes the renditions and warms the frame of the site
    with django_assert_num_queries(10):
        client.get(challenge.url)
    discuss(challenge, 195)
    with django_assert_num_queries(10):
        response = client.get(challenge.url)
    assert len(response.context["discussion"].threads) == 20
    assert response.context["discussion"].total == 400


def test_what_an_editor_adds_costs_one_query_a_kind(client, home, django_assert_num_queries):
    """Documents one query, the pictures of the key moments another: however many there are."""
    challenge = full_challenge()
    discuss(challenge, 5)
    client.get(challenge.url)
    with django_assert_num_queries(11):
        client.get(challenge.url)
    challenge.updates = [
        (
            "update",
            {
                "date": datetime.date(2026, 1, 1),
                "title": "x",
                "text": "y",
                "picture": ImageFactory(),
            },
        )
        for _ in range(6)
    ]
    challenge.documents = [("document", {"title": "x", "document": document()}) for _ in range(6)]
    challenge.save_revision().publish()
    client.get(challenge.url)
    with django_assert_num_queries(11):
        client.get(challenge.url)


def test_everything_that_is_filled_is_shown(client, home):
    challenge = full_challenge()
    project = factories.ProjectFactory(title="Un projet né du défi", origin_challenge=challenge)
    content = client.get(challenge.url).content.decode()
    for text in (
        challenge.guiding_question,
        challenge.summary,
        "Association d&#x27;essai",
        "Ana Matrice",
        "Marseille",
        "1 rue des Essais",
        "Bail court.",
        "Les objectifs.",
        "Des exemples.",
        "Les voisins",
        "L&#x27;étude",
        'alt="Une halle vide"',
        project.title,
        f'href="{project.url}"',
    ):
        assert text in content
    assert content.count("<h1") == 1
    assert content.index("Suite") < content.index("Début")


def test_what_is_empty_has_no_heading(client, challenge):
    content = client.get(challenge.url).content.decode()
    for name in (
        "objectives",
        "constraints",
        "updates",
        "documents",
        "goals",
        "projects",
        "expected",
    ):
        assert f'id="{name}"' not in content
    assert 'id="context"' in content


def test_a_rich_text_of_nothing_counts_as_empty(challenge):
    challenge.objectives = "<p> </p>"
    assert [name for name, label, text in challenge.brief()] == ["context"]


def test_only_the_fields_of_the_situation_show(client, home):
    challenge = factories.ChallengeFactory(
        situation="swarming",
        inspiration_name="Ailleurs",
        inspiration_url="https://ailleurs.example.org/",
        adaptation="<p>Tout.</p>",
        handover_terms="<p>Restes d'une autre situation.</p>",
    )
    content = client.get(challenge.url).content.decode()
    assert 'href="https://ailleurs.example.org/"' in content
    assert "Restes" not in content


def test_the_page_describes_itself(client, home):
    challenge = full_challenge()
    content = client.get(challenge.url).content.decode()
    assert f'<meta name="description" content="{challenge.summary}">' in content
    assert f'<link rel="canonical" href="{challenge.full_url}">' in content
    assert '<meta property="og:title"' in content
    assert '<meta property="og:image"' in content


def test_the_other_language_is_named(client, home):
    challenge = full_challenge()
    english = challenge.copy_for_translation(factories.locale("en"), copy_parents=True)
    client.get(challenge.url)
    assert [version.pk for version in client.get(challenge.url).context["language_versions"]] == [
        challenge.pk
    ]
    english.live = True
    english.save()
    versions = client.get(challenge.url).context["language_versions"]
    assert [version.locale.language_code for version in versions] == ["fr", "en"]


def test_a_draft_and_a_private_page_are_not_shown(client, home):
    draft = factories.ChallengeFactory(live=False)
    assert client.get(f"/defis/{draft.slug}/").status_code == 404
    private = factories.ChallengeFactory()
    PageViewRestriction.objects.create(page=private.get_parent(), restriction_type="login")
    assert client.get(private.url).status_code == 302


@pytest.mark.parametrize("depth", [1, 2])
def test_an_alias_is_restricted_as_its_source(home, depth):
    source = factories.ChallengeFactory()
    alias = source
    for number in range(depth):
        alias = alias.create_alias(update_slug=f"alias-{number}")
    restriction = PageViewRestriction.objects.create(page=source, restriction_type="login")
    assert list(alias.get_view_restrictions()) == [restriction]
    assert list(Page.get_view_restrictions(alias)) == [restriction]


def test_only_public_projects_that_came_of_it(client, home):
    challenge = factories.ChallengeFactory()
    factories.ProjectFactory(title="Visible", origin_challenge=challenge)
    factories.ProjectFactory(title="Brouillon", origin_challenge=challenge, live=False)
    private = factories.ProjectFactory(title="Privé", origin_challenge=challenge)
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    factories.ProjectFactory(title="Autre")
    content = client.get(challenge.url).content.decode()
    assert "Visible" in content
    for title in ("Brouillon", "Privé", "Autre"):
        assert title not in content


def test_the_rule_and_the_condition_agree(home):
    """``phase_on``, ``phase_q`` and the annotation, for every order in which dates and day can stand."""
    today = timezone.localdate()
    dates = [None, today - DAY, today, today + DAY]
    challenge = factories.ChallengeFactory()
    pages = ChallengePage.objects.filter(pk=challenge.pk)
    for opens_on in dates:
        for closes_on in dates:
            for followed_up_on in dates:
                pages.update(opens_on=opens_on, closes_on=closes_on, followed_up_on=followed_up_on)
                expected = phase_on(today, opens_on, closes_on, followed_up_on)
                found = [phase for phase in Phase if pages.filter(phase_q(phase, today)).exists()]
                assert found == [expected]
                assert with_current_phase(pages).get().current_phase == expected


def test_the_day_is_the_one_of_the_time_zone(home, settings):
    """At half past midnight in Paris it is still yesterday in UTC."""
    challenge = factories.ChallengeFactory(opens_on=datetime.date(2026, 7, 2), closes_on=None)
    late = datetime.datetime(2026, 7, 1, 22, 30, tzinfo=datetime.UTC)
    with mock.patch("django.utils.timezone.now", return_value=late):
        assert challenge.phase == Phase.OPEN


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("left", "words"),
    [(12, "12 days left"), (1, "1 day left"), (0, "Last day to contribute")],
)
def test_the_time_left_in_words(left, words):
    today = timezone.localdate()
    challenge = ChallengePage(closes_on=today + left * DAY)
    with translation.override("en"):
        assert challenge.phase_sentence() == words


@pytest.mark.django_db
def test_the_phase_in_words():
    today = timezone.localdate()
    with translation.override("en"):
        assert "no closing date" in str(ChallengePage().phase_sentence())
        assert "Opens on" in ChallengePage(opens_on=today + DAY).phase_sentence()
        assert "Contributions ended on" in ChallengePage(closes_on=today - DAY).phase_sentence()
        assert "Followed up since" in ChallengePage(followed_up_on=today).phase_sentence()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("dates", "words"),
    [
        ({"opens_on": DAY}, "Contributions open on {day}."),
        ({"closes_on": -DAY}, "Contributions ended on {day}. You can still read them."),
        ({"followed_up_on": -DAY}, "This challenge has been followed up since {day}: it takes"),
    ],
)
def test_why_one_cannot_contribute(dates, words):
    [(name, distance)] = dates.items()
    day = timezone.localdate() + distance
    challenge = ChallengePage(live=True, **{name: day})
    with translation.override("en"):
        said = challenge.get_discussion_closed_message()
        assert said.startswith(words.format(day=date_format(day)))
        challenge.live = False
        assert challenge.get_discussion_closed_message() != said


def test_preview_of_a_page_that_was_never_saved(home):
    index = factories.ChallengeIndexFactory()
    page = ChallengePage(
        title="Aperçu", slug="apercu", guiding_question="?", summary="s", locale=index.locale
    )
    response = page.make_preview_request(preview_mode=page.default_preview_mode)
    assert response.status_code == 200
    assert "Aperçu" in response.render().content.decode()
