"""What the admin offers where a round is in trouble."""

from django.urls import reverse

from wagtail_crowdsolving.selection.troubles import OFFERS, offers


def links(round):
    """``[(name, label, address)]`` of what helps a round with ``troubles_now``, the best first."""
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
    ]
