"""The public side of a discussion."""

from wagtail_crowdsolving.contributions.views.common import (
    discussed_page,
    gone,
    keep_and_log_in,
    member_of,
    own_contribution,
    passed_restrictions,
)
from wagtail_crowdsolving.contributions.views.own import (
    MINE_PER_PAGE,
    my_contributions,
    withdraw,
    withdraw_amendment,
)
from wagtail_crowdsolving.contributions.views.reading import (
    attachment,
    contribution,
    discussion_context,
    support,
    thread,
)
from wagtail_crowdsolving.contributions.views.writing import (
    build,
    contribute,
    discard_draft,
    edit,
    reply,
)

__all__ = [
    "MINE_PER_PAGE",
    "attachment",
    "build",
    "contribute",
    "contribution",
    "discard_draft",
    "discussed_page",
    "discussion_context",
    "edit",
    "gone",
    "keep_and_log_in",
    "member_of",
    "my_contributions",
    "own_contribution",
    "passed_restrictions",
    "reply",
    "support",
    "thread",
    "withdraw",
    "withdraw_amendment",
]
