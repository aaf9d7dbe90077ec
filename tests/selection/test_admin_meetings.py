"""Meetings of a committee in the Wagtail admin: their dossiers, minutes and decisions."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import factories
from tests.selection import admin_support, support
from tests.selection.admin_support import SECRET, text, url
from wagtail_crowdsolving.challenges.models import Proposal
from wagtail_crowdsolving.selection import actions
from wagtail_crowdsolving.selection.models import Decision, Meeting

pytestmark = [pytest.mark.versions, pytest.mark.django_db]


class TestMeetings:
    @pytest.fixture
    def meeting(self, closed):
        return Meeting.objects.create(
            committee=closed.committee, held_on="2026-03-02", place="Mairie", notes="Un mot."
        )

    def test_is_made_then_its_people_ticked(self, client, closed, coordinator):
        client.force_login(coordinator)
        add = reverse("crowdsolving_meetings:add")
        response = client.post(add, {"committee": "", "held_on": "demain"})
        assert set(response.context["form"].errors) == {"committee", "held_on"}
        response = client.post(add, {"committee": closed.committee.pk, "held_on": "0026-03-02"})
        assert set(response.context["form"].errors) == {"held_on"}
        assert "0026-03-02" in text(response)
        data = {"committee": closed.committee.pk, "held_on": "2026-03-02", "place": "Mairie"}
        response = client.post(add, data)
        meeting = Meeting.objects.get()
        edit = reverse("crowdsolving_meetings:edit", args=[meeting.pk])
        assert response.url == edit
        content = text(client.get(edit))
        stranger = factories.UserFactory(last_name="Étranger")
        assert closed.chair.get_full_name() in content
        assert closed.chair.email not in content
        assert "Étranger" not in content
        wrong = client.post(edit, {**data, "present": [stranger.pk]})
        assert set(wrong.context["form"].errors) == {"present"}
        client.post(edit, {**data, "present": [closed.chair.pk]})
        assert list(meeting.present.all()) == [closed.chair]

    def test_a_chair_makes_none_for_another_committee(self, client, closed):
        other, _people = support.committee()
        client.force_login(admin_support.admit(closed.chair))
        add = reverse("crowdsolving_meetings:add")
        response = client.post(add, {"committee": other.pk, "held_on": "2026-03-02"})
        assert set(response.context["form"].errors) == {"committee"}
        assert not Meeting.objects.exists()

    def test_decisions_are_prepared_then_released_together(self, client, closed, meeting):
        client.force_login(admin_support.admit(closed.chair))
        page = reverse("crowdsolving_meetings:inspect", args=[meeting.pk])
        decide = url("decide", closed.round.pk) + f"?meeting={meeting.pk}"
        assert decide in text(client.get(page))
        data = {"outcome": "unfavourable", "message": "", "meeting": meeting.pk}
        response = client.post(decide, data)
        assert set(response.context["form"].errors) == {"message", "departure"}
        assert not Decision.objects.exists()
        client.post(decide, {**data, "draft": "1"})
        assert Decision.objects.get().state == Decision.State.DRAFT
        data = {**data, "message": "Hors de notre champ.", "departure": "Le conseil y tient."}
        assert client.post(decide, data).url == page
        decision = Decision.objects.get()
        assert (decision.state, decision.meeting) == (Decision.State.PREPARED, meeting)
        # Taken back before the release, then prepared again.
        client.post(url("undo", closed.round.pk))
        assert Decision.objects.get().state == Decision.State.DRAFT
        client.post(decide, data)
        release = reverse("crowdsolving_meetings:release", args=[meeting.pk])
        assert closed.round.title in text(client.get(release))
        client.post(release, {"decision": "999999"})
        assert Decision.objects.get().state == Decision.State.PREPARED
        response = client.post(release, {"decision": decision.pk}, follow=True)
        assert [m.level_tag for m in response.context["messages"]][-1] == "success"
        assert Decision.objects.get().state == Decision.State.RELEASED
        response = client.post(release, {"decision": decision.pk}, follow=True)
        assert [m.level_tag for m in response.context["messages"]] == ["warning"]
        # From then on the meeting is a record.
        client.post(reverse("crowdsolving_meetings:delete", args=[meeting.pk]))
        assert Meeting.objects.exists()
        assert client.get(url("decide", closed.round.pk)).status_code == 302
        assert client.post(url("undo", closed.round.pk)).status_code == 302
        assert Decision.objects.get().state == Decision.State.RELEASED

    def test_what_was_typed_outlives_a_conflict(self, client, closed):
        support.decide(closed.round, closed.chair)
        client.force_login(admin_support.admit(closed.chair))
        typed = {"outcome": "favourable", "message": "Un long message."}
        response = client.post(url("decide", closed.round.pk), typed)
        assert response.status_code == 409
        assert "Un long message." in text(response)

    def test_takes_a_decision_that_belongs_to_none(self, client, closed, meeting):
        decision = support.decide(closed.round, closed.chair)
        foreign, _people = support.committee()
        other = Meeting.objects.create(committee=foreign, held_on="2026-03-02")
        client.force_login(admin_support.coordinator())
        address = reverse("crowdsolving_meetings:place", args=[meeting.pk, decision.pk])
        page = reverse("crowdsolving_meetings:inspect", args=[meeting.pk])
        assert address in text(client.get(page))
        wrong = reverse("crowdsolving_meetings:place", args=[other.pk, decision.pk])
        assert client.post(wrong).status_code == 404
        assert client.get(address).status_code == 405
        client.post(address)
        decision.refresh_from_db()
        assert decision.meeting == meeting
        assert decision.state == Decision.State.PREPARED
        assert address not in text(client.get(page))
        actions.release_decisions(decisions=[decision], by=closed.chair)
        Decision.objects.update(meeting=None)
        client.post(address)
        assert Decision.objects.get().meeting is None

    def test_the_minutes(self, client, closed, meeting):
        recused = closed.round.seats.get(user=closed.members[2])
        closed.round.seats.filter(pk=recused.pk).update(
            recused_at=timezone.now(), recusal_reason=SECRET
        )
        meeting.present.add(closed.chair)
        decision = actions.draft_decision(
            round=closed.round,
            by=closed.chair,
            outcome="changes",
            message="À préciser.",
            departure="Le conseil y tient.",
            meeting=meeting,
        )
        minutes = reverse("crowdsolving_meetings:minutes", args=[meeting.pk])
        chair = admin_support.admit(closed.chair)
        client.force_login(chair)
        # Wagtail's admin is in the person's language, the site's by default.
        assert closed.round.title not in text(client.get(minutes))
        actions.prepare_decision(decision=decision, by=closed.chair)
        content = text(client.get(minutes))
        for said in (
            "2 mars 2026",
            "Mairie",
            "Un mot.",
            closed.committee.name,
            closed.chair.get_full_name(),
            closed.members[2].get_full_name(),
            closed.round.title,
            "À préciser.",
            "Le conseil y tient.",
        ):
            assert said in content, said
        assert SECRET not in content
        assert closed.chair.email not in content
        assert "style=" not in content
        assert "<script" not in content

    def test_the_minutes_hide_what_a_person_stands_aside_from(self, client, closed, meeting):
        """A coordinator who proposed the challenge reads the minutes without it."""
        decision = support.decide(closed.round, closed.chair)
        Decision.objects.filter(pk=decision.pk).update(meeting=meeting)
        coordinator = admin_support.coordinator()
        Proposal.objects.filter(page_id=closed.page.pk).update(proposer=coordinator)
        client.force_login(coordinator)
        for name in ("minutes", "inspect", "release"):
            content = text(client.get(reverse(f"crowdsolving_meetings:{name}", args=[meeting.pk])))
            assert "Bravo." not in content
        client.post(
            reverse("crowdsolving_meetings:release", args=[meeting.pk]), {"decision": decision.pk}
        )
        assert Decision.objects.get().state == Decision.State.PREPARED

    def test_nor_show_what_was_counted_to_a_member_without_an_opinion(
        self, client, closed, meeting, coordinator
    ):
        """As the page of the round: a coordinator who sits in it and said nothing."""
        decision = support.decide(closed.round, closed.chair)
        Decision.objects.filter(pk=decision.pk).update(meeting=meeting)
        client.force_login(coordinator)
        for silent in (False, True):
            if silent:
                seat = closed.round.seats.get(user=closed.members[2])
                closed.round.seats.filter(pk=seat.pk).update(user=coordinator)
            for name in ("minutes", "inspect"):
                page = client.get(reverse(f"crowdsolving_meetings:{name}", args=[meeting.pk]))
                assert ("Quorum" in text(page)) != silent


def test_a_decision_of_no_meeting_is_released_alone(client, closed):
    client.force_login(admin_support.admit(closed.chair))
    support.decide(closed.round, closed.chair, "changes")
    client.post(url("release", closed.round.pk))
    assert Decision.objects.get().state == Decision.State.RELEASED
