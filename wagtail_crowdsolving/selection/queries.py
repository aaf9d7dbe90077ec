"""What desks, mails and reports read of committees and rounds."""

from collections import Counter, defaultdict
from statistics import pstdev

import swapper
from django.contrib.auth.models import Group
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Left, Length
from django.utils import timezone
from wagtail.models import GroupPagePermission, WorkflowState

from wagtail_crowdsolving.challenges.models import Proposal, ProposalEvent
from wagtail_crowdsolving.challenges.queries import challenge_types
from wagtail_crowdsolving.records.models import Archive
from wagtail_crowdsolving.selection import rules
from wagtail_crowdsolving.selection.models import (
    Committee,
    Decision,
    Meeting,
    Membership,
    Review,
    ReviewDraft,
    Round,
    RoundMessage,
    Seat,
)
from wagtail_crowdsolving.selection.words import Opinion, Outcome

swapper.set_app_prefix("wagtailcore", "wagtail")

seat_of = rules.seat_of


def sitting_members(committee, on=None):
    """The memberships of active people on a day, by default today, in the committee's order."""
    return (
        Membership.objects.filter(
            rules.sitting_on(on or timezone.localdate()), committee=committee, user__is_active=True
        )
        .select_related("user", "organisation")
        .order_by("sort_order", "pk")
    )


def able_committees():
    """The active committees on which somebody sits today who gives an opinion."""
    voters = Membership.objects.filter(
        rules.sitting_on(timezone.localdate()), committee=OuterRef("pk"), user__is_active=True
    ).exclude(role=Membership.Role.OBSERVER)
    return Committee.objects.filter(Exists(voters), is_active=True)


def committee_for(task, page):
    """The committee that takes ``page`` at ``task`` (a ``CommitteeReviewTask``), or ``None``.

    The one that the task names; else the selection committee that shares most themes with the
    page, the first by name where several do; else the fallback. A committee on which nobody sits
    takes nothing.
    """
    able = able_committees()
    if task.committee_id:
        return able.filter(pk=task.committee_id).first()
    keys = [theme.translation_key for theme in page.themes.all()]
    fitting = (
        able.filter(kind=Committee.Kind.SELECTION, themes__translation_key__in=keys)
        .annotate(shared=Count("themes__translation_key", distinct=True))
        .order_by("-shared", "name")
        .first()
    )
    return fitting or able.filter(pk=task.fallback_id).first()


def interest_of(organisation, page):
    """The name under which ``organisation`` has an interest in the challenge; empty where it has none.

    It proposes the challenge, in whatever language version, or is named in its text: as who
    proposes, or as who owns the premises.
    """
    if organisation is None:
        return ""
    proposer = page.organisation
    if proposer and proposer.translation_key == organisation.translation_key:
        return organisation.name[:200]
    named = {page.proposed_by, page.resource_owner, proposer.name if proposer else ""}
    name = _plain_name(organisation.name)
    return organisation.name[:200] if name and name in map(_plain_name, named) else ""


def _plain_name(name):
    return " ".join((name or "").split()).casefold()


def aside(user):
    """The condition of a round of which this person may know nothing."""
    gone = Seat.objects.filter(round=OuterRef("pk"), user_id=user.pk).exclude(
        recused_at=None, left_at=None
    )
    own = Proposal.objects.filter(page_id=OuterRef("page_id"), proposer_id=user.pk)
    return Exists(gone) | Exists(own)


def current_reviews(round):
    return Review.objects.filter(seat__round=round, superseded_at=None)


def visible_reviews(user, round):
    """The current reviews of ``round`` that ``user`` may read, with seat and person. Their own always.

    A review that counts no more, because its author was replaced or recused, is not among them.
    """
    reviews = (
        current_reviews(round)
        .filter(seat__recused_at=None, seat__left_at=None)
        .select_related("seat__user", "seat__organisation")
    )
    if rules.can_read_reviews(user, round):
        return reviews
    if rules.stands_aside(user, round):
        return reviews.none()
    return reviews.filter(seat__user_id=user.pk, seat__user__is_active=True)


def visible_messages(user, round):
    """The discussion of ``round`` as far as ``user`` may read it: all or nothing."""
    messages = RoundMessage.objects.filter(round=round).select_related("author")
    return messages if rules.can_read_discussion(user, round) else messages.none()


