"""The doors of committees' rounds."""

from wagtail_crowdsolving.selection.actions.corrections import correct_spelling, examine_again
from wagtail_crowdsolving.selection.actions.decisions import (
    draft_decision,
    place_decision,
    prepare_decision,
    release_decision,
    release_decisions,
    undo_decision,
)
from wagtail_crowdsolving.selection.actions.examinations import stop_examination, take_up_again
from wagtail_crowdsolving.selection.actions.importing import import_members
from wagtail_crowdsolving.selection.actions.invitations import (
    accept_invitation,
    forget_invitations,
    invite_by_mail,
    prune_invitations,
    send_invitation_again,
    withdraw_invitation,
)
from wagtail_crowdsolving.selection.actions.members import (
    add_member,
    change_member,
    end_membership,
)
from wagtail_crowdsolving.selection.actions.people import leave_rounds, without_name
from wagtail_crowdsolving.selection.actions.reminders import Reminded, remind, remind_by_itself
from wagtail_crowdsolving.selection.actions.reviews import (
    give_review,
    post_message,
    recuse,
    save_review_draft,
)
from wagtail_crowdsolving.selection.actions.rounds import (
    assign_committee,
    close_round,
    extend,
    invite,
    open_round,
    reopen_round,
    replace_member,
    stop_round,
)
from wagtail_crowdsolving.selection.actions.troubles import tell_of_trouble

__all__ = [
    "Reminded",
    "accept_invitation",
    "add_member",
    "assign_committee",
    "change_member",
    "close_round",
    "correct_spelling",
    "draft_decision",
    "end_membership",
    "examine_again",
    "extend",
    "forget_invitations",
    "import_members",
    "invite",
    "invite_by_mail",
    "prune_invitations",
    "send_invitation_again",
    "withdraw_invitation",
    "leave_rounds",
    "open_round",
    "place_decision",
    "post_message",
    "prepare_decision",
    "give_review",
    "recuse",
    "release_decision",
    "remind",
    "remind_by_itself",
    "release_decisions",
    "reopen_round",
    "replace_member",
    "save_review_draft",
    "stop_examination",
    "stop_round",
    "take_up_again",
    "tell_of_trouble",
    "undo_decision",
    "without_name",
]
