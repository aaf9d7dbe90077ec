"""The form: preview, drafts, files, building on another, what comes from one network."""

import datetime
import re
import uuid

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from tests.contributions.files import PDF, picture, upload
from tests.contributions.support import (
    REFUSAL,
    TEXT,
    contribute_url,
    discussion_html,
    form_data,
    submit,
)
from tests.factories import ChallengeFactory, ContributionFactory, UserFactory
from wagtail_crowdsolving import throttle
from wagtail_crowdsolving.contributions import actions, forms, queries
from wagtail_crowdsolving.contributions.actions import drafts
from wagtail_crowdsolving.contributions.models import (
    Attachment,
    Contribution,
    Draft,
    KeptFile,
    Kind,
    State,
)
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.privacy import jobs as privacy_jobs

pytestmark = pytest.mark.django_db
MINE = "wagtail_crowdsolving:my_contributions"


def url(name, item):
    return reverse(f"wagtail_crowdsolving:{name}", args=[item.pk])


@pytest.fixture
def writer(client, member):
    client.force_login(member)
    return client


class TestPreview:
    def test_shows_it_and_keeps_what_was_typed(self, writer, challenge, member):
        data = form_data(
            member, challenge, text="Une **belle** idée", link="example.org/x", go="preview"
        )
        data["attachments-0"] = picture("vue.png", "PNG")
        data["attachments-0-description"] = "La place vide"
        response = writer.post(contribute_url(challenge), data)
        html = response.content.decode()
        assert response.status_code == 200
        assert "<strong>belle</strong>" in html
        assert 'href="https://example.org/x"' in html
        assert "Une **belle** idée</textarea>" in html
        assert html.count('alt="La place vide"') == 2  # the preview, and the form
        assert 'value="La place vide"' in html
        assert not Contribution.objects.exists()
        assert not Attachment.objects.exists()

    def test_says_what_is_wrong(self, writer, challenge, member):
        data = form_data(member, challenge, kind="inspiration", go="preview")
        response = writer.post(contribute_url(challenge), data)
        assert list(response.context["form"].errors) == ["place"]
        assert response.context["preview"] is None

    def test_then_sent_once(self, writer, challenge, member):
        data = form_data(member, challenge)
        shown = writer.post(contribute_url(challenge), {**data, "go": "preview"})
        assert f'value="{data["stamp"]}"' in shown.content.decode()
        assert writer.post(contribute_url(challenge), data).status_code == 302
        assert Contribution.objects.count() == 1

    def test_of_a_reply_and_of_a_change(self, writer, challenge, member):
        item = ContributionFactory(page=challenge)
        data = form_data(member, in_reply_to=item, go="preview")
        assert writer.post(url("contribution_reply", item), data).context["preview"]
        mine = submit(challenge, member)
        data = {"kind": "idea", "text": "Un autre texte encore", "go": "preview"}
        response = writer.post(url("contribution_edit", mine), data)
        assert "<p>Un autre texte encore</p>" in response.content.decode()
        mine.refresh_from_db()
        assert mine.comment == TEXT


