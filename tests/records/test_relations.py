"""What becomes of each record where something that it refers to is deleted: a new relation needs its line."""

import pytest
from django.apps import apps
from django.db import models

from wagtail_crowdsolving.network.models import Organisation, Territory, Theme
from wagtail_crowdsolving.network.references import keys_to

#: It goes with what it is a part of; that refuses to go.
PART = "part"
#: The deletion is refused.
KEPT = "kept"
#: The next language version takes it over; with the last one, the deletion is refused.
INHERITED = "inherited"
#: The reference is emptied: what is needed to read the record stands in the record.
EMPTIED = "emptied"
#: No record: a draft, a subscription, a counter, the make-up of a committee.
GOES = "goes"

FATES = {
    "Amendment.contribution": PART,
    "Appeal.answer": PART,
    "Appeal.decision": PART,
    "Archive.archived_by": EMPTIED,
    "Archive.page": GOES,
    "Attachment.amendment": PART,
    "Attachment.contribution": PART,
    "Committee_themes.committee": GOES,
    "Committee_themes.theme": GOES,
    "CommitteeReviewTask.committee": KEPT,
    "CommitteeReviewTask.content_type": GOES,
    "CommitteeReviewTask.fallback": KEPT,
    "CommitteeReviewTask.task_ptr": PART,
    "Contribution.builds_on": EMPTIED,
    "Contribution.claimed_by": EMPTIED,
    "Contribution.comment_ptr": PART,
    "Contribution.content_type": PART,
    "Contribution.in_reply_to": PART,
    "Contribution.page": INHERITED,
    "Contribution.root": PART,
    "Contribution.site": PART,
    "Contribution.user": EMPTIED,
    "Contribution.xtdcomment_ptr": PART,
    "Criterion.committee": GOES,
    "Decision.drafted_by": EMPTIED,
    "Decision.meeting": KEPT,
    "Decision.released_by": EMPTIED,
    "Decision.round": PART,
    "DiscussionCounter.page": GOES,
    "Draft.user": GOES,
    "Invitation.accepted_by": EMPTIED,
    "Invitation.committee": GOES,
    "Invitation.invited_by": EMPTIED,
    "Invitation.organisation": EMPTIED,
    "Invitation.round": GOES,
    "KeptFile.user": GOES,
    "Meeting.committee": KEPT,
    "Meeting_present.meeting": GOES,
    "Meeting_present.user": GOES,
    "Membership.committee": GOES,
    "Membership.organisation": EMPTIED,
    "Membership.user": GOES,
    "ModerationDecision.amendment": PART,
    "ModerationDecision.contribution": PART,
    "ModerationDecision.decided_by": EMPTIED,
    "ModerationDecision.notice": KEPT,
    "Notice.contribution": PART,
    "Notice.decided_by": EMPTIED,
    "Notice.notifier": EMPTIED,
    "Organisation.locale": KEPT,
    "Organisation.logo": EMPTIED,
    "Organisation.territory": EMPTIED,
    "OutboxMail.recipient": EMPTIED,
    "Proposal.index": KEPT,
    "Proposal.page": EMPTIED,
    "Proposal.proposer": EMPTIED,
    "ProposalEvent.by": EMPTIED,
    "ProposalEvent.proposal": PART,
    "ProposalFile.proposal": PART,
    "Review.seat": PART,
    "ReviewDraft.seat": GOES,
    "Correction.by": EMPTIED,
    "Correction.page": KEPT,
    "Round.closed_by": EMPTIED,
    "Round.committee": KEPT,
    "Round.page": KEPT,
    "Round.task_state": KEPT,
    "RoundLogEntry.content_type": EMPTIED,
    "RoundLogEntry.revision": EMPTIED,
    "RoundLogEntry.round": EMPTIED,
    "RoundLogEntry.user": EMPTIED,
    "RoundMessage.author": EMPTIED,
    "RoundMessage.round": PART,
    "Seat.organisation": KEPT,
    "Seat.round": PART,
    "Seat.successor": EMPTIED,
    "Seat.user": EMPTIED,
    "StageEntry.page": INHERITED,
    "StageEntry.recorded_by": EMPTIED,
    "Subscription.user": GOES,
    "Support.contribution": PART,
    "Support.user": EMPTIED,
    "Territory.locale": KEPT,
    "Territory.parent": EMPTIED,
    "Theme.locale": KEPT,
}
#: What stands in the code for each fate.
DOORS = {
    PART: {"CASCADE"},
    KEPT: {"PROTECT", "keep_what_was_sent", "keep_what_was_released"},
    INHERITED: {"keep"},
    EMPTIED: {"SET_NULL", "DO_NOTHING", "let_go"},
    GOES: {"CASCADE", "pass_on"},
}


def relations():
    return {
        f"{model.__name__}.{field.name}": field
        for model in apps.get_app_config("wagtail_crowdsolving").get_models(
            include_auto_created=True
        )
        for field in model._meta.get_fields()
        if field.concrete and isinstance(field, models.ForeignKey)
    }


def test_each_relation_has_its_line():
    assert sorted(relations()) == sorted(FATES)


@pytest.mark.parametrize("name", sorted(FATES))
def test_the_code_does_what_the_line_says(name):
    assert relations()[name].remote_field.on_delete.__name__ in DOORS[FATES[name]]


def test_a_part_belongs_to_something_that_refuses_to_go():
    """Up from a part one comes to a contribution, a round or a proposal, which nothing deletes."""
    roots = {
        "Contribution",
        "Round",
        "Proposal",
        "Task",
        "Comment",
        "XtdComment",
        "Site",
        "ContentType",
    }
    fields = relations()
    for name, fate in FATES.items():
        while fate == PART:
            owner = fields[name].related_model.__name__
            if owner in roots:
                break
            name, fate = next(
                (other, kind)
                for other, kind in FATES.items()
                if other.startswith(f"{owner}.") and kind == PART
            )
        else:
            assert fate in FATES.values()


@pytest.mark.parametrize("model", [Organisation, Theme, Territory])
def test_nothing_names_them_that_a_deletion_would_not_count(model):
    """Keys of every model, of the tables between two, and of other apps' page types."""
    hidden = {
        field
        for owner in apps.get_models(include_auto_created=True)
        for field in owner._meta.local_fields
        if isinstance(field, models.ForeignKey) and field.related_model is model
    }
    assert set(keys_to(model)) == hidden
    assert hidden
