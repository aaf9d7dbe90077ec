import pytest

from tests.upkeep import support


@pytest.fixture
def worker_engine(settings):
    settings.WAGTAIL_CROWDSOLVING = {**settings.WAGTAIL_CROWDSOLVING, "JOBS_ENGINE": "django_q"}


@pytest.fixture
def sound_site(home, worker_engine, clock):
    """A site as ``setup_crowdsolving`` leaves it, whose worker lives."""
    support.command("setup_crowdsolving")
    support.all_done()
    assert support.command("crowdsolving_health")[0] == 0
    return home
