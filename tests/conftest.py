import pytest
from django.core.cache import cache
from django.utils import translation
from wagtail.models import Site

from tests import factories


@pytest.fixture(autouse=True)
def _fresh_state():
    """No cache and no language left over from another test."""
    cache.clear()
    Site.clear_site_root_paths_cache()
    with translation.override("fr"):
        yield


@pytest.fixture
def home(db):
    return factories.home()


@pytest.fixture
def challenge(home):
    return factories.ChallengeFactory()


@pytest.fixture
def member(db):
    return factories.UserFactory()
