"""What the space, the desks and the timeline read, each with a fixed number of queries."""

import hashlib
import json

from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Exists, OuterRef, Prefetch, Subquery, Value
from django.db.models.functions import Coalesce
from wagtail.models import Locale

from wagtail_crowdsolving import conf, extensions, folding, people
from wagtail_crowdsolving.challenges.models import Proposal, ProposalEvent
from wagtail_crowdsolving.challenges.phases import phase_q
from wagtail_crowdsolving.challenges.types import Challenge, ChallengeIndex
from wagtail_crowdsolving.challenges.words import Phase
from wagtail_crowdsolving.network.models import Organisation
from wagtail_crowdsolving.page_types import page_types

#: Where a proposal stands that has no line in its timeline yet.
DRAFT = "draft"


def with_state(proposals):
    """Annotate ``state``: the kind of the last line of the timeline, "draft" before the first."""
    last = ProposalEvent.objects.filter(proposal=OuterRef("pk")).newest_first()
    return proposals.annotate(state=Coalesce(Subquery(last.values("kind")[:1]), Value(DRAFT)))


def closing_next(day, number):
    """Up to ``number`` challenges that take contributions and have a last day, the next one first; one version of each.

    One query for each page type.
    """
    found = []
    for model in page_types(Challenge):
        live = model.objects.live().filter(alias_of=None)
        before = live.filter(translation_key=OuterRef("translation_key"), pk__lt=OuterRef("pk"))
        found += live.filter(
            phase_q(Phase.OPEN, day), ~Exists(before.order_by()), closes_on__isnull=False
        ).order_by("closes_on", "pk")[:number]
    return sorted(found, key=lambda page: (page.closes_on, page.pk))[:number]


def last_kind(proposal):
    """Where ``proposal`` stands now, read afresh."""
    return proposal.events.newest_first().values_list("kind", flat=True).first()


def kinds_since_received(proposal):
    """The steps since the examination last began."""
    kinds = list(proposal.events.order_by("at", "pk").values_list("kind", flat=True))
    if ProposalEvent.Kind.RECEIVED in kinds:
        kinds = kinds[len(kinds) - 1 - kinds[::-1].index(ProposalEvent.Kind.RECEIVED) :]
    return kinds


def version_of(page):
    """A number that tells whether the latest revision of ``page`` is the one that was read.

    Its primary key does not: autosave rewrites a revision in place.
    """
    revision = page.get_latest_revision()
    content = json.dumps([revision.pk, revision.content], sort_keys=True, cls=DjangoJSONEncoder)
    return int(hashlib.sha256(content.encode()).hexdigest()[:12], 16)


def proposals_of(user):
    """A member's proposals and drafts with what the space shows of them. 1 query."""
    return with_state(
        Proposal.objects.filter(proposer=user).select_related("page", "index")
    ).order_by("-updated_at")


def cases():
    """Every proposal that was sent, for those who examine them; with ``since``, when its last step was."""
    last = ProposalEvent.objects.filter(proposal=OuterRef("pk")).newest_first()
    return (
        with_state(Proposal.objects.submitted().select_related("page", "index", "proposer"))
        .annotate(since=Subquery(last.values("at")[:1]))
        .order_by("-submitted_at")
    )


def unknown_claim(proposal):
    """The name of the organisation for which a submitted ``proposal`` speaks, where that must be checked.

    "" where its member speaks for themself, or where the site has published one of theirs in the
    same name: nobody else says who may speak for whom.
    """
    page = proposal.page and proposal.page.specific
    if page is None or proposal.is_draft or "proposed_by" in proposal.data:
        return ""
    return "" if speaks_for(proposal.proposer, page.organisation_id, page.proposed_by) else page.by


def speaks_for(member, organisation_id, name=""):
    """Whether the site has published a challenge of ``member`` in this organisation's name."""
    if member is None or not (organisation_id or name):
        return False
    mine = Proposal.objects.filter(proposer=member, page__live=True).values("page_id")
    rows = [
        row
        for model in page_types(Challenge)
        for row in model._default_manager.filter(pk__in=mine).values_list(
            "organisation__translation_key", "proposed_by"
        )
    ]
    if organisation_id:
        organisation = Organisation.objects.filter(pk=organisation_id)
        key = organisation.values_list("translation_key", flat=True).first()
        return any(row[0] == key for row in rows)
    return any(row[0] is None and folding.same(row[1], name) for row in rows)


def case_of(instance):
    """The case file of a challenge page, or of itself, with its ``timeline``; ``None`` where there is none."""
    if instance.pk is None:
        return None
    wanted = {"pk": instance.pk} if isinstance(instance, Proposal) else {"page_id": instance.pk}
    events = Prefetch("events", ProposalEvent.objects.select_related("by"), to_attr="timeline")
    return (
        with_state(Proposal.objects.submitted().filter(**wanted))
        .select_related("page", "proposer")
        .prefetch_related(events)
        .first()
    )


def timeline_of(proposal):
    """The lines of a proposal's timeline, by date: its steps, and what other rooms add."""
    lines = [
        extensions.Line(event.at, event.get_kind_display(), event.message, event.kind)
        for event in proposal.events.all()
    ]
    for added in extensions.timeline.ask(proposal):
        lines += added
    return sorted(lines, key=lambda line: line.at)


def members_of(role):
    """The active members of the group that plays ``role`` (a key of ``GROUPS``)."""
    return people.active().filter(groups__name=conf.GROUPS[role]).distinct()


def open_indexes():
    """The live lists that take proposals in the active language, as their own page types."""
    language = Locale.get_active().pk
    return [
        index
        for model in page_types(ChallengeIndex)
        for index in model.objects.live().filter(takes_proposals=True, locale_id=language)
    ]


def challenge_types():
    """The content types of this site's challenges."""
    return list(ContentType.objects.get_for_models(*page_types(Challenge)).values())
