"""Files beside a contribution: what is accepted, and what is made of it before it is stored.

Pictures are drawn anew, so that nothing of the file that came in is kept: no place where it was
taken, no thumbnail of what was cut away, nothing behind its end. Documents are PDF, served as
downloads.
"""

import unicodedata
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from PIL import Image, ImageOps

try:
    import pillow_heif
except ImportError:  # Wagtail brings it; a site may leave it out
    pillow_heif = None

from wagtail_crowdsolving import conf, signs
from wagtail_crowdsolving.contributions.models import (
    Attachment,
    GivenFile,
    KeptFile,
    smaller_pictures,
)
from wagtail_crowdsolving.text import bounded, clean_typed, raw_limit

#: Pillow's name of a format: the ending and the type of what is stored.
PICTURES = {
    "JPEG": (".jpg", "image/jpeg"),
    "PNG": (".png", "image/png"),
    "WEBP": (".webp", "image/webp"),
}
#: What cameras and telephones write besides, and no browser shows everywhere: stored as JPEG. An MPO is
#: a JPEG with further pictures behind it.
OF_CAMERAS = {"MPO"}
#: What Pillow is asked to read: it finds by itself that a JPEG is an MPO.
READ = [*PICTURES]
PDF = (".pdf", "application/pdf")
ENDINGS = {
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".mpo": "MPO",
    ".png": "PNG",
    ".webp": "WEBP",
    ".pdf": "PDF",
}
if pillow_heif is not None:
    pillow_heif.register_heif_opener()
    OF_CAMERAS.add("HEIF")
    READ.append("HEIF")
    ENDINGS.update({".heic": "HEIF", ".heif": "HEIF"})
#: For the file chooser of a browser.
ACCEPT = ",".join(ENDINGS)
ACCEPT_PICTURES = ",".join(ending for ending, kind in ENDINGS.items() if kind != "PDF")
#: More than any camera takes: a small file can unfold into more memory than a server has.
MAX_PIXELS = 50_000_000
NAME_LENGTH = GivenFile._meta.get_field("name").max_length
DESCRIPTION_LENGTH = GivenFile._meta.get_field("description").max_length
#: How long a form is taken after it was printed, and its files are kept where it has no draft.
FORM_LIFE = timedelta(days=3)


def limits(number):
    """What may be attached, ``number`` files at most, as a sentence to show before the upload."""
    return ngettext(
        "One file at most: a photo or another picture, made smaller here where it is large (%(picture)s "
        "at most), or a PDF document of %(size)s at most. What a picture's file tells of its place "
        "and camera is taken out.",
        "%(number)d files at most: photos or other pictures, made smaller here where they are large "
        "(%(picture)s at most each), or PDF documents of %(size)s at most. What a picture's file tells "
        "of its place and camera is taken out.",
        number,
    ) % {
        "number": number,
        "size": signs.size(conf.ATTACHMENT_MAX_BYTES),
        "picture": signs.size(conf.PICTURE_MAX_BYTES),
    }


def read(uploads, model=Attachment):
    """``(files, errors)`` of ``uploads``, a list of ``(file, description)``.

    The files, rows of ``model`` (a ``GivenFile``), are ready to be saved; each error is a sentence that
    names its file. Takes time: to be called before any row is locked.
    """
    files, errors = [], []
    for upload, description in uploads[: conf.ATTACHMENTS_PER_CONTRIBUTION + 1]:
        try:
            files.append(_read(upload, description, model))
        except ValidationError as error:
            errors.append(
                ValidationError(
                    _("“%(name)s”: %(problem)s"),
                    code=error.code,
                    params={"name": clean_name(upload.name), "problem": error.messages[0]},
                )
            )
    return files, errors


def digest(upload):
    """What tells an upload from others; of one that is too large, its beginning is enough."""
    upload.seek(0)
    return sha256(upload.read(max(conf.PICTURE_MAX_BYTES, conf.ATTACHMENT_MAX_BYTES))).hexdigest()


def keys(values, most):
    """Those of ``values`` that are keys of files."""
    found = set()
    for value in list(values)[: most + 1]:
        try:
            found.add(uuid.UUID(str(value)[:40]))
        except ValueError:
            continue
    return found


