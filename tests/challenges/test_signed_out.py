"""The session of an animator ends over a form with a file: nothing that was given is lost."""

import re

import pytest
from django.urls import reverse

from tests import factories
from tests.challenges.test_life import fresh
from tests.challenges.test_life_pages import photograph
from wagtail_crowdsolving.contributions.models import KeptFile

pytestmark = pytest.mark.django_db


def test_the_picture_of_a_challenge_waits_for_who_gave_it(home, client):
    animator = factories.UserFactory()
    page = factories.ChallengeFactory(animator=animator, live=False)
    page.save_revision().publish()
    url = reverse("wagtail_crowdsolving:life", args=[page.pk])
    client.force_login(animator)
    before = client.get(url)
    typed = {"do": "picture", "picture-description": "La place"}
    typed["version"] = before.context_data["forms"]["picture"]["version"]
    typed["reader"] = before.context_data["reader"]
    client.logout()
    assert client.post(url, {**typed, "picture-picture": photograph()}).status_code == 302
    one, session = KeptFile.objects.get(user=animator), client.session["crowdsolving_typed"]
    client.force_login(animator)  # as the login page, which keeps what the session holds
    store = client.session
    store["crowdsolving_typed"] = session
    store.save()
    html = client.get(url).content.decode()
    assert re.search(rf'name="picture-picture-kept" value="{one.pk}"', html)
    assert 'value="La place"' in html
    client.post(url, {**typed, "picture-picture-kept": one.pk})
    assert fresh(page).picture.description == "La place"
    assert not KeptFile.objects.exists()
    assert "crowdsolving_typed" not in client.session
