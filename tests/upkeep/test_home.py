"""The home page of the admin: the day's work, as each room and the site tell it."""

from tests import factories
from wagtail_crowdsolving import extensions
from wagtail_crowdsolving.upkeep import admin


def test_what_others_add_stands_there(rf, db):
    request = rf.get("/")
    request.user = factories.UserFactory(is_superuser=True)

    def watering(request):
        return "watering"

    extensions.home.register(watering)
    try:
        panels = ["wagtail's"]
        admin.add_panels(request, panels)
    finally:
        extensions.home.unregister(watering)
    first, health, last = panels
    assert (first, last) == ("wagtail's", "watering")
    assert isinstance(health, admin.HealthPanel)


def test_each_for_whoever_may_see_it(rf, db):
    request = rf.get("/")
    request.user = factories.UserFactory()
    panels = []
    admin.add_panels(request, panels)
    assert panels == []
