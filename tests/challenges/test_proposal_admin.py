"""Case files in the Wagtail admin, and the places where a contact must never show."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import WorkflowState
from wagtail.search.backends import get_search_backend

from tests import factories
from wagtail_crowdsolving.challenges import actions, links
from wagtail_crowdsolving.challenges.models import ProposalEvent
from wagtail_crowdsolving.pages.models import ChallengePage
from wagtail_crowdsolving.people import full_name

pytestmark = pytest.mark.versions

SECRETS = ["secrete@example.org", "Secrète", "04 91 00 11 22"]
Kind = ProposalEvent.Kind


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def has_secret(response):
    return any(secret in response.content.decode() for secret in SECRETS)


@pytest.fixture
def page(site, draft, member):
    return actions.submit(proposal=draft, by=member)


class TestList:
    url = "/admin/crowdsolving_proposals/"

    def test_for_the_coordination(self, site, page, index):
        factories.ProposalFactory(index=index, data={"title": "Un brouillon secret"})
        response = signed_in(site["coordination"]).get(self.url)
        html = response.content.decode()
        assert page.title in html
        assert "secrete@example.org" in html
        assert "Un brouillon secret" not in html

    def test_filters_by_state(self, site, page, index, answers):
        other = factories.ProposalFactory(index=index, data={**answers, "title": "Un autre défi"})
        actions.submit(proposal=other, by=other.proposer)
        actions.withdraw(proposal=other, by=other.proposer)
        client = signed_in(site["coordination"])
        html = client.get(self.url, {"state": "withdrawn"}).content.decode()
        assert "Un autre défi" in html
        assert page.title not in html
        html = client.get(self.url, {"q": "belle de mai"}).content.decode()
        assert page.title in html
        assert "Un autre défi" not in html

    def test_filters_by_what_a_coordinator_asks(self, site, page, index, answers, member):
        other = factories.ProposalFactory(index=index, data={**answers, "title": "Un autre défi"})
        other_page = actions.submit(proposal=other, by=other.proposer)
        theme, territory = factories.ThemeFactory(), factories.TerritoryFactory()
        page.themes.set([theme])
        page.situation, page.territory, page.animator = "idea", territory, member
        page.save()
        ProposalEvent.objects.filter(proposal=other).update(
            at=timezone.now() - timezone.timedelta(days=8)
        )
        client = signed_in(site["coordination"])
        for query, shown in (
            ({"theme": theme.pk}, page),
            ({"territory": territory.pk}, page),
            ({"situation": "idea"}, page),
            ({"animator": member.pk}, page),
            ({"animator": "nobody"}, other_page),
            ({"waits": "7"}, other_page),
            ({"q": "un autre defis"}, other_page),
            ({"q": full_name(other.proposer).split()[-1]}, other_page),
        ):
            found = client.get(self.url, query).context["object_list"]
            assert [case.page_id for case in found] == [shown.pk], query
        assert len(client.get(self.url, {"waits": "0"}).context["object_list"]) == 2
        assert not client.get(self.url, {"waits": "30"}).context["object_list"]

    @pytest.mark.parametrize("role", ["committee", "board", "moderation"])
    def test_not_for_others(self, site, page, draft, role):
        client = signed_in(site[role])
        for name in ("edit", "decline", "history"):
            url = reverse(f"crowdsolving_proposals:{name}", args=[draft.pk])
            for response in (client.get(url), client.post(url, {"reasons": "Non"})):
                assert response.status_code in (302, 403)
                assert not has_secret(response)
        assert not has_secret(client.get(self.url))
        assert draft.events.count() == 1

    def test_nobody_adds_or_deletes_by_hand(self, site, page, draft, admin_client):
        for client in (signed_in(site["coordination"]), admin_client):
            assert client.get(self.url + "new/").status_code in (302, 403)
            url = reverse("crowdsolving_proposals:delete", args=[draft.pk])
            assert client.post(url).status_code in (302, 403)
        draft.refresh_from_db()

    def test_drafts_are_nobody_s_business(self, site, draft):
        client = signed_in(site["coordination"])
        for name in ("edit", "decline", "history", "history_results", "usage"):
            url = reverse(f"crowdsolving_proposals:{name}", args=[draft.pk])
            response = client.get(url, follow=True)
            assert response.status_code == 404 or response.request["PATH_INFO"] != url
            assert not has_secret(response)
            assert draft.title not in response.content.decode()

    @pytest.mark.parametrize("size", [3, 15])
    def test_queries(self, site, index, answers, size, django_assert_num_queries):
        for _ in range(size):
            proposal = factories.ProposalFactory(index=index, data=answers)
            actions.submit(proposal=proposal, by=proposal.proposer)
        client = signed_in(site["coordination"])
        client.get(self.url + "results/")
        with django_assert_num_queries(8):
            client.get(self.url + "results/")


class TestContact:
    def test_is_edited_and_nothing_else(self, site, page, draft):
        url = reverse("crowdsolving_proposals:edit", args=[draft.pk])
        client = signed_in(site["coordination"])
        html = client.get(url).content.decode()
        assert "secrete@example.org" in html
        response = client.post(
            url,
            {
                "contact_name": "Autre Personne",
                "contact_email": "autre@example.org",
                "contact_phone": "",
                "submitted_at": "",
                "proposer": "",
            },
        )
        assert response.status_code == 302
        draft.refresh_from_db()
        assert draft.contact_email == "autre@example.org"
        assert draft.submitted_at
        assert draft.proposer

    def test_an_error_is_shown_at_the_field(self, site, page, draft):
        url = reverse("crowdsolving_proposals:edit", args=[draft.pk])
        response = signed_in(site["coordination"]).post(
            url, {"contact_name": "x" * 200, "contact_email": "no", "contact_phone": "1" * 40}
        )
        assert response.status_code == 200
        assert set(response.context_data["form"].errors) == {
            "contact_name",
            "contact_email",
            "contact_phone",
        }


class TestDecline:
    def test_with_reasons(self, site, page, draft):
        url = reverse("crowdsolving_proposals:decline", args=[draft.pk])
        client = signed_in(site["coordination"])
        assert client.get(url).status_code == 200
        response = client.post(url, {"reasons": " "})
        assert response.status_code == 400
        assert draft.events.count() == 1
        assert client.post(url, {"reasons": "Hors sujet."}).status_code == 302
        assert draft.events.last().message == "Hors sujet."
        assert WorkflowState.objects.get().status == WorkflowState.STATUS_CANCELLED
        # A second coordinator, a moment later, changes nothing.
        client.post(url, {"reasons": "Encore."})
        assert list(draft.events.values_list("kind", flat=True)) == [Kind.RECEIVED, Kind.DECLINED]


class TestPanel:
    def test_shows_the_case_to_the_coordination_only(self, site, page):
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        assert has_secret(signed_in(site["coordination"]).get(url))
        page.current_workflow_task_state.approve(user=site["coordination"])
        response = signed_in(site["committee"]).get(url)
        assert response.status_code == 200
        assert page.title in response.content.decode()
        assert not has_secret(response)

    def test_is_absent_from_a_page_without_a_proposal(self, site, index):
        challenge = factories.ChallengeFactory(parent=index)
        url = reverse("wagtailadmin_pages:edit", args=[challenge.pk])
        response = signed_in(site["coordination"]).get(url)
        assert response.status_code == 200
        assert "crowdsolving_proposals" not in response.content.decode().split("<main")[1]

    def test_a_new_page_can_be_made(self, site, index):
        url = reverse(
            "wagtailadmin_pages:add", args=["crowdsolving_pages", "challengepage", index.pk]
        )
        assert signed_in(site["coordination"]).get(url).status_code == 200


class TestNeverPublic:
    @pytest.fixture
    def published(self, page):
        page.get_latest_revision().publish()
        return ChallengePage.objects.get(pk=page.pk)

    def test_pages_lists_feed_and_search(self, client, published, index):
        base = index.get_url()
        seen = 0
        for url in (
            published.get_url(),
            base,
            base + "feed/",
            base + "flux/",
            base + "?q=secrete",
            base + "?q=Dominique",
        ):
            response = client.get(url, follow=True)
            assert not any(
                secret in response.content.decode()
                for secret in ("secrete@", "Secrète", *SECRETS[2:])
            )
            seen += published.title in response.content.decode()
        assert seen >= 2

    @pytest.mark.usefixtures("indexed")
    def test_the_search_index(self, published):
        for query in ("Secrète", "secrete@example.org", "Dominique"):
            assert list(get_search_backend().search(query, ChallengePage)) == []
        assert list(get_search_backend().search("Belle de Mai", ChallengePage)) == [published]

    def test_wagtail_s_api(self, published):
        from wagtail.api.v2.views import PagesAPIViewSet

        fields = {
            *PagesAPIViewSet.get_body_fields_names(ChallengePage),
            *PagesAPIViewSet.get_meta_fields_names(ChallengePage),
        }
        assert "title" in fields
        assert not [name for name in fields if "contact" in name or "propos" in name]

    def test_the_timeline_is_the_proposer_s(self, client, published, draft):
        assert client.get(links.own(draft)).status_code == 302
