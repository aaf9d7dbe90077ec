"""Who reaches a page of a round, and what becomes of words typed after the session has ended."""

from functools import wraps
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wagtail_crowdsolving import doors, folded, kept
from wagtail_crowdsolving.selection import forms, rules
from wagtail_crowdsolving.selection.models import Round

TEMPLATES = "wagtail_crowdsolving/selection/"
READ = ("GET", "HEAD")
FORM = (*READ, "POST")


#: What is kept of each form when the session has ended, beside the review.
TYPED = {
    "round_recuse": ["reason"],
    "round_discussion": ["text"],
    "round_decision": ["outcome", "message", "departure", "meeting"],
}


def signed_in(view):
    """Ask to sign in; what is posted after the session has ended is kept until then."""

    @wraps(view)
    def wrapped(request, pk):
        if request.user.is_authenticated:
            return view(request, pk)
        reader = typed = None
        if request.method == "POST":
            reader = kept.marked(request.POST)
        if reader is not None:
            typed = _typed(request, get_object_or_404(Round, pk=pk)) or None
        return doors.sign_in(
            request,
            keep=typed,
            reader=reader,
            said=_("What you typed is kept. Log in to send it."),
        )

    return wrapped


def _typed(request, round):
    """The words of a form."""
    if request.resolver_match.url_name == "round_review":
        typed = forms.ReviewForm(request.POST, round=round).typed()
        return {"version": kept.posted_version(request.POST), "data": typed}
    names = TYPED.get(request.resolver_match.url_name, ())
    return {name: request.POST[name] for name in names if request.POST.get(name)}


def of_round(*methods):
    """A page of one round, for whom it concerns: ``view(request, round, seat)``.

    Who has no place in it and leads nothing gets a 404. Who stood aside, or was replaced and does not run
    it, gets a page that says so, and not a word more of that round.
    """

    def decorate(view):
        @wraps(view)
        def wrapped(request, pk):
            round = get_object_or_404(
                Round.objects.select_related("committee", "page__locale"), pk=pk
            )
            seat = rules.seat_of(request.user, round)
            if rules.can_see_dossier(request.user, round):
                return view(request, round, seat)
            if seat is not None and not seat.is_active:
                return TemplateResponse(
                    request, TEMPLATES + "aside.html", {"seat": seat}, status=403
                )
            raise Http404

        return require_http_methods(methods)(doors.private(signed_in(wrapped)))

    return decorate


class Search:
    """What somebody looks for in a list of theirs: ``found`` of its ``rows``, by words in ``columns``."""

    def __init__(self, request, rows, *columns):
        self.form = forms.SearchForm(request.GET if "q" in request.GET else None)
        self.typed = self.form.cleaned_data["q"] if self.form.is_valid() else ""
        self.found, self.corrected = rows, ""
        if self.typed:
            self.found, self.corrected = folded.search(rows, *columns, typed=self.typed)

    @property
    def query(self):
        """What stands in the address of another page of it."""
        return urlencode({"q": self.typed}) if self.typed else ""
