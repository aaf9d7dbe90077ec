"""The mails of a round: to those who sit on it, who run it, who proposed what it judges.

Mails are rows of the outbox, written in the transaction of what they tell. Those that ask for
something are asked again right before they leave: none for a closed round, nor to whoever
recused themself, was replaced or has answered.
"""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail_crowdsolving import cases
from wagtail_crowdsolving.challenges.mails import AS_COORDINATOR, AS_PROPOSER, challenge_thread
from wagtail_crowdsolving.challenges.queries import members_of
from wagtail_crowdsolving.notifications.actions import end, queue
from wagtail_crowdsolving.notifications.mails import When, declare, stamp
from wagtail_crowdsolving.people import public_name
from wagtail_crowdsolving.selection import links, queries, rules, troubles
from wagtail_crowdsolving.selection.models import Decision, Invitation, Round, Seat

AS_SEATED = gettext_lazy(
    "You receive this message because you sit on “%(committee)s”, or were asked to review with it."
)
AS_INVITED = gettext_lazy(
    "You receive this message because somebody typed your address to invite you on %(site_name)s."
)
AS_CHAIR = gettext_lazy("You receive this message because you chair “%(committee)s”.")


def is_seated(about, recipient_pk):
    """Whether an invitation, or another word about an open round, still concerns its reader."""
    seat = _seat(about)
    return seat is not None and seat.is_active and seat.round.state == Round.State.OPEN


def is_expected(about, recipient_pk):
    """Whether a reminder still asks for something: same deadline, no opinion in."""
    seat = _seat(about)
    return (
        seat is not None
        and seat.round.state == Round.State.OPEN
        and stamp(seat.round.due_at) == about[1]
        and seat.round.seats.expected().filter(pk=seat.pk).exists()
    )


def is_expected_in_time(about, recipient_pk):
    """The same of a reminder that speaks of a day to come."""
    return is_expected(about, recipient_pk) and _seat(about).round.due_at > timezone.now()


def is_closed(about, recipient_pk):
    """Whether the closing of which a mail tells still waits for its decision."""
    round = (
        Round.objects.closed()
        .filter(pk=about[0])
        .exclude(decision__in=Decision.objects.released())
        .first()
    )
    return round is not None and stamp(round.closed_at) == about[1]


def is_waiting(about, recipient_pk):
    """Whether a round still waits for a committee."""
    return Round.objects.waiting().filter(pk=about[0]).exists()


def is_troubled(about, recipient_pk):
    """Whether a round still has troubles, and none was told since."""
    round = Round.objects.filter(pk=about[0]).first()
    return (
        round is not None
        and stamp(round.troubles_told_at) == about[1]
        and bool(queries.troubles_of(round))
    )


def is_waiting_for_answer(about, recipient_pk):
    """Whether an invitation by mail can be accepted, and none was sent since."""
    found = Invitation.objects.select_related("committee", "round", "invited_by")
    invitation = found.filter(pk=about[0]).first()
    return (
        invitation is not None
        and stamp(invitation.sent_at) == about[1]
        and rules.can_be_accepted(invitation)
    )


def _seat(about):
    return Seat.objects.select_related("round").filter(pk=about[0]).first()


INVITED = declare("selection/invited", gettext_lazy("Opinion asked"), is_wanted=is_seated)
INVITATION = declare(
    "selection/invitation",
    gettext_lazy("Invitation of somebody who may have no account"),
    is_wanted=is_waiting_for_answer,
    has_secret=True,
)
EXTENDED = declare(
    "selection/extended", gettext_lazy("More time for opinions"), is_wanted=is_expected
)
REMINDER = declare(
    "selection/reminder",
    gettext_lazy("Reminder before the deadline"),
    is_wanted=is_expected_in_time,
    when=When.WORKING_HOURS,
)
OVERDUE = declare(
    "selection/overdue",
    gettext_lazy("Reminder after the deadline"),
    is_wanted=is_expected,
    when=When.WORKING_HOURS,
)
REOPENED = declare(
    "selection/reopened", gettext_lazy("Examination opened again"), is_wanted=is_seated
)
REPLACED = declare("selection/replaced", gettext_lazy("Seat given to somebody else"))
STOPPED = declare("selection/stopped", gettext_lazy("Examination stopped"))
DECIDED = declare("selection/decided", gettext_lazy("Decision, to the committee"))
RECUSED = declare("selection/recused", gettext_lazy("Somebody stands aside"))
CLOSED = declare(
    "selection/closed", gettext_lazy("Examination closed: a decision waits"), is_wanted=is_closed
)
CORRECTED = declare("selection/corrected", gettext_lazy("Spelling corrected after the decision"))
NO_COMMITTEE = declare(
    "selection/no_committee",
    gettext_lazy("Challenge without a committee"),
    is_wanted=is_waiting,
    when=When.MORNING,
)
TROUBLE = declare(
    "selection/trouble",
    gettext_lazy("Examination that needs help"),
    is_wanted=is_troubled,
    when=When.MORNING,
)
FAVOURABLE = declare(
    "selection/favourable", gettext_lazy("Favourable decision, to whoever proposed")
)


