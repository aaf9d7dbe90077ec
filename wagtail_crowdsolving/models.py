"""Table of contents of the rooms' models."""

from wagtail_crowdsolving.catalogue.models import StageEntry
from wagtail_crowdsolving.challenges.models import Proposal, ProposalEvent
from wagtail_crowdsolving.contributions.models import (
    Contribution,
    DiscussionCounter,
    ModerationDecision,
    Support,
)
from wagtail_crowdsolving.network.models import Organisation, Territory, Theme
from wagtail_crowdsolving.notifications.models import OutboxMail

__all__ = [
    "Contribution",
    "DiscussionCounter",
    "ModerationDecision",
    "Organisation",
    "OutboxMail",
    "Proposal",
    "ProposalEvent",
    "StageEntry",
    "Support",
    "Territory",
    "Theme",
]
