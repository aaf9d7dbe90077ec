"""Each action that the admin offers on a page, as it is really posted: ``ACTIONS[name](client, page, scene)``."""

from urllib.parse import urlencode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.test.utils.form_data import querydict_from_html
from wagtail_localize.models import Translation, TranslationSource

PAGES = "wagtailadmin_pages"
LOCALIZE = "wagtail_localize"
STREAMS = ("documents", "updates", "organisations", "figures", "pictures")
ACTIONS = {}


def action(name):
    def register(function):
        ACTIONS[name] = function
        return function

    return register


def url(name, *args):
    return reverse(name, args=args)


def form_of(scene, page, address=None):
    """What the editor of ``page`` posts, or the form at ``address``."""
    forms = scene.forms
    address = address or url(f"{PAGES}:edit", page.pk)
    if address not in forms:
        html = scene.clients["S"].get(address).content.decode()
        try:
            forms[address] = querydict_from_html(html, form_id="page-edit-form").dict()
        except ValueError:  # another editor, for a translation or an alias
            forms[address] = {}
        forms[address].update({f"{name}-count": "0" for name in STREAMS})
        forms[address] |= {"summary": "Réécrit.", "intro": "Réécrit."}
    return {**forms[address], "title": "Réécrit", "slug": page.slug}


def edits(name, **extra):
    @action(name)
    def post(client, page, scene):
        values = {key: value(scene) if callable(value) else value for key, value in extra.items()}
        data = {**form_of(scene, page), **values}
        client.post(url(f"{PAGES}:edit", page.pk), data)


edits("edit")
edits("edit: action-publish", **{"action-publish": "1"})
edits("edit: action-submit", **{"action-submit": "1"})
edits("edit: action-restart-workflow", **{"action-restart-workflow": "1"})
edits("edit: action-cancel-workflow", **{"action-cancel-workflow": "1"})
edits("edit: action-publish, scheduled", **{
    "action-publish": "1", "go_live_at": lambda scene: scene.tomorrow,
})  # fmt: skip


@action("edit: localize-restart-translation")
def restart(client, page, scene):
    Translation.objects.filter(
        source__object_id=page.translation_key, target_locale=page.locale_id
    ).update(enabled=False)
    scene.before()
    client.post(
        url(f"{PAGES}:edit", page.pk), {**form_of(scene, page), "localize-restart-translation": "1"}
    )


@action("edit: publish of the translation")
def publish_translation(client, page, scene):
    client.post(url(f"{PAGES}:edit", page.pk), {**form_of(scene, page), "action": "publish"})


@action("edit: localize-convert-to-alias")
def to_alias_by_menu(client, page, scene):
    client.post(
        url(f"{PAGES}:edit", page.pk), {**form_of(scene, page), "localize-convert-to-alias": "1"}
    )


def plain(name, view, *, data=None):
    @action(name)
    def post(client, page, scene):
        client.post(url(view, page.pk), data or {})


plain("delete", f"{PAGES}:delete")
plain("unpublish", f"{PAGES}:unpublish", data={"include_descendants": "on"})
plain("convert_alias", f"{PAGES}:convert_alias")
plain("lock", f"{PAGES}:lock")
plain("set_privacy", f"{PAGES}:set_privacy", data={"restriction_type": "login"})
plain("convert_to_alias", f"{LOCALIZE}:convert_to_alias")


@action("unlock")
def unlock(client, page, scene):
    type(page).objects.filter(pk=page.pk).update(locked=True)
    scene.before()
    client.post(url(f"{PAGES}:unlock", page.pk))


@action("add")
def add(client, page, scene):
    if page == scene.pages.list:
        live = scene.pages.live
        address = url(f"{PAGES}:add", live._meta.app_label, live._meta.model_name, page.pk)
        brief = {"slug": "nouveau", "guiding_question": "Comment ?", "situation": "idea",
                 "handover_terms": form_of(scene, live)["context"]}  # fmt: skip
        data = {**form_of(scene, live, address), **brief}
        client.post(address, {**data, "action-publish": "1"})


@action("move_confirm")
def move(client, page, scene):
    to = scene.other_list if page.get_parent().pk == scene.pages.list.pk else page.get_parent()
    client.post(url(f"{PAGES}:move_confirm", page.pk, to.pk))


@action("set_page_position")
def reorder(client, page, scene):
    address = url(f"{PAGES}:set_page_position", page.pk)
    client.post(address if page.get_prev_sibling() is None else f"{address}?position=0")


