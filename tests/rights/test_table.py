"""Every action that the admin offers on a page, by every role, against the one literal table."""

import pytest
from django.db import transaction
from django.template.response import SimpleTemplateResponse
from django.test import Client, TestCase
from django.urls import resolve, reverse
from wagtail import hooks
from wagtail.admin import action_menu
from wagtail.admin.urls import pages as page_urls
from wagtail.admin.urls import workflows as workflow_urls
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.models import Task, Workflow
from wagtail_localize.wagtail_hooks import register_admin_urls

from tests.rights import posts
from tests.rights.scene import ROLES, build, changes, state
from tests.rights.table import (
    GROUPS,
    MENU,
    PAGES,
    READS,
    SNIPPETS,
    TABLE,
    WORKFLOWS,
    WORKFLOWS_READS,
)
from tests.shared import shared
from tests.written import writes

#: What an address is called without the variant of what is posted to it.
NAMES = {name.partition(":")[0] for name in TABLE}
#: They are asked together: no row names one of them.
OUTSIDE = "AMNKHOR"


def _client(user):
    # A refusal that is a server's error counts for what it has changed, no more.
    client = Client(raise_request_exception=False)
    if user.is_authenticated:
        client.force_login(user)
    return client


_made, site = shared(build)
rendered = SimpleTemplateResponse.rendered_content.fget


@pytest.fixture(scope="module")
def forms():
    """What the editors post, read once for all groups: each finds the same site."""
    return {}


@pytest.fixture
def scene(site, forms, settings, monkeypatch):
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
        "CLASS": "wagtail_localize.machine_translators.dummy.DummyTranslator"
    }
    # What is answered to a post has been decided by then: only forms are read here.
    monkeypatch.setattr(
        SimpleTemplateResponse,
        "rendered_content",
        property(lambda one: rendered(one) if one._request.method == "GET" else ""),
    )
    site.clients = {letter: _client(user) for letter, user in site.people.items()}
    site.forms = forms
    site.state = state()
    site.prepared = {}
    return site


def changed(letters, name, page, scene):
    """``(what the public reads, anything)`` changed once these people have tried, one after another."""
    found = [(False, False)]
    with transaction.atomic(), writes() as written:
        now = type(page).objects.get(pk=page.pk)
        for letter in letters:
            before = [scene.state]

            def note(before=before):
                # What an action prepares on a page is always the same.
                if (name, page) not in scene.prepared:
                    scene.prepared[name, page] = state()
                before.append(scene.prepared[name, page])
                written.clear()

            scene.before = note
            with TestCase.captureOnCommitCallbacks(execute=True):
                posts.ACTIONS[name](scene.clients[letter], now, scene)
            if written:
                found.append(changes(before[-1]))
                written.clear()
        transaction.set_rollback(True)
    return any(public for public, _ in found), any(anything for _, anything in found)


def outcome(letters, name, page, scene):
    public, anything = changed(letters, name, page, scene)
    if not anything:
        return ""
    if len(letters) == 1:
        return letters if public else letters.lower()
    return "".join(outcome(letter, name, page, scene) for letter in letters)


def test_all_roles_are_asked():
    assert set(OUTSIDE + "CEPS") == set(ROLES)


@pytest.mark.parametrize("group", GROUPS)
def test_who_changes_what(scene, group):
    found = {
        name: tuple(
            "".join(
                outcome(who, name, getattr(scene.pages, page), scene) for who in (OUTSIDE, *"CEPS")
            )
            for page in PAGES
        )
        for name in GROUPS[group]
    }
    assert found == GROUPS[group]


class TestNothingIsForgotten:
    """A version of Wagtail or wagtail-localize that brings an action fails until it has a line."""

    def test_what_is_posted_has_a_line(self):
        assert set(posts.ACTIONS) == set(TABLE)

    def test_addresses_of_pages(self):
        assert {one.name for one in page_urls.urlpatterns} - NAMES - READS == set()

    def test_addresses_of_wagtail_localize(self):
        names = {one.name for group in register_admin_urls() for one in group.url_patterns}
        assert names - NAMES - READS - SNIPPETS == set()

    def test_bulk_actions(self):
        found = bulk_action_registry.get_bulk_actions_for_model("wagtailcore", "page")
        assert {f"bulk: {one.action_type}" for one in found} == set(GROUPS["bulk"])

    def test_items_of_the_menu(self):
        stock = {
            one.name
            for one in vars(action_menu).values()
            if isinstance(one, type) and issubclass(one, action_menu.ActionMenuItem) and one.name
        }
        added = {make().name for make in hooks.get_hooks("register_page_action_menu_item")}
        lines = {MENU.get(name, f"edit: {name}") for name in stock | added} - {None}
        assert lines - set(TABLE) == set()

    def test_addresses_of_workflows(self):
        names = {one.name for one in workflow_urls.urlpatterns}
        assert names - WORKFLOWS_READS == WORKFLOWS

    def test_buttons(self, scene):
        found = set()
        places = {
            "register_page_header_buttons": {"view_name": "edit"},
            "register_page_listing_more_buttons": {},
        }
        for page in vars(scene.pages).values():
            for hook, where in places.items():
                for make in hooks.get_hooks(hook):
                    for button in make(page, scene.people["S"], next_url=None, **where):
                        if button.url and button.url.startswith("/admin/"):
                            found.add(resolve(button.url.partition("?")[0]))
        ours = "crowdsolving_localize_"
        # A button of this package leads to a door, which has tests of its own.
        names = {
            one.url_name.removeprefix(ours)
            for one in found
            if not one.namespace.startswith("crowdsolving")
            and not one.url_name.removeprefix(ours).startswith("crowdsolving_")
        }
        assert names - NAMES - READS == set()
        assert {"delete", "submit_page_translation", "update_translations"} <= names


def test_workflows_are_the_administrator_s_alone(scene):
    workflow, task = Workflow.objects.first(), Task.objects.first()
    kind = task.specific._meta
    for letter in set(ROLES) - {"S"}:
        for name in WORKFLOWS:
            args = {
                "add": [], "task_chooser_create": [], "remove": [scene.pages.list.pk],
                "add_task": [kind.app_label, kind.model_name],
            }.get(name, [task.pk if "task" in name else workflow.pk])  # fmt: skip
            address = reverse(f"wagtailadmin_workflows:{name}", args=args)
            scene.clients[letter].post(address, {"name": "Détourné"})
    assert state() == scene.state
