"""Files beside a contribution: checked, drawn anew, private until they are validated."""

import struct
import zlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.deletion import ProtectedError
from django.db.models.signals import pre_save
from django.test import Client
from django.urls import reverse
from django.utils import translation
from PIL import Image
from wagtail.models import PageViewRestriction

from tests.contributions.files import PDF, picture, upload, with_exif
from tests.contributions.support import REFUSAL, TEXT, submit
from tests.factories import UserFactory
from wagtail_crowdsolving.contributions import actions
from wagtail_crowdsolving.contributions.models import (
    Amendment,
    Attachment,
    Contribution,
    attachment_storage,
)
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.notifications.models import OutboxMail

pytestmark = pytest.mark.django_db
STORAGE = Attachment._meta.get_field("file").storage


def address(attachment):
    return reverse("wagtail_crowdsolving:contribution_attachment", args=[attachment.pk])


def attached(page, author, *uploads):
    made = submit(page, author, attachments=[(one, "Une photo") for one in uploads])
    return list(Attachment.objects.filter(contribution=made))


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


class TestWhoSeesIt:
    @pytest.fixture
    def file(self, challenge, member):
        return attached(challenge, member, picture())[0]

    def status(self, user, file):
        client = Client()
        if user:
            client.force_login(user)
        return client.get(address(file)).status_code

    def test_before_and_after_the_decision(self, challenge, member, moderator, file):
        other = UserFactory()
        everybody = (None, other, member, moderator)

        def statuses():
            return [self.status(user, file) for user in everybody]

        assert statuses() == [404, 404, 200, 200]
        actions.approve(contribution=file.contribution, by=moderator)
        assert statuses() == [200] * 4
        challenge.unpublish()
        assert statuses() == [404, 404, 200, 200]
        challenge.save_revision().publish()
        actions.remove(contribution=file.contribution, by=moderator, **REFUSAL)
        assert statuses() == [404, 404, 200, 200]

    def test_refused(self, member, moderator, file):
        actions.reject(contribution=file.contribution, by=moderator, **REFUSAL)
        assert [self.status(user, file) for user in (None, UserFactory(), member)] == [
            404,
            404,
            200,
        ]

    def test_on_a_private_page(self, challenge, member, moderator, file, client):
        actions.approve(contribution=file.contribution, by=moderator)
        PageViewRestriction.objects.create(
            page=challenge, restriction_type=PageViewRestriction.LOGIN
        )
        assert self.status(None, file) == 404
        client.force_login(UserFactory())
        response = client.get(address(file))
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]

    def test_headers(self, client, member, moderator, challenge):
        photo, document = attached(
            challenge, member, picture(size=(900, 600)), upload("étude.pdf", PDF)
        )
        photo, document = sorted((photo, document), key=lambda one: not one.is_picture)
        client.force_login(member)
        assert "no-store" in client.get(address(photo))["Cache-Control"]
        actions.approve(contribution=photo.contribution, by=moderator)
        client.logout()
        for one in (photo, document):
            response = client.get(address(one))
            assert response["Cache-Control"] == "public, max-age=600"
            assert response["X-Content-Type-Options"] == "nosniff"
            assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
            assert "Cookie" not in response.get("Vary", "")
        assert client.get(address(photo))["Content-Disposition"].startswith("inline")
        assert client.get(address(photo))["Content-Type"] == "image/jpeg"
        assert response["Content-Disposition"].startswith("attachment")
        assert b"".join(response.streaming_content) == PDF
        sizes = {}
        for side in ("400", "800", "1", ""):
            response = client.get(address(photo), {"side": side})
            sizes[side] = Image.open(BytesIO(b"".join(response.streaming_content))).size
        assert sizes == {"400": (400, 267), "800": (800, 533), "1": (900, 600), "": (900, 600)}
        again = client.get(address(photo), headers={"If-None-Match": f'"{photo.pk.hex}"'})
        assert (again.status_code, again["Cache-Control"]) == (304, "public, max-age=600")
        # Lost by the storage: nothing to hand out, and nothing to open where a cache still has it.
        photo.file.remove()
        assert client.get(address(photo)).status_code == 404
        again = client.get(address(photo), headers={"If-None-Match": f'"{photo.pk.hex}"'})
        assert again.status_code == 304

    def test_no_file_is_known_to_its_hash_alone(self, client, file):
        response = client.get(address(file), headers={"If-None-Match": f'"{file.pk.hex}"'})
        assert response.status_code == 404

    def test_lies_where_no_web_server_hands_it_out(self, settings, tmp_path):
        settings.STORAGES = {**settings.STORAGES}
        del settings.STORAGES["crowdsolving"]
        settings.MEDIA_ROOT = str(tmp_path / "media")
        private = attachment_storage().path("x")
        assert not private.startswith(settings.MEDIA_ROOT + "/")


