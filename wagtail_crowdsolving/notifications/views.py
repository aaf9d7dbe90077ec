"""The end of mails that somebody asked for, from within one of them."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from wagtail_crowdsolving.notifications import actions, queries


@csrf_exempt  # a mail program posts here (RFC 8058), and the signed address is proof enough
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request, token):
    """Ask with one button, then end what the mail came from. A GET ends nothing: programs follow links."""
    asked = queries.read_stop(token)
    if asked is None:
        raise Http404
    if request.method == "POST":
        user, followed = asked
        for topic, key in followed:
            actions.unfollow(user=user, topic=topic, key=key)
    return render(
        request,
        "wagtail_crowdsolving/notifications/stop.html",
        {"is_done": request.method == "POST"},
    )
