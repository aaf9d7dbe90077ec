"""Paths for the mails of a round: the outbox makes full addresses of them."""

from django.urls import reverse


def to_round(round, view="round"):
    """A page of the members' desk about ``round``; the desk itself where it has no such page."""
    args = [] if view == "committee_desk" else [round.pk]
    return reverse(f"wagtail_crowdsolving:{view}", args=args)


def to_invitation(token):
    """Where an invitation by mail is accepted."""
    return reverse("wagtail_crowdsolving:invitation", args=[token])


def to_editor(round):
    """The challenge in the editor of the Wagtail admin."""
    return reverse("wagtailadmin_pages:edit", args=[round.page_id])
