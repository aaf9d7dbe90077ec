"""The selection in the Wagtail admin. Every change of a round or a decision goes through the doors."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from wagtail_crowdsolving.selection.admin import committees, people


class SelectionViewSetGroup(SnippetViewSetGroup):
    items = (committees.viewset,)
    menu_label = _("Selection")
    menu_name = "crowdsolving-selection"
    menu_icon = "clipboard-list"
    menu_order = 220


register_snippet(SelectionViewSetGroup)


@hooks.register("register_admin_viewset")
def register_viewsets():
    return [people.viewset]
