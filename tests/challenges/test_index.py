import datetime

import pytest
from django.test import RequestFactory
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.models import PageViewRestriction
from wagtail_factories import ImageFactory

from tests import factories
from wagtail_crowdsolving import conf

pytestmark = pytest.mark.databases

DAY = datetime.timedelta(days=1)


@pytest.fixture
def index(home):
    return factories.ChallengeIndexFactory()


@pytest.fixture
def titles(client, index):
    """Ask the list, read the titles."""

    def ask(query="", status=200):
        response = client.get(f"{index.url}{query}")
        assert response.status_code == status
        return [item.title for item in response.context["items"]]

    return ask


@pytest.fixture
def place(db):
    region = factories.TerritoryFactory(name="Sud", level="region", code="93")
    department = factories.TerritoryFactory(
        name="Bouches-du-Rhône", level="department", code="13", parent=region
    )
    return factories.TerritoryFactory(name="Marseille", code="13055", parent=department)


def fill(index, number):
    """Challenges as full as a card can show."""
    themes = [factories.ThemeFactory() for _ in range(3)]
    territory = factories.TerritoryFactory()
    # On one page of the list each has its own.
    pictures = [ImageFactory() for _ in range(min(number, conf.PAGE_SIZE))]
    for count in range(number):
        challenge = factories.ChallengeFactory(
            parent=index,
            organisation=factories.OrganisationFactory(),
            territory=territory,
            picture=pictures[count % len(pictures)],
        )
        challenge.themes.set(themes)
        challenge.save()


def test_same_queries_at_5_and_at_200(client, index, django_assert_num_queries):
    fill(index, 5)
    client.get(index.url)  # makes the renditions and warms the frame of the site
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
    query = f"{index.url}?q=besoin&phase=open&situation=priority_issue&sort=title"
    fill(index, 5)
    client.get(query)
    with django_assert_num_queries(13):
        client.get(query)
    fill(index, 40)
    client.get(query)
    with django_assert_num_queries(13):
        assert client.get(query).context["result_count"] == 45


def test_only_live_public_challenges_of_the_language(titles, index):
    factories.ChallengeFactory(title="Publié")
    factories.ChallengeFactory(title="Brouillon", live=False)
    private = factories.ChallengeFactory(title="Privé")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    english = index.copy_for_translation(factories.locale("en"), copy_parents=True)
    assert titles() == ["Publié"]
    assert english.get_items().count() == 0


def test_filter_by_theme_is_a_union(titles):
    food, housing, water = (
        factories.ThemeFactory(slug=slug) for slug in ("food", "housing", "water")
    )
    for title, themes in (("A", [food, housing]), ("B", [housing]), ("C", [water]), ("D", [])):
        challenge = factories.ChallengeFactory(title=title)
        challenge.themes.set(themes)
        challenge.save()
    assert sorted(titles("?theme=food&theme=housing")) == ["A", "B"]
    assert titles("?theme=water") == ["C"]


def test_themes_are_named_in_the_language_of_the_reader(client, index):
    theme = factories.ThemeFactory(name="Alimentation", slug="food")
    english = theme.copy_for_translation(factories.locale("en"))
    english.name = "Food"
    english.save()
    challenge = factories.ChallengeFactory()
    challenge.themes.set([theme])
    challenge.save()
    translated = index.copy_for_translation(factories.locale("en"), copy_parents=True)
    translated.live = True
    translated.save()
    copy = challenge.copy_for_translation(factories.locale("en"))
    copy.live = True
    copy.save()
    assert [one["name"] for one in translated.get_items().get().get_themes()] == ["Food"]
    context = translated.get_context(RequestFactory().get("/en/defis/?theme=food"))
    assert context["form"].fields["theme"].choices == [("food", "Food")]
    assert [item.pk for item in context["items"]] == [copy.pk]
    assert [theme["name"] for theme in context["items"][0].get_themes()] == ["Food"]
    french = client.get(index.url).context
    assert french["form"].fields["theme"].choices == [("food", "Alimentation")]


