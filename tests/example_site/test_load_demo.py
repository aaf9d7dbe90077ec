"""The demo loads, loads again without a duplicate, tells nobody, and every page of it renders."""

from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
from demo.people import PASSWORD, ROLES
from django.apps import apps
from django.contrib.auth import authenticate, get_user_model
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from PIL import Image as Picture
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, Site

from tests import factories
from tests.factories import UserFactory
from wagtail_crowdsolving import upstream
from wagtail_crowdsolving.catalogue.models import StageEntry
from wagtail_crowdsolving.challenges.models import Proposal
from wagtail_crowdsolving.challenges.words import Phase, Situation
from wagtail_crowdsolving.contributions import actions as contributions
from wagtail_crowdsolving.contributions import queries, rules
from wagtail_crowdsolving.contributions.models import (
    Appeal,
    Contribution,
    DiscussionCounter,
    Kind,
    Notice,
    State,
)
from wagtail_crowdsolving.network.models import Organisation, Territory, Theme
from wagtail_crowdsolving.notifications.models import OutboxMail
from wagtail_crowdsolving.pages.models import CatalogueProjectPage, ChallengePage
from wagtail_crowdsolving.selection.models import Decision, Round
from wagtail_crowdsolving.selection.queries import who_can_publish


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The demo, loaded once for the module in a transaction that is rolled back; what was printed."""
    from django.db import transaction

    out = StringIO()
    with django_db_blocker.unblock():
        with transaction.atomic():
            with factories.unindexed():
                factories.home().delete()
                call_command("load_demo", stdout=out)
            yield out.getvalue()
            transaction.set_rollback(True)
        Site.clear_site_root_paths_cache()


@pytest.fixture(autouse=True)
def _database(demo, db):
    """Each test in a savepoint of its own on top of the demo."""


def live(model, language="fr"):
    return model.objects.live().filter(locale__language_code=language)


def counts():
    models = [
        model
        for label in ("wagtail_crowdsolving", "crowdsolving_pages", "site_pages", "accounts")
        for model in apps.get_app_config(label).get_models()
    ]
    models += [Page, Site, get_image_model()]
    return {model._meta.label: model.objects.count() for model in models}


def test_a_second_load_adds_nothing():
    before = counts()
    call_command("load_demo", stdout=StringIO())
    assert counts() == before


def test_its_translations_are_known_and_one_is_behind():
    """Each English text follows its source: nothing is left to translate, but where the source has changed."""
    english = Page.objects.filter(locale__language_code="en", depth__gt=1, alias_of=None)
    versions = {page.pk: upstream.synchronised(page) for page in english}
    assert len(versions) > 10
    assert all(versions.values())
    assert [upstream.untranslated(one) for one in versions.values()] == [0] * len(versions)
    behind = [
        page.slug
        for page in Page.objects.filter(locale__language_code="fr", depth__gt=1)
        if upstream.stale_translations(page)
    ]
    assert behind == ["comment-ca-marche"]
    challenge = live(ChallengePage, "en").first()
    translation = versions[challenge.pk]
    translation.save_target(publish=True)
    again = ChallengePage.objects.get(pk=challenge.pk)
    for name in ("title", "slug", "summary", "context", "guiding_question"):
        assert getattr(again, name) == getattr(challenge, name)


def test_files_that_the_media_lost_are_made_again():
    image = get_image_model().objects.exclude(title__contains="La Fabrique").first()
    rendition = image.get_rendition("width-100|format-webp")
    kept = get_image_model().objects.exclude(pk=image.pk).first()
    written = kept.file.storage.get_modified_time(kept.file.name)
    document = get_document_model().objects.first()
    lost = [image.file, rendition.file, document.file]
    names = [file.name for file in lost]
    for file in lost:
        file.storage.delete(file.name)
    call_command("load_demo", stdout=StringIO())
    image = get_image_model().objects.get(pk=image.pk)
    document = get_document_model().objects.get(pk=document.pk)
    rendition = image.get_rendition("width-100|format-webp")
    assert [image.file.name, rendition.file.name, document.file.name] == names
    for file in (image.file, rendition.file, document.file):
        with file.open() as stored:
            assert len(stored.read()) > 20
    assert kept.file.storage.get_modified_time(kept.file.name) == written


def test_challenges_cover_phases_and_situations():
    challenges = list(live(ChallengePage))
    assert len(challenges) >= 9
    phases = Counter(challenge.phase for challenge in challenges)
    assert set(phases) == set(Phase)
    assert phases[Phase.OPEN] >= 3
    assert {challenge.situation for challenge in challenges} == set(Situation.values)
    followed = next(one for one in challenges if one.phase == Phase.FOLLOWED_UP)
    assert len(followed.updates) >= 3


def test_challenges_are_whole():
    for challenge in live(ChallengePage):
        assert challenge.by, challenge.slug
        assert challenge.themes.exists()
        assert challenge.goals
        assert challenge.territory
        assert challenge.situation_details(), challenge.slug
        assert "illustration" in challenge.context.lower()
        for name in ("context", "objectives", "constraints", "opportunities", "expected"):
            assert getattr(challenge, name), (challenge.slug, name)


def test_catalogue():
    projects = list(live(CatalogueProjectPage))
    assert len(projects) >= 15
    assert all(project.crowdsolving_stages.exists() for project in projects)
    assert StageEntry.objects.filter(stage="study", conclusion="no_go").count() == 1
    ideation = next(project for project in projects if project.slug == "26fk")
    assert [
        (str(block.value["value"]), bool(block.value["source"])) for block in ideation.figures
    ] == [
        ("110", True),
        ("300", True),
        ("5", True),
    ]
    assert all("illustration" in project.answer.lower() for project in projects)


def test_contributions_in_every_state():
    states = Counter(Contribution.objects.values_list("state", flat=True))
    assert sum(states.values()) >= 40
    assert set(states) == set(State.values)
    assert set(Contribution.objects.values_list("kind", flat=True)) == set(Kind.values)
    assert Contribution.objects.filter(language="en").count() == 3
    assert Contribution.objects.filter(level=3).exists()
    for contribution in Contribution.objects.filter(state__in=[State.REFUSED, State.REMOVED]):
        decision = contribution.decisions.first()
        assert decision.rule
        assert decision.reason
    for contribution in Contribution.objects.exclude(published_at=None):
        assert contribution.submit_date < contribution.published_at
        if contribution.in_reply_to:
            assert contribution.in_reply_to.submit_date < contribution.submit_date


def test_the_animator_answers_and_takes_up():
    answer = Contribution.objects.get(is_official=True)
    assert (answer.user.email, answer.supports) == ("solene@example.org", 2)
    retained = Contribution.objects.exclude(retained_at=None)
    assert all(one.retained_note and one.supports for one in retained)
    assert retained.count() == 2


def test_nobody_can_publish_past_the_committees():
    for page in ChallengePage.objects.all():
        assert not list(who_can_publish(page))


def test_a_notice_and_an_appeal_wait_for_the_moderator():
    karim = get_user_model().objects.get(email="karim@example.org")
    (notice,), (appeal,) = Notice.objects.waiting(), Appeal.objects.unanswered()
    assert rules.can_decide_notice(karim, notice)
    assert rules.can_decide_appeal(karim, appeal)
    assert notice.contribution.submit_date < notice.created_at < timezone.now()
    assert appeal.decision.decided_at < appeal.created_at < timezone.now()
    waiting = queries.waiting()
    assert {notice.contribution, appeal.decision.contribution} < set(waiting)
    # The oldest is at the top of the desk, whenever the demo was loaded.
    assert waiting.first().waits_since < timezone.now() - timedelta(days=1)
    for counter in DiscussionCounter.objects.all():
        assert queries.drift(counter.page_id) == {"counter": {}, "contributions": {}}


def test_meetings_have_taken_decisions():
    """Some are released, some wait, in one meeting more than one; one departs from the tally."""
    taken = Decision.objects.exclude(meeting=None)
    prepared = taken.filter(state=Decision.State.PREPARED)
    assert taken.filter(state=Decision.State.RELEASED).exists()
    assert max(Counter(prepared.values_list("meeting", flat=True)).values()) > 1
    assert prepared.exclude(departure="").exists()
    assert not Round.objects.filter(decision__isnull=True, state=Round.State.CLOSED).exists()


def test_an_examination_is_told_in_its_order():
    """Nothing is examined before it was eligible, nor decided before it was examined."""
    for proposal in Proposal.objects.filter(page__isnull=False):
        told = [*proposal.events.order_by("at")]
        rounds = [*Round.objects.filter(page=proposal.page_id).order_by("opened_at")]
        eligible = [event.at for event in told if event.kind == "eligible"]
        ended = [event.at for event in told if event.kind in ("declined", "validated")]
        moments = [*eligible, *(round.opened_at for round in rounds), *ended]
        assert moments == sorted(moments)
        assert all(moment <= timezone.now() for moment in moments)
        for round in rounds:
            decision = getattr(round, "decision", None)
            if decision and decision.released_at:
                assert round.opened_at < round.closed_at < decision.released_at


def test_proposals_stand_at_each_step():
    last = Counter()
    for proposal in Proposal.objects.all():
        event = proposal.events.last()
        last[event.kind if event else "draft"] += 1
    assert set(last) == {
        "draft",
        "received",
        "under_review",
        "changes_requested",
        "declined",
        "published",
    }


def test_network():
    for model, least in ((Theme, 12), (Territory, 9), (Organisation, 17)):
        french = model.objects.filter(locale__language_code="fr")
        assert french.count() >= least
        english = model.objects.filter(locale__language_code="en")
        assert set(french.values_list("translation_key")) == set(
            english.values_list("translation_key")
        )
    annonay = Territory.objects.get(code="07010", locale__language_code="fr")
    assert [annonay.parent.code, annonay.parent.parent.code] == ["07", "84"]


def test_english_beside_french():
    assert live(ChallengePage, "en").count() >= 4
    assert live(CatalogueProjectPage, "en").count() >= 6
    for model in (ChallengePage, CatalogueProjectPage):
        for page in live(model, "en"):
            french = page.get_translation(page.get_translations().first().locale)
            assert page.summary != french.summary


def test_nobody_is_told():
    assert not OutboxMail.objects.exists()


def test_mail_leaves_as_usual_after_the_load(django_capture_on_commit_callbacks, mailoutbox):
    challenge = next(page for page in live(ChallengePage) if page.phase == Phase.OPEN)
    with django_capture_on_commit_callbacks(execute=True):
        contributions.submit(
            page=challenge,
            author=UserFactory(),
            kind="idea",
            text="Une idée qui vient après le chargement.",
            language="fr",
            submission_key="0b6f6d4c-3f0e-4c5e-9d1c-0c2f6a9a6a11",
        )
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("person", ROLES, ids=lambda person: person["role"])
def test_accounts_are_printed_and_open(demo, person):
    assert person["email"] in demo
    assert PASSWORD in demo
    user = authenticate(None, email=person["email"], username=person["email"], password=PASSWORD)
    assert user.emailaddress_set.get().verified
    assert user.is_superuser == person.get("superuser", False)


def test_every_page_renders_for_a_visitor():
    client = Client(SERVER_NAME=Site.objects.get().hostname, raise_request_exception=True)
    pages = list(Page.objects.live().filter(depth__gt=1).order_by("path"))
    assert len(pages) > 50
    wrong = {}
    for page in pages:
        response = client.get(page.get_url())
        if response.status_code != 200:
            wrong[page.get_url()] = response.status_code
    assert wrong == {}


def test_pictures_are_drawn_once_with_an_alternative():
    pictures = get_image_model().objects.filter(title__startswith="Illustration")
    subjects = live(ChallengePage).count() + live(CatalogueProjectPage).count() + 1
    assert pictures.count() == subjects
    for picture in pictures:
        assert picture.description
        assert (picture.width, picture.height) == (1600, 1000)
        assert picture.file.size < 120_000
        with picture.file.open() as file:
            assert Picture.open(file).format == "PNG"


def test_a_drawing_is_always_the_same():
    from demo import pictures

    assert pictures.draw("26fk") == pictures.draw("26fk")
