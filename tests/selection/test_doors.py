"""Every door refuses whoever may not, and whatever comes too late."""

import inspect
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import registry

from tests import factories
from tests.selection import support
from tests.selection.stage import (
    PEOPLE,
    build,
    call,
    closed,
    drafted,
    interrupted,
    invited,
    prepared,
    soon,
    waiting,
)
from tests.selection.support import FOR, Role, decide, review, scene
from tests.shared import shared
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.selection import actions, log, queries, rules
from wagtail_crowdsolving.selection.models import (
    Decision,
    Meeting,
    Review,
    ReviewDraft,
    Round,
    RoundLogEntry,
    RoundMessage,
    Seat,
)

pytestmark = pytest.mark.django_db


_made, stage = shared(build)


RUN = {"chair", "manager", "superuser"}
#: Door → (what is done before, who passes, who is known and comes in vain).
ALLOWED = {
    "assign_committee": (waiting, {"manager", "superuser"}, set()),
    "save_review_draft": (None, {"chair", "member", "given"}, set()),
    "give_review": (None, {"chair", "member", "given"}, set()),
    "recuse": (None, {"chair", "member"}, {"given"}),
    "invite": (None, RUN, set()),
    "replace_member": (None, RUN, set()),
    "extend": (None, RUN, set()),
    "close_round": (None, RUN, set()),
    "reopen_round": (closed, RUN, set()),
    "post_message": (None, {"given"}, set()),
    "draft_decision": (closed, {"chair"}, set()),
    "prepare_decision": (drafted, {"chair"}, set()),
    "undo_decision": (prepared, RUN, set()),
    "release_decision": (prepared, RUN, set()),
    "release_decisions": (prepared, RUN, set()),
    "place_decision": (prepared, RUN, set()),
    "stop_examination": (None, {"manager", "superuser"}, set()),
    "take_up_again": (interrupted, {"manager", "superuser"}, set()),
    "remind": (None, RUN, set()),
    "invite_by_mail": (None, RUN, set()),
    # Of whom a chair did not invite, they do not even know.
    "send_invitation_again": (invited, {"manager", "superuser"}, set()),
    "withdraw_invitation": (invited, {"manager", "superuser"}, set()),
    "add_member": (None, RUN, set()),
    "change_member": (None, RUN, set()),
    "end_membership": (None, RUN, set()),
}


def test_every_door_is_in_the_table():
    doors = {
        name
        for name, door in vars(actions).items()
        if inspect.isfunction(door)
        and door.__module__.startswith(actions.__name__)
        and not name.startswith("_")
        and "by" in inspect.signature(door).parameters
    }
    # These are called by the workflow, which decides nothing; those of a judged text, of a link and of a
    # table that is sent have tests of their own.
    others = {"open_round", "stop_round", "correct_spelling", "examine_again"}
    others |= {"accept_invitation", "import_members"}
    assert doors - others == set(ALLOWED)


@pytest.mark.parametrize("door", ALLOWED)
def test_who_passes(stage, door):
    before, allowed, late = ALLOWED[door]
    if before:
        before(stage)
    people = {role: getattr(stage, role) for role in PEOPLE}
    people["proposer"] = stage.round.page.crowdsolving_proposal.proposer
    rows = _rows()
    for role, by in people.items():
        with transaction.atomic():
            if role in allowed:
                call(door, stage, by)
            else:
                with pytest.raises(Conflict if role in late else NotAllowed):
                    call(door, stage, by)
                assert _rows() == rows, role
            transaction.set_rollback(True)


def _rows():
    return [
        list(model.objects.order_by("pk").values())
        for model in (Round, Seat, Review, ReviewDraft, RoundMessage, Decision)
    ]


def test_lists_of_rounds_know_who_stands_aside_as_the_rules_do(stage):
    """Who was replaced has no interest in the matter: as a manager they run it, and read no opinion of it."""
    s, know = stage, Round.objects.not_aside
    s.replaced.user_permissions.add(*s.manager.user_permissions.all())
    for name in PEOPLE:
        user = getattr(s, name)
        assert know(user).filter(pk=s.round.pk).exists() != rules.stands_aside(user, s.round), name
    closed(s)
    for user in (s.replaced, s.manager, s.chair):
        assert rules.can_run(user, s.round)
        read = queries.readable_rounds(user).exists()
        assert read == rules.can_read_reviews(user, s.round) == (user != s.replaced)


def test_a_manager_who_proposes_or_stands_aside_is_kept_out(home):
    proposer = support.manager()
    s = scene(page=support.proposed(proposer), members=2)
    recused = support.manager()
    actions.invite(round=s.round, by=s.chair, user=recused, role=Role.MEMBER)
    actions.recuse(round=s.round, by=recused, reason="Un lien.")
    for person in (proposer, recused):
        for door in ("extend", "close_round", "invite"):
            with pytest.raises(NotAllowed):
                call(door, s, person)