def visible_tally(user, round):
    """The frozen tally, or ``None`` where it does not stand yet or ``user`` may not read it."""
    return round.tally if round.tally and rules.can_read_reviews(user, round) else None


def with_progress(seats):
    """Annotate seats: ``given_at`` of the current review, ``has_draft``."""
    current = Review.objects.filter(seat=OuterRef("pk"), superseded_at=None)
    return seats.annotate(
        given_at=Subquery(current.values("submitted_at")[:1]),
        has_draft=Exists(ReviewDraft.objects.filter(seat=OuterRef("pk"))),
    )


def progress(round):
    """Who has given an opinion and who has not: no opinion, no score. 1 query.

    For those whom ``rules.can_run`` lets: ``{"needed", "given", "expected", "recused", "missing",
    "is_late", "seats"}``; a seat says its ``standing``: "given", "missing", "recused", "replaced",
    "observer", "silent" (``rules.could_read``).
    """
    seats = list(
        with_progress(round.seats.select_related("user", "organisation", "successor")).order_by(
            "pk"
        )
    )
    for seat in seats:
        seat.standing = _standing(seat, round)
    count = Counter(seat.standing for seat in seats)
    return {
        "needed": round.quorum,
        "given": count["given"],
        "missing": count["missing"],
        "expected": count["given"] + count["missing"],
        "recused": count["recused"],
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
    return "silent" if seat.led_at_closing(round) else "missing"


def is_late(round):
    return bool(round.state == Round.State.OPEN and round.due_at and round.due_at < timezone.now())


def unread(prefix=""):
    """The condition on seats without an opinion: not ``rules.could_read``. ``prefix`` leads to them."""
    return (
        Q(**{f"{prefix}round__reopened_at": None})
        | ~Q(**{f"{prefix}role": Membership.Role.CHAIR})
        | Q(**{f"{prefix}invited_at__gte": F(f"{prefix}round__reopened_at")})
    )


def expected_seats(round):
    """Those whose opinion is asked and is not in."""
    given = Review.objects.filter(seat=OuterRef("pk"), superseded_at=None)
    return round.seats.filter(
        unread(), ~Exists(given), recused_at=None, left_at=None, user__isnull=False
    ).exclude(role=Membership.Role.OBSERVER)


#: How pressing a place on the desk is: ``Seat.urgency``, the lowest first.
TO_REVIEW, TO_DECIDE, GIVEN, DONE = range(4)


def desk_of(user):
    """The person's places in rounds, what waits for them first; the earliest deadline first. 1 query.

    Seats with ``urgency``, ``given_at``, ``has_draft``, ``outcome`` (of a released decision, else
    ``None``), their round and its committee. Nothing of a round in which they were recused or
    replaced, nor of one that was stopped.
    """
    own = Proposal.objects.filter(page_id=OuterRef("round__page_id"), proposer_id=user.pk)
    decided = Q(round__decision__state=Decision.State.RELEASED)
    waiting = (
        Q(round__state=Round.State.OPEN, given_at=None)
        & ~Q(role=Membership.Role.OBSERVER)
        & unread()
    )
    to_decide = Q(round__state=Round.State.CLOSED, role=Membership.Role.CHAIR) & ~Q(decided)
    seats = Seat.objects.filter(
        ~Exists(own),
        user_id=user.pk,
        user__is_active=True,
        recused_at=None,
        left_at=None,
        round__state__in=[Round.State.OPEN, Round.State.CLOSED],
    )
    return (
        with_progress(seats)
        .select_related("round__committee")
        .annotate(
            outcome=Case(When(decided, then=F("round__decision__outcome"))),
            urgency=Case(
                When(waiting, then=Value(TO_REVIEW)),
                When(to_decide, then=Value(TO_DECIDE)),
                When(~decided | Q(round__decision=None), then=Value(GIVEN)),
                default=Value(DONE),
                output_field=IntegerField(),
            ),
        )
        .order_by(
            "urgency",
            Case(When(urgency=TO_REVIEW, then=F("round__due_at"))),
            "-round__opened_at",
            "pk",
        )
    )


def waiting_rounds(user):
    """The rounds that wait for the person's own opinion."""
    mine = Seat.objects.filter(user_id=user.pk, user__is_active=True, recused_at=None, left_at=None)
    given = Review.objects.filter(seat=OuterRef("pk"), superseded_at=None)
    own = Proposal.objects.filter(page_id=OuterRef("page_id"), proposer_id=user.pk)
    asked = mine.filter(unread()).exclude(role=Membership.Role.OBSERVER).exclude(Exists(given))
    return Round.objects.filter(~Exists(own), state=Round.State.OPEN, pk__in=asked.values("round"))


def waiting_for(user):
    """How many rounds wait for the person's opinion or decision."""
    return desk_of(user).filter(urgency__lte=TO_DECIDE).count()


def rounds_of(page):
    """Every round of a challenge, the first one first, with committee and decision."""
    return (
        Round.objects.filter(page_id=page.pk)
        .select_related("committee", "decision", "task_state__task")
        .order_by("opened_at")
    )


def board():
    """The examinations under way, the oldest step first: ``WorkflowState`` rows. 1 query.

    With their step (``current_task_state.task``) and ``challenge_title``, ``step_started_at``,
    ``round_id``, ``round_state``, ``round_due_at``, ``committee_name``, ``decision_state``.
    """
    base = swapper.load_model("wagtailcore", "Page")
    page = base.objects.filter(pk=Cast(OuterRef("object_id"), base._meta.pk.__class__()))
    return (
        WorkflowState.objects.active()
        .filter(content_type__in=challenge_types())
        .select_related("workflow", "current_task_state__task")
        .annotate(
            challenge_title=Subquery(page.values("draft_title")[:1]),
            step_started_at=F("current_task_state__started_at"),
            round_id=F("current_task_state__crowdsolving_round"),
            round_state=F("current_task_state__crowdsolving_round__state"),
            round_due_at=F("current_task_state__crowdsolving_round__due_at"),
            committee_name=F("current_task_state__crowdsolving_round__committee__name"),
            decision_state=F("current_task_state__crowdsolving_round__decision__state"),
        )
        .order_by("step_started_at", "pk")
    )


#: Steps of the timeline after which a proposal waits for somebody to examine it.
WAITING = [
    ProposalEvent.Kind.RECEIVED,
    ProposalEvent.Kind.ELIGIBLE,
    ProposalEvent.Kind.UNDER_REVIEW,
    ProposalEvent.Kind.RESUBMITTED,
]


def interrupted(user=None):
    """The challenges that nobody examines and nobody has decided on, the longest first: pages. 1 query.

    Proposals that were received, or whose examination was cancelled without a decision, and the
    team's own drafts whose examination was cancelled so. With ``since`` and ``list_title``; without those
    that ``user`` proposed, or from which they stood aside (``rules.can_take_up``).
    """
    base = swapper.load_model("wagtailcore", "Page")
    states = WorkflowState.objects.filter(
        content_type__in=challenge_types(), object_id=Cast(OuterRef("pk"), CharField())
    )
    last = states.order_by("-created_at", "-pk")
    events = ProposalEvent.objects.filter(proposal__page=OuterRef("pk")).order_by("-at", "-pk")
    decided = Decision.objects.filter(
        state=Decision.State.RELEASED,
        round__task_state__workflow_state=OuterRef("last_state"),
    ).exclude(outcome=Outcome.FAVOURABLE)
    parent = base.objects.filter(
        path=Left(OuterRef("path"), Length(OuterRef("path")) - base.steplen)
    )
    pages = (
        base.objects.filter(content_type__in=challenge_types(), live=False, alias_of=None)
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
            Q(kind__in=WAITING)
            | Q(kind=None, last_status=WorkflowState.STATUS_CANCELLED) & ~Exists(decided)
        )
        .exclude(Exists(states.active()))
        .exclude(Exists(Archive.objects.filter(page__translation_key=OuterRef("translation_key"))))
        .order_by("since", "pk")
    )
    if user is not None:
        aside = Seat.objects.filter(
            round__page=OuterRef("pk"), user_id=user.pk, recused_at__isnull=False
        )
        pages = pages.exclude(proposal__proposer_id=user.pk).exclude(Exists(aside))
    return pages


