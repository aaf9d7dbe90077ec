"""The read side of a discussion."""

from wagtail_crowdsolving.contributions.queries.choices import MARKS, SEARCH_LENGTH, SORTS, Choice
from wagtail_crowdsolving.contributions.queries.counters import (
    drift,
    true_numbers,
    with_contribution_counts,
)
from wagtail_crowdsolving.contributions.queries.entries import Author, Entry
from wagtail_crowdsolving.contributions.queries.matters import (
    notices_of,
    texts_waiting,
    waiting,
    waiting_amendment,
    waits_since,
)
from wagtail_crowdsolving.contributions.queries.own import (
    draft_of,
    drafts_of,
    has_sent,
    kept_files,
    mine,
    place_among_mine,
    sent_since,
)
from wagtail_crowdsolving.contributions.queries.reading import (
    Discussion,
    discussion,
    place_of,
    thread,
)
from wagtail_crowdsolving.contributions.queries.texts import (
    contributions,
    discussed_pages,
    newest,
    team_page,
)
from wagtail_crowdsolving.contributions.queries.versions import (
    best_version,
    version_in,
    versions_of,
    with_language,
)

__all__ = [
    "Author",
    "Choice",
    "Discussion",
    "Entry",
    "MARKS",
    "SEARCH_LENGTH",
    "SORTS",
    "best_version",
    "contributions",
    "discussed_pages",
    "discussion",
    "draft_of",
    "drafts_of",
    "drift",
    "has_sent",
    "kept_files",
    "mine",
    "newest",
    "notices_of",
    "place_among_mine",
    "place_of",
    "sent_since",
    "team_page",
    "texts_waiting",
    "thread",
    "true_numbers",
    "version_in",
    "versions_of",
    "waiting",
    "waiting_amendment",
    "waits_since",
    "with_contribution_counts",
    "with_language",
]