class TestDrafts:
    def test_kept_given_back_and_ended_by_sending(self, writer, challenge, member):
        data = form_data(member, challenge, text="À demi écrit", kind="experience", place="Rezé")
        assert writer.post(contribute_url(challenge), {**data, "go": "draft"}).url == reverse(MINE)
        assert not Contribution.objects.exists()
        for html in (
            writer.get(challenge.url).content.decode(),
            writer.get(reverse(MINE)).content.decode(),
        ):
            assert "À demi écrit" in html
        invited = writer.get(challenge.url).context["contribute"]
        assert invited["is_draft"]
        assert invited["form"]["kind"].value() == "experience"
        writer.post(contribute_url(challenge), data)
        assert Contribution.objects.get().comment == "À demi écrit"
        assert not Draft.objects.exists()

    def test_what_would_not_be_taken_is_kept_all_the_same(self, writer, challenge, member):
        data = form_data(member, challenge, text="Oui", kind="", link="nope", go="draft")
        writer.post(contribute_url(challenge), data)
        assert Draft.objects.get().data == {"kind": "", "text": "Oui", "place": "", "link": "nope"}

    def test_an_empty_form_ends_it(self, writer, challenge, member):
        drafts.save_draft(
            by=member, target=f"page-{challenge.pk}", typed={"text": "Un début"}, version=0
        )
        version = Draft.objects.get().version
        data = form_data(member, challenge, text=" ", go="draft", version=version)
        writer.post(contribute_url(challenge), data)
        assert not Draft.objects.exists()

    def test_kept_by_the_page_itself(self, writer, challenge, member):
        data = form_data(member, challenge, text="Sans rien presser", go="draft")
        response = writer.post(
            contribute_url(challenge), data, headers={"X-Requested-With": "fetch"}
        )
        assert response.json() == {"version": Draft.objects.get().version}
        assert Draft.objects.get().data["text"] == "Sans rien presser"

    def test_two_tabs_do_not_replace_each_other_s_in_silence(self, writer, challenge, member):
        by_itself = {"headers": {"X-Requested-With": "fetch"}}
        data = form_data(member, challenge, text="Le premier onglet", go="draft")
        first = writer.post(contribute_url(challenge), data, **by_itself)
        assert first.json()["version"] == Draft.objects.get().version
        other = form_data(member, challenge, text="Le second onglet", go="draft")
        refused = writer.post(contribute_url(challenge), other, **by_itself)
        assert refused.status_code == 409
        assert "onglet" in refused.json()["message"]
        shown = writer.post(contribute_url(challenge), other)
        assert shown.status_code == 409
        html = shown.content.decode()
        assert "remplace l&#x27;autre texte" in html or "remplace l’autre texte" in html
        assert "Le premier onglet" in html
        assert "Le second onglet" in html
        assert Draft.objects.get().data["text"] == "Le premier onglet"
        # Having read both, the member saves theirs.
        version = shown.context["form"].version
        writer.post(contribute_url(challenge), {**other, "version": version})
        assert Draft.objects.get().data["text"] == "Le second onglet"

    def test_a_form_does_not_stand_in_its_own_way(self, writer, challenge, member):
        """Its answer was lost, or it saves by hand while it still keeps by itself."""
        data = form_data(member, challenge, text="Le début", go="draft")
        writer.post(contribute_url(challenge), data, headers={"X-Requested-With": "fetch"})
        writer.post(contribute_url(challenge), {**data, "text": "Le début et la fin"})
        assert Draft.objects.get().data["text"] == "Le début et la fin"

    def test_too_many_of_them_replace_nothing(self, writer, challenge, member, monkeypatch):
        monkeypatch.setattr(drafts, "DRAFTS_PER_MEMBER", 0)
        data = form_data(member, challenge, text="Un de trop", go="draft")
        html = writer.post(contribute_url(challenge), data).content.decode()
        assert "Un de trop" in html
        assert "remplace l" not in html

    def test_what_one_tab_threw_away_does_not_come_back_in_silence(self, member):
        one = drafts.save_draft(by=member, target="page-1", typed={"text": "Un"}, version=0)
        version = one.version
        drafts.discard_draft(by=member, target="page-1")
        with pytest.raises(Conflict):
            drafts.save_draft(by=member, target="page-1", typed={"text": "De"}, version=version)
        new = drafts.save_draft(by=member, target="page-1", typed={"text": "Neuf"}, version=0)
        assert new.version != version

    def test_of_a_change_in_two_tabs(self, writer, challenge, member):
        item = submit(challenge, member)
        address = url("contribution_edit", item)
        data = {"kind": "idea", "text": "Une reprise", "go": "draft", "version": 0}
        writer.post(address, data)
        shown = writer.post(address, {**data, "text": "Une autre reprise"})
        assert shown.status_code == 409
        assert {"Une reprise", "Une autre reprise"} <= set(
            re.findall("Une (?:autre )?reprise", shown.content.decode())
        )

    def test_typed_before_the_login_it_knows_what_it_was_made_from(self, client, challenge, member):
        data = form_data(member, challenge, text="Avant de me connecter")
        client.post(contribute_url(challenge), data)
        drafts.save_draft(
            by=member, target=f"page-{challenge.pk}", typed={"text": "Ailleurs"}, version=0
        )
        client.force_login(member)
        form = client.get(challenge.url).context["contribute"]["form"]
        assert (form["text"].value(), form.version) == ("Avant de me connecter", 0)

    def test_what_was_sent_comes_back_as_no_draft(self, writer, challenge, member):
        data = form_data(member, challenge)
        writer.post(contribute_url(challenge), data)
        # Kept by the page at the same moment, and slower.
        writer.post(contribute_url(challenge), {**data, "go": "draft"})
        assert not Draft.objects.exists()

    def test_of_a_reply_has_its_own_place(self, writer, challenge, member):
        item = ContributionFactory(page=challenge)
        data = form_data(member, in_reply_to=item, text="Une réponse à finir", go="draft")
        writer.post(url("contribution_reply", item), data)
        assert "Une réponse à finir" not in writer.get(challenge.url).content.decode()
        html = writer.get(url("contribution_reply", item)).content.decode()
        assert "Une réponse à finir" in html
        assert url("contribution_reply", item) in writer.get(reverse(MINE)).content.decode()

    def test_of_a_change(self, writer, challenge, member, moderator):
        item = submit(challenge, member)
        address = url("contribution_edit", item)
        data = {
            "kind": "idea",
            "text": "Une reprise à finir",
            "place": "",
            "link": "",
            "version": 0,
        }
        assert writer.post(address, {**data, "go": "draft"}).url == reverse(MINE)
        item.refresh_from_db()
        assert item.comment == TEXT
        assert address in writer.get(reverse(MINE)).content.decode()
        assert "Une reprise à finir" in writer.get(address).content.decode()
        writer.post(address, data)
        item.refresh_from_db()
        assert item.comment == "Une reprise à finir"
        assert not Draft.objects.exists()

    def test_of_a_change_that_came_too_late_can_be_copied(
        self, writer, challenge, member, moderator
    ):
        item = submit(challenge, member)
        address = url("contribution_edit", item)
        drafts.save_draft(
            by=member, target=f"edit-{item.pk}", typed={"text": "Presque fini"}, version=0
        )
        actions.reject(contribution=item, by=moderator, **REFUSAL)
        response = writer.get(address)
        assert response.status_code == 404
        assert "Presque fini" in response.content.decode()

    def test_of_another_is_nobodys(self, challenge, member, writer):
        drafts.save_draft(
            by=member, target=f"page-{challenge.pk}", typed={"text": "Mon secret"}, version=0
        )
        other = Client()
        other.force_login(UserFactory())
        for client in (other, Client()):
            assert "Mon secret" not in client.get(challenge.url).content.decode()
        assert "Mon secret" not in other.get(reverse(MINE)).content.decode()
        discard = reverse(
            "wagtail_crowdsolving:contribution_draft_discard", args=[f"page-{challenge.pk}"]
        )
        other.post(discard)
        assert Draft.objects.count() == 1
        assert writer.get(discard).status_code == 405
        writer.post(discard)
        assert not Draft.objects.exists()

    def test_can_be_copied_when_its_place_is_gone(self, challenge, member, writer):
        drafts.save_draft(
            by=member, target=f"page-{challenge.pk}", typed={"text": "Trop tard ?"}, version=0
        )
        challenge.unpublish()
        html = writer.get(reverse(MINE)).content.decode()
        assert challenge.title not in html
        response = writer.get(contribute_url(challenge))
        assert response.status_code == 404
        assert "Trop tard ?" in response.content.decode()

    def test_as_long_as_a_door_would_look_at(self, member, settings):
        settings.WAGTAIL_CROWDSOLVING = {"CONTRIBUTION_MAX_LENGTH": 10}
        draft = drafts.save_draft(by=member, target="page-1", typed={"text": "x" * 1000}, version=0)
        assert draft.data["text"] == "x" * 20

    def test_not_without_end_nor_anywhere(self, member, monkeypatch):
        monkeypatch.setattr(drafts, "DRAFTS_PER_MEMBER", 1)
        one = drafts.save_draft(by=member, target="page-1", typed={"text": "Un"}, version=0)
        drafts.save_draft(
            by=member, target="page-1", typed={"text": "Un peu plus"}, version=one.version
        )
        with pytest.raises(Conflict):
            drafts.save_draft(by=member, target="page-2", typed={"text": "Deux"}, version=0)
        for target in ("", "page-", "page-1/../x", "elsewhere-1", "x" * 100):
            with pytest.raises(NotAllowed):
                drafts.save_draft(by=member, target=target, typed={"text": "Trois"}, version=0)

    def test_goes_with_the_member_and_with_time(self, member, settings):
        settings.WAGTAIL_CROWDSOLVING = {"CONTRIBUTION_DRAFT_KEEP_DAYS": 30}
        for number, days in ((1, 31), (2, 29)):
            draft = drafts.save_draft(
                by=member, target=f"page-{number}", typed={"text": "x"}, version=0
            )
            before = timezone.now() - datetime.timedelta(days=days)
            Draft.objects.filter(pk=draft.pk).update(updated_at=before)
        done = privacy_jobs.prune()
        assert done["wagtail_crowdsolving.privacy.jobs.prune_contribution_drafts"] == 1
        assert Draft.objects.get().target == "page-2"
        member.delete()
        assert not Draft.objects.exists()

    @pytest.mark.parametrize("number", [2, 8])
    def test_list_costs_the_same_at_any_number(self, member, number, django_assert_num_queries):
        for _number in range(number):
            page = ChallengeFactory()
            item = ContributionFactory(page=page)
            for target in (f"page-{page.pk}", f"reply-{item.pk}", f"build-{item.pk}"):
                drafts.save_draft(by=member, target=target, typed={"text": "Un début"}, version=0)
        with django_assert_num_queries(3):
            assert len(list(queries.drafts_of(member))) == 3 * number


