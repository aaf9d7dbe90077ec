"""The path of a project in the Wagtail admin: one view of its stages, one form for each."""

import swapper
from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import include, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button

from wagtail_crowdsolving import doors
from wagtail_crowdsolving.catalogue import actions, queries, rules
from wagtail_crowdsolving.catalogue.models import StageEntry
from wagtail_crowdsolving.catalogue.pages import CatalogueProjectMixin
from wagtail_crowdsolving.catalogue.words import Precision, Stage
from wagtail_crowdsolving.fields import DayInput
from wagtail_crowdsolving.network.queries import canonical

swapper.set_app_prefix("wagtailcore", "wagtail")

TEMPLATES = "wagtail_crowdsolving/catalogue/admin"


class StageForm(forms.ModelForm):
    class Meta:
        model = StageEntry
        fields = ["reached_on", "precision", "conclusion", "note"]
        widgets = {"reached_on": DayInput}

    def __init__(self, *args, stage, **kwargs):
        super().__init__(*args, **kwargs)
        if stage != Stage.STUDY:
            del self.fields["conclusion"]

    def _post_clean(self):
        """The door validates: what is typed reaches no instance here."""


class StagesMixin(WagtailAdminTemplateMixin):
    """A view about one project, for whoever may write its path."""

    header_icon = "crosshairs"
    _show_breadcrumbs = True

    def dispatch(self, request, *args, **kwargs):
        if not rules.can_record_stages(request.user, self.shared_page):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def page(self):
        base = swapper.load_model("wagtailcore", "Page")
        page = get_object_or_404(base, pk=self.kwargs["page_id"]).specific
        if not isinstance(page, CatalogueProjectMixin):
            raise Http404
        return page

    @cached_property
    def shared_page(self):
        return canonical(self.page)

    @cached_property
    def stage(self):
        if self.kwargs["stage"] not in Stage.values:
            raise Http404
        return Stage(self.kwargs["stage"])

    @cached_property
    def entry(self):
        return queries.entries_of(self.page).filter(stage=self.stage).first()

    @property
    def stages_url(self):
        return reverse("crowdsolving_stages:index", args=[self.page.pk])

    def get_page_subtitle(self):
        return self.page.get_admin_display_title()

    def get_breadcrumbs_items(self):
        items = [
            *super().get_breadcrumbs_items(),
            {
                "url": reverse("wagtailadmin_pages:edit", args=[self.page.pk]),
                "label": self.page.get_admin_display_title(),
            },
            {"url": self.stages_url, "label": gettext("Stages")},
        ]
        if "stage" in self.kwargs:
            items.append({"url": "", "label": self.stage.label})
        return items

    def get_context_data(self, **kwargs):
        return super().get_context_data(page=self.page, stages_url=self.stages_url, **kwargs)


class StagesView(StagesMixin, TemplateView):
    """All stages of the path, with what is recorded of each."""

    template_name = f"{TEMPLATES}/stages.html"
    page_title = _("Stages")

    def get_context_data(self, **kwargs):
        return super().get_context_data(path=queries.path_of(self.page), **kwargs)


class StageView(StagesMixin, FormView):
    """Record or correct one stage."""

    template_name = f"{TEMPLATES}/stage.html"
    form_class = StageForm

    def get_page_title(self):
        return self.stage.label

    def get_form_kwargs(self):
        initial = (
            {name: getattr(self.entry, name) for name in StageForm.Meta.fields}
            if self.entry
            else {"precision": Precision.MONTH}
        )
        return {**super().get_form_kwargs(), "stage": self.stage, "initial": initial}

    def form_valid(self, form):
        with doors.asked() as answer:
            actions.record_stage(
                page=self.page, stage=self.stage.value, by=self.request.user, **form.cleaned_data
            )
        if answer.is_done:
            messages.success(self.request, gettext("The stage is recorded."))
        elif answer.conflict:
            messages.error(self.request, str(answer.conflict))
        else:
            doors.put(form, answer.error)
            return self.form_invalid(form)
        return redirect(self.stages_url)


class RemoveStageView(StagesMixin, TemplateView):
    """Ask, then take one stage out of the path."""

    template_name = f"{TEMPLATES}/remove.html"

    def get_page_title(self):
        return self.stage.label

    def get_context_data(self, **kwargs):
        if self.entry is None:
            raise Http404
        return super().get_context_data(entry=self.entry, **kwargs)

    def post(self, request, *args, **kwargs):
        if self.entry is None:
            raise Http404
        with doors.asked(request=request) as answer:
            actions.remove_stage(entry=self.entry, by=request.user)
        if answer.is_done:
            messages.success(request, gettext("The stage is removed."))
        return redirect(self.stages_url)


urlpatterns = [
    path("<int:page_id>/", StagesView.as_view(), name="index"),
    path("<int:page_id>/<slug:stage>/", StageView.as_view(), name="record"),
    path("<int:page_id>/<slug:stage>/remove/", RemoveStageView.as_view(), name="remove"),
]


@hooks.register("register_admin_urls")
def register_urls():
    return [path("crowdsolving/stages/", include((urlpatterns, "crowdsolving_stages")))]


def _buttons(page, user, priority):
    # The kind of the page is known without a query.
    if issubclass(page.specific_class or object, CatalogueProjectMixin) and (
        rules.can_record_stages(user, page)
    ):
        yield Button(
            gettext("Stages"),
            url=reverse("crowdsolving_stages:index", args=[page.pk]),
            icon_name="crosshairs",
            priority=priority,
        )


@hooks.register("register_page_header_buttons")
def header_button(page, user, view_name, next_url=None):
    yield from _buttons(page, user, 18)


@hooks.register("register_page_listing_more_buttons")
def listing_button(page, user, next_url=None):
    yield from _buttons(page, user, 18)


@hooks.register("register_log_actions")
def register_log_actions(registry):
    registry.register_action(actions.RECORDED, _("Record a stage"), _("A stage was recorded"))
    registry.register_action(actions.REMOVED, _("Remove a stage"), _("A stage was removed"))
