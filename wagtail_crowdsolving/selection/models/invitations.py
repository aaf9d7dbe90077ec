"""Invitations to somebody who may have no account: an address, and a link that proves it."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail_crowdsolving import clock, conf
from wagtail_crowdsolving.network.people import email_of
from wagtail_crowdsolving.selection.models.committees import Membership
from wagtail_crowdsolving.selection.models.rounds import Round


class InvitationQuerySet(models.QuerySet):
    def open(self):
        """Neither accepted nor withdrawn; perhaps expired."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def in_state(self, state):
        """Those whose ``state`` is this one."""
        State = Invitation.State
        if state == State.ACCEPTED:
            return self.exclude(accepted_at=None)
        if state == State.WITHDRAWN:
            return self.filter(accepted_at=None).exclude(withdrawn_at=None)
        is_takeable = Q(round=None) | Q(round__state=Round.State.OPEN)
        if state == State.CLOSED:
            return self.open().exclude(is_takeable)
        is_over = Q(expires_at__lte=timezone.now())
        return self.open().filter(is_takeable, is_over if state == State.EXPIRED else ~is_over)

    def valid(self):
        """Those that can be accepted."""
        return self.in_state(Invitation.State.WAITING)

    def sent_to(self, user):
        """Those to the address of this account."""
        email = email_of(user)
        return self.filter(email__iexact=email) if email else self.none()

    def sent_lately(self):
        """Those whose address has just had a mail: it is not written to again within ``ASK_AGAIN_HOURS``."""
        return self.filter(sent_at__gt=timezone.now() - timedelta(hours=conf.ASK_AGAIN_HOURS))

    def over(self):
        """Accepted or withdrawn."""
        return self.exclude(accepted_at=None, withdrawn_at=None)

    def withdraw(self):
        """End those that are open, of which nobody but this site is told."""
        return self.open().update(withdrawn_at=timezone.now())

    def for_token(self, token):
        """Those whose link this is: one or none."""
        return self.filter(token=token_hash(token))


def new_token():
    """What stands in the link. Only its hash is kept."""
    return secrets.token_urlsafe(32)


def token_hash(token):
    return salted_hmac("wagtail_crowdsolving.invitation", token, algorithm="sha256").hexdigest()


class Invitation(models.Model):
    """Somebody is asked, at an address, onto a committee or into one round. No record: it is pruned."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("invitation", "Waiting")
        ACCEPTED = "accepted", pgettext_lazy("invitation", "Accepted")
        WITHDRAWN = "withdrawn", pgettext_lazy("invitation", "Withdrawn")
        EXPIRED = "expired", pgettext_lazy("invitation", "Expired")
        CLOSED = "closed", pgettext_lazy("invitation", "Examination closed")

    committee = models.ForeignKey(
        "wagtail_crowdsolving.Committee",
        verbose_name=_("committee"),
        on_delete=models.CASCADE,
        related_name="invitations",
    )
    round = models.ForeignKey(
        "wagtail_crowdsolving.Round",
        verbose_name=_("round"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="invitations",
        help_text=_("For this round alone; empty: to sit on the committee."),
    )
    email = models.EmailField(_("address"), blank=True)
    role = models.CharField(
        pgettext_lazy("committee", "role"), max_length=20, choices=Membership.Role.choices
    )
    organisation = models.ForeignKey(
        "wagtail_crowdsolving.Organisation",
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    starts_on = models.DateField(_("from"), null=True, blank=True, validators=[clock.PLANNED])
    ends_on = models.DateField(_("until"), null=True, blank=True, validators=[clock.PLANNED])
    token = models.CharField(_("hash of the link"), max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("invited by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    invited_at = models.DateTimeField(_("invited at"), auto_now_add=True)
    sent_at = models.DateTimeField(_("last sent at"))
    expires_at = models.DateTimeField(_("valid until"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("accepted by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "email"],
                condition=Q(round=None, accepted_at=None, withdrawn_at=None),
                name="crowdsolving_one_invitation",
            ),
            models.UniqueConstraint(
                fields=["round", "email"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="crowdsolving_one_round_invitation",
            ),
        ]

    def __str__(self):
        return str(self.pk)

    @property
    def state(self):
        if self.accepted_at:
            return self.State.ACCEPTED
        if self.withdrawn_at:
            return self.State.WITHDRAWN
        if self.round and self.round.state != Round.State.OPEN:
            return self.State.CLOSED
        return self.State.EXPIRED if self.expires_at <= timezone.now() else self.State.WAITING
