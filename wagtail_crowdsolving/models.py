"""Table of contents of the rooms' models."""

from wagtail_crowdsolving.catalogue.models import StageEntry
from wagtail_crowdsolving.challenges.models import Proposal, ProposalEvent, ProposalFile
from wagtail_crowdsolving.contributions.models import (
    Amendment,
    Appeal,
    Attachment,
    Contribution,
    DiscussionCounter,
    Draft,
    KeptFile,
    ModerationDecision,
    Notice,
    Support,
)
from wagtail_crowdsolving.network.models import Organisation, Territory, Theme
from wagtail_crowdsolving.notifications.models import OutboxMail, Subscription
from wagtail_crowdsolving.records.models import Archive
from wagtail_crowdsolving.selection.models import (
    Committee,
    Correction,
    Criterion,
    Decision,
    Invitation,
    Meeting,
    Membership,
    Review,
    ReviewDraft,
    Round,
    RoundMessage,
    Seat,
)
from wagtail_crowdsolving.selection.task import CommitteeReviewTask
from wagtail_crowdsolving.upkeep.models import ScheduleRun

__all__ = [
    "Amendment",
    "Appeal",
    "Archive",
    "Attachment",
    "Committee",
    "CommitteeReviewTask",
    "Contribution",
    "Correction",
    "Criterion",
    "Decision",
    "Invitation",
    "DiscussionCounter",
    "Draft",
    "KeptFile",
    "Meeting",
    "Membership",
    "ModerationDecision",
    "Notice",
    "Organisation",
    "OutboxMail",
    "Proposal",
    "ProposalEvent",
    "ProposalFile",
    "Review",
    "ReviewDraft",
    "Round",
    "RoundMessage",
    "ScheduleRun",
    "Seat",
    "StageEntry",
    "Subscription",
    "Support",
    "Territory",
    "Theme",
]