class TestJudged:
    def test_with_the_text(self, challenge, member, moderator):
        (one,) = attached(challenge, member, picture())
        decision = actions.approve(contribution=one.contribution, by=moderator)
        assert decision.text == f"{TEXT}\n\nphoto.jpg – Une photo"
        assert "photo.jpg – Une photo" in OutboxMail.objects.get(kind="contributions/received").text

    def test_the_desk_leads_to_them(self, client, challenge, member, moderator):
        (one,) = attached(challenge, member, picture())
        client.force_login(moderator)
        desk = reverse("crowdsolving_contributions:inspect", args=[one.contribution_id])
        assert f'href="{address(one)}"' in client.get(desk).content.decode()

    def test_a_file_changed_since_it_was_read_is_not_published(self, challenge, member, moderator):
        (one,) = attached(challenge, member, picture())
        read = Contribution.objects.get().fingerprint
        actions.edit(
            contribution=one.contribution,
            by=member,
            text=TEXT,
            attachments=[(picture(), "Une photo")],
            remove_attachments=[str(one.pk)],
        )
        with pytest.raises(Conflict):
            actions.approve(contribution=Contribution.objects.get(), by=moderator, seen=read)

    def test_added_to_a_published_text_waits_with_it(self, client, challenge, member, moderator):
        item = submit(challenge, member)
        actions.approve(contribution=item, by=moderator)
        change = actions.edit(
            contribution=item, by=member, text=TEXT, attachments=[(picture(), "")]
        )
        assert isinstance(change, Amendment)
        one = Attachment.objects.get()
        assert client.get(address(one)).status_code == 404
        assert Contribution.objects.get().files == []
        actions.approve_amendment(amendment=change, by=moderator)
        assert client.get(address(one)).status_code == 200
        assert Contribution.objects.get().files == [one]

    def test_of_a_refused_change_is_never_public(self, client, challenge, member, moderator):
        item = submit(challenge, member)
        actions.approve(contribution=item, by=moderator)
        change = actions.edit(
            contribution=item, by=member, text=TEXT, attachments=[(picture(), "")]
        )
        actions.reject_amendment(amendment=change, by=moderator, **REFUSAL)
        assert client.get(address(Attachment.objects.get())).status_code == 404

    def test_taken_off_a_published_text_at_once(self, client, challenge, member, moderator):
        (one,) = attached(challenge, member, picture())
        actions.approve(contribution=one.contribution, by=moderator)
        edited = actions.edit(
            contribution=one.contribution, by=member, text=TEXT, remove_attachments=[one.pk]
        )
        assert edited == one.contribution
        assert not Amendment.objects.exists()
        assert client.get(address(one)).status_code == 404

    def test_never_more_than_allowed_over_several_edits(self, challenge, member):
        (*_two, one) = attached(challenge, member, picture(), picture(), picture())
        with pytest.raises(ValidationError):
            actions.edit(
                contribution=one.contribution,
                by=member,
                text=TEXT,
                attachments=[(picture(), "")],
            )
        actions.edit(
            contribution=one.contribution,
            by=member,
            text=TEXT,
            attachments=[(picture(), "")],
            remove_attachments=[one.pk],
        )
        assert Attachment.objects.count() == 3

    def test_of_another_contribution_stays(self, challenge, member):
        (one,) = attached(challenge, UserFactory(), picture())
        mine = submit(challenge, member)
        actions.edit(contribution=mine, by=member, text=TEXT, remove_attachments=[one.pk])
        assert Attachment.objects.count() == 1


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
