"""What a person typed and sent: told apart from what they send once more."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories
from wagtail_crowdsolving import conf
from wagtail_crowdsolving.contributions.models import Contribution

pytestmark = pytest.mark.django_db


def test_back_and_send_again_makes_one_contribution(client, settings, challenge):
    settings.WAGTAIL_CROWDSOLVING = {**conf.site_settings(), "CONTRIBUTION_MIN_SECONDS": 0}
    member = factories.UserFactory()
    client.force_login(member)
    url = reverse("wagtail_crowdsolving:contribute", args=[challenge.pk])

    def send(text):
        # The Back button asks for the page anew: it has another mark.
        client.cookies.pop("messages", None)
        stamp = client.post(url, {"go": "preview", "text": ""}).context_data["form"].stamp
        return client.post(url, {"stamp": stamp, "kind": "idea", "text": text, "go": "send"})

    assert send("Ouvrir un atelier de vélos").status_code == 302
    assert send("Ouvrir un atelier de vélos").status_code == 302
    assert Contribution.objects.filter(user=member).count() == 1
    send("Ouvrir un atelier de vélos le samedi")
    assert Contribution.objects.filter(user=member).count() == 2


def test_a_page_that_was_too_old_prints_labels(challenge):
    client = Client(enforce_csrf_checks=True)
    client.force_login(factories.UserFactory())
    response = client.post(
        reverse("wagtail_crowdsolving:contribute", args=[challenge.pk]),
        {
            "kind": "idea",
            "text": "Un texte",
            "version": "123",
            "stamp": "abc:def",
            "guiding_question": "Comment ?",
            "attachments-kept": "0f0f-kept-0f0f",
            "attachments-0-description": "Un plan",
        },
    )
    assert response.status_code == 403
    html = response.content.decode()
    assert "Un texte" in html
    assert "Un plan" in html
    for raw in (
        "guiding_question",
        "guiding question",
        "attachments-0",
        "0f0f",
        "abc:def",
        ">idea<",
    ):
        assert raw not in html
