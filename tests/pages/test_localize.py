"""Translation with wagtail-localize: what is translated, what follows the source, what is shared."""

import datetime

import pytest
from wagtail_localize.models import (
    OverridableSegment,
    SegmentOverride,
    String,
    StringTranslation,
    Translation,
    TranslationContext,
    TranslationSource,
)

from tests import factories
from wagtail_crowdsolving.catalogue.models import StageEntry
from wagtail_crowdsolving.challenges import actions as life_doors
from wagtail_crowdsolving.challenges import life
from wagtail_crowdsolving.contributions.queries import discussion
from wagtail_crowdsolving.exceptions import Conflict
from wagtail_crowdsolving.network.models import Organisation, Territory, Theme
from wagtail_crowdsolving.pages.models import (
    CatalogueProjectPage,
    ChallengePage,
)

pytestmark = pytest.mark.versions


@pytest.fixture
def translate(db, django_capture_on_commit_callbacks):
    """Translate ``instance`` to English: ``strings`` are pairs; returns the published copy."""

    def translate(instance, strings=(), overrides=None):
        english = factories.locale("en")
        source, _ = TranslationSource.update_or_create_from_instance(instance)
        translation, _ = Translation.objects.get_or_create(source=source, target_locale=english)
        for french, text in dict(strings).items():
            string = String.objects.get(data=french, locale=source.locale)
            for segment in source.stringsegment_set.filter(string=string):
                StringTranslation.objects.get_or_create(
                    translation_of=string,
                    locale=english,
                    context=segment.context,
                    defaults={"data": text},
                )
        for path, value in (overrides or {}).items():
            context, _ = TranslationContext.objects.get_or_create(object=source.object, path=path)
            SegmentOverride.objects.get_or_create(
                locale=english, context=context, defaults={"data_json": value}
            )
        with django_capture_on_commit_callbacks(execute=True):
            translation.save_target(publish=True)
        return type(instance).objects.get(translation_key=instance.translation_key, locale=english)

    return translate


@pytest.fixture
def english_home(home):
    page = home.copy_for_translation(factories.locale("en"))
    page.live = True
    page.save()
    return page


def test_a_challenge(client, english_home, translate):
    theme = factories.ThemeFactory(name="Alimentation", slug="food")
    translate(theme, {"Alimentation": "Food"})
    challenge = factories.ChallengeFactory(
        title="Se nourrir", guiding_question="Comment ?", territory=factories.TerritoryFactory()
    )
    challenge.themes.set([theme])
    challenge.save()
    translate(challenge.get_parent().specific)
    english = translate(challenge, {"Se nourrir": "Eating", "Comment ?": "How?"})
    assert (english.title, english.guiding_question) == ("Eating", "How?")
    assert list(english.themes.all()) == [theme]
    assert english.territory == challenge.territory
    assert english.opens_on == challenge.opens_on
    factories.ContributionFactory(page=challenge)
    assert discussion(english).total == 1
    response = client.get(english.url)
    assert response.status_code == 200
    assert [one["name"] for one in response.context["themes"]] == ["Food"]
    listed = client.get(english.get_parent().url).context
    assert [item.title for item in listed["items"]] == ["Eating"]
    assert listed["form"].fields["theme"].choices == [("food", "Food")]


def test_what_is_locked_follows_the_source(english_home, translate):
    first, second = factories.ThemeFactory(), factories.ThemeFactory()
    challenge = factories.ChallengeFactory()
    challenge.themes.set([first])
    challenge.save()
    translate(challenge.get_parent().specific)
    closes_on = challenge.closes_on
    english = translate(challenge, overrides={"closes_on": '"2001-01-01"', "situation": '"idea"'})
    assert english.closes_on == closes_on
    assert english.situation == "priority_issue"
    challenge.themes.set([second])
    challenge.closes_on = closes_on + datetime.timedelta(days=5)
    challenge.goals = [11]
    challenge.save()
    english = translate(challenge)
    assert list(english.themes.all()) == [second]
    assert english.closes_on == challenge.closes_on
    assert english.goals == [11]


@pytest.mark.parametrize(
    ("factory", "locked"),
    [
        (
            factories.ChallengeFactory,
            {"themes", "goals", "territory", "territory_kind", "situation", "organisation",
             "proposed_by", "animator", "opens_on", "closes_on", "followed_up_on",
             "resource_address", "resource_surface", "resource_owner", "inspiration_url"},
        ),
        (
            factories.ProjectFactory,
            {"themes", "goals", "territory", "territory_kind", "origin", "holder", "origin_challenge"},
        ),
        (factories.ThemeFactory, {"slug"}),
        (factories.TerritoryFactory, {"level", "code", "parent", "latitude", "longitude"}),
        (
            factories.OrganisationFactory,
            {"legal_form", "approvals", "territory", "siren", "siret", "rna", "governance_role"},
        ),
    ],
)  # fmt: skip
def test_no_locked_field_can_be_overridden(home, factory, locked):
    source, _ = TranslationSource.update_or_create_from_instance(factory())
    overridable = set(
        OverridableSegment.objects.filter(source=source).values_list("context__path", flat=True)
    )
    translated = {
        path.split(".")[0]
        for path in source.stringsegment_set.values_list("context__path", flat=True)
    }
    assert not locked & overridable
    assert not locked & translated


