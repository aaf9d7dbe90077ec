from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from tests.contributions import support
from tests.contributions.support import RESTRICTIONS
from tests.factories import ContributionFactory, UserFactory
from wagtail_crowdsolving.contributions.models import State


@pytest.fixture(autouse=True)
def _no_minimum_time(settings):
    """Forms are posted as soon as they are printed; the test of the minimum time sets its own."""
    settings.WAGTAIL_CROWDSOLVING = {
        **settings.WAGTAIL_CROWDSOLVING,
        "CONTRIBUTION_MIN_SECONDS": 0,
    }


@pytest.fixture
def moderator(db):
    return support.moderator()


@pytest.fixture
def moderating(client, moderator):
    client.force_login(moderator)
    return client


@pytest.fixture
def animator(challenge):
    """Of one page, with the right to open the admin, as the role has it."""
    user = UserFactory()
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    challenge.animator = user
    challenge.save()
    return user


@pytest.fixture
def colleague(db):
    return support.moderator(first_name="Dominique", last_name="Collègue")


@pytest.fixture
def writer(client, member):
    client.force_login(member)
    return client


@pytest.fixture
def item(challenge):
    return ContributionFactory(page=challenge, comment="Une phrase.\n\nUne insulte.", language="en")


@pytest.fixture(params=RESTRICTIONS, ids=lambda restrict: restrict.__name__)
def decision(request, challenge, member, moderator):
    return request.param(challenge, member, moderator)


@pytest.fixture
def waiting(challenge):
    """Three texts, the one that has waited longest first: alpha, beta, gamma."""
    now = timezone.now()
    # The keys say nothing about who has waited longest; nor is there a number in the texts, which
    # would be found in the title of the page too, or not, by how many were made before.
    return [
        ContributionFactory(
            page=challenge,
            state=State.PENDING,
            comment=f"Texte qui attend {word}",
            waits_since=now - timedelta(hours=5 + n),
        )
        for n, word in enumerate(("gamma", "beta", "alpha"))
    ][::-1]
