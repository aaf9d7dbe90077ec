"""Who may do what with a proposal. Nothing else decides it."""

from wagtail_crowdsolving import upstream
from wagtail_crowdsolving.challenges import examination
from wagtail_crowdsolving.challenges.models import ProposalEvent

#: Steps after which a proposal is over.
ENDED = {ProposalEvent.Kind.PUBLISHED, ProposalEvent.Kind.DECLINED, ProposalEvent.Kind.WITHDRAWN}

VIEW = "wagtail_crowdsolving.view_proposal"
CHANGE = "wagtail_crowdsolving.change_proposal"
DECLINE = "wagtail_crowdsolving.decline_proposal"


def can_propose(user, index):
    """Any signed-in, active member, under an index that is live and takes proposals."""
    return user.is_authenticated and user.is_active and index.live and index.takes_proposals


def is_proposer(user, proposal):
    return user.is_authenticated and user.is_active and proposal.proposer_id == user.pk


def can_edit_draft(user, proposal):
    return is_proposer(user, proposal) and proposal.is_draft


def can_revise(user, proposal, last_event):
    """The proposer, once changes are requested."""
    return (
        is_proposer(user, proposal)
        and proposal.page_id is not None
        and last_event == ProposalEvent.Kind.CHANGES_REQUESTED
    )


def can_withdraw(user, proposal, last_event):
    """The proposer, for as long as the examination lasts."""
    return (
        is_proposer(user, proposal)
        and not proposal.is_draft
        and last_event not in ENDED | {ProposalEvent.Kind.UNPUBLISHED}
    )


def can_see_cases(user):
    """Who examines proposals reads who proposes and how to reach them."""
    return user.is_active and any(user.has_perm(name) for name in (VIEW, CHANGE, DECLINE))


def can_edit_contact(user):
    return user.is_active and user.has_perm(CHANGE)


def can_decline(user):
    """Coordinators, by the permission that ``setup_crowdsolving`` gives to their group."""
    return user.is_active and user.has_perm(DECLINE)


def can_publish_translation(user, page):
    """Who translates publishes the translation of a challenge that the public reads already.

    The right to publish is not asked for: no other text comes in than the one that was selected.
    """
    rights = page.permissions_for_user(user)
    return bool(
        user.is_active
        and user.has_perm(upstream.SUBMIT_TRANSLATION)
        and rights.can_edit()
        and not rights.page_locked()
        and not examination.is_held(page)
    )
