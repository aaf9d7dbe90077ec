"""How a view meets a door: one way for what a door answers instead of doing what it was asked.

::

    with doors.asked(form) as answer:
        actions.decide(notice=notice, by=request.user, **form.typed())
    if answer.is_done:
        return redirect(…)
    return answer.render(request, "…/notice.html", {"form": form})

``NotAllowed`` is Django's 403, or with ``hidden=True`` a 404 where even the existence is nobody's business.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.handlers.exception import response_for_exception
from django.db import connections
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from wagtail_crowdsolving import kept
from wagtail_crowdsolving.exceptions import Busy, Conflict, NotAllowed

View = Callable[..., HttpResponse]


class Answer:
    """What became of it: ``is_done``, or an ``error`` (what the door raised) with its ``status``.

    ``status``: 200 where the form says what is wrong, 409 for a conflict, 429 for too much.
    """

    def __init__(self) -> None:
        self.is_done = False
        self.error: ValidationError | Conflict | Busy | None = None
        self.status = 200

    @property
    def conflict(self) -> Conflict | None:
        """The ``Conflict``, or ``None``."""
        return self.error if isinstance(self.error, Conflict) else None

    def render(
        self, request: HttpRequest, template: str, context: dict[str, Any]
    ) -> TemplateResponse:
        """The form's page again, with this answer's status."""
        response = TemplateResponse(request, template, context, status=self.status)
        if isinstance(self.error, Busy):
            response["Retry-After"] = str(self.error.seconds)
        return response


@contextmanager
def asked(
    form: BaseForm | None = None,
    *,
    request: HttpRequest | None = None,
    names: Mapping[str, str] | None = None,
    hidden: bool = False,
) -> Iterator[Answer]:
    """Ask a door within it; the ``Answer`` says what became of it.

    What is wrong is put on ``form`` (``put``); without a form it is told to ``request`` as messages,
    and without either the caller tells it. ``names``: ``{the door's name: the form's field}``.
    """
    answer = Answer()
    try:
        yield answer
    except (ValidationError, Conflict, Busy) as error:
        answer.error = error
        if isinstance(error, Conflict):
            answer.status = 409
        elif isinstance(error, Busy):
            answer.status = 429
        if form is not None:
            put(form, error, names)
        elif request is not None:
            for sentence in sentences(error):
                messages.error(request, sentence)
    except NotAllowed:
        if hidden:
            raise Http404 from None
        raise
    else:
        answer.is_done = True


def put(
    form: BaseForm,
    error: ValidationError | Conflict | Busy,
    names: Mapping[str, str] | None = None,
) -> None:
    """Put what a door raised on ``form``: beside a field it has, else as an error of the whole form."""
    if not hasattr(form, "cleaned_data"):
        form.cleaned_data = {}  # Django keeps errors on a form that nothing was typed into, but for this
    if not isinstance(error, ValidationError):
        form.add_error(None, str(error))
        return
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, problems in error.error_dict.items():
        field = (names or {}).get(name, name)
        form.add_error(field if field in form.fields else None, problems)


def sentences(error: ValidationError | Conflict | Busy) -> list[str]:
    """What a door raised, as sentences that can be shown."""
    return error.messages if isinstance(error, ValidationError) else [str(error)]


def sign_in(
    request: HttpRequest,
    *,
    back: str | None = None,
    keep: Any = None,
    place: str | None = None,
    reader: str | None = None,
    said: str = "",
) -> HttpResponse:
    """To the login, and back (to ``back``, or here); what was typed (``keep``) waits at ``place`` meanwhile.

    ``place`` is this address where none is named. ``reader``: the key of the user for whom the form
    was printed, where only they may have it back. ``said``: a sentence for where it could be kept.
    """
    if keep is not None:
        if not kept.keep(request, place or request.path, keep, reader):
            messages.error(
                request,
                _(
                    "You were signed out, and this text was too long to be kept. Go back to copy it."
                ),
            )
        elif said:
            messages.info(request, said)
    return redirect_to_login(back or request.get_full_path(), resolve_url(settings.LOGIN_URL))


def _undo_the_request() -> None:
    """What Django does by itself where an exception leaves a view (``ATOMIC_REQUESTS``)."""
    for connection in connections.all(initialized_only=True):
        if connection.settings_dict["ATOMIC_REQUESTS"] and connection.in_atomic_block:
            connection.set_rollback(True)


def private(view: View) -> View:
    """A page of one person: no cache and no search engine keeps it, nor that it was refused.

    Also for a route of a page, which is called with the page behind the request.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except (Http404, PermissionDenied) as error:
            response = response_for_exception(request, error)
            _undo_the_request()
        response["X-Robots-Tag"] = "noindex"
        return response

    return never_cache(wrapped)
