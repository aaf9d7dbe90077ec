"""A project keeps the challenge that it came from for as long as one of its language versions lives."""

import swapper
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models.signals import pre_delete
from wagtail.models import Revision

from wagtail_crowdsolving.catalogue.pages import CatalogueProjectMixin
from wagtail_crowdsolving.network.queries import translations_of

swapper.set_app_prefix("wagtailcore", "wagtail")


def challenge_deleted(instance, **kwargs):
    """Lead to the next language version, in the projects and in their revisions."""
    # Not ``network.deletion.pass_on``: a revision that names what is gone can only be read where
    # the field's ``on_delete`` is one of Django's own.
    projects = [model for model in apps.get_models() if issubclass(model, CatalogueProjectMixin)]
    heir = translations_of(instance).exclude(pk=instance.pk).order_by("pk").first()
    if heir is None:
        return
    for model in projects:
        model._base_manager.filter(challenge=instance.pk).update(challenge=heir)
        revisions = Revision.objects.filter(
            content_type=ContentType.objects.get_for_model(model), content__challenge=instance.pk
        )
        for revision in revisions.iterator():
            revision.content["challenge"] = heir.pk
            Revision.objects.filter(pk=revision.pk).update(content=revision.content)


pre_delete.connect(
    challenge_deleted,
    sender=swapper.load_model("wagtailcore", "Page"),
    dispatch_uid="wagtail_crowdsolving.challenge_deleted",
)
