"""Each door of a round, from the Wagtail admin."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import factories
from tests.selection import admin_support, support
from tests.selection.admin_support import NO, text, url
from wagtail_crowdsolving.selection.models import Round, RoundLogEntry

pytestmark = [pytest.mark.versions, pytest.mark.django_db]


class TestDoors:
    @pytest.fixture(autouse=True)
    def _signed_in(self, client, coordinator):
        client.force_login(coordinator)

    def day(self, days):
        return (timezone.localdate() + datetime.timedelta(days=days)).isoformat()

    def test_more_time(self, client, scene):
        address = url("extend", scene.round.pk)
        assert client.get(address).status_code == 200
        for wrong in ("", "hier", self.day(-1), self.day(1), self.day(1500)):
            response = client.post(address, {"due_at": wrong})
            assert response.status_code == 200
            assert response.context["form"].errors["due_at"]
            assert wrong in text(response)
        client.post(address, {"due_at": self.day(40)})
        scene.round.refresh_from_db()
        due = timezone.localtime(scene.round.due_at)
        assert due.date().isoformat() == self.day(40)
        assert (due.hour, due.minute) == (23, 59)

    def test_close_then_open_again(self, client, scene):
        support.review(scene.round, scene.members[0])
        client.post(url("close", scene.round.pk))
        scene.round.refresh_from_db()
        assert scene.round.state == Round.State.CLOSED
        # A second click, and a page that was left open: a sentence, nothing else.
        response = client.post(url("close", scene.round.pk), follow=True)
        assert [message.level_tag for message in response.context["messages"]][-1] == "error"
        assert client.get(url("extend", scene.round.pk)).status_code == 302
        address = url("reopen", scene.round.pk)
        response = client.post(address, {"reason": "", "due_at": self.day(5)})
        assert set(response.context["form"].errors) == {"reason"}
        client.post(address, {"reason": "Un avis manque.", "due_at": self.day(5)})
        scene.round.refresh_from_db()
        assert scene.round.state == Round.State.OPEN

    def test_invite_and_replace(self, client, scene):
        new, newer = factories.UserFactory(), factories.UserFactory()
        address = url("invite", scene.round.pk)
        response = client.post(address, {"user": scene.members[0].pk, "role": "member"})
        assert set(response.context["form"].errors) == {"user"}
        gone = factories.UserFactory(is_active=False)
        assert client.post(address, {"user": gone.pk, "role": "member"}).status_code == 200
        client.post(address, {"user": new.pk, "role": "observer"})
        seat = scene.round.seats.get(user=new)
        assert seat.role == "observer"
        silent = scene.round.seats.get(user=scene.members[1])
        client.post(url("replace", scene.round.pk, silent.pk), {"user": newer.pk})
        silent.refresh_from_db()
        assert silent.successor.user == newer
        foreign = support.scene().round.seats.first()
        assert client.get(url("replace", scene.round.pk, foreign.pk)).status_code == 404

    def test_choose_a_committee_where_none_fits(self, client, home):
        workflow = support.workflow_of(None)
        round = support.begin(support.proposed(), workflow)
        assert round.state == Round.State.WAITING
        board = text(client.get(url("index")))
        assert "cs-late" in board
        assert round.title in text(client.get(url("index"), {"urgency": "waiting"}))
        assert "<span>1</span>" in text(client.get(reverse("wagtailadmin_home")))
        made, people = support.committee()
        empty = factories.CommitteeFactory()
        address = url("assign", round.pk)
        content = text(client.get(address))
        assert made.name in content
        assert empty.name not in content
        assert client.post(address, {"committee": empty.pk}).status_code == 200
        client.post(address, {"committee": made.pk})
        round.refresh_from_db()
        assert (round.state, round.committee) == (Round.State.OPEN, made)

    def test_a_chair_does_not_choose_the_committee(self, client, home):
        round = support.begin(support.proposed(), support.workflow_of(None))
        _made, people = support.committee()
        client.force_login(admin_support.admit(people[0]))
        assert client.get(url("assign", round.pk)).status_code == 404

    def test_stop_the_examination(self, client, scene):
        client.force_login(admin_support.admit(scene.chair))
        address = url("stop", scene.round.pk)
        assert client.get(address).status_code == NO
        assert client.post(address).status_code == NO
        client.force_login(coordinator := admin_support.coordinator())
        assert address in text(client.get(url("inspect", scene.round.pk)))
        client.post(address)
        scene.round.refresh_from_db()
        assert scene.round.state == Round.State.CANCELLED
        assert scene.round.task_state.workflow_state.status == "cancelled"
        assert RoundLogEntry.objects.get(action__endswith="round.stop").user == coordinator
        assert address not in text(client.get(url("inspect", scene.round.pk)))
        assert client.post(address).status_code == 302

    def test_forged_addresses(self, client, scene):
        assert client.get(url("inspect", uuid.uuid4())).status_code == 404
        assert client.get(url("replace", scene.round.pk, 10**12)).status_code == 404
