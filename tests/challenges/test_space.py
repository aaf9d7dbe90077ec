"""A member's own space: what it shows, to whom, and at what cost."""

import pytest
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import TaskState

from tests import factories
from wagtail_crowdsolving.challenges import actions, links
from wagtail_crowdsolving.challenges.brief import typed_from_page
from wagtail_crowdsolving.challenges.models import Proposal, ProposalEvent
from wagtail_crowdsolving.challenges.queries import version_of
from wagtail_crowdsolving.pages.models import ChallengePage

Kind = ProposalEvent.Kind
SPACE = "/espace/"
OWN = ["proposal", "proposal_revise", "proposal_withdraw", "proposal_preview", "proposal_discard"]


@pytest.fixture
def page(site, draft, member):
    return actions.submit(proposal=draft, by=member)


@pytest.fixture
def returned(site, page):
    page.current_workflow_task_state.reject(user=site["coordination"], comment="Où, exactement ?")
    return ChallengePage.objects.get(pk=page.pk)


def test_shows_ones_own_and_what_comes_next(signed_in, page, index, member):
    factories.ProposalFactory(proposer=member, index=index, data={"title": "Un brouillon"})
    factories.ProposalFactory(index=index, data={"title": "D'une autre"})
    response = signed_in.get(SPACE)
    html = response.content.decode()
    assert page.title in html
    assert "Un brouillon" in html
    assert "une autre" not in html
    row = response.context_data["proposals"][0]
    assert row["state"] == Kind.RECEIVED
    assert row["next"]
    assert reverse("wagtail_crowdsolving:my_contributions") in html
    assert index.get_url() + "proposer/" in html
    assert "private" in response["Cache-Control"]


def test_a_draft_opens_where_it_was_left(signed_in, index, member):
    factories.ProposalFactory(proposer=member, index=index, data={"for_whom": "myself"})
    row = signed_in.get(SPACE).context_data["drafts"][0]
    assert row["url"].endswith("/situation/")


def test_a_member_with_nothing(client, index):
    client.force_login(factories.UserFactory())
    assert client.get(SPACE).status_code == 200


@pytest.mark.parametrize("name", OWN)
def test_others_get_404_and_anonymous_sign_in(client, page, draft, name):
    url = links.own(draft, name)
    asks = [client.get] if name in ("proposal", "proposal_preview") else [client.get, client.post]
    for response in [ask(url) for ask in asks]:
        assert response["Location"] == f"{reverse('account_login')}?next={url}"
    client.force_login(factories.UserFactory(is_superuser=True))
    for response in [ask(url) for ask in asks]:
        assert response.status_code == 404
    assert page.title.encode() not in client.get(url).content
    draft.refresh_from_db()
    assert list(draft.events.values_list("kind", flat=True)) == [Kind.RECEIVED]


def test_anonymous_space(client, index):
    assert client.get(SPACE)["Location"] == f"{reverse('account_login')}?next={SPACE}"


def test_timeline(signed_in, returned, draft):
    response = signed_in.get(links.own(draft))
    html = response.content.decode()
    assert "Où, exactement ?" in html
    assert html.count("<time ") == 2
    assert links.own(draft, "proposal_revise") in html
    assert "secrete@example.org" in html


def test_every_state_has_its_sentence(signed_in, page, draft):
    for kind in Kind:
        ProposalEvent.objects.create(proposal=draft, kind=kind)
        assert signed_in.get(SPACE).context_data["proposals"][0]["next"]
        assert signed_in.get(links.own(draft)).status_code == 200


def test_a_page_that_the_team_deleted(signed_in, page, draft):
    page.delete()
    assert signed_in.get(SPACE).status_code == 200
    assert signed_in.get(links.own(draft)).status_code == 200
    assert signed_in.get(links.own(draft, "proposal_preview")).status_code == 404


def test_a_list_that_is_no_longer_on_the_site(signed_in, draft, index):
    index.unpublish()
    assert signed_in.get(SPACE).status_code == 200
    assert signed_in.get(links.step(draft, "defi")).status_code == 404


class TestPreview:
    def test_the_real_template_marked_for_the_proposer_alone(self, signed_in, page, draft):
        response = signed_in.get(links.own(draft, "proposal_preview"))
        assert response.status_code == 200
        html = response.content.decode()
        assert page.guiding_question in html
        assert "wagtail_crowdsolving/challenges/challenge_page.html" in [
            template.name for template in response.templates
        ]
        assert "cs-notice--warning" in html
        assert response["X-Robots-Tag"] == "noindex"
        assert "private" in response["Cache-Control"]

    def test_speaks_the_language_of_the_challenge(self, signed_in, page, draft):
        with override("en"):
            address = reverse("wagtail_crowdsolving:proposal_preview", args=[draft.pk])
        html = signed_in.get(address).content.decode()
        assert '<html lang="fr">' in html
        assert "La question" in html

    def test_the_page_itself_is_not_public(self, client, page):
        assert client.get(page.get_url()).status_code == 404