def test_territory_takes_in_what_belongs_to_it(titles, place):
    factories.ChallengeFactory(title="Ville", territory=place)
    factories.ChallengeFactory(title="Département", territory=place.parent)
    factories.ChallengeFactory(title="Région", territory=place.parent.parent)
    factories.ChallengeFactory(title="Ailleurs", territory=factories.TerritoryFactory(code="44109"))
    assert titles("?territory=commune-13055") == ["Ville"]
    assert sorted(titles("?territory=department-13")) == ["Département", "Ville"]
    assert sorted(titles("?territory=region-93")) == ["Département", "Région", "Ville"]


def test_only_values_that_exist_are_offered(client, index, place):
    factories.ThemeFactory(slug="unused")
    factories.TerritoryFactory(name="Vide")
    factories.ChallengeFactory(territory=place, situation="idea", handover_terms="<p>x</p>")
    form = client.get(index.url).context["form"]
    assert form.fields["theme"].choices == []
    assert [value for value, label in form.fields["situation"].choices] == ["", "idea"]
    assert [value for value, label in form.fields["phase"].choices] == ["", "open"]
    groups = [
        [key for key, name in places] for level, places in form.fields["territory"].choices[1:]
    ]
    assert groups == [["region-93"], ["department-13"], ["commune-13055"]]


@pytest.mark.parametrize("phase", ["upcoming", "open", "closed", "followed_up"])
def test_filter_by_phase(titles, phase):
    today = timezone.localdate()
    factories.ChallengeFactory(title="upcoming", opens_on=today + DAY)
    factories.ChallengeFactory(title="open", opens_on=today, closes_on=today)
    factories.ChallengeFactory(title="closed", closes_on=today - DAY)
    factories.ChallengeFactory(title="followed_up", followed_up_on=today)
    assert titles(f"?phase={phase}") == [phase]


def test_a_phase_that_nothing_has_gives_nothing(titles):
    factories.ChallengeFactory()
    assert titles("?phase=followed_up") == []


@pytest.mark.usefixtures("indexed")
def test_search(titles):
    factories.ChallengeFactory(title="Cuisines partagées")
    factories.ChallengeFactory(title="Autre", guiding_question="Comment partager l'eau ?")
    assert titles("?q=cuisines") == ["Cuisines partagées"]
    assert titles("?q=eau") == ["Autre"]
    assert titles("?q=rien") == []


@pytest.mark.usefixtures("indexed")
def test_search_finds_no_draft(titles):
    factories.ChallengeFactory(title="Secret", live=False)
    assert titles("?q=secret") == []


def test_sorting(titles):
    today = timezone.localdate()
    now = timezone.now()
    for number, (title, closes_on) in enumerate(
        [("Zoo", today + DAY), ("eau", None), ("Été", today - DAY), ("École", today + 9 * DAY)]
    ):
        challenge = factories.ChallengeFactory(
            title=title, closes_on=closes_on, first_published_at=now + number * DAY
        )
        for _ in range({"Été": 2, "Zoo": 1}.get(title, 0)):
            factories.ContributionFactory(page=challenge)
    factories.ContributionFactory(page=challenge, state="pending")
    assert titles() == ["École", "Été", "eau", "Zoo"]
    assert titles("?sort=newest") == titles()
    assert titles("?sort=closing") == ["Zoo", "École", "eau", "Été"]
    assert titles("?sort=contributions") == ["Été", "Zoo", "École", "eau"]
    assert titles("?sort=title") == ["eau", "École", "Été", "Zoo"]


@pytest.mark.parametrize("sort", ["newest", "title", "closing", "contributions"])
def test_pages_hold_each_challenge_once(client, index, sort):
    for _ in range(conf.PAGE_SIZE + 3):
        factories.ChallengeFactory()
    seen = []
    for number in (1, 2):
        response = client.get(f"{index.url}?sort={sort}&page={number}")
        seen += [item.pk for item in response.context["items"]]
    assert len(seen) == len(set(seen)) == conf.PAGE_SIZE + 3


@pytest.mark.parametrize(
    ("number", "shown"),
    [("abc", 1), ("", 1), ("0", 2), ("-1", 2), ("99", 2), ("9" * 5000, 1), ("1.5", 1), ("%00", 1)],
)
def test_a_wrong_page_number_leads_to_a_page(client, index, number, shown):
    for _ in range(conf.PAGE_SIZE + 1):
        factories.ChallengeFactory()
    response = client.get(f"{index.url}?page={number}")
    assert response.status_code == 200
    assert response.context["results"].number == shown


