"""The rules of ``page_rights`` in front of Wagtail's and wagtail-localize's screens.

Wagtail has hooks for that. wagtail-localize has none for its own addresses: the same addresses are
registered before its own, and lead to its own views once the rule was asked.
"""

from functools import wraps

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page, PagePermissionTester
from wagtail.snippets.permissions import user_can_edit_snippet_type
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.operations import TranslationCreator
from wagtail_localize.views import (
    convert,
    edit_translation,
    submit_translations,
    update_translations,
)

from wagtail_crowdsolving import page_rights, staleness, upstream
from wagtail_crowdsolving.editors import EditedPageMixin
from wagtail_crowdsolving.exceptions import NotAllowed

#: How many pages are named where many are refused at once.
SAID = 10


@hooks.register("before_convert_alias_page")
def before_convert_alias(request, page):
    """A live alias that becomes an ordinary page no longer follows what is published of its source."""
    page_rights.check_replace(request.user, page)


@hooks.register("before_edit_page", order=-100)
def before_edit(request, page):
    """Before wagtail-localize answers in the place of the editor."""
    if request.resolver_match.url_name == "revisions_revert":
        page_rights.check_replace(request.user, page)
    if request.method == "POST" and upstream.RESTART in request.POST:
        page_rights.check_replace(request.user, page)


@hooks.register("before_edit_page", order=-80)
def say_what_is_stale(request, page):
    """In the editor of a translation that its source has left behind, and in that of the source."""
    if request.method == "GET":
        staleness.say(request, page)


@hooks.register("before_edit_page", order=-50)
def offer_what_is_allowed(request, page):
    """The editor of a translation, without the buttons that would be refused."""
    if request.method != "GET" or page.alias_of_id:
        return None
    translation = upstream.synchronised(page)
    if translation is None:
        return None
    return upstream.offer(
        edit_translation.edit_translation(request, translation, page),
        alias=page_rights.can_overwrite(request.user, page),
        stop=page_rights.can_replace(request.user, page),
    )


@hooks.register("before_create_page")
def only_what_editors_look_after(request, parent_page, page_class):
    """Whose right to a page is the one of its type adds pages of such types below it, and no list."""
    if (
        isinstance(parent_page, EditedPageMixin)
        and not issubclass(page_class, EditedPageMixin)
        and not PagePermissionTester(request.user, parent_page).can_add_subpage()
    ):
        raise PermissionDenied


@hooks.register("construct_page_action_menu")
def leave_out_what_is_refused(menu_items, request, context):
    page = context.get("page")
    if page is None or page.pk is None or page_rights.can_overwrite(request.user, page):
        return
    may_replace = page_rights.can_replace(request.user, page)
    hidden = set(upstream.MENU_ITEMS[1:] if may_replace else upstream.MENU_ITEMS)
    menu_items[:] = [item for item in menu_items if item.name not in hidden]


@hooks.register("before_bulk_action")
def publish_no_alias(request, action_type, objects, action):
    """In words, where Wagtail would end in an error: an alias is published with its page."""
    if action_type != "publish" or not objects or not isinstance(objects[0], Page):
        return None
    aliases = [page for page in objects if page.alias_of_id]
    if "include_descendants" in request.POST:
        for page in objects:
            aliases += page.get_descendants().not_live().exclude(alias_of=None)
    if not aliases:
        return None
    for page in aliases[:SAID]:
        messages.error(
            request,
            _("“%(title)s” shows another page and is published with it: leave it out.")
            % {"title": page.get_admin_display_title()},
        )
    if more := len(aliases) - len(aliases[:SAID]):
        told = ngettext(
            "… and %(number)s more, not shown here.",
            "… and %(number)s more, not shown here.",
            more,
        )
        messages.error(request, told % {"number": more})
    return redirect(action.next_url)


def _before(check):
    """Decorator of a view of wagtail-localize: ``check(request, **kwargs)`` refuses, or the view answers."""

    def decorate(view):
        @wraps(view)
        def guarded(request, **kwargs):
            check(request, **kwargs)
            return view(request, **kwargs)

        return guarded

    return decorate


def _check_alias(request, page_id):
    page_rights.check_overwrite(request.user, get_object_or_404(Page, pk=page_id))


def _check_stop(request, translation_id):
    target = get_object_or_404(Translation, pk=translation_id).get_target_instance()
    if isinstance(target, Page):
        page_rights.check_replace(request.user, target)


