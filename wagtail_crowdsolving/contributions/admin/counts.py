"""How much waits, in the admin's menu and on its home page."""

from wagtail import hooks

from wagtail_crowdsolving.contributions import moderation
from wagtail_crowdsolving.contributions.admin.access import (
    SPACE,
    TEMPLATES,
    may_open_queue,
    may_see_list,
)
from wagtail_crowdsolving.wagtail_admin import CountedMenuItem, CountedSummaryItem


class WaitingMenuItem(CountedMenuItem):
    """The queue, with how many texts wait in it."""

    is_for = staticmethod(may_see_list)
    count = staticmethod(moderation.number_waiting)


class WaitingSummaryItem(CountedSummaryItem):
    """On the admin's home page: how many contributions wait."""

    order = 250
    template_name = f"{TEMPLATES}/summary.html"
    url_name = f"{SPACE}:list"
    is_for = staticmethod(may_open_queue)
    count = staticmethod(moderation.number_waiting)


@hooks.register("construct_homepage_summary_items")
def add_waiting_contributions(request, items):
    items.append(WaitingSummaryItem(request))
