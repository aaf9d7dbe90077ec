"""One folding of words: in Python, within queries, in Wagtail's search, in addresses. The same on both databases."""

import json
import re
import unicodedata
from pathlib import Path

import pytest
from django.apps import apps
from django.test import override_settings
from django.urls import reverse
from django.utils.html import escape
from wagtail.models import Page, PageViewRestriction
from wagtail.search.backends import get_search_backend

import wagtail_crowdsolving
from tests import factories, test_exports
from wagtail_crowdsolving import folding
from wagtail_crowdsolving.folded import Folded, HasWords, in_order, is_text
from wagtail_crowdsolving.network.models import Organisation, Theme
from wagtail_crowdsolving.selection.queries import interest_of
from wagtail_crowdsolving.wagtail_admin import FoldedListMixin, SlugInput

pytestmark = pytest.mark.databases

ESTABLISHED = [
    "L’Établi",
    "L'Établi",
    "lʼétabli",
    "L´ÉTABLI",
    "L‘Établi ",
    unicodedata.normalize("NFD", "L'Établi"),
    "L'É\u00adta\u200bbli\u202c",
    "L‑Établi",
]


@pytest.mark.parametrize("name", ESTABLISHED)
def test_one_name_in_all_its_spellings(name):
    assert folding.same(name, "l'etabli")
    assert folding.fold(name) == "l etabli"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Cœur, ŒUVRE, Lætitia, ﬁn", "coeur oeuvre laetitia fin"),
        ("Saint–Étienne / Saint-Étienne", "saint etienne saint etienne"),
        ("120 m² à l’hôtel", "120 m2 a l hotel"),
        ("Łódź Straße İstanbul", "lodz strasse istanbul"),
        ("Ёлка Ἀθήνα", "елка αθηνα"),
        ("हिन्दी", "हिन्दी"),
        ("… ! ☀", ""),
        (None, ""),
    ],
)
def test_what_is_folded(text, folded):
    assert folding.fold(text) == folded


def test_no_name_is_nobody_s():
    assert not folding.same("", "")
    assert not folding.same("…", "!")


def test_a_search_keeps_few_words():
    assert folding.searched("les jardins de l'école") == ["jardins", "ecole"]
    assert folding.searched("de la") == ["de", "la"]
    assert folding.searched("?!«»") == []
    assert len(folding.searched(" ".join(f"mot{number}" for number in range(50)))) == folding.WORDS


def test_titles_sort_as_they_are_read():
    titles = ["Zoo", "Éveil", "œuvre", "eau", "École", "Ocre", "ombre"]
    expected = ["eau", "École", "Éveil", "Ocre", "œuvre", "ombre", "Zoo"]
    assert sorted(titles, key=folding.sort_key) == expected


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Un cœur de village", "un-coeur-de-village"),
        ("L’eau", "l-eau"),
        ("Été/hiver : l'ﬁ\u00adnance…", "ete-hiver-l-finance"),
        (unicodedata.normalize("NFD", "École à côté"), "ecole-a-cote"),
        ("…", ""),
        ("Ёлка", ""),
    ],
)
def test_an_address_made_of_words(title, slug):
    assert folding.slug(title) == slug


def test_an_address_is_cut_between_words():
    assert folding.slug("un cœur de village", 12) == "un-coeur-de"
    assert folding.slug("x" * 300, 200) == "x" * 200
    assert folding.slug("L’Été à Łódź", allow_unicode=True) == "l-été-à-łódź"
    assert folding.slug("Un cœur à İstanbul", allow_unicode=True) == "un-coeur-à-istanbul"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("jradin", "jardin"),
        ("jarin", "jardin"),
        ("jarrdin", "jardin"),
        ("mediateque", "mediatheque"),
    ],
)
def test_a_slip_of_the_keys(typed, meant):
    assert folding.nearest(typed, {"jardin": 2, "mediatheque": 1, "martin": 1}) == meant


def test_what_is_no_slip_stays():
    assert folding.nearest("eau", {"eaux": 1}) is None
    assert folding.nearest("2026", {"2025": 1}) is None
    assert folding.nearest("maison", {"jardin": 1}) is None
    assert folding.corrected(["jard"], {"jardin": 1}) is None


class TestWithinTheDatabase:
    @pytest.fixture
    def organisations(self, home):
        names = [*ESTABLISHED, "Zoo", "Cœur & âme", "eau"]
        return [factories.OrganisationFactory(name=name) for name in names]

    def test_folds_as_python_does(self, organisations):
        for name, folded in Organisation.objects.values_list("name", Folded("name")):
            assert folded == folding.fold(name), name

    def test_sorts(self, organisations):
        names = list(Organisation.objects.values_list("name", flat=True))
        assert [folding.fold(name) for name in names] == sorted(map(folding.fold, names))

    @pytest.mark.parametrize(
        ("words", "number"),
        [("l'etabli", 8), ("établ", 8), ("ame coeur", 1), ("oeur", 0), ("…", 0), ("% _", 0)],
    )
    def test_finds(self, organisations, words, number):
        found = Organisation.objects.filter(HasWords("name", "legal_form", words=words))
        assert found.count() == number


