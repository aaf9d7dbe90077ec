"""Files to attach: as a browser would send them."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from tests.contributions.support import submit
from wagtail_crowdsolving.contributions.models import Attachment

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def upload(name, content, content_type="application/octet-stream"):
    return SimpleUploadedFile(name, content, content_type)


def picture(name="photo.jpg", form="JPEG", size=(60, 40), mode="RGB", **saved):
    """A picture whose left half is red and whose right half is blue."""
    drawn = Image.new(mode, size, "red" if mode != "RGBA" else (255, 0, 0, 128))
    drawn.paste("blue" if mode != "RGBA" else (0, 0, 255, 255), (size[0] // 2, 0, *size))
    content = BytesIO()
    drawn.save(content, form, **saved)
    return upload(name, content.getvalue())


def with_exif(name="photo.jpg", orientation=1):
    """With the place where it was taken, the camera's owner and an orientation."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x013B] = "Camille Propriétaire"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", tuple(IFDRational(part) for part in (43, 17, 46))
    return picture(name, exif=exif, comment=b"un secret")


def address(attachment):
    return reverse("wagtail_crowdsolving:contribution_attachment", args=[attachment.pk])


def attached(page, author, *uploads):
    made = submit(page, author, attachments=[(one, "Une photo") for one in uploads])
    return list(Attachment.objects.filter(contribution=made))
