"""What the tests of the discussion share."""

import re
import uuid

import pytest
from django.contrib.auth.models import AnonymousUser, Permission
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse

from tests.factories import UserFactory
from wagtail_crowdsolving.contributions import actions, forms, views
from wagtail_crowdsolving.contributions.models import Contribution, Kind, Rule
from wagtail_crowdsolving.notifications.jobs import deliver_due
from wagtail_crowdsolving.notifications.models import OutboxMail

TEXT = "Récupérer les invendus des marchés du quartier."
REFUSAL = {"rule": Rule.OFF_TOPIC, "reason": "Cela ne répond pas à la question."}
MINE = "wagtail_crowdsolving:my_contributions"
SECRET = "Nadège Témoin"
ADDRESS = "nadege.temoin@example.org"
TYPED = {
    "rule": Rule.DISRESPECT,
    "explanation": "La deuxième phrase insulte mon voisin.",
    "in_good_faith": True,
    "language": "fr",
}
WHY = "Mon texte répond bien à la question posée."
NEW = "Un texte changé par son auteur."
SPACE = "crowdsolving_contributions"
QUEUE = f"{SPACE}:list"
ANSWER = "Merci, nous avons relu ce texte."
STANDS = "Votre texte vise bien une personne."


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


def url(name, *args):
    """The address of a page of the discussion; an object is named by its key."""
    keys = [getattr(arg, "pk", arg) for arg in args]
    return reverse(f"wagtail_crowdsolving:{name}", args=keys)


def report(item, **kwargs):
    return actions.report(
        contribution=item, **{**TYPED, "name": SECRET, "email": ADDRESS, **kwargs}
    )


def errors_of(call, **kwargs):
    with pytest.raises(ValidationError) as caught:
        call(**kwargs)
    error = caught.value
    return set(error.message_dict) if hasattr(error, "error_dict") else {"__all__"}


def told(kind):
    """To whom mails of that kind went, once all that is due has left."""
    deliver_due()
    mails = OutboxMail.objects.filter(kind=f"contributions/{kind}", state=OutboxMail.State.SENT)
    return sorted(mails.values_list("recipient", flat=True))


def refused(page, author, by):
    return actions.reject(contribution=submit(page, author, language="en"), by=by, **REFUSAL)


def removed(page, author, by):
    item = submit(page, author, language="en")
    actions.approve(contribution=item, by=moderator())
    item.refresh_from_db()
    return actions.remove(contribution=item, by=by, **REFUSAL)


def edit_refused(page, author, by):
    item = submit(page, author, language="en")
    actions.approve(contribution=item, by=moderator())
    item.refresh_from_db()
    amendment = actions.edit(contribution=item, by=author, text=NEW)
    return actions.reject_amendment(amendment=amendment, by=by, **REFUSAL)


RESTRICTIONS = [refused, removed, edit_refused]


def desk(item=None, query=""):
    if item is None:
        return reverse(f"{SPACE}:desk") + query
    return reverse(f"{SPACE}:desk_one", args=[item.pk]) + query


def claims():
    rows = Contribution.objects.filter(claimed_by__isnull=False)
    return dict(rows.values_list("pk", "claimed_by"))


def decide(client, item, decision, **typed):
    query = typed.pop("query", "")
    data = {
        "decision": decision,
        "matter": f"text-{item.pk}",
        "seen": item.fingerprint,
        **typed,
    }
    return client.post(desk(item, query), data)


def words(response):
    return " ".join(str(message) for message in response.context["messages"])


def fields(response, decision):
    """What the browser would send with this button: the hidden fields of its form."""
    html = response.content.decode()
    form = next(part for part in html.split("<form")[1:] if f'value="{decision}"' in part)
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    return {"decision": decision, **dict(hidden)}


def read_and_decide(client, item, decision, **typed):
    """As a moderator does: open the text, fill in, press the button."""
    data = {**fields(client.get(desk(item)), decision), **typed}
    return client.post(desk(item), data)


def step(name, item):
    return reverse(f"{SPACE}:{name}", args=[item.pk])


def deciding(item):
    """What the desk's first button sends."""
    return {"matter": f"text-{item.pk}", "seen": item.fingerprint, "decision": "approve"}


def bulk(name, *items, all_of=""):
    address = reverse("wagtail_bulk_action", args=["wagtail_crowdsolving", "contribution", name])
    ids = "&".join(f"id={item.pk}" for item in items) or "id=all"
    following = f"{reverse(QUEUE)}{all_of}".replace("?", "%3F").replace("&", "%26")
    return f"{address}?{ids}&next={following}"


def seen(*items):
    return " ".join(f"{item.pk}:{item.fingerprint}" for item in items)


def listed(response):
    return [item.pk for item in response.context["object_list"]]
