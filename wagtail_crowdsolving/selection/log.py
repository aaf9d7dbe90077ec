"""The audit lines of the room. None says what anybody thinks of a challenge."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogFormatter

from wagtail_crowdsolving.selection.models import Round, RoundLogEntry

#: What the name of each line begins with.
LOG = "wagtail_crowdsolving.round"
#: Who sits on a committee: what the name of each line begins with.
MEMBER = "wagtail_crowdsolving.member"
#: Of a list: its workflow was set, or dropped with its disabling.
SET = "wagtail_crowdsolving.list.workflow_set"
DROPPED = "wagtail_crowdsolving.list.workflow_dropped"
ACTIONS = [
    ("open", _("Round: open"), _("Round opened")),
    ("wait", _("Round: wait"), _("No committee fits")),
    ("assign", _("Round: assign"), _("Committee chosen by hand")),
    ("review", _("Round: review"), _("Review given")),
    ("recuse", _("Round: recuse"), _("Member stood aside")),
    ("invite", _("Round: invite"), _("Person invited")),
    ("invite_by_mail", _("Round: invite by mail"), _("Somebody invited by mail")),
    ("withdraw_invitation", _("Round: withdraw an invitation"), _("Invitation withdrawn")),
    ("accept_invitation", _("Round: accept an invitation"), _("Invitation accepted")),
    ("replace", _("Round: replace"), _("Member replaced")),
    ("remind", _("Round: remind"), _("Members reminded of their opinion")),
    ("extend", _("Round: extend"), _("Deadline moved")),
    ("close", _("Round: close"), _("Round closed")),
    ("reopen", _("Round: reopen"), _("Round opened again")),
    ("stop", _("Round: stop"), _("Round stopped with its examination")),
    ("message", _("Round: message"), _("Message in the committee's discussion")),
    ("draft_decision", _("Decision: draft"), _("Decision drafted")),
    ("place_decision", _("Decision: meeting"), _("Decision put among those of a meeting")),
    ("prepare_decision", _("Decision: prepare"), _("Decision prepared")),
    ("undo_decision", _("Decision: undo"), _("Prepared decision taken back")),
    ("release_decision", _("Decision: release"), _("Decision released")),
]


@hooks.register("register_log_actions")
def register_log_actions(actions):
    # Known by its type alone: the site history reads the models of ``register_model``, for everybody
    # at once, and Django 6.1 unites no more than two of them on SQLite.
    actions.log_entry_models_by_type.register(Round, value=RoundLogEntry)
    for name, label, message in ACTIONS:
        actions.register_action(f"{LOG}.{name}", label, message)
    for name, label, message in (
        ("add", _("Committee: add a member"), _("Member added")),
        ("return", _("Committee: former member back"), _("Former member back")),
        ("change", _("Committee: change a member"), _("Member changed")),
        ("end", _("Committee: end a membership"), _("Membership ended")),
        ("invite_by_mail", _("Committee: invite by mail"), _("Somebody invited by mail")),
        ("withdraw_invitation", _("Committee: withdraw an invitation"), _("Invitation withdrawn")),
        ("accept_invitation", _("Committee: accept an invitation"), _("Invitation accepted")),
    ):
        actions.register_action(f"{MEMBER}.{name}", label, message)


@hooks.register("register_log_actions")
def register_list_actions(actions):
    for action, label_, sentence in (
        (SET, _("List of challenges: workflow set"), _("Workflow “%(title)s” set on this page")),
        (
            DROPPED,
            _("List of challenges: workflow disabled"),
            _("Workflow “%(title)s” disabled: this page has it no more"),
        ),
    ):

        @actions.register_action(action)
        class Formatter(LogFormatter):
            label, message = label_, sentence

            def format_message(self, entry):
                return self.message % {"title": entry.data["workflow"]["title"]}