def test_the_proposer_is_never_seated(home):
    made, people = support.committee(members=3)
    page = support.proposed(people[1])
    round = support.begin(page, support.workflow_of(made))
    assert people[1].pk not in round.seats.values_list("user_id", flat=True)
    assert round.seats.count() == 3
    with pytest.raises(ValidationError) as error:
        actions.invite(round=round, by=people[0], user=people[1], role=Role.OBSERVER)
    assert set(error.value.error_dict) == {"user"}


def test_nobody_whose_opinion_counts_is_replaced(stage):
    seat = Seat.objects.get(round=stage.round, user=stage.given)
    with pytest.raises(Conflict):
        actions.replace_member(seat=seat, by=stage.chair, user=factories.UserFactory())
    seat = Seat.objects.get(round=stage.round, user=stage.replaced)
    with pytest.raises(Conflict):
        actions.replace_member(seat=seat, by=stage.chair, user=factories.UserFactory())


def test_whoever_stood_aside_may_be_replaced(stage):
    seat = Seat.objects.get(round=stage.round, user=stage.recused)
    new = actions.replace_member(seat=seat, by=stage.chair, user=stage.stranger)
    assert new.votes
    seat.refresh_from_db()
    assert seat.successor == new
    assert seat.recused_at


@pytest.mark.parametrize("who", ["member", "recused", "replaced", "inactive", "proposer"])
def test_nobody_has_two_places(stage, who):
    with pytest.raises(ValidationError) as error:
        actions.invite(
            round=stage.round, by=stage.chair, user=getattr(stage, who), role=Role.MEMBER
        )
    assert set(error.value.error_dict) == {"user"}


@pytest.mark.parametrize(
    ("door", "arguments", "field"),
    [
        ("recuse", {"reason": " \n "}, "reason"),
        ("recuse", {"reason": "x" * 2001}, "reason"),
        ("give_review", {"opinion": "approve", "scores": {}}, "opinion"),
        ("give_review", {"opinion": FOR, "scores": {"x": 1}}, "scores"),
        ("give_review", {"opinion": FOR, "scores": {}, "comment": "x" * 6001}, "comment"),
        ("give_review", {"opinion": FOR, "scores": {}, "to_proposer": "x" * 6001}, "to_proposer"),
    ],
)
def test_bad_input_of_a_member_writes_nothing(stage, door, arguments, field):
    before = _rows()
    with pytest.raises(ValidationError) as error:
        getattr(actions, door)(round=stage.round, by=stage.member, **arguments)
    assert set(error.value.error_dict) == {field}
    assert _rows() == before


@pytest.mark.parametrize(
    ("door", "arguments", "field"),
    [
        ("extend", {"due_at": timezone.now() - timedelta(days=1)}, "due_at"),
        ("extend", {"due_at": timezone.now() + timedelta(hours=1)}, "due_at"),
        ("invite", {"role": "king"}, "role"),
    ],
)
def test_bad_input_of_a_chair_writes_nothing(stage, door, arguments, field):
    before = _rows()
    if door == "invite":
        arguments = {**arguments, "user": stage.stranger}
    with pytest.raises(ValidationError) as error:
        getattr(actions, door)(round=stage.round, by=stage.chair, **arguments)
    assert set(error.value.error_dict) == {field}
    assert _rows() == before


def test_bad_decisions_write_nothing(stage):
    closed(stage)
    elsewhere = Meeting.objects.create(
        committee=support.committee()[0], held_on=timezone.localdate()
    )
    for arguments, field in (
        ({"outcome": "no_quorum"}, "outcome"),
        ({"outcome": "changes", "message": "x" * 6001}, "message"),
        ({"outcome": "changes", "departure": "x" * 2001}, "departure"),
        ({"outcome": "changes", "meeting": elsewhere}, "meeting"),
    ):
        with pytest.raises(ValidationError) as error:
            actions.draft_decision(round=stage.round, by=stage.chair, **arguments)
        assert set(error.value.error_dict) == {field}
    assert not Decision.objects.exists()
    for arguments, field in (
        ({"reason": "", "due_at": soon()}, "reason"),
        ({"reason": "Parce que", "due_at": timezone.now()}, "due_at"),
    ):
        with pytest.raises(ValidationError) as error:
            actions.reopen_round(round=stage.round, by=stage.chair, **arguments)
        assert set(error.value.error_dict) == {field}


def test_what_is_closed_takes_nothing_more(stage):
    closed(stage)
    for door in ("save_review_draft", "give_review", "recuse"):
        with pytest.raises(Conflict):
            call(door, stage, stage.member)
    for door in ("invite", "replace_member", "extend", "close_round"):
        with pytest.raises(Conflict):
            call(door, stage, stage.chair)