def test_an_organisation_named_in_other_signs_has_an_interest(home):
    challenge = factories.ChallengeFactory(organisation=None, proposed_by="L'Établi")
    assert interest_of(factories.OrganisationFactory(name="L’Établi"), challenge) == "L’Établi"


def test_a_page_without_an_address_gets_a_sound_one(home):
    slugs = [factories.ProjectFactory(title="Un cœur de village", slug="").slug for _one in "ab"]
    assert slugs == ["un-coeur-de-village", "un-coeur-de-village-2"]


class TestAddressesTypedInTheAdmin:
    """Wagtail's script makes an address with the patterns that its field is given."""

    def made_of(self, title):
        for (pattern, _flags), instead in json.loads(
            SlugInput().attrs["data-w-slug-formatters-value"]
        ):
            title = re.sub(pattern, instead, title)
        return re.sub(r"[^-_A-Za-z0-9\s]", "", title).lower().replace(" ", "-")

    @pytest.mark.parametrize(
        "title",
        [
            "Un cœur de village",
            "L’eau",
            "ŒUVRE, Été/hiver : l'ﬁ\u00adnance…",
            unicodedata.normalize("NFD", "École à côté"),
            "« Chez nous » (bis) [ter]",
            "1\u00a0500\u202fm² : \N{PARTY POPPER} fête \u2600\ufe0f",
        ],
    )
    def test_as_the_server_makes_them(self, title):
        with override_settings(WAGTAIL_ALLOW_UNICODE_SLUGS=False):
            assert self.made_of(title) == folding.slug(title)

    def test_every_field_of_an_address_has_them(self, home):
        form = type(factories.ChallengeFactory()).get_edit_handler().get_form_class()
        assert isinstance(form.base_fields["slug"].widget, SlugInput)


@pytest.mark.usefixtures("indexed")
class TestWagtailsSearch:
    def test_finds_pages(self, home):
        page = factories.ProjectFactory(title="Jardin de l’École des aînés", summary="Un cœur")
        factories.ProjectFactory(title="Autre chose")
        for words in [
            "ecole",
            "Écoles",
            "l'ecole",
            "l’École",
            "les jardins",
            "aine",
            "coeur",
            "e\u0301cole",
        ]:
            assert [one.pk for one in Page.objects.search(words, operator="and")] == [page.pk], (
                words
            )

    def test_finds_what_is_still_being_typed(self, home):
        organisation = factories.OrganisationFactory(name="L’Établi des Aînés")
        factories.OrganisationFactory(name="Autre")
        for words in ["l'éta", "etab", "aines", "aîn"]:
            found = get_search_backend().autocomplete(words, Organisation)
            assert list(found) == [organisation], words

    def test_signs_alone_find_nothing(self, home):
        factories.ProjectFactory()
        for words in ["…", "'", "\u00ad", "%", '"']:
            assert list(Page.objects.search(words)) == [], words


@pytest.mark.usefixtures("indexed")
def test_a_list_says_what_it_searched(client, home):
    challenge = factories.ChallengeFactory(title="Jardin de l’École")
    factories.ChallengeFactory(title="Autre")
    for words, corrected in {
        "ecole": "",
        "e\u0301cole": "",
        "jar\u00addin": "",
        "l'école": "",
        "les jardins": "",
        "jradin": "jardin",
        "ecolle": "ecole",
        "e" * 90: None,
        "?!": None,
    }.items():
        response = client.get(challenge.get_parent().specific.url, {"q": words})
        found = [page.pk for page in response.context["items"]]
        assert found == ([] if corrected is None else [challenge.pk]), words
        assert response.context["filterset"].corrected == (corrected or ""), words
        assert (
            f"«\N{NO-BREAK SPACE}<bdi>{corrected}</bdi>\N{NO-BREAK SPACE}»"
            in response.content.decode()
        ) == bool(corrected)


@pytest.mark.usefixtures("indexed")
def test_what_one_may_not_read_is_no_reason_to_correct_nothing(client, home):
    """Else a visitor learns which words stand in pages for members."""
    known = factories.ChallengeFactory(title="Jardin")
    private = factories.ChallengeFactory(title="Jradin")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    response = client.get(known.get_parent().specific.url, {"q": "jradin"})
    assert [page.pk for page in response.context["items"]] == [known.pk]
    assert response.context["filterset"].corrected == "jardin"


