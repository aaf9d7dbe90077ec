"""The doors of a challenge: its proposal, its life once it is published, its translations."""

from wagtail_crowdsolving.challenges.actions.files import change_files
from wagtail_crowdsolving.challenges.actions.life import (
    add_document,
    add_update,
    change_update,
    remove_document,
    remove_update,
    set_animator,
    set_dates,
    set_picture,
)
from wagtail_crowdsolving.challenges.actions.proposals import (
    begin,
    decline,
    discard,
    edit_contact,
    end_with_reasons,
    record,
    revise,
    save_draft,
    submit,
    withdraw,
)
from wagtail_crowdsolving.challenges.actions.translations import publish_translation

__all__ = [
    "add_document",
    "add_update",
    "begin",
    "change_files",
    "change_update",
    "decline",
    "discard",
    "edit_contact",
    "end_with_reasons",
    "publish_translation",
    "record",
    "remove_document",
    "remove_update",
    "revise",
    "save_draft",
    "set_animator",
    "set_dates",
    "set_picture",
    "submit",
    "withdraw",
]
