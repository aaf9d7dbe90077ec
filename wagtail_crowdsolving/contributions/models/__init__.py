"""Moderated threaded comments on pages, and the record of every decision about them."""

from wagtail_crowdsolving.contributions.models.attachments import (
    Attachment,
    GivenFile,
    KeptFile,
    attachment_path,
    attachment_storage,
    smaller_pictures,
)
from wagtail_crowdsolving.contributions.models.decisions import (
    Appeal,
    ModerationDecision,
    Notice,
)
from wagtail_crowdsolving.contributions.models.discussions import (
    Discussed,
    DiscussionCounter,
)
from wagtail_crowdsolving.contributions.models.members import Draft, Support, draft_version
from wagtail_crowdsolving.contributions.models.texts import (
    STEP,
    Amendment,
    Contribution,
    Judged,
    is_visible,
)
from wagtail_crowdsolving.contributions.words import GONE, Kind, Rule, State

__all__ = [
    "Amendment",
    "Appeal",
    "Attachment",
    "Contribution",
    "Discussed",
    "DiscussionCounter",
    "Draft",
    "GONE",
    "GivenFile",
    "Judged",
    "KeptFile",
    "Kind",
    "ModerationDecision",
    "Notice",
    "Rule",
    "STEP",
    "State",
    "Support",
    "attachment_path",
    "attachment_storage",
    "draft_version",
    "is_visible",
    "smaller_pictures",
]
