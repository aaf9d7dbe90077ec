"""What a proposer and the public read of committees: never who thinks what."""

import datetime
from operator import itemgetter

from django.db.models import F, Prefetch
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from wagtail.models import TaskState, WorkflowState

from wagtail_crowdsolving import clock, dates, extensions
from wagtail_crowdsolving.network.queries import JSONRows, shared_key, shared_key_of_row
from wagtail_crowdsolving.people import public_name, told_apart
from wagtail_crowdsolving.selection.models import Decision, Round, Seat
from wagtail_crowdsolving.selection.words import Outcome

#: What is read of a favourable decision to tell who selected a challenge.
SELECTING = {
    "body": "round__committee__name",
    "examination": "round__task_state__workflow_state_id",
    "at": "released_at",
}


def milestones(proposal):
    """What committees did with a proposal, as lines of its timeline.

    The names of those who sit on a committee only where it chose to be public; its conclusion only
    once the decision is released. 2 queries.
    """
    if proposal.page_id is None:
        return []
    rounds = (
        Round.objects.filter(page_id=proposal.page_id, committee__isnull=False)
        .select_related("committee", "decision")
        .prefetch_related(
            Prefetch("seats", Seat.objects.voting().select_related("user"), to_attr="voters")
        )
    )
    lines = []
    for round in rounds:
        lines.append(
            extensions.Line(
                round.opened_at,
                _("“%(committee)s” examines the challenge") % {"committee": round.committee},
                _asked(round),
                "committee",
            )
        )
        decision = getattr(round, "decision", None)
        if decision and decision.is_released and decision.outcome == Outcome.FAVOURABLE:
            label = _("“%(committee)s” is in favour") % {"committee": round.committee}
            lines.append(
                extensions.Line(decision.released_at, label, decision.message, "committee")
            )
    return lines


def _asked(round):
    sentences = []
    if round.state == Round.State.OPEN and round.due_at:
        day = dates.write(clock.day_of(round.due_at))
        sentences.append(_("Its members give their opinion by %(date)s.") % {"date": day})
    # A number where two are named alike: nothing else of a member is the proposer's to read.
    names = told_apart(
        {seat.user.pk: public_name(seat.user) for seat in round.voters if seat.user},
        lambda keys: dict.fromkeys(keys, ()),
    ).values()
    if round.committee.names_are_public and names:
        sentences.append(_("Who reviews it: %(names)s.") % {"names": ", ".join(names)})
    return "\n".join(sentences)


def _favourable(translation_key):
    return Decision.objects.released().filter(
        outcome=Outcome.FAVOURABLE,
        round__page__translation_key=translation_key,
        round__task_state__status=TaskState.STATUS_APPROVED,
        round__task_state__workflow_state__status=WorkflowState.STATUS_APPROVED,
    )


def selecting():
    """An expression for a queryset of challenges: the committees that selected it, as ``selection_of`` reads them."""
    decisions = _favourable(shared_key_of_row()).order_by()
    return JSONRows(decisions.values(entry=JSONObject(**SELECTING)))


def selection_of(page):
    """``{"bodies": [name, …], "validated_on": day}`` of a challenge that committees selected.

    Of the last examination that ended with the challenge validated, in whatever language version;
    ``None`` for a page that came to the site another way. No query where ``selecting`` came with
    the page, 1 otherwise.
    """
    rows = getattr(page, "selecting", None)
    if rows is None:
        rows = (
            _favourable(shared_key(page))
            .order_by()
            .values(**{name: F(path) for name, path in SELECTING.items()})
        )
    decisions = sorted(({**row, "at": _moment(row["at"])} for row in rows), key=itemgetter("at"))
    if not decisions:
        return None
    last = decisions[-1]
    bodies = [one["body"] for one in decisions if one["examination"] == last["examination"]]
    return {
        "bodies": list(dict.fromkeys(bodies)),
        "validated_on": clock.day_of(last["at"]),
    }


def _moment(value):
    """A moment that came as JSON is text, on SQLite without its time zone."""
    if isinstance(value, str):
        value = parse_datetime(value)
    return value if timezone.is_aware(value) else value.replace(tzinfo=datetime.UTC)