def descriptions(described, most, problems):
    """``{key: clean description}``; one that is too long is left out, and added to ``problems``."""
    found = {}
    for value in list(described)[: most + 1]:
        for key in keys([value], most):
            try:
                found[key] = clean_description(described[value])
            except ValidationError as error:
                problems.append(error)
    return found


def gone():
    """What is said where a form names a file that is not kept."""
    return ValidationError(
        _("A file that you had chosen is kept no longer. Choose it again, or send without it."),
        code="gone",
    )


def full():
    """What is said where the drafts of a member leave no room for another file."""
    return ValidationError(
        _("Your drafts have too many files. Send one, or throw one away."), code="full"
    )


def check_number(number, limit):
    """Raises ``ValidationError`` where ``number`` files are more than ``limit``."""
    if number > limit:
        raise ValidationError(
            ngettext("%(limit)d file at most.", "%(limit)d files at most.", limit)
            % {"limit": limit},
            code="too_many",
        )


@dataclass
class Changes:
    """What a form asks of its files. What is wrong is added to ``problems`` while it is done."""

    most: int
    #: ``{digest: (upload, description)}`` of those that were chosen.
    uploads: dict
    #: Those that are new, each with its ``digest``, not saved.
    new: list
    #: What is now said of a file: ``{key: clean description}``, and by its digest where it was chosen again.
    descriptions: dict
    said: dict
    removed: set
    problems: list

    def removes(self, one):
        """Whether a file goes; not if it was chosen once more."""
        return one.pk in self.removed and one.digest not in self.uploads

    def description_of(self, one):
        return self.said.get(one.digest, self.descriptions.get(one.pk, one.description))

    def fitting(self, files):
        """The new ones that are not among ``files``, as many as there is room for beside these."""
        kept = {one.digest for one in files}
        new = [one for one in self.new if one.digest not in kept]
        try:
            check_number(len(files) + len(new), self.most)
        except ValidationError as error:
            self.problems.append(error)
        return new[: max(0, self.most - len(files))]

    def check(self):
        """Raises ``ValidationError`` ("attachments") where something was wrong."""
        if self.problems:
            raise ValidationError({"attachments": self.problems})


def changes(files, *, most, attachments, described, remove_attachments):
    """The ``Changes`` that a form asks of ``files``, a queryset, of which there may be ``most``.

    ``attachments``: a list of ``(upload, description)``, ``described``: ``{key: description}`` or ``None``,
    ``remove_attachments``: keys. Takes time: to be called before any row is locked.
    """
    problems = []
    removed = keys(remove_attachments, most)
    said_by_key = descriptions(described or {}, most, problems)
    # No more are looked at than tell that there are too many.
    uploads = {digest(one[0]): one for one in list(attachments)[: most + 1]}
    known = set(files.filter(digest__in=uploads).values_list("digest", flat=True))
    said = {}
    for one in known & uploads.keys():
        try:
            if description := clean_description(uploads[one][1]):
                said[one] = description
        except ValidationError as error:
            problems.append(error)
    new = []
    for one, upload in uploads.items():
        if one not in known:
            found, errors = read([upload], files.model)
            problems.extend(errors)
            for file in found:
                file.digest = one
            new.extend(found)
    return Changes(most, uploads, new, said_by_key, said, removed, problems)


def clean_name(name):
    """The name of a file to be shown: no folder, nothing invisible, not too long."""
    name = (name or "")[-raw_limit(NAME_LENGTH) :].replace("\\", "/").rpartition("/")[2]
    name = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C")
    name = " ".join(unicodedata.normalize("NFC", name).split())
    ending = PurePosixPath(name).suffix[:10]
    stem = name.removesuffix(ending) if ending else name
    return (stem[: NAME_LENGTH - len(ending)] + ending).strip() or "?"


@contextmanager
def kept_on_success(files):
    """Files are no rows: what was written is deleted again where the block fails."""
    try:
        yield
    except BaseException:
        for one in files:
            if one.file._committed:
                one.file.remove()
        raise