def test_a_discussion_says_what_it_searched(client, challenge):
    text = (
        "Goutte d’eau : l’eau de l'École, un mot **gras** et [un lien](https://example.org/cache),\n"
        "dé**couper** & coudre : Ca\u00admi\u200bon 2\u00a0000 Straße e\u0301cru ÇA مدرسة"
    )
    found = factories.ContributionFactory(page=challenge, comment=text, place="L’Île‑Adam")
    factories.ContributionFactory(page=challenge, comment="Autre chose")
    for words, searched in {
        "l'eau": "l'eau",
        "ECOLE": "ECOLE",
        "ecole eau": "ecole eau",
        "mot gras": "mot gras",
        "decouper coudre": "decouper coudre",
        "camion": "camion",
        "2000": None,
        "2 000": "2 000",
        "STRASSE": "STRASSE",
        "écru ca": "écru ca",
        "مَدرسة": "مَدرسة",
        "île adam": "île adam",
        "ecolle": "ecole",
        # Not what markup says.
        "cache": None,
        "href": None,
        "strong": None,
        "?!": None,
        "e" * 104: None,
    }.items():
        html = client.get(challenge.url, {"q": words}).content.decode()
        shown = re.findall(r'id="contribution-(\d+)"', html)
        assert shown == ([str(found.pk)] if searched else []), words
        if searched:
            assert f"«\N{NO-BREAK SPACE}<bdi>{escape(searched)}</bdi>\N{NO-BREAK SPACE}»" in html


class TestInTheAdmin:
    """Lists and choosers sort and search as the public lists do."""

    @pytest.fixture
    def organisations(self, home):
        return [factories.OrganisationFactory(name=name) for name in ("Zoo", "L’École des aînés")]

    @pytest.mark.parametrize("words", ["ecole", "l'école", "aine", "ecolle", "aniés"])
    def test_a_list_finds(self, admin_client, organisations, words):
        response = admin_client.get(
            reverse(Organisation.snippet_viewset.get_url_name("list")), {"q": words}
        )
        html = response.content.decode()
        assert list(response.context["object_list"]) == organisations[1:]
        corrected = {"ecolle": "ecole", "aniés": "aines"}.get(words, "")
        assert response.context["view"].corrected == corrected
        assert (f"«\N{NO-BREAK SPACE}<bdi>{corrected}</bdi>\N{NO-BREAK SPACE}»" in html) == bool(
            corrected
        )

    def test_a_list_that_finds_nothing_says_how_to_get_out(self, admin_client, organisations):
        url = reverse(Organisation.snippet_viewset.get_url_name("list"))
        for words in ("xylophone", "?!"):
            response = admin_client.get(url, {"q": words})
            assert not response.context["object_list"]
            assert f'<p><a href="{url}">' in response.content.decode()

    @pytest.mark.parametrize("words", ["l'ecole", "ecolle"])
    def test_a_chooser_finds(self, admin_client, organisations, words):
        chooser = Organisation.snippet_viewset.chooser_viewset
        url = reverse(chooser.get_url_name("choose_results"))
        html = admin_client.get(url, {"q": words}).content.decode()
        assert "École" in html
        assert "Zoo" not in html

    def test_a_chooser_of_people_finds(self, admin_client, home):
        factories.UserFactory(first_name="Hélène", last_name="Œdipe")
        url = reverse("crowdsolving_people:choose_results")
        for words in ("helene", "oedipe", "hélnèe"):
            assert "Hélène" in admin_client.get(url, {"q": words}).content.decode()


class TestNoNameIsSortedByItsSigns:
    """Where É would stand after Z: whatever sorts words sorts them ``Folded``, or by ``folding.sort_key``."""

    NAMES = r"-?(\w+__)*(\w+_)?(name|title|label|subject|place)"

    def test_in_models(self):
        wrong = {
            (model.__name__, key)
            for model in apps.get_app_config("wagtail_crowdsolving").get_models()
            for key in model._meta.ordering
            if isinstance(key, str) and is_text(model, key.lstrip("-"))
        }
        # Pages sort their themes in Python, by names of columns; lists of choices are ``in_order``.
        assert wrong == {("Theme", "name")}

    def test_in_lists_of_choices(self, home):
        for name in ("Zones", "Énergie", "eau"):
            factories.ThemeFactory(name=name)
        themes = [theme.name for theme in in_order(Theme.objects.all())]
        assert themes == ["eau", "Énergie", "Zones"]
        chosen = factories.ChallengeFactory()
        chosen.themes.set(Theme.objects.all())
        assert chosen.themes.count() == 3

    def test_in_queries(self):
        found = {
            f"{path.name}: {call}"
            for path in Path(wagtail_crowdsolving.__file__).parent.rglob("*.py")
            for call in re.findall(r"order_by\([^()]*(?:\([^()]*\)[^()]*)*\)", path.read_text())
            if re.search(rf"(?<!Folded\()[\"']{self.NAMES}[\"']", call)
        }
        assert found == set()

    def test_in_lists(self):
        """Of the admin: what sorts by words is a ``FoldedListMixin``."""
        lists = test_exports.lists()
        plain = {view.__name__ for view in lists if not issubclass(view, FoldedListMixin)}
        # Sorted by their dates and addresses.
        assert plain == {"ArchiveIndexView", "DecisionsView", "InvitationsView"}
