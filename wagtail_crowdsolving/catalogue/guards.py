"""What is done where Wagtail publishes a project, or Django deletes the challenge that it came from."""

import swapper
from django.contrib.contenttypes.models import ContentType
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from wagtail.models import Revision
from wagtail.signals import page_published

from wagtail_crowdsolving import signals
from wagtail_crowdsolving.catalogue.pages import CatalogueProjectMixin
from wagtail_crowdsolving.network.queries import translations_of
from wagtail_crowdsolving.page_types import page_types

swapper.set_app_prefix("wagtailcore", "wagtail")


@receiver(page_published, dispatch_uid="wagtail_crowdsolving.project_published")
def tell_the_site(sender, instance, **kwargs):
    if isinstance(instance, CatalogueProjectMixin) and instance.live:
        signals.send(signals.page_published, sender=sender, page=instance)


def challenge_deleted(instance, **kwargs):
    """Lead the projects, and their revisions, to the next language version for as long as there is one."""
    # Not ``network.deletion.pass_on``: a revision that names what is gone can only be read where
    # the field's ``on_delete`` is one of Django's own.
    projects = page_types(CatalogueProjectMixin)
    heir = translations_of(instance).exclude(pk=instance.pk).order_by("pk").first()
    if heir is None:
        return
    for model in projects:
        model._base_manager.filter(origin_challenge=instance.pk).update(origin_challenge=heir)
        revisions = Revision.objects.filter(
            content_type=ContentType.objects.get_for_model(model),
            content__origin_challenge=instance.pk,
        )
        for revision in revisions.iterator():
            revision.content["origin_challenge"] = heir.pk
            Revision.objects.filter(pk=revision.pk).update(content=revision.content)


pre_delete.connect(
    challenge_deleted,
    sender=swapper.load_model("wagtailcore", "Page"),
    dispatch_uid="wagtail_crowdsolving.challenge_deleted",
)
