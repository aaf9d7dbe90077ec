"""The archive in the Wagtail admin: deletion that says what would go, and the way to archive instead."""

import swapper
from django import forms
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.permission_policies import BasePermissionPolicy

from wagtail_crowdsolving import doors
from wagtail_crowdsolving.exports import ExportMixin
from wagtail_crowdsolving.fields import TypedField
from wagtail_crowdsolving.network.people import public_name
from wagtail_crowdsolving.records import actions, queries, rules
from wagtail_crowdsolving.records.models import REASON_LENGTH, Archive
from wagtail_crowdsolving.records.pages import ArchivablePageMixin, archived_message
from wagtail_crowdsolving.wagtail_admin import PlainWordsMixin, register_policy

swapper.set_app_prefix("wagtailcore", "wagtail")

TEMPLATES = "wagtail_crowdsolving/records/admin"


class ArchiveForm(forms.Form):
    reason = TypedField(
        label=gettext_lazy("Reason"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("For the team: it is read in the admin only."),
    )


def _page(request, page_id):
    base = swapper.load_model("wagtailcore", "Page")
    page = get_object_or_404(base, pk=page_id).specific
    if not isinstance(page, ArchivablePageMixin) or not rules.can_archive(request.user, page):
        raise PermissionDenied
    return page


def _explore(page):
    return reverse("wagtailadmin_explore", args=[page.get_parent().pk])


def archive(request, page_id):
    """Ask why, with what is tied to the page, then take it off the site."""
    page = _page(request, page_id)
    if request.method == "POST":
        form = ArchiveForm(request.POST)
        if form.is_valid():
            with doors.asked() as answer:
                actions.archive(page=page, by=request.user, reason=form.cleaned_data["reason"])
            if answer.is_done:
                messages.success(
                    request, _("“%(title)s” is archived: it is off the site.") % {"title": page}
                )
                return redirect(_explore(page))
            if answer.conflict:
                messages.error(request, str(answer.conflict))
                return redirect("wagtailadmin_pages:edit", page.pk)
            doors.put(form, answer.error)
    else:
        form = ArchiveForm()
    return TemplateResponse(
        request,
        f"{TEMPLATES}/archive.html",
        {
            "page": page,
            "form": form,
            "ties": queries.ties_of(queries.versions_of(page), subtree_too=False),
            "versions": [one for one in queries.versions_of(page) if one.live],
            "back": reverse("wagtailadmin_pages:edit", args=[page.pk]),
            "page_title": _("Archive"),
        },
        status=400 if form.is_bound else 200,
    )


def unarchive(request, page_id):
    """Ask, then bring the page back as it was."""
    page = _page(request, page_id)
    archived = queries.archive_of(page)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    if request.method == "POST":
        with doors.asked(request=request) as answer:
            actions.unarchive(page=page, by=request.user)
        if answer.is_done:
            messages.success(request, _("“%(title)s” is back, as it was.") % {"title": page})
        return redirect(edit)
    if archived is None:
        messages.warning(request, _("This page is not archived."))
        return redirect(edit)
    online = [one for one in queries.versions_of(page) if archived.was_online(one)]
    online = [one for one in online if not queries.is_over(one)]
    return TemplateResponse(
        request,
        f"{TEMPLATES}/unarchive.html",
        {
            "page": page,
            "archive": archived,
            "by": public_name(archived.archived_by),
            "versions": online,
            "back": edit,
            "page_title": _("Bring back from the archive"),
        },
    )


@hooks.register("register_admin_urls")
def register_admin_urls():
    return [
        path(
            "crowdsolving/pages/<int:page_id>/archive/", archive, name="crowdsolving_archive_page"
        ),
        path(
            "crowdsolving/pages/<int:page_id>/unarchive/",
            unarchive,
            name="crowdsolving_unarchive_page",
        ),
    ]


@hooks.register("before_delete_page")
def refuse_to_delete(request, page):
    """Say what would go with the page, and offer to archive it."""
    going = {page.pk: page}
    for hook in hooks.get_hooks("construct_translated_pages_to_cascade_actions"):
        for others in (hook([page], "delete") or {}).values():
            going.update({other.pk: other for other in others})
    ties = queries.ties_of(list(going.values()))
    if not ties:
        return None
    own = isinstance(page, ArchivablePageMixin)
    return TemplateResponse(
        request,
        f"{TEMPLATES}/kept.html",
        {
            "page": page,
            "ties": ties,
            "is_own": own,
            "below": [] if own else _kept_below(page),
            "can_archive": own
            and rules.can_archive(request.user, page)
            and not queries.archive_of(page),
            "archived": queries.archive_of(page) if own else None,
            "back": _explore(page),
            "page_title": _("This page is kept"),
        },
        # Nothing was done: for whoever posts without reading.
        status=409 if request.method == "POST" else 200,
    )


def _kept_below(page, most=20):
    """Those pages below that have ties, by name; no more than one can read."""
    tied = queries.tied(page.get_descendants().type(ArchivablePageMixin))[:most]
    return [(below, queries.ties_of([below], subtree_too=False)) for below in tied.specific()]


@hooks.register("before_bulk_action")
def refuse_to_delete_many(request, action_type, objects, action):
    """The same for several pages that were ticked; none of them goes where one is kept."""
    base = swapper.load_model("wagtailcore", "Page")
    if action_type != "delete" or not objects or not isinstance(objects[0], base):
        return None
    if not queries.ties_of(objects):
        return None
    kept = [(page, ties) for page in objects if (ties := queries.ties_of([page]))]
    if not kept:  # language versions of one page: each alone would have an heir
        kept = [(objects[0], queries.ties_of(objects))]
    for page, ties in kept:
        messages.error(
            request,
            _("“%(title)s” is kept with what is tied to it: %(ties)s. Archive it instead.")
            % {"title": page.get_admin_display_title(), "ties": ", ".join(ties)},
        )
    messages.warning(request, _("No page was deleted."))
    return redirect(action.next_url)


@hooks.register("before_publish_page")
def refuse_to_publish(request, page):
    if isinstance(page, ArchivablePageMixin) and page.get_archive():
        messages.error(request, archived_message())
        return redirect("wagtailadmin_pages:edit", page.pk)


def _button(page, user):
    page = page.specific
    if not isinstance(page, ArchivablePageMixin) or not rules.can_archive(user, page):
        return
    name = "unarchive" if page.get_archive() else "archive"
    yield Button(
        _("Bring back from the archive") if name == "unarchive" else _("Archive"),
        url=reverse(f"crowdsolving_{name}_page", args=[page.pk]),
        icon_name="history" if name == "unarchive" else "folder",
        priority=55,
    )


@hooks.register("register_page_header_buttons")
def header_buttons(page, user, view_name, next_url=None):
    yield from _button(page, user)


@hooks.register("register_permissions")
def register_permissions():
    """In the form of a group."""
    return Permission.objects.filter(
        content_type__app_label=Archive._meta.app_label,
        codename=rules.PERMISSION.partition(".")[2],
    )


@hooks.register("register_log_actions")
def register_log_actions(log_actions):
    log_actions.register_action(
        actions.ARCHIVED, gettext_lazy("Page: archive"), gettext_lazy("Page archived")
    )
    log_actions.register_action(
        actions.UNARCHIVED,
        gettext_lazy("Page: bring back"),
        gettext_lazy("Page brought back from the archive"),
    )


class ArchivePolicy(BasePermissionPolicy):
    """Whoever may archive reads the list; nothing is changed in it."""

    def user_has_permission(self, user, action):
        return action == "view" and user.is_active and user.has_perm(rules.PERMISSION)

    def user_has_permission_for_instance(self, user, action, instance):
        return self.user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)

    def instances_user_has_any_permission_for(self, user, actions):
        rows = Archive.objects.all()
        return rows if self.user_has_any_permission(user, actions) else rows.none()


