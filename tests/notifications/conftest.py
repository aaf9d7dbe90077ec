from pathlib import Path

import pytest
from django.utils import timezone

from tests import factories
from wagtail_crowdsolving.notifications import actions


@pytest.fixture(autouse=True)
def _mail_templates(settings):
    settings.TEMPLATES = [
        {**settings.TEMPLATES[0], "DIRS": [Path(__file__).parent / "templates"]},
    ]


@pytest.fixture
def queue(home):
    """Queue the example mail; every part can be said."""

    def queue(key="hello:1", **kwargs):
        kwargs.setdefault("recipient", None if "to_email" in kwargs else factories.UserFactory())
        context = {"title": "Bonjour", "at": timezone.now(), **kwargs.pop("context", {})}
        return actions.queue(
            kind="tests/hello",
            key=key,
            language=kwargs.pop("language", "fr"),
            context=context,
            **kwargs,
        )

    return queue
