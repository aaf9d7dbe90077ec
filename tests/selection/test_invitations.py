"""Somebody is invited by mail, with an account or without: the link proves the address, once and for a time."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import factories
from tests.selection import admin_support, support
from tests.shared import shared
from wagtail_crowdsolving import clock
from wagtail_crowdsolving.exceptions import Busy, Conflict, NotAllowed
from wagtail_crowdsolving.notifications.jobs import deliver
from wagtail_crowdsolving.notifications.models import OutboxMail
from wagtail_crowdsolving.privacy import actions as privacy
from wagtail_crowdsolving.privacy import jobs
from wagtail_crowdsolving.selection import actions
from wagtail_crowdsolving.selection.models import Invitation, Membership, Round, Seat

State = Invitation.State
EMAIL = "nouvelle@example.org"


def build():
    factories.home()
    made = support.scene(members=2, quorum=1)
    made.coordinator = admin_support.coordinator()
    return made


_made, scene = shared(build)


def links():
    """The links of the mails, the last first."""
    mails = OutboxMail.objects.filter(kind="selection/invitation").exclude(text="").order_by("-pk")
    return [re.search(r"http://testserver(/\S+/invitation/\S+/)", mail.text)[1] for mail in mails]


def token():
    return links()[0].rstrip("/").rpartition("/")[2]


def later(monkeypatch, **duration):
    moment = timezone.now() + timedelta(**duration)
    monkeypatch.setattr(timezone, "now", lambda: moment)


def onto(scene, **said):
    return actions.invite_by_mail(
        **{"committee": scene.committee, "by": scene.coordinator, "email": EMAIL, "role": "member"}
        | said
    )


def test_onto_a_committee(scene, client):
    organisation = factories.OrganisationFactory()
    invitation = onto(scene, email=" Nouvelle@Example.org ", organisation=organisation)
    assert (invitation.email, invitation.state) == (EMAIL, State.WAITING)
    with pytest.raises(ValidationError):
        onto(scene)
    address, key = links()[0], token()
    assert key not in str(Invitation.objects.values())
    # A visitor reads what it is for, and is sent to sign in or up, and back; never who has an account.
    page = client.get(address)
    assert (page.status_code, page["X-Robots-Tag"]) == (200, "noindex")
    assert scene.committee.name in page.content.decode()
    assert f"?next={address}" in page.content.decode()
    factories.UserFactory(email=EMAIL)
    again = client.get(address).content
    assert re.sub(rb'nonce="[^"]*"|value="[^"]*"', b"", again) == re.sub(
        rb'nonce="[^"]*"|value="[^"]*"', b"", page.content
    )
    assert EMAIL.encode() not in again
    assert address in client.post(address).url
    assert client.get(address.replace(key, "inconnue")).status_code == 404
    user = factories.UserFactory()
    client.force_login(user)
    assert client.post(address).url == reverse("wagtail_crowdsolving:committee_desk")
    row = Membership.objects.get(user=user)
    assert (row.committee, row.organisation, row.role) == (scene.committee, organisation, "member")
    invitation.refresh_from_db()
    assert (invitation.state, invitation.accepted_by) == (State.ACCEPTED, user)
    client.force_login(factories.UserFactory())
    assert client.post(address).status_code == 409
    assert not deliver(OutboxMail.objects.get(kind="selection/invitation").pk)
    for door in (actions.send_invitation_again, actions.withdraw_invitation):
        with pytest.raises(Conflict):
            door(invitation=invitation, by=scene.coordinator)


def test_into_a_round_from_both_desks(scene, client):
    """The same checks as of whom one invites by name."""
    round = scene.round
    desk = reverse("wagtail_crowdsolving:round_progress", args=[round.pk])
    page = reverse("crowdsolving_rounds:inspect", args=[round.pk])
    client.force_login(admin_support.admit(scene.chair))
    sent = {"do": "invite", "invite-email": EMAIL, "invite-role": "member"}
    assert client.post(desk, {**sent, "invite-email": ""}).context["forms"]["invite"].errors
    assert client.post(desk, sent).status_code == 302
    assert EMAIL in client.get(desk).content.decode()
    mine = Invitation.objects.get(round=round)
    client.force_login(scene.coordinator)
    admin = reverse("crowdsolving_rounds:invite", args=[round.pk])
    both = {"email": "b@example.org", "user": scene.chair.pk, "role": "member"}
    assert client.post(admin, both).context["form"].errors["user"]
    assert client.post(admin, {**both, "email": EMAIL, "user": ""}).context["form"].errors["email"]
    assert (
        client.post(admin, {"email": "b@example.org", "user": "", "role": "observer"}).url == page
    )
    theirs = Invitation.objects.get(email="b@example.org")
    assert client.get(page).content.decode().count("/again/") == 2
    # A chair sees the addresses that they typed, no others.
    client.force_login(admin_support.admit(scene.chair))
    assert "b@example.org" not in client.get(page).content.decode()
    withdraw = reverse(
        "crowdsolving_committees:withdraw_invitation", args=[scene.committee.pk, theirs.pk]
    )
    assert client.post(withdraw).status_code == 404
    assert client.post(desk, {"do": "withdraw", "invitation": theirs.pk}).status_code == 404
    assert client.post(desk, {"do": "send_again", "invitation": mine.pk}).status_code == 409
    first, second = links()[1], links()[0]
    proposer = scene.page.crowdsolving_proposal.proposer
    client.force_login(proposer)
    assert client.post(first).status_code == 200
    assert not Seat.objects.filter(user=proposer).exists()
    user = factories.UserFactory()
    client.force_login(user)
    assert client.post(first).url == reverse("wagtail_crowdsolving:round", args=[round.pk])
    assert Seat.objects.get(user=user).role == "member"
    client.force_login(scene.coordinator)
    assert client.post(withdraw).url == page
    actions.close_round(round=round, by=scene.chair)
    with pytest.raises(Conflict):
        actions.invite_by_mail(round=round, by=scene.chair, email="c@example.org", role="member")
    client.force_login(factories.UserFactory())
    assert client.post(second).status_code == 409


def test_the_place_that_is_taken_or_gone(scene, client):
    """No link outlives what it was for."""
    round = scene.round
    other, third = factories.UserFactory(email=EMAIL.upper()), factories.UserFactory()
    both = [
        onto(scene),
        actions.invite_by_mail(round=round, by=scene.chair, email=EMAIL, role="member"),
    ]
    address = links()[0]
    actions.add_member(committee=scene.committee, by=scene.coordinator, user=other, role="member")
    states = [Invitation.objects.get(pk=row.pk).state for row in both]
    assert states == [State.WITHDRAWN, State.WAITING]
    client.force_login(third)
    page = client.get(address)
    assert page.context["is_waiting"]
    assert scene.chair.get_full_name() in page.content.decode()
    mail = OutboxMail.objects.filter(kind="selection/invitation").latest("pk")
    actions.close_round(round=round, by=scene.chair)
    page = client.get(address)
    assert (page.context["is_waiting"], page.context["is_closed"]) == (False, True)
    assert not deliver(mail.pk)
    # Its link is in the outbox no longer than it is needed.
    mail.refresh_from_db()
    assert (mail.text, mail.html) == ("", "")
    for state in State:
        assert {row.state for row in Invitation.objects.in_state(state)} <= {state}
    assert Invitation.objects.in_state(State.CLOSED).get() == both[1]
    actions.reopen_round(round=round, by=scene.chair, reason="Encore.", due_at=round.due_at)
    actions.invite(round=round, by=scene.chair, user=other, role="member")
    assert Invitation.objects.get(pk=both[1].pk).state == State.WITHDRAWN
    # Whoever sits there already is told so, and the link ends.
    row = onto(scene, email="double@example.org")
    client.force_login(scene.members[0])
    assert client.post(links()[0]).status_code == 409
    row.refresh_from_db()
    assert row.state == State.WITHDRAWN
    with pytest.raises(ValidationError):
        onto(scene, email="tard@example.org", ends_on=clock.today() - timedelta(days=1))
    # So is whoever invites them, beside the field.
    seated = scene.members[0].email.upper()
    for asked in ({}, {"committee": None, "round": round, "by": scene.chair}):
        with pytest.raises(ValidationError) as error:
            onto(scene, email=seated, **asked)
        assert set(error.value.error_dict) == {"email"}
    brief = onto(scene, email="bref@example.org", ends_on=clock.today())
    assert brief.expires_at == clock.end_of(clock.today())


def test_it_is_sent_again_withdrawn_and_over(scene, monkeypatch, settings):
    user = factories.UserFactory()
    invitation = onto(scene)
    old = token()
    with pytest.raises(Conflict):
        actions.send_invitation_again(invitation=invitation, by=scene.coordinator)
    later(monkeypatch, hours=25)
    with pytest.raises(NotAllowed):
        actions.send_invitation_again(invitation=invitation, by=scene.members[0])
    with pytest.raises(NotAllowed):
        actions.withdraw_invitation(invitation=invitation, by=scene.chair)
    actions.send_invitation_again(invitation=invitation, by=scene.coordinator)
    assert token() != old
    with pytest.raises(Conflict):
        actions.accept_invitation(token=old, by=user)
    later(monkeypatch, days=15)
    invitation.refresh_from_db()
    assert invitation.state == State.EXPIRED
    with pytest.raises(Conflict):
        actions.accept_invitation(token=token(), by=user)
    # Invited anew: the same row, another link.
    assert onto(scene).pk == invitation.pk
    scene.coordinator.user_permissions.clear()
    with pytest.raises(Conflict):
        actions.accept_invitation(token=token(), by=user)
    assert not Membership.objects.filter(user=user).exists()
    other = admin_support.coordinator()
    given_up = OutboxMail.objects.filter(kind="selection/invitation").latest("pk")
    OutboxMail.objects.filter(pk=given_up.pk).update(state=OutboxMail.State.FAILED)
    actions.withdraw_invitation(invitation=invitation, by=other)
    given_up.refresh_from_db()
    assert (given_up.text, given_up.html, given_up.state) == ("", "", OutboxMail.State.DROPPED)
    # One address is not mailed over and over, whoever asks.
    with pytest.raises(Conflict):
        onto(scene, by=other)
    with pytest.raises(Conflict):
        actions.import_members(committee=scene.committee, by=other, rows=[(2, {"email": EMAIL})])
    actions.import_members(
        committee=scene.committee, by=other, rows=[(2, {"email": "importee@example.org"})]
    )
    settings.WAGTAIL_CROWDSOLVING = {"INVITATIONS_PER_HOUR": 1}
    mine = onto(scene, by=other, email="encore@example.org")
    with pytest.raises(Busy):
        onto(scene, by=other, email="autre@example.org")
    # Sent again by a colleague it is still theirs, counted as before, unless they may invite no more.
    later(monkeypatch, hours=25)
    colleague = admin_support.coordinator()
    for inviter in (other, colleague):
        mine = actions.send_invitation_again(invitation=mine, by=colleague)
        assert mine.invited_by == inviter
        other.user_permissions.clear()
        later(monkeypatch, hours=25)
    other = colleague
    for wrong in ("", "non", "a@b", "x" * 300 + "@example.org"):
        with pytest.raises(ValidationError) as error:
            onto(scene, by=other, email=wrong)
        assert set(error.value.error_dict) == {"email"}


def test_it_is_forgotten_and_pruned(scene, monkeypatch):
    user = factories.UserFactory(email=EMAIL.upper())
    open_one, done = onto(scene), onto(scene, email="autre@example.org")
    actions.accept_invitation(token=token(), by=user)
    privacy.forget(user=user)
    for invitation, state in ((open_one, State.WITHDRAWN), (done, State.ACCEPTED)):
        invitation.refresh_from_db()
        assert (invitation.email, invitation.accepted_by) == ("", None)
        assert invitation.state == state
    # Nor does the mail: neither the address nor its link.
    gone = OutboxMail.objects.get(kind="selection/invitation", to_email="")
    assert (gone.text, gone.state) == ("", OutboxMail.State.DROPPED)
    name = "wagtail_crowdsolving.privacy.jobs.prune_invitations"
    assert jobs.prune()[name] == 0
    later(monkeypatch, days=120)
    assert jobs.prune()[name] == 2


def test_the_list_of_a_committee(scene, client, django_assert_num_queries):
    committee = [scene.committee.pk]
    address = reverse("crowdsolving_committees:invitations", args=committee)
    add = reverse("crowdsolving_committees:invite_member", args=committee)
    client.force_login(scene.coordinator)
    assert set(client.post(add, {"email": "non", "role": ""}).context["form"].errors) == {
        "email",
        "role",
    }
    assert client.post(add, {"email": EMAIL, "role": "chair"}).url == address
    for number in range(6):
        onto(scene, email=f"n{number}@example.org")
        if number in (0, 5):
            client.get(address)
            with django_assert_num_queries(13):
                page = client.get(address)
            assert page.content.decode().count("/again/") == number + 2
    Round.objects.update(title="Une École")
    Invitation.objects.filter(email="n1@example.org").update(round=scene.round)
    gone = Invitation.objects.first()
    actions.withdraw_invitation(invitation=gone, by=scene.coordinator)
    for asked, number in (
        ({"state": "withdrawn"}, 1),
        ({"state": "waiting"}, 6),
        ({"q": "n3@"}, 1),
        ({"q": "ecole"}, 1),
    ):
        assert len(client.get(address, asked).context["object_list"]) == number
    lines = client.get(address, {"export": "csv"}).getvalue().decode().splitlines()
    assert len(lines) == 8
    again = reverse(
        "crowdsolving_committees:send_invitation", args=[*committee, Invitation.objects.last().pk]
    )
    # Who stands aside in a round finds nothing of it, by no way.
    aside = admin_support.coordinator()
    hidden = onto(scene, committee=None, round=scene.round, email="juge@example.org")
    Seat.objects.create(
        round=scene.round, user=aside, role="member", recused_at=timezone.now(), recusal_reason="x"
    )
    client.force_login(aside)
    assert "juge@" not in client.get(address, {"export": "csv"}).getvalue().decode()
    for name in ("send_invitation", "withdraw_invitation"):
        one = reverse(f"crowdsolving_committees:{name}", args=[*committee, hidden.pk])
        assert client.get(one).status_code == 404
    client.force_login(scene.coordinator)
    response = client.post(again, follow=True)
    assert [message.level_tag for message in response.context["messages"]][-1] == "error"
    # The buttons of the list carry the token without which they are refused.
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(scene.coordinator)
    last = Invitation.objects.last()
    sent = re.search(
        rf'{last.pk}/withdraw/">.*?name="csrfmiddlewaretoken" value="(\w+)"',
        strict.get(address).content.decode(),
    )[1]
    withdraw = reverse("crowdsolving_committees:withdraw_invitation", args=[*committee, last.pk])
    assert strict.post(withdraw).status_code == 403
    assert strict.post(withdraw, {"csrfmiddlewaretoken": sent}).status_code == 302
    client.force_login(admin_support.admit(scene.chair))
    assert not client.get(address).context["object_list"]