def to_seat(mail, seat, *about, **told):
    """Queue ``mail`` to whoever holds ``seat``; once for each ``about``. Returns the row, or ``None``."""
    if seat.user is None:
        return None
    return _tell(
        mail,
        seat.user,
        seat.round,
        about=[seat.pk, *about],
        why=AS_SEATED,
        role=seat.role,
        **told,
    )


def to_invited(invitation, token, language=None):
    """Queue an invitation to its address, with the link that accepts it."""
    round = invitation.round
    return queue(
        INVITATION,
        about=[invitation.pk, stamp(invitation.sent_at)],
        to_email=invitation.email,
        language=language,
        why=AS_INVITED,
        thread=f"invitation-{invitation.pk}",
        link=lambda: (links.to_invitation(token), _("See the invitation")),
        context=lambda: {
            "title": round.title if round else "",
            "committee": str(invitation.committee),
            "inviter": public_name(invitation.invited_by),
            "expires_at": invitation.expires_at,
        },
    )


def withdraw(invitations):
    """End those of ``invitations`` that are open; no mail that has not left keeps their link."""
    pks = list(invitations.open().values_list("pk", flat=True))
    if pks:
        Invitation.objects.filter(pk__in=pks).withdraw()
        end(INVITATION, pks)


def to_lead(mail, round, *about, **told):
    """Queue ``mail`` to the round's chair; where it has none, to the coordination. Returns who is told."""
    people = [seat.user for seat in round.seats.chairs().select_related("user")]
    for person in people:
        _tell(mail, person, round, about=[round.pk, *about], why=AS_CHAIR, **told)
    return people or to_coordinators(mail, round, *about, **told)


def to_coordinators(mail, round, *about, without=(), **told):
    """Queue ``mail`` to the coordination, but to nobody who stands aside in the round, nor to those
    of ``without``. Returns who is told."""
    people = [
        person
        for person in members_of("coordination")
        if person not in without and not rules.stands_aside(person, round)
    ]
    for person in people:
        _tell(mail, person, round, about=[round.pk, *about], why=AS_COORDINATOR, **told)
    return people


def of_trouble(round, found, *, without=()):
    """Tell the chair and the coordination of what is wrong with ``round``, but those of ``without``, who
    have just been told."""
    names = troubles.offers(round, found)
    if any(trouble.reveals for trouble in found):
        names = sorted(names)  # their order tells what was found
    told = {
        "sentences": troubles.sentences(found),
        "offers": [troubles.OFFERS[name] for name in names],
        "view": "editor" if round.state == Round.State.WAITING else "round_progress",
    }
    about = [round.pk, stamp(round.troubles_told_at)]
    chairs = [seat.user for seat in round.seats.chairs().select_related("user")]
    for person in chairs:
        if person not in without:
            _tell(TROUBLE, person, round, about=about, why=AS_CHAIR, **told)
    to_coordinators(TROUBLE, round, about[1], without=[*without, *chairs], **told)


def to_proposer(decision):
    """Queue a favourable decision's message, if it has one, to whoever proposed what was judged.

    The others' go with what they do to what was judged.
    """
    round = decision.round
    proposer = cases.case_of(round.page).proposer(round.page)
    if not decision.message or proposer is None:
        return
    queue(
        FAVOURABLE,
        about=[round.pk],
        recipient=proposer.user,
        language=proposer.language,
        why=AS_PROPOSER,
        thread=challenge_thread(round.page_id),
        link=proposer.link,
        context=lambda: {
            "title": round.title,
            "committee": str(round.committee),
            "message": decision.message,
        },
    )


def _tell(mail, person, round, *, about, why, view="round", **context):
    """``view``: of the members' desk, or "editor" for the editor of the admin. Returns the row, or ``None``."""
    return queue(
        mail,
        about=about,
        recipient=person,
        why=why,
        thread=f"round-{round.pk}",
        link=lambda: (
            links.to_editor(round) if view == "editor" else links.to_round(round, view),
            _("Open the examination"),
        ),
        context=lambda: {
            "title": round.title,
            "committee": str(round.committee or ""),
            "due_at": round.due_at,
            "number": round.number,
            **context,
        },
    )
