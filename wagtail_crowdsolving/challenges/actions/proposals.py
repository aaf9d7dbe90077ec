"""The doors of a challenge's proposal: from its first draft to the end of its examination."""

import uuid
from itertools import chain, count

import swapper
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import WorkflowState

from wagtail_crowdsolving import conf, folding, jobs, signals
from wagtail_crowdsolving.challenges import brief, examination, mails, queries, rules
from wagtail_crowdsolving.challenges.models import Proposal, ProposalEvent
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.fields import TypedField

swapper.set_app_prefix("wagtailcore", "wagtail")

Kind = ProposalEvent.Kind

SLUG_LENGTH = 200
REASONS_LENGTH = 4000


def begin(*, index, by, language, submission_key=None):
    """A member begins a draft under ``index`` (specific page).

    The same ``submission_key`` (of the form that was sent) gives the proposal that it began first.
    Raises ``NotAllowed``, and ``Conflict`` where they keep as many drafts as a member may.
    Returns the ``Proposal``.
    """
    if not rules.can_propose(by, index):
        raise NotAllowed
    with transaction.atomic():
        # The member's row stands for their drafts: two posts in one instant are counted one by one.
        get_user_model()._default_manager.select_for_update(no_key=True).get(pk=by.pk)
        key = _key(submission_key)
        first = Proposal.objects.filter(pk=key).first()
        if first and (first.proposer_id, first.index_id) == (by.pk, index.pk):
            return first
        drafts = Proposal.objects.drafts().filter(proposer=by).count()
        if drafts >= conf.PROPOSAL_DRAFTS_PER_MEMBER:
            raise Conflict(
                _("You already keep %(count)s drafts. Finish one, or throw one away.")
                % {"count": drafts}
            )
        proposal = Proposal.objects.create(
            pk=uuid.uuid4() if first else key, proposer=by, index_id=index.pk, language=language
        )
        _log(proposal, "begin", by)
    return proposal


def _key(submission_key):
    """The key of a form, or a new one where it has none that is true."""
    try:
        return uuid.UUID(submission_key)
    except (AttributeError, TypeError, ValueError):
        return uuid.uuid4()


def save_draft(*, proposal, by, data, version):
    """Keep what was typed in one step (a dict, merged into the draft), valid or not.

    Raises ``NotAllowed``, and ``Conflict`` where another tab has saved something else since
    ``version``. Returns the ``Proposal``.
    """
    if not rules.is_proposer(by, proposal):
        raise NotAllowed
    data = {name: brief.bounded(value) for name, value in data.items() if name in brief.ANSWERS}
    with transaction.atomic():
        proposal = _locked(proposal)
        if not proposal.is_draft:
            raise Conflict(_("This challenge has been submitted: the draft is closed."))
        if all(name in proposal.data and proposal.data[name] == data[name] for name in data):
            return proposal
        if proposal.version != version:
            raise Conflict(_("This draft was changed in another tab or on another device."))
        proposal.data = {**proposal.data, **data}
        proposal.version += 1
        if "consent" in data:
            agreed = data["consent"] is True
            proposal.consented_at = (proposal.consented_at or timezone.now()) if agreed else None
        proposal.save()
    return proposal


def discard(*, proposal, by):
    """The member throws a draft away. Raises ``NotAllowed``, ``Conflict``."""
    if not rules.is_proposer(by, proposal):
        raise NotAllowed
    with transaction.atomic():
        proposal = _locked(proposal)
        if not proposal.is_draft:
            raise Conflict(_("This challenge has been submitted: withdraw it instead."))
        _log(proposal, "discard", by)
        proposal.delete()