policy = ArchivePolicy(Archive)
register_policy(Archive, policy)


class ArchiveIndexView(PlainWordsMixin, ExportMixin, generic.IndexView):
    def get_base_queryset(self):
        return Archive.objects.select_related("page", "archived_by")

    @property
    def columns(self):
        return [
            TitleColumn(
                "page",
                label=_("Page"),
                get_url=lambda row: reverse("wagtailadmin_pages:edit", args=[row.page_id]),
            ),
            DateColumn("archived_at", label=_("Archived"), sort_key="archived_at"),
            Column("by", label=_("By"), accessor=lambda row: public_name(row.archived_by)),
            Column("reason", label=_("Reason")),
        ]


class ArchiveViewSet(ModelViewSet):
    model = Archive
    name = "crowdsolving_archives"
    url_prefix = "crowdsolving/archives"
    icon = "folder"
    menu_label = gettext_lazy("Archived pages")
    menu_name = "crowdsolving-archives"
    menu_order = 900
    menu_hook = "register_reports_menu_item"
    permission_policy = policy
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = False
    index_view_class = ArchiveIndexView
    form_fields = ["reason"]
    ordering = ["-archived_at"]

    def get_permissions_to_register(self):
        return Permission.objects.none()

    def get_urlpatterns(self):
        """The list alone: its rows are written by the doors."""
        return [url for url in super().get_urlpatterns() if url.name in ("index", "index_results")]


viewset = ArchiveViewSet()


@hooks.register("register_admin_viewset")
def register_viewset():
    return viewset
