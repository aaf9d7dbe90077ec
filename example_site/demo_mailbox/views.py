"""What the demonstration needs and no real site may show: the mails it sent, its accounts and the guides."""

from functools import wraps

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.static import serve

from demo_mailbox import guides, store


def demo_only(view):
    """Answers 404 unless ``DEMO`` is on."""

    @never_cache
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@demo_only
def mails(request):
    return render(request, "demo_mailbox/mails.html", {"mails": store.latest()})


@demo_only
def mail(request, key):
    return render(request, "demo_mailbox/mail.html", {"mail": _find(key)})


@demo_only
def mail_html(request, key):
    """The HTML of a mail as a reader of mail would show it: styles, but no scripts."""
    response = HttpResponse(_find(key).html)
    response["Content-Security-Policy"] = (
        "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; "
        "sandbox allow-top-navigation-by-user-activation allow-popups"
    )
    return response


@demo_only
def accounts(request):
    try:
        from demo.people import PEOPLE  # noqa: PLC0415  optional package
    except ImportError:
        PEOPLE = []
    return render(request, "demo_mailbox/accounts.html", {"people": PEOPLE})


@demo_only
def guide(request, name):
    if name not in guides.names():
        raise Http404
    title, text = guides.read(name)
    return render(request, "demo_mailbox/guide.html", {"title": title, "text": text})


@demo_only
def guide_image(request, name):
    return serve(request, name, document_root=guides.DOCS / "images")


def _find(key):
    found = store.find(key)
    if found is None:
        raise Http404
    return found
