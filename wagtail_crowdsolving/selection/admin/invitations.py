"""Who was invited by mail onto a committee, or into one of its rounds, in the Wagtail admin."""

import django_filters
from django.db.models import Q
from django.http import Http404
from django.middleware.csrf import get_token
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.widgets.button import Button, HeaderButton

from wagtail_crowdsolving.exports import ExportMixin
from wagtail_crowdsolving.fields import TypedEmailField
from wagtail_crowdsolving.folded import HasWords
from wagtail_crowdsolving.people import public_name
from wagtail_crowdsolving.selection import actions, queries
from wagtail_crowdsolving.selection.admin.access import TEMPLATES
from wagtail_crowdsolving.selection.admin.committee_pages import CommitteeAskView, CommitteeMixin
from wagtail_crowdsolving.selection.admin.members import PAGE_SIZE, MembershipForm
from wagtail_crowdsolving.selection.models import Invitation
from wagtail_crowdsolving.wagtail_admin import DayColumn, PlainWordsMixin

State = Invitation.State


class InvitationFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=State.choices, method="in_state")

    class Meta:
        model = Invitation
        fields = []

    def in_state(self, invitations, name, value):
        return invitations.in_state(value)


class InvitationPaginator(WagtailPaginator):
    verbose_name = _("invitation")
    verbose_name_plural = _("invitations")


def state_of(row):
    """How an invitation stands, and who has accepted it."""
    if row.accepted_by:
        return format_lazy(
            "{state} – {name}", state=row.state.label, name=public_name(row.accepted_by)
        )
    return row.state.label


class ButtonsColumn(Column):
    """What can be done of an open one; nothing in a spreadsheet."""

    cell_template_name = f"{TEMPLATES}/invitation_cell.html"

    def get_value(self, row):
        return ""

    def get_cell_context_data(self, row, parent_context):
        context = super().get_cell_context_data(row, parent_context)
        is_open = row.state not in (State.ACCEPTED, State.WITHDRAWN)
        # Wagtail's tables hand down the request, and no token.
        request = context["request"]
        return {
            **context,
            "invitation": row if is_open else None,
            "csrf_token": get_token(request),
        }


class InvitationsView(PlainWordsMixin, ExportMixin, CommitteeMixin, BaseListingView):
    template_name = f"{TEMPLATES}/listing.html"
    page_title = _("Invitations by mail")
    header_icon = "mail"
    model = Invitation
    paginate_by = PAGE_SIZE
    paginator_class = InvitationPaginator
    verbose_name_plural = Invitation._meta.verbose_name_plural
    is_searchable = True
    filterset_class = InvitationFilterSet
    default_ordering = "-sent_at"
    columns = [
        Column("email", label=_("Address"), sort_key="email"),
        Column(
            "for",
            label=_("For"),
            accessor=lambda row: row.round.title if row.round else _("the committee"),
        ),
        Column("role", label=pgettext_lazy("committee", "Role"), accessor="get_role_display"),
        Column("state", label=_("State"), accessor=state_of),
        Column(
            "invited_by",
            label=_("Invited by"),
            accessor=lambda row: public_name(row.invited_by),
        ),
        DayColumn(
            "sent_at",
            label=_("Last sent"),
            sort_key="sent_at",
        ),
        DayColumn(
            "expires_at",
            label=_("Valid until"),
            sort_key="expires_at",
        ),
        ButtonsColumn("buttons", label=_("Actions")),
    ]

    def get_export_columns(self):
        return self.columns[:-1]

    def get_index_url(self):
        return self.address("invitations")

    def get_index_results_url(self):
        return self.address("invitations_results")

    def get_base_queryset(self):
        return queries.invitations(self.request.user, self.committee.pk)

    def order_queryset(self, queryset):
        return queryset.order_by(self.ordering, "-pk")

    def search_queryset(self, queryset):
        if not self.is_searching:
            return queryset
        typed = self.search_query.strip()[:254]
        return queryset.filter(Q(email__icontains=typed) | Q(HasWords("round__title", words=typed)))

    @cached_property
    def header_buttons(self):
        return [
            HeaderButton(
                _("Invite by e-mail"), self.address("invite_member"), icon_name="mail", priority=1
            )
        ]

    @cached_property
    def header_more_buttons(self):
        members = Button(_("Members"), url=self.address("members"), icon_name="group", priority=5)
        return [members, *super().header_more_buttons]


class InvitationForm(MembershipForm):
    email = TypedEmailField(label=_("E-mail address"), max_length=254)
    field_order = ["email"]


class InviteMemberView(CommitteeAskView):
    above = ("invitations", _("Invitations by mail"))
    page_title = _("Invite by e-mail")
    form_class = InvitationForm
    question = _(
        "For somebody who may have no account. A link is sent to this address: whoever opens it logs in or creates an "
        "account, and accepts. Nothing here tells whether the address has an account."
    )
    submit_label = _("Invite")
    success_message = _("An invitation leaves to this address.")

    def act(self, **typed):
        actions.invite_by_mail(committee=self.committee, by=self.request.user, **typed)


class _OneInvitationView(CommitteeAskView):
    above = InviteMemberView.above

    @cached_property
    def invitation(self):
        found = queries.invitations(self.request.user, self.committee.pk).filter(
            pk=self.kwargs["pk"]
        )
        if not found:
            raise Http404
        return found[0]

    @property
    def next_url(self):
        round = self.invitation.round
        if round:
            return reverse("crowdsolving_rounds:inspect", args=[round.pk])
        return super().next_url

    @property
    def question(self):
        return self.invitation.email


class SendInvitationView(_OneInvitationView):
    page_title = submit_label = _("Send again")
    success_message = _("The invitation is sent again.")

    def act(self):
        actions.send_invitation_again(invitation=self.invitation, by=self.request.user)


class WithdrawInvitationView(_OneInvitationView):
    page_title = submit_label = _("Withdraw")
    success_message = _("The invitation is withdrawn.")

    def act(self):
        actions.withdraw_invitation(invitation=self.invitation, by=self.request.user)


urlpatterns = [
    path("<int:committee>/invitations/", InvitationsView.as_view(), name="invitations"),
    path(
        "<int:committee>/invitations/results/",
        InvitationsView.as_view(results_only=True),
        name="invitations_results",
    ),
    path("<int:committee>/invitations/add/", InviteMemberView.as_view(), name="invite_member"),
    path(
        "<int:committee>/invitations/<int:pk>/again/",
        SendInvitationView.as_view(),
        name="send_invitation",
    ),
    path(
        "<int:committee>/invitations/<int:pk>/withdraw/",
        WithdrawInvitationView.as_view(),
        name="withdraw_invitation",
    ),
]
