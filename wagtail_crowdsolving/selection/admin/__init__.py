"""The selection in the Wagtail admin. Every change of a round or a decision goes through the doors."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from wagtail_crowdsolving.selection.admin import (
    board,
    committees,
    judged,  # noqa: F401
    meetings,
    people,
    ranking,
    side_panel,  # noqa: F401
    workflows,  # noqa: F401
)


class SelectionViewSetGroup(SnippetViewSetGroup):
    items = (board.viewset, ranking.viewset, meetings.viewset, committees.viewset)
    menu_label = _("Selection")
    menu_name = "crowdsolving-selection"
    menu_icon = "clipboard-list"
    menu_order = 220


register_snippet(SelectionViewSetGroup)


@hooks.register("register_admin_viewset")
def register_viewsets():
    return [people.viewset]


@hooks.register("construct_homepage_summary_items")
def add_pressing_rounds(request, items):
    items.append(board.PressingSummaryItem(request))
