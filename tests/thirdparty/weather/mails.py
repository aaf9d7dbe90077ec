"""What the weather writes: to whom, why, where it leads, and until when it is true."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving.notifications.actions import queue
from wagtail_crowdsolving.notifications.mails import declare
from weather.readings import rain_on


def still_rains(about, recipient_pk):
    """Asked right before each attempt to send."""
    return bool(rain_on(timezone.localdate()))


RAIN = declare("weather/rain", _("Rain on a challenge"), is_wanted=still_rains)


def to_owner(page):
    queue(
        RAIN,
        about=(page.pk,),
        recipient=page.owner,
        why=_("You receive this message because you made a challenge on %(site_name)s."),
        link=lambda: (page.get_url(), _("See the challenge")),
        context={"title": page.title},
    )
