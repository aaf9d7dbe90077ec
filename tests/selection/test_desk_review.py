"""A review on the desk of a committee's member: given, drafted, changed, never lost."""

import re

import pytest
from django.utils import timezone

from tests.selection import support
from tests.selection.desk_scenes import address, answers, open_round, places, text_of
from tests.shared import shared
from wagtail_crowdsolving import kept
from wagtail_crowdsolving.selection import actions
from wagtail_crowdsolving.selection.models import Review, ReviewDraft, Seat

pytestmark = pytest.mark.django_db


_made, scene = shared(open_round)
member, _ = places()


# The review


def test_a_review_is_given_and_the_next_dossier_offered(client, scene, member):
    following = open_round(title="Le suivant")
    Seat.objects.filter(round=following.round, user=following.members[0]).update(user=member)
    page = client.get(address(scene.round, "round_review"))
    assert scene.need in text_of(page)
    response = client.post(address(scene.round, "round_review"), answers(scene), follow=True)
    review = Review.objects.get()
    assert (review.opinion, review.comment, review.to_proposer) == (
        "favourable",
        "Utile.",
        "Chiffrez le besoin.",
    )
    assert review.scores == {
        scene.need.removeprefix("score_"): 4,
        scene.means.removeprefix("score_"): None,
    }
    assert not ReviewDraft.objects.exists()
    html = text_of(response)
    assert address(following.round) in html
    assert html.count("Le suivant") >= 1


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"need": ""}, ["need"]),
        ({"need": "6"}, ["need"]),
        ({"need": "na"}, ["need"]),
        ({"means": "na", "opinion": ""}, ["opinion"]),
        ({"opinion": "perhaps"}, ["opinion"]),
        ({"comment": "x" * 6001}, ["comment"]),
        ({"need": "", "means": "8", "opinion": ""}, ["need", "means", "opinion"]),
    ],
)
def test_a_wrong_review_is_said_beside_its_field_and_kept(client, scene, member, changes, wrong):
    named = {getattr(scene, name, name): value for name, value in changes.items()}
    response = client.post(
        address(scene.round, "round_review"), answers(scene, **{"comment": "Mes raisons.", **named})
    )
    assert response.status_code == 200
    form = response.context["form"]
    assert sorted(form.errors) == sorted(getattr(scene, name, name) for name in wrong)
    html = text_of(response)
    for name in form.errors:
        assert f'id="id_{name}_error"' in html
    if "comment" not in changes:
        assert "Mes raisons." in html
    assert not Review.objects.exists()
    # What is wrong is kept as a draft all the same.
    assert ReviewDraft.objects.get().data["to_proposer"] == form.data["to_proposer"]
    again = client.get(address(scene.round, "round_review"))
    assert again.context["form"]["opinion"].value() == form.data["opinion"]


def test_an_abstention_needs_no_marks(client, scene, member):
    given = answers(scene, opinion="abstain", **{scene.need: "", scene.means: ""})
    assert client.post(address(scene.round, "round_review"), given).status_code == 302
    assert Review.objects.get().scores == {}


def test_a_draft_is_saved_without_scripts(client, scene, member):
    given = answers(scene, go="draft", opinion="", **{scene.need: ""})
    response = client.post(address(scene.round, "round_review"), given, follow=True)
    hour = timezone.localtime(ReviewDraft.objects.get().updated_at).strftime("%H:%M")
    assert hour in text_of(response)
    assert response.context["form"]["comment"].value() == "Utile."
    assert response.context["version"] == 1
    assert not Review.objects.exists()


def test_an_unfinished_draft_that_is_stale_is_asked_for_nothing_more(client, scene):
    url = address(scene.round, "round_review")
    client.force_login(scene.members[0])
    client.post(url, {"go": "draft", "comment": "D’abord", "version": "0"})
    stale = client.post(url, {"go": "draft", "comment": "Ailleurs", "version": "0"})
    assert stale.status_code == 409
    html = stale.content.decode()
    assert "D’abord" in html
    assert "Ailleurs" in html
    assert "Choisissez une note" not in html


