"""What the rooms' parts of the Wagtail admin share."""

from importlib import import_module

import wagtail.permissions
from django.urls import NoReverseMatch, reverse
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import SummaryItem
from wagtail.images.models import AbstractImage
from wagtail.snippets.views.chooser import SnippetChooserViewSet

from wagtail_crowdsolving import conf


def address(name, *args, query=""):
    """The address of a view of the admin; empty where it is not mounted, as under a check's settings."""
    try:
        return reverse(name, args=args) + query
    except NoReverseMatch:
        return ""


def register_policy(model, policy):
    """Wagtail 8 looks permission policies up in a registry, Wagtail 7.4 on the viewset."""
    if hasattr(wagtail.permissions, "register_permission_policy"):
        wagtail.permissions.register_permission_policy(model, policy)


def policy_of(model):
    """The permission policy of the site's model of pictures or of documents."""
    if hasattr(wagtail.permissions, "policy_registry"):
        return wagtail.permissions.policy_registry.get_by_type(model)
    app = "images" if issubclass(model, AbstractImage) else "documents"
    return import_module(f"wagtail.{app}.permissions").permission_policy


class ChooserViewSet(SnippetChooserViewSet):
    """To choose and nothing else: Wagtail's own has an address to create, which fails without a form.

    Offers what is active, where a model says so.
    """

    def get_object_list(self):
        rows = self.model.objects.all()
        names = {field.name for field in self.model._meta.fields}
        return rows.filter(is_active=True) if "is_active" in names else rows

    def get_urlpatterns(self):
        return [url for url in super().get_urlpatterns() if url.name != "create"]


class GuideMenuItem(MenuItem):
    """A guide, in the help menu of those for whom ``is_for(user)`` says that it is written."""

    def __init__(self, label, name, is_for, order):
        self.guide, self.is_for = name, is_for
        super().__init__(
            label,
            "",
            name=f"crowdsolving-{name}",
            icon_name="help",
            order=order,
            attrs={"target": "_blank", "rel": "noreferrer"},
        )

    def is_shown(self, request):
        self.url = conf.GUIDES_URL.replace("{name}", self.guide)
        return bool(self.url) and self.is_for(request.user)


class _Counted:
    """Something that waits. ``is_for(user)``: who is shown it; ``count(user)``: how much of it."""

    is_for = count = None

    @classmethod
    def number(cls, request):
        """How much waits for whoever asks: counted once a request, for the menu and the home page."""
        known = request.__dict__.setdefault("_crowdsolving_counts", {})
        if cls.count not in known:
            known[cls.count] = cls.count(request.user)
        return known[cls.count]


class CountedMenuItem(_Counted, MenuItem):
    """An entry of the menu with the number behind it."""

    def is_shown(self, request):
        return self.is_for(request.user)

    def render_component(self, request):
        component = super().render_component(request)
        if number := self.number(request):
            component.label = f"{component.label} ({number})"
        return component


class CountedSummaryItem(_Counted, SummaryItem):
    """The number on the admin's home page; ``url_name``: where it leads."""

    url_name = None

    def is_shown(self):
        return self.is_for(self.request.user)

    def get_context_data(self, parent_context):
        return {"number": self.number(self.request), "url": reverse(self.url_name)}
