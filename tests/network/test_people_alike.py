"""Who animates a challenge is chosen among people who are told apart."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.forms import ModelChoiceField
from django.utils import timezone

from tests import factories
from wagtail_crowdsolving.challenges.editing import offer_team

pytestmark = pytest.mark.django_db


def test_two_of_the_team_named_alike():
    access = Permission.objects.get(codename="access_admin")
    joined = [timezone.now() - timedelta(days=days) for days in (400, 40)]
    pair = [
        factories.UserFactory(first_name="Ana", last_name="Roy", date_joined=day) for day in joined
    ]
    for user in pair:
        user.user_permissions.add(access)
    field = ModelChoiceField(queryset=type(pair[0])._default_manager.all(), required=False)
    offer_team(field)
    labels = {key: label for key, label in field.choices if key}
    assert set(labels) == {user.pk for user in pair}
    assert len(set(labels.values())) == 2
    assert not [label for label in labels.values() if "@" in label]
    assert field.clean(str(pair[0].pk)) == pair[0]
    assert field.clean("") is None
