"""How a view meets a door."""

import pytest
from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect

from tests import factories
from wagtail_crowdsolving import doors, kept
from wagtail_crowdsolving.exceptions import Busy, Conflict, NotAllowed


class Form(forms.Form):
    title = forms.CharField(required=False)


@pytest.fixture
def form():
    return Form({"title": "Un four"})


@pytest.fixture
def post(rf):
    """``post(**data)``: a request with a session and messages, from nobody."""

    def make(**data):
        request = rf.post("/forum/?page=2", data)
        request.session = SessionStore()
        request.user = AnonymousUser()
        request._messages = FallbackStorage(request)
        return request

    return make


def ask(error, form=None, **options):
    with doors.asked(form, **options) as answer:
        if error is not None:
            raise error
    return answer


def test_a_door_that_opens(form):
    answer = ask(None, form)
    assert (answer.is_done, answer.error, answer.conflict) == (True, None, None)
    assert form.is_valid()


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ValidationError("Non."), {"__all__": ["Non."]}),
        (ValidationError({"title": "Court."}), {"title": ["Court."]}),
        (ValidationError({"heading": "Court."}), {"title": ["Court."]}),
        (ValidationError({"file": ["Un.", "Deux."]}), {"__all__": ["Un.", "Deux."]}),
        (ValidationError({"__all__": ["Non."]}), {"__all__": ["Non."]}),
        (Conflict("Trop tard."), {"__all__": ["Trop tard."]}),
        (Busy(60, "Plus tard."), {"__all__": ["Plus tard."]}),
    ],
)
def test_what_is_wrong_stands_beside_a_field_that_the_form_has_or_over_the_form(
    form, error, expected
):
    answer = ask(error, form, names={"heading": "title"})
    assert not answer.is_done
    assert form.errors == expected


@pytest.mark.parametrize(
    ("error", "status", "wait"),
    [
        (ValidationError("Non."), 200, None),
        (Conflict("Trop tard."), 409, None),
        (Busy(60, "Plus tard."), 429, "60"),
    ],
)
def test_the_form_comes_back_with_a_status(rf, form, error, status, wait):
    answer = ask(error, form)
    response = answer.render(rf.get("/"), "no.html", {"form": form})
    assert (response.status_code, response.get("Retry-After")) == (status, wait)
    assert response.context_data == {"form": form}
    assert answer.conflict is (error if status == 409 else None)


def test_without_a_form_it_is_said_on_the_next_page(post):
    request = post()
    ask(ValidationError(["Un.", "Deux."]), request=request)
    assert [str(message) for message in get_messages(request)] == ["Un.", "Deux."]


def test_the_rule_says_no():
    with pytest.raises(NotAllowed):
        ask(NotAllowed())
    with pytest.raises(Http404):
        ask(NotAllowed(), hidden=True)


def test_another_exception_is_nobodys_answer(form):
    with pytest.raises(ZeroDivisionError):
        ask(ZeroDivisionError(), form)


def test_the_words_wait_for_whoever_signs_in(post, member):
    request = post()
    response = doors.sign_in(request, keep={"text": "Un four"})
    assert response["Location"].endswith("?next=/forum/%3Fpage%3D2")
    request.user = member
    assert kept.kept(request, "/forum/") == {"text": "Un four"}
    assert kept.kept(request, "/elsewhere/") is None
    assert not list(get_messages(request))


def test_the_words_wait_for_the_one_reader_for_whom_the_form_was_printed(post, member, db):
    request = post()
    doors.sign_in(request, keep={"text": "…"}, place="/a/", back="/b/", reader=str(member.pk))
    request.user = factories.UserFactory()
    assert kept.kept(request, "/a/") is None
    request.user = member
    assert kept.kept(request, "/a/") == {"text": "…"}


def test_words_without_end_are_not_kept_and_it_is_said(post, member):
    request = post()
    response = doors.sign_in(request, keep={"text": "x" * (kept.LENGTH + 1)})
    assert response.status_code == 302
    assert len(list(get_messages(request))) == 1
    request.user = member
    assert kept.kept(request, "/forum/") is None


def raises(error):
    raise error


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (lambda request: HttpResponse("…"), 200),
        (lambda request: HttpResponseRedirect("/"), 302),
        (lambda request: raises(PermissionDenied()), 403),
        (lambda request: raises(NotAllowed()), 403),
        (lambda request: raises(Http404()), 404),
    ],
)
def test_no_cache_and_no_search_engine_keeps_a_private_page(home, rf, answer, status):
    request = rf.get("/")
    request.user = AnonymousUser()
    response = doors.private(lambda request, page: answer(request))(request, home)
    assert response.status_code == status
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"


@pytest.mark.django_db
@pytest.mark.parametrize("error", [NotAllowed(), Http404()])
def test_a_refusal_undoes_what_the_request_has_written(rf, monkeypatch, error):
    """Where a site has ``ATOMIC_REQUESTS``, as for an exception that leaves the view."""
    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", True)

    @transaction.atomic
    @doors.private
    def view(request):
        factories.UserFactory(username="nobody")
        raise error

    request = rf.get("/")
    request.user = AnonymousUser()
    assert view(request).status_code in (403, 404)
    assert not get_user_model().objects.filter(username="nobody").exists()


def test_an_error_on_a_form_that_nothing_was_typed_into():
    form = Form()
    assert not ask(ValidationError({"title": "Court."}), form).is_done
    assert form.errors == {"title": ["Court."]}