def test_what_is_open_is_neither_decided_nor_opened_again(stage):
    for door in ("draft_decision", "reopen_round"):
        with pytest.raises(Conflict):
            call(door, stage, stage.chair)


def test_a_prepared_decision_changes_only_once_it_is_taken_back(stage):
    prepared(stage)
    with pytest.raises(Conflict):
        call("draft_decision", stage, stage.chair)
    with pytest.raises(Conflict):
        call("prepare_decision", stage, stage.chair)
    call("undo_decision", stage, stage.chair)
    with pytest.raises(Conflict):
        call("undo_decision", stage, stage.chair)
    released, refused = call("release_decisions", stage, stage.chair)
    assert (released, len(refused)) == ([], 1)
    call("draft_decision", stage, stage.chair)


def test_what_is_released_is_over(stage):
    prepared(stage)
    call("release_decisions", stage, stage.chair)
    for door in ("draft_decision", "prepare_decision", "undo_decision", "reopen_round"):
        with pytest.raises(Conflict):
            call(door, stage, stage.chair)
    with pytest.raises(Conflict):
        call("post_message", stage, stage.given)
    released, refused = call("release_decisions", stage, stage.chair)
    assert (released, len(refused)) == ([], 1)


def test_opening_again_keeps_what_was_given_and_takes_a_prepared_decision_back(stage):
    prepared(stage)
    call("reopen_round", stage, stage.chair)
    stage.round.refresh_from_db()
    assert (stage.round.state, stage.round.tally) == (Round.State.OPEN, None)
    assert Decision.objects.get().state == Decision.State.DRAFT
    assert Review.objects.filter(superseded_at=None).count() == 1
    # Whoever has given changes their mind: nobody else is cut short.
    review(stage.round, stage.given, support.AGAINST)
    stage.round.refresh_from_db()
    assert stage.round.state == Round.State.OPEN


def test_a_batch_is_refused_as_a_whole_where_one_is_not_theirs(stage):
    prepared(stage)
    other = scene(members=1, quorum=1)
    for person in other.people:
        review(other.round, person)
    other.round.refresh_from_db()
    theirs = decide(other.round, other.chair, departure="")
    with pytest.raises(NotAllowed):
        actions.release_decisions(decisions=[stage.decision, theirs], by=stage.chair)
    assert not Decision.objects.filter(state=Decision.State.RELEASED).exists()
    released, refused = actions.release_decisions(
        decisions=[stage.decision, theirs], by=stage.manager
    )
    assert (len(released), refused) == (2, [])


def test_without_a_chair_a_manager_decides(home):
    s = scene(members=2, chairs=0, quorum=1)
    manager = support.manager()
    for person in s.people:
        review(s.round, person)
    s.round.refresh_from_db()
    with pytest.raises(NotAllowed):
        decide(s.round, s.members[0])
    assert decide(s.round, manager).state == Decision.State.PREPARED


def test_a_draft_is_one_s_own_and_tells_of_another_tab(stage):
    draft = actions.save_review_draft(
        round=stage.round,
        by=stage.member,
        data={"opinion": "x" * 130_000, "scores": {"k": 5, "l" * 90: "6" * 90}, "forged": 1},
        version=0,
    )
    assert len(draft.data["opinion"]) == 100_000
    assert draft.data["scores"] == {"k": "5", "l" * 40: "6" * 20}
    assert set(draft.data) == {"opinion", "scores"}
    again = actions.save_review_draft(
        round=stage.round, by=stage.member, data=draft.data, version=0
    )
    assert again.version == 1
    with pytest.raises(Conflict):
        actions.save_review_draft(
            round=stage.round, by=stage.member, data={"comment": "Autre"}, version=0
        )
    review(stage.round, stage.member)
    assert not ReviewDraft.objects.exists()


def test_what_is_sent_twice_is_one(stage):
    first = review(stage.round, stage.member)
    closed(stage)
    assert review(stage.round, stage.member) == first


def test_a_text_that_changed_since_is_not_published(stage):
    prepared(stage)
    page = stage.page.get_latest_revision_as_object()
    page.summary = "Tout autre chose."
    page.save_revision(overwrite_revision=page.latest_revision)
    released, refused = call("release_decisions", stage, stage.chair)
    assert (released, len(refused)) == ([], 1)
    stage.page.refresh_from_db()
    assert not stage.page.live
    assert Decision.objects.get().state == Decision.State.PREPARED


def test_every_audit_line_is_registered_and_says_nothing_of_opinions(stage):
    prepared(stage)
    call("release_decisions", stage, stage.chair)
    lines = RoundLogEntry.objects.filter(action__startswith="wagtail_crowdsolving.round.")
    used = set(lines.values_list("action", flat=True))
    known = {f"wagtail_crowdsolving.round.{name}" for name, *_words in log.ACTIONS}
    assert used <= known
    assert all(registry.action_exists(name) for name in known)
    assert all(set(line.data) <= {"due_at"} for line in lines)
