"""What waits for a moderator, and who may decide on it."""

from django.db.models import Exists, OuterRef, Q

from wagtail_crowdsolving.contributions.models import (
    Amendment,
    Appeal,
    Notice,
    State,
)
from wagtail_crowdsolving.contributions.queries.texts import contributions
from wagtail_crowdsolving.network.people import email_of


def waiting():
    """What waits for a moderator, itself or with something about it: the longest waiting first."""
    return contributions().waiting().order_by("waits_since", "pk")


def notices_of(user):
    """Those that come from this person, as far as they say: as ``rules.is_notifier``."""
    found = Q(notifier=user)
    if address := email_of(user):
        found |= Q(notifier_email__iexact=address)
    return Notice.objects.filter(found).order_by()


def texts_waiting():
    """Of what waits, the texts and the changes of them: not what others have to say about them."""
    changes = Amendment.objects.waiting().filter(contribution=OuterRef("pk"))
    return waiting().filter(Q(state=State.PENDING) | Exists(changes))


def waiting_amendment(contribution):
    """The change of a published text that waits for a moderator, or ``None``."""
    return contribution.amendments.waiting().first()


def waits_since(**of):
    """``{key of a contribution: since when}`` a change, a notice or an appeal waits about it.

    ``of`` says which contributions: ``pk=…``, ``page=…``. One query.
    """
    of = {f"contribution__{name}": value for name, value in of.items()}
    changes = Amendment.objects.waiting().filter(contribution__state=State.PUBLISHED, **of)
    notices = Notice.objects.waiting().filter(**of)
    appeals = Appeal.objects.unanswered().filter(
        **{f"decision__{name}": value for name, value in of.items()}
    )
    found = changes.order_by().values_list("contribution", "created_at")
    found = found.union(
        notices.order_by().values_list("contribution", "created_at"),
        appeals.order_by().values_list("decision__contribution", "created_at"),
        all=True,
    )
    first = {}
    for pk, since in found:
        first[pk] = min(since, first.get(pk, since))
    return first
