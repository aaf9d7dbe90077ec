"""A view of one round in the Wagtail admin, and one that asks a door."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from wagtail_crowdsolving import doors
from wagtail_crowdsolving.fields import DayInput
from wagtail_crowdsolving.selection import forms, rules
from wagtail_crowdsolving.selection.admin.access import STYLE, TEMPLATES, may_enter, may_run
from wagtail_crowdsolving.selection.admin.people import PersonChooser
from wagtail_crowdsolving.selection.models import (
    Round,
)


class RoundMixin(WagtailAdminTemplateMixin):
    """A view of one round, for those who run it and have no part in the challenge."""

    header_icon = "table"
    #: Whether it is the round's own page, above the others.
    is_root = False

    def dispatch(self, request, *args, **kwargs):
        if not may_enter(request.user):
            raise PermissionDenied
        if not may_run(request.user, self.round.committee_id):
            raise Http404
        if not rules.can_run(request.user, self.round):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def round(self):
        round = (
            Round.objects.select_related(
                "committee", "page", "task_state__task", "decision__meeting"
            )
            .filter(pk=self.kwargs["pk"])
            .first()
        )
        if round is None:
            raise Http404
        return round

    @property
    def round_url(self):
        return reverse("crowdsolving_rounds:inspect", args=[self.round.pk])

    def get_page_subtitle(self):
        return self.round.title

    def get_breadcrumbs_items(self):
        items = [
            *self.breadcrumbs_items,
            {
                "url": reverse("crowdsolving_rounds:index"),
                "label": pgettext_lazy("challenges under examination", "Board"),
            },
            {"url": self.round_url, "label": self.round.title},
        ]
        if self.is_root:
            items[-1]["url"] = ""
            return items
        return [*items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context.update(round=self.round, round_url=self.round_url, next_url=self.next_url)
        context["media"] = STYLE + context["form"].media if "form" in context else STYLE
        return context

    @cached_property
    def next_url(self):
        return self.round_url


class AskView(FormView):
    """Asks, then knocks at a door; what it refuses is said in the form, with what was typed."""

    template_name = f"{TEMPLATES}/door_form.html"
    form_class = forms.RoundForm
    question = ""
    submit_label = ""
    success_message = ""
    is_serious = False
    status = 200
    next_url = ""

    def act(self, **typed):
        raise NotImplementedError

    def form_valid(self, form):
        with doors.asked(form) as answer:
            self.act(**form.given())
        if answer.is_done:
            messages.success(self.request, self.success_message)
            return redirect(self.next_url)
        if not form.fields:
            for sentence in doors.sentences(answer.error):
                messages.error(self.request, sentence)
            return redirect(self.next_url)
        self.status = answer.status
        return self.form_invalid(form)

    def render_to_response(self, context, **kwargs):
        return super().render_to_response(context, status=self.status, **kwargs)


class DoorView(RoundMixin, AskView):
    """The same, of a round."""

    template_name = f"{TEMPLATES}/round_form.html"
    #: The states of a round in which there is something to ask.
    states = (Round.State.OPEN,)

    def get(self, request, *args, **kwargs):
        if self.round.state not in self.states:
            messages.error(request, _("This round is in another state now."))
            return redirect(self.next_url)
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self):
        return {
            **super().get_form_kwargs(),
            "widgets": {"due_at": DayInput(), "user": PersonChooser(round=self.round.pk)},
        }
