"""The read side of the moderation: what waits and why, who reads it, what is known of its authors."""

from typing import NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving.contributions import queries, rules
from wagtail_crowdsolving.contributions.models import (
    Amendment,
    Appeal,
    DiscussionCounter,
    ModerationDecision,
    Notice,
    State,
)

#: How many earlier decisions about an author a moderator is shown.
EARLIER = 10

#: What can wait about a contribution.
MATTERS = {
    "text": _("A new text"),
    "change": _("A change of a published text"),
    "appeal": _("An appeal"),
    "notice": _("A notice"),
}


def waiting_amendments(**of):
    return Amendment.objects.waiting().filter(**of)


def waiting_notices(**of):
    """Oldest first."""
    return Notice.objects.waiting().filter(**of).select_related("notifier")


def waiting_appeals(**of):
    """Oldest first, each with the decision that it is against."""
    return (
        Appeal.objects.unanswered()
        .filter(**of)
        .select_related("decision__decided_by", "decision__notice", "decision__amendment")
    )


def about(matter):
    """The condition of a contribution about which this of ``MATTERS`` waits."""
    if matter == "text":
        return Q(state=State.PENDING)
    if matter == "change":
        return Exists(waiting_amendments(contribution=OuterRef("pk")))
    if matter == "appeal":
        return Exists(waiting_appeals(decision__contribution=OuterRef("pk")))
    return Exists(waiting_notices(contribution=OuterRef("pk")))


def of(user, contributions):
    """Those of ``contributions`` that this person moderates."""
    if rules.can_moderate(user):
        return contributions
    return contributions.filter(page__in=rules.animated_pages(user))


def seen_by(user, contributions):
    """Those of ``contributions`` that this person reads in the admin, to decide on them or not."""
    return contributions if rules.can_see(user) else of(user, contributions)


def unclaimed(user, contributions):
    """Those of ``contributions`` that nobody but ``user`` is reading."""
    return contributions.filter(
        Q(claimed_by__isnull=True) | Q(claimed_by=user) | Q(claimed_until__lte=timezone.now())
    )


def free_for(user, contributions):
    """Those of ``contributions`` that ``user`` can decide on now.

    Nobody else reads them, they are not their own, and neither an appeal against a decision that
    they took or that followed a notice of theirs (DSA, art. 20) nor such a notice waits about
    them. No join: the caller may lock the rows.
    """
    own = queries.waiting().filter(user=user).order_by().values("pk")
    theirs = queries.notices_of(user)
    judged = waiting_appeals().filter(
        Q(decision__decided_by=user) | Q(decision__notice__in=theirs.values("pk"))
    )
    reported = theirs.waiting().values("contribution")
    found = unclaimed(user, contributions)
    for others in (own, judged.order_by().values("decision__contribution"), reported):
        found = found.exclude(pk__in=others)
    return found


def after(contributions, since, pk):
    """Those of ``contributions`` that come after ``pk``, which waits since ``since``."""
    return contributions.filter(Q(waits_since__gt=since) | Q(waits_since=since, pk__gt=pk))


def with_matters(contributions):
    """Each with ``has_change``, ``has_appeal`` and ``has_notice``."""
    return contributions.annotate(
        **{f"has_{name}": about(name) for name in MATTERS if name != "text"}
    )


def matters_of(contribution):
    """What waits about one of ``with_matters``, in words."""
    return [
        label
        for name, label in MATTERS.items()
        if (
            contribution.state == State.PENDING
            if name == "text"
            else getattr(contribution, f"has_{name}")
        )
    ]


def number_waiting(user):
    """How much waits for this moderator: kept numbers, nothing is counted."""
    counters = DiscussionCounter.objects.all()
    if not rules.can_moderate(user):
        counters = counters.filter(page__in=rules.animated_pages(user))
    return counters.aggregate(number=Sum("waiting"))["number"] or 0


class Record(NamedTuple):
    """What became of the texts of an author."""

    # Named as states.
    published: int = 0
    refused: int = 0
    removed: int = 0

    @property
    def is_new(self):
        """Whether no text of theirs has been decided on."""
        return not any(self)


def records(users):
    """``{key of a user: Record}`` of all who have one, in one query."""
    decided = queries.contributions().filter(
        user__in=[pk for pk in users if pk],
        state__in=[State.PUBLISHED, State.REFUSED, State.REMOVED],
    )
    numbers = {name: Count("pk", Q(state=name)) for name in Record._fields}
    rows = decided.values_list("user").annotate(**numbers)
    return {user: Record(*counted) for user, *counted in rows}


def earlier_decisions(contribution):
    """The last decisions about other texts of its author, newest first."""
    if not contribution.user_id:
        return ModerationDecision.objects.none()
    return (
        ModerationDecision.objects.filter(contribution__user=contribution.user_id)
        .exclude(contribution=contribution.pk)
        .annotate(page_title=F("contribution__page__title"))
        .order_by("-decided_at", "-pk")[:EARLIER]
    )


def decisions_for(user):
    """All decisions on what this person moderates, each with its ``page_title``."""
    decisions = ModerationDecision.objects.select_related("decided_by", "appeal").annotate(
        page_title=F("contribution__page__title")
    )
    if rules.can_moderate(user):
        return decisions
    return decisions.filter(contribution__page__in=rules.animated_pages(user))


def unread(contributions):
    """What was published because its author is trusted, and no moderator has decided on since."""
    decisions = ModerationDecision.objects.filter(contribution=OuterRef("pk"))
    return contributions.published().filter(
        Exists(decisions.filter(is_automatic=True)),
        ~Exists(decisions.filter(is_automatic=False)),
    )