class SubmitPage(submit_translations.SubmitPageTranslationView):
    """Translations of a page, live at once only where their author may publish them."""

    def dispatch(self, request, *args, **kwargs):
        if not page_rights.can_translate(request.user, self.get_object()):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        locales = list(form.cleaned_data["locales"])
        try:
            if form.cleaned_data["include_subtree"] and not all(
                page_rights.can_overwrite(self.request.user, page)
                for page in self.object.get_descendants().specific().iterator()
            ):
                raise NotAllowed(_("Translate these pages one by one."))
            goes_live = [
                page_rights.may_publish_translation(self.request.user, self.object, locale)
                for locale in locales
            ]
            if all(goes_live):
                return super().form_valid(form)
            if form.cleaned_data["include_subtree"]:
                raise NotAllowed(_("Translate these pages one by one."))
        except NotAllowed as refusal:
            if not str(refusal):
                raise
            messages.error(self.request, str(refusal))
            return redirect(self.request.get_full_path())
        self._draft(locales)
        return redirect(
            self.get_success_url()
            or self.get_default_success_url(self.object.get_translation(locales[0]))
        )

    @transaction.atomic
    def _draft(self, locales):
        """What ``TranslationCreator`` does, but that it would publish what its source has live."""
        creator = TranslationCreator(self.request.user, locales)
        source, _created = TranslationSource.get_or_create_from_instance(self.object)
        for locale in locales:
            translation, _created = Translation.objects.update_or_create(
                source=source, target_locale=locale, defaults={"enabled": True}
            )
            creator.mappings[source].append(translation)
            try:
                translation.save_target(user=self.request.user, publish=False)
            except ValidationError:  # as the creator: the editor shows what is wrong
                continue
        self.components.save(creator, sources_and_translations=creator.mappings)
        messages.success(
            self.request,
            _("The translation is a draft: the public reads it once it is published."),
        )


class SubmitSnippet(submit_translations.SubmitSnippetTranslationView):
    """Translations of a snippet, by whoever may edit its kind."""

    def get_object(self):
        found = super().get_object()
        if not user_can_edit_snippet_type(self.request.user, type(found)):
            raise PermissionDenied
        return found


class Update(update_translations.UpdateTranslationsView):
    """Translations brought up to date with their source, by whoever may edit them all."""

    def get_object(self):
        source = super().get_object()
        user = self.request.user
        origin = source.get_source_instance()
        if not isinstance(origin, Page):
            if not user_can_edit_snippet_type(user, type(origin)):
                raise PermissionDenied
            self.may_publish = True
            return source
        targets = upstream.target_pages(source)
        edited = [origin, *targets]
        if not all(page.permissions_for_user(user).can_edit() for page in edited):
            raise PermissionDenied
        held_back = [page for page in targets if not page_rights.can_overwrite(user, page)]
        self.may_publish = not held_back
        readers = upstream.restrictions(origin)
        if any(upstream.restrictions(page) != readers for page in held_back):
            raise NotAllowed
        return source

    def get_form(self):
        form = super().get_form()
        if not self.may_publish:
            field = form.fields["publish_translations"]
            field.disabled = True
            field.help_text = _("You may not publish all of these translations.")
        return form


@hooks.register("register_admin_urls", order=-100)
def register_guarded_addresses():
    name = "crowdsolving_localize_{}".format
    return [
        path(
            "localize/page/<int:page_id>/convert_to_alias/",
            _before(_check_alias)(convert.convert_to_alias),
            name=name("convert_to_alias"),
        ),
        path(
            "localize/translate/<int:translation_id>/disable/",
            _before(_check_stop)(edit_translation.stop_translation),
            name=name("stop_translation"),
        ),
        path(
            "localize/submit/page/<int:page_id>/",
            SubmitPage.as_view(),
            name=name("submit_page_translation"),
        ),
        path(
            "localize/submit/snippet/<slug:app_label>/<slug:model_name>/<str:pk>/",
            SubmitSnippet.as_view(),
            name=name("submit_snippet_translation"),
        ),
        path(
            "localize/update/<int:translation_source_id>/",
            Update.as_view(),
            name=name("update_translations"),
        ),
    ]


upstream.offer_translation_buttons(page_rights.can_translate)
