"""The public side of a discussion."""

from wagtail_crowdsolving.contributions.views.own import (
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
    "attachment",
    "build",
    "contribute",
    "contribution",
    "discard_draft",
    "discussion_context",
    "edit",
    "my_contributions",
    "reply",
    "support",
    "thread",
    "withdraw",
    "withdraw_amendment",
]
