"""What the pages under one committee share, in the Wagtail admin."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin

from wagtail_crowdsolving.selection import rules
from wagtail_crowdsolving.selection.admin.access import STYLE, chaired
from wagtail_crowdsolving.selection.admin.doors import AskView
from wagtail_crowdsolving.selection.models import Committee

SPACE = "crowdsolving_committees"


class CommitteeMixin(WagtailAdminTemplateMixin):
    """A view under one committee, for those who say who sits on it."""

    header_icon = "group"
    #: The address of the list that the view belongs to, and what it is called; its own where it is the list.
    above = ("members", _("Members"))

    def dispatch(self, request, *args, **kwargs):
        # Somebody else's committee does not exist here.
        if not rules.can_seat(request.user, self.committee):
            if not chaired(request.user):
                raise PermissionDenied
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def committee(self):
        committee = Committee.objects.filter(pk=self.kwargs["committee"]).first()
        if committee is None:
            if not (rules.can_manage(self.request.user) or chaired(self.request.user)):
                raise PermissionDenied
            raise Http404
        return committee

    def address(self, name, *args):
        return reverse(f"{SPACE}:{name}", args=[self.committee.pk, *args])

    @cached_property
    def is_coordinator(self):
        return rules.can_manage(self.request.user)

    def get_page_subtitle(self):
        return str(self.committee)

    def get_breadcrumbs_items(self):
        items = [
            *self.breadcrumbs_items,
            {"url": reverse(f"{SPACE}:list"), "label": _("Committees")},
            {"url": self.committee_url, "label": str(self.committee)},
        ]
        name, label = self.above
        if not isinstance(self, BaseListingView):
            items.append({"url": self.address(name), "label": label})
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*items, here]

    @property
    def committee_url(self):
        return reverse(f"{SPACE}:edit", args=[self.committee.pk]) if self.is_coordinator else ""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["media"] = STYLE + context["media"] if "media" in context else STYLE
        if "form" in context:
            context["media"] += context["form"].media
        return context


class CommitteeAskView(CommitteeMixin, AskView):
    template_name = AskView.template_name

    @property
    def next_url(self):
        return self.address(self.above[0])

    def get_context_data(self, **kwargs):
        return super().get_context_data(next_url=self.next_url, **kwargs)