def test_the_draft_saves_itself_with_its_version(client, scene, member):
    url = address(scene.round, "round_review_draft")
    first = client.post(url, answers(scene, comment="Un début"))
    assert first.status_code == 200
    assert first.json()["version"] == 1
    hour = timezone.localtime(ReviewDraft.objects.get().updated_at).strftime("%H:%M")
    assert hour in first.json()["message"]
    second = client.post(url, answers(scene, comment="Un début, puis une suite", version="1"))
    assert second.json()["version"] == 2
    stale = client.post(url, answers(scene, comment="Un autre onglet", version="1"))
    assert stale.status_code == 409
    assert stale.json()["message"]
    assert ReviewDraft.objects.get().data["comment"] == "Un début, puis une suite"
    assert client.get(url).status_code == 405


def test_two_windows_lose_nothing(client, scene, member):
    url = address(scene.round, "round_review")
    client.post(url, answers(scene, go="draft", comment="La première fenêtre"))
    response = client.post(url, answers(scene, comment="La seconde fenêtre"))
    assert response.status_code == 409
    html = text_of(response)
    assert "La première fenêtre" in html
    assert "La seconde fenêtre" in html
    assert not Review.objects.exists()
    again = client.post(
        url, answers(scene, comment="La seconde fenêtre", version=response.context["version"])
    )
    assert again.status_code == 302
    assert Review.objects.get().comment == "La seconde fenêtre"


def test_a_double_click_gives_one_review(client, scene, member):
    url = address(scene.round, "round_review")
    for _click in range(2):
        assert client.post(url, answers(scene)).status_code == 302
    assert Review.objects.count() == 1


def test_a_changed_mind_starts_from_the_review_that_was_given(client, scene, member):
    url = address(scene.round, "round_review")
    client.post(url, answers(scene))
    form = client.get(url).context["form"]
    assert form["opinion"].value() == "favourable"
    assert form[scene.need].value() == "4"
    assert form[scene.means].value() == "na"
    client.post(url, answers(scene, opinion="changes"))
    assert Review.objects.filter(superseded_at=None).get().opinion == "changes"
    assert Review.objects.count() == 2


def test_a_review_that_comes_too_late_is_shown_once_more(client, scene, member):
    actions.close_round(round=scene.round, by=scene.chair)
    url = address(scene.round, "round_review")
    response = client.post(url, answers(scene, comment="Trop tard"))
    assert response.status_code == 409
    assert "Trop tard" in text_of(response)
    assert not Review.objects.exists()
    assert client.get(url).status_code == 302
    assert (
        client.post(address(scene.round, "round_review_draft"), answers(scene)).status_code == 409
    )


def test_what_was_typed_when_the_session_had_ended_is_kept(client, scene):
    member = scene.members[0]
    url = address(scene.round, "round_review")
    typed = answers(scene, comment="Écrit avant la déconnexion", reader=kept.mark(member))
    response = client.post(url, typed)
    assert response.status_code == 302
    assert "login" in response.url
    client.force_login(member)
    page = client.get(url)
    assert page.context["unsaved"]
    assert "Écrit avant la déconnexion" in text_of(page)
    client.post(url, answers(scene, go="draft", comment="Écrit avant la déconnexion"))
    assert kept.KEY not in client.session


@pytest.mark.parametrize("name", ["round_recuse", "round_discussion", "round_decision"])
def test_no_word_is_lost_with_the_session(client, scene, name):
    """Given back to whom the form was printed for, and to nobody else on the same computer."""
    who, other = scene.chair, scene.members[0]
    if name != "round_recuse":
        for person in (who, other):
            support.review(scene.round, person, support.FOR)
    if name == "round_decision":
        actions.close_round(round=scene.round, by=scene.chair)
    url = address(scene.round, name)
    client.force_login(who)
    mark = re.search(r'name="reader" value="([^"]+)"', text_of(client.get(url)))[1]
    field = {"round_recuse": "reason", "round_discussion": "text"}.get(name, "message")
    for posted in (mark, "", kept.mark(other)[:-1] + "x"):
        client.logout()
        response = client.post(url, {field: "Des mots à garder", "reader": posted, "do": "save"})
        assert "login" in response.url
        assert bool(kept.KEY in client.session) is (posted == mark)
        if posted == mark:
            client.force_login(other)
            assert "Des mots à garder" not in text_of(client.get(url, follow=True))
            client.force_login(who)
            assert "Des mots à garder" not in text_of(client.get(url))
    client.logout()
    client.post(url, {field: "Des mots à garder", "reader": mark, "do": "save"})
    client.force_login(who)
    assert "Des mots à garder" in text_of(client.get(url))
    client.post(url, {field: "Des mots à garder", "do": "save", "outcome": "favourable"})
    assert kept.KEY not in client.session
