"""Files that people give: beside a text, or kept until it is sent."""

import uuid
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages
from django.db import models
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving.contributions.models.texts import Amendment, Contribution
from wagtail_crowdsolving.folded import Folded

#: The longer sides, in pixels, of the smaller pictures that are stored beside one, smallest first.
SMALLER_SIDES = (400, 800)


def attachment_storage():
    """Where attachments lie: ``STORAGES["crowdsolving"]``; else beside ``MEDIA_ROOT``, not in it.

    A web server hands out everything in ``MEDIA_ROOT``, texts that wait for a moderator included.
    """
    if "crowdsolving" in settings.STORAGES:
        return storages["crowdsolving"]
    return FileSystemStorage(location=f"{Path(settings.MEDIA_ROOT or 'media')}-private")


def attachment_path(attachment, name):
    """A name that tells nothing, with the ending of its (checked) type."""
    return f"{attachment.folder}/{attachment.pk}{Path(name).suffix.lower()}"


def smaller_pictures(width, height):
    """``(longer side, width)`` of the smaller pictures beside one of this size; none beside a document."""
    longer = max(width or 0, height or 0)
    return [(side, max(1, round(width * side / longer))) for side in SMALLER_SIDES if side < longer]


class GivenFieldFile(FieldFile):
    """A file with the smaller pictures beside it: they are written, read and deleted together."""

    def save(self, name, content, save=True):
        super().save(name, content, save=save)
        for side, smaller in getattr(content, "smaller", {}).items():
            self.storage.save(self._beside(side), ContentFile(smaller))

    def open_smaller(self, side):
        """The picture whose longer side is ``side``; the whole one where there is none."""
        if side in SMALLER_SIDES:
            try:
                return self.storage.open(self._beside(side))
            except FileNotFoundError:
                pass
        return self.open()

    def remove(self):
        """Delete all of it from the storage."""
        for name in (self.name, *map(self._beside, SMALLER_SIDES)):
            self.storage.delete(name)

    def _beside(self, side):
        path = PurePosixPath(self.name)
        return str(path.with_name(f"{path.stem}-{side}{path.suffix}"))


class GivenFileField(models.FileField):
    attr_class = GivenFieldFile


class GivenFile(models.Model):
    """A picture or a document that somebody gives.

    A picture is drawn anew before it is stored: what its file carried besides is gone.
    """

    #: Where its files lie in the storage.
    folder = "contributions"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = GivenFileField(_("file"), upload_to=attachment_path, storage=attachment_storage)
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
        abstract = True

    def __str__(self):
        return self.name

    @property
    def is_picture(self):
        return self.width is not None

    @property
    def smaller(self):
        """See ``smaller_pictures``."""
        return smaller_pictures(self.width, self.height)


class Attachment(GivenFile):
    """A picture or a document beside a contribution, public for as long as the contribution is."""

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

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["contribution", Folded("name"), "pk"]


class KeptFile(GivenFile):
    """A file that a member put into a form which they have not sent yet. Nobody else ever sees it.

    Once the form is sent, the file is that of an ``Attachment`` with the same key.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("member"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    target = models.CharField(
        _("place"), max_length=40, help_text=_("A form's own place: “page-12”, “reply-34”.")
    )
    form_key = models.CharField(_("form"), max_length=40)
    digest = models.CharField(
        _("digest"), max_length=64, help_text=_("Of the file as it came: it is kept once.")
    )
    kept_at = models.DateTimeField(_("kept since"), auto_now_add=True)

    class Meta:
        verbose_name = _("file of a form that was not sent")
        verbose_name_plural = _("files of forms that were not sent")
        ordering = ["kept_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "target", "digest"], name="crowdsolving_a_file_kept_once"
            )
        ]
