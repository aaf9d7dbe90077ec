"""Files in the form: kept from page to page, taken away, never lost."""

import datetime
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from tests.contributions.files import PDF, picture, upload
from tests.contributions.support import MINE, TEXT, contribute_url, form_data, submit, url
from tests.factories import ContributionFactory, UserFactory
from wagtail_crowdsolving.contributions import actions, forms
from wagtail_crowdsolving.contributions.models import Attachment, Contribution, KeptFile, State
from wagtail_crowdsolving.privacy import jobs as privacy_jobs

pytestmark = pytest.mark.django_db


class TestFilesInTheForm:
    def test_limits_are_shown_before(self, writer, challenge):
        html = writer.get(challenge.url).content.decode()
        assert "5\xa0Mo" in html
        assert 'accept=".jpg,.jpeg,.mpo,.png,.webp,.pdf,.heic,.heif"' in html
        assert html.count('type="file"') == 3
        assert 'enctype="multipart/form-data"' in html

    def test_none_where_the_site_wants_none(self, writer, challenge, settings):
        settings.WAGTAIL_CROWDSOLVING = {"ATTACHMENTS_PER_CONTRIBUTION": 0}
        assert 'type="file"' not in writer.get(challenge.url).content.decode()

    def test_sent_with_their_descriptions(self, writer, challenge, member):
        data = form_data(member, challenge)
        data["attachments-0"] = picture("a.png", "PNG")
        data["attachments-0-description"] = "Le local vu de la rue"
        data["attachments-2"] = upload("étude.pdf", PDF)
        assert writer.post(contribute_url(challenge), data).status_code == 302
        stored = Attachment.objects.values_list("name", "description")
        assert set(stored) == {("a.png", "Le local vu de la rue"), ("étude.pdf", "")}
        assert 'alt="Le local vu de la rue"' in writer.get(reverse(MINE)).content.decode()

    def test_what_is_wrong_stands_beside_the_field(self, writer, challenge, member):
        data = form_data(member, challenge)
        data["attachments-1"] = upload("page.svg", b"<svg/>")
        response = writer.post(contribute_url(challenge), data)
        html = response.content.decode()
        assert 'id="contribution-attachments_error"' in html
        assert 'href="#contribution-attachments-0"' in html
        assert 'id="contribution-attachments-0"' in html
        assert TEXT in html

    @pytest.mark.parametrize("go", ["preview", "send", "draft"])
    def test_kept_until_the_form_is_sent(self, writer, challenge, member, go, client):
        """Whatever brings the form back, the browser chooses no file again: it stands in the form."""
        data = form_data(member, challenge, go=go, text="" if go == "send" else TEXT)
        data["attachments-0"] = picture("local.png", "PNG", size=(500, 20))
        data["attachments-1"] = upload("page.svg", b"<svg/>")
        data["attachments-1-description"] = "Refusée"
        address = contribute_url(challenge)
        html = writer.post(address, data).content.decode()
        one = KeptFile.objects.get()
        assert f'name="attachments-kept" value="{one.pk}"' in html
        assert 'value="Refusée"' in html
        assert "page.svg" in html
        # Nobody else reads it, nor can send it.
        file = url("contribution_attachment", one)
        assert "no-store" in writer.get(file)["Cache-Control"]
        other = Client()
        assert other.get(file).status_code == 404
        stranger = UserFactory()
        other.force_login(stranger)
        assert other.get(file).status_code == 404
        stolen = form_data(stranger, challenge, **{"attachments-kept": [str(one.pk)]})
        response = other.post(address, stolen)
        assert list(response.context["form"].errors) == ["attachments"]
        assert not Contribution.objects.exists()
        # The same file once more, its description, and sent twice: one.
        data = form_data(member, challenge, stamp=data["stamp"])
        data |= {"attachments-kept": [str(one.pk)], f"attachments-{one.pk}-description": "Le local"}
        data["attachments-1"] = picture("local.png", "PNG", size=(500, 20))
        for _again in range(2):
            data["attachments-1"].seek(0)
            assert writer.post(address, data).status_code == 302
        stored = Attachment.objects.get()
        assert (stored.pk, stored.description) == (one.pk, "Le local")
        assert stored.file.storage.exists(stored.file.name)
        assert not KeptFile.objects.exists()

    def test_added_after_it_was_sent(self, writer, challenge, member):
        """The form comes back with the browser's button: what is added then waits for a change."""
        data = form_data(member, challenge, **{"attachments-0": picture("a.png", "PNG")})
        writer.post(contribute_url(challenge), data)
        mine = Contribution.objects.get()
        change = url("contribution_edit", mine)
        data["attachments-0"].seek(0)
        data["attachments-1"] = upload("b.pdf", PDF)
        response = writer.post(contribute_url(challenge), data, follow=True)
        assert f'href="{change}"' in str(list(response.context["messages"])[-1])
        one = KeptFile.objects.get()
        assert (one.name, Attachment.objects.get().name) == ("b.pdf", "a.png")
        assert f'name="attachments-kept" value="{one.pk}"' in writer.get(change).content.decode()

    def test_chosen_once_more(self, writer, challenge, member):
        """With another description, and though it was to be taken away: it stays, with what is said last."""
        photo = picture("a.png", "PNG")

        def post(**more):
            photo.seek(0)
            data = form_data(member, challenge, go="preview", **{"attachments-0": photo, **more})
            return writer.post(contribute_url(challenge), data)

        post()
        one = KeptFile.objects.get()
        post(**{"attachments-0-description": "Le plan"})
        again = {"attachments-kept": [str(one.pk)], f"attachments-{one.pk}-remove": "on"}
        post(**again, **{"attachments-0-description": "Le local"})
        assert KeptFile.objects.get().description == "Le local"
        response = post(**{"attachments-0-description": "x" * 300})
        assert response.context["form"].has_error("attachments", "max_length")

    def test_of_another_text_it_is_not_sent(self, client, challenge, member):
        """The session ended over one text; another one, of another tab, is sent without its files."""
        data = form_data(member, challenge)
        data["attachments-0"] = picture("local.png", "PNG")
        client.post(contribute_url(challenge), data)
        client.force_login(member)
        other = form_data(member, challenge, text="Un tout autre texte, sans photo.")
        assert client.post(contribute_url(challenge), other).status_code == 302
        assert not Attachment.objects.exists()
        assert KeptFile.objects.count() == 1

    def test_handed_over_it_outlives_who_throws_it_away(
        self, challenge, member, django_capture_on_commit_callbacks
    ):
        (one,) = actions.keep_files(
            by=member,
            target=f"page-{challenge.pk}",
            submission_key=uuid.uuid4(),
            attachments=[(picture(), "")],
        )
        with django_capture_on_commit_callbacks(execute=True):
            submit(challenge, member, kept_files=[one.pk])
            # Read before it was handed over, deleted after.
            one.delete()
        stored = Attachment.objects.get()
        assert stored.file.storage.exists(stored.file.name)

    def test_taken_out_of_the_form(
        self, writer, challenge, member, django_capture_on_commit_callbacks
    ):
        data = form_data(member, challenge, go="preview")
        data["attachments-0"] = picture("local.png", "PNG", size=(500, 20))
        writer.post(contribute_url(challenge), data)
        one = KeptFile.objects.get()
        storage, name = one.file.storage, one.file.name
        beside = name.replace(".png", "-400.png")
        assert {storage.exists(name), storage.exists(beside)} == {True}
        del data["attachments-0"]
        data |= {"attachments-kept": [str(one.pk)], f"attachments-{one.pk}-remove": "on"}
        with django_capture_on_commit_callbacks(execute=True):
            html = writer.post(contribute_url(challenge), data).content.decode()
        assert "attachments-kept" not in html
        assert {storage.exists(name), storage.exists(beside)} == {False}
        # Asked for all the same, it is not left out in silence.
        data = form_data(member, challenge, **{"attachments-kept": [str(one.pk)]})
        response = writer.post(contribute_url(challenge), data)
        assert list(response.context["form"].errors) == ["attachments"]

    def test_the_session_ended_meanwhile(self, client, challenge, member):
        data = form_data(member, challenge)
        data["attachments-0"] = picture("local.png", "PNG")
        data["attachments-1"] = upload("page.svg", b"<svg/>")
        address = contribute_url(challenge)
        response = client.post(address, data, follow=True)
        said = [str(message) for message in response.context["messages"]]
        assert said[0] == gettext("What you typed is kept. Log in to send it.")
        assert "page.svg" in said[1]
        one = KeptFile.objects.get(user=member)
        # A form that was printed for nobody keeps nothing.
        forged = {**data, "stamp": "x", "attachments-0": picture("autre.png", "PNG")}
        client.post(address, forged)
        assert KeptFile.objects.count() == 1
        client.force_login(member)
        assert f'value="{one.pk}"' in client.get(challenge.url).content.decode()

    def test_bounded_and_pruned(self, challenge, member, settings):
        settings.WAGTAIL_CROWDSOLVING = {
            "ATTACHMENTS_PER_CONTRIBUTION": 2,
            "KEPT_FILES_PER_MEMBER": 3,
            "KEPT_BYTES_PER_MEMBER": len(PDF) * 3,
        }

        def keep(number, files=1):
            return actions.keep_files(
                by=member,
                target=f"page-{number}",
                submission_key=uuid.uuid4(),
                attachments=[
                    (upload("a.pdf", PDF + b"\n" * n + b"%%EOF"), "") for n in range(files)
                ],
            )

        with pytest.raises(ValidationError):
            keep(1, 3)
        assert KeptFile.objects.count() == 2
        settings.WAGTAIL_CROWDSOLVING["KEPT_BYTES_PER_MEMBER"] = 10_000
        keep(2)
        (third,) = keep(3)
        assert KeptFile.objects.count() == 3
        settings.WAGTAIL_CROWDSOLVING["KEPT_BYTES_PER_MEMBER"] = third.size
        (fourth,) = keep(4)
        assert list(KeptFile.objects.all()) == [fourth]
        # With its draft, or three days. No other form takes its place.
        actions.save_draft(by=member, target="page-4", typed={"text": TEXT}, version=0)
        with pytest.raises(ValidationError) as refused:
            keep(5)
        assert refused.value.error_dict["attachments"][0].code == "full"
        assert list(KeptFile.objects.all()) == [fourth]
        KeptFile.objects.update(kept_at=timezone.now() - datetime.timedelta(days=4))
        assert privacy_jobs.prune_kept_files(timezone.now()) == 0
        actions.discard_draft(by=member, target="page-4")
        assert privacy_jobs.prune_kept_files(timezone.now()) == 1

    def test_taken_away_and_added_in_a_change(self, writer, challenge, member):
        mine = submit(challenge, member, attachments=[(picture("a.png", "PNG"), "")])
        one = Attachment.objects.get()
        address = url("contribution_edit", mine)
        assert f'value="{one.pk}"' in writer.get(address).content.decode()
        data = {"kind": "idea", "text": TEXT, "remove_attachments": [str(one.pk)]}
        data["attachments-0"] = upload("b.pdf", PDF)
        writer.post(address, data)
        assert Attachment.objects.get().name == "b.pdf"
        # Of a published text they wait with the change; kept meanwhile under the key of the form.
        Contribution.objects.update(state=State.PUBLISHED)
        data = {"kind": "idea", "text": "", "stamp": forms.make_stamp(member, f"edit-{mine.pk}")}
        html = writer.post(address, {**data, "attachments-0": picture("c.png", "PNG")}).content
        one = KeptFile.objects.get()
        assert f'value="{data["stamp"]}"' in html.decode()
        writer.post(address, {**data, "text": TEXT, "attachments-kept": [str(one.pk)]})
        assert Attachment.objects.get(amendment__state="waiting").pk == one.pk
        assert not KeptFile.objects.exists()

    def test_those_of_others_cannot_be_named(self, writer, challenge, member):
        ContributionFactory(page=challenge)
        other = submit(challenge, UserFactory(), attachments=[(picture(), "")])
        mine = submit(challenge, member, attachments=[(picture(), "")])
        stolen = str(other.attachments.get().pk)
        data = {"kind": "idea", "text": TEXT, "remove_attachments": [stolen]}
        response = writer.post(url("contribution_edit", mine), data)
        assert list(response.context["form"].errors) == ["remove_attachments"]
        assert Attachment.objects.count() == 2


def test_a_text_that_holds_files_can_be_changed_where_none_are_taken_any_more(
    writer, challenge, member, settings
):
    item = submit(challenge, member, attachments=[(picture(), "Une photo")])
    settings.WAGTAIL_CROWDSOLVING = {
        **settings.WAGTAIL_CROWDSOLVING,
        "ATTACHMENTS_PER_CONTRIBUTION": 0,
    }
    data = {"kind": "idea", "text": "Un autre texte encore"}
    response = writer.post(url("contribution_edit", item), data)
    assert response.status_code == 200
    assert response.context["form"].non_field_errors()
    data["remove_attachments"] = [str(item.attachments.get().pk)]
    assert writer.post(url("contribution_edit", item), data).status_code == 302
    item.refresh_from_db()
    assert item.comment == "Un autre texte encore"
