"""Committees, their members and their criteria."""

from django import forms
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
)
from wagtail.admin.ui.tables import Column, NumberColumn
from wagtail.admin.widgets.button import Button
from wagtail.models import Locale
from wagtail.snippets.views import snippets

from wagtail_crowdsolving.exports import ExportMixin
from wagtail_crowdsolving.fields import TypedInlinePanel, TypedModelForm
from wagtail_crowdsolving.network.queries import offered
from wagtail_crowdsolving.selection import rules
from wagtail_crowdsolving.selection.admin import importing, invitations, members
from wagtail_crowdsolving.selection.admin.access import (
    TEMPLATES,
    SelectionPolicy,
    chaired,
    committees_for,
)
from wagtail_crowdsolving.selection.admin.committee_pages import SPACE
from wagtail_crowdsolving.selection.admin.standing import look_over
from wagtail_crowdsolving.selection.models import Committee, Round
from wagtail_crowdsolving.selection.task import CommitteeReviewTask
from wagtail_crowdsolving.wagtail_admin import ChooserViewSet, FoldedListMixin, register_policy

#: A chair looks after the members; what the committee is stays with the coordinators.
policy = SelectionPolicy(Committee, path="pk", chair_actions=["view", "change"])
register_policy(Committee, policy)


class WarningsPanel(Panel):
    """On top of the form: what keeps the committee from working well."""

    class BoundPanel(Panel.BoundPanel):
        template_name = f"{TEMPLATES}/warnings.html"

        @cached_property
        def warnings(self):
            if self.instance.pk is None:
                return []
            look_over([self.instance])
            return self.instance.warnings

        def is_shown(self):
            return bool(self.warnings)

        def get_context_data(self, parent_context=None):
            return {**super().get_context_data(parent_context), "warnings": self.warnings}


class CommitteeForm(TypedModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "themes" in self.fields:
            # A theme stands for its translations: one language is enough to choose from.
            field = self.fields["themes"]
            tied = list(self.instance.themes.all())
            field.queryset = offered(field.queryset, Locale.get_default().pk, tied)


class MembersPanel(Panel):
    """Where the members are: rows of their own, at any number."""

    class BoundPanel(Panel.BoundPanel):
        template_name = f"{TEMPLATES}/members_panel.html"

        def is_shown(self):
            return self.instance.pk is not None

        def get_context_data(self, parent_context=None):
            sitting = self.instance.memberships.in_force().count()
            url = reverse(f"{SPACE}:members", args=[self.instance.pk])
            return {**super().get_context_data(parent_context), "sitting": sitting, "url": url}


FORM = ObjectList(
    [
        WarningsPanel(heading=gettext_lazy("To be seen to")),
        FieldPanel("name"),
        FieldPanel("kind"),
        FieldPanel("is_active"),
        FieldPanel("description"),
        FieldPanel("themes", widget=forms.CheckboxSelectMultiple),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("rule"), FieldPanel("threshold")]),
                FieldRowPanel([FieldPanel("quorum"), FieldPanel("review_days")]),
                FieldPanel("names_are_public"),
            ],
            heading=gettext_lazy("How it decides"),
        ),
        MembersPanel(heading=gettext_lazy("Members")),
        TypedInlinePanel(
            "criteria",
            heading=gettext_lazy("Criteria"),
            label=gettext_lazy("Criterion"),
            help_text=gettext_lazy(
                "A round keeps the criteria that it was opened with: what you change here holds "
                "for the next ones."
            ),
            panels=[
                FieldPanel("label"),
                FieldPanel("guidance"),
                FieldRowPanel([FieldPanel("scale"), FieldPanel("weight")]),
                FieldRowPanel([FieldPanel("is_required"), FieldPanel("allows_na")]),
            ],
        ),
    ],
    base_form_class=CommitteeForm,
)


class _OneCommitteeMixin:
    """A committee that is somebody else's to run does not exist here."""

    def get_object(self, *args, **kwargs):
        committee = super().get_object(*args, **kwargs)
        if not policy.user_has_permission_for_instance(self.request.user, "view", committee):
            if not chaired(self.request.user):
                raise PermissionDenied
            raise Http404
        return committee


class CommitteeIndexView(FoldedListMixin, ExportMixin, snippets.IndexView):
    def describe(self, rows):
        look_over(rows)
        return rows

    def get_list_more_buttons(self, instance):
        return [
            Button(
                label,
                url=reverse(f"{SPACE}:{name}", args=[instance.pk]),
                icon_name=icon,
                priority=priority,
            )
            for label, name, icon, priority in (
                (_("Members"), "members", "group", 1),
                (_("Invite by mail"), "invite_member", "mail", 2),
            )
        ] + super().get_list_more_buttons(instance)

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        look_over(context["object_list"])
        return context


