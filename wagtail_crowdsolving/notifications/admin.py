"""The outbox in the Wagtail admin."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks


@hooks.register("register_log_actions")
def register_log_actions(actions):
    actions.register_action(
        "wagtail_crowdsolving.retry_mail", _("Send again"), _("Mail sent again")
    )
