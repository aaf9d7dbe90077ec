"""The state of the site on the admin's home page, and a page of its own with all of it."""

from itertools import groupby

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.urls import Resolver404, path, resolve, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.permission_policies.pages import PagePermissionPolicy

from wagtail_crowdsolving import extensions, health
from wagtail_crowdsolving.upkeep import rules

STYLE = "wagtail_crowdsolving/health-admin.css"
#: As many of each room stand on the home page, and on the page of its own.
SHOWN, SHOWN_ALL = 5, 200
#: The headings, in their order; whatever else there is comes last.
ROOMS = {
    "upkeep": gettext_lazy("Background work"),
    "notifications": gettext_lazy("Mails"),
    "challenges": gettext_lazy("Challenges"),
    "selection": gettext_lazy("Committees and examinations"),
    "settings": gettext_lazy("Settings of the site"),
}
#: Who may open an address of the admin, by the beginning of its namespace: any of these permissions.
PERMISSIONS = {
    "wagtailadmin_workflows": [
        "wagtailcore.add_workflow",
        "wagtailcore.change_workflow",
        "wagtailcore.delete_workflow",
    ],
    "wagtailusers_groups": ["auth.add_group", "auth.change_group", "auth.delete_group"],
    "crowdsolving_outbox": ["wagtail_crowdsolving.view_outboxmail"],
    "crowdsolving_": ["wagtail_crowdsolving.manage_selection"],
}
PAGES = ("wagtailadmin_pages", "wagtailadmin_explore")


class Shown:
    """A finding as one person sees it: with a link only where it opens for them."""

    def __init__(self, finding, url):
        self.finding = finding
        self.url = url
        self.must_ask = bool(finding.url) and not url


class Group:
    def __init__(self, room, findings, limit):
        self.room = room
        self.heading = ROOMS.get(room, room)
        self.findings = findings[:limit]
        self.more = len(findings) - len(self.findings)
        # The checks of settings are written for developers, and in English.
        self.language = "en" if room == "settings" else ""


def groups(user, *, limit):
    """Every finding, by room, the urgent ones first; each room bounded by ``limit``."""
    order = list(ROOMS)

    def place(finding):
        room = _room(finding)
        return (order.index(room) if room in order else len(order), room)

    found = sorted(health.findings(), key=lambda one: (*place(one), not one.is_urgent))
    made = [Group(room, list(those), limit) for room, those in groupby(found, key=_room)]
    opens = _openable(user, [finding for group in made for finding in group.findings])
    for group in made:
        group.findings = [
            Shown(finding, finding.url if finding.url in opens else "")
            for finding in group.findings
        ]
    return made


def _room(finding):
    return finding.key.partition(".")[0]


def _openable(user, findings):
    """The addresses among those of ``findings`` that ``user`` may open. One query for all pages."""
    if user.is_superuser:
        return {finding.url for finding in findings}
    opens, pages = set(), {}
    for finding in findings:
        if finding.permission:
            if user.has_perm(finding.permission):
                opens.add(finding.url)
            continue
        match = _match(finding.url)
        if match is None:
            continue
        pk = next((value for value in match.kwargs.values() if isinstance(value, int)), None)
        pk = pk or next((value for value in match.args if isinstance(value, int)), None)
        if match.view_name.startswith(PAGES) and pk:
            pages.setdefault(pk, []).append(finding.url)
        elif any(map(user.has_perm, _permissions(match.view_name))):
            opens.add(finding.url)
    if pages:
        policy = PagePermissionPolicy()
        theirs = policy.instances_user_has_any_permission_for(user, ["add", "change", "publish"])
        for pk in theirs.filter(pk__in=list(pages)).values_list("pk", flat=True):
            opens.update(pages[pk])
    return opens


def _match(url):
    try:
        return resolve(url.partition("?")[0].partition("#")[0]) if url else None
    except Resolver404:
        return None


def _permissions(view_name):
    return next((names for begin, names in PERMISSIONS.items() if view_name.startswith(begin)), [])


class HealthPanel(Component):
    """What keeps the site from working, above what waits; one calm sentence where nothing does."""

    name = "crowdsolving_health"
    template_name = "wagtail_crowdsolving/upkeep/panel.html"

    class Media:
        css = {"all": [STYLE]}

    def __init__(self, request):
        self.groups = groups(request.user, limit=SHOWN)
        self.order = 50 if self.groups else 900

    def get_context_data(self, parent_context):
        return {
            "groups": self.groups,
            "icon": "warning" if self.groups else "circle-check",
            "all_url": reverse("crowdsolving_health"),
        }


@extensions.home.register
def health_panel(request):
    return HealthPanel(request) if rules.can_see_health(request.user) else None


@hooks.register("construct_homepage_panels")
def add_panels(request, panels):
    """The day's work, as each room and the site tell it."""
    panels.extend(extensions.home.ask(request))


class HealthView(WagtailAdminTemplateMixin, TemplateView):
    """The same with all that the home page leaves out."""

    template_name = "wagtail_crowdsolving/upkeep/health.html"
    page_title = gettext_lazy("State of the site")
    header_icon = "info-circle"

    def dispatch(self, request, *args, **kwargs):
        if not rules.can_see_health(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def breadcrumbs_items(self):
        return [
            *super().breadcrumbs_items,
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs):
        return super().get_context_data(groups=groups(self.request.user, limit=SHOWN_ALL), **kwargs)


class HealthMenuItem(MenuItem):
    def is_shown(self, request):
        return rules.can_see_health(request.user)


@hooks.register("register_admin_urls")
def register_urls():
    return [path("crowdsolving/health/", HealthView.as_view(), name="crowdsolving_health")]


@hooks.register("register_reports_menu_item")
def register_menu_item():
    return HealthMenuItem(
        gettext_lazy("State of the site"),
        reverse("crowdsolving_health"),
        name="crowdsolving-health",
        icon_name="info-circle",
        order=1050,
    )


@hooks.register("register_permissions")
def register_permissions():
    """So that the editor of groups shows it."""
    return Permission.objects.filter(
        content_type__app_label="wagtail_crowdsolving", codename="view_health"
    )
