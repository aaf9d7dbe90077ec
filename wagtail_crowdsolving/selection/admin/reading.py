"""What the admin's pages read of many rounds at once, each with a fixed number of queries."""

from collections import Counter
from typing import NamedTuple

from django.db.models import Exists, OuterRef
from django.utils import timezone
from wagtail.models import WorkflowState, WorkflowTask

from wagtail_crowdsolving import clock
from wagtail_crowdsolving.selection import queries, rules, tally
from wagtail_crowdsolving.selection.admin.access import committees_for
from wagtail_crowdsolving.selection.models import Round
from wagtail_crowdsolving.selection.words import Outcome

STEP = "current_task_state__crowdsolving_round"
#: The distribution of scores: ten bars of ten points.
BARS = 10


class Progress(NamedTuple):
    """How far a round is: of those who give an opinion and still take part."""

    given: int = 0
    expected: int = 0
    is_aside: bool = False


def progress_of(user, rounds):
    """``{round: Progress}`` for the keys of any number of rounds. 1 query."""
    rows = (
        Round.objects.filter(pk__in=rounds)
        .with_standing()
        .with_aside(user)
        .order_by()
        .values_list("pk", "given", "missing", "is_aside")
    )
    return {pk: Progress(given, given + missing, is_aside) for pk, given, missing, is_aside in rows}


def rounds_for(user):
    """The rounds that this person runs, whatever their state."""
    rounds = Round.objects.all()
    if not rules.can_manage(user):
        rounds = rounds.filter(committee__in=committees_for(user))
    return rounds


def pressing(user):
    """The rounds that are late, wait for a committee or are in trouble: a list, with ``troubles_now``.

    1 query. Asked once a request.
    """
    if not hasattr(user, "_crowdsolving_pressing"):
        rounds = queries.with_troubles(rounds_for(user).not_aside(user), user)
        user._crowdsolving_pressing = [
            round for round in rounds if round.troubles_now or queries.is_late(round)
        ]
    return user._crowdsolving_pressing


def examinations(user):
    """What ``queries.board`` lists, as far as this person runs it."""
    states = queries.board()
    if rules.can_manage(user):
        return states
    return states.filter(**{f"{STEP}__committee__in": committees_for(user)})


def steps_named():
    """``[(task, name)]`` of the steps of all workflows in use, in their order. 1 query."""
    rows = WorkflowTask.objects.filter(workflow__active=True).order_by("sort_order", "pk")
    return list(dict(rows.values_list("task_id", "task__name")).items())


def steps_in_order():
    """``{task: place}`` over all workflows in use. 1 query."""
    rows = WorkflowTask.objects.filter(workflow__active=True).order_by("sort_order", "pk")
    places = {}
    for task, order in rows.values_list("task_id", "sort_order"):
        places.setdefault(task, (order, len(places)))
    return places


def describe(states, user):
    """Set on each examination of a page of the board what its card shows. 1 query, and ``pressing``."""
    now = timezone.now()
    troubles = {round.pk: round.troubles_now for round in pressing(user)}
    known = progress_of(user, [state.round_id for state in states if state.round_id])
    for state in states:
        state.page_id = int(state.object_id)
        progress = known.get(state.round_id, Progress())
        state.is_aside = progress.is_aside
        state.troubles = troubles.get(state.round_id, [])
        state.is_with_proposer = state.status == WorkflowState.STATUS_NEEDS_CHANGES
        since = state.step_started_at or state.created_at
        state.days = (now - since).days
        state.given = state.expected = state.days_left = None
        if (
            state.round_state == Round.State.OPEN
            and not state.is_with_proposer
            and not state.is_aside
        ):
            state.given, state.expected = progress.given, progress.expected
            if state.round_due_at:
                state.days_left = clock.days_until(state.round_due_at)
                state.is_late = state.round_due_at < now
                state.days_late = max(1, -state.days_left) if state.is_late else 0
    return states


def latest(rounds):
    """Of each challenge before each committee the last round alone, those stopped left out."""
    later = Round.objects.not_stopped().filter(
        page=OuterRef("page"), committee=OuterRef("committee"), opened_at__gt=OuterRef("opened_at")
    )
    return rounds.not_stopped().exclude(Exists(later))


def criteria_of(rows):
    """``[(key, label)]`` of all that was weighed in these rounds, by the newest wording."""
    labels = {}
    for row in sorted(rows, key=lambda row: row.opened_at, reverse=True):
        for entry in row.criteria:
            labels.setdefault(entry["key"], entry["label"])
    return list(labels.items())


def distribution(rows):
    """How many challenges lie in each tenth of the scale: ``{"from", "to", "number", …}`` a bar."""
    numbers = Counter(
        min(int(row.score // (100 / BARS)), BARS - 1) for row in rows if row.score is not None
    )
    most = max(numbers.values(), default=0)
    return [
        {
            "from": bar * 100 // BARS,
            "to": (bar + 1) * 100 // BARS,
            "number": numbers[bar],
            # For the drawing, whose numbers no language may rewrite: whole ones.
            "x": bar * 30 + 4,
            "y": 100 - (height := round(90 * numbers[bar] / most) if most else 0),
            "height": height,
        }
        for bar in range(BARS)
    ]


def outcome_of(user, round):
    """What the page of a round and the side panel say of its result; ``None`` where it may not be read."""
    result = queries.visible_tally(user, round)
    if result is None:
        return None
    return {
        **result,
        "label": Outcome(result["outcome"]).label,
        "formula": tally.explain(result),
        "score_text": result["score"] and tally.score_text(result),
        "opinions": tally.opinion_rows(result["counts"]),
    }


def decision_of(round):
    """The round's ``Decision``, or ``None``."""
    return getattr(round, "decision", None)


def outsiders(page):
    """The names of the groups that may publish the challenge without a committee."""
    return [str(group) for group in queries.who_can_publish(page)]
