"""The doors of a person's data."""

from django.db import transaction

from wagtail_crowdsolving.challenges.models import Proposal


@transaction.atomic
def forget(*, user):
    """Take a member's personal data out of what outlives their account.

    Their drafts go, the contact of what they submitted is blanked. Their contributions stay in
    their threads: no name or address stands in them.
    """
    Proposal.objects.filter(proposer_id=user.pk, submitted_at__isnull=True).delete()
    Proposal.objects.filter(proposer_id=user.pk).update(
        contact_name="", contact_email="", contact_phone="", consented_at=None
    )
