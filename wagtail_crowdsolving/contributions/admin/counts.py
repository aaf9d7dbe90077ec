"""How much waits, in the admin's menu and on its home page."""

from django.urls import reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import SummaryItem

from wagtail_crowdsolving.contributions import moderation
from wagtail_crowdsolving.contributions.admin.access import (
    SPACE,
    TEMPLATES,
    may_open_queue,
)


def number_waiting(request):
    """How much waits for whoever asks: looked up once a request, for the menu and the home page."""
    if not hasattr(request, "_crowdsolving_waiting"):
        request._crowdsolving_waiting = moderation.number_waiting(request.user)
    return request._crowdsolving_waiting


class WaitingMenuItem(MenuItem):
    """The queue, with how many texts wait in it."""

    def is_shown(self, request):
        return may_open_queue(request.user)

    def render_component(self, request):
        component = super().render_component(request)
        if number := number_waiting(request):
            component.label = f"{component.label} ({number})"
        return component


class WaitingSummaryItem(SummaryItem):
    """On the admin's home page: how many contributions wait."""

    order = 250
    template_name = f"{TEMPLATES}/summary.html"

    def is_shown(self):
        return may_open_queue(self.request.user)

    def get_context_data(self, parent_context):
        return {
            "number": number_waiting(self.request),
            "url": reverse(f"{SPACE}:list"),
        }


@hooks.register("construct_homepage_summary_items")
def add_waiting_contributions(request, items):
    items.append(WaitingSummaryItem(request))
