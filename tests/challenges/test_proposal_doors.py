"""Every door of a proposal: who may, in which state, and what it leaves behind."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry, WorkflowState

from tests import factories
from wagtail_crowdsolving.challenges import actions
from wagtail_crowdsolving.challenges.models import Proposal, ProposalEvent
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.notifications.models import OutboxMail
from wagtail_crowdsolving.pages.models import ChallengePage

Kind = ProposalEvent.Kind


def kinds(proposal):
    return list(proposal.events.values_list("kind", flat=True))


class TestBegin:
    def test_makes_an_empty_draft(self, index, member):
        proposal = actions.begin(index=index, by=member, language="fr")
        assert proposal.is_draft
        assert (proposal.proposer, proposal.index_id, proposal.data) == (member, index.pk, {})
        entry = ModelLogEntry.objects.get(action="wagtail_crowdsolving.proposal.begin")
        assert entry.user == member

    def test_refuses_an_inactive_member_and_a_list_that_takes_none(self, index, member):
        with pytest.raises(NotAllowed):
            actions.begin(index=index, by=factories.UserFactory(is_active=False), language="fr")
        index.takes_proposals = False
        with pytest.raises(NotAllowed):
            actions.begin(index=index, by=member, language="fr")
        assert not Proposal.objects.exists()

    def test_keeps_a_bounded_number_of_drafts(self, index, member, settings):
        settings.WAGTAIL_CROWDSOLVING = {
            "PROPOSAL_DRAFTS_PER_MEMBER": 2,
            "JOBS_ENGINE": "immediate",
        }
        for _ in range(2):
            actions.begin(index=index, by=member, language="fr")
        with pytest.raises(Conflict):
            actions.begin(index=index, by=member, language="fr")
        actions.begin(index=index, by=factories.UserFactory(), language="fr")
        assert Proposal.objects.count() == 3


class TestSaveDraft:
    def test_merges_steps_and_counts_versions(self, draft, member):
        saved = actions.save_draft(proposal=draft, by=member, data={"title": "Autre"}, version=0)
        assert (saved.data["title"], saved.data["situation"], saved.version) == (
            "Autre",
            "territory",
            1,
        )

    def test_another_tab_is_a_conflict_unless_it_saved_the_same(self, draft, member):
        actions.save_draft(proposal=draft, by=member, data={"title": "Premier"}, version=0)
        with pytest.raises(Conflict):
            actions.save_draft(proposal=draft, by=member, data={"title": "Second"}, version=0)
        actions.save_draft(proposal=draft, by=member, data={"title": "Premier"}, version=0)
        draft.refresh_from_db()
        assert (draft.data["title"], draft.version) == ("Premier", 1)

    def test_keeps_answers_only(self, draft, member):
        saved = actions.save_draft(
            proposal=draft, by=member, data={"title": "T", "proposer": 5, "live": True}, version=0
        )
        assert "proposer" not in saved.data
        assert "live" not in saved.data

    def test_consent_is_dated_and_can_be_taken_back(self, draft, member):
        saved = actions.save_draft(proposal=draft, by=member, data={"consent": False}, version=0)
        assert saved.consented_at is None
        saved = actions.save_draft(proposal=saved, by=member, data={"consent": True}, version=1)
        assert abs((timezone.now() - saved.consented_at).total_seconds()) < 60

    def test_refuses_others_and_a_submitted_draft(self, draft, member):
        with pytest.raises(NotAllowed):
            actions.save_draft(proposal=draft, by=factories.UserFactory(), data={}, version=0)
        actions.submit(proposal=draft, by=member)
        with pytest.raises(Conflict):
            actions.save_draft(proposal=draft, by=member, data={"title": "x"}, version=1)


class TestDiscard:
    def test_deletes_a_draft_of_ones_own(self, draft, member):
        with pytest.raises(NotAllowed):
            actions.discard(proposal=draft, by=factories.UserFactory())
        actions.discard(proposal=draft, by=member)
        assert not Proposal.objects.exists()
        with pytest.raises(Conflict):
            actions.discard(proposal=draft, by=member)

    def test_not_once_submitted(self, draft, member):
        actions.submit(proposal=draft, by=member)
        with pytest.raises(Conflict):
            actions.discard(proposal=draft, by=member)
        assert ChallengePage.objects.count() == 1


class TestSubmit:
    def test_makes_a_draft_page_and_starts_the_workflow(self, site, draft, member):
        page = actions.submit(proposal=draft, by=member)
        draft.refresh_from_db()
        page = ChallengePage.objects.get(pk=page.pk)
        assert not page.live
        assert page.owner is None
        assert page.get_parent().pk == draft.index_id == draft.page.get_parent().pk
        assert (
            page.context == "<p>Un quartier <strong>vivant</strong>.</p>\n<p>Peu de cuisines.</p>\n"
        )
        assert page.needs.startswith("<ul>")
        assert page.proposed_by == member.get_full_name()
        state = WorkflowState.objects.get()
        assert state.requested_by == member
        assert state.current_task_state.revision == page.latest_revision
        assert state.current_task_state.task.name == "Éligibilité"
        assert kinds(draft) == [Kind.RECEIVED]
        assert draft.submitted_at
        entry = PageLogEntry.objects.get(action="wagtail_crowdsolving.proposal.submit")
        assert (entry.page_id, entry.user) == (page.pk, member)

    def test_the_contact_stays_in_the_case_file(self, site, draft, member):
        page = actions.submit(proposal=draft, by=member)
        draft.refresh_from_db()
        assert draft.contact_email == "secrete@example.org"
        assert draft.contact_name == "Dominique Secrète"
        assert draft.consented_at
        # Their public name is kept to be found again: it leaves the page with their account.
        assert draft.data == {"title": page.title, "proposed_by": page.proposed_by}
        assert page.proposed_by == member.get_full_name()
        stored = str(page.latest_revision.content) + str(page.serializable_data())
        stored += str(list(PageLogEntry.objects.values())) + str(
            list(ModelLogEntry.objects.values())
        )
        for secret in ("secrete@example.org", "Secrète", "04 91 00 11 22"):
            assert secret not in stored

    def test_twice_is_one_page(self, site, draft, member):
        first = actions.submit(proposal=draft, by=member)
        assert actions.submit(proposal=draft, by=member).pk == first.pk
        assert ChallengePage.objects.count() == WorkflowState.objects.count() == 1
        assert kinds(draft) == [Kind.RECEIVED]

    def test_without_a_workflow_it_is_received_all_the_same(
        self, draft, member, site, django_capture_on_commit_callbacks
    ):
        from wagtail.models import WorkflowPage

        WorkflowPage.objects.all().delete()
        with django_capture_on_commit_callbacks(execute=True):
            actions.submit(proposal=draft, by=member)
        assert kinds(draft) == [Kind.RECEIVED]
        assert not WorkflowState.objects.exists()
        kinds_of_mail = set(OutboxMail.objects.values_list("kind", flat=True))
        assert kinds_of_mail == {"challenges/received", "challenges/new_proposal"}

    def test_two_of_the_same_title_get_two_addresses(self, index, answers):
        slugs = set()
        for _ in range(2):
            draft = factories.ProposalFactory(index=index, data=answers)
            slugs.add(actions.submit(proposal=draft, by=draft.proposer).slug)
        assert len(slugs) == 2

    @pytest.mark.parametrize(
        ("title", "slug"),
        [
            ("L’eau potable à la Friche : où ?", "l-eau-potable-a-la-friche-ou"),
            ("🍅🥕", "defi"),
            ("معا من أجل حي أفضل", "defi"),
            ("Proposer", "proposer-2"),
            ("e" * 120, "e" * 120),
        ],
    )
    def test_addresses_are_of_plain_letters(
        self, client, index, member, answers, settings, title, slug
    ):
        del settings.WAGTAIL_ALLOW_UNICODE_SLUGS
        for expected in (slug, f"{slug}-2" if slug != "proposer-2" else "proposer-3"):
            draft = factories.ProposalFactory(
                index=index, proposer=member, data={**answers, "title": title}
            )
            page = actions.submit(proposal=draft, by=member)
            assert (page.slug, page.title) == (expected, title)
        client.force_login(member)
        assert client.get(index.get_url() + "proposer/").status_code == 200

    def test_addresses_in_the_letters_of_a_site_that_asks_for_them(
        self, index, member, answers, settings
    ):
        settings.WAGTAIL_ALLOW_UNICODE_SLUGS = True
        for title, slug in (("Été", "été"), ("\ufdfa" * 120, None)):
            draft = factories.ProposalFactory(
                index=index, proposer=member, data={**answers, "title": title}
            )
            page = actions.submit(proposal=draft, by=member)
            assert page.slug == slug or slug is None and 0 < len(page.slug) <= 200

    def test_for_an_organisation(self, index, member, answers):
        organisation = factories.OrganisationFactory(name="Les Essais")
        listed = {**answers, "for_whom": "organisation", "organisation": str(organisation.pk)}
        typed = {**answers, "for_whom": "organisation", "organisation_name": "Collectif inventé"}
        pages = [
            actions.submit(
                proposal=factories.ProposalFactory(proposer=member, index=index, data=data),
                by=member,
            )
            for data in (listed, typed)
        ]
        assert [page.by for page in pages] == ["Les Essais", "Collectif inventé"]
        assert pages[0].proposed_by == ""

    def test_fields_of_other_situations_are_dropped(self, index, member, answers):
        answers.update(handover_terms="Des termes", resource_surface="120")
        draft = factories.ProposalFactory(proposer=member, index=index, data=answers)
        page = actions.submit(proposal=draft, by=member)
        assert page.handover_terms == ""
        assert page.resource_surface is None

    def test_themes_and_territory(self, index, member, answers):
        theme, territory = factories.ThemeFactory(), factories.TerritoryFactory()
        answers.update(themes=[str(theme.pk)], territory=str(territory.pk))
        draft = factories.ProposalFactory(proposer=member, index=index, data=answers)
        page = actions.submit(proposal=draft, by=member)
        page = ChallengePage.objects.get(pk=page.pk)
        assert list(page.themes.all()) == [theme]
        assert page.territory == territory

    @pytest.mark.parametrize(
        "wrong",
        [
            {"title": ""},
            {"title": "x" * 121},
            {"consent": False},
            {"contact_email": "nobody"},
            {"situation": "war"},
            {"themes": ["99999999999999999999"]},
            {"territory": "1e400"},
            {"organisation": "7", "for_whom": "organisation"},
        ],
    )
    def test_an_incomplete_brief_changes_nothing(self, index, member, answers, wrong):
        draft = factories.ProposalFactory(proposer=member, index=index, data={**answers, **wrong})
        with pytest.raises(ValidationError) as error:
            actions.submit(proposal=draft, by=member)
        assert set(error.value.message_dict) <= set(wrong)
        draft.refresh_from_db()
        assert draft.is_draft
        assert not ChallengePage.objects.exists()
        assert not draft.events.exists()

    def test_hostile_text_is_text(self, index, member, answers):
        hostile = "<script>alert(1)</script> [x](javascript:alert(2))"
        answers.update(title=hostile, context=hostile, needs=hostile)
        draft = factories.ProposalFactory(proposer=member, index=index, data=answers)
        page = actions.submit(proposal=draft, by=member)
        assert "<script" not in page.context + page.needs
        assert "href" not in page.context

    def test_refuses_others(self, draft):
        with pytest.raises(NotAllowed):
            actions.submit(proposal=draft, by=factories.UserFactory())

    def test_not_under_a_list_that_closed_meanwhile(self, draft, member, index):
        index.takes_proposals = False
        index.save()
        with pytest.raises(NotAllowed):
            actions.submit(proposal=draft, by=member)
        assert not ChallengePage.objects.exists()

    def test_a_page_that_has_gone(self, draft, member):
        actions.submit(proposal=draft, by=member).delete()
        with pytest.raises(Conflict):
            actions.submit(proposal=draft, by=member)
        draft.refresh_from_db()
        assert draft.title == "Mieux manger à la Belle de Mai"


class TestWithdraw:
    def test_ends_the_workflow_and_keeps_the_page(self, site, draft, member):
        page = actions.submit(proposal=draft, by=member)
        actions.withdraw(proposal=draft, by=member)
        assert kinds(draft) == [Kind.RECEIVED, Kind.WITHDRAWN]
        assert WorkflowState.objects.get().status == WorkflowState.STATUS_CANCELLED
        assert ChallengePage.objects.filter(pk=page.pk, live=False).exists()
        with pytest.raises(Conflict):
            actions.withdraw(proposal=draft, by=member)

    def test_refuses_others_and_drafts(self, draft, member):
        with pytest.raises(Conflict):
            actions.withdraw(proposal=draft, by=member)
        actions.submit(proposal=draft, by=member)
        with pytest.raises(NotAllowed):
            actions.withdraw(proposal=draft, by=factories.UserFactory())


class TestDecline:
    def test_ends_the_workflow_and_tells_the_reasons(
        self, site, draft, member, django_capture_on_commit_callbacks
    ):
        actions.submit(proposal=draft, by=member)
        actions.decline(
            proposal=draft, by=site["coordination"], reasons="Hors du territoire & loin."
        )
        assert kinds(draft) == [Kind.RECEIVED, Kind.DECLINED]
        assert draft.events.last().message == "Hors du territoire & loin."
        assert WorkflowState.objects.get().status == WorkflowState.STATUS_CANCELLED
        mail = OutboxMail.objects.get(kind="challenges/declined")
        assert mail.recipient == member
        assert "Hors du territoire & loin." in mail.text
        assert "Hors du territoire &amp; loin." in mail.html
        with pytest.raises(Conflict):
            actions.decline(proposal=draft, by=site["coordination"], reasons="Encore.")

    def test_needs_reasons_and_the_permission(self, site, draft, member):
        actions.submit(proposal=draft, by=member)
        for person in (member, site["committee"], site["board"], site["moderation"]):
            with pytest.raises(NotAllowed):
                actions.decline(proposal=draft, by=person, reasons="Non.")
        with pytest.raises(ValidationError):
            actions.decline(proposal=draft, by=site["coordination"], reasons="  ")
        assert kinds(draft) == [Kind.RECEIVED]

    def test_not_a_draft(self, site, draft):
        with pytest.raises(Conflict):
            actions.decline(proposal=draft, by=site["coordination"], reasons="Non.")


class TestEditContact:
    def test_by_the_coordination(self, site, draft, member):
        actions.submit(proposal=draft, by=member)
        contact = {"contact_name": "A", "contact_email": "a@example.org", "contact_phone": ""}
        with pytest.raises(NotAllowed):
            actions.edit_contact(proposal=draft, by=site["board"], **contact)
        actions.edit_contact(proposal=draft, by=site["coordination"], **contact)
        draft.refresh_from_db()
        assert draft.contact_email == "a@example.org"
        with pytest.raises(ValidationError):
            actions.edit_contact(
                proposal=draft, by=site["coordination"], **{**contact, "contact_email": "no"}
            )


def test_record_leaves_other_pages_alone(challenge):
    assert actions.record(page=challenge, kind=Kind.PUBLISHED) is None
    assert not ProposalEvent.objects.exists()


def test_receipt_is_mailed_once_with_the_address_of_the_space(draft, member):
    actions.submit(proposal=draft, by=member)
    actions.submit(proposal=draft, by=member)
    mail = OutboxMail.objects.get(kind="challenges/received")
    assert mail.recipient == member
    assert mail.language == "fr"
    assert f"/espace/defis/{draft.pk}/" in mail.text
    assert "secrete" not in mail.text + mail.html