def meetings_for(round):
    """The meetings in which the decision of ``round`` may be taken: those whose minutes are not frozen,
    and its own."""
    own = Decision.objects.filter(round=round, meeting__isnull=False).values("meeting")
    return Meeting.objects.filter(
        Q(minutes__isnull=True) | Q(pk__in=own), committee=round.committee_id
    )


def readable_rounds(user, rounds=None):
    """The closed rounds whose outcome ``user`` may read as a manager or as a chair.

    Without those in which they are recused, from which they were replaced, or whose challenge is
    their own; nor those of which they are a member who gave no opinion (``can_read_reviews``).
    """
    rounds = Round.objects.all() if rounds is None else rounds
    rounds = rounds.filter(state=Round.State.CLOSED)
    if not rules.can_manage(user):
        chairs = Membership.objects.filter(
            rules.sitting_on(timezone.localdate()), user_id=user.pk, user__is_active=True
        ).filter(role=Membership.Role.CHAIR)
        rounds = rounds.filter(committee__in=chairs.values("committee"))
    gone = Seat.objects.filter(round=OuterRef("pk"), user_id=user.pk).exclude(
        recused_at=None, left_at=None
    )
    current = Review.objects.filter(seat=OuterRef("pk"), superseded_at=None)
    silent = Seat.objects.filter(
        ~Exists(current), round=OuterRef("pk"), user_id=user.pk, role=Membership.Role.MEMBER
    )
    own = Proposal.objects.filter(page_id=OuterRef("page_id"), proposer_id=user.pk)
    return rounds.exclude(Exists(gone)).exclude(Exists(silent)).exclude(Exists(own))


