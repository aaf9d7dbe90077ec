"""What the minutes of a meeting print, frozen when its decisions take effect.

A person stands in it as ``{"user": key, "name": …}``, and without either once their account is gone:
how many were there does not change.
"""

from datetime import date

from django.db import transaction
from django.db.models import Prefetch

from wagtail_crowdsolving import clock
from wagtail_crowdsolving.exceptions import Conflict
from wagtail_crowdsolving.folded import Folded
from wagtail_crowdsolving.people import (
    by_name,
    for_the_record,
    full_name,
    member_since,
    plain_key,
    public_name,
    told_apart,
)
from wagtail_crowdsolving.selection import queries, tally
from wagtail_crowdsolving.selection.models import (
    Decision,
    Meeting,
    Membership,
    Round,
    Seat,
    frozen_message,
)
from wagtail_crowdsolving.selection.words import Outcome

NOBODY = {"user": None, "name": ""}
#: Where a snapshot lists people.
OF_A_MEETING, OF_A_DECISION = ("present", "absent"), ("recused",)


def name_of(user):
    """How members of a committee read one another's names."""
    return (user and full_name(user)) or public_name(user)


def names_of(people, name=name_of):
    """``{key: name}`` of people who are chosen or listed together: those named alike with their organisation,
    or since when they are a member. 2 queries where two are named alike, none otherwise."""
    people = {person.pk: person for person in people if person is not None}

    def details(keys):
        alike = [people[key] for key in keys]
        organisations = queries.organisation_names(alike)
        return {
            person.pk: (organisations.get(person.pk, ""), member_since(person)) for person in alike
        }

    return told_apart({key: name(person) for key, person in people.items()}, details)


def head_of(meeting):
    """What stands above the decisions: as it was frozen, else as it stands now.

    ``committee``, ``held_on``, ``place``, ``notes`` and the names of who was ``present`` and ``absent``.
    """
    frozen = meeting.minutes or _head(meeting)
    return {
        **frozen,
        "held_on": date.fromisoformat(frozen["held_on"]),
        **{group: names(frozen[group]) for group in OF_A_MEETING},
    }


def recused_in(decision, seats):
    """The names of who stood aside: as they were frozen, else those of ``seats``."""
    if decision.record:
        return names(decision.record["recused"])
    people = names_of(seat.user for seat in seats)
    return [people.get(seat.user_id) or name_of(None) for seat in seats]


def standing_aside(user, rounds):
    """Those of ``rounds`` (keys) of which this person may know nothing. 1 query."""
    known = Round.objects.filter(pk__in=rounds)
    return set(known.with_aside(user).filter(is_aside=True).values_list("pk", flat=True))


def decisions_of(meeting, user):
    """The decisions taken in a meeting, with what was counted. Nothing where the person stands aside.

    4 queries for any number.
    """
    recused = Seat.objects.recused().select_related("user")
    decisions = list(
        meeting.decisions.select_related("round__committee", "round__task_state__task")
        .prefetch_related(Prefetch("round__seats", recused, to_attr="recused"))
        .order_by(Folded("round__title"), "pk")
    )
    rounds = [decision.round_id for decision in decisions]
    aside = standing_aside(user, rounds)
    readable = queries.readable_rounds(user, Round.objects.filter(pk__in=rounds))
    readable = set(readable.values_list("pk", flat=True))
    for decision in decisions:
        round = decision.round
        decision.is_aside = round.pk in aside
        if round.pk in readable:
            decision.tally_label = Outcome(round.tally["outcome"]).label
            decision.opinions = tally.opinion_rows(round.tally["counts"])
            decision.quorum = round.tally["quorum"]
            decision.score = round.tally["score"] and tally.score_text(round.tally)
            decision.formula = tally.explain(round.tally)
            decision.recused = recused_in(decision, round.recused)
    return decisions


def names(people):
    return [one["name"] or public_name(None) for one in people]


@for_the_record()
def freeze(decision):
    """Keep what the minutes print of a decision that takes effect, and of its meeting; the caller
    holds the round, and saves the decision."""
    round = decision.round
    recused = [seat.user for seat in round.seats.recused().select_related("user").order_by("pk")]
    decision.record = {
        "title": round.title,
        "committee": round.committee.name,
        "step": round.task_state.task.name,
        "recused": _persons(recused, names_of(recused)),
    }
    if decision.meeting_id is None:
        return
    meeting = Meeting.objects.select_for_update().get(pk=decision.meeting_id)
    if meeting.minutes is None:
        printed = meeting.decisions.exclude(state=Decision.State.DRAFT).order_by("pk")
        meeting.minutes = {
            **_head(meeting),
            "decisions": list(printed.values_list("pk", flat=True)),
        }
        meeting.save(update_fields=["minutes"])


def printed_in(meeting, user):
    """The decisions that stand in the minutes, as this person may read them."""
    return [decision for decision in decisions_of(meeting, user) if is_printed(decision, meeting)]


def is_printed(decision, meeting):
    """Whether a decision of ``meeting`` stands in its minutes: no draft, but for one that stood there
    when they were frozen and was taken back since."""
    return decision.state != Decision.State.DRAFT or decision.pk in _printed(meeting)


def check_move(decision, meeting):
    """Raise ``Conflict`` where a decision, taken in ``meeting`` (or ``None``) instead, would change
    frozen minutes; the caller holds the round, in a transaction.

    A meeting whose minutes are frozen takes no decision, and gives none away that stands in them.
    """
    left, entered = decision.meeting_id, meeting and meeting.pk
    if left == entered:
        return
    keys = {left, entered} - {None}
    for one in Meeting.objects.select_for_update().filter(pk__in=keys).order_by("pk"):
        if one.is_frozen and (one.pk == entered or decision.pk in _printed(one)):
            raise Conflict(frozen_message())


def _printed(meeting):
    return meeting.minutes.get("decisions", []) if meeting.is_frozen else []


@transaction.atomic
def forget(user):
    """Take a person's name out of all frozen minutes."""
    for model, field, groups in (
        (Meeting, "minutes", OF_A_MEETING),
        (Decision, "record", OF_A_DECISION),
    ):
        frozen = model.objects.filter(**{f"{field}__isnull": False})
        keys = [
            pk
            for pk, data in frozen.values_list("pk", field).iterator()
            if _named(data, groups, user)
        ]
        for pk in sorted(keys):
            # As it stands under the lock: somebody else's name may go at the same time.
            data = frozen.select_for_update().values_list(field, flat=True).filter(pk=pk).first()
            if data is not None:
                for one in _named(data, groups, user):
                    one.update(NOBODY)
                model.objects.filter(pk=pk).update(**{field: data})


def _named(data, groups, user):
    key = plain_key(user)
    return [one for group in groups for one in data[group] if one["user"] == key]


def _head(meeting):
    people = list(meeting.present.order_by(*by_name(), "pk"))
    absent = (
        Membership.objects.in_force(meeting.held_on)
        .filter(committee=meeting.committee_id)
        .exclude(user__in=people)
        .select_related("user")
        .order_by(*by_name("user"), "pk")
    )
    missing = [membership.user for membership in absent]
    named = names_of([*people, *missing])
    return {
        "committee": meeting.committee.name,
        "held_on": meeting.held_on.isoformat(),
        "place": meeting.place,
        "notes": meeting.notes,
        "present": _persons(people, named),
        "absent": _persons(missing, named),
        "frozen_on": clock.today().isoformat(),
    }


def _persons(people, named):
    return [
        {"user": plain_key(user), "name": named[user.pk]} if user else dict(NOBODY)
        for user in people
    ]