class TestFilesInTheForm:
    def test_limits_are_shown_before(self, writer, challenge):
        html = writer.get(challenge.url).content.decode()
        assert "5,0" in html
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


class TestBuildOn:
    def test_names_the_source_and_makes_a_thread_of_its_own(self, writer, challenge, member):
        source = ContributionFactory(page=challenge, comment="Le point de départ")
        address = url("contribution_build", source)
        assert "Le point de départ" in writer.get(address).content.decode()
        data = {
            **form_data(member, challenge),
            "stamp": forms.make_stamp(member, f"build-{source.pk}"),
        }
        assert writer.post(address, data).status_code == 302
        made = Contribution.objects.latest("pk")
        assert (made.builds_on, made.in_reply_to, made.root) == (source, None, None)

    def test_button_in_the_thread(self, challenge, member):
        source = ContributionFactory(page=challenge)
        assert f'href="{url("contribution_build", source)}"' in discussion_html(challenge, member)

    @pytest.mark.parametrize("state", [State.PENDING, State.REMOVED])
    def test_hidden_sources_do_not_exist(self, writer, challenge, member, state):
        source = ContributionFactory(page=challenge, state=state, comment="Caché")
        address = url("contribution_build", source)
        assert writer.get(address).status_code == 404
        data = {
            **form_data(member, challenge),
            "stamp": forms.make_stamp(member, f"build-{source.pk}"),
            "attachments-0": upload("b.pdf", PDF),
        }
        response = writer.post(address, data)
        assert response.status_code == 404
        assert TEXT in response.content.decode()
        assert gettext("The files that you had chosen are not kept.") in response.content.decode()
        assert Contribution.objects.count() == 1

    def test_visitors_log_in(self, client, challenge):
        source = ContributionFactory(page=challenge)
        assert reverse("account_login") in client.get(url("contribution_build", source)).url


