"""The life of a published challenge: its doors, and that nothing takes back what they did."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.documents import get_document_model
from wagtail.log_actions import registry
from wagtail.models import PageLogEntry
from wagtail.signals import page_published

from tests import factories
from tests.challenges.support import DAY, MOMENT, NEW, document, fresh, picture, set_dates, told
from wagtail_crowdsolving.challenges import actions, life
from wagtail_crowdsolving.exceptions import Conflict
from wagtail_crowdsolving.pages.models import ChallengePage

pytestmark = [pytest.mark.versions, pytest.mark.django_db]


class TestDoors:
    def test_dates_are_on_the_site_at_once(self, page, animator, client):
        before = page.last_published_at
        set_dates(page, animator, closes_on=DAY)
        assert fresh(page).closes_on == DAY
        assert fresh(page).last_published_at > before
        assert fresh(page).live_revision == page.live_revision
        assert "4 mai 2031" in client.get(page.url).content.decode()
        line = PageLogEntry.objects.get(action="wagtail_crowdsolving.life.dates")
        assert line.user == animator
        assert [(entry["field"], entry["new"]) for entry in line.data["changes"]] == [
            ("closes_on", "2031-05-04")
        ]
        assert "4 mai 2031" in registry.get_formatter(line).format_message(line)

    def test_they_are_bounded(self, page, animator):
        for dates, field in (
            ({"opens_on": DAY, "closes_on": DAY - datetime.timedelta(days=1)}, "closes_on"),
            ({"closes_on": datetime.date(1066, 1, 1)}, "closes_on"),
            ({"followed_up_on": datetime.date(DAY.year + 40, 1, 1)}, "followed_up_on"),
        ):
            with pytest.raises(ValidationError) as refused:
                set_dates(page, animator, **dates)
            assert set(refused.value.error_dict) == {field}

    def test_a_closed_challenge_opens_again_by_a_new_date(self, page, animator):
        yesterday = datetime.date.today() - datetime.timedelta(days=1)
        set_dates(page, animator, closes_on=yesterday)
        assert not fresh(page).is_open_to_contributions()
        set_dates(fresh(page), animator, closes_on=DAY)
        assert fresh(page).is_open_to_contributions()

    def test_key_moments_are_told_corrected_and_deleted(self, page, animator):
        image = picture()
        key = actions.add_update(page=page, by=animator, picture=image, **MOMENT)
        again = actions.add_update(page=page, by=animator, picture=image, **MOMENT)
        assert key == again
        value, version = life.entry(fresh(page), "updates", key)
        assert (value["date"], value["picture"]) == (DAY, image)
        changed = {**MOMENT, "title": "Deuxième rencontre", "picture": None}
        actions.change_update(page=page, by=animator, key=key, version=version, **changed)
        assert told(page) == ["Deuxième rencontre"]
        with pytest.raises(Conflict):
            actions.remove_update(page=page, by=animator, key=key, version=version)
        _value, version = life.entry(fresh(page), "updates", key)
        actions.remove_update(page=page, by=animator, key=key, version=version)
        assert told(page) == []
        line = PageLogEntry.objects.get(action="wagtail_crowdsolving.life.remove_update")
        assert line.data["changes"][0]["old"]["text"] == "Vingt personnes sont venues."
        with pytest.raises(Conflict):
            actions.remove_update(page=page, by=animator, key=key, version=version)

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("title", ""),
            ("title", "x" * 161),
            ("title", "x" * 1_000_000),
            ("text", "<p> </p>"),
            ("text", "x" * 1_000_000),
            ("date", datetime.date(1, 1, 1)),
        ],
    )
    def test_a_key_moment_is_bounded(self, page, animator, field, value):
        with pytest.raises(ValidationError) as refused:
            actions.add_update(page=page, by=animator, **{**MOMENT, field: value})
        assert set(refused.value.error_dict) == {field}
        assert told(page) == []

    def test_no_script_gets_through(self, page, animator, client):
        text = '<p onclick="x()">Venez <a href="javascript:x()">ici</a></p><script>x()</script>'
        actions.add_update(page=page, by=animator, **{**MOMENT, "text": text})
        html = client.get(page.url).content.decode()
        assert "Venez" in html
        assert "javascript:x()" not in html
        assert "onclick" not in html
        assert "<script>x()" not in html

    def test_there_is_an_end_to_them(self, page, animator, monkeypatch):
        monkeypatch.setattr("wagtail_crowdsolving.challenges.actions.life.UPDATES", 2)
        for number in range(2):
            actions.add_update(page=page, by=animator, **{**MOMENT, "title": str(number)})
        with pytest.raises(Conflict):
            actions.add_update(page=page, by=animator, **MOMENT)

    def test_documents_come_and_go(self, page, animator, client):
        key = actions.add_document(page=page, by=animator, title="L'étude", document=document())
        assert "L&#x27;étude" in client.get(page.url).content.decode()
        _value, version = life.entry(fresh(page), "documents", key)
        actions.remove_document(page=page, by=animator, key=key, version=version)
        assert len(fresh(page).documents) == 0
        assert get_document_model().objects.count() == 1

    def test_the_picture(self, page, animator):
        image = picture()
        version = life.version(page, "picture")
        actions.set_picture(page=page, by=animator, picture=image, version=version)
        assert fresh(page).picture == image
        with pytest.raises(Conflict):
            actions.set_picture(page=page, by=animator, picture=None, version=version)

    def test_two_tabs(self, page, animator):
        version = life.version(page, *life.DATES)
        set_dates(page, animator, closes_on=DAY)
        with pytest.raises(Conflict):
            actions.set_dates(page=page, by=animator, version=version, **{**NEW, "closes_on": None})
        # What is there already is no conflict.
        dates = {**NEW, "opens_on": page.opens_on}
        actions.set_dates(page=page, by=animator, version=version, **dates)
        assert fresh(page).closes_on == DAY

    def test_not_before_its_publication(self, animator):
        draft = factories.ChallengeFactory(animator=animator, live=False)
        with pytest.raises(Conflict):
            set_dates(draft, animator, closes_on=DAY)

    def test_caches_are_told(self, page, animator, django_capture_on_commit_callbacks):
        heard = []

        def hear(instance, **kwargs):
            heard.append(instance.closes_on)

        page_published.connect(hear)
        try:
            with django_capture_on_commit_callbacks(execute=True):
                set_dates(page, animator, closes_on=DAY)
        finally:
            page_published.disconnect(hear)
        assert heard == [DAY]


class TestNothingTakesItBack:
    """Whatever Wagtail publishes, reverts or synchronises, the life stays as the doors left it."""

    @pytest.fixture
    def older(self, page):
        return page.latest_revision

    @pytest.fixture
    def lived(self, page, animator, older):
        """``page`` with a draft of another text, and a life that goes on beside it."""
        draft = page.get_latest_revision_as_object()
        draft.summary = "Un autre résumé."
        draft.save_revision()
        page = fresh(page)
        set_dates(page, animator, closes_on=DAY)
        actions.add_update(page=page, by=animator, **MOMENT)
        actions.add_document(page=page, by=animator, title="L'étude", document=document())
        return fresh(page)

    def check(self, page, summary=None):
        page = fresh(page)
        assert page.closes_on == DAY
        assert told(page) == ["Première rencontre"]
        assert len(page.documents) == 1
        if summary:
            assert page.summary == summary

    def test_a_draft_waits_unchanged(self, lived):
        assert lived.has_unpublished_changes
        self.check(lived, "Un besoin du territoire, sans porteur de projet.")
        assert lived.get_latest_revision_as_object().summary == "Un autre résumé."

    def test_publishing_the_draft(self, lived):
        lived.get_latest_revision().publish()
        self.check(lived, "Un autre résumé.")

    def test_publishing_an_older_revision(self, lived, older):
        older.publish()
        self.check(lived, "Un besoin du territoire, sans porteur de projet.")

    def test_a_revision_that_was_read_before(self, page, animator, older):
        stale = older.as_object()
        set_dates(page, animator, closes_on=DAY)
        stale.save()
        assert fresh(page).closes_on == DAY

    def test_reverting(self, lived, older):
        reverted = older.as_object()
        reverted.save_revision(previous_revision=older).publish(previous_revision=older)
        self.check(lived)

    def test_scheduled(self, lived, clock):
        draft = lived.get_latest_revision_as_object()
        draft.go_live_at = timezone.now() + datetime.timedelta(days=1)
        draft.save_revision().publish()
        clock.forward(days=2)
        call_command("publish_scheduled")
        self.check(lived, "Un autre résumé.")

    def test_a_page_that_becomes_an_alias_and_one_that_is_no_more(self, lived, older):
        alias = lived.create_alias(parent=lived.get_parent(), update_slug="copie")
        ConvertAliasPageAction(ChallengePage.objects.get(pk=alias.pk)).execute(
            skip_permission_checks=True
        )
        alias = ChallengePage.objects.get(pk=alias.pk)
        alias.get_latest_revision().publish()
        self.check(alias)

    def test_taken_offline_and_back(self, lived):
        fresh(lived).unpublish()
        self.check(lived)
        fresh(lived).get_latest_revision().publish()
        self.check(lived)

    def test_an_alias_follows(self, lived, animator, older):
        alias = lived.create_alias(parent=lived.get_parent(), update_slug="copie")
        set_dates(lived, animator, closes_on=DAY + datetime.timedelta(days=1))
        actions.add_update(page=lived, by=animator, **{**MOMENT, "title": "Autre"})
        alias = ChallengePage.objects.get(pk=alias.pk)
        assert alias.closes_on == DAY + datetime.timedelta(days=1)
        assert len(alias.updates) == 2
        older.publish()
        alias = ChallengePage.objects.get(pk=alias.pk)
        assert alias.closes_on == DAY + datetime.timedelta(days=1)
        assert len(alias.updates) == 2
        with pytest.raises(Conflict):
            actions.add_update(page=alias, by=animator, **MOMENT)

    def test_a_translation_shares_the_dates(self, lived, animator):
        english = lived.copy_for_translation(factories.locale("en"), copy_parents=True)
        later = DAY + datetime.timedelta(days=3)
        set_dates(lived, animator, closes_on=later)
        english = ChallengePage.objects.get(pk=english.pk)
        assert english.closes_on == later
        # Not published yet: its own draft does not bring the old date to the site.
        english.get_latest_revision().publish()
        assert ChallengePage.objects.get(pk=english.pk).closes_on == later

    def test_before_the_first_publication_it_is_part_of_the_draft(self, animator):
        page = factories.ChallengeFactory(live=False)
        page.save_revision()
        draft = page.get_latest_revision_as_object()
        draft.closes_on = DAY
        draft.save_revision()
        assert fresh(page).closes_on != DAY
        fresh(page).get_latest_revision().publish()
        assert fresh(page).closes_on == DAY


def test_a_title_that_looks_like_a_date_is_told_as_it_is(page, animator):
    """The history decides by field what is a date: an impossible one stops no report."""
    actions.add_update(page=page, by=animator, **{**MOMENT, "title": "2024-02-30"})
    set_dates(page, animator, closes_on=DAY)
    lines = [
        registry.get_formatter(entry).format_message(entry)
        for entry in PageLogEntry.objects.filter(action__startswith="wagtail_crowdsolving.life")
    ]
    assert any("2024-02-30" in line for line in lines)
    assert any("2031" in line and "2031-05-04" not in line for line in lines)


def test_the_same_document_sent_twice_is_one(page, animator):
    def sent():
        file = ContentFile(b"%PDF-1.4", name="etude.pdf")
        return get_document_model()(title="Étude", file=file, file_size=8)

    for _time in range(2):
        actions.add_document(page=fresh(page), by=animator, title="Étude", document=sent())
    assert len(life.listed(fresh(page), "documents")) == 1
    actions.add_update(page=fresh(page), by=animator, **MOMENT)
    actions.add_update(page=fresh(page), by=animator, picture=picture(), **MOMENT)
    assert len(told(page)) == 2
