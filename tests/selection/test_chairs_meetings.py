"""A chair without access to the admin reads the meetings of their committee, and its minutes, on the site."""

import pytest
from django.urls import reverse

from tests import factories
from tests.selection import support
from tests.selection.desk_scenes import SECRETS, round_in
from wagtail_crowdsolving.selection.models import Decision, Meeting

pytestmark = pytest.mark.django_db
LIST = reverse("wagtail_crowdsolving:committee_meetings")


def test_from_the_desk_to_the_minutes(home, client):
    scene = round_in("released")
    Decision.objects.update(meeting=scene.meeting)
    elsewhere = Meeting.objects.create(committee=factories.CommitteeFactory(), held_on="2026-03-03")
    client.force_login(scene.chair)
    assert LIST in client.get(reverse("wagtail_crowdsolving:committee_desk")).content.decode()
    listed = client.get(LIST)
    assert list(listed.context["shown"]) == [scene.meeting]
    assert listed.context["shown"][0].released == 1
    minutes = reverse("wagtail_crowdsolving:committee_minutes", args=[scene.meeting.pk])
    assert minutes in listed.content.decode()
    page = client.get(minutes).content.decode()
    assert scene.round.title in page
    assert SECRETS["decision"] in page
    for secret in ("draft", "review", "message", "reason"):
        assert SECRETS[secret] not in page
    assert "/admin/" not in page
    other = reverse("wagtail_crowdsolving:committee_minutes", args=[elsewhere.pk])
    assert client.get(other).status_code == 404


def test_a_member_reads_none(home, client):
    scene = support.scene(chairs=1, members=1)
    meeting = Meeting.objects.create(committee=scene.committee, held_on="2026-03-02")
    client.force_login(scene.members[0])
    assert LIST not in client.get(reverse("wagtail_crowdsolving:committee_desk")).content.decode()
    assert list(client.get(LIST).context["shown"]) == []
    minutes = reverse("wagtail_crowdsolving:committee_minutes", args=[meeting.pk])
    assert client.get(minutes).status_code == 404
