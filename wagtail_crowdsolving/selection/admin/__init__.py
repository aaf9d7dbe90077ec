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
    waiting,  # noqa: F401
    workflows,  # noqa: F401
)
from wagtail_crowdsolving.selection.admin.access import may_enter
from wagtail_crowdsolving.wagtail_admin import GuideMenuItem


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


@hooks.register("register_help_menu_item")
def register_guide_of_chairs():
    return GuideMenuItem(_("Chair's guide (in French)"), "guide-president", may_enter, 520)


@hooks.register("register_help_menu_item")
def register_guide_of_members():
    return GuideMenuItem(_("Committee member's guide (in French)"), "guide-comite", may_enter, 530)


@hooks.register("construct_homepage_summary_items")
def add_pressing_rounds(request, items):
    items.append(board.PressingSummaryItem(request))
    items.append(meetings.ReadySummaryItem(request))
