"""Scenes that the tests of a module share: made once, each test in a savepoint on top of it."""

from copy import deepcopy

import pytest
from django.db import transaction
from django.utils import translation
from wagtail.models import Site

from tests import factories


def shared(build):
    """``(made, scene)``: the two fixtures of a scene; a test asks for ``scene``, a copy of its own.

    ``_made, scene = shared(build)`` stands in the module. Its other tests find the scene too, or do
    not, by their order: it is for modules where that does not matter.
    """

    @pytest.fixture(scope="module", name="_made")
    def made(django_db_setup, django_db_blocker):
        with django_db_blocker.unblock():
            with transaction.atomic():
                with translation.override("fr"), factories.unindexed():
                    scene = build()
                yield scene
                transaction.set_rollback(True)
            Site.clear_site_root_paths_cache()

    @pytest.fixture
    def scene(_made, db):
        return deepcopy(_made)

    return made, scene
