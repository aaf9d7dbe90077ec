"""The role of editors: the home page and those that explain, and nothing of what stands below."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.urls import reverse
from site_pages.models import StandardPage
from wagtail.models import GroupPagePermission
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from tests import factories
from wagtail_crowdsolving import conf, health

pytestmark = pytest.mark.django_db


@pytest.fixture
def challenge(site_home):
    index = factories.ChallengeIndexFactory(parent=site_home)
    made = factories.ChallengeFactory(parent=index)
    return made


@pytest.fixture
def editor(challenge):
    call_command("setup_crowdsolving", verbosity=0)
    user = factories.UserFactory()
    user.groups.add(Group.objects.get(name=conf.GROUPS["editors"]))
    return user


def test_they_publish_the_home_page(client, editor, site_home):
    client.force_login(editor)
    data = {
        "title": "Accueil",
        "slug": site_home.slug,
        "headline": "Un autre titre",
        "steps": streamfield([]),
        "governance_text": rich_text(""),
        "action-publish": "publish",
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0},
    }
    response = client.post(
        reverse("wagtailadmin_pages:edit", args=[site_home.pk]), nested_form_data(data)
    )
    assert response.status_code == 302
    site_home.refresh_from_db()
    assert (site_home.headline, site_home.live) == ("Un autre titre", True)


def test_the_explorer_leads_them_there(client, editor, site_home):
    client.force_login(editor)
    page = client.get(reverse("wagtailadmin_explore", args=[site_home.pk]))
    assert page.status_code == 200
    assert reverse("wagtailadmin_pages:edit", args=[site_home.pk]) in page.content.decode()


def test_what_they_may(editor, site_home, challenge):
    home = site_home.permissions_for_user(editor)
    assert home.can_edit()
    assert home.can_publish()
    assert home.can_add_subpage()
    # It would take what stands below along.
    assert not home.can_delete()
    assert not home.can_unpublish()
    assert not home.can_move()
    assert not home.can_set_view_restrictions()
    explaining = StandardPage.objects.get(slug="charte").permissions_for_user(editor)
    assert explaining.can_publish()
    for page in (challenge, challenge.get_parent().specific):
        below = page.permissions_for_user(editor)
        assert not below.can_edit()
        assert not below.can_publish()
        assert not below.can_delete()


def test_no_list_of_challenges(client, editor, site_home):
    client.force_login(editor)
    address = reverse(
        "wagtailadmin_pages:add", args=["crowdsolving_pages", "challengeindexpage", site_home.pk]
    )
    assert client.get(address).status_code == 302
    add = reverse("wagtailadmin_pages:add", args=["site_pages", "standardpage", site_home.pk])
    assert client.get(add).status_code == 200
    assert not site_home.permissions_for_user(editor).can_reorder_children()


def test_nothing_is_given_that_another_page_would_inherit(site_home):
    """A home page holds any page, one day: a right on it would be one on challenges."""
    call_command("setup_crowdsolving", verbosity=0)
    editors = GroupPagePermission.objects.filter(group__name=conf.GROUPS["editors"])
    assert not editors.filter(page=site_home).exists()


def test_no_translation_of_what_stands_below(client, editor, site_home, challenge):
    factories.locale("en")
    client.force_login(editor)
    editor.user_permissions.add(Permission.objects.get(codename="submit_translation"))
    address = reverse("wagtail_localize:submit_page_translation", args=[site_home.pk])
    client.post(address, {"locales": [factories.locale("en").pk], "include_subtree": "on"})
    assert not type(challenge).objects.filter(locale__language_code="en").exists()


def test_nobody_else_may(site_home, editor):
    for role in ("coordination", "moderation"):
        other = factories.UserFactory()
        other.groups.add(Group.objects.get(name=conf.GROUPS[role]))
        assert not site_home.permissions_for_user(other).can_edit()


def test_the_panel_says_so_where_the_rights_are_gone(editor):
    def said():
        return [one.key for one in health.findings() if one.key == "challenges.no_editors"]

    assert said() == []
    Group.objects.get(name=conf.GROUPS["editors"]).permissions.clear()
    assert said() == ["challenges.no_editors"]
