"""What belongs to no room."""

from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

#: Never shown again, whatever was posted.
SECRETS = ("csrf", "password", "token")
SHOWN_LENGTH = 20_000
SHOWN_FIELDS = 60


def csrf_failure(request, reason=""):
    """A form came back too late: set it as ``CSRF_FAILURE_VIEW``. Shows what was typed, to be copied."""
    typed = [
        (name.replace("_", " "), value[:SHOWN_LENGTH])
        for name, values in request.POST.lists()
        for value in values
        if len(value) > 2 and not any(secret in name.lower() for secret in SECRETS)
    ]
    response = TemplateResponse(
        request,
        "wagtail_crowdsolving/csrf_failure.html",
        {"title": _("This page was too old"), "typed": typed[:SHOWN_FIELDS]},
        status=403,
    )
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex"
    # Called by the middleware: nobody else renders it.
    return response.render()