def submit(*, proposal, by):
    """Turn a complete draft into a draft page under its index and start the workflow set on it.

    A second call returns the page that the first one made. Without a workflow the proposal is
    received all the same. Raises ``NotAllowed``, ``Conflict`` where the page has gone, and
    ``ValidationError`` (with fields). Returns the (specific) page.
    """
    if not rules.is_proposer(by, proposal):
        raise NotAllowed
    # Read and rendered before the row is locked; what another tab has written since is seen below.
    proposal = Proposal.objects.filter(pk=proposal.pk).first() or proposal
    version, page = proposal.version, None
    if proposal.is_draft:
        index = proposal.index.specific
        if not rules.can_propose(by, index):
            raise NotAllowed
        cleaned = brief.clean_brief(data=proposal.data, index=index)
        page = brief.build_page(index=index, by=by, cleaned=cleaned)
    with transaction.atomic():
        proposal = _locked(proposal)
        if not proposal.is_draft:
            if proposal.page is None:
                raise Conflict(_("This challenge no longer exists."))
            return proposal.page.specific
        if page is None or proposal.version != version:
            raise Conflict(_("This draft was changed in another tab or on another device."))
        # Siblings get their place in the tree and their address from those before them.
        base = swapper.load_model("wagtailcore", "Page")
        parent = base.objects.select_for_update(no_key=True).get(pk=index.pk)
        page.slug = free_slug(title=page.title, index=index)
        parent.add_child(instance=page)
        page.save_revision(user=by)
        now = timezone.now()
        proposal.page_id = page.pk
        proposal.submitted_at = now
        proposal.consented_at = proposal.consented_at or now
        for name in brief.CONTACT_FIELDS:
            setattr(proposal, name, cleaned[name])
        # From here on the page's revisions hold the brief; the title outlives the page.
        proposal.data = {"title": page.title}
        if cleaned["for_whom"] == brief.WhoForm.MYSELF:
            # The person's own name, which leaves the page with their account.
            proposal.data["proposed_by"] = page.proposed_by
        proposal.version += 1
        proposal.save()
        log(page, "wagtail_crowdsolving.proposal.submit", user=by)
        record(page=page, kind=Kind.RECEIVED, by=by)
        workflow = page.get_workflow()
        if workflow:
            workflow.start(page, by)
        jobs.enqueue(mails.tell_coordinators, str(proposal.pk))
        signals.send(signals.proposal_received, sender=Proposal, proposal=proposal, page=page)
    return page


def revise(*, proposal, by, data, version):
    """The proposer answers a request for changes: writes a new revision and resumes the workflow.

    ``data`` may hold a ``cover_note`` to the team, which the timeline keeps and the team is mailed.

    ``version`` is the ``queries.version_of`` the page that they started from. Raises ``NotAllowed``,
    ``ValidationError`` (with fields), and ``Conflict`` where no changes are requested any more or
    the team has changed the page since. Returns the (specific) page.
    """
    if not rules.is_proposer(by, proposal):
        raise NotAllowed
    if proposal.page is None:
        raise Conflict(_("No changes are requested for this challenge any more."))
    form = brief.RevisionForm(data, index=proposal.index.specific)
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    written = brief.render_brief(proposal.page.get_latest_revision_as_object(), form.cleaned_data)
    with transaction.atomic():
        proposal = _locked(proposal)
        if not rules.can_revise(by, proposal, queries.last_kind(proposal)):
            raise Conflict(_("No changes are requested for this challenge any more."))
        page = proposal.page.get_latest_revision_as_object()
        state = (
            WorkflowState.objects.select_for_update()
            .for_instance(page)
            .filter(status=WorkflowState.STATUS_NEEDS_CHANGES)
            .first()
        )
        if state is None:
            raise Conflict(_("No changes are requested for this challenge any more."))
        if queries.version_of(page) != version:
            raise Conflict(_("The team has changed this challenge since you opened it."))
        page = brief.write_brief(page, written)
        page.save_revision(user=by)
        proposal.data["title"] = page.title
        proposal.save()
        log(page, "wagtail_crowdsolving.proposal.revise", user=by)
        # The workflow's signal writes it into the timeline, with the step that begins again.
        state.cover_note = form.cleaned_data["cover_note"]
        state.resume(user=by)
    return page


def withdraw(*, proposal, by):
    """The proposer takes the challenge back; the workflow ends, the draft page stays with the team.

    Raises ``NotAllowed``, ``Conflict``.
    """
    if not rules.is_proposer(by, proposal):
        raise NotAllowed
    with transaction.atomic():
        proposal = _locked(proposal)
        if not rules.can_withdraw(by, proposal, queries.last_kind(proposal)):
            raise Conflict(_("This challenge can no longer be withdrawn."))
        _write(proposal, Kind.WITHDRAWN, by=by)
        _end_workflow(proposal.page, by)
        _log(proposal, "withdraw", by)


def decline(*, proposal, by, reasons):
    """A coordinator ends the examination with reasons, which the proposer is told.

    Raises ``NotAllowed``, ``ValidationError``, ``Conflict``.
    """
    if not rules.can_decline(by):
        raise NotAllowed
    try:
        reasons = TypedField(max_length=REASONS_LENGTH).clean(reasons)
    except ValidationError as error:
        raise ValidationError({"reasons": error}) from error
    with transaction.atomic():
        proposal = _locked(proposal)
        if proposal.is_draft or queries.last_kind(proposal) in rules.ENDED:
            raise Conflict(_("This challenge can no longer be declined."))
        _decline(proposal, by=by, reasons=reasons)
        _end_workflow(proposal.page, by)
        _log(proposal, "decline", by)


