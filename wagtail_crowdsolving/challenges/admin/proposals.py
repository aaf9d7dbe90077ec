"""The case files of proposals in the Wagtail admin."""

from datetime import timedelta

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from wagtail_crowdsolving import doors
from wagtail_crowdsolving.challenges import actions, brief, queries, rules
from wagtail_crowdsolving.challenges.actions.proposals import REASONS_LENGTH
from wagtail_crowdsolving.challenges.admin.filters import ChallengeFilters
from wagtail_crowdsolving.challenges.models import Proposal, ProposalEvent
from wagtail_crowdsolving.challenges.panels import CasePanel
from wagtail_crowdsolving.exports import ExportMixin
from wagtail_crowdsolving.fields import PlainTextField, TypedModelForm
from wagtail_crowdsolving.people import name_paths, public_name
from wagtail_crowdsolving.wagtail_admin import (
    DayRangeFilter,
    FoldedListMixin,
    GuideMenuItem,
    register_policy,
)


class ContactEditForm(TypedModelForm):
    """How to reach the proposer, as a coordinator corrects it."""

    class Meta(TypedModelForm.Meta):
        model = Proposal
        fields = ["contact_name", "contact_email", "contact_phone"]
        field_classes = {name: type(field) for name, field in brief.CONTACT_FIELDS.items()}


class DeclineForm(forms.Form):
    reasons = PlainTextField(
        label=gettext_lazy("Reasons"),
        max_length=REASONS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy(
            "The proposer reads them as they stand, in their space and in a mail."
        ),
    )


class CasePolicy(ModelPermissionPolicy):
    """The rules of the room, as Wagtail asks for them. Nobody adds or deletes a case by hand."""

    def user_has_permission(self, user, action):
        if action == "change":
            return rules.can_edit_contact(user)
        return action == "view" and rules.can_see_cases(user)

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user, action, instance):
        return not instance.is_draft and self.user_has_permission(user, action)

    def user_has_any_permission_for_instance(self, user, actions, instance):
        return any(self.user_has_permission_for_instance(user, a, instance) for a in actions)


policy = CasePolicy(Proposal)
register_policy(Proposal, policy)


class CaseFilterSet(ChallengeFilters):
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=ProposalEvent.Kind.choices, field_name="state"
    )
    waits = django_filters.ChoiceFilter(
        label=gettext_lazy("Waits for an examination"),
        choices=[
            ("0", gettext_lazy("Yes")),
            ("3", gettext_lazy("More than three days")),
            ("7", gettext_lazy("More than a week")),
            ("30", gettext_lazy("More than a month")),
        ],
        method="waiting",
        empty_label=pgettext_lazy("ages", "Any time"),
    )
    submitted_at = DayRangeFilter(label=gettext_lazy("Submitted"))

    class Meta(TypedModelForm.Meta):
        model = Proposal
        fields = ["state", "waits", "situation", "theme", "territory", "animator", "submitted_at"]

    def waiting(self, queryset, name, value):
        before = timezone.now() - timedelta(days=int(value))
        return queryset.filter(state__in=ProposalEvent.WAITING, since__lte=before)


class CaseIndexView(FoldedListMixin, ExportMixin, generic.IndexView):
    def get_base_queryset(self):
        return queries.cases()


class SubmittedMixin:
    """A draft is its author's alone."""

    def get_object(self, *args):
        proposal = super().get_object(*args)
        if proposal.is_draft:
            raise Http404
        return proposal


class CaseEditView(SubmittedMixin, generic.EditView):
    def form_valid(self, form):
        with doors.asked(form) as answer:
            response = super().form_valid(form)
        return response if answer.is_done else self.form_invalid(form)

    def save_instance(self):
        return actions.edit_contact(
            proposal=self.object, by=self.request.user, **self.form.cleaned_data
        )


class CaseHistoryView(SubmittedMixin, generic.history.HistoryView):
    pass


class CaseUsageView(SubmittedMixin, generic.UsageView):
    pass