class _WarnMixin:
    def form_valid(self, form):
        response = super().form_valid(form)
        if not getattr(self, "expects_json_response", False):
            look_over([self.object])
            for sentence in self.object.warnings:
                messages.warning(self.request, sentence)
        return response


class CommitteeCreateView(_WarnMixin, snippets.CreateView):
    def get_success_url(self):
        """Its members come next."""
        return reverse(f"{SPACE}:members", args=[self.object.pk])


class CommitteeEditView(_WarnMixin, _OneCommitteeMixin, snippets.EditView):
    def dispatch(self, request, *args, **kwargs):
        """A chair looks after the members; the form is the coordinators'."""
        if rules.can_manage(request.user):
            return super().dispatch(request, *args, **kwargs)
        return redirect(f"{SPACE}:members", self.object.pk)


class CommitteeDeleteView(_OneCommitteeMixin, snippets.DeleteView):
    pass


class CommitteeHistoryView(_OneCommitteeMixin, snippets.HistoryView):
    pass


class CommitteeUsageView(_OneCommitteeMixin, snippets.UsageView):
    pass


class CommitteeViewSet(snippets.SnippetViewSet):
    model = Committee
    icon = "group"
    menu_label = gettext_lazy("Committees")
    menu_name = "crowdsolving-committees"
    menu_order = 300
    admin_url_namespace = "crowdsolving_committees"
    base_url_path = "crowdsolving/committees"
    copy_view_enabled = False
    chooser_viewset_class = ChooserViewSet
    index_view_class = CommitteeIndexView
    add_view_class = CommitteeCreateView
    edit_view_class = CommitteeEditView
    delete_view_class = CommitteeDeleteView
    history_view_class = CommitteeHistoryView
    usage_view_class = CommitteeUsageView
    permission_policy = policy
    search_backend_name = None
    search_fields = ["name", "description"]
    ordering = "name"
    list_filter = ["kind", "rule", "is_active"]
    list_display = [
        "name",
        Column("get_kind_display", label=gettext_lazy("Kind"), sort_key="kind"),
        NumberColumn("voting", label=gettext_lazy("Give an opinion")),
        NumberColumn("quorum", label=gettext_lazy("Quorum"), sort_key="quorum"),
        Column("get_rule_display", label=gettext_lazy("Rule"), sort_key="rule"),
        NumberColumn("open_rounds", label=gettext_lazy("Open rounds")),
        Column(
            "warnings",
            label=gettext_lazy("To be seen to"),
            accessor=lambda committee: " ".join(committee.warnings),
        ),
    ]
    edit_handler = FORM

    def get_queryset(self, request):
        return committees_for(request.user).annotate(
            open_rounds=Count("rounds", filter=Q(rounds__state=Round.State.OPEN))
        )

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            *members.urlpatterns,
            *importing.urlpatterns,
            *invitations.urlpatterns,
        ]

    def get_permissions_to_register(self):
        """In the form of a group: the one right that ``policy`` asks for."""
        return Permission.objects.filter(
            content_type__app_label=Committee._meta.app_label,
            codename=rules.MANAGE.partition(".")[2],
        )


viewset = CommitteeViewSet()


def ties_of(committee):
    """What the committee has done, in words; empty where nothing keeps it."""
    rounds = committee.rounds.count()
    meetings = committee.meetings.count()
    steps = CommitteeReviewTask.objects.filter(Q(committee=committee) | Q(fallback=committee))
    return [
        *([ngettext("%(n)d round", "%(n)d rounds", rounds) % {"n": rounds}] if rounds else []),
        *(
            [ngettext("%(n)d meeting", "%(n)d meetings", meetings) % {"n": meetings}]
            if meetings
            else []
        ),
        *(_("the workflow's step “%(step)s”") % {"step": step.name} for step in steps),
    ]


@hooks.register("before_delete_snippet")
def keep_what_was_decided(request, committees):
    """A committee that has examined anything stays, with a sentence that says why."""
    kept = [
        (committee, ties)
        for committee in committees
        if isinstance(committee, Committee) and (ties := ties_of(committee))
    ]
    for committee, ties in kept:
        messages.error(
            request,
            _(
                "“%(committee)s” cannot be deleted: %(ties)s would go with it. To close it, take it "
                "out of the workflow, and untick “active” in its form."
            )
            % {"committee": committee, "ties": ", ".join(ties)},
        )
    if kept:
        return redirect(reverse(viewset.get_url_name("list")))
    return None
