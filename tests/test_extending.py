"""The app of ``docs/extending.md``: what it adds is on the site, and nothing in the package names it."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from weather import mails, readings
from weather.models import Station

from tests import factories
from tests.selection.support import FOR, begin, committee, review, workflow_of
from wagtail_crowdsolving import actions
from wagtail_crowdsolving.challenges import links
from wagtail_crowdsolving.challenges.models import ProposalEvent
from wagtail_crowdsolving.notifications.jobs import deliver_due
from wagtail_crowdsolving.notifications.models import OutboxMail

pytestmark = [pytest.mark.django_db, pytest.mark.versions]


@pytest.fixture
def rain():
    """12 mm, today."""
    readings.RAIN[timezone.localdate()] = 12
    yield readings.RAIN
    readings.RAIN.clear()


def test_a_section_and_an_annotation(client, challenge, rain):
    challenge.territory = factories.TerritoryFactory(name="Les Mureaux")
    challenge.save()
    client.get(challenge.url)
    with CaptureQueriesContext(connection) as before:
        assert "Météo" not in client.get(challenge.url).text
    factories.home().add_child(
        instance=Station(title="Station", locale=factories.locale(), territory=challenge.territory)
    )
    with CaptureQueriesContext(connection) as after:
        assert "12 mm sur Les Mureaux" in client.get(challenge.url).text
    assert len(after) == len(before)


def test_a_line_of_the_timeline(client, member, rain):
    proposal = factories.ProposalFactory(
        proposer=member,
        submitted_at=timezone.now() - datetime.timedelta(hours=1),
        page=factories.ChallengeFactory(),
    )
    proposal.events.create(kind=ProposalEvent.Kind.RECEIVED)
    client.force_login(member)
    url = links.own(proposal, "proposal")
    assert "12 mm" in client.get(url).text
    rain.clear()
    assert "12 mm" not in client.get(url).text


def test_an_entry_in_the_space(client, member, rain):
    factories.ChallengeIndexFactory()
    client.force_login(member)
    assert "Stations" not in client.get("/espace/").text
    member.is_superuser = True
    member.save()
    assert "Stations" in client.get("/espace/").text


def test_a_panel_of_the_admin(client, rain):
    client.force_login(factories.UserFactory(is_superuser=True))
    assert "1 jours de pluie" in client.get(reverse("wagtailadmin_home")).text


def test_a_mail_when_something_has_happened(
    challenge, member, rain, mailoutbox, django_capture_on_commit_callbacks
):
    challenge.owner = member
    challenge.save()
    with django_capture_on_commit_callbacks(execute=True):
        challenge.save_revision().publish()
    (mail,) = [mail for mail in mailoutbox if "il pleut" in mail.subject]
    assert mail.to == [member.email]
    assert challenge.title in mail.body
    assert challenge.full_url in mail.body
    with django_capture_on_commit_callbacks(execute=True):
        challenge.save_revision().publish()
    assert OutboxMail.objects.filter(kind="weather/rain").count() == 1


def test_a_mail_that_is_true_no_more_is_not_sent(challenge, member, rain, mailoutbox):
    challenge.owner = member
    challenge.save()
    mails.to_owner(challenge)
    rain.clear()
    deliver_due()
    assert OutboxMail.objects.get(kind="weather/rain").state == OutboxMail.State.DROPPED
    assert not [mail for mail in mailoutbox if "il pleut" in mail.subject]


def test_a_committee_judges_it(home):
    station = Station(
        title="Station des Mureaux",
        live=False,
        locale=factories.locale(),
        territory=factories.TerritoryFactory(name="Les Mureaux"),
    )
    home.add_child(instance=station)
    station.save_revision()
    made, (chair, *members) = committee(quorum=1)
    round = begin(station, workflow_of(made))
    assert round.title == "Station des Mureaux"
    assert ["Les Mureaux" in part["html"] for part in round.content] == [True]
    for person in (chair, *members):
        review(round, person, FOR)
    decision = actions.selection.draft_decision(
        round=round, by=chair, outcome="favourable", message="Bravo."
    )
    actions.selection.prepare_decision(decision=decision, by=chair)
    actions.selection.release_decision(decision=decision, by=chair)
    assert Station.objects.get(pk=station.pk).live
