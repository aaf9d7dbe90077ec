"""What the package makes of a user model that owes nothing to Django's own."""

import json

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.urls import reverse

from tests import factories
from tests.selection import admin_support as support
from wagtail_crowdsolving import people

pytestmark = [pytest.mark.django_db, pytest.mark.versions]


def named(given="Zoé", family="Œillet", mail="zoe@example.org"):
    return factories.UserFactory(first_name=given, last_name=family, email=mail)


def test_names_come_from_its_columns_and_never_show_the_address(settings):
    zoe, nobody = named(), named("", "", "nobody@example.org")
    assert not hasattr(zoe, "get_full_name")
    assert people.full_name(zoe) == "Zoé Œillet"
    assert str(nobody) == "nobody@example.org"
    assert people.full_name(nobody) == ""
    assert people.public_name(nobody) == "Membre"
    settings.WAGTAIL_CROWDSOLVING = {**settings.WAGTAIL_CROWDSOLVING, "PUBLIC_NAME": "builtins.str"}
    assert people.public_name(nobody) == "Membre"


def test_without_a_column_people_are_found_by_their_address_alone(settings, client):
    zoe = named()
    client.force_login(support.coordinator())
    choose = reverse("crowdsolving_people:choose_results")
    assert "Zoé Œillet" in client.get(choose, {"q": "oeillet"}).content.decode()
    chosen = client.get(reverse("crowdsolving_people:chosen", args=[zoe.pk]))
    assert json.loads(chosen.content)["result"]["id"] == str(zoe.pk)
    for wrong in ("1", "zoe", "0" * 300):
        address = reverse("crowdsolving_people:chosen", args=[wrong])
        assert client.get(address).status_code == 404
    settings.WAGTAIL_CROWDSOLVING = {**settings.WAGTAIL_CROWDSOLVING, "NAME_FIELDS": []}
    assert str(zoe.pk) not in client.get(choose, {"q": "oeillet"}).content.decode()
    assert str(zoe.pk) in client.get(choose, {"q": zoe.mail.upper()}).content.decode()
    assert list(people.named_alike(zoe)) == []


def test_the_check_names_what_a_model_must_have(settings, monkeypatch):
    def found():
        return {one.id.rpartition(".")[2] for one in people.check_user_model()}

    assert found() == set()
    model = get_user_model()
    monkeypatch.delattr(model, "email")
    assert found() == {"W035"}
    for wrong in (["nom"], ["family__nom"], ["groups__name"], ["id"], [3]):
        settings.WAGTAIL_CROWDSOLVING = {"NAME_FIELDS": wrong}
        assert found() == {"E022", "W035"}, wrong
    settings.WAGTAIL_CROWDSOLVING = {}
    assert found() == {"W034", "W035"}
    monkeypatch.setattr(model, "EMAIL_FIELD", "courriel")
    assert found() == {"E020", "W034", "W035"}


def test_its_migration_is_complete():
    call_command("makemigrations", "foreign", check_changes=True, dry_run=True, verbosity=0)
