import pytest

from tests import factories
from tests.selection import admin_support, support
from tests.selection.admin_support import SECRET
from wagtail_crowdsolving.selection import actions


@pytest.fixture
def coordinator(home):
    return admin_support.coordinator()


@pytest.fixture
def scene(home):
    made = support.scene(members=3, quorum=2)
    factories.CriterionFactory(committee=made.committee)
    return made


@pytest.fixture
def closed(scene):
    for member in scene.people[:3]:
        support.review(scene.round, member, comment=SECRET)
    actions.close_round(round=scene.round, by=scene.chair)
    scene.round.refresh_from_db()
    return scene
