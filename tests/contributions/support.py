"""What the tests of the discussion share."""

import uuid

from django.contrib.auth.models import AnonymousUser, Permission
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse

from tests.factories import UserFactory
from wagtail_crowdsolving.contributions import actions, forms, views
from wagtail_crowdsolving.contributions.models import Kind, Rule

TEXT = "Récupérer les invendus des marchés du quartier."
REFUSAL = {"rule": Rule.OFF_TOPIC, "reason": "Cela ne répond pas à la question."}


def moderator(**kwargs):
    user = UserFactory(**kwargs)
    user.user_permissions.add(
        Permission.objects.get(codename="moderate_contribution"),
        Permission.objects.get(codename="access_admin"),
    )
    return type(user).objects.get(pk=user.pk)


def submit(page, author, **kwargs):
    kwargs = {
        "kind": Kind.IDEA,
        "text": TEXT,
        "language": "fr",
        "submission_key": uuid.uuid4(),
        **kwargs,
    }
    return actions.submit(page=page, author=author, **kwargs)


def discussion_html(page, user=None, query=""):
    """The discussion as the page shows it."""
    request = RequestFactory().get(f"/{query}")
    request.user = user or AnonymousUser()
    request.session = {}
    page = type(page).objects.get(pk=page.pk)
    return render_to_string(
        "wagtail_crowdsolving/contributions/discussion.html",
        {"page": page, **views.discussion_context(request, page)},
        request=request,
    )


def form_data(user, page=None, in_reply_to=None, **kwargs):
    """What a browser posts of a form that was printed for ``user``."""
    target = forms.target_of(page, in_reply_to)
    return {
        "kind": "idea",
        "text": TEXT,
        "place": "",
        "link": "",
        "leave_empty": "",
        "version": 0,
        "stamp": forms.make_stamp(user, target),
        **kwargs,
    }


def contribute_url(page):
    return reverse("wagtail_crowdsolving:contribute", args=[page.pk])
