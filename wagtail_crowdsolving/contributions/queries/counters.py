"""The numbers of a discussion: kept, and counted anew."""

from collections import Counter

from django.db.models import Count, Max, Q, Subquery
from django.db.models.functions import Coalesce

from wagtail_crowdsolving.contributions.models import (
    DiscussionCounter,
    Kind,
    State,
    Support,
)
from wagtail_crowdsolving.contributions.queries.matters import waits_since
from wagtail_crowdsolving.contributions.queries.texts import contributions, counter
from wagtail_crowdsolving.network.queries import shared_key_of_row


def with_contribution_counts(queryset):
    """A queryset of pages, each with ``contribution_count``: the published ones of its discussion.

    Translations and aliases share a discussion, so they show the same number.
    """
    return queryset.annotate(
        contribution_count=Coalesce(Subquery(counter(shared_key_of_row(), "published")), 0)
    )


def true_numbers(page_pk):
    """The columns of the discussion's counter, counted row by row."""
    of_page = contributions().filter(page=page_pk)
    shown = Q(state=State.PUBLISHED)
    return of_page.aggregate(
        published=Count("pk", shown),
        waiting=Count("pk", Q(waits_since__isnull=False)),
        **{kind.value: Count("pk", shown & Q(kind=kind)) for kind in Kind},
        threads=Count("pk", Q(root__isnull=True, is_visible=True)),
        last_activity_at=Max("published_at"),
    )


def drift(page_pk):
    """Where the kept numbers of a discussion differ from a count, and words from their text: nowhere, unless the doors were passed by.

    ``{"counter": {column: (stored, true)}, "contributions": {(column, pk): (stored, true)}}``
    """
    rows = contributions().filter(page=page_pk).order_by("-pk")
    supports = Counter(
        Support.objects.filter(contribution__page=page_pk).values_list("contribution", flat=True)
    )
    matters = waits_since(page=page_pk)
    answers, wrong = Counter(), {}
    columns = ("pk", "in_reply_to", "state", "submit_date", "answers", "supports", "waits_since")
    # A reply is younger than what it answers: from the youngest on, each number is complete.
    for pk, above, state, sent, *kept in rows.values_list(*columns).iterator():
        if above:
            answers[above] += answers[pk] + (state == State.PUBLISHED)
        since = sent if state == State.PENDING else matters.get(pk)
        if since and kept[2]:
            since = kept[2]
        true = (answers[pk], supports[pk], since)
        for column, stored, counted in zip(columns[4:], kept, true, strict=True):
            if stored != counted:
                wrong[column, pk] = (stored, counted)
    kept = DiscussionCounter.objects.filter(page=page_pk).values().first() or {}
    true = true_numbers(page_pk)
    for row in rows.only("state", "body", "place", "words").iterator():
        if row.words != row.words_shown():
            wrong["words", row.pk] = (row.words, row.words_shown())
    return {
        "counter": {
            column: (kept.get(column), number)
            for column, number in true.items()
            if (kept.get(column) or 0) != (number or 0)
        },
        "contributions": wrong,
    }
