"""The door of the pictures and documents beside a proposal."""

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from wagtail_crowdsolving import conf
from wagtail_crowdsolving.challenges import queries, rules
from wagtail_crowdsolving.challenges.models import Proposal, ProposalFile
from wagtail_crowdsolving.contributions import attachments as reading
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed


def change_files(*, proposal, by, attachments=(), described=None, remove_attachments=()):
    """The proposer adds pictures and documents to a proposal, says what they show, takes some away.

    ``attachments``: new ones, a list of ``(uploaded file, description)``; the same file is kept once.
    ``described``: ``{key: description}`` of those that it has, ``remove_attachments``: the keys of those
    that go, unless they are chosen once more; what was sent with the proposal is shown no more and
    stays with what was judged. What can be kept is, also where ``ValidationError`` ("attachments") says what cannot. Raises
    ``NotAllowed``, ``Conflict``. Returns the files.
    """
    if not rules.is_proposer(by, proposal):
        raise NotAllowed
    changes = reading.changes(
        proposal.files.shown(),
        most=conf.ATTACHMENTS_PER_PROPOSAL,
        attachments=attachments,
        described=described,
        remove_attachments=remove_attachments,
    )
    with reading.kept_on_success(changes.new), transaction.atomic():
        proposal = Proposal.objects.select_for_update().filter(pk=proposal.pk).first()
        if proposal is None or not rules.can_change_files(
            by, proposal, queries.last_kind(proposal)
        ):
            raise Conflict(_("The files of this challenge can no longer be changed."))
        shown = list(proposal.files.shown())
        gone = [one for one in shown if changes.removes(one)]
        _take_away(gone, proposal)
        files = [one for one in shown if one not in gone]
        for one in files:
            description = changes.description_of(one)
            if description != one.description:
                one.description = description
                one.save(update_fields=["description"])
        files += _added(changes, files, proposal, by)
        if not proposal.is_draft:
            log(proposal.page, "wagtail_crowdsolving.proposal.files", user=by)
    changes.check()
    return files


def _take_away(files, proposal):
    """What was sent is shown no more and stays; what never was goes whole."""
    if not files:
        return
    # Files change in a draft, and since changes were last asked for.
    asked = None if proposal.is_draft else proposal.events.newest_first().first().at
    for one in files:
        if asked is None or one.added_at > asked:
            one.delete()
        else:
            one.removed_at = timezone.now()
            one.save(update_fields=["removed_at"])


def _added(changes, files, proposal, by):
    """The new ones for which there is room beside ``files``, saved."""
    room = _room(by)
    added = []
    for one in changes.fitting(files):
        room -= one.size
        if room < 0:
            changes.problems.append(reading.full())
            break
        one.proposal = proposal
        one.save(force_insert=True)
        added.append(one)
    return added


def _room(by):
    """How many bytes the files of drafts of this member may still have."""
    drafts = ProposalFile.objects.filter(
        proposal__proposer_id=by.pk, proposal__submitted_at__isnull=True
    )
    return conf.KEPT_BYTES_PER_MEMBER - (drafts.aggregate(sum=Sum("size"))["sum"] or 0)
