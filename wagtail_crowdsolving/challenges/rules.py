"""Who may do what with a proposal and with the life of a challenge. Nothing else decides it."""

from typing import Any

from wagtail.models import PagePermissionTester

from wagtail_crowdsolving import extensions, upstream
from wagtail_crowdsolving.challenges import examination
from wagtail_crowdsolving.challenges.models import Proposal, ProposalEvent, ProposalFile
from wagtail_crowdsolving.network.queries import canonical

#: Steps after which a proposal is over.
ENDED = {ProposalEvent.Kind.PUBLISHED, ProposalEvent.Kind.DECLINED, ProposalEvent.Kind.WITHDRAWN}

VIEW = "wagtail_crowdsolving.view_proposal"
CHANGE = "wagtail_crowdsolving.change_proposal"
DECLINE = "wagtail_crowdsolving.decline_proposal"
KEEP_ALIVE = "wagtail_crowdsolving.keep_challenges_alive"


def can_propose(user: Any, index: Any) -> bool:
    """Any signed-in, active member, under an index that is live and takes proposals."""
    return user.is_authenticated and user.is_active and index.live and index.takes_proposals


def is_proposer(user: Any, proposal: Proposal) -> bool:
    return user.is_authenticated and user.is_active and proposal.proposer_id == user.pk


def can_revise(user: Any, proposal: Proposal, last_event: Any) -> bool:
    """The proposer, once changes are requested."""
    return (
        is_proposer(user, proposal)
        and proposal.page_id is not None
        and last_event == ProposalEvent.Kind.CHANGES_REQUESTED
    )


def can_withdraw(user: Any, proposal: Proposal, last_event: Any) -> bool:
    """The proposer, for as long as the examination lasts."""
    return (
        is_proposer(user, proposal)
        and not proposal.is_draft
        and last_event not in ENDED | {ProposalEvent.Kind.UNPUBLISHED}
    )


def can_see_cases(user: Any) -> bool:
    """Who examines proposals reads who proposes and how to reach them."""
    return user.is_active and any(user.has_perm(name) for name in (VIEW, CHANGE, DECLINE))


def can_change_files(user: Any, proposal: Proposal, last_event: Any) -> bool:
    """The proposer: of a draft, and once changes are requested."""
    if proposal.is_draft:
        return is_proposer(user, proposal)
    return can_revise(user, proposal, last_event)


def can_see_file(user: Any, file: ProposalFile) -> bool:
    """The proposer; once it is sent, who examines proposals, and the committee that judges it.

    What was taken away, too: it may have been judged.
    """
    proposal = file.proposal
    if is_proposer(user, proposal):
        return True
    if proposal.is_draft or not user.is_active:
        return False
    answers = (
        extensions.dossier_readers.ask(user, proposal.page) if proposal.page_id is not None else []
    )
    return False not in answers and (True in answers or can_see_cases(user))


def can_edit_contact(user: Any) -> bool:
    return user.is_active and user.has_perm(CHANGE)


def can_decline(user: Any) -> bool:
    """Coordinators, by the permission that ``setup_crowdsolving`` gives to their group."""
    return user.is_active and user.has_perm(DECLINE)


def can_coordinate(user: Any, page: Any) -> bool:
    """Whoever publishes this page, or may change it and keeps published challenges alive.

    The right to change a page alone is that of authors whose text somebody else publishes.
    """
    if not user.is_active:
        return False
    if user.is_superuser:
        return True
    # Not ``permissions_for_user``: while a committee examines, the right to publish rests, and life goes on.
    held = PagePermissionTester(user, page).permissions
    return "publish" in held or ("change" in held and user.has_perm(KEEP_ALIVE))


def can_keep_alive(user: Any, page: Any) -> bool:
    """Change the dates, key moments, documents and picture of a challenge: coordination and animator."""
    return (
        user.is_authenticated
        and user.is_active
        and (user.pk == page.animator_id or can_coordinate(user, page))
    )


def can_set_dates(user: Any, page: Any) -> bool:
    """Its dates hold in all languages: the right to one version is not enough."""
    return can_keep_alive(user, page) and (
        user.pk == page.animator_id or can_coordinate(user, canonical(page).specific)
    )


def can_choose_animator(user: Any, page: Any) -> bool:
    """Coordination alone, of the page that all languages share.

    Whoever animates a challenge may moderate it, and hands no rights on.
    """
    return user.is_authenticated and can_coordinate(user, canonical(page).specific)


def can_publish_translation(user: Any, page: Any) -> bool:
    """Who translates publishes the translation of a challenge that the public reads already.

    The right to publish is not asked for: the text that is translated is the one that was selected.
    How it is said in the other language is the translator's, whom the history names.
    """
    rights = page.permissions_for_user(user)
    return bool(
        user.is_active
        and user.has_perm(upstream.SUBMIT_TRANSLATION)
        and rights.can_edit()
        and not rights.page_locked()
        and not examination.is_held(page)
    )
