"""What is kept too long goes; what belonged to an account goes with it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Revision
from wagtail_localize.models import Translation, TranslationSource

from tests import factories
from tests.challenges.conftest import ANSWERS
from wagtail_crowdsolving import signals
from wagtail_crowdsolving.challenges import actions as challenges
from wagtail_crowdsolving.challenges.models import Proposal
from wagtail_crowdsolving.contributions.models import Contribution, Notice
from wagtail_crowdsolving.notifications.models import OutboxMail
from wagtail_crowdsolving.pages.models import ChallengePage
from wagtail_crowdsolving.people import public_name
from wagtail_crowdsolving.privacy import jobs


def days_ago(days):
    return timezone.now() - timedelta(days=days)


def draft(touched):
    proposal = factories.ProposalFactory()
    Proposal.objects.filter(pk=proposal.pk).update(updated_at=touched)
    return proposal


def mail(key, state, **times):
    created_at = times.pop("created_at", None)
    mail = OutboxMail.objects.create(
        key=key,
        kind="challenges/received",
        to_email="x@example.org",
        language="fr",
        state=state,
        due_at=timezone.now(),
        **times,
    )
    if created_at:
        OutboxMail.objects.filter(pk=mail.pk).update(created_at=created_at)
    return mail


class TestPrune:
    def test_old_drafts_only(self, home):
        old, recent = draft(days_ago(366)), draft(days_ago(364))
        sent = draft(days_ago(800))
        Proposal.objects.filter(pk=sent.pk).update(submitted_at=days_ago(800))
        jobs.prune()
        assert set(Proposal.objects.all()) == {recent, sent}
        assert old.pk

    def test_old_mails_only(self, db):
        State = OutboxMail.State
        mail("old", State.SENT, sent_at=days_ago(91))
        mail("gone", State.FAILED, created_at=days_ago(91))
        kept = {
            mail("recent", State.SENT, sent_at=days_ago(89), created_at=days_ago(95)),
            mail("waiting", State.QUEUED, created_at=days_ago(200)),
            mail("failed", State.FAILED, created_at=days_ago(10)),
        }
        jobs.prune()
        assert set(OutboxMail.objects.all()) == kept

    def test_twice_and_its_report(self, home):
        draft(days_ago(400))
        assert sum(jobs.prune().values()) == 1
        assert sum(jobs.prune().values()) == 0

    def test_days_are_the_site_s(self, home, settings):
        settings.WAGTAIL_CROWDSOLVING = {"PROPOSAL_DRAFT_KEEP_DAYS": 30}
        draft(days_ago(31))
        draft(days_ago(29))
        jobs.prune()
        assert Proposal.objects.count() == 1


class TestAccountDeleted:
    @pytest.fixture
    def submitted(self, home, member):
        return factories.ProposalFactory(
            proposer=member,
            submitted_at=timezone.now(),
            contact_name="Dominique Secrète",
            contact_email="secrete@example.org",
            contact_phone="04 91 00 11 22",
            consented_at=timezone.now(),
            data={"title": "Un défi"},
        )

    def test_the_contact_goes_and_the_challenge_stays(self, submitted, member):
        other = factories.ProposalFactory(contact_email="autre@example.org")
        member.delete()
        submitted.refresh_from_db()
        assert (submitted.contact_name, submitted.contact_email, submitted.contact_phone) == (
            "",
            "",
            "",
        )
        assert (submitted.proposer, submitted.consented_at) == (None, None)
        other.refresh_from_db()
        assert other.contact_email == "autre@example.org"

    def test_through_a_queryset_too(self, submitted, member):
        type(member).objects.filter(pk=member.pk).delete()
        submitted.refresh_from_db()
        assert submitted.contact_email == ""

    def test_drafts_go(self, home, member):
        factories.ProposalFactory(proposer=member, data={"contact_email": "secrete@example.org"})
        other = factories.ProposalFactory()
        member.delete()
        assert list(Proposal.objects.all()) == [other]

    @pytest.fixture
    def propose(self, home):
        def propose(member, **answers):
            proposal = factories.ProposalFactory(proposer=member, data={**ANSWERS, **answers})
            page = challenges.submit(proposal=proposal, by=member)
            page.get_latest_revision().publish()
            return type(page).objects.get(pk=page.pk)

        return propose

    def stored(self, name):
        """Where ``name`` stands: in pages, their revisions, what translations are made from, the search."""
        return [
            *ChallengePage.objects.filter(proposed_by__contains=name),
            *(one for one in Revision.objects.all() if name in str(one.content)),
            *TranslationSource.objects.filter(content_json__contains=name),
            *ChallengePage.objects.search(name),
            *Proposal.objects.filter(data__icontains=name),
        ]

    def test_their_name_leaves_what_they_proposed_for_themself(self, propose, client):
        member = factories.UserFactory(first_name="Dominique", last_name="Introuvable")
        page = propose(member)
        english = factories.locale("en")
        source, _created = TranslationSource.get_or_create_from_instance(page)
        Translation.objects.create(source=source, target_locale=english).save_target()
        for words in ("Dominique Introuvable, habitante", "dominique introuvable"):
            page.proposed_by = words
            page.save_revision().publish()
        page.save_revision()
        assert page.title == ANSWERS["title"]
        assert len(self.stored("Introuvable")) > 5
        member.first_name = "Domi"
        member.save()
        member.delete()
        assert self.stored("ntrouvable") == []
        page = ChallengePage.objects.get(pk=page.pk)
        assert (page.proposed_by, page.get_latest_revision_as_object().proposed_by) == ("", "")
        assert page.live
        response = client.get(page.get_url())
        assert response.status_code == 200
        assert "ntrouvable" not in response.text
        assert Proposal.objects.get().data == {"title": page.title}

    def test_what_they_proposed_for_an_organisation_stays(self, propose, member):
        page = propose(member, for_whom="organisation", organisation_name=member.get_full_name())
        other = propose(factories.UserFactory(), title="Un autre")
        named = propose(member, title="Un troisième")
        named.proposed_by = "Collectif du quartier"
        named.save_revision().publish()
        member.delete()
        for kept in (page, other):
            before = kept.proposed_by
            kept.refresh_from_db()
            assert kept.proposed_by == before != ""
        named.refresh_from_db()
        assert named.proposed_by == "Collectif du quartier"

    def test_a_challenge_that_the_team_deleted(self, propose, member):
        propose(member).delete()
        member.delete()
        assert Proposal.objects.get().data == {"title": ANSWERS["title"]}

    def test_contributions_stay_without_a_name(self, challenge, member):
        contribution = factories.ContributionFactory(page=challenge, user=member)
        reply = factories.ContributionFactory(page=challenge, in_reply_to=contribution)
        member.delete()
        contribution = Contribution.objects.get(pk=contribution.pk)
        assert contribution.user is None
        assert (contribution.user_name, contribution.user_email, contribution.ip_address) == (
            "",
            "",
            None,
        )
        assert public_name(contribution.user) != member.get_full_name()
        assert Contribution.objects.filter(pk=reply.pk).exists()


def reported(contribution, **kwargs):
    return Notice.objects.create(
        contribution=contribution,
        rule="illegal",
        explanation="Cette phrase.",
        text=contribution.comment,
        in_good_faith=True,
        language="fr",
        **kwargs,
    )


def notifiers():
    return set(Notice.objects.values_list("notifier", "notifier_name", "notifier_email"))


class TestNotifiers:
    def test_are_forgotten_in_time(self, challenge, member):
        item = factories.ContributionFactory(page=challenge)
        somebody = {"notifier_name": "Témoin", "notifier_email": "temoin@example.org"}
        decided = {"state": Notice.State.DISMISSED}
        old = reported(item, **somebody, **decided, decided_at=days_ago(366))
        by_account = reported(item, notifier=member, **decided, decided_at=days_ago(366))
        recent = reported(item, **somebody, **decided, decided_at=days_ago(364))
        waiting = reported(item, **somebody)
        Notice.objects.filter(pk=waiting.pk).update(created_at=days_ago(800))
        assert jobs.prune()["wagtail_crowdsolving.privacy.jobs.prune_notifiers"] == 2
        for notice in (old, by_account):
            notice.refresh_from_db()
            assert (notice.notifier, notice.notifier_name, notice.notifier_email) == (None, "", "")
            assert notice.explanation
        for notice in (recent, waiting):
            notice.refresh_from_db()
            assert notice.notifier_email == somebody["notifier_email"]
        assert jobs.prune()["wagtail_crowdsolving.privacy.jobs.prune_notifiers"] == 0

    def test_go_with_their_account(self, challenge):
        user = factories.UserFactory(email="Temoin@example.org")
        item = factories.ContributionFactory(page=challenge)
        reported(item, notifier=user)
        reported(item, notifier_name="Témoin", notifier_email="temoin@example.org")
        user.delete()
        assert notifiers() == {(None, "", "")}


def test_a_site_hears_that_a_member_is_forgotten(db, django_capture_on_commit_callbacks):
    heard = []

    def receiver(sender, user_pk, **arguments):
        heard.append((sender, user_pk))

    signals.member_forgotten.connect(receiver)
    user = factories.UserFactory()
    pk = user.pk
    with django_capture_on_commit_callbacks(execute=True):
        user.delete()
        assert heard == []
    assert heard == [(type(user), pk)]
