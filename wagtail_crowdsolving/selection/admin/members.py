"""Who sits on a committee, in the Wagtail admin: rows of their own, at any number."""

import django_filters
from django import forms
from django.http import Http404
from django.urls import path
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.widgets.button import Button, HeaderButton

from wagtail_crowdsolving import clock
from wagtail_crowdsolving.exports import ExportMixin
from wagtail_crowdsolving.fields import DayInput
from wagtail_crowdsolving.folded import Folded, HasWords
from wagtail_crowdsolving.network.models import Organisation
from wagtail_crowdsolving.selection import actions
from wagtail_crowdsolving.selection.admin.access import TEMPLATES
from wagtail_crowdsolving.selection.admin.committee_pages import (
    CommitteeAskView,
    CommitteeMixin,
)
from wagtail_crowdsolving.selection.admin.people import PersonChooser, active_people
from wagtail_crowdsolving.selection.admin.standing import look_over
from wagtail_crowdsolving.selection.forms import RoundForm
from wagtail_crowdsolving.selection.minutes import name_of, names_of
from wagtail_crowdsolving.selection.models import Membership
from wagtail_crowdsolving.wagtail_admin import DayColumn, FoldedListMixin, SnippetChooser

CLOSED = "closed"
PAGE_SIZE = 50
#: What its first and its last day are called, everywhere.
DAYS = {
    name: capfirst(Membership._meta.get_field(name).verbose_name)
    for name in ("starts_on", "ends_on")
}


class MemberFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[*Membership.State.choices, (CLOSED, _("Account closed"))],
        method="of_state",
    )
    role = django_filters.ChoiceFilter(
        label=pgettext_lazy("committee", "Role"), choices=Membership.Role.choices
    )
    # Typed: as a list of choices it would grow with the committee.
    organisation = django_filters.CharFilter(label=_("Organisation"), method="of_organisation")

    class Meta:
        model = Membership
        fields = []

    def of_state(self, members, name, value):
        if value == CLOSED:
            return members.filter(user__is_active=False)
        return members.in_state(value)

    def of_organisation(self, members, name, value):
        return members.filter(HasWords("organisation__name", words=value[:200]))


class MemberPaginator(WagtailPaginator):
    verbose_name = _("member")
    verbose_name_plural = _("members")


#: What the columns of words are sorted by.
ORDERS = {
    "name": [Folded("user__last_name"), Folded("user__first_name"), "pk"],
    "organisation": [Folded("organisation__name"), "pk"],
}


class MembersView(FoldedListMixin, ExportMixin, CommitteeMixin, BaseListingView):
    template_name = f"{TEMPLATES}/members.html"
    page_title = _("Members")
    model = Membership
    paginate_by = PAGE_SIZE
    paginator_class = MemberPaginator
    verbose_name_plural = Membership._meta.verbose_name_plural
    is_searchable = True
    search_fields = ["user__first_name", "user__last_name", "organisation__name"]
    filterset_class = MemberFilterSet
    default_ordering = "name"

    def get_index_url(self):
        return self.address("members")

    def get_index_results_url(self):
        return self.address("members_results")

    def get_base_queryset(self):
        return Membership.objects.filter(committee=self.committee).select_related(
            "user", "organisation"
        )

    def order_queryset(self, queryset):
        name = self.ordering.removeprefix("-")
        keys = ORDERS.get(name, [name, *ORDERS["name"]])
        if self.ordering.startswith("-"):
            first, *others = keys
            keys = [first.desc() if hasattr(first, "desc") else f"-{first}", *others]
        return queryset.order_by(*keys)

    def search_queryset(self, queryset):
        if not self.is_searching:
            return queryset
        typed = self.search_query[:254]
        # A chair finds an address that they know, and reads none.
        if "@" in typed and not self.is_coordinator:
            return queryset.filter(user__email__iexact=typed.strip())
        if "@" in typed:
            return queryset.filter(user__email__icontains=typed.strip())
        return super().search_queryset(queryset)

    def describe(self, rows):
        rows = list(rows)
        names = names_of(row.user for row in rows)
        for row in rows:
            row.name = names.get(row.user_id) or name_of(None)
        return rows

    def paginate_queryset(self, queryset, page_size):
        paginator, page, rows, is_paginated = super().paginate_queryset(queryset, page_size)
        page.object_list = self.describe(rows)
        return paginator, page, page.object_list, is_paginated

    @cached_property
    def columns(self):
        address = [Column("email", label=_("E-mail"), accessor="user.email")]
        return [
            TitleColumn(
                "name",
                label=_("Name"),
                sort_key="name",
                get_url=lambda row: self.address("edit_member", row.pk),
            ),
            *(address if self.is_coordinator else ()),
            Column("organisation", label=_("Organisation"), sort_key="organisation"),
            Column(
                "role",
                label=pgettext_lazy("committee", "Role"),
                accessor="get_role_display",
                sort_key="role",
            ),
            DayColumn("starts_on", label=DAYS["starts_on"], sort_key="starts_on"),
            DayColumn("ends_on", label=DAYS["ends_on"], sort_key="ends_on"),
            Column("state", label=_("State"), accessor=state_of),
        ]

    @cached_property
    def header_buttons(self):
        return [
            HeaderButton(
                _("Add a member"), self.address("add_member"), icon_name="plus", priority=1
            )
        ]

    @cached_property
    def header_more_buttons(self):
        # Beside the first one they would leave no room for the name of the committee.
        imports = [
            Button(_("Import"), url=self.address("import_members"), icon_name="upload", priority=6)
        ]
        return [
            Button(
                _("Invitations by mail"),
                url=self.address("invitations"),
                icon_name="mail",
                priority=5,
            ),
            *(imports if self.is_coordinator else ()),
            *super().header_more_buttons,
        ]

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        look_over([self.committee])
        return {**context, "committee": self.committee}


