import pytest
from django.contrib.contenttypes.models import ContentType


@pytest.fixture(autouse=True)
def _types_are_looked_up_again():
    """What was taken out of the database is back when the test ends, by its old keys."""
    yield
    ContentType.objects.clear_cache()
