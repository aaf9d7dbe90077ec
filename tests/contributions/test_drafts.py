"""Drafts of a text: kept, taken up again, and gone."""

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.contributions.support import MINE, REFUSAL, TEXT, contribute_url, form_data, submit, url
from tests.factories import ChallengeFactory, ContributionFactory, UserFactory
from wagtail_crowdsolving.contributions import actions, queries
from wagtail_crowdsolving.contributions.actions import drafts
from wagtail_crowdsolving.contributions.models import Contribution, Draft
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.privacy import jobs as privacy_jobs

pytestmark = pytest.mark.django_db


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
