"""A person's places in rounds, and what their desk shows of them."""

from django.contrib.auth import get_user_model
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    Value,
    When,
)
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving import clock
from wagtail_crowdsolving.selection.models import (
    Decision,
    Membership,
    Round,
    Seat,
    is_asked,
)
from wagtail_crowdsolving.selection.queries.committees import sitting_members

#: How pressing a place on the desk is: ``Seat.urgency``, the lowest first.
TO_REVIEW, TO_DECIDE, GIVEN, DONE = range(4)


def desk_of(user):
    """The person's places in rounds, what waits for them first; the earliest deadline first. 1 query.

    Seats with ``urgency``, ``given_at``, ``has_draft``, ``outcome`` (of a released decision, else
    ``None``), their round and its committee. Nothing of a round in which they were recused or
    replaced, nor of one that was stopped.
    """
    decided = Q(round__decision__state=Decision.State.RELEASED)
    waiting = (
        Q(round__state=Round.State.OPEN, given_at=None)
        & ~Q(role=Membership.Role.OBSERVER)
        & is_asked()
    )
    to_decide = Q(round__state=Round.State.CLOSED, role=Membership.Role.CHAIR) & ~Q(decided)
    seats = Seat.objects.active().filter(
        user_id=user.pk,
        user__is_active=True,
        round__state__in=[Round.State.OPEN, Round.State.CLOSED],
    )
    return (
        seats.not_own(user)
        .with_progress()
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
    asked = Seat.objects.expected().filter(user_id=user.pk, user__is_active=True)
    return Round.objects.open().not_own(user).filter(pk__in=asked.values("round"))


def waiting_for(user):
    """How many rounds wait for the person's opinion or decision."""
    return desk_of(user).filter(urgency__lte=TO_DECIDE).count()


#: The parts of the desk, in its order: what waits for the person comes first.
GROUPS = {
    TO_REVIEW: _("To review"),
    TO_DECIDE: _("To decide"),
    GIVEN: _("Under way"),
    DONE: _("Decided"),
}


def seats_of(user):
    """``desk_of`` without the dossiers themselves, which the desk does not show."""
    return (
        desk_of(user)
        .select_related("round__committee", "round__decision")
        .defer("round__content", "round__criteria", "round__tally", "round__decision__message")
    )


def counts_of(user):
    """``{urgency: number of rounds}`` for the whole desk, in one query."""
    return counted(desk_of(user))


def counted(seats):
    """``counts_of`` some of the ``seats`` of a desk."""
    return dict(seats.order_by().values_list("urgency").annotate(number=Count("pk")))


def has_desk(user):
    """Whether a person has a place on a committee or in a round: whether a desk means anything to them."""
    if not user.is_authenticated:
        return False
    places = [
        model.objects.filter(user=user).order_by().values("user") for model in (Seat, Membership)
    ]
    return places[0].union(places[1]).exists()


def next_to_review(user, than):
    """The next seat that waits for a review of ``user``, in another round; or ``None``."""
    return seats_of(user).filter(urgency=TO_REVIEW).exclude(round=than).first()


def days_left(round):
    """Whole days until the deadline of an open round: 0 on the last day, negative once it has passed."""
    if round.state != Round.State.OPEN or round.due_at is None:
        return None
    return clock.days_until(round.due_at)


def parts_of(round, earlier=None):
    """The dossier as judged, each part with ``is_new`` or ``is_changed`` against an earlier round."""
    before = {part["name"]: part["html"] for part in earlier.content} if earlier else {}
    return [
        {
            **part,
            "is_new": bool(before) and part["name"] not in before,
            "is_changed": part["name"] in before and before[part["name"]] != part["html"],
        }
        for part in round.content
    ]


def earlier_rounds(user, round):
    """The rounds of the same challenge that were decided before, newest first, with ``has_seat``.

    Without those in which the person stood aside or was replaced.
    """
    seats = Seat.objects.filter(round=OuterRef("pk"), user=user)
    return list(
        Round.objects.decided()
        .filter(page=round.page_id, opened_at__lt=round.opened_at)
        .exclude(Exists(seats.gone()))
        .select_related("committee", "decision")
        .annotate(has_seat=Exists(seats))
        .order_by("-opened_at")
    )


def people_without_seat(round):
    """The people who sit on the round's committee today and have no place in the round."""
    sitting = sitting_members(round.committee).exclude(
        user__in=round.seats.filter(user__isnull=False).values("user")
    )
    return get_user_model()._default_manager.filter(pk__in=sitting.values("user"))