def copies(name, **extra):
    @action(name)
    def post(client, page, scene):
        data = {"new_title": "Copie", "new_slug": "copie", "new_parent_page": page.get_parent().pk}
        client.post(url(f"{PAGES}:copy", page.pk), {**data, **extra})


copies("copy")
copies("copy: publish_copies", publish_copies="on")
copies("copy: alias", alias="on")


def steps(name, step):
    @action(name)
    def post(client, page, scene):
        if page.current_workflow_task_state:
            client.post(
                url(f"{PAGES}:workflow_action", page.pk, step, page.current_workflow_task_state.pk)
            )


steps("workflow_action: approve", "approve")
steps("workflow_action: reject", "reject")


@action("revisions_revert")
def revert(client, page, scene):
    # The oldest, as the history offers it.
    if revision := page.revisions.order_by("pk").first():
        client.post(
            url(f"{PAGES}:revisions_revert", page.pk, revision.pk),
            {**form_of(scene, page), "revision": revision.pk},
        )


@action("revisions_unschedule")
def unschedule(client, page, scene):
    if revision := page.revisions.order_by("pk").last():
        type(revision).objects.filter(pk=revision.pk).update(
            approved_go_live_at="2100-01-01T00:00Z"
        )
        scene.before()
        client.post(url(f"{PAGES}:revisions_unschedule", page.pk, revision.pk))


def bulk(kind, **extra):
    @action(f"bulk: {kind}")
    def post(client, page, scene):
        query = urlencode({"id": page.pk})
        data = {key: value(scene) if callable(value) else value for key, value in extra.items()}
        client.post(f"{url('wagtail_bulk_action', 'wagtailcore', 'page', kind)}?{query}", data)


bulk("delete")
bulk("move", chooser=lambda scene: scene.other_list.pk)
bulk("publish", include_descendants="on")
bulk("unpublish", include_descendants="on")


def _translation(page):
    """The translation that writes the page, or that it is the source of."""
    return (
        Translation.objects.filter(
            source__object_id=page.translation_key, target_locale=page.locale_id
        ).first()
        or Translation.objects.filter(source__object_id=page.translation_key).first()
    )


@action("submit_page_translation")
def submit_translation(client, page, scene):
    from wagtail.models import Locale

    source = page.alias_of.specific if page.alias_of else page
    english = Locale.objects.get(language_code="en")
    client.post(
        url(f"{LOCALIZE}:submit_page_translation", source.pk),
        {"locales": [english.pk], "include_subtree": ""},
    )


def updates(name, **extra):
    @action(name)
    def post(client, page, scene):
        source = TranslationSource.objects.filter(object_id=page.translation_key).first()
        if source:
            # The source has changed since.
            origin = source.get_source_instance()
            type(origin).objects.filter(pk=origin.pk).update(title="Changé")
            scene.before()
            client.post(url(f"{LOCALIZE}:update_translations", source.pk), extra)


updates("update_translations")
updates("update_translations: publish_translations", publish_translations="on")


def on_translation(name):
    def register(function):
        @action(name)
        def post(client, page, scene):
            if translation := _translation(page):
                function(client, translation)

        return function

    return register


@on_translation("edit_string_translation")
def edit_string(client, translation):
    segment = translation.source.stringsegment_set.first()
    client.put(
        url(f"{LOCALIZE}:edit_string_translation", translation.pk, segment.pk),
        "value=Reworded",
        content_type="application/x-www-form-urlencoded",
    )


@on_translation("edit_override")
def edit_override(client, translation):
    if segment := translation.source.overridablesegment_set.first():
        client.put(
            url(f"{LOCALIZE}:edit_override", translation.pk, segment.pk),
            "value=Reworded",
            content_type="application/x-www-form-urlencoded",
        )


@on_translation("upload_pofile")
def upload(client, translation):
    po = translation.export_po()
    for entry in po:
        entry.msgstr = "Reworded"
    client.post(
        url(f"{LOCALIZE}:upload_pofile", translation.pk),
        {"file": SimpleUploadedFile("a.po", str(po).encode())},
    )


@on_translation("machine_translate")
def machine(client, translation):
    client.post(url(f"{LOCALIZE}:machine_translate", translation.pk))


@on_translation("stop_translation")
def stop(client, translation):
    client.post(url(f"{LOCALIZE}:stop_translation", translation.pk))
