"""The way to a member's contributions from their space."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving import extensions


@extensions.space.register
def entry(request):
    return extensions.Entry(_("My contributions"), reverse("wagtail_crowdsolving:my_contributions"))
