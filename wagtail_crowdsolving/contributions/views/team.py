"""What the team of a page says of a published contribution: an official answer, retained."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving import doors
from wagtail_crowdsolving.contributions import actions, cleaning, queries, rules
from wagtail_crowdsolving.contributions.models import Discussed
from wagtail_crowdsolving.fields import TypedLineField


class HighlightForm(forms.Form):
    note = TypedLineField(
        label=_("What becomes of it"),
        required=False,
        max_length=cleaning.NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Public, 300 characters at most: “It becomes a workshop in March.”"),
    )


#: What a button of the page does, and what is said then.
_STEPS = {
    "official": (actions.mark_official, _("It is now the official answer.")),
    "not_official": (actions.unmark_official, _("It is no official answer any more.")),
    "retain": (actions.retain, _("The contribution is retained, and its author is told.")),
    "release": (actions.release_retained, _("The contribution is no longer retained.")),
}


@doors.private
@login_required
def highlight(request, pk):
    """The team says that a contribution is the official answer, or that it is retained."""
    contribution = get_object_or_404(
        queries.contributions().published().select_related("user", "page"), pk=pk
    )
    page = contribution.page.specific
    if not isinstance(page, Discussed) or not rules.can_moderate(request.user, page):
        raise PermissionDenied
    form = HighlightForm(initial={"note": contribution.retained_note})
    answer = doors.Answer()
    if request.method == "POST":
        form = HighlightForm(request.POST)
        step, said = _STEPS.get(request.POST.get("step"), (None, ""))
        if step is None:
            return redirect(request.path)
        if step is not actions.retain or form.is_valid():
            extra = form.cleaned_data if step is actions.retain else {}
            with doors.asked(form) as answer:
                step(contribution=contribution, by=request.user, **extra)
            if answer.is_done:
                messages.success(request, said)
                return redirect("wagtail_crowdsolving:contribution", pk)
    return answer.render(
        request,
        "wagtail_crowdsolving/contributions/highlight.html",
        {
            "contribution": contribution,
            "entry": queries.Entry(contribution),
            "form": form,
            "can_answer": rules.can_answer_officially(request.user, contribution, page),
        },
    )
