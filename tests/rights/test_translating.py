"""The doors to a translation for those who may not publish, and what the screens offer them."""

import html
import json
import re

import pytest
from django.test import TestCase
from django.urls import reverse
from wagtail.models import Locale, ModelLogEntry, PageLogEntry
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from tests import factories
from tests.rights.scene import build, member_of, published
from tests.selection import support
from tests.shared import shared
from wagtail_crowdsolving import upstream
from wagtail_crowdsolving.challenges import actions
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.pages.models import ChallengePage

pytestmark = pytest.mark.versions


_made, scene = shared(build)


@pytest.fixture
def page(scene):
    return scene.pages.translation


@pytest.fixture
def source(page):
    return ChallengePage.objects.get(
        translation_key=page.translation_key, locale__language_code="fr"
    )


def words(page, field, text):
    """What a translator has typed for a field."""
    translation = upstream.synchronised(page)
    segment = translation.source.stringsegment_set.get(context__path=field)
    StringTranslation.objects.update_or_create(
        translation_of=segment.string,
        locale=translation.target_locale,
        context=segment.context,
        defaults={"data": text},
    )


def publish(page, by):
    with TestCase.captureOnCommitCallbacks(execute=True):
        return actions.publish_translation(page=page, by=by)


def editor(client, page):
    text = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text
    return json.loads(html.unescape(re.search(r'data-props="([^"]*)"', text)[1])), text


class TestTheDoor:
    def test_the_words_go_live_and_it_is_logged(self, scene, page, client):
        words(page, "title", "Translated")
        client.force_login(scene.people["C"])
        with TestCase.captureOnCommitCallbacks(execute=True):
            response = client.post(
                reverse("wagtailadmin_pages:edit", args=[page.pk]), {"action": "publish"}
            )
        assert response.status_code == 302
        page.refresh_from_db()
        assert (page.title, page.live) == ("Translated", True)
        line = PageLogEntry.objects.get(
            action="wagtail_crowdsolving.challenge.publish_translation", page_id=page.pk
        )
        assert line.user == scene.people["C"]
        assert not ModelLogEntry.objects.filter(action=line.action).exists()

    def test_what_the_source_has_not_published_stays_out(self, scene, page, source):
        source.summary = "Un texte que personne n'a retenu."
        source.save_revision()
        publish(page, scene.people["C"])
        page.refresh_from_db()
        assert page.summary == ChallengePage.objects.get(pk=source.pk).summary
        assert "personne" not in page.summary

    def test_a_text_that_has_changed_since_it_was_translated(self, scene, page, source):
        words(page, "summary", "An older text.")
        source.summary = "Le texte que le comité a retenu depuis."
        published(source)
        left = publish(page, scene.people["C"])
        page.refresh_from_db()
        assert page.summary == source.summary
        assert left

    @pytest.mark.parametrize("letter", "AMNKHOE")
    def test_not_for_others(self, scene, page, letter):
        with pytest.raises(NotAllowed):
            publish(page, scene.people[letter])

    def test_not_while_a_committee_examines_the_source(self, scene, page, source):
        made, _people = support.committee()
        support.begin(source, support.workflow_of(made))
        with pytest.raises(Conflict, match="committee|comité"):
            publish(page, scene.people["C"])

    def test_not_while_a_committee_examines_it(self, scene, page):
        made, _people = support.committee()
        support.begin(page, support.workflow_of(made))
        with pytest.raises(NotAllowed):
            publish(ChallengePage.objects.get(pk=page.pk), scene.people["C"])

    def test_not_before_its_source(self, scene, page, source):
        source.unpublish()
        with pytest.raises(Conflict):
            publish(page, scene.people["C"])

    def test_not_once_it_no_longer_follows(self, scene, page):
        Translation.objects.update(enabled=False)
        with pytest.raises(Conflict):
            publish(page, scene.people["C"])


def test_a_coordinator_makes_a_draft_of_it_and_publishes_it(scene, client):
    client.force_login(scene.people["C"])
    english = Locale.objects.get(language_code="en")
    live = scene.pages.live
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post(
            reverse("wagtail_localize:submit_page_translation", args=[live.pk]),
            {"locales": [english.pk]},
        )
    page = live.get_translation(english)
    assert not page.live
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), {"action": "publish"})
    page.refresh_from_db()
    assert page.live


class TestWhatTheEditorOffers:
    def test_to_a_coordinator(self, scene, page, client):
        client.force_login(scene.people["C"])
        props, text = editor(client, page)
        assert props["perms"]["canPublish"] is True
        assert props["links"]["convertToAliasUrl"] is None
        assert f'[data-w-action-url-value="{props["links"]["stopTranslationUrl"]}"]' in text

    def test_to_an_editor(self, scene, page, client):
        client.force_login(scene.people["E"])
        props, _text = editor(client, page)
        assert props["perms"]["canPublish"] is False
        assert props["links"]["convertToAliasUrl"] is None

    def test_to_who_publishes(self, scene, page, client):
        client.force_login(scene.people["P"])
        props, text = editor(client, page)
        assert props["perms"]["canPublish"] is True
        assert props["links"]["convertToAliasUrl"]
        assert "data-w-action-url-value=" not in text

    @pytest.mark.parametrize(("letter", "offered"), [("C", False), ("E", False), ("P", True)])
    def test_once_the_synchronisation_is_stopped(self, scene, page, client, letter, offered):
        Translation.objects.update(enabled=False)
        client.force_login(scene.people[letter])
        text = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text
        for name in upstream.MENU_ITEMS:
            assert (f'name="{name}"' in text) is offered


class TestBringingUpToDate:
    def address(self, page):
        source = TranslationSource.objects.get(object_id=page.translation_key)
        return reverse("wagtail_localize:update_translations", args=[source.pk])

    def test_publish_immediately_is_not_offered(self, scene, page, client):
        client.force_login(scene.people["C"])
        form = client.get(self.address(page)).context["form"]
        assert form.fields["publish_translations"].disabled
        client.force_login(scene.people["P"])
        form = client.get(self.address(page)).context["form"]
        assert not form.fields["publish_translations"].disabled

    def test_who_reads_it_is_not_changed_by_the_way(self, scene, page, source, client):
        source.view_restrictions.create(restriction_type="login")
        client.force_login(scene.people["C"])
        client.post(self.address(page))
        assert not page.view_restrictions.exists()
        client.force_login(scene.people["P"])
        client.post(self.address(page))
        assert page.view_restrictions.exists()

    def test_not_for_who_may_not_edit(self, scene, page, client):
        stranger = member_of()
        stranger.user_permissions.add(
            *factories.Permission.objects.filter(
                codename__in=["access_admin", "submit_translation"]
            )
        )
        client.force_login(stranger)
        for name, args in (
            ("update_translations", [TranslationSource.objects.first().pk]),
            ("submit_page_translation", [page.pk]),
            ("submit_snippet_translation", ["wagtail_crowdsolving", "theme",
                                            factories.ThemeFactory().pk]),
        ):  # fmt: skip
            address = reverse(f"wagtail_localize:{name}", args=args)
            english = Locale.objects.get(language_code="en")
            before = Translation.objects.count()
            assert client.get(address).status_code == 302
            client.post(address, {"locales": [english.pk], "publish_translations": "on"})
            assert Translation.objects.count() == before


def test_a_page_without_the_editor_is_left_as_it_is(client):
    response = client.get("/robots.txt")
    text = response.content
    assert upstream.offer(response, publish=True).content == text
