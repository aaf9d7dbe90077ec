"""What is used stays, whoever deletes it."""

from django.db.models.deletion import ProtectedError
from django.db.models.signals import pre_delete
from django.dispatch import receiver

from wagtail_crowdsolving.network.models import Organisation, Territory, Theme
from wagtail_crowdsolving.network.references import uses_of


@receiver(pre_delete, sender=Organisation, dispatch_uid="wagtail_crowdsolving.keep_organisation")
@receiver(pre_delete, sender=Theme, dispatch_uid="wagtail_crowdsolving.keep_theme")
@receiver(pre_delete, sender=Territory, dispatch_uid="wagtail_crowdsolving.keep_territory")
def keep_what_is_used(instance, **kwargs):
    """Pages would lose what they are classed by, and records whom somebody spoke for."""
    if uses := uses_of([instance]):
        raise ProtectedError(f"“{instance}” is used: {', '.join(uses)}.", {instance})
