"""Whoever deletes an account, wherever they do it, the person's data goes with it."""

from django.contrib.auth import get_user_model
from django.db.models.signals import pre_delete
from django.dispatch import receiver

from wagtail_crowdsolving.privacy import actions


@receiver(pre_delete, sender=get_user_model(), dispatch_uid="wagtail_crowdsolving.forget")
def account_deleted(instance, **kwargs):
    actions.forget(user=instance)
