"""What a person may read of reviews, and what they are counted to."""

from collections import Counter, defaultdict
from statistics import pstdev

from django.db.models import (
    Exists,
    OuterRef,
)

from wagtail_crowdsolving import folding
from wagtail_crowdsolving.selection import rules
from wagtail_crowdsolving.selection.models import (
    Membership,
    Review,
    Round,
    RoundMessage,
    Seat,
)
from wagtail_crowdsolving.selection.words import Opinion


def visible_reviews(user, round):
    """The current reviews of ``round`` that ``user`` may read, with seat and person. Their own always.

    A review that counts no more, because its author was replaced or recused, is not among them.
    """
    reviews = (
        Review.objects.counting()
        .filter(seat__round=round)
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


def readable_rounds(user, rounds=None):
    """The closed rounds whose outcome ``user`` may read as a manager or as a chair.

    Without those in which they are recused, or whose challenge is their own; nor those whose opinions
    are kept from them (``can_read_reviews``).
    """
    rounds = (Round.objects if rounds is None else rounds).closed()
    if not rules.can_manage(user):
        chairs = Membership.objects.sitting().chairs().filter(user_id=user.pk)
        rounds = rounds.filter(committee__in=chairs.values("committee"))
    return rounds.not_aside(user).exclude(opinions_kept_from(user))


def opinions_kept_from(user):
    """The condition on rounds that the person's place in them keeps the others' opinions from them.

    They take part no more, or are a member who gave no opinion.
    """
    seats = Seat.objects.filter(round=OuterRef("pk"), user_id=user.pk)
    silent = seats.silent().filter(role=Membership.Role.MEMBER)
    return Exists(seats.gone()) | Exists(silent)


def ranking(rounds):
    """The rounds of ``readable_rounds`` from the best score down; those without one last. 2 queries.

    A list: each round has ``score`` (out of 100 or ``None``), ``counts`` by opinion, ``outcome`` of
    the tally, ``place`` (the same score, the same place) and ``means``, the mean share of the
    highest mark by criterion: ``{key: 0..100 or None}``; of the members' own scores ``given``, how
    many there are, ``lowest``, ``highest`` and ``spread``, their standard deviation in points.
    """
    rows = list(rounds.select_related("committee", "decision"))
    marks, scores, given = defaultdict(list), defaultdict(list), Counter()
    reviews = (
        Review.objects.counting()
        .filter(seat__round__in=rows)
        .exclude(seat__role=Membership.Role.OBSERVER)
    )
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
    rows.sort(key=lambda row: (row.score is None, -(row.score or 0), folding.sort_key(row.title)))
    for number, row in enumerate(rows, 1):
        before = rows[number - 2] if number > 1 else None
        row.place = before.place if before and before.score == row.score else number
    return rows


def _mean_share(marks, scale):
    return round(100 * (sum(marks) / len(marks) - 1) / (scale - 1), 2) if marks else None
