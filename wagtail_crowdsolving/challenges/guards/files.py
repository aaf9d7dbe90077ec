"""The file of a proposal goes with its row."""

from django.db.models.signals import post_delete

from wagtail_crowdsolving.challenges.models import ProposalFile
from wagtail_crowdsolving.contributions.attachments import delete_file

post_delete.connect(
    delete_file, sender=ProposalFile, dispatch_uid="wagtail_crowdsolving.proposal_file"
)
