"""The doors of a discussion."""

from wagtail_crowdsolving.contributions.actions.claims import claim, claim_next, release
from wagtail_crowdsolving.contributions.actions.counting import recount
from wagtail_crowdsolving.contributions.actions.deciding import (
    approve,
    approve_amendment,
    approve_many,
    reject,
    reject_amendment,
    reject_many,
    remove,
    request_changes,
    take_back,
)
from wagtail_crowdsolving.contributions.actions.drafts import discard_draft, save_draft
from wagtail_crowdsolving.contributions.actions.files import (
    discard_files,
    keep_files,
    keep_for_change,
)
from wagtail_crowdsolving.contributions.actions.redress import (
    appeal,
    decide_appeal,
    decide_notice,
    report,
)
from wagtail_crowdsolving.contributions.actions.supports import support, withdraw_support
from wagtail_crowdsolving.contributions.actions.team import (
    mark_official,
    release_retained,
    retain,
    unmark_official,
)
from wagtail_crowdsolving.contributions.actions.writing import (
    edit,
    preview,
    submit,
    withdraw,
    withdraw_amendment,
)

__all__ = [
    "appeal",
    "approve",
    "approve_amendment",
    "approve_many",
    "claim",
    "claim_next",
    "decide_appeal",
    "decide_notice",
    "discard_draft",
    "discard_files",
    "edit",
    "keep_files",
    "keep_for_change",
    "mark_official",
    "preview",
    "recount",
    "reject",
    "reject_amendment",
    "reject_many",
    "release",
    "release_retained",
    "remove",
    "report",
    "request_changes",
    "retain",
    "save_draft",
    "submit",
    "support",
    "take_back",
    "unmark_official",
    "withdraw",
    "withdraw_amendment",
    "withdraw_support",
]