class TestRevise:
    def form_data(self, page, **changes):
        data = typed_from_page(page.get_latest_revision_as_object())
        return {**data, "version": version_of(page), **changes}

    def test_sends_the_changes(self, signed_in, returned, draft):
        url = links.own(draft, "proposal_revise")
        html = signed_in.get(url).content.decode()
        assert "Où, exactement ?" in html
        assert "Un quartier **vivant**." in html
        response = signed_in.post(url, self.form_data(returned, title="Un meilleur titre"))
        assert response["Location"] == links.own(draft)
        page = ChallengePage.objects.get()
        assert page.draft_title == "Un meilleur titre"
        assert page.current_workflow_task_state.status == TaskState.STATUS_IN_PROGRESS
        assert draft.events.last().kind == Kind.RESUBMITTED
        # A replay, and a form that stayed open, are told so.
        assert signed_in.post(url, self.form_data(returned))["Location"] == links.own(draft)
        assert TaskState.objects.count() == 2

    def test_errors_keep_what_was_typed(self, signed_in, returned, draft):
        response = signed_in.post(
            links.own(draft, "proposal_revise"),
            self.form_data(returned, title="z" * 200, summary="<script>x</script>", needs=""),
        )
        assert response.status_code == 200
        assert set(response.context_data["form"].errors) == {"title", "needs"}
        html = response.content.decode()
        assert "z" * 200 in html
        assert "<script>x" not in html
        assert ChallengePage.objects.get().latest_revision_id == returned.latest_revision_id

    def test_the_team_edited_meanwhile(self, signed_in, returned, draft):
        data = self.form_data(returned, summary="Le mien")
        edited = returned.get_latest_revision_as_object()
        edited.summary = "Celui de l'équipe"
        edited.save_revision()
        response = signed_in.post(links.own(draft, "proposal_revise"), data)
        assert response.status_code == 409
        html = response.content.decode()
        assert "Le mien" in html
        assert "Celui de l&#x27;équipe" in html
        assert (
            ChallengePage.objects.get().get_latest_revision_as_object().summary.startswith("Celui")
        )

    def test_an_expired_session(self, client, returned, draft, member):
        url = links.own(draft, "proposal_revise")
        client.post(url, self.form_data(returned, summary="Tapé trop tard"))
        client.force_login(member)
        response = client.get(url)
        assert response.context_data["unsaved"]
        assert "Tapé trop tard" in response.content.decode()

    def test_only_when_asked(self, signed_in, page, draft):
        url = links.own(draft, "proposal_revise")
        for response in (signed_in.get(url), signed_in.post(url, self.form_data(page))):
            assert response["Location"] == links.own(draft)
        assert TaskState.objects.count() == 1


def test_withdraw_asks_first(signed_in, page, draft):
    url = links.own(draft, "proposal_withdraw")
    assert signed_in.get(url).status_code == 200
    assert draft.events.count() == 1
    assert signed_in.post(url)["Location"] == links.own(draft)
    assert signed_in.post(url)["Location"] == links.own(draft)
    assert list(draft.events.values_list("kind", flat=True)) == [Kind.RECEIVED, Kind.WITHDRAWN]


def test_discard_asks_first(signed_in, draft):
    url = links.own(draft, "proposal_discard")
    assert signed_in.get(url).status_code == 200
    assert Proposal.objects.count() == 1
    assert signed_in.post(url)["Location"] == SPACE
    assert not Proposal.objects.exists()
    assert signed_in.post(url).status_code == 404


def test_a_draft_has_no_follow_up(signed_in, draft):
    assert signed_in.get(links.own(draft))["Location"] == SPACE
    assert signed_in.get(links.own(draft, "proposal_preview")).status_code == 404


@pytest.mark.parametrize("size", [3, 30])
def test_queries_of_the_space(
    signed_in, index, member, answers, size, django_assert_num_queries, settings
):
    for number in range(size):
        proposal = factories.ProposalFactory(proposer=member, index=index, data=answers)
        if number % 3:
            page = actions.submit(proposal=proposal, by=member)
            if number % 3 == 2:
                page.get_latest_revision().publish()
    signed_in.get(SPACE)
    with django_assert_num_queries(11):  # two of them: a page type each, for what one animates
        response = signed_in.get(SPACE)
    assert len(response.context_data["proposals"]) + len(response.context_data["drafts"]) == size