def ranking(rounds):
    """The rounds of ``readable_rounds`` from the best score down; those without one last. 2 queries.

    A list: each round has ``score`` (out of 100 or ``None``), ``counts`` by opinion, ``outcome`` of
    the tally, ``place`` (the same score, the same place) and ``means``, the mean share of the
    highest mark by criterion: ``{key: 0..100 or None}``; of the members' own scores ``given``, how
    many there are, ``lowest``, ``highest`` and ``spread``, their standard deviation in points.
    """
    rows = list(rounds.select_related("committee", "decision"))
    marks, scores, given = defaultdict(list), defaultdict(list), Counter()
    reviews = Review.objects.filter(
        seat__round__in=rows, superseded_at=None, seat__recused_at=None, seat__left_at=None
    ).exclude(seat__role=Membership.Role.OBSERVER)
    for key, opinion, score, review_marks in reviews.values_list(
        "seat__round_id", "opinion", "score", "scores"
    ):
        given[key] += 1
        if score is not None and opinion != Opinion.ABSTAIN:
            scores[key].append(float(score))
        for criterion, mark in review_marks.items():
            if mark is not None:
                marks[key, criterion].append(mark)
    for row in rows:
        row.counts, row.outcome = row.tally["counts"], row.tally["outcome"]
        row.score = None if row.tally["score"] is None else float(row.tally["score"])
        row.given, own = given[row.pk], scores[row.pk]
        row.lowest, row.highest = (min(own), max(own)) if own else (None, None)
        row.spread = round(pstdev(own), 1) if len(own) > 1 else None
        row.means = {
            entry["key"]: _mean_share(marks[row.pk, entry["key"]], entry["scale"])
            for entry in row.criteria
        }
    rows.sort(key=lambda row: (row.score is None, -(row.score or 0), row.title.casefold()))
    for number, row in enumerate(rows, 1):
        before = rows[number - 2] if number > 1 else None
        row.place = before.place if before and before.score == row.score else number
    return rows


def _mean_share(marks, scale):
    return round(100 * (sum(marks) / len(marks) - 1) / (scale - 1), 2) if marks else None


def who_can_publish(page):
    """The groups whose right to publish ``page`` asks no committee; superusers always may.

    The right rests while a committee examines the page (``challenges.examination``).
    """
    above = list(page.get_ancestors(inclusive=True).values_list("pk", flat=True))
    model = swapper.load_model("wagtailcore", "Page")._meta.model_name
    rights = GroupPagePermission.objects.filter(
        page__in=above, permission__codename=f"publish_{model}"
    )
    return Group.objects.filter(pk__in=rights.values("group")).order_by("name")
