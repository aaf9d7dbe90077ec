"""Which committee takes what, and who sits on it."""

import swapper
from django.contrib.auth.models import Group
from django.db.models import (
    Count,
    Q,
)
from wagtail.models import GroupPagePermission

from wagtail_crowdsolving import cases, folding
from wagtail_crowdsolving.folded import Folded
from wagtail_crowdsolving.selection import rules
from wagtail_crowdsolving.selection.models import (
    Committee,
    Decision,
    Invitation,
    Meeting,
    Membership,
    Round,
    Seat,
)

swapper.set_app_prefix("wagtailcore", "wagtail")

#: Of how many earlier places of a person the organisations are remembered.
EARLIER_SEATS = 20


def sitting_members(committee):
    """The memberships of active people today, in the committee's order."""
    return (
        Membership.objects.sitting()
        .filter(committee=committee)
        .select_related("user", "organisation")
        .order_by("sort_order", "pk")
    )


def invitations(user, committee):
    """The invitations by mail to a committee and its rounds, as far as ``user`` may see their addresses.

    Nothing of the rounds in which they stand aside: who accepts judges there.
    """
    found = Invitation.objects.filter(
        Q(round=None) | Q(round__in=Round.objects.not_aside(user)), committee=committee
    ).select_related("committee", "round", "organisation", "invited_by", "accepted_by")
    return found if rules.can_manage(user) else found.filter(invited_by=user.pk)


def open_invitations(user, round):
    """Those to a round that nobody has accepted, perhaps expired: a list."""
    return list(invitations(user, round.committee_id).open().filter(round=round))


def invitation_of(token):
    """The ``Invitation`` whose link this is, or ``None``."""
    found = Invitation.objects.for_token(token).select_related("committee", "round", "invited_by")
    return found.first()


def committee_for(task, page):
    """The committee that takes ``page`` at ``task`` (a ``CommitteeReviewTask``), or ``None``.

    The one that the task names; else the selection committee that shares most themes with the
    page, the first by name where several do; else the fallback. A committee on which nobody sits
    takes nothing.
    """
    able = Committee.objects.able()
    if task.committee_id:
        return able.filter(pk=task.committee_id).first()
    keys = list(cases.case_of(page).themes(page))
    fitting = (
        able.filter(kind=Committee.Kind.SELECTION, themes__translation_key__in=keys)
        .annotate(shared=Count("themes__translation_key", distinct=True))
        .order_by("-shared", Folded("name"), "pk")
        .first()
    )
    return fitting or able.filter(pk=task.fallback_id).first()


def organisations_of(user, committee=None):
    """For whom a person is known to sit: on ``committee`` first, then on others, then in earlier rounds.
    A list, each once. 2 queries."""
    sitting = Membership.objects.in_force().filter(user_id=user.pk, organisation__isnull=False)
    seats = Seat.objects.filter(user_id=user.pk, organisation__isnull=False).order_by("-pk")
    found = [row.organisation for row in sitting.select_related("organisation").order_by("pk")]
    if committee is not None:
        own = sitting.filter(committee=committee).values_list("organisation", flat=True).first()
        found.sort(key=lambda one: one.pk != own)
    found += [row.organisation for row in seats.select_related("organisation")[:EARLIER_SEATS]]
    return list(dict.fromkeys(found))


def organisation_names(people):
    """``{person: name of the organisation}`` for whom they sit on a committee today, or sat in their last
    round. 2 queries for any number."""
    keys = [person.pk for person in people]
    seats = Seat.objects.filter(user__in=keys).exclude(organisation_name="").order_by("pk")
    names = dict(seats.values_list("user_id", "organisation_name"))
    sitting = Membership.objects.in_force().filter(user__in=keys, organisation__isnull=False)
    return names | dict(sitting.order_by("-pk").values_list("user_id", "organisation__name"))


def places_in(round, people):
    """``{person: "sits", "recused", "replaced" or "proposer"}`` for those of ``people`` who have or had a
    part in ``round``."""
    places = {
        seat.user_id: "recused" if seat.recused_at else "replaced" if seat.left_at else "sits"
        for seat in round.seats.filter(user__in=[person.pk for person in people])
    }
    proposer = cases.case_of(round.page).proposer(round.page)
    if proposer is not None and proposer.user is not None:
        places[proposer.user.pk] = "proposer"
    return places


def interest_of(organisation, page):
    """The name under which ``organisation`` has an interest in the challenge; empty where it has none.

    It proposes the challenge, in whatever language version, or is named in its text: as who
    proposes, or as who owns the premises.
    """
    if organisation is None:
        return ""
    case = cases.case_of(page)
    concerned = list(case.organisations(page))
    if any(organisation.translation_key == one.translation_key for one in concerned):
        return organisation.name[:200]
    named = {*case.names(page), *(one.name for one in concerned)}
    is_named = any(folding.same(organisation.name, name) for name in named)
    return organisation.name[:200] if is_named else ""


def who_can_publish(page):
    """The groups whose right to publish ``page`` asks no committee; superusers always may.

    The right rests while a committee examines the page (``challenges.examination``).
    """
    above = list(page.get_ancestors(inclusive=True).values_list("pk", flat=True))
    model = swapper.load_model("wagtailcore", "Page")._meta.model_name
    rights = GroupPagePermission.objects.filter(
        page__in=above, permission__codename=f"publish_{model}"
    )
    return Group.objects.filter(pk__in=rights.values("group")).order_by(Folded("name"))


def meetings_chaired_by(user):
    """The meetings of the committees that an active person chairs today, the last first, with
    ``released``: how many of their decisions are. 1 query."""
    chaired = Membership.objects.in_force().chairs().filter(user_id=user.pk, user__is_active=True)
    return (
        Meeting.objects.filter(committee__in=chaired.values("committee"))
        .select_related("committee")
        .annotate(released=Count("decisions", filter=Q(decisions__state=Decision.State.RELEASED)))
        .order_by("-held_on", "-pk")
    )
