"""One that is in the list twice becomes one, wherever it is named."""

import json

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.deletion import ProtectedError
from django.urls import reverse

from tests import factories
from tests.selection.support import scene
from tests.testapp.models import OwnChallenge
from wagtail_crowdsolving.challenges.models import Proposal
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.network import actions
from wagtail_crowdsolving.network.models import Organisation, Territory, Theme
from wagtail_crowdsolving.network.references import uses_of
from wagtail_crowdsolving.selection import actions as selection
from wagtail_crowdsolving.selection.models import Committee, Seat

pytestmark = [pytest.mark.databases, pytest.mark.django_db]


@pytest.fixture
def by(home):
    user = factories.UserFactory()
    for name in ("organisation", "theme", "territory"):
        user.user_permissions.add(Permission.objects.get(codename=f"change_{name}"))
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return type(user).objects.get(pk=user.pk)


def english_of(row, **values):
    made = row.copy_for_translation(factories.locale("en"))
    for name, value in values.items():
        setattr(made, name, value)
    made.save()
    return made


def project_with(organisation, role="partner"):
    return factories.ProjectFactory(
        organisations=[("organisation", {"organisation": organisation, "role": role})]
    )


def latest(page):
    return type(page).objects.get(pk=page.pk).get_latest_revision()


def test_an_organisation_everywhere(by):
    doubled, kept = factories.OrganisationFactory(name="Amis"), factories.OrganisationFactory()
    challenge = factories.ChallengeFactory(organisation=doubled)
    challenge.save_revision()
    project = project_with(doubled)
    project.save_revision()
    s = scene()
    s.committee.memberships.update(organisation=doubled)
    seat = selection.invite(
        round=s.round,
        by=s.chair,
        user=factories.UserFactory(),
        role="member",
        organisation=doubled,
    )
    actions.merge(doubled=doubled, into=kept, by=by)
    assert list(Organisation.objects.all()) == [kept]
    challenge.refresh_from_db()
    assert challenge.organisation == kept
    assert latest(challenge).as_object().organisation == kept
    project = type(project).objects.get(pk=project.pk)
    assert project.organisations[0].value["organisation"] == kept
    assert latest(project).as_object().organisations[0].value["organisation"] == kept
    assert {one.organisation for one in s.committee.memberships.all()} == {kept}
    seat.refresh_from_db()
    assert (seat.organisation, seat.organisation_name) == (kept, "Amis")


def test_a_theme_is_tied_once(by):
    doubled, kept = factories.ThemeFactory(), factories.ThemeFactory()
    both, one = factories.ChallengeFactory(), factories.ProjectFactory()
    both.themes.set([doubled, kept])
    both.save()
    both.save_revision()
    one.themes.set([doubled])
    one.save()
    committee = Committee.objects.create(name="Comité")
    committee.themes.set([doubled])
    committee.save()
    actions.merge(doubled=doubled, into=kept, by=by)
    for row in (both, one, committee):
        fresh = type(row).objects.get(pk=row.pk)
        assert [theme.pk for theme in fresh.themes.all()] == [kept.pk]
    assert latest(both).content["themes"] == [kept.pk]
    assert list(Theme.objects.all()) == [kept]


def test_a_territory_is_no_part_of_itself(by):
    doubled, kept = factories.TerritoryFactory(level="epci"), factories.TerritoryFactory()
    kept.parent = doubled
    kept.save()
    below = factories.TerritoryFactory(parent=doubled)
    organisation = factories.OrganisationFactory(territory=doubled)
    page = factories.ProjectFactory(territory=doubled)
    actions.merge(doubled=doubled, into=kept, by=by)
    for row in (kept, below, organisation, page):
        row.refresh_from_db()
    assert kept.parent is None
    assert below.parent == organisation.territory == page.territory == kept
    assert Territory.objects.count() == 2


@pytest.mark.parametrize("between", [1, 2])
def test_territories_make_no_circle(by, between):
    """What is kept was part of the one that goes, with others between."""
    region = factories.TerritoryFactory(level="region")
    doubled = factories.TerritoryFactory(parent=region)
    chain = [doubled]
    for _each in range(between):
        chain.append(factories.TerritoryFactory(parent=chain[-1]))
    kept = factories.TerritoryFactory(parent=chain[-1])
    actions.merge(doubled=doubled, into=kept, by=by)
    parents = dict(Territory.objects.values_list("pk", "parent"))
    keys = [row.pk for row in (region, kept, *chain[1:])]
    assert parents == dict(zip(keys, [None, *keys[:-1]], strict=True))


