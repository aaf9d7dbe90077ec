import pytest

from tests.contributions import support


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
def colleague(db):
    return support.moderator(first_name="Dominique", last_name="Collègue")
