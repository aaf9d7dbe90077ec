"""What the pages of the committees' desk show beside ``queries``."""

from django.contrib.auth import get_user_model
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving.selection import queries
from wagtail_crowdsolving.selection.models import Decision, Membership, Round, Seat

#: The parts of the desk, in its order: what waits for the person comes first.
GROUPS = {
    queries.TO_REVIEW: _("To review"),
    queries.TO_DECIDE: _("To decide"),
    queries.GIVEN: _("Under way"),
    queries.DONE: _("Decided"),
}


def seats_of(user):
    """``queries.desk_of`` without the dossiers themselves, which the desk does not show."""
    return (
        queries.desk_of(user)
        .select_related("round__committee", "round__decision")
        .defer("round__content", "round__criteria", "round__tally", "round__decision__message")
    )


def counts_of(user):
    """``{urgency: number of rounds}`` for the whole desk, in one query."""
    seats = queries.desk_of(user).order_by()
    return dict(seats.values_list("urgency").annotate(number=Count("pk")))


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
    return seats_of(user).filter(urgency=queries.TO_REVIEW).exclude(round=than).first()


def days_left(round):
    """Whole days until the deadline of an open round: 0 on the last day, negative once it has passed."""
    if round.state != Round.State.OPEN or round.due_at is None:
        return None
    return (timezone.localtime(round.due_at).date() - timezone.localdate()).days


def given_by_round(rounds):
    """``{primary key: (given, expected)}``: how many reviews are in. For those who lead the rounds."""
    voting = Seat.objects.filter(
        round__in=rounds, recused_at__isnull=True, left_at__isnull=True
    ).exclude(role=Membership.Role.OBSERVER)
    rows = (
        queries.with_progress(voting)
        .filter(queries.unread() | Q(given_at__isnull=False))
        .values_list("round")
        .annotate(expected=Count("pk"), given=Count("pk", filter=Q(given_at__isnull=False)))
    )
    return {pk: (given, expected) for pk, expected, given in rows}


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
        Round.objects.filter(
            page=round.page_id,
            opened_at__lt=round.opened_at,
            decision__state=Decision.State.RELEASED,
        )
        .exclude(Exists(seats.exclude(recused_at__isnull=True, left_at__isnull=True)))
        .select_related("committee", "decision")
        .annotate(has_seat=Exists(seats))
        .order_by("-opened_at")
    )


def people_without_seat(round):
    """The people who sit on the round's committee today and have no place in the round."""
    sitting = queries.sitting_members(round.committee).exclude(
        user__in=round.seats.filter(user__isnull=False).values("user")
    )
    return get_user_model().objects.filter(pk__in=sitting.values("user"))
