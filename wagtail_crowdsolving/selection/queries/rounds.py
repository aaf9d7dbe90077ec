"""How rounds and examinations stand."""

from collections import Counter

import swapper
from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
    When,
)
from django.db.models.functions import Cast, Coalesce, Left, Length
from django.utils import timezone
from wagtail.models import WorkflowState

from wagtail_crowdsolving import cases
from wagtail_crowdsolving.challenges.models import ProposalEvent
from wagtail_crowdsolving.page_types import page_types
from wagtail_crowdsolving.records.models import Archive
from wagtail_crowdsolving.selection import rules
from wagtail_crowdsolving.selection.models import (
    Decision,
    Meeting,
    Membership,
    Round,
    Seat,
)
from wagtail_crowdsolving.selection.models.seats import own
from wagtail_crowdsolving.selection.queries.reviews import opinions_kept_from
from wagtail_crowdsolving.selection.troubles import is_short, troubles
from wagtail_crowdsolving.selection.words import Outcome

swapper.set_app_prefix("wagtailcore", "wagtail")


def progress(round, reader=None):
    """Who has given an opinion and who has not: no opinion, no score. 1 query.

    For those whom ``rules.can_run`` lets: ``{"needed", "given", "expected", "recused", "missing", "remindable",
    "chairs", "is_late", "seats"}``; a seat says whether it ``can_be_reminded`` and ``can_be_replaced``, and its ``standing``: "given", "missing",
    "recused", "replaced", "gone" (its account is closed), "observer", "silent" (``rules.could_read``).
    ``reader`` needs no reminder of their own, nor does whoever has one that waits for working hours.
    """
    seats = list(
        round.seats.with_progress()
        .select_related("user", "organisation", "successor")
        .order_by("pk")
    )
    for seat in seats:
        seat.standing = _standing(seat, round)
        is_asked = round.state == Round.State.OPEN and seat.standing == "missing"
        seat.can_be_reminded = (
            is_asked and not seat.reminder_waits and not (reader and seat.user_id == reader.pk)
        )
        seat.can_be_replaced = round.state == Round.State.OPEN and rules.can_be_replaced(
            seat, has_given=seat.given_at is not None
        )
    count = Counter(seat.standing for seat in seats)
    return {
        "needed": round.quorum,
        "given": count["given"],
        "missing": count["missing"],
        "remindable": sum(seat.can_be_reminded for seat in seats),
        "expected": count["given"] + count["missing"],
        "recused": count["recused"],
        "chairs": sum(
            seat.is_active
            and seat.role == Membership.Role.CHAIR
            and bool(seat.user and seat.user.is_active)
            for seat in seats
        ),
        "is_late": is_late(round) and count["missing"] > 0,
        "seats": seats,
    }


def _standing(seat, round):
    if seat.recused_at:
        return "recused"
    if seat.left_at:
        return "replaced"
    if not seat.votes:
        return "observer"
    if seat.given_at:
        return "given"
    if seat.user is None or not seat.user.is_active:
        return "gone"
    return "silent" if seat.led_at_closing(round) else "missing"


def is_late(round):
    return bool(round.state == Round.State.OPEN and round.due_at and round.due_at < timezone.now())


def troubles_of(round):
    """The ``Trouble``s of a round as it stands in the database. 1 query."""
    row = Round.objects.with_standing().select_related("decision").get(pk=round.pk)
    return _troubles(row)


def with_troubles(rounds, user):
    """Those of the queryset ``rounds`` that wait for something: a list, with ``troubles_now``, as far as
    ``user``, who runs them, may know what members think. 1 query."""
    rows = list(
        rounds.undecided()
        .with_standing()
        .annotate(is_kept_from=opinions_kept_from(user))
        .select_related("decision", "committee")
        .defer("content", "criteria")
        .order_by("due_at", "opened_at")
    )
    for row in rows:
        row.troubles_now = [one for one in _troubles(row) if not (one.reveals and row.is_kept_from)]
    return rows


def to_tell():
    """The rounds in trouble, and those whose troubles are over since they were told: a list. 1 query."""
    rows = Round.objects.undecided().with_standing().select_related("decision")
    return [row for row in rows.order_by("pk") if row.troubles or _troubles(row)]


def visible_troubles(user, round, progress):
    """The troubles of one round, whose ``progress`` is known, as far as ``user`` may know them."""
    found = troubles(
        round,
        given=progress["given"],
        missing=progress["missing"],
        chairs=progress["chairs"],
    )
    if any(trouble.reveals for trouble in found) and not rules.can_read_reviews(user, round):
        found = [trouble for trouble in found if not trouble.reveals]
    return found


def breaks_quorum(seat):
    """Whether the quorum is out of reach once who holds ``seat`` has stood aside, and was not before."""
    row = Round.objects.with_standing().get(pk=seat.round_id)
    possible = row.given + row.missing
    return is_short(row, possible - 1) and not is_short(row, possible)