def test_territories_in_a_circle_already(by):
    doubled, kept = factories.TerritoryFactory(), factories.TerritoryFactory()
    Territory.objects.filter(pk=doubled.pk).update(parent=kept)
    Territory.objects.filter(pk=kept.pk).update(parent=doubled)
    actions.merge(doubled=doubled, into=kept, by=by)
    assert list(Territory.objects.values_list("pk", "parent")) == [(kept.pk, None)]


@pytest.mark.parametrize("name", ["Theme", "Organisation", "Territory"])
def test_what_is_active_does_not_go_into_what_is_not(by, name):
    make = getattr(factories, f"{name}Factory")
    doubled, kept = make(), make()
    english_of(doubled)
    english = english_of(kept)
    for switched_off in (kept, english):
        type(kept).objects.update(is_active=True)
        type(kept).objects.filter(pk=switched_off.pk).update(is_active=False)
        with pytest.raises(ValidationError) as error:
            actions.merge(doubled=doubled, into=kept, by=by)
        assert list(error.value.message_dict) == ["into"]
    type(kept).objects.filter(translation_key=doubled.translation_key).update(is_active=False)
    actions.merge(doubled=doubled, into=kept, by=by)
    assert type(kept).objects.count() == 2


def test_a_page_that_is_saved_meanwhile_undoes_it(client, by):
    doubled, kept = factories.OrganisationFactory(), factories.OrganisationFactory()
    before, late = factories.ChallengeFactory(organisation=doubled), factories.ChallengeFactory()
    client.force_login(by)

    def save_late(**kwargs):
        type(late).objects.filter(pk=late.pk).update(organisation=doubled)

    actions.merged.connect(save_late)
    try:
        with pytest.raises(Conflict):
            actions.merge(doubled=doubled, into=kept, by=by)
        url = reverse("crowdsolving_merge", args=["organisation", doubled.pk])
        assert client.post(url, {"into": kept.pk}).status_code == 302
    finally:
        actions.merged.disconnect(save_late)
    before.refresh_from_db()
    assert before.organisation == doubled
    assert Organisation.objects.count() == 2


def test_each_language_finds_its_own(by):
    doubled, kept = factories.OrganisationFactory(), factories.OrganisationFactory()
    english, into_english = english_of(doubled), english_of(kept, name="The kept one")
    german = doubled.copy_for_translation(factories.locale("de"))
    german.save()
    pages = [factories.ChallengeFactory(organisation=one) for one in (doubled, english, german)]
    actions.merge(doubled=english, into=kept, by=by)
    found = [type(page).objects.get(pk=page.pk).organisation for page in pages]
    assert found == [kept, into_english, kept]
    assert Organisation.objects.count() == 2


def test_a_translation_does_not_bring_it_back(by):
    from wagtail_localize.models import TranslationSource

    doubled, kept = factories.OrganisationFactory(), factories.OrganisationFactory()
    project = project_with(doubled)
    source, _made = TranslationSource.update_or_create_from_instance(project)
    challenge = factories.ChallengeFactory(organisation=doubled)
    other, _made = TranslationSource.update_or_create_from_instance(challenge)
    actions.merge(doubled=doubled, into=kept, by=by)
    source.refresh_from_db()
    other.refresh_from_db()
    stream = json.loads(json.loads(source.content_json)["organisations"])
    assert stream[0]["value"]["organisation"] == kept.pk
    assert json.loads(other.content_json)["organisation"] == kept.pk


def test_a_draft_of_a_proposal_follows(by):
    doubled, kept = factories.ThemeFactory(), factories.ThemeFactory()
    draft = factories.ProposalFactory(data={"themes": [str(doubled.pk), str(kept.pk)]})
    sent = factories.ProposalFactory(data={"organisation": "12"})
    actions.merge(doubled=doubled, into=kept, by=by)
    draft.refresh_from_db()
    assert draft.data["themes"] == [str(kept.pk)]
    assert Proposal.objects.get(pk=sent.pk).data == {"organisation": "12"}


def test_page_types_of_a_site_too(by):
    doubled, kept = factories.OrganisationFactory(), factories.OrganisationFactory()
    page = factories.home().add_child(
        instance=OwnChallenge(
            title="À nous",
            guiding_question="Comment ?",
            summary="Court.",
            locale=factories.locale(),
            organisation=doubled,
        )
    )
    actions.merge(doubled=doubled, into=kept, by=by)
    page.refresh_from_db()
    assert page.organisation == kept


