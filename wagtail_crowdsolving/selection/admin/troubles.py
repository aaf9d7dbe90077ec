"""What the admin offers where a round is in trouble."""

from django.urls import reverse

from wagtail_crowdsolving.selection import rules
from wagtail_crowdsolving.selection.troubles import OFFERS, offers


def links(round, user, *, can_decide):
    """``[(name, label, address)]`` of what ``user``, who runs a round with ``troubles_now``, can do about
    them, the best first."""
    closed = {"assign": not rules.can_manage(user), "decide": not can_decide}
    page = reverse("crowdsolving_rounds:inspect", args=[round.pk])
    return [
        (
            name,
            OFFERS[name],
            # Whom to replace is chosen among the places of the round.
            f"{page}#progress"
            if name == "replace"
            else reverse(f"crowdsolving_rounds:{name}", args=[round.pk]),
        )
        for name in offers(round, round.troubles_now)
        if not closed.get(name)
    ]
