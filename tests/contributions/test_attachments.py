"""Files beside a contribution: checked, drawn anew, gone with what they were for."""

import struct
import zlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.deletion import ProtectedError
from django.db.models.signals import pre_save
from django.utils import translation
from PIL import Image

from tests.contributions.files import PDF, address, attached, picture, upload, with_exif
from tests.contributions.support import TEXT, submit
from wagtail_crowdsolving.contributions import actions
from wagtail_crowdsolving.contributions.models import Attachment, Contribution
from wagtail_crowdsolving.exceptions import NotAllowed
from wagtail_crowdsolving.notifications.models import OutboxMail

pytestmark = pytest.mark.django_db
STORAGE = Attachment._meta.get_field("file").storage


def stored(attachment):
    return Image.open(BytesIO(attachment.file.open().read()))


def bomb(side):
    """A PNG of a hundred bytes that says that it is ``side`` pixels wide and high."""

    def chunk(name, data):
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(b"\0" * 100)), chunk(b"IEND", b"")
    return upload("bombe.png", b"\x89PNG\r\n\x1a\n" + b"".join(parts))


class TestPictures:
    def test_nothing_of_the_file_is_kept_but_the_picture(self, challenge, member):
        source = with_exif()
        assert b"un secret" in source.read()
        source.seek(0)
        (one,) = attached(challenge, member, source)
        content = one.file.open().read()
        assert b"un secret" not in content
        assert b"Propri" not in content
        assert not stored(one).getexif()
        assert (one.content_type, one.width, one.height) == ("image/jpeg", 60, 40)
        assert one.size == len(content)

    def test_stands_upright(self, challenge, member):
        (one,) = attached(challenge, member, with_exif(orientation=6))
        assert (one.width, one.height) == (40, 60)
        red, _green, blue = stored(one).convert("RGB").getpixel((20, 5))
        assert red > 200 > 60 > blue

    @pytest.mark.parametrize(
        ("form", "name", "mode", "content_type"),
        [
            ("JPEG", "a.JPEG", "CMYK", "image/jpeg"),
            ("PNG", "a.png", "RGBA", "image/png"),
            ("PNG", "a.png", "P", "image/png"),
            ("PNG", "a.png", "1", "image/png"),
            ("PNG", "a.jpg", "RGB", "image/png"),
            ("WEBP", "a.webp", "RGBA", "image/webp"),
            ("MPO", "a.jpg", "RGB", "image/jpeg"),
            ("MPO", "a.mpo", "RGB", "image/jpeg"),
            ("HEIF", "IMG_0001.HEIC", "RGB", "image/jpeg"),
        ],
    )
    def test_formats(self, challenge, member, form, name, mode, content_type):
        content = BytesIO()
        more = {"save_all": True, "append_images": [Image.new(mode, (10, 10))]}
        Image.new(mode, (10, 10)).save(content, form, **(more if form == "MPO" else {}))
        (one,) = attached(challenge, member, upload(name, content.getvalue()))
        assert one.content_type == content_type
        stored_as = {"MPO": "JPEG", "HEIF": "JPEG"}.get(form, form)
        assert stored(one).format == stored_as
        assert one.name.endswith({"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}[stored_as])

    def test_a_photo_heavier_than_a_document_may_be_is_made_smaller(
        self, challenge, member, settings
    ):
        settings.WAGTAIL_CROWDSOLVING = {"ATTACHMENT_MAX_BYTES": 500, "ATTACHMENT_PICTURE_SIDE": 30}
        (one,) = attached(challenge, member, picture(size=(200, 100)))
        assert (one.width, one.height) == (30, 15)
        with pytest.raises(ValidationError):
            submit(challenge, member, attachments=[(upload("a.pdf", PDF + b"\0" * 500), "")])

    def test_the_longest_side_is_bounded(self, challenge, member, settings):
        settings.WAGTAIL_CROWDSOLVING = {"ATTACHMENT_PICTURE_SIDE": 30}
        (one,) = attached(challenge, member, picture())
        assert (one.width, one.height) == (30, 20)


class TestRefused:
    @pytest.mark.parametrize(
        ("file", "words"),
        [
            (upload("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "Only pictures"),
            (upload("a.html", b"<script>alert(1)</script>"), "Only pictures"),
            (upload("a", b"x"), "Only pictures"),
            (upload("a.jpg.exe", b"MZ"), "Only pictures"),
            (upload("a.jpg", b"<svg onload='alert(1)'/>"), "no picture"),
            (upload("a.png", b"<!doctype html><script>alert(1)</script>"), "no picture"),
            (upload("a.jpg", b"GIF89a" + b"\0" * 50), "no picture"),
            (upload("a.webp", PDF), "no picture"),
            (upload("a.jpg", picture().read()[:200]), "no picture"),
            (upload("a.png", b""), "no picture"),
            (upload("a.pdf", picture().read()), "no PDF"),
            (upload("a.pdf", b"<html>%PDF-1.4 %%EOF"), "no PDF"),
            (upload("a.pdf", PDF[:20]), "no PDF"),
            (upload("a.pdf", PDF + b"\0" * (5 * 1024 * 1024)), "the most"),
            (bomb(8000), "pixels large"),
            (bomb(40000), "too large"),
        ],
        ids=lambda value: value.name if isinstance(value, SimpleUploadedFile) else value,
    )
    def test_with_a_clear_word_beside_the_field(self, challenge, member, file, words):
        with translation.override("en"), pytest.raises(ValidationError) as error:
            submit(challenge, member, attachments=[(file, "")])
        assert set(error.value.message_dict) == {"attachments"}
        (message,) = error.value.message_dict["attachments"]
        assert words in message
        assert file.name in message
        assert not Contribution.objects.exists()
        assert not Attachment.objects.exists()

    def test_too_many(self, challenge, member):
        with pytest.raises(ValidationError) as error:
            submit(challenge, member, attachments=[(picture(), "")] * 4)
        assert set(error.value.message_dict) == {"attachments"}

    def test_each_wrong_file_and_each_wrong_field_at_once(self, challenge, member):
        files = [(upload("a.png", b"x"), ""), (upload("b.exe", b"x"), ""), (picture(), "x" * 300)]
        with pytest.raises(ValidationError) as error:
            submit(challenge, member, text="", attachments=files)
        assert set(error.value.message_dict) == {"attachments", "text"}
        assert len(error.value.message_dict["attachments"]) == 3

    def test_none_where_the_site_wants_none(self, challenge, member, settings):
        settings.WAGTAIL_CROWDSOLVING = {"ATTACHMENTS_PER_CONTRIBUTION": 0}
        with pytest.raises(ValidationError):
            submit(challenge, member, attachments=[(picture(), "")])


class TestNames:
    @pytest.mark.parametrize(
        ("given", "shown"),
        [
            ("../../etc/passwd.jpg", "passwd.jpg"),
            ("C:\\photos\\chat.JPEG", "chat.jpg"),
            ("a\r\nX-Evil: 1.jpg", "aX-Evil: 1.jpg"),
            ("a\u202egpj.exe.jpg", "agpj.exe.jpg"),
            ("é" * 300 + ".jpg", "é" * 116 + ".jpg"),
        ],
    )
    def test_tell_no_folder_and_begin_no_header(self, client, challenge, member, given, shown):
        file = picture()
        # A browser's name is cleaned when it is parsed; a door takes any.
        file._name = given
        (one,) = attached(challenge, member, file)
        assert one.name == shown
        assert "passwd" not in one.file.name
        client.force_login(member)
        response = client.get(address(one))
        assert "X-Evil" not in response
        assert "\n" not in response["Content-Disposition"]


class TestFilesGo:
    @pytest.fixture
    def name(self, challenge, member):
        return attached(challenge, member, picture())[0].file.name

    def exists(self, name):
        return STORAGE.exists(name)

    def test_with_what_is_withdrawn(self, name, member, django_capture_on_commit_callbacks):
        assert self.exists(name)
        with django_capture_on_commit_callbacks(execute=True):
            actions.withdraw(contribution=Contribution.objects.get(), by=member)
            assert self.exists(name)
        assert not Attachment.objects.exists()
        assert not self.exists(name)

    def test_not_with_the_page(self, name, challenge, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True), pytest.raises(ProtectedError):
            challenge.delete()
        assert self.exists(name)

    def test_with_a_change_that_is_taken_back(
        self, challenge, member, moderator, django_capture_on_commit_callbacks
    ):
        item = submit(challenge, member)
        actions.approve(contribution=item, by=moderator)
        change = actions.edit(
            contribution=item, by=member, text=TEXT, attachments=[(picture(), "")]
        )
        name = Attachment.objects.get().file.name
        with django_capture_on_commit_callbacks(execute=True):
            actions.withdraw_amendment(amendment=change, by=member)
        assert not self.exists(name)

    @pytest.mark.parametrize("refused", [True, False])
    def test_when_the_door_fails(self, challenge, member, refused):
        def no_mail(**kwargs):
            raise RuntimeError("The last thing that the door does.")

        def files():
            return set(STORAGE.listdir("contributions")[1])

        submit(challenge, member, attachments=[(picture(), "")])
        before = files()
        assert before
        if refused:
            challenge.unpublish()
        pre_save.connect(no_mail, sender=OutboxMail)
        try:
            with pytest.raises(NotAllowed if refused else RuntimeError):
                submit(challenge, member, attachments=[(picture(), "")])
        finally:
            pre_save.disconnect(no_mail, sender=OutboxMail)
        assert files() == before
