"""The numbers of a discussion set right."""

from django.db import transaction

from wagtail_crowdsolving.contributions import (
    locks,
    queries,
)
from wagtail_crowdsolving.contributions.models import (
    Contribution,
    DiscussionCounter,
)


def recount(*, page_pk):
    """Set right the numbers of the discussion of the (canonical) page; returns what was wrong.

    ``{name: (stored, true)}``, where a name is a column of the counter, or a column and the key
    of a contribution.
    """
    with transaction.atomic():
        locks.base_page().objects.select_for_update().filter(pk=page_pk).first()
        # A support locks its contribution, not the page.
        list(
            queries.contributions()
            .filter(page=page_pk)
            .order_by("pk")
            .select_for_update()
            .values_list("pk")
        )
        wrong = queries.drift(page_pk)
        for (column, pk), (_stored, true) in wrong["contributions"].items():
            Contribution.objects.filter(pk=pk).update(**{column: true})
        if wrong["contributions"]:
            wrong["counter"].update(queries.drift(page_pk)["counter"])
        DiscussionCounter.objects.update_or_create(
            page_id=page_pk, defaults=queries.true_numbers(page_pk)
        )
    return wrong
