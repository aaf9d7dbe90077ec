"""Moderation in the Wagtail admin. Every decision goes through the doors."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from wagtail_crowdsolving.contributions import record
from wagtail_crowdsolving.contributions.admin import bulk as _bulk  # noqa: F401
from wagtail_crowdsolving.contributions.admin import counts as _counts  # noqa: F401
from wagtail_crowdsolving.contributions.admin import history as _history  # noqa: F401
from wagtail_crowdsolving.contributions.admin.access import may_open_queue
from wagtail_crowdsolving.contributions.admin.queue import viewset
from wagtail_crowdsolving.wagtail_admin import GuideMenuItem

__all__ = ["viewset"]


@hooks.register("register_help_menu_item")
def register_guide():
    return GuideMenuItem(
        _("Moderator's guide (in French)"), "guide-moderateur", may_open_queue, 510
    )


@hooks.register("register_log_actions")
def register_log_actions(registry):
    for action, label, message in (
        ("submit", _("Contribute"), _("Contribution sent")),
        ("edit", _("Change a contribution"), _("Contribution changed by its author")),
        ("approved", _("Publish a contribution"), _("Contribution published")),
        (
            "taken_back",
            _("Take back a publication"),
            _("Publication of the contribution taken back at once"),
        ),
        ("refused", _("Refuse a contribution"), _("Contribution refused")),
        ("removed", _("Take down a contribution"), _("Contribution taken down")),
        ("withdraw", _("Withdraw a contribution"), _("Contribution withdrawn by its author")),
        (
            "changes_requested",
            _("Ask for changes of a contribution"),
            _("Changes of the contribution asked of its author"),
        ),
        ("amend", _("Change a published contribution"), _("Change sent by the author")),
        ("withdraw_amendment", _("Take back a change"), _("Change taken back by the author")),
        ("edit_approved", _("Publish a change"), _("Change of the contribution published")),
        ("mark_official", _("Mark an official answer"), _("Marked as the official answer")),
        ("unmark_official", _("Unmark an official answer"), _("No longer the official answer")),
        ("retain", _("Retain a contribution"), _("Contribution retained")),
        ("release", _("No longer retain a contribution"), _("Contribution no longer retained")),
        ("edit_refused", _("Refuse a change"), _("Change of the contribution refused")),
        ("report", _("Report a contribution"), _("Contribution reported")),
        ("notice_upheld", _("Act upon a notice"), _("Notice acted upon")),
        ("notice_dismissed", _("Dismiss a notice"), _("Notice not acted upon")),
        ("appeal", _("Contest a decision"), _("Decision contested by the author")),
        ("appeal_upheld", _("Confirm a decision"), _("Decision confirmed after an appeal")),
        ("appeal_restored", _("Reverse a decision"), _("Decision reversed after an appeal")),
    ):
        registry.register_action(f"{record.LOG}.{action}", label, message)
