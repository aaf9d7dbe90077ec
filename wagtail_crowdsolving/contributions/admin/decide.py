"""One contribution in full, and one decision on it."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.snippets.views.snippets import InspectView

from wagtail_crowdsolving import doors
from wagtail_crowdsolving.contributions import actions, cleaning
from wagtail_crowdsolving.contributions.admin.access import (
    SPACE,
    TEMPLATES,
    get_contribution,
    get_to_decide,
    may_decide,
    may_moderate,
    may_read,
)
from wagtail_crowdsolving.contributions.models import Contribution, Rule, State
from wagtail_crowdsolving.fields import TypedField
from wagtail_crowdsolving.network.people import public_name
from wagtail_crowdsolving.text import to_plain


def steps_for(user, contribution):
    """``(label, address, icon)`` of what this moderator may do with a contribution now."""
    if contribution.user_id == user.pk or not may_moderate(user, contribution):
        return []
    steps = []
    if contribution.waits_since:
        steps.append((gettext("Open on the desk"), "desk_one", "comment"))
    if contribution.state == State.PUBLISHED:
        steps.append((gettext("Take down"), "remove", "cross"))
    return [
        (label, reverse(f"{SPACE}:{name}", args=[contribution.pk]), icon)
        for label, name, icon in steps
    ]


class ContributionInspectView(InspectView):
    """A contribution with what it replies to and every decision about it."""

    template_name = f"{TEMPLATES}/inspect.html"
    page_title = _("Contribution")

    def get_object(self, queryset=None):
        contribution = get_contribution(self.pk)
        if not may_read(self.request.user, contribution):
            raise PermissionDenied
        return contribution

    def get_page_subtitle(self):
        return to_plain(self.object.body, 60)

    def get_context_data(self, **kwargs):
        return {
            **super().get_context_data(**kwargs),
            **_about(self.object),
            "decisions": self.object.decisions.select_related("decided_by", "appeal"),
            # The author, who may be a moderator, never learns who reported a text.
            "notices": may_decide(self.request.user, self.object)
            and self.object.notices.select_related("decided_by"),
            "steps": steps_for(self.request.user, self.object),
        }


def _about(contribution):
    return {
        "contribution": contribution,
        "author": public_name(contribution.user),
        "parent": contribution.in_reply_to,
        "parent_author": contribution.in_reply_to and public_name(contribution.in_reply_to.user),
    }


class SeenForm(forms.Form):
    """Says which text the moderator read, so that a text changed meanwhile is not published."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


class ReasonForm(forms.Form):
    """The statement of reasons that the author reads."""

    rule = forms.ChoiceField(
        label=_("Rule of the charter"), choices=[("", "—"), *Rule.choices], required=True
    )
    reason = TypedField(
        label=_("Reason"),
        max_length=cleaning.REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The author receives it by mail and reads it among their contributions."),
    )


class SeenReasonForm(SeenForm, ReasonForm):
    pass


class DecideView(WagtailAdminTemplateMixin, FormView):
    """One decision on one contribution."""

    model = Contribution
    index_url_name = None
    inspect_url_name = None
    template_name = f"{TEMPLATES}/decide.html"
    form_class = SeenForm
    header_icon = "comment"
    door = None
    submit_label = ""
    success_message = ""
    is_serious = False

    def dispatch(self, request, *args, pk, **kwargs):
        self.contribution = get_to_decide(request, pk)
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self):
        return to_plain(self.contribution.body, 60)

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": _("Contributions")},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    def get_initial(self):
        return {"seen": self.contribution.fingerprint}

    def form_valid(self, form):
        with doors.asked(form) as answer:
            type(self).door(
                contribution=self.contribution, by=self.request.user, **form.cleaned_data
            )
        if answer.conflict:
            return self.tell_conflict(answer.conflict)
        if not answer.is_done:
            return self.form_invalid(form)
        messages.success(self.request, self.success_message)
        return redirect(self.index_url_name)

    def tell_conflict(self, conflict):
        """What stands is read again; what the moderator has written stays below it."""
        self.contribution = get_contribution(self.contribution.pk)
        if self.contribution.state != State.PUBLISHED:
            messages.error(self.request, str(conflict))
            return redirect(self.inspect_url_name, self.contribution.pk)
        form = self.form_class({**self.request.POST.dict(), **self.get_initial()})
        form.add_error(None, str(conflict))
        return self.render_to_response(self.get_context_data(form=form), status=409)

    def get_context_data(self, **kwargs):
        return {
            **super().get_context_data(**kwargs),
            **_about(self.contribution),
            "index_url": reverse(self.index_url_name),
        }


class RemoveView(DecideView):
    page_title = _("Take down")
    form_class = SeenReasonForm
    door = staticmethod(actions.remove)
    submit_label = _("Take down")
    success_message = _("The contribution is taken down. Its author is told why.")
    is_serious = True
