"""What the roles that ``setup_crowdsolving`` makes can do beside the pages of the table."""

from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse

from tests import factories
from tests.shared import shared
from wagtail_crowdsolving import conf
from wagtail_crowdsolving.contributions.models import Contribution, State
from wagtail_crowdsolving.network.models import Organisation

DOCS = Path(__file__).parents[2] / "docs"
QUEUE = "crowdsolving_contributions"


def _build():
    factories.home()
    call_command("setup_crowdsolving", verbosity=0)
    coordinator = factories.UserFactory()
    coordinator.groups.add(Group.objects.get(name=conf.GROUPS["coordination"]))
    return {"coordinator": coordinator, "waiting": factories.ContributionFactory(state="pending")}


_made, site = shared(_build)


@pytest.fixture
def client(site, client):
    client.force_login(site["coordinator"])
    return client


class TestCoordinatorsSeeContributions:
    def test_they_read_the_list_and_each_text(self, client, site):
        assert reverse(f"{QUEUE}:list") in client.get(reverse("wagtailadmin_home")).content.decode()
        page = client.get(reverse(f"{QUEUE}:list"))
        assert list(page.context["object_list"]) == [site["waiting"]]
        text = reverse(f"{QUEUE}:inspect", args=[site["waiting"].pk])
        assert text in page.content.decode()
        assert client.get(text).status_code == 200
        assert client.get(reverse(f"{QUEUE}:list"), {"export": "csv"}).status_code == 200

    def test_no_screen_offers_a_decision(self, client, site):
        for address in (
            reverse(f"{QUEUE}:list"),
            reverse(f"{QUEUE}:inspect", args=[site["waiting"].pk]),
        ):
            page = client.get(address).content.decode()
            for door in ("desk/", "remove/", "bulk/wagtail_crowdsolving/contribution"):
                assert door not in page

    def test_they_decide_on_nothing(self, client, site):
        pk = site["waiting"].pk
        bulk = reverse(
            "wagtail_bulk_action", args=["wagtail_crowdsolving", "contribution", "approve"]
        )
        for address in (
            reverse(f"{QUEUE}:desk"),
            reverse(f"{QUEUE}:desk_one", args=[pk]),
            reverse(f"{QUEUE}:remove", args=[pk]),
            reverse("crowdsolving_decisions"),
            f"{bulk}?id={pk}",
        ):
            for method in (client.get, client.post):
                assert method(address).status_code in (302, 403, 404)
        assert Contribution.objects.get(pk=pk).state == State.PENDING


def test_coordinators_delete_what_nothing_uses_and_merge_the_rest(client):
    unused, used = factories.OrganisationFactory.create_batch(2)
    factories.ChallengeFactory(organisation=used)
    delete = Organisation.snippet_viewset.get_url_name("delete")
    for one, is_left in ((unused, False), (used, True)):
        client.post(reverse(delete, args=[one.pk]))
        assert Organisation.objects.filter(pk=one.pk).exists() == is_left
    assert (
        client.get(reverse("crowdsolving_merge", args=["organisation", used.pk])).status_code == 200
    )


GUIDES = ["guide-editeur", "guide-moderateur", "guide-president", "guide-comite"]


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("", []),
        ("https://docs.example/{name}.html", ["guide-editeur", "guide-president", "guide-comite"]),
    ],
)
def test_the_help_menu_links_the_guides_of_ones_roles(client, settings, address, shown):
    settings.WAGTAIL_CROWDSOLVING = {**settings.WAGTAIL_CROWDSOLVING, "GUIDES_URL": address}
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert [name for name in GUIDES if f"https://docs.example/{name}.html" in page] == shown
    assert [name for name in GUIDES if (DOCS / f"{name}.md").exists()] == GUIDES
