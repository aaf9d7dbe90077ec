"""What contributions add to the pages of the site."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving import extensions


@extensions.space.register
def my_contributions(request):
    """The way to what a member has written."""
    return extensions.Entry(_("My contributions"), reverse("wagtail_crowdsolving:my_contributions"))
