"""What the package must know of other packages' insides, and where it changes them, in one place.

Each thing here has a test that fails when they change (``tests/test_upstream.py``, ``tests/rights``).
"""

import html
import json
import re
from functools import wraps
from urllib.parse import urlencode

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import transaction
from django.db.models.signals import pre_save
from django.urls import reverse
from wagtail.models import Page, Workflow

#: wagtail-localize's own permission: to make translations and to bring them up to date.
SUBMIT_TRANSLATION = "wagtail_localize.submit_translation"
#: What the stock edit form of a page posts to leave or take up the synchronisation.
RESTART = "localize-restart-translation"
#: The items that wagtail-localize adds to the menu of a page's edit form.
MENU_ITEMS = (RESTART, "localize-convert-to-alias")

#: Who sends Wagtail's own workflow mails, in ``wagtail.admin.signal_handlers``.
WORKFLOW_NOTIFIERS = (
    "task_submission_email_notifier",
    "workflow_submission_email_notifier",
    "workflow_approval_email_notifier",
    "workflow_rejection_email_notifier",
)

_EDITOR = re.compile(r'<div class="js-translation-editor" data-props="([^"]*)">')
#: The editor has no way to be told that nobody may stop it: without its button, and without a list that
#: would be empty.
_NO_STOP = '[data-w-action-url-value="%s"]{display:none!important}'
_NO_LIST = ".footer__container>.w-dropdown-button:first-child .w-dropdown{display:none!important}"
_LISTED = ("canDelete", "canLock", "canUnlock", "canUnpublish")


def synchronised(page, enabled=True):
    """The ``Translation`` that writes ``page`` from its source, or ``None``. ``enabled=False``: the one stopped."""
    return (
        apps.get_model("wagtail_localize", "Translation")
        .objects.filter(
            source__object_id=page.translation_key, target_locale_id=page.locale_id, enabled=enabled
        )
        .select_related("source", "target_locale")
        .first()
    )


def unproved_addresses(people):
    """The keys of those of ``people`` (accounts) whose own address nobody has proved yet, as django-allauth knows it.

    Nobody where the site has no django-allauth, or it knows nothing of an address. 1 query, or none.
    """
    if not apps.is_installed("allauth.account"):
        return set()
    addresses = apps.get_model("account", "EmailAddress").objects.filter(user__in=people)
    known = {}
    for user, email, is_proved in addresses.values_list("user_id", "email", "verified"):
        known[user, email.lower()] = is_proved
    return {one.pk for one in people if known.get((one.pk, one.email.lower())) is False}


def is_stale(translation, source):
    """Whether the page ``source`` was published again since ``translation`` was last written from it."""
    logs = translation.source.translation_logs.filter(locale=translation.target_locale_id)
    written = logs.order_by("-created_at").values_list("created_at", flat=True).first()
    return bool(written and source.last_published_at and source.last_published_at > written)


def stale_translations(page):
    """The translations that wagtail-localize writes from ``page`` and that do not say yet what it says now."""
    translations = apps.get_model("wagtail_localize", "Translation").objects.filter(
        source__object_id=page.translation_key, source__locale=page.locale_id, enabled=True
    )
    return [
        translation
        for translation in translations.select_related("source", "target_locale")
        if is_stale(translation, page)
    ]


def target_pages(source):
    """The pages that the translations of ``source`` write; none where it is no page."""
    pages = []
    for translation in source.translations.filter(enabled=True).select_related("target_locale"):
        target = translation.get_target_instance()
        if isinstance(target, Page):
            pages.append(target)
    return pages


def restrictions(page):
    """Who may read ``page``, as wagtail-localize copies it to the translations: to be compared."""
    return [
        (one.restriction_type, one.password, sorted(one.groups.values_list("pk", flat=True)))
        for one in page.view_restrictions.all()
    ]


def untranslated(translation):
    """How many texts of ``translation`` stand in the language of the source."""
    segments = translation.source.stringsegment_set.annotate_translation(translation.target_locale)
    return segments.filter(translation__isnull=True).count()


def offer(response, *, publish=None, alias=True, stop=True):
    """Change what wagtail-localize's editor offers: its buttons follow what its page was given.

    ``publish``: whether the main button publishes (``None``: as it was); without ``alias`` or ``stop``
    there is no button to convert into an alias or to stop the synchronisation. A page without the
    editor is left as it is.
    """
    text = response.content.decode(response.charset)
    found = _EDITOR.search(text)
    if found is None:
        return response
    props = json.loads(html.unescape(found[1]))
    if publish is not None:
        props["perms"]["canPublish"] = publish
    if not alias:
        props["links"]["convertToAliasUrl"] = None
    style = ""
    if not stop:
        style = _NO_STOP % props["links"]["stopTranslationUrl"]
        others = [name for name in _LISTED if props["perms"][name]]
        if not others and not props["links"]["convertToAliasUrl"]:
            style += _NO_LIST
        style = f"<style>{style}</style>"
    opened = found[0].replace(found[1], html.escape(json.dumps(props)))
    response.content = text[: found.start()] + style + opened + text[found.end() :]
    return response


# Hands in other packages' code


def quieten_workflow_mails(is_ours):
    """Keep Wagtail's own workflow mails from each ``WorkflowState`` of which ``is_ours(state)`` says so."""
    from wagtail.admin import signal_handlers  # noqa: PLC0415 app registry

    for name in WORKFLOW_NOTIFIERS:
        notifier = getattr(signal_handlers, name)
        notifier.can_handle = _unless(is_ours, notifier.can_handle)


def _unless(is_ours, can_handle):
    def handles(instance, **kwargs):
        # A step, or the workflow itself.
        state = getattr(instance, "workflow_state", instance)
        return not is_ours(state) and can_handle(instance, **kwargs)

    return handles


