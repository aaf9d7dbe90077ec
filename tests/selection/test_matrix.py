"""Every address of the committees' desk: who gets in, in which state of the round, by which method."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.selection.desk_scenes import STATES, clients_of, people_of, round_in
from tests.selection.matrix import Table, differences, views_in
from wagtail_crowdsolving.selection.models import (
    Decision,
    Membership,
    Review,
    ReviewDraft,
    Round,
    RoundMessage,
    Seat,
)
from wagtail_crowdsolving.selection.urls import urlpatterns

pytestmark = pytest.mark.django_db

#: ``begun``: whatever has, or had, members.
DESK = Table(
    {"*": STATES, "begun": STATES[1:]},
    """
view               method        states                            visitor stranger proposer author waiting reviewed recused replaced chair observer coordinator superuser
committee_desk     GET           *                                 login   200      200      200    200     200      200     200      200   200      200         200
committee_meetings GET           *                                 login   200      200      200    200     200      200     200      200   200      200         200
committee_minutes  GET           *                                 login   404      404      404    404     404      404     404      200   404      200         200
invitation         GET           *                                 404     404      404      404    404     404      404     404      404   404      404         404
invitation         POST          *                                 404     404      404      404    404     404      404     404      404   404      404         404
round              GET           waiting                           login   404      404      404    404     404      404     404      404   404      200         200
round              GET           begun                             login   404      404      404    200     200      403     403      200   200      200         200
round_review       GET           waiting                           login   404      404      404    404     404      404     404      404   404      404         404
round_review       GET           open                              login   404      404      404    200     200      403     403      200   403      404         404
round_review       GET           closed,prepared,released,stopped  login   404      404      404    302     302      403     403      302   403      404         404
round_review       POST:give     waiting                           login   404      404      404    404     404      404     404      404   404      404         404
round_review       POST:give     open                              login   404      404      404    302     302      403     403      302   403      404         404
round_review       POST:give     closed,prepared,released,stopped  login   404      404      404    409     409      403     403      409   403      404         404
round_review       POST:draft    waiting                           login   404      404      404    404     404      404     404      404   404      404         404
round_review       POST:draft    open                              login   404      404      404    302     302      403     403      302   403      404         404
round_review       POST:draft    closed,prepared,released,stopped  login   404      404      404    409     409      403     403      409   403      404         404
round_review_draft POST          waiting                           login   404      404      404    404     404      404     404      404   404      404         404
round_review_draft POST          open                              login   404      404      404    200     200      403     403      200   403      404         404
round_review_draft POST          closed,prepared,released,stopped  login   404      404      404    409     409      403     403      409   403      404         404
round_recuse       GET           waiting                           login   404      404      404    404     404      404     404      404   404      404         404
round_recuse       GET           open                              login   404      404      404    200     302      403     403      200   403      404         404
round_recuse       GET           closed,prepared,released,stopped  login   404      404      404    302     302      403     403      302   403      404         404
round_recuse       POST          waiting                           login   404      404      404    404     404      404     404      404   404      404         404
round_recuse       POST          open                              login   404      404      404    302     409      403     403      302   403      404         404
round_recuse       POST          closed,prepared,released,stopped  login   404      404      404    409     409      403     403      409   403      404         404
round_discussion   GET           waiting                           login   404      404      404    404     404      404     404      404   404      302         302
round_discussion   GET           open                              login   404      404      404    302     200      403     403      302   302      302         302
round_discussion   GET           closed,prepared,released          login   404      404      404    302     200      403     403      200   200      200         200
round_discussion   GET           stopped                           login   404      404      404    302     302      403     403      302   302      302         302
round_discussion   POST          waiting                           login   404      404      404    404     404      404     404      404   404      403         403
round_discussion   POST          open,closed,prepared              login   404      404      404    403     302      403     403      403   403      403         403
round_discussion   POST          released                          login   404      404      404    403     409      403     403      403   403      403         403
round_discussion   POST          stopped                           login   404      404      404    403     403      403     403      403   403      403         403
round_progress     GET           waiting                           login   404      404      404    404     404      404     404      404   404      200         200
round_progress     GET           begun                             login   404      404      404    403     403      403     403      200   403      200         200
round_progress     POST:extend   waiting                           login   404      404      404    404     404      404     404      404   404      409         409
round_progress     POST:extend   open                              login   404      404      404    403     403      403     403      302   403      302         302
round_progress     POST:extend   closed,prepared,released,stopped  login   404      404      404    403     403      403     403      409   403      409         409
round_progress     POST:invite   waiting                           login   404      404      404    404     404      404     404      404   404      200         200
round_progress     POST:invite   open                              login   404      404      404    403     403      403     403      302   403      302         302
round_progress     POST:invite   closed,prepared,released,stopped  login   404      404      404    403     403      403     403      409   403      409         409
round_progress     POST:remind   waiting                           login   404      404      404    404     404      404     404      404   404      404         404
round_progress     POST:remind   open                              login   404      404      404    403     403      403     403      302   403      302         302
round_progress     POST:remind   closed,prepared,released,stopped  login   404      404      404    403     403      403     403      409   403      409         409
round_progress     POST:replace  waiting                           login   404      404      404    404     404      404     404      404   404      200         200
round_progress     POST:replace  open                              login   404      404      404    403     403      403     403      302   403      302         302
round_progress     POST:replace  closed,prepared,released,stopped  login   404      404      404    403     403      403     403      409   403      409         409
round_progress     POST:close    waiting                           login   404      404      404    404     404      404     404      404   404      409         409
round_progress     POST:close    open                              login   404      404      404    403     403      403     403      302   403      302         302
round_progress     POST:close    closed,prepared,released,stopped  login   404      404      404    403     403      403     403      409   403      409         409
round_progress     POST:reopen   waiting                           login   404      404      404    404     404      404     404      404   404      409         409
round_progress     POST:reopen   open,released,stopped             login   404      404      404    403     403      403     403      409   403      409         409
round_progress     POST:reopen   closed,prepared                   login   404      404      404    403     403      403     403      302   403      302         302
round_decision     GET           waiting                           login   404      404      404    404     404      404     404      404   404      302         302
round_decision     GET           open,stopped                      login   404      404      404    403     403      403     403      302   403      403         403
round_decision     GET           closed                            login   404      404      404    403     403      403     403      200   403      403         403
round_decision     GET           prepared,released                 login   404      404      404    403     403      403     403      200   403      200         200
round_decision     POST:save     waiting                           login   404      404      404    404     404      404     404      404   404      409         409
round_decision     POST:save     open,prepared,released,stopped    login   404      404      404    403     403      403     403      409   403      403         403
round_decision     POST:save     closed                            login   404      404      404    403     403      403     403      302   403      403         403
round_decision     POST:prepare  waiting                           login   404      404      404    404     404      404     404      404   404      409         409
round_decision     POST:prepare  open,prepared,released,stopped    login   404      404      404    403     403      403     403      409   403      403         403
round_decision     POST:prepare  closed                            login   404      404      404    403     403      403     403      302   403      403         403
round_decision     POST:undo     waiting                           login   404      404      404    404     404      404     404      404   404      404         404
round_decision     POST:undo     open,closed,stopped               login   404      404      404    403     403      403     403      404   403      403         403
round_decision     POST:undo     prepared                          login   404      404      404    403     403      403     403      302   403      302         302
round_decision     POST:undo     released                          login   404      404      404    403     403      403     403      409   403      409         409
round_decision     POST:release  waiting                           login   404      404      404    404     404      404     404      404   404      404         404
round_decision     POST:release  open,closed,stopped               login   404      404      404    403     403      403     403      404   403      403         403
round_decision     POST:release  prepared                          login   404      404      404    403     403      403     403      302   403      302         302
round_decision     POST:release  released                          login   404      404      404    403     403      403     403      409   403      409         409
""",
    alike=(("stranger", "proposer", "author"), ("waiting", "chair"), ("coordinator", "superuser")),
)


def address(scene, view):
    args = {"committee_desk": [], "committee_meetings": [], "committee_minutes": [scene.meeting.pk]}
    args = args.get(view, [scene.round.pk])
    return reverse(f"wagtail_crowdsolving:{view}", args=args)


def fingerprint():
    """Every row of the room that a refusal must leave alone."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Round, Seat, ReviewDraft, Review, RoundMessage, Decision)
    ]