@pytest.mark.parametrize(
    "query",
    [
        "theme='><script>alert(1)</script>",
        "theme=%00",
        "territory=commune",
        "territory=-",
        "territory=commune-99999",
        "situation=none",
        "phase=%00open",
        "sort=pk",
        "sort=-title",
        "phase=open&phase=closed%00",
    ],
)
def test_what_does_not_exist_is_left_out_and_said(client, index, query):
    factories.ChallengeFactory()
    response = client.get(f"{index.url}?{query}")
    assert response.status_code == 200
    assert len(response.context["items"]) == 1
    assert response.context["has_unknown_filter"]
    assert b"<script>alert" not in response.content
    assert response.context["canonical_url"] == index.full_url


def test_what_nobody_sees_is_not_searched(client, index):
    factories.ChallengeFactory(title="Besoin")
    response = client.get(f"{index.url}?q=besoin%00")
    assert response.context["form"].cleaned_data["q"] == "besoin"


@pytest.mark.parametrize("query", ["q=" + "x" * 101, "q=" + "x" * 5000])
def test_a_search_in_error_says_so_and_keeps_what_was_typed(client, index, query):
    factories.ChallengeFactory()
    response = client.get(f"{index.url}?{query}")
    assert response.status_code == 200
    assert response.context["form"].errors["q"]
    assert len(response.context["items"]) == 1
    assert b'id="id_q_error"' in response.content


@pytest.mark.parametrize(
    "text",
    ["'", '"', '"eau', "eau*", "(", "()", "AND", "NOT eau", "a OR", "NEAR(", "^", "-", ":", "*", "\\",
     "eau' --", "%", "é" * 100, "😀", "\x0b", "<script>", "{title}: eau", "&|!", "a:*"],
)  # fmt: skip
def test_any_search_is_answered(client, index, text):
    factories.ChallengeFactory(title="Eau")
    assert client.get(index.url, {"q": text}).status_code == 200


def test_every_state_has_an_address(client, index, place):
    food, water = factories.ThemeFactory(slug="food"), factories.ThemeFactory(slug="water")
    for _ in range(conf.PAGE_SIZE + 1):
        challenge = factories.ChallengeFactory(territory=place)
        challenge.themes.set([food, water])
        challenge.save()
    query = "phase=open&territory=commune-13055&theme=food&theme=water"
    response = client.get(f"{index.url}?{query}&sort=newest&utm_source=mail&page=2")
    context = response.context
    assert context["canonical_url"] == (
        f"{index.full_url}?phase=open&territory=commune-13055&theme=food&theme=water&page=2"
    )
    content = response.content.decode()
    assert (
        f'<link rel="canonical" href="{context["canonical_url"].replace("&", "&amp;")}">' in content
    )
    removals = {filter["value"]: filter["remove"] for filter in context["active_filters"]}
    assert removals[food.name] == "?phase=open&territory=commune-13055&theme=water"
    assert removals["Marseille"] == "?phase=open&theme=food&theme=water"
    assert {step["url"] for step in context["pagination"]} == {
        f"{index.url}?phase=open&territory=commune-13055&theme=food&theme=water",
        f"{index.url}?phase=open&territory=commune-13055&theme=food&theme=water&page=2",
    }


@pytest.mark.usefixtures("indexed")
def test_empty_states(client, index):
    assert "cs-empty" in client.get(index.url).content.decode()
    factories.ChallengeFactory()
    response = client.get(f"{index.url}?q=introuvable")
    assert response.context["total"] == 1
    assert "cs-empty" in response.content.decode()
    assert response.context["active_filters"][0]["remove"] == ""


def test_hostile_titles_are_escaped(client, index):
    factories.ChallengeFactory(title="<script>x</script>", summary="<img src=x onerror=y>")
    content = client.get(index.url).content.decode()
    assert "<script>x" not in content
    assert "<img src=x" not in content
    assert get_image_model().objects.count() == 0


def test_pictures_come_with_two_sizes_and_no_alternative_text(client, index):
    fill(index, 1)
    content = client.get(index.url).content.decode()
    assert 'alt=""' in content
    assert "srcset=" in content
