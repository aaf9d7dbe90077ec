"""Committees, the rounds in which they examine, and what comes out of them."""

from wagtail_crowdsolving.selection.models.committees import (
    Committee,
    Criterion,
    Membership,
    check_term,
)
from wagtail_crowdsolving.selection.models.corrections import Correction
from wagtail_crowdsolving.selection.models.decisions import (
    Decision,
    Meeting,
    frozen_message,
    keep_what_was_released,
)
from wagtail_crowdsolving.selection.models.invitations import Invitation, new_token, token_hash
from wagtail_crowdsolving.selection.models.rounds import Round, RoundLogEntry, RoundMessage
from wagtail_crowdsolving.selection.models.seats import Review, ReviewDraft, Seat, is_asked

__all__ = [
    "new_token",
    "token_hash",
    "Committee",
    "Correction",
    "Criterion",
    "Decision",
    "Invitation",
    "Meeting",
    "Membership",
    "Review",
    "ReviewDraft",
    "Round",
    "RoundLogEntry",
    "RoundMessage",
    "Seat",
    "frozen_message",
    "is_asked",
    "keep_what_was_released",
    "check_term",
]
