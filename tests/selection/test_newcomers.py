"""Somebody is asked into a round, or takes a place in it: who is told, for whom they sit, what ties are seen."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from tests import factories
from tests.selection import support
from tests.selection.admin_support import coordinator
from tests.selection.support import Role, review, scene
from wagtail_crowdsolving.exceptions import Conflict
from wagtail_crowdsolving.notifications.models import OutboxMail
from wagtail_crowdsolving.selection import actions, queries
from wagtail_crowdsolving.selection.models import Seat

pytestmark = pytest.mark.django_db


def seat_of(s, person):
    return Seat.objects.get(round=s.round, user=person)


def told(kind):
    return {mail.recipient for mail in OutboxMail.objects.filter(kind=f"selection/{kind}")}


def tied_scene():
    """A challenge that an organisation proposes: ``(scene, organisation)``."""
    organisation = factories.OrganisationFactory(name="Les Amis")
    return scene(page=support.proposed(organisation=organisation)), organisation


@pytest.mark.parametrize("is_recused", [True, False])
def test_both_are_told(client, home, is_recused):
    s, newcomer = scene(), factories.UserFactory()
    if is_recused:
        actions.recuse(round=s.round, by=s.members[0], reason="Un lien.")
    client.force_login(coordinator())
    address = reverse("crowdsolving_rounds:replace", args=[s.round.pk, seat_of(s, s.members[0]).pk])
    assert client.post(address, {"user": newcomer.pk, "organisation": ""}).status_code == 302
    assert told("replaced") == {s.members[0]}
    assert newcomer in told("invited")


def test_a_place_is_taken_once(client, home):
    s = scene()
    actions.recuse(round=s.round, by=s.members[0], reason="Un lien.")
    seat = seat_of(s, s.members[0])
    actions.replace_member(seat=seat, by=s.chair, user=factories.UserFactory())
    review(s.round, s.members[1])
    offered = {row.user: row.can_be_replaced for row in queries.progress(s.round)["seats"]}
    assert not offered[s.members[0]]
    assert not offered[s.members[1]]
    assert offered[s.members[2]]
    client.force_login(coordinator())
    page = client.get(reverse("crowdsolving_rounds:inspect", args=[s.round.pk])).content.decode()
    assert reverse("crowdsolving_rounds:replace", args=[s.round.pk, seat.pk]) not in page
    with pytest.raises(Conflict):
        actions.replace_member(seat=seat, by=s.chair, user=factories.UserFactory())


class TestOrganisation:
    def test_it_is_asked_and_a_tie_is_seen(self, client, home):
        s, organisation = tied_scene()
        newcomer = factories.UserFactory()
        client.force_login(coordinator())
        address = reverse(
            "crowdsolving_rounds:replace", args=[s.round.pk, seat_of(s, s.members[0]).pk]
        )
        client.post(address, {"user": newcomer.pk, "organisation": organisation.pk})
        seat = seat_of(s, newcomer)
        assert (seat.organisation_name, seat.interest) == ("Les Amis", "Les Amis")

    @pytest.mark.parametrize("known_by", ["another committee", "an earlier round"])
    def test_what_is_known_is_kept(self, known_by):
        s, organisation = tied_scene()
        newcomer = factories.UserFactory()
        if known_by == "another committee":
            factories.MembershipFactory(user=newcomer, organisation=organisation)
        else:
            earlier = scene()
            actions.invite(
                round=earlier.round,
                by=earlier.chair,
                user=newcomer,
                role=Role.MEMBER,
                organisation=organisation,
            )
        seat = actions.invite(round=s.round, by=s.chair, user=newcomer, role=Role.MEMBER)
        assert (seat.organisation, seat.interest) == (organisation, "Les Amis")

    def test_a_tie_is_seen_whatever_organisation_is_named(self):
        s, organisation = tied_scene()
        newcomer = factories.UserFactory()
        factories.MembershipFactory(user=newcomer, organisation=organisation)
        seat = actions.invite(
            round=s.round,
            by=s.chair,
            user=newcomer,
            role=Role.MEMBER,
            organisation=factories.OrganisationFactory(name="La Régie"),
        )
        assert (seat.organisation_name, seat.interest) == ("La Régie", "Les Amis")


class TestChooser:
    def choose(self, client, round):
        return client.get(
            reverse("crowdsolving_people:choose_results"), {"round": round and round.pk or ""}
        )

    def people(self, response):
        return {
            row: (row.crowdsolving_organisation, row.crowdsolving_place)
            for row in response.context["results"].object_list
        }

    def test_it_marks_who_has_a_part_and_names_organisations(self, client, home):
        s = scene(members=3)
        actions.recuse(round=s.round, by=s.members[0], reason="zz-secret")
        newcomer = factories.UserFactory()
        actions.replace_member(seat=seat_of(s, s.members[1]), by=s.chair, user=newcomer)
        organisation = factories.OrganisationFactory(name="Les Amis")
        factories.MembershipFactory(user=newcomer, organisation=organisation)
        client.force_login(coordinator())
        response = self.choose(client, s.round)
        people = self.people(response)
        places = {person: place and str(place) for person, (_name, place) in people.items()}
        assert len({places[one] for one in (s.chair, s.members[0], s.members[1])}) == 3
        assert all(places[one] for one in (newcomer, s.page.crowdsolving_proposal.proposer))
        assert people[newcomer][0] == "Les Amis"
        assert "zz-secret" not in response.content.decode()
        assert not any(place for _name, place in self.people(self.choose(client, None)).values())
        invite = client.get(reverse("crowdsolving_rounds:invite", args=[s.round.pk]))
        assert f"?round={s.round.pk}" in invite.content.decode()

    def test_it_tells_nothing_to_who_does_not_run_the_round(self, client, home):
        s, person = scene(), coordinator()
        actions.invite(round=s.round, by=s.chair, user=person, role=Role.MEMBER)
        actions.recuse(round=s.round, by=person, reason="Un lien.")
        client.force_login(person)
        assert not any(place for _name, place in self.people(self.choose(client, s.round)).values())

    def test_whoever_has_a_place_is_refused_all_the_same(self):
        s = scene()
        with pytest.raises(ValidationError):
            actions.invite(round=s.round, by=s.chair, user=s.members[0], role=Role.MEMBER)
