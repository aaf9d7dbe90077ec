"""A challenge's life in the Wagtail admin: one page of forms, beside the editor of the judged text."""

from itertools import islice

from django.http import Http404
from django.urls import include, path, reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.auth import require_admin_access
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogFormatter

from wagtail_crowdsolving import clock, dates, extensions, staleness
from wagtail_crowdsolving.challenges import forms, life, queries, rules
from wagtail_crowdsolving.challenges.actions.life import LOG
from wagtail_crowdsolving.challenges.fields import is_published
from wagtail_crowdsolving.challenges.pages import ChallengeMixin
from wagtail_crowdsolving.challenges.views.life import Keeping

#: Challenges of the panel on the home page, and how many are looked at to find those that one may change.
SHOWN, LOOKED_AT = 5, 20


class AdminKeeping(Keeping):
    template = "wagtail_crowdsolving/challenges/admin/life.html"
    update_template = "wagtail_crowdsolving/challenges/admin/life_update.html"
    remove_template = "wagtail_crowdsolving/challenges/admin/life_remove.html"
    url = "crowdsolving_life:challenge"
    update_url = "crowdsolving_life:update"
    new_url = "crowdsolving_life:new_update"
    remove_url = "crowdsolving_life:remove"
    dates_form = forms.AdminDatesForm
    picture_form = forms.AdminPictureForm
    document_form = forms.AdminDocumentForm
    update_form = forms.AdminUpdateForm
    animator_form = forms.AnimatorForm
    takes_uploads = False

    def context(self, request, page):
        if request.method == "GET":
            staleness.say(request, page)
        return {
            **super().context(request, page),
            "page_title": _("Keep alive"),
            "editor_url": reverse("wagtailadmin_pages:edit", args=[page.pk])
            if page.permissions_for_user(request.user).can_edit()
            else "",
        }


def _admin(name):
    @require_admin_access
    def view(request, *args, **kwargs):
        if request.method not in ("GET", "HEAD", "POST"):
            raise Http404
        return getattr(AdminKeeping(), name)(request, *args, **kwargs)

    return view


urlpatterns = [
    path("<int:pk>/", _admin("overview"), name="challenge"),
    path("<int:pk>/update/", _admin("update"), name="new_update"),
    path("<int:pk>/update/<uuid:key>/", _admin("update"), name="update"),
    path("<int:pk>/remove/<slug:name>/<uuid:key>/", _admin("remove"), name="remove"),
]


@hooks.register("register_admin_urls")
def register_urls():
    return [
        path(
            "crowdsolving/life/",
            include((urlpatterns, "crowdsolving_life"), namespace="crowdsolving_life"),
        )
    ]


def _button(page, user, priority):
    page = page.specific_deferred
    if (
        isinstance(page, ChallengeMixin)
        and not page.alias_of_id
        and is_published(page)
        and rules.can_keep_alive(user, page)
        and not page.get_archive()
    ):
        yield Button(
            gettext_lazy("Keep alive"),
            reverse("crowdsolving_life:challenge", args=[page.pk]),
            icon_name="date",
            priority=priority,
        )


@hooks.register("register_page_header_buttons")
def header_button(page, user, view_name=None, next_url=None):
    yield from _button(page, user, 12)


@hooks.register("register_page_listing_more_buttons")
def listing_button(page, user, next_url=None):
    yield from _button(page, user, 3)


class ClosingPanel(Component):
    """On the admin's home page: the open challenges that close next, each with the way to its dates."""

    name = "crowdsolving-closing"
    template_name = "wagtail_crowdsolving/challenges/admin/closing_panel.html"
    order = 120

    def __init__(self, pages):
        super().__init__()
        self.pages = pages

    def get_context_data(self, parent_context):
        return {"pages": self.pages}


@extensions.home.register
def closing_panel(request):
    if not request.user.has_perm(rules.KEEP_ALIVE):
        return None
    # The right that the page asks which each leads to.
    theirs = (
        page
        for page in queries.closing_next(clock.today(), LOOKED_AT)
        if rules.can_keep_alive(request.user, page)
    )
    pages = list(islice(theirs, SHOWN))
    return ClosingPanel(pages) if pages else None


class LifeFormatter(LogFormatter):
    """A line of the site's history with what was and what is."""

    def format_message(self, log_entry):
        told = "; ".join(filter(None, map(self.told, log_entry.data.get("changes", []))))
        message = str(self.message)
        if told:
            return _("%(message)s (%(changes)s)") % {"message": message, "changes": told}
        return message

    def told(self, change):
        if change["field"] == "animator":
            return ""
        is_date = change["field"] in life.DATES
        return _("%(old)s → %(new)s") % {
            "old": self.value(change["old"], is_date),
            "new": self.value(change["new"], is_date),
        }

    def value(self, value, is_date):
        if isinstance(value, dict):
            value = value.get("title")
        if not value:
            return "–"
        return dates.write(parse_date(value)) if is_date else value


#: The door's name, what the history filters by, what it says.
LINES = [
    ("dates", gettext_lazy("Challenge: dates"), gettext_lazy("Dates changed")),
    ("animator", gettext_lazy("Challenge: animator"), gettext_lazy("Animator changed")),
    ("picture", gettext_lazy("Challenge: picture"), gettext_lazy("Picture changed")),
    (
        "add_update",
        gettext_lazy("Challenge: key moment added"),
        gettext_lazy("Key moment added"),
    ),
    (
        "change_update",
        gettext_lazy("Challenge: key moment corrected"),
        gettext_lazy("Key moment corrected"),
    ),
    (
        "remove_update",
        gettext_lazy("Challenge: key moment deleted"),
        gettext_lazy("Key moment deleted"),
    ),
    (
        "add_document",
        gettext_lazy("Challenge: document added"),
        gettext_lazy("Document added"),
    ),
    (
        "remove_document",
        gettext_lazy("Challenge: document taken off"),
        gettext_lazy("Document taken off the page"),
    ),
]


@hooks.register("register_log_actions")
def register_log_actions(actions):
    for name, label, message in LINES:
        formatter = type(
            f"{name}_formatter", (LifeFormatter,), {"label": label, "message": message}
        )
        actions.register_action(f"{LOG}.{name}")(formatter)