def end_with_reasons(*, page, by, reasons):
    """End the examination of ``page`` as a body decided that is not in favour; its proposer is told.

    The decision is the rule: who calls has asked who may take it. Goes for pages without a proposal
    too; a challenge that is on the site stays there. Raises ``Conflict`` where no examination runs.
    """
    with transaction.atomic():
        proposal, state = examination.lock(page)
        if state is None:
            raise Conflict(_("This challenge is not under examination any more."))
        if proposal and queries.last_kind(proposal) not in rules.ENDED:
            _decline(proposal, by=by, reasons=reasons)
        _end_workflow(page, by)
        log(page, "wagtail_crowdsolving.proposal.end", user=by)


def edit_contact(*, proposal, by, contact_name, contact_email, contact_phone):
    """A coordinator corrects how to reach the proposer. Raises ``NotAllowed``, ``ValidationError``."""
    if not rules.can_edit_contact(by):
        raise NotAllowed
    cleaned = _clean_contact(
        contact_name=contact_name, contact_email=contact_email, contact_phone=contact_phone
    )
    with transaction.atomic():
        proposal = _locked(proposal)
        for name, value in cleaned.items():
            setattr(proposal, name, value)
        proposal.save()
        _log(proposal, "edit_contact", by)
    return proposal


def _clean_contact(**typed):
    cleaned, errors = {}, {}
    for name, value in typed.items():
        try:
            cleaned[name] = brief.CONTACT_FIELDS[name].clean(value)
        except ValidationError as error:
            errors[name] = error
    if errors:
        raise ValidationError(errors)
    return cleaned


def record(*, page, kind, by=None, message=""):
    """Write a step of the workflow into the timeline of the page's proposal, and tell the proposer.

    Called by the workflow's signals (``challenges.guards.timeline``); a step that stands last already is
    not written twice. Does nothing for a page without a proposal. Returns the ``ProposalEvent``
    or ``None``.
    """
    with transaction.atomic():
        proposal = Proposal.objects.select_for_update().filter(page_id=page.pk).first()
        if proposal is None:
            return None
        last = proposal.events.newest_first().first()
        if last and (last.kind, last.message) == (kind, message):
            return None
        return _write(proposal, kind, by=by, message=message)


def free_slug(*, title, index):
    """An address under ``index`` that neither a page nor a route of the list has.

    Of plain letters unless the site asks for others: Wagtail, where nothing is set, keeps accents,
    which mails and other programs cut, and leaves a title without letters without an address.
    """
    letters = getattr(settings, "WAGTAIL_ALLOW_UNICODE_SLUGS", False)
    base = folding.slug(title, SLUG_LENGTH, allow_unicode=letters) or "defi"
    # Not ``get_children``, which believes the number of children that ``index`` was loaded with.
    siblings = swapper.load_model("wagtailcore", "Page").objects.child_of(index)
    taken = set(siblings.filter(slug__startswith=base).values_list("slug", flat=True))
    numbered = (f"{base}-{number}" for number in count(2))
    return next(
        slug for slug in chain([base], numbered) if slug not in taken and not index.is_route(slug)
    )


def _locked(proposal):
    """The row as it stands, locked. Raises ``Conflict`` where it has gone."""
    locked = Proposal.objects.select_for_update().filter(pk=proposal.pk).first()
    if locked is None:
        raise Conflict(_("This draft no longer exists."))
    return locked


def _write(proposal, kind, *, by=None, message=""):
    """One line of the timeline and its mail. The caller holds the proposal's lock."""
    first = not proposal.events.filter(kind=kind).exists()
    event = ProposalEvent.objects.create(proposal=proposal, kind=kind, by=by, message=message)
    # Received again means that the team stopped or restarted an examination: no new receipt; what is put
    # online again was published before.
    once = (Kind.RECEIVED, Kind.PUBLISHED)
    if kind in mails.OF_EVENT and proposal.proposer and (first or kind not in once):
        mails.to_proposer(event)
    if kind == Kind.RESUBMITTED:
        jobs.enqueue(mails.tell_it_came_back, event.pk)
    return event


def _decline(proposal, *, by, reasons):
    _write(proposal, Kind.DECLINED, by=by, message=reasons)
    signals.send(signals.proposal_declined, sender=Proposal, proposal=proposal, page=proposal.page)


def _end_workflow(page, by):
    """Cancel what runs on the page, and what was scheduled; its line in the timeline is written before."""
    if page is None:
        return
    _proposal, state = examination.lock(page)
    if state:
        state.cancel(user=by)
    if not page.live:
        page.revisions.update(approved_go_live_at=None)


def _log(proposal, action, by):
    """The audit line of a door. The title is one word: a draft's own could say anything."""
    log(proposal, f"wagtail_crowdsolving.proposal.{action}", user=by, title=str(proposal.pk))
