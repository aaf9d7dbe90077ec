"""What belongs to no room."""

from django import forms
from django.template.response import TemplateResponse
from django.utils.encoding import force_str
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from wagtail_crowdsolving.challenges.types import Challenge
from wagtail_crowdsolving.kept import OF_THE_FORM
from wagtail_crowdsolving.page_types import page_types

#: Never shown again, whatever was posted.
SECRETS = ("csrf", "password", "token", "-kept")
SHOWN_LENGTH = 20_000
SHOWN_FIELDS = 60


def csrf_failure(request, reason=""):
    """A form came back too late: set it as ``CSRF_FAILURE_VIEW``. Shows what was typed, to be copied."""
    posted = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if len(value) > 2
        and name not in OF_THE_FORM
        and not any(secret in name.lower() for secret in SECRETS)
    ][:SHOWN_FIELDS]
    fields = _fields(request.POST.keys())
    typed = [_shown(fields.get(name), value[:SHOWN_LENGTH]) for name, value in posted]
    response = TemplateResponse(
        request,
        "wagtail_crowdsolving/csrf_failure.html",
        {"title": _("This page was too old"), "typed": typed},
        status=403,
    )
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex"
    # Called by the middleware: nobody else renders it.
    return response.render()


def _fields(names):
    """``{name: field}`` of the form that was most likely sent: which one it was, nobody says.

    The site's own forms count as much as ours; what a form adds by itself, a challenge's page has.
    """
    names = set(names)
    found = {
        field.name: field
        for model in page_types(Challenge)
        for field in model._meta.get_fields()
        if field.name in names and hasattr(field, "verbose_name")
    }
    form = max(
        _forms(forms.BaseForm),
        key=lambda form: (len(names & form.base_fields.keys()), -len(form.base_fields)),
        default=None,
    )
    if form:
        found.update({name: form.base_fields[name] for name in names & form.base_fields.keys()})
    return found


def _forms(base):
    for form in base.__subclasses__():
        if hasattr(form, "base_fields"):
            yield form
        yield from _forms(form)


def _shown(field, value):
    """``(label, value)`` of an answer, in the words that stood beside it and never in names of code."""
    label = getattr(field, "label", None) or getattr(field, "verbose_name", None)
    is_query = isinstance(field, forms.ModelChoiceField)
    words = {} if is_query else dict(getattr(field, "choices", None) or ())
    return capfirst(force_str(label or _("Your answer"))), force_str(words.get(value, value))
