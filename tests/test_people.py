"""What a site's user model must have (``tests/foreign`` is the site whose model has little)."""

import pytest
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import Group
from django.test.utils import isolate_apps

from tests import factories
from wagtail_crowdsolving import people


@isolate_apps("tests.testapp")
def test_a_model_with_nothing_is_told_what_it_lacks(monkeypatch):
    class Bare(AbstractBaseUser):
        class Meta:
            app_label = "testapp"

    def found(model):
        monkeypatch.setattr(people, "get_user_model", lambda: model)
        return [one.id.rpartition(".")[2] for one in people.check_user_model()]

    assert found(Group) == ["E019"]
    assert found(Bare) == ["E020", "E020", "E021", "W034", "W035"]


@pytest.mark.django_db
def test_a_name_that_holds_the_address_is_none(monkeypatch):
    user = factories.UserFactory(email="lea@example.org")
    for said in ("lea@example.org", "Léa (LEA@example.org)", " ", None):
        monkeypatch.setattr(user, "get_full_name", lambda said=said: said)
        assert people.full_name(user) == ""
        assert people.public_name(user) == "Membre"
    # A login need not be text, nor a profile be there.
    monkeypatch.setattr(user, "get_full_name", lambda: "Léa")
    monkeypatch.setattr(user, "get_username", lambda: 4711)
    assert people.public_name(user) == "Léa"
    assert people._value(user, "profile__title") == ""