def state_of(row):
    """How a membership stands, in words."""
    if not row.user.is_active:
        return _("Account closed")
    return row.state.label


class MembershipForm(RoundForm):
    """The role, the organisation and the days of a member. Choosers, no lists: they may be long."""

    role = forms.ChoiceField(
        label=pgettext_lazy("committee", "Role"),
        choices=Membership.Role.choices,
        initial=Membership.Role.MEMBER,
        help_text=Membership._meta.get_field("role").help_text,
    )
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.all(),
        required=False,
        widget=SnippetChooser(Organisation),
        help_text=Membership._meta.get_field("organisation").help_text,
    )
    starts_on = forms.DateField(label=DAYS["starts_on"], required=False, widget=DayInput)
    ends_on = forms.DateField(
        label=DAYS["ends_on"], required=False, widget=DayInput, help_text=_("The last day.")
    )


class NewMemberForm(MembershipForm):
    user = forms.ModelChoiceField(
        label=_("Person"), queryset=None, error_messages={"required": _("Choose a person.")}
    )
    field_order = ["user"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = active_people()
        self.fields["user"].widget = PersonChooser()


class EndForm(RoundForm):
    ends_on = forms.DateField(label=_("The last day"), widget=DayInput, initial=clock.today)


class AddMemberView(CommitteeAskView):
    page_title = _("Add a member")
    form_class = NewMemberForm
    question = _(
        "Who sits here is invited to the rounds that open from now on. In a round that is open already, "
        "replace or invite somebody on the page of the round."
    )
    submit_label = _("Add")
    success_message = _("The person is a member.")

    def act(self, **typed):
        actions.add_member(committee=self.committee, by=self.request.user, **typed)


class _OneMemberView(CommitteeAskView):
    @cached_property
    def membership(self):
        found = Membership.objects.select_related("user", "organisation", "committee").filter(
            committee=self.committee, pk=self.kwargs["pk"]
        )
        if not found:
            raise Http404
        return found[0]

    def get_page_subtitle(self):
        return name_of(self.membership.user)


class EditMemberView(_OneMemberView):
    template_name = f"{TEMPLATES}/member.html"
    page_title = _("Member")
    form_class = MembershipForm
    submit_label = _("Save")
    success_message = _("The member is changed.")

    def get_initial(self):
        return {name: getattr(self.membership, name) for name in MembershipForm.base_fields}

    def act(self, **typed):
        actions.change_member(membership=self.membership, by=self.request.user, **typed)

    def get_context_data(self, **kwargs):
        end_url = self.address("end_member", self.membership.pk)
        return super().get_context_data(
            end_url="" if self.membership.state == Membership.State.FORMER else end_url, **kwargs
        )


class EndMemberView(_OneMemberView):
    page_title = _("End the membership")
    form_class = EndForm
    submit_label = _("End the membership")
    success_message = _("The membership has its last day.")
    is_serious = True

    @property
    def question(self):
        if self.membership.state == Membership.State.COMING:
            return _(
                "This membership has not begun. With a day before its first one, the person is taken off the list."
            )
        return _(
            "The person sits on the committee until the end of that day, and stays in the list as a former member. What "
            "they have said in rounds is kept."
        )

    def act(self, ends_on):
        done = actions.end_membership(
            membership=self.membership, by=self.request.user, ends_on=ends_on
        )
        if done.pk is None:
            self.success_message = _("The person is off the list.")


urlpatterns = [
    path("<int:committee>/members/", MembersView.as_view(), name="members"),
    path(
        "<int:committee>/members/results/",
        MembersView.as_view(results_only=True),
        name="members_results",
    ),
    path("<int:committee>/members/add/", AddMemberView.as_view(), name="add_member"),
    path("<int:committee>/members/<int:pk>/", EditMemberView.as_view(), name="edit_member"),
    path("<int:committee>/members/<int:pk>/end/", EndMemberView.as_view(), name="end_member"),
]
