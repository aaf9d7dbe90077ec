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
