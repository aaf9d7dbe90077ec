"""Files beside a contribution: private until they are judged."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from PIL import Image
from wagtail.models import PageViewRestriction

from tests.contributions.files import PDF, address, attached, picture, upload
from tests.contributions.support import REFUSAL, TEXT, submit
from tests.factories import UserFactory
from wagtail_crowdsolving.contributions import actions
from wagtail_crowdsolving.contributions.models import (
    Amendment,
    Attachment,
    Contribution,
    attachment_storage,
)
from wagtail_crowdsolving.exceptions import Conflict
from wagtail_crowdsolving.notifications.models import OutboxMail

pytestmark = pytest.mark.django_db


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