def is_only_chair(seat):
    """Whether nobody else chairs the round of ``seat``."""
    chairs = Seat.objects.chairs().filter(round=seat.round_id)
    return seat.role == Membership.Role.CHAIR and not chairs.exclude(pk=seat.pk).exists()


def _troubles(row):
    return troubles(row, given=row.given, missing=row.missing, chairs=row.chairs)


def rounds_of(page):
    """Every round of a challenge, the first one first, with committee and decision."""
    return (
        Round.objects.filter(page_id=page.pk)
        .select_related("committee", "decision", "task_state__task")
        .order_by("opened_at")
    )


def judged_types():
    """The content types of the pages that committees can judge."""
    pages = page_types(swapper.load_model("wagtailcore", "Page"))
    judged = [model for model in pages if cases.case_for(model)]
    return list(ContentType.objects.get_for_models(*judged).values())


def board():
    """The examinations under way, the oldest step first: ``WorkflowState`` rows. 1 query.

    With their step (``current_task_state.task``) and ``challenge_title``, ``step_started_at`` (with its proposer,
    since changes were asked),
    ``round_id``, ``round_state``, ``round_due_at``, ``committee_name``, ``decision_state``.
    """
    base = swapper.load_model("wagtailcore", "Page")
    page = base.objects.filter(pk=Cast(OuterRef("object_id"), base._meta.pk.__class__()))
    return (
        WorkflowState.objects.active()
        .filter(content_type__in=judged_types())
        .select_related("workflow", "current_task_state__task")
        .annotate(
            challenge_title=Subquery(page.values("draft_title")[:1]),
            step_started_at=Case(
                When(
                    status=WorkflowState.STATUS_NEEDS_CHANGES,
                    then=Coalesce(
                        "current_task_state__finished_at", "current_task_state__started_at"
                    ),
                ),
                default="current_task_state__started_at",
            ),
            round_id=F("current_task_state__crowdsolving_round"),
            round_state=F("current_task_state__crowdsolving_round__state"),
            round_due_at=F("current_task_state__crowdsolving_round__due_at"),
            committee_name=F("current_task_state__crowdsolving_round__committee__name"),
            decision_state=F("current_task_state__crowdsolving_round__decision__state"),
        )
        .order_by("step_started_at", "pk")
    )


def interrupted(user=None):
    """What nobody examines and nobody has decided on, the longest first: pages. 1 query.

    Proposals that were received, or whose examination was cancelled without a decision, and the
    team's own drafts whose examination was cancelled so. With ``since`` and ``list_title``; without those
    that ``user`` proposed, or from which they stood aside (``rules.can_take_up``).
    """
    base = swapper.load_model("wagtailcore", "Page")
    states = WorkflowState.objects.filter(
        content_type__in=judged_types(), object_id=Cast(OuterRef("pk"), CharField())
    )
    last = states.order_by("-created_at", "-pk")
    events = ProposalEvent.objects.filter(proposal__page=OuterRef("pk")).order_by("-at", "-pk")
    decided = (
        Decision.objects.released()
        .filter(
            round__task_state__workflow_state=OuterRef("last_state"),
        )
        .exclude(outcome=Outcome.FAVOURABLE)
    )
    parent = base.objects.filter(
        path=Left(OuterRef("path"), Length(OuterRef("path")) - base.steplen)
    )
    pages = (
        base.objects.filter(content_type__in=judged_types(), live=False, alias_of=None)
        .annotate(
            kind=Subquery(events.values("kind")[:1]),
            last_state=Subquery(last.values("pk")[:1]),
            last_status=Subquery(last.values("status")[:1]),
            since=Coalesce(
                Subquery(events.values("at")[:1]),
                Subquery(last.values("current_task_state__finished_at")[:1]),
                Subquery(last.values("created_at")[:1]),
            ),
            list_title=Subquery(parent.values("title")[:1]),
        )
        .filter(
            Q(kind__in=ProposalEvent.WAITING)
            | Q(kind=None, last_status=WorkflowState.STATUS_CANCELLED) & ~Exists(decided)
        )
        .exclude(Exists(states.active()))
        .exclude(Exists(Archive.objects.filter(page__translation_key=OuterRef("translation_key"))))
        .order_by("since", "pk")
    )
    if user is not None:
        aside = Seat.objects.recused().filter(round__page=OuterRef("pk"), user_id=user.pk)
        pages = pages.exclude(own("pk", user)).exclude(Exists(aside))
    return pages


def meetings_for(round):
    """The meetings in which the decision of ``round`` may be taken: those whose minutes are not frozen,
    and its own."""
    own = Decision.objects.filter(round=round, meeting__isnull=False).values("meeting")
    return Meeting.objects.filter(
        Q(minutes__isnull=True) | Q(pk__in=own), committee=round.committee_id
    )
