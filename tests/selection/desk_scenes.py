"""A round with criteria and one person in each place, for the tests of the desk's pages."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.selection import support
from wagtail_crowdsolving.selection import actions
from wagtail_crowdsolving.selection.models import Invitation, Meeting, Round, RoundMessage, Seat

STATES = ["waiting", "open", "closed", "prepared", "released", "stopped"]
#: What ``round_in`` has people write; the score is that of the only review.
SECRETS = {
    "review": "zz-un-avis",
    "words": "zz-des-mots",
    "score": "29,17",
    "draft": "zz-un-brouillon",
    "message": "zz-un-message",
    "reason": "zz-un-motif",
    "decision": "zz-une-decision",
    "departure": "zz-un-ecart",
    "invited": "zz-une-invitee@example.org",
}
DESK = "/espace/comite/"


def open_round(*, members=2, observers=1, title="Une halle à rouvrir", **fields):
    """``round, page, committee, chair, members, observer, need, means``: the last two name fields."""
    made, people = support.committee(members=members, observers=observers, **fields)
    factories.CriterionFactory(committee=made, label="Besoin", guidance="Qui en profite ?")
    factories.CriterionFactory(committee=made, label="Moyens", allows_na=True, scale=7)
    page = support.proposed(title=title)
    round = support.begin(page, support.workflow_of(made))
    need, means = (f"score_{criterion['key']}" for criterion in round.criteria)
    return SimpleNamespace(
        round=round,
        page=page,
        committee=made,
        chair=people[0],
        members=people[1 : 1 + members],
        observer=people[-1] if observers else None,
        need=need,
        means=means,
    )


def people_of(scene):
    """``{role: user}``; the committee's members as the round finds them."""
    waiting, reviewed, recused, replaced = scene.members
    coordinator = support.manager()
    coordinator.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return {
        "visitor": None,
        "stranger": factories.UserFactory(),
        "proposer": scene.page.crowdsolving_proposal.proposer,
        "author": factories.ContributionFactory().user,
        "waiting": waiting,
        "reviewed": reviewed,
        "recused": recused,
        "replaced": replaced,
        "chair": scene.chair,
        "observer": scene.observer,
        "coordinator": coordinator,
        "superuser": factories.UserFactory(is_superuser=True),
    }


def round_in(state):
    """A scene whose round is in ``state``, with a member in each situation."""
    scene = open_round(members=4)
    waiting, reviewed, recused, replaced = scene.members
    actions.save_review_draft(
        round=scene.round, by=waiting, data={"comment": SECRETS["draft"]}, version=0
    )
    support.review(
        scene.round,
        reviewed,
        support.CHANGES,
        {scene.need.removeprefix("score_"): 2, scene.means.removeprefix("score_"): 3},
        comment=SECRETS["review"],
        to_proposer=SECRETS["words"],
    )
    actions.post_message(round=scene.round, by=reviewed, text=SECRETS["message"])
    actions.recuse(round=scene.round, by=recused, reason=SECRETS["reason"])
    actions.replace_member(
        seat=Seat.objects.get(round=scene.round, user=replaced),
        by=scene.chair,
        user=factories.UserFactory(),
    )
    actions.invite_by_mail(
        round=scene.round, by=scene.chair, email=SECRETS["invited"], role="member"
    )
    factories.MembershipFactory(committee=scene.committee)
    if state in ("closed", "prepared", "released"):
        actions.close_round(round=scene.round, by=scene.chair)
    if state in ("prepared", "released"):
        decision = support.decide(
            scene.round, scene.chair, message=SECRETS["decision"], departure=SECRETS["departure"]
        )
    if state == "released":
        actions.release_decisions(decisions=[decision], by=scene.chair)
    if state == "stopped":
        actions.stop_round(task_state=scene.round.task_state)
    if state == "waiting":
        # As a round is before it has a committee.
        RoundMessage.objects.all().delete()
        Invitation.objects.all().delete()
        Seat.objects.all().delete()
        Round.objects.filter(pk=scene.round.pk).update(state="waiting", committee=None)
    scene.round.refresh_from_db()
    scene.meeting = Meeting.objects.create(committee=scene.committee, held_on="2026-03-02")
    return scene


def clients_of(people):
    clients = {}
    for role, user in people.items():
        clients[role] = Client()
        if user is not None:
            clients[role].force_login(user)
    return clients


def address(round, name="round"):
    return reverse(f"wagtail_crowdsolving:{name}", args=[round.pk])


def text_of(response):
    return response.content.decode()


def answers(scene, **changes):
    return {
        "version": "0",
        "go": "give",
        "opinion": "favourable",
        scene.need: "4",
        scene.means: "na",
        "comment": "Utile.",
        "to_proposer": "Chiffrez le besoin.",
        **changes,
    }


def close(scene):
    for person in [scene.chair, *scene.members]:
        support.review(scene.round, person)
    scene.round.refresh_from_db()


def places():
    """``(member, chair)``: the fixtures of who is signed in, in the module's ``scene``."""

    @pytest.fixture
    def member(scene, client):
        """The first member, signed in."""
        client.force_login(scene.members[0])
        return scene.members[0]

    @pytest.fixture
    def chair(scene, client):
        client.force_login(scene.chair)
        return scene.chair

    return member, chair