def delete_pages_whole():
    """Let Wagtail delete a page with all that it writes before in one transaction, or not at all."""
    from wagtail.actions.delete_page import DeletePageAction  # noqa: PLC0415 app registry

    if not getattr(DeletePageAction.execute, "is_whole", False):
        DeletePageAction.execute = transaction.atomic(DeletePageAction.execute)
        DeletePageAction.execute.is_whole = True


def replace_spreadsheets(stream_csv, write_xlsx):
    """Let these write the files of every list that has Wagtail's export and no writing of its own.

    Wagtail lets a formula through in CSV, writes it for English spreadsheets, and moments in UTC.
    """
    from wagtail.admin.views.mixins import SpreadsheetExportMixin  # noqa: PLC0415 app registry

    SpreadsheetExportMixin.stream_csv = stream_csv
    SpreadsheetExportMixin.write_xlsx = write_xlsx


def leave_replies_alone(model):
    """Keep django-comments-xtd from making all descendants of a comment as public as itself when it is saved.

    Those that wait for moderation would be published with it.
    """
    from django_comments_xtd.models import publish_or_unpublish_on_pre_save  # noqa: PLC0415 app registry

    pre_save.disconnect(publish_or_unpublish_on_pre_save, sender=model)


def wrap_workflow_deactivation(wrap):
    """Let ``wrap`` make another method of ``Workflow.deactivate``. A decorator.

    Wagtail sends no signal before it drops the assignments, nor does a deleted one say why it went.
    """
    Workflow.deactivate = wrap(Workflow.deactivate)
    return wrap


def wrap_workflow_screens(wrappers):
    """Wrap methods of Wagtail's screens of workflows and their steps: ``{"Disable.post": wrap, …}``.

    It has no hook for them, and the addresses of an app come after its own.
    """
    from wagtail.admin.views import workflows  # noqa: PLC0415 app registry

    for path, wrap in wrappers.items():
        name, method = path.split(".")
        view = getattr(workflows, name)
        setattr(view, method, wrap(getattr(view, method)))


def wrap_workflow_action(wrap):
    """Let ``wrap`` make another ``post`` of the view that takes a step from Wagtail's lists. A decorator.

    It asks no hook, and a site may put a view of its own there.
    """
    from wagtail.admin.views.generic.workflow import WorkflowAction  # noqa: PLC0415 app registry

    WorkflowAction.post = wrap(WorkflowAction.post)
    return wrap


def begin_translations_as_drafts():
    """Let wagtail-localize make a translation as a draft, unless the site's settings say otherwise.

    It would put the translation of what is live online before anybody has translated a word.
    """
    if not hasattr(settings, "WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE"):
        settings.WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False


def add_side_panel(panel_of):
    """Show ``panel_of(view)``, if it is one, beside each page in the editor. A decorator.

    Wagtail has no hook for it, and a viewset of ours for a page type would take the place of the site's.
    """
    from wagtail.admin.views.pages.edit import EditView  # noqa: PLC0415 app registry

    get_side_panels = EditView.get_side_panels

    @wraps(get_side_panels)
    def with_ours(view):
        panels = get_side_panels(view)
        panel = panel_of(view)
        if panel is not None:
            panels.append(panel)
        return panels

    EditView.get_side_panels = with_ours
    return panel_of


def compare_as_fields_say():
    """Let a field name the class that compares its values: ``comparison_class``.

    Wagtail compares every field with choices as one choice, which fails on a list, before it asks its own
    registry of comparisons.
    """
    from wagtail.admin.panels import FieldPanel  # noqa: PLC0415 app registry

    get_comparison_class = FieldPanel.get_comparison_class
    if getattr(get_comparison_class, "asks_field", False):
        return

    @wraps(get_comparison_class)
    def asking_field(panel):
        try:
            named = getattr(panel.db_field, "comparison_class", None)
        except FieldDoesNotExist:
            named = None
        return named or get_comparison_class(panel)

    asking_field.asks_field = True
    FieldPanel.get_comparison_class = asking_field


def offer_translation_buttons(is_for):
    """Let wagtail-localize put its buttons, on a page and on each row of a list of pages, where ``is_for(user, page)``.

    It looks at its permission alone. In a list they read what it knows already (``known_translations``) instead
    of asking three queries a row.
    """
    from wagtail import hooks  # noqa: PLC0415 app registry
    from wagtail.admin.widgets.button import Button  # noqa: PLC0415 app registry
    from wagtail_localize import wagtail_hooks as theirs  # noqa: PLC0415 optional package

    stock, words = theirs.page_listing_more_buttons, theirs._

    @wraps(stock)
    def buttons(page, user, view_name=None, next_url=None):
        known = getattr(page, "known_translations", None)
        if not user.has_perm(SUBMIT_TRANSLATION) or page.is_root() or not is_for(user, page):
            return
        if known is None:
            yield from stock(page, user, view_name, next_url)
        else:
            if known.misses_a_language:
                url = reverse(
                    "wagtail_localize:submit_page_translation", args=[page.alias_of_id or page.pk]
                )
                icon = "wagtail-localize-language"
                yield Button(words("Translate this page"), url, priority=60, icon_name=icon)
            if known.source:
                url = reverse("wagtail_localize:update_translations", args=[known.source])
                url += f"?{urlencode({'next': next_url})}" if next_url else ""
                yield Button(words("Sync translated pages"), url, priority=60, icon_name="resubmit")

    for name in ("register_page_header_buttons", "register_page_listing_more_buttons"):
        registered = hooks._hooks[name]
        registered[:] = [(buttons if one is stock else one, order) for one, order in registered]
