from pathlib import Path

import pytest
from django.utils import timezone

from tests import factories
from tests.testapp.mails import HELLO
from wagtail_crowdsolving.notifications import actions


@pytest.fixture
def _mail_templates(settings):
    settings.TEMPLATES = [
        {**settings.TEMPLATES[0], "DIRS": [Path(__file__).parent / "templates"]},
    ]


@pytest.fixture
def queue(home, _mail_templates):
    """Queue the example mail; every part can be said."""

    def queue(about="1", **kwargs):
        kwargs.setdefault("recipient", None if "to_email" in kwargs else factories.UserFactory())
        context = {"title": "Bonjour", "at": timezone.now(), **kwargs.pop("context", {})}
        kwargs.setdefault("language", "fr")
        return actions.queue(HELLO, about=[about], context=context, **kwargs)

    return queue
