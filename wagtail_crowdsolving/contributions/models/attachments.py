"""Files beside a text."""

import uuid
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving.contributions.models.texts import Amendment, Contribution
from wagtail_crowdsolving.folded import Folded


def attachment_storage():
    """Where attachments lie: ``STORAGES["crowdsolving"]``; else beside ``MEDIA_ROOT``, not in it.

    A web server hands out everything in ``MEDIA_ROOT``, texts that wait for a moderator included.
    """
    if "crowdsolving" in settings.STORAGES:
        return storages["crowdsolving"]
    return FileSystemStorage(location=f"{Path(settings.MEDIA_ROOT or 'media')}-private")


def attachment_path(attachment, name):
    """A name that tells nothing, with the ending of its (checked) type."""
    return f"contributions/{attachment.pk}{Path(name).suffix.lower()}"


class Attachment(models.Model):
    """A picture or a document beside a contribution, public for as long as the contribution is.

    A picture is drawn anew before it is stored: what its file carried besides is gone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contribution = models.ForeignKey(
        Contribution,
        verbose_name=_("contribution"),
        on_delete=models.CASCADE,
        related_name="attachments",
    )
    amendment = models.ForeignKey(
        Amendment,
        verbose_name=_("added by a change that waits"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="attachments",
    )
    file = models.FileField(_("file"), upload_to=attachment_path, storage=attachment_storage)
    name = models.CharField(_("name"), max_length=120)
    description = models.CharField(
        _("description"),
        max_length=250,
        blank=True,
        help_text=_("What a picture shows, for those who cannot see it."),
    )
    content_type = models.CharField(_("type"), max_length=60)
    size = models.PositiveIntegerField(_("size"), help_text=_("In bytes."))
    width = models.PositiveIntegerField(_("width"), null=True, help_text=_("In pixels."))
    height = models.PositiveIntegerField(_("height"), null=True, help_text=_("In pixels."))

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["contribution", Folded("name"), "pk"]

    def __str__(self):
        return self.name

    @property
    def is_picture(self):
        return self.width is not None
