"""The list of members in Wagtail's admin."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.django_db


def members(number):
    for _count in range(number):
        factories.UserFactory(first_name="Zoé", last_name="Épée")


def test_it_shows_what_the_team_asks(admin_client, challenge, django_assert_num_queries):
    writer = factories.UserFactory(
        first_name="Éloïse", last_name="L’Hérault", email="eloise@example.org"
    )
    EmailAddress.objects.create(user=writer, email=writer.email, verified=True, primary=True)
    for _count in range(3):
        factories.ContributionFactory(page=challenge, user=writer)
    address = reverse("wagtailusers_users:index")
    admin_client.get(address)
    with django_assert_num_queries(11):
        admin_client.get(address)
    members(4)
    with django_assert_num_queries(11):
        html = admin_client.get(address).content.decode()
    assert "eloise@example.org" in html
    assert writer.username not in html
    for typed in ("eloise", "l'herault", "ELOISE@example.org"):
        found = admin_client.get(address, {"q": typed}).context["object_list"]
        assert [(one.pk, one.is_verified, one.texts) for one in found] == [(writer.pk, True, 3)]
    found = admin_client.get(address, {"ordering": "-texts"}).context["object_list"]
    assert found[0].pk == writer.pk
    found = admin_client.get(address, {"is_verified": "true"}).context["object_list"]
    assert [one.pk for one in found] == [writer.pk]
    for year in ("0001", "9999"):
        assert admin_client.get(address, {"last_login_from": f"{year}-01-01"}).status_code == 200
    exported = b"".join(admin_client.get(address, {"export": "csv", "q": "eloise"}))
    assert "eloise@example.org;Oui" in exported.decode()
