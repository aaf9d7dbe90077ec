"""The desk of a committee's members, through its pages: what waits, the dossier, the discussion."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import factories
from tests.selection import support
from tests.selection.desk_scenes import DESK, address, close, open_round, places, text_of
from tests.shared import shared
from wagtail_crowdsolving.selection import actions
from wagtail_crowdsolving.selection.models import Decision, Review, Round, RoundMessage, Seat

pytestmark = pytest.mark.django_db


_made, scene = shared(open_round)
member, chair = places()


# The desk


def test_an_empty_desk_says_what_it_is_for(client, home):
    client.force_login(factories.UserFactory())
    response = client.get(DESK)
    assert response.context["groups"] == []
    assert "cs-empty" in text_of(response)


def test_what_waits_comes_first(client, scene):
    member = scene.members[0]
    late = open_round(title="En retard")
    Round.objects.filter(pk=late.round.pk).update(
        due_at=timezone.now() - datetime.timedelta(days=2)
    )
    given, closed = open_round(title="Donné"), open_round(title="Clos")
    for other in (late, given, closed):
        Seat.objects.filter(round=other.round, user=other.members[0]).update(user=member)
    support.review(given.round, member)
    support.review(closed.round, member)
    actions.close_round(round=closed.round, by=closed.chair)
    actions.release_decisions(
        decisions=[support.decide(closed.round, closed.chair)], by=closed.chair
    )
    client.force_login(member)
    response = client.get(DESK)
    titles = [[row["round"].title for row in group["rows"]] for group in response.context["groups"]]
    assert titles == [["En retard", "Une halle à rouvrir"], ["Donné"], ["Clos"]]
    assert response.context["waiting"] == 2
    assert [row["left"] for row in response.context["groups"][0]["rows"]] == [-2, 14]
    html = text_of(response)
    assert html.index("En retard") < html.index("Une halle à rouvrir") < html.index("Donné")


def test_a_chair_is_led_to_the_decision_and_to_the_progress(client, scene, chair):
    assert address(scene.round, "round_progress") in text_of(client.get(DESK))
    close(scene)
    response = client.get(DESK)
    assert [group["number"] for group in response.context["groups"]] == [1]
    assert address(scene.round, "round_decision") in text_of(response)


def test_only_a_chair_reads_how_many_reviews_are_in(client, scene, member):
    support.review(scene.round, scene.members[1])
    html = text_of(client.get(DESK))
    assert address(scene.round, "round_progress") not in html
    assert all(
        row["given"] is None for g in client.get(DESK).context["groups"] for row in g["rows"]
    )


def seats_for(person, number, scene):
    """``number`` rounds in which ``person`` sits, in every state; past the doors."""
    states = TaskStates(scene)
    rounds = [
        Round(
            task_state_id=states.make(),
            page_id=scene.page.pk,
            committee=scene.committee,
            state=state,
            title=f"Dossier {n}",
            content=scene.round.content,
            content_hash="x",
            criteria=scene.round.criteria,
            rule="majority",
            threshold=0,
            quorum=1,
            due_at=timezone.now() + datetime.timedelta(days=n % 30 - 5),
            closed_at=timezone.now() if state == Round.State.CLOSED else None,
            tally={} if state == Round.State.CLOSED else None,
        )
        for n, state in zip(
            range(number), (Round.State.OPEN, Round.State.CLOSED) * number, strict=False
        )
    ]
    Round.objects.bulk_create(rounds)
    Seat.objects.bulk_create(
        Seat(round=round, user=person, role="chair" if n % 3 else "member")
        for n, round in enumerate(rounds)
    )
    Decision.objects.bulk_create(
        Decision(round=round, outcome="favourable", state="released", released_at=timezone.now())
        for round in rounds[1::4]
    )
    Review.objects.bulk_create(
        Review(seat=seat, opinion="favourable")
        for seat in Seat.objects.filter(user=person, round__in=rounds[::3])
    )


class TaskStates:
    """Steps for rounds that nobody examines: rows that only have to exist."""

    def __init__(self, scene):
        self.model = scene.round.task_state

    def make(self):
        step = type(self.model)(
            workflow_state_id=self.model.workflow_state_id,
            revision_id=self.model.revision_id,
            task_id=self.model.task_id,
            status="approved",
            content_type_id=self.model.content_type_id,
        )
        step.save()
        return step.pk


@pytest.mark.parametrize("number", [20, 200])
def test_a_long_desk_costs_no_more(client, scene, number):
    person = factories.UserFactory()
    seats_for(person, number, scene)
    client.force_login(person)
    client.get(DESK)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(DESK)
    assert len(queries) == 9
    assert sum(len(group["rows"]) for group in response.context["groups"]) == 20
    assert response.context["shown"].paginator.num_pages == number // 20
    if number > 20:
        last = client.get(f"{DESK}?p=10")
        assert sum(len(group["rows"]) for group in last.context["groups"]) == 20
        assert len(last.context["groups"]) == 1
        found = client.get(DESK, {"q": "dossiers 19"})
        assert found.context["shown"].paginator.count == 11  # 19, 190 to 199
        assert found.context["waiting"] == response.context["waiting"]
        assert b'role="status"' in found.content
        none = client.get(DESK, {"q": "xylophone"}).content.decode()
        assert f'href="{DESK}"' in none
        assert client.get(DESK, {"q": "x" * 400}).status_code == 200


# The dossier


def test_the_dossier_is_what_is_judged(client, scene, member):
    scene.page.summary = "Un tout autre résumé."
    scene.page.save_revision()
    html = text_of(client.get(address(scene.round)))
    assert "Un besoin du territoire, sans porteur de projet." in html
    assert "Un tout autre résumé." not in html
    assert "Qui en profite ?" in html
    for person in (scene.chair, scene.observer, *scene.members):
        assert person.get_full_name() in html


def test_a_proposed_recusal_is_said(client, scene, member):
    Seat.objects.filter(user=member).update(interest="Les Amis de la halle")
    html = text_of(client.get(address(scene.round)))
    assert "Les Amis de la halle" in html
    assert address(scene.round, "round_recuse") in html
    assert "cs-badge--changes_requested" in text_of(client.get(DESK))


def test_earlier_rounds_are_readable_and_changes_are_marked(client, scene, member):
    for person in [scene.chair, *scene.members]:
        support.review(scene.round, person, support.CHANGES)
    decision = support.decide(scene.round, scene.chair, "changes", "Précisez le lieu.")
    actions.release_decisions(decisions=[decision], by=scene.chair)
    page = scene.page
    page.summary = "Un besoin précisé, rue de l'Essai."
    revision = page.save_revision()
    state = scene.round.task_state.workflow_state
    state.refresh_from_db()
    state.resume()
    state.refresh_from_db()
    second = actions.open_round(task_state=state.current_task_state)
    assert second.task_state.revision_id == revision.pk
    response = client.get(address(second))
    html = text_of(response)
    assert "Précisez le lieu." in html
    assert "Un besoin précisé" in html
    assert "Un besoin du territoire, sans porteur de projet." in html
    changed = [part["name"] for part in response.context["parts"] if part["is_changed"]]
    assert changed == ["summary"]
    assert address(scene.round) in html
    # Who stood aside in the first round reads nothing of it in the second.
    Seat.objects.filter(round=scene.round, user=member).update(
        recused_at=timezone.now(), recusal_reason="Un intérêt."
    )
    html = text_of(client.get(address(second)))
    assert "Précisez le lieu." not in html
    assert "sans porteur de projet" not in html


# Standing aside


def test_standing_aside_needs_a_reason_and_ends_all(client, scene, member):
    url = address(scene.round, "round_recuse")
    refused = client.post(url, {"reason": "  "})
    assert refused.status_code == 200
    assert list(refused.context["form"].errors) == ["reason"]
    assert client.post(url, {"reason": "Je travaille pour la structure."}).status_code == 302
    assert Seat.objects.get(user=member).recusal_reason == "Je travaille pour la structure."
    response = client.get(address(scene.round))
    assert response.status_code == 403
    assert "Une halle à rouvrir" not in text_of(response)
    assert "Une halle à rouvrir" not in text_of(client.get(DESK))


def test_one_does_not_stand_aside_after_one_s_review(client, scene, member):
    support.review(scene.round, member)
    url = address(scene.round, "round_recuse")
    assert client.get(url).status_code == 302
    response = client.post(url, {"reason": "Trop tard pour moi."})
    assert response.status_code == 409
    assert "Trop tard pour moi." in text_of(response)
    assert Seat.objects.get(user=member).recused_at is None
    # Nobody is asked for words that nothing takes any more.
    assert client.post(url, {"reason": ""}).status_code == 409


# Reviews and discussion


def test_the_discussion_opens_with_one_s_own_review(client, scene, member):
    support.review(scene.round, scene.members[1], comment="Mon secret")
    url = address(scene.round, "round_discussion")
    assert client.get(url).status_code == 302
    assert client.post(url, {"text": "Bonjour"}).status_code == 403
    support.review(scene.round, member)
    assert "Mon secret" in text_of(client.get(url))
    wrong = client.post(url, {"text": " "})
    assert list(wrong.context["form"].errors) == ["text"]
    assert client.post(url, {"text": "Qu'en pensez-vous ?"}).status_code == 302
    assert RoundMessage.objects.get().text == "Qu'en pensez-vous ?"
    assert "Qu&#x27;en pensez-vous ?" in text_of(client.get(url))


def test_a_chair_discusses_before_reading_the_reviews(client, scene, chair):
    support.review(scene.round, scene.members[0], comment="Mon secret")
    support.review(scene.round, chair)
    html = text_of(client.get(address(scene.round, "round_discussion")))
    assert "Mon secret" not in html
    support.review(scene.round, scene.members[1])
    assert "Mon secret" in text_of(client.get(address(scene.round, "round_discussion")))


# The ways to it


def test_the_space_leads_to_the_desk_of_those_who_have_one(client, scene, member):
    html = text_of(client.get("/espace/"))
    assert f'href="{DESK}"' in html
    assert html.count(f'href="{DESK}"') == 2  # the menu too
    client.force_login(factories.UserFactory())
    assert DESK not in text_of(client.get("/espace/"))