class ProposalViewSet(ModelViewSet):
    model = Proposal
    name = "crowdsolving_proposals"
    icon = "folder-open-inverse"
    menu_label = gettext_lazy("Proposals")
    menu_order = 210
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = CaseIndexView
    edit_view_class = CaseEditView
    history_view_class = CaseHistoryView
    usage_view_class = CaseUsageView
    permission_policy = policy
    filterset_class = CaseFilterSet
    search_fields = [
        "contact_name",
        "contact_email",
        "page__title",
        "page__draft_title",
        *name_paths("proposer"),
    ]
    list_display = [
        "__str__",
        Column("state", label=gettext_lazy("State"), accessor=lambda case: state_label(case)),
        Column(
            "proposer",
            label=gettext_lazy("Proposer"),
            accessor=lambda case: public_name(case.proposer),
        ),
        Column("contact_name", label=gettext_lazy("Contact")),
        Column("contact_email", label=gettext_lazy("E-mail address")),
        DateColumn("submitted_at", label=gettext_lazy("Submitted"), sort_key="submitted_at"),
        DateColumn("since", label=gettext_lazy("In this state since"), sort_key="since"),
    ]
    edit_handler = ObjectList(
        [
            CasePanel(heading=gettext_lazy("The proposal")),
            MultiFieldPanel(
                [
                    FieldPanel("contact_name"),
                    FieldPanel("contact_email"),
                    FieldPanel("contact_phone"),
                ],
                heading=gettext_lazy("Contact (never public)"),
            ),
        ],
        base_form_class=ContactEditForm,
    )

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("decline/<uuid:pk>/", decline, name="decline"),
        ]


viewset = ProposalViewSet()


def state_label(case):
    return ProposalEvent.Kind(case.state).label if case.state != queries.DRAFT else ""


def decline(request, pk):
    """Decline a challenge, with the reasons that its proposer reads."""
    if not rules.can_decline(request.user):
        raise PermissionDenied
    proposal = queries.cases().filter(pk=pk).first()
    if proposal is None:
        raise Http404
    form = DeclineForm(request.POST or None)
    back = (
        reverse("wagtailadmin_pages:edit", args=[proposal.page_id])
        if proposal.page_id
        else reverse(viewset.get_url_name("index"))
    )
    if not rules.can_see_cases(request.user):
        back = reverse("wagtailadmin_home")
    if request.method == "POST" and form.is_valid():
        with doors.asked(request=request) as answer:
            actions.decline(
                proposal=proposal, by=request.user, reasons=form.cleaned_data["reasons"]
            )
        if answer.is_done:
            messages.success(
                request, _("“%(title)s” is declined; its proposer is told.") % {"title": proposal}
            )
        return redirect(back)
    return TemplateResponse(
        request,
        "wagtail_crowdsolving/challenges/admin/decline.html",
        {"proposal": proposal, "form": form, "back": back, "page_title": _("Decline")},
        status=400 if form.is_bound else 200,
    )


@hooks.register("register_admin_viewset")
def register_viewset():
    return viewset


@hooks.register("register_help_menu_item")
def register_guide():
    return GuideMenuItem(
        gettext_lazy("Editor's guide (in French)"), "guide-editeur", rules.can_see_cases, 500
    )


@hooks.register("register_log_actions")
def register_log_actions(actions):
    for name, label, message in (
        ("begin", gettext_lazy("Proposal: begin"), gettext_lazy("Draft of a proposal begun")),
        ("discard", gettext_lazy("Proposal: discard"), gettext_lazy("Draft of a proposal deleted")),
        ("submit", gettext_lazy("Proposal: submit"), gettext_lazy("Challenge proposed")),
        (
            "revise",
            gettext_lazy("Proposal: revise"),
            gettext_lazy("Challenge changed by its proposer"),
        ),
        (
            "withdraw",
            gettext_lazy("Proposal: withdraw"),
            gettext_lazy("Challenge withdrawn by its proposer"),
        ),
        (
            "files",
            gettext_lazy("Proposal: files"),
            gettext_lazy("Files changed by its proposer"),
        ),
        ("decline", gettext_lazy("Proposal: decline"), gettext_lazy("Challenge declined")),
        (
            "end",
            gettext_lazy("Proposal: unfavourable decision"),
            gettext_lazy("Examination ended by an unfavourable decision"),
        ),
        (
            "take_up",
            gettext_lazy("Proposal: take up again"),
            gettext_lazy("Examination taken up again"),
        ),
        (
            "edit_contact",
            gettext_lazy("Proposal: contact"),
            gettext_lazy("Contact of a proposal changed"),
        ),
    ):
        actions.register_action(f"wagtail_crowdsolving.proposal.{name}", label, message)
    actions.register_action(
        "wagtail_crowdsolving.challenge.publish_translation",
        gettext_lazy("Challenge: publish a translation"),
        gettext_lazy("Translation of a published challenge published"),
    )
