"""Moderation in the Wagtail admin. Every decision goes through the doors."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from wagtail_crowdsolving.contributions import actions
from wagtail_crowdsolving.contributions.admin import bulk as _bulk  # noqa: F401
from wagtail_crowdsolving.contributions.admin import counts as _counts  # noqa: F401
from wagtail_crowdsolving.contributions.admin.queue import viewset

__all__ = ["viewset"]


@hooks.register("register_log_actions")
def register_log_actions(registry):
    for action, label, message in (
        ("submit", _("Contribute"), _("Contribution sent")),
        ("edit", _("Change a contribution"), _("Contribution changed by its author")),
        ("approved", _("Publish a contribution"), _("Contribution published")),
        ("refused", _("Refuse a contribution"), _("Contribution refused")),
        ("removed", _("Take down a contribution"), _("Contribution taken down")),
        ("withdraw", _("Withdraw a contribution"), _("Contribution withdrawn by its author")),
    ):
        registry.register_action(f"{actions.LOG}.{action}", label, message)
