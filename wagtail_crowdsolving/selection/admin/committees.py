"""Committees, their members and their criteria."""

from collections import defaultdict

from django import forms
from django.contrib.auth.models import Permission
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
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
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
)
from wagtail.admin.ui.tables import Column, NumberColumn
from wagtail.models import Locale
from wagtail.snippets.views import snippets

from wagtail_crowdsolving.exports import ExportMixin
from wagtail_crowdsolving.fields import TypedInlinePanel, TypedModelForm
from wagtail_crowdsolving.network.queries import offered
from wagtail_crowdsolving.selection import rules
from wagtail_crowdsolving.selection.admin.access import (
    TEMPLATES,
    SelectionPolicy,
    chaired,
    committees_for,
)
from wagtail_crowdsolving.selection.admin.people import PersonChooser
from wagtail_crowdsolving.selection.models import Committee, Criterion, Membership, Round
from wagtail_crowdsolving.selection.task import CommitteeReviewTask
from wagtail_crowdsolving.selection.words import VotingRule
from wagtail_crowdsolving.wagtail_admin import ChooserViewSet, FoldedListMixin, register_policy

#: A chair looks after the members; what the committee is stays with the coordinators.
policy = SelectionPolicy(Committee, path="pk", chair_actions=["view", "change"])
register_policy(Committee, policy)


def look_over(committees):
    """Set ``voting``, how many give an opinion today, and ``warnings``, what keeps each committee
    from working well. 2 queries for any number."""
    keys = [committee.pk for committee in committees]
    seated = Membership.objects.sitting().filter(committee__in=keys)
    roles = defaultdict(list)
    for key, role in seated.values_list("committee_id", "role"):
        roles[key].append(role)
    weighed = set(
        Criterion.objects.filter(committee__in=keys, weight__gt=0)
        .values_list("committee_id", flat=True)
        .distinct()
    )
    for committee in committees:
        seats = roles[committee.pk]
        committee.voting = sum(role != rules.OBSERVER for role in seats)
        committee.warnings = list(
            _warnings(committee, rules.CHAIR in seats, committee.pk in weighed)
        )


def _warnings(committee, has_chair, is_weighed):
    if committee.voting < committee.quorum:
        yield ngettext(
            "%(count)d person gives an opinion today, fewer than the quorum of %(quorum)d: "
            "no round can come to an outcome.",
            "%(count)d people give an opinion today, fewer than the quorum of %(quorum)d: "
            "no round can come to an outcome.",
            committee.voting,
        ) % {"count": committee.voting, "quorum": committee.quorum}
    if not has_chair:
        yield _("Nobody chairs this committee today: the coordinators lead its rounds.")
    if committee.rule == VotingRule.SCORE and not is_weighed:
        yield _(
            "The rule is a weighted score, and no criterion has a weight: no score can be made."
        )


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

    def is_valid(self):
        valid = super().is_valid()
        if valid or "memberships" not in self.formsets:
            return valid
        # Modelcluster speaks of duplicate data above the list: say it beside the field as well.
        seen = set()
        for form in self.formsets["memberships"].forms:
            person = form["user"].value()
            if person and person in seen and NON_FIELD_ERRORS in form.errors:
                del form.errors[NON_FIELD_ERRORS]
                form.add_error("user", _("This person is in the list already."))
            seen.add(person)
        return valid


MEMBERS = InlinePanel(
    "memberships",
    heading=gettext_lazy("Members"),
    label=gettext_lazy("Member"),
    help_text=gettext_lazy(
        "Who sits here is invited to the rounds that open from now on. In a round that is open "
        "already, replace or invite somebody on the page of the round."
    ),
    panels=[
        FieldPanel("user", widget=PersonChooser),
        FieldPanel("role"),
        FieldPanel("organisation"),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
    ],
)

FOR_COORDINATORS = ObjectList(
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
        MEMBERS,
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

FOR_A_CHAIR = ObjectList(
    [WarningsPanel(heading=gettext_lazy("To be seen to")), MEMBERS], base_form_class=CommitteeForm
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
    pass


class CommitteeEditView(_WarnMixin, _OneCommitteeMixin, snippets.EditView):
    def get_panel(self):
        panel = FOR_COORDINATORS if rules.can_manage(self.request.user) else FOR_A_CHAIR
        return panel.bind_to_model(Committee)

    def get_form_class(self):
        return self.panel.get_form_class()


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
    edit_handler = FOR_COORDINATORS

    def get_queryset(self, request):
        return committees_for(request.user).annotate(
            open_rounds=Count("rounds", filter=Q(rounds__state=Round.State.OPEN))
        )

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
