"""One discussion, one life, whatever version one reads."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail_localize.models import Translation
from wagtail_localize.operations import translate_object

from tests import factories
from wagtail_crowdsolving.contributions import actions, queries, rules
from wagtail_crowdsolving.contributions.models import Contribution, Kind
from wagtail_crowdsolving.exceptions import Conflict
from wagtail_crowdsolving.network.queries import canonical, each_once, leading_version
from wagtail_crowdsolving.notifications.models import OutboxMail
from wagtail_crowdsolving.pages.models import ChallengePage

pytestmark = [pytest.mark.versions, pytest.mark.django_db]
YESTERDAY = timezone.localdate() - datetime.timedelta(days=1)


def fresh(page):
    return ChallengePage.objects.get(pk=page.pk)


def contribute(page, author=None):
    return actions.submit(
        page=page,
        author=author or factories.UserFactory(),
        kind=Kind.IDEA,
        text="Une épicerie mobile.",
        language="fr",
        submission_key=uuid.uuid4(),
    )


@pytest.fixture
def french(home):
    return fresh(factories.ChallengeFactory())


@pytest.fixture
def english(french):
    page = french.copy_for_translation(factories.locale("en"), copy_parents=True)
    page.save_revision().publish()
    return fresh(page)


@pytest.fixture
def alias(french):
    return fresh(french.create_alias(parent=french.get_parent(), update_slug="alias"))


class TestDates:
    @pytest.mark.parametrize("by_query", [True, False])
    def test_closing_one_version_closes_all(self, french, english, alias, by_query):
        assert rules.is_open(english)
        assert rules.is_open(alias)
        if by_query:
            ChallengePage.objects.filter(pk=french.pk).update(closes_on=YESTERDAY)
        else:
            french.closes_on = YESTERDAY
            french.save()
            assert fresh(english).closes_on == fresh(alias).closes_on == YESTERDAY
        for page in (french, english, alias):
            page = fresh(page)
            assert not rules.is_open(page)
            assert page.phase == "closed"
            with pytest.raises(Conflict):
                contribute(page)

    def test_the_animator_moderates_all(self, french, english, alias):
        animator = factories.UserFactory()
        french.animator = animator
        french.save()
        for page in (french, english, alias):
            assert rules.can_moderate(animator, fresh(page))
        assert rules.animated_pages(animator) == {french.pk, english.pk, alias.pk}

    def test_another_version_takes_the_life_that_there_is(self, french, english):
        ChallengePage.objects.filter(pk=french.pk).update(closes_on=YESTERDAY)
        english.title = "Another title"
        english.save()
        assert fresh(english).closes_on == YESTERDAY
        assert fresh(french).closes_on == YESTERDAY

    def test_a_version_that_is_offline_leaves_the_other_open(self, french, english):
        french.unpublish()
        assert rules.is_open(fresh(english))
        assert not rules.is_open(fresh(french))

    def test_nobody_is_told_that_it_is_offline_while_one_is_live(self, french, english):
        animator = factories.UserFactory()
        for page in (french, english):
            type(page).objects.filter(pk=page.pk).update(animator=animator)
        fresh(english).unpublish()
        assert not OutboxMail.objects.filter(kind="challenges/offline").exists()
        fresh(french).unpublish()
        assert OutboxMail.objects.get(kind="challenges/offline").recipient == animator

    def test_the_version_that_leads(self, french, english, alias):
        assert leading_version(fresh(english)).pk == leading_version(fresh(alias)).pk == french.pk
        own = fresh(french)
        assert leading_version(own) is own


class TestAlias:
    def test_it_feeds_the_discussion_of_its_original(self, french, alias):
        text = contribute(alias)
        assert text.page_id == french.pk == canonical(alias).pk
        Contribution.objects.filter(pk=text.pk).update(state="published", is_visible=True)
        actions.recount(page_pk=french.pk)
        assert queries.discussion(alias).total == queries.discussion(french).total == 1
        assert queries.thread(alias, text.pk)
        counted = queries.with_contribution_counts(ChallengePage.objects.filter(pk=alias.pk))
        assert counted.get().contribution_count == 1

    def test_on_the_site(self, client, french, alias):
        contribute(french)
        member = factories.UserFactory()
        client.force_login(member)
        assert client.get(alias.url).status_code == 200
        client.post(reverse("wagtail_crowdsolving:follow_page", args=[alias.pk]))
        assert queries.discussion(french, reader=member).is_followed
        contribution = contribute(alias, member)
        assert queries.mine(member).get().pk == contribution.pk


class TestChoices:
    def test_each_organisation_once(self, home):
        only = factories.OrganisationFactory(
            name="Seulement anglaise", locale=factories.locale("en")
        )
        french = factories.OrganisationFactory(name="La Ville")
        english = french.copy_for_translation(factories.locale("en"))
        english.name = "The City"
        english.save()
        rows = type(french).objects.all()
        assert set(each_once(rows, french.locale_id)) == {french, only}
        assert set(each_once(rows, english.locale_id)) == {english, only}

    def test_in_the_chooser(self, indexed, home, admin_client):
        french = factories.OrganisationFactory(name="La Ville de tous")
        english = french.copy_for_translation(factories.locale("en"))
        english.save()
        url = reverse("wagtailsnippetchoosers_wagtail_crowdsolving_organisation:choose_results")
        for asked, number in (("", 1), ("?q=Ville", 1), ("?locale=en", 1)):
            answer = admin_client.get(url + asked).content.decode()
            assert answer.count("La Ville de tous") == number


class TestTranslations:
    def test_made_by_wagtail_localize_it_is_not_live_at_once(self, french):
        english = factories.locale("en")
        french.get_parent().copy_for_translation(english, copy_parents=True)
        translate_object(french, [english])
        made = french.get_translation(english)
        assert not made.live
        made.save_revision().publish()
        assert fresh(made).closes_on == french.closes_on

    def test_a_stale_one_is_said_wherever_one_works_on_it(self, french, admin_client):
        english = factories.locale("en")
        french.get_parent().copy_for_translation(english, copy_parents=True)
        translate_object(french, [english])
        made = french.get_translation(english)
        update = reverse(
            "wagtail_localize:update_translations", args=[Translation.objects.get().source_id]
        )

        def is_said(page):
            address = reverse("wagtailadmin_pages:edit", args=[page.pk])
            said = admin_client.get(address).context["messages"]
            return any(update in str(message) for message in said)

        assert not is_said(made)
        assert not is_said(french)
        page = fresh(french)
        page.title = "Un autre titre"
        page.save_revision().publish()
        assert is_said(made)
        assert is_said(french)
        life = admin_client.get(reverse("crowdsolving_life:challenge", args=[french.pk]))
        assert any(update in str(message) for message in life.context["messages"])
        for version in (french, made):
            url = reverse("wagtailadmin_explore", args=[version.get_parent().pk])
            (row,) = admin_client.get(url).context["object_list"]
            assert row.staleness
