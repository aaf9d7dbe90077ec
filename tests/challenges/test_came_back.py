"""From one thing to the next: what comes back is heard of, what goes offline is told, what is for members is listed."""

import datetime

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from wagtail.models import PageViewRestriction

from tests import factories
from tests.selection import support
from wagtail_crowdsolving.challenges import actions, brief, life, queries
from wagtail_crowdsolving.challenges.models import Proposal, ProposalEvent
from wagtail_crowdsolving.notifications.models import OutboxMail
from wagtail_crowdsolving.pages.models import ChallengePage

pytestmark = pytest.mark.django_db
Kind = ProposalEvent.Kind


def mails(kind):
    return OutboxMail.objects.filter(kind=f"challenges/{kind}")


@pytest.fixture
def page(home):
    page = support.proposed()
    return ChallengePage.objects.get(pk=page.pk)


def test_a_word_with_what_comes_back(page, django_capture_on_commit_callbacks):
    asker = factories.UserFactory()
    state = factories.plain_workflow().start(page, None)
    state.current_task_state.reject(user=asker)
    proposal = Proposal.objects.get(page_id=page.pk)
    draft = proposal.page.get_latest_revision_as_object()
    with django_capture_on_commit_callbacks(execute=True):
        actions.revise(
            proposal=proposal,
            by=proposal.proposer,
            data={**brief.typed_from_page(draft), "cover_note": "J’ai ajouté le quartier."},
            version=queries.version_of(draft),
        )
    event = proposal.events.get(kind=Kind.RESUBMITTED)
    assert event.message == "J’ai ajouté le quartier."
    told = mails("came_back").get(recipient=asker)
    assert "J’ai ajouté le quartier." in told.text


@pytest.mark.parametrize("is_list", [True, False])
def test_who_asks_for_changes_reads_that_the_author_is_told(page, client, admin_user, is_list):
    factories.plain_workflow().start(page, None)
    step = page.current_workflow_task_state
    client.force_login(admin_user)
    if is_list:
        asked = client.post(
            reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "reject", step.pk]),
            {"comment": "Précisez le quartier."},
        )
    else:
        page.get_latest_revision().publish()
        asked = client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    told = OutboxMail.objects.filter(recipient=page.crowdsolving_proposal.proposer).latest("pk")
    assert told.kind == f"challenges/{'changes_requested' if is_list else 'unpublished'}"
    kind = page.crowdsolving_proposal.events.newest_first().first().get_kind_display()
    assert any(kind in str(one) for one in get_messages(asked.wsgi_request))


class TestOffline:
    def test_those_concerned_are_told_and_nobody_twice(self, page):
        page.animator = factories.UserFactory()
        page.save_revision().publish()
        page = ChallengePage.objects.get(pk=page.pk)
        assert mails("published").count() == 1
        assert mails("to_animate").get().recipient == page.animator
        version = life.version(page, "animator")
        by = factories.UserFactory(is_superuser=True)
        actions.set_animator(page=page, by=by, animator=by, version=version)
        version = life.version(ChallengePage.objects.get(pk=page.pk), "animator")
        actions.set_animator(page=page, by=by, animator=page.animator, version=version)
        assert [mail.recipient for mail in mails("to_animate")] == [page.animator] * 2
        page = ChallengePage.objects.get(pk=page.pk)
        page.unpublish()
        assert mails("unpublished").get().recipient == page.crowdsolving_proposal.proposer
        assert mails("offline").get().recipient == page.animator
        ChallengePage.objects.get(pk=page.pk).get_latest_revision().publish()
        assert queries.last_kind(page.crowdsolving_proposal) == Kind.PUBLISHED
        assert mails("published").count() == 1


class TestForMembers:
    @pytest.mark.parametrize("kind", [PageViewRestriction.LOGIN, PageViewRestriction.GROUPS])
    def test_listed_for_members_alone(self, client, challenge, kind):
        restriction = PageViewRestriction.objects.create(page=challenge, restriction_type=kind)
        member = factories.UserFactory()
        index = challenge.get_parent()
        assert challenge.title not in client.get(index.url).content.decode()
        client.force_login(member)
        seen = kind == PageViewRestriction.LOGIN
        assert (challenge.title in client.get(index.url).content.decode()) is seen
        assert challenge.title not in client.get(index.url + "feed/").content.decode()
        if kind == PageViewRestriction.GROUPS:
            group = factories.Group.objects.create(name="Membres")
            restriction.groups.add(group)
            member.groups.add(group)
            assert challenge.title in client.get(index.url).content.decode()


class TestLinks:
    def test_from_the_challenge_to_the_proposal_and_back(self, client, admin_client, page):
        page.save_revision().publish()
        page = ChallengePage.objects.get(pk=page.pk)
        own = reverse("wagtail_crowdsolving:proposal", args=[page.crowdsolving_proposal.pk])
        assert own not in client.get(page.url).content.decode()
        client.force_login(page.crowdsolving_proposal.proposer)
        assert own in client.get(page.url).content.decode()
        assert page.url in client.get(own).content.decode()
        editor = reverse("wagtailadmin_pages:edit", args=[page.pk])
        case = reverse("crowdsolving_proposals:edit", args=[page.crowdsolving_proposal.pk])
        assert case in admin_client.get(editor).content.decode()
        assert editor in admin_client.get(case).content.decode()


class TestReverting:
    def test_it_says_what_of_dates_and_animator_stays(self, admin_client, challenge):
        challenge.closes_on = datetime.date(2031, 5, 4)
        first = challenge.save_revision()
        first.publish()
        page = ChallengePage.objects.get(pk=challenge.pk)
        page.closes_on = datetime.date(2031, 6, 7)
        page.animator = factories.UserFactory(first_name="Anne", last_name="Imatrice")
        page.save()
        page.save_revision().publish()
        url = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, first.pk])
        said = [str(message) for message in admin_client.get(url).context["messages"]]
        assert any("2031" in one and "Anne Imatrice" in one for one in said)
        assert ChallengePage.objects.get(pk=page.pk).closes_on.month == 6
