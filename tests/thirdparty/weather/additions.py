"""What the weather adds to the pages of others."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from wagtail_crowdsolving import extensions
from wagtail_crowdsolving.mixins import ChallengeMixin
from weather.models import Station
from weather.readings import RAIN, rain_on


@extensions.annotations.register(of=ChallengeMixin, name="has_station")
def has_station():
    """Comes with the challenge, in the query that finds it."""
    return Exists(Station.objects.live().filter(territory=OuterRef("territory")))


@extensions.sections.register(of=ChallengeMixin)
def weather(page, request):
    if not getattr(page, "has_station", False):  # a preview has no annotations
        return None
    return extensions.Section("weather/section.html", {"rain": rain_on(timezone.localdate())})


@extensions.timeline.register
def rain_when_it_was_sent(proposal):
    rain = rain_on(timezone.localdate(proposal.submitted_at))
    if rain is None:
        return []
    return [extensions.Line(proposal.submitted_at, _("Rain"), f"{rain} mm", "weather")]


@extensions.space.register(order=200)
def observer(request):
    if not request.user.is_superuser:
        return None
    return extensions.Entry("Stations", reverse("wagtailadmin_explore_root"), waiting=len(RAIN))


class RainPanel(Component):
    template_name = "weather/panel.html"
    order = 500

    def get_context_data(self, parent_context):
        return {"days": len(RAIN)}


@extensions.home.register
def rain_of_the_day(request):
    return RainPanel() if RAIN else None
