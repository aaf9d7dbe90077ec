"""Moderated threaded comments on pages, and the record of every decision about them."""

from wagtail_crowdsolving.contributions.models.attachments import (
    Attachment,
    attachment_path,
    attachment_storage,
)
from wagtail_crowdsolving.contributions.models.decisions import (
    Appeal,
    DecisionQuerySet,
    ModerationDecision,
    Notice,
)
from wagtail_crowdsolving.contributions.models.discussions import (
    DiscussedPageMixin,
    DiscussionCounter,
)
from wagtail_crowdsolving.contributions.models.members import Draft, Support, draft_version
from wagtail_crowdsolving.contributions.models.texts import (
    KEPT_IN_STEP,
    STEP,
    Amendment,
    Contribution,
    ContributionManager,
    Judged,
    StepField,
    is_visible,
)
from wagtail_crowdsolving.contributions.words import GONE, Kind, Rule, State

__all__ = [
    "Amendment",
    "Appeal",
    "Attachment",
    "Contribution",
    "ContributionManager",
    "DecisionQuerySet",
    "DiscussedPageMixin",
    "DiscussionCounter",
    "Draft",
    "GONE",
    "Judged",
    "KEPT_IN_STEP",
    "Kind",
    "ModerationDecision",
    "Notice",
    "Rule",
    "STEP",
    "State",
    "StepField",
    "Support",
    "attachment_path",
    "attachment_storage",
    "draft_version",
    "is_visible",
]