def body(scene, method, role):
    """What a person would send, right in every field."""
    day = (timezone.localdate() + datetime.timedelta(days=90)).isoformat()
    seat = Seat.objects.filter(round=scene.round, user=scene.members[0]).first()
    free = Membership.objects.filter(committee=scene.committee).latest("pk").user_id
    asked = method.partition(":")[2]
    return {
        # The one who has not reviewed yet has begun a draft.
        "version": "1" if role == "waiting" else "0",
        "go": asked or "give",
        "do": asked,
        "opinion": "favourable",
        scene.need: "4",
        scene.means: "na",
        "reason": "Je travaille pour la structure.",
        "text": "Qu'en pensez-vous ?",
        "extend-due_at": day,
        "reopen-due_at": day,
        "reopen-reason": "Deux avis manquent.",
        "invite-user": free,
        "invite-role": "member",
        "seat": seat.pk if seat else 0,
        "replace-seat": seat.pk if seat else 0,
        "replace-user": free,
        "outcome": "favourable",
        "message": "Bravo.",
        "departure": "Nous en décidons ainsi.",
    }


@pytest.mark.parametrize("state", STATES)
def test_the_desk(home, state):
    scene = round_in(state)
    clients = clients_of(people_of(scene))

    def request(client, view, method, role):
        url = address(scene, view)
        return client.post(url, body(scene, method, role)) if "POST" in method else client.get(url)

    wrong = differences(DESK, state, clients, request, fingerprint)
    assert not wrong, "\n".join(wrong)


def test_no_address_is_without_an_expectation():
    assert DESK.views == set(views_in(urlpatterns))
    assert DESK.states == set(STATES)
    spoken = {(view, method.split(":")[0], state) for view, method, state in DESK.cells}
    for view in DESK.views:
        for method in {"GET", "POST"} - OTHERS[view]:
            for state in STATES:
                assert (view, method, state) in spoken


#: The methods that an address does not know: 405, whoever asks.
OTHERS = {
    "committee_desk": {"POST", "PUT", "PATCH", "DELETE"},
    "committee_meetings": {"POST", "PUT", "PATCH", "DELETE"},
    "committee_minutes": {"POST", "PUT", "PATCH", "DELETE"},
    "invitation": {"PUT", "PATCH", "DELETE"},
    "round": {"POST", "PUT", "PATCH", "DELETE"},
    "round_review": {"PUT", "PATCH", "DELETE"},
    "round_review_draft": {"GET", "PUT", "PATCH", "DELETE"},
    "round_recuse": {"PUT", "PATCH", "DELETE"},
    "round_discussion": {"PUT", "PATCH", "DELETE"},
    "round_progress": {"PUT", "PATCH", "DELETE"},
    "round_decision": {"PUT", "PATCH", "DELETE"},
}


def test_no_other_method_is_answered(home):
    scene = round_in("open")
    clients = clients_of(people_of(scene))
    for view, methods in OTHERS.items():
        for method in methods:
            for role in ("visitor", "reviewed", "recused", "chair", "superuser"):
                response = clients[role].generic(method, address(scene, view))
                assert response.status_code == 405, (view, method, role)