def test_a_project_and_its_path(client, english_home, translate):
    project = factories.ProjectFactory(
        title="Conciergerie",
        origin="swarmed",
        organisations=[
            (
                "organisation",
                {"organisation": factories.OrganisationFactory(name="Fonds"), "role": "funder"},
            )
        ],
    )
    StageEntry.objects.create(
        page_id=project.pk, stage="study", reached_on=datetime.date(2019, 3, 1), conclusion="no_go"
    )
    translate(project.get_parent().specific)
    english = translate(project, {"Conciergerie": "Concierge"})
    assert english.origin == "swarmed"
    content = client.get(english.url).content.decode()
    assert "Concierge" in content
    assert "March 2019" in content
    assert "No-go" in content
    assert "Funds the project" in content
    listed = client.get(f"{english.get_parent().url}?stage=study").context["items"]
    assert [item.title for item in listed] == ["Concierge"]


def test_snippets(translate):
    theme = translate(factories.ThemeFactory(name="Eau", slug="water"), {"Eau": "Water"})
    assert (theme.name, theme.slug) == ("Water", "water")
    region = factories.TerritoryFactory(name="Bretagne", level="region", code="53")
    territory = translate(region, {"Bretagne": "Brittany"})
    assert (territory.name, territory.key) == ("Brittany", "region-53")
    organisation = factories.OrganisationFactory(
        name="Fonds", description="Finance.", governance_role="funder", approvals=["esus"]
    )
    english = translate(organisation, {"Finance.": "Funds."})
    assert (english.description, english.governance_role, english.approvals) == (
        "Funds.",
        "funder",
        ["esus"],
    )
    assert Theme.objects.count() == Territory.objects.count() == Organisation.objects.count() == 2


def test_page_types_are_translatable():
    for model in (ChallengePage, CatalogueProjectPage):
        names = {field.field_name for field in model.override_translatable_fields}
        assert names <= {field.name for field in model._meta.get_fields()}


class TestTheLifeOfAChallenge:
    """Dates are shared at once; what is told is told in the source and translated from it."""

    @pytest.fixture
    def animator(self):
        return factories.UserFactory()

    @pytest.fixture
    def challenge(self, english_home, translate, animator):
        challenge = factories.ChallengeFactory(title="Se nourrir", animator=animator, live=False)
        challenge.save_revision().publish()
        challenge.refresh_from_db()
        translate(challenge.get_parent().specific)
        translate(challenge, {"Se nourrir": "Eating"})
        return challenge

    def english(self, challenge):
        return ChallengePage.objects.get(
            translation_key=challenge.translation_key, locale__language_code="en"
        )

    def test_a_date_moves_in_both_and_no_synchronisation_takes_it_back(
        self, challenge, translate, animator
    ):
        day = datetime.date(2031, 5, 4)
        life_doors.set_dates(
            page=challenge,
            by=animator,
            opens_on=None,
            closes_on=day,
            followed_up_on=None,
            version=life.version(challenge, *life.DATES),
        )
        assert self.english(challenge).closes_on == day
        # The translator publishes what was sent to translation before the date moved.
        translation = Translation.objects.get(
            source__object_id=challenge.translation_key, target_locale__language_code="en"
        )
        translation.save_target(publish=True)
        assert self.english(challenge).closes_on == day
        challenge = ChallengePage.objects.get(pk=challenge.pk)
        translate(challenge)
        assert self.english(challenge).closes_on == day

    def test_a_key_moment_is_told_in_the_source_and_translated(
        self, challenge, translate, animator
    ):
        moment = {
            "date": datetime.date(2031, 5, 4),
            "title": "Une visite",
            "text": "<p>Vingt personnes.</p>",
        }
        english = self.english(challenge)
        assert life.source_of(english) == challenge
        with pytest.raises(Conflict):
            life_doors.add_update(page=english, by=animator, **moment)
        life_doors.add_update(page=challenge, by=animator, **moment)
        challenge = ChallengePage.objects.get(pk=challenge.pk)
        english = translate(
            challenge, {"Une visite": "A visit", "Vingt personnes.": "Twenty people."}
        )
        assert [block.value["title"] for block in english.updates] == ["A visit"]
        assert [page.pk for page in life.animated_by(animator)] == [challenge.pk]
