"""Addresses of a proposal."""

from django.urls import reverse
from django.utils.translation import gettext as _

from wagtail_crowdsolving.challenges.models import ProposalEvent


def step(proposal, step, request=None):
    """The address of a step of the form; empty where the index has no address."""
    url = proposal.index.get_url(request)
    resolver = proposal.index.cached_content_type.model_class().get_resolver()
    route = resolver.reverse("proposal_step", pk=proposal.pk, step=step)
    return f"{url.rstrip('/')}/{route.lstrip('/')}" if url else ""


def own(proposal, name="proposal"):
    """An address of the proposer's own space."""
    return reverse(f"wagtail_crowdsolving:{name}", args=[proposal.pk])


def for_mail(proposal, kind):
    """``(address, label)`` of what a mail about ``kind`` leads to."""
    if kind == ProposalEvent.Kind.PUBLISHED and proposal.page and proposal.page.full_url:
        return proposal.page.full_url, _("Read it on the site")
    if kind == ProposalEvent.Kind.CHANGES_REQUESTED:
        return own(proposal, "proposal_revise"), _("Change my challenge")
    return own(proposal), _("Follow my challenge")
