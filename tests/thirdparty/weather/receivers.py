"""What the weather does when something has happened."""

from django.dispatch import receiver
from django.utils import timezone

from wagtail_crowdsolving import signals
from weather import mails
from weather.readings import rain_on


@receiver(signals.page_published)
def published_in_the_rain(sender, page, **kwargs):
    if page.owner_id and rain_on(timezone.localdate()):
        mails.to_owner(page)
