"""Rounds, and what was decided in them, are deleted by nobody."""

from django.db.models.deletion import ProtectedError
from django.db.models.signals import pre_delete
from django.dispatch import receiver

from wagtail_crowdsolving.selection.models import Decision, Round


@receiver(pre_delete, sender=Round, dispatch_uid="wagtail_crowdsolving.keep_round")
def keep_round(instance, **kwargs):
    raise ProtectedError("An examination is stopped, and never deleted.", {instance})


@receiver(pre_delete, sender=Decision, dispatch_uid="wagtail_crowdsolving.keep_decision_row")
def keep_decision(instance, **kwargs):
    if instance.state == Decision.State.RELEASED:
        raise ProtectedError("A decision that was released is never deleted.", {instance})