def test_refusals(by, member):
    one, other = factories.OrganisationFactory(), factories.OrganisationFactory()
    for wrong in (one, english_of(one), factories.ThemeFactory()):
        with pytest.raises(ValidationError):
            actions.merge(doubled=one, into=wrong, by=by)
    with pytest.raises(NotAllowed):
        actions.merge(doubled=one, into=other, by=member)
    Organisation.objects.filter(pk=other.pk).delete()
    with pytest.raises(Conflict):
        actions.merge(doubled=one, into=other, by=by)
    assert Organisation.objects.filter(pk=one.pk).exists()


def test_what_is_used_is_not_deleted(home):
    theme, organisation = factories.ThemeFactory(), factories.OrganisationFactory()
    territory = factories.TerritoryFactory()
    page = factories.ChallengeFactory(territory=territory)
    page.themes.set([theme])
    page.save()
    project_with(organisation)
    for row in (theme, organisation, territory):
        assert len(uses_of([row])) == 1
        with pytest.raises(ProtectedError), transaction.atomic():
            row.delete()
        with pytest.raises(ProtectedError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).delete()
    free = factories.ThemeFactory()
    free.delete()


class TestAdmin:
    @pytest.fixture
    def chief(self, client, home):
        user = factories.UserFactory(is_superuser=True)
        client.force_login(user)
        return user

    def url(self, row, name):
        return reverse(type(row).snippet_viewset.get_url_name(name), args=[row.pk])

    def test_deleting_says_where_it_is_used(self, client, chief):
        organisation = factories.OrganisationFactory(name="Très utile")
        factories.ChallengeFactory.create_batch(3, organisation=organisation)
        url = self.url(organisation, "delete")
        for response in (client.get(url), client.post(url)):
            html = response.content.decode()
            assert "3 défis" in html
            assert reverse("crowdsolving_merge", args=["organisation", organisation.pk]) in html
        bulk = reverse(
            "wagtail_bulk_action", args=["wagtail_crowdsolving", "organisation", "delete"]
        )
        assert "3 défis" in client.post(f"{bulk}?id={organisation.pk}").content.decode()
        assert Organisation.objects.exists()

    def test_what_nothing_uses_goes(self, client, chief):
        theme = factories.ThemeFactory()
        assert client.post(self.url(theme, "delete")).status_code == 302
        assert not Theme.objects.exists()

    def test_merge(self, client, by):
        client.force_login(by)
        doubled, kept = (factories.OrganisationFactory(name=name) for name in ("Une", "Deux"))
        page = factories.ChallengeFactory(organisation=doubled)
        listed = client.get(reverse(Organisation.snippet_viewset.get_url_name("list")))
        url = reverse("crowdsolving_merge", args=["organisation", doubled.pk])
        assert url in listed.content.decode()
        html = client.get(url).content.decode()
        assert "1 défi" in html
        assert client.post(url, {"into": doubled.pk}).status_code == 400
        assert client.post(url, {"into": ""}).status_code == 400
        gone = factories.OrganisationFactory(is_active=False)
        assert client.post(url, {"into": gone.pk}).status_code == 400
        assert client.post(url, {"into": kept.pk}).status_code == 302
        page.refresh_from_db()
        assert page.organisation == kept

    def test_not_for_others(self, client, member):
        one = factories.OrganisationFactory()
        member.user_permissions.add(Permission.objects.get(codename="access_admin"))
        client.force_login(member)
        url = reverse("crowdsolving_merge", args=["organisation", one.pk])
        assert client.get(url).status_code in (302, 403)
        assert client.get(reverse("crowdsolving_merge", args=["page", one.pk])).status_code == 404

    def test_choosers_offer_what_is_active(self, client, chief):
        factories.OrganisationFactory(name="Vivante")
        factories.OrganisationFactory(name="Dissoute", is_active=False)
        name = Organisation.snippet_viewset.chooser_viewset.get_url_name("choose")
        html = client.get(reverse(name)).content.decode()
        assert "Vivante" in html
        assert "Dissoute" not in html


def test_frozen_names_do_not_follow(by):
    """A seat says for whom somebody sat then."""
    doubled, kept = factories.OrganisationFactory(name="Alors"), factories.OrganisationFactory()
    s = scene()
    selection.invite(
        round=s.round, by=s.chair, user=factories.UserFactory(), role="member", organisation=doubled
    )
    actions.merge(doubled=doubled, into=kept, by=by)
    assert Seat.objects.get(organisation=kept).sits_for == "Alors"
