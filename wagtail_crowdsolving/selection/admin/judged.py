"""A published challenge whose draft differs from what was judged: shown, with the two ways from there."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import include, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.auth import require_admin_access
from wagtail.log_actions import LogFormatter
from wagtail.models import WorkflowState

from wagtail_crowdsolving import doors, kept
from wagtail_crowdsolving.challenges import panels
from wagtail_crowdsolving.challenges.pages import ChallengeMixin
from wagtail_crowdsolving.page_types import page_types
from wagtail_crowdsolving.selection import actions, judged, rules
from wagtail_crowdsolving.selection.admin.access import STYLE, TEMPLATES

DOORS = {
    "correct": (actions.correct_spelling, gettext_lazy("The corrected text is on the site.")),
    "examine": (actions.examine_again, gettext_lazy("The examination has begun.")),
}


@require_admin_access
def choose(request, pk):
    """What the draft changes in the judged text, and the choice: spelling only, or a new examination."""
    page = _page_or_404(pk)
    may = _may(request.user, page)
    if not any(may.values()) and not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    editor = reverse("wagtailadmin_pages:edit", args=[page.pk])
    if request.method == "POST":
        door, said = DOORS.get(request.POST.get("do"), (None, ""))
        if door is None:
            raise Http404
        with doors.asked(request=request) as answer:
            door(page=page, by=request.user, version=kept.posted_version(request.POST))
        if not answer.is_done:
            return redirect("crowdsolving_judged:choose", page.pk)
        messages.success(request, said)
        return redirect(editor)
    return TemplateResponse(
        request,
        f"{TEMPLATES}/judged.html",
        {
            "challenge": page,
            "difference": judged.difference(page),
            "is_under_way": WorkflowState.objects.active().for_instance(page).exists(),
            "may": may,
            "editor": editor,
            "media": STYLE,
            "page_title": _("Compared with what was judged"),
        },
    )


def _page_or_404(pk):
    for model in page_types(ChallengeMixin):
        page = model._default_manager.filter(pk=pk).first()
        if page is not None:
            return page
    raise Http404


def _may(user, page):
    return {
        "correct": rules.can_correct(user, page),
        "examine": rules.can_submit_again(user, page),
    }


def _difference(page):
    """Asked once for each page that the editor has read."""
    if not hasattr(page, "_crowdsolving_difference"):
        page._crowdsolving_difference = judged.difference(page)
    return page._crowdsolving_difference


def notice(page, request):
    """At the top of the editor: which parts differ, and where to choose."""
    difference = _difference(page)
    if difference is None:
        return ""
    return render_to_string(
        f"{TEMPLATES}/judged_notice.html",
        {
            "difference": difference,
            "url": reverse("crowdsolving_judged:choose", args=[page.pk]),
            "is_under_way": page.workflow_in_progress,
        },
    )


panels.notices.append(notice)


class ChooseMenuItem(ActionMenuItem):
    """Beside "Submit to …": the choice that is made there."""

    name = "crowdsolving-judged"
    label = gettext_lazy("Spelling only, or a new examination?")
    icon_name = "clipboard-list"
    order = 15

    def is_shown(self, context):
        page = context.get("page")
        return (
            super().is_shown(context)
            and context["view"] == "edit"
            and isinstance(page, ChallengeMixin)
            and not page.workflow_in_progress
            and _difference(page) is not None
        )

    def get_url(self, parent_context):
        return reverse("crowdsolving_judged:choose", args=[parent_context["page"].pk])


@hooks.register("register_page_action_menu_item")
def register_choice():
    return ChooseMenuItem()


@hooks.register("register_admin_urls")
def register_urls():
    patterns = [path("<int:pk>/", choose, name="choose")]
    return [
        path(
            "crowdsolving/judged/",
            include((patterns, "crowdsolving_judged"), namespace="crowdsolving_judged"),
        )
    ]


@hooks.register("register_log_actions")
def register_log_actions(actions):
    @actions.register_action(f"{judged.LOG}.correct")
    class CorrectionFormatter(LogFormatter):
        label = gettext_lazy("Challenge: spelling corrected")
        message = gettext_lazy("Spelling corrected without an examination")

        def format_message(self, log_entry):
            parts = ", ".join(log_entry.data.get("parts", []))
            return _("%(message)s (%(parts)s)") % {"message": self.message, "parts": parts}