class TestHelp:
    def test_for_each_kind_without_javascript(self, writer, challenge):
        html = writer.get(challenge.url).content.decode()
        for kind in Kind.values:
            assert f'data-kind-help="{kind}"' in html
        assert "hidden" not in html[html.index("data-kind-help") :][:200]


class TestAddress:
    @pytest.fixture
    def limit(self, settings):
        settings.WAGTAIL_CROWDSOLVING = {
            "CONTRIBUTIONS_PER_HOUR_PER_ADDRESS": 2,
            "CONTRIBUTION_MIN_SECONDS": 0,
        }

    def test_of_all_members_behind_it(self, limit, challenge):
        statuses = []
        for _number in range(3):
            member, client = UserFactory(), Client()
            client.force_login(member)
            response = client.post(contribute_url(challenge), form_data(member, challenge))
            statuses.append(response.status_code)
        assert statuses == [302, 302, 429]
        assert 0 < int(response["Retry-After"]) <= 3600
        assert TEXT in response.content.decode()
        assert response.context["form"].non_field_errors()
        elsewhere = client.post(
            contribute_url(challenge), form_data(member, challenge), REMOTE_ADDR="192.0.2.7"
        )
        assert elsewhere.status_code == 302

    def test_is_kept_nowhere(self, limit, challenge, member, writer):
        writer.post(
            contribute_url(challenge), form_data(member, challenge), REMOTE_ADDR="192.0.2.77"
        )
        kept = " ".join(cache._cache)
        assert "crowdsolving-" in kept
        assert "192.0.2" not in kept
        assert Contribution.objects.get().ip_address is None

    def test_a_household_is_one_network(self):
        def ask(address):
            return throttle.wait(RequestFactory().get("/", REMOTE_ADDR=address), "x", 1)

        assert ask("2001:db8:1:2::1") == 0
        assert ask("2001:db8:1:2:ffff::9") > 0
        assert ask("2001:db8:1:3::1") == 0
        assert ask("not an address") == ask("not an address") == 0

    @pytest.mark.parametrize(
        ("proxies", "peer", "passed", "again", "limited"),
        [
            (0, "127.0.0.1", "", "", True),
            (0, "127.0.0.1", "198.51.100.1", "198.51.100.1", False),
            (0, "8.8.8.8", "198.51.100.1", "198.51.100.2", True),
            (1, "127.0.0.1", "198.51.100.1", "198.51.100.1", True),
            (1, "127.0.0.1", "198.51.100.1", "198.51.100.2", False),
            (1, "127.0.0.1", "1.1.1.1, 198.51.100.1", "2.2.2.2, 198.51.100.1", True),
            (2, "127.0.0.1", "198.51.100.1, 10.0.0.9", "198.51.100.1, 10.0.0.9", True),
        ],
    )
    def test_behind_proxies(self, settings, proxies, peer, passed, again, limited):
        settings.WAGTAIL_CROWDSOLVING = {"TRUSTED_PROXIES": proxies}

        def ask(passed):
            headers = {"X-Forwarded-For": passed} if passed else {}
            request = RequestFactory().get("/", REMOTE_ADDR=peer, headers=headers)
            return throttle.wait(request, "x", 1)

        assert ask(passed) == 0
        assert bool(ask(again)) == limited


def test_cost_of_a_reply_through_the_form(writer, challenge, member):
    """The door itself takes 10 statements; see test_scale."""
    root = ContributionFactory(page=challenge)
    address = url("contribution_reply", root)
    writer.post(address, form_data(member, in_reply_to=root))
    with CaptureQueriesContext(connection) as cost:
        writer.post(address, form_data(member, in_reply_to=root, text="Et ceux du port."))
    asked = [q["sql"] for q in cost.captured_queries if "SAVEPOINT" not in q["sql"]]
    assert Contribution.objects.filter(in_reply_to=root).count() == 2
    # One of them keeps, in the session, the mark of what was sent: see kept.sent.
    assert len(asked) == 20


def test_a_text_that_was_changed_says_so(challenge, member, moderator):
    item = submit(challenge, member)
    actions.approve(contribution=item, by=moderator)
    change = actions.edit(contribution=item, by=member, text="Un texte mieux écrit")
    (shown,) = queries.discussion(challenge).threads
    assert shown.root.changed_on == ""
    actions.approve_amendment(amendment=change, by=moderator)
    (shown,) = queries.discussion(challenge).threads
    assert shown.root.changed_on
    assert shown.root.changed_on in discussion_html(challenge)


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
