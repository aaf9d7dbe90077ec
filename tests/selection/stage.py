"""An open round with somebody in every position, and each door asked in a name."""

from datetime import timedelta

from django.utils import timezone
from wagtail.models import WorkflowPage

from tests import factories
from tests.selection import support
from tests.selection.support import FOR, Role, decide, review, scene
from wagtail_crowdsolving.selection import actions
from wagtail_crowdsolving.selection.models import Meeting, Seat

PEOPLE = (
    "chair",
    "member",
    "given",
    "recused",
    "replaced",
    "observer",
    "manager",
    "superuser",
    "proposer",
    "stranger",
    "inactive",
    "other_chair",
)


def soon(days=30):
    return timezone.now() + timedelta(days=days)


def build():
    """An open round with somebody in every position."""
    s = scene(members=5, observers=1, quorum=1)
    member, given, recused, replaced, inactive = s.members
    s.member, s.given, s.recused, s.replaced, s.inactive = s.members
    s.observer, s.stranger = s.observers[0], factories.UserFactory()
    s.manager = support.manager()
    s.superuser = factories.UserFactory(is_superuser=True)
    s.proposer = s.page.crowdsolving_proposal.proposer
    s.other_chair = support.committee()[1][0]
    review(s.round, given)
    actions.recuse(round=s.round, by=recused, reason="Mon employeur.")
    seat = Seat.objects.get(round=s.round, user=replaced)
    s.deputy = factories.UserFactory()
    actions.replace_member(seat=seat, by=s.chair, user=s.deputy)
    inactive.is_active = False
    inactive.save()
    s.seat = Seat.objects.get(round=s.round, user=member)
    s.membership = s.committee.memberships.get(user=member)
    s.round.refresh_from_db()
    return s


def closed(s):
    actions.close_round(round=s.round, by=s.chair)
    s.round.refresh_from_db()


def drafted(s):
    closed(s)
    s.decision = actions.draft_decision(round=s.round, by=s.chair, outcome="favourable")


def prepared(s):
    closed(s)
    s.decision = decide(s.round, s.chair, departure="")


def interrupted(s):
    state = s.page.current_workflow_state
    WorkflowPage.objects.create(page=s.page.get_parent(), workflow=state.workflow)
    state.cancel()


def invited(s):
    s.invitation = actions.invite_by_mail(
        round=s.round, by=s.manager, email="invite@example.org", role=Role.MEMBER
    )
    s.invitation.sent_at = soon(-2)
    s.invitation.save()


def waiting(s):
    page = support.proposed()
    s.round = support.begin(page, support.workflow_of(None))


def call(door, s, by):
    """Ask ``door`` for something sensible in the name of ``by``."""
    spare = factories.UserFactory()
    arguments = {
        "assign_committee": {"round": s.round, "committee": s.committee},
        "save_review_draft": {"round": s.round, "data": {"comment": "…"}, "version": 0},
        "give_review": {"round": s.round, "opinion": FOR, "scores": {}, "comment": "Autre."},
        "recuse": {"round": s.round, "reason": "Un lien."},
        "invite": {"round": s.round, "user": spare, "role": Role.MEMBER},
        "replace_member": {"seat": getattr(s, "seat", None), "user": spare},
        "extend": {"round": s.round, "due_at": soon()},
        "close_round": {"round": s.round},
        "reopen_round": {"round": s.round, "reason": "Une pièce manque.", "due_at": soon()},
        "post_message": {"round": s.round, "text": "Bonjour"},
        "draft_decision": {"round": s.round, "outcome": "favourable"},
        "prepare_decision": {"decision": getattr(s, "decision", None)},
        "undo_decision": {"decision": getattr(s, "decision", None)},
        "release_decision": {"decision": getattr(s, "decision", None)},
        "release_decisions": {"decisions": [getattr(s, "decision", None)]},
        "place_decision": {
            "decision": getattr(s, "decision", None),
            "meeting": Meeting.objects.get_or_create(
                committee=s.committee, held_on=timezone.localdate()
            )[0],
        },
        "stop_examination": {"round": s.round},
        "take_up_again": {"page": s.page},
        "remind": {"round": s.round},
        "invite_by_mail": {"round": s.round, "email": "x@example.org", "role": Role.MEMBER},
        "send_invitation_again": {"invitation": getattr(s, "invitation", None)},
        "withdraw_invitation": {"invitation": getattr(s, "invitation", None)},
        "add_member": {"committee": s.committee, "user": spare, "role": Role.MEMBER},
        "change_member": {"membership": getattr(s, "membership", None), "role": Role.MEMBER},
        "end_membership": {"membership": getattr(s, "membership", None), "ends_on": soon().date()},
    }[door]
    return getattr(actions, door)(by=by, **arguments)