@receiver(post_delete, sender=Attachment, dispatch_uid="wagtail_crowdsolving.attachment_file")
@receiver(post_delete, sender=KeptFile, dispatch_uid="wagtail_crowdsolving.kept_file")
def delete_file(instance, **kwargs):
    """The file goes with its row, once that is certain; a row without one has given it to another."""
    if file := instance.file:
        key = instance.pk

        def remove():
            # What was deleted may have been handed over since it was read.
            if not Attachment.objects.filter(pk=key).exists():
                file.remove()

        is_kept = isinstance(instance, KeptFile)
        transaction.on_commit(remove if is_kept else file.remove, robust=True)


def _read(upload, description, model):
    name = clean_name(upload.name)
    expected = ENDINGS.get(PurePosixPath(name).suffix.lower())
    if expected is None:
        raise ValidationError(
            _("Only pictures (JPEG, PNG, WebP, HEIC) and PDF documents are accepted."), code="type"
        )
    limit = conf.ATTACHMENT_MAX_BYTES if expected == "PDF" else conf.PICTURE_MAX_BYTES
    if upload.size > limit:
        raise ValidationError(
            _("It weighs %(size)s, and %(limit)s is the most.")
            % {
                "size": signs.size(upload.size),
                "limit": signs.size(limit),
            },
            code="size",
        )
    upload.seek(0)
    content, smaller = upload.read(limit + 1), {}
    if expected == "PDF":
        content, (ending, content_type), (width, height) = _document(content), PDF, (None, None)
    else:
        content, (ending, content_type), (width, height), smaller = _picture(content)
    given = model(
        name=f"{name[: name.rindex('.')][: NAME_LENGTH - len(ending)]}{ending}",
        description=clean_description(description),
        content_type=content_type,
        size=len(content),
        width=width,
        height=height,
    )
    file = ContentFile(content, name=f"{given.pk}{ending}")
    file.smaller = smaller
    given.file = file
    return given


def clean_description(description):
    """What is said of a picture, as it is stored. Raises ``ValidationError``."""
    try:
        text = "".join(
            " " if sign.isspace() else sign
            for sign in bounded(description or "", DESCRIPTION_LENGTH)
            if sign.isspace() or unicodedata.category(sign)[0] != "C"
        )
        return clean_typed(text, DESCRIPTION_LENGTH, one_line=True)
    except ValidationError as error:
        if error.code != "max_length":
            raise
        raise ValidationError(
            _("Its description is too long: %(limit)d characters at most.")
            % {"limit": DESCRIPTION_LENGTH},
            code="max_length",
        ) from error


def _document(content):
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-2048:]:
        raise ValidationError(_("This is no PDF document, or only a part of one."), code="forged")
    return content


def _picture(content):
    """The picture drawn anew: ``(bytes, (ending, type), (width, height), {side: smaller bytes})``."""
    try:
        with Image.open(BytesIO(content), formats=READ) as picture:
            form = "JPEG" if picture.format in OF_CAMERAS else picture.format
            if picture.width * picture.height > MAX_PIXELS:
                raise ValidationError(
                    _("This picture is %(width)d × %(height)d pixels large: make it smaller.")
                    % {"width": picture.width, "height": picture.height},
                    code="pixels",
                )
            # Reads a JPEG at a fraction of its size where that is enough.
            picture.thumbnail((conf.ATTACHMENT_PICTURE_SIDE,) * 2)
            picture = ImageOps.exif_transpose(picture)
            opaque = form == "JPEG" or not picture.has_transparency_data
            picture = picture.convert("RGB" if opaque else "RGBA")
            picture.info = {}
            drawn, size, smaller = _draw(picture, form), picture.size, {}
            for side, _width in reversed(smaller_pictures(*size)):
                picture.thumbnail((side, side))
                smaller[side] = _draw(picture, form)
    except ValidationError:
        raise
    except Image.DecompressionBombError as error:
        raise ValidationError(_("This picture is too large: make it smaller."), "pixels") from error
    except Exception as error:  # a decoder fails in many ways on what is no picture
        raise ValidationError(
            _("This is no picture in JPEG, PNG, WebP or HEIC, or it is damaged."), code="forged"
        ) from error
    return drawn, PICTURES[form], size, smaller


def _draw(picture, form):
    drawn = BytesIO()
    picture.save(drawn, form, **({} if form == "PNG" else {"quality": 85}))
    return drawn.getvalue()
