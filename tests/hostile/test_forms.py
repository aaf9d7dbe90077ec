"""Every form bounds what is typed, whoever posts it and however often."""

import importlib
import pkgutil

import accounts.forms
import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.urls import reverse

import wagtail_crowdsolving
from tests import factories
from tests.contributions.support import form_data
from tests.hostile import doors
from tests.hostile.spy import readings  # noqa: F401 -- a fixture
from tests.hostile.texts import text
from wagtail_crowdsolving import conf
from wagtail_crowdsolving.challenges.brief.forms import ContactForm
from wagtail_crowdsolving.contributions.forms import make_stamp
from wagtail_crowdsolving.contributions.models import Contribution, Notice, Rule
from wagtail_crowdsolving.fields import SHOWN_LENGTH, TypedField, TypedMixin
from wagtail_crowdsolving.text import MARKS, raw_limit

pytestmark = pytest.mark.django_db

FAR_TOO_LONG = 160_000
#: No words: a mark of the form, a trap, a password, what somebody may choose from.
WORDLESS = {"seen", "leave_empty", "password"}


def every_form():
    for module in pkgutil.walk_packages(wagtail_crowdsolving.__path__, "wagtail_crowdsolving."):
        if ".migrations" not in module.name and ".management" not in module.name:
            importlib.import_module(module.name)
    found, waiting = set(), [forms.Form]
    while waiting:
        for form in waiting.pop().__subclasses__():
            waiting.append(form)
            if form.__module__.startswith(("wagtail_crowdsolving.", "accounts.")):
                found.add(form)
    return found


def test_every_field_for_words_is_bounded():
    loose = {
        f"{form.__name__}.{name}"
        for form in every_form()
        for name, field in form.base_fields.items()
        if isinstance(field, forms.CharField)
        and not isinstance(field, TypedMixin)
        # Of allauth: addresses and passwords, which it bounds itself.
        and name
        not in WORDLESS | {"email", "login", "username", "oldpassword", "password1", "password2"}
        # What the team fills in of a row: the length of its columns, and nothing reads it.
        and not issubclass(form, forms.BaseModelForm)
    }
    assert loose == set()
    assert {type(field) for field in accounts.forms.SignupForm.base_fields.values()} >= {
        accounts.forms.TypedLineField
    }


def test_what_comes_back_is_bounded():
    class Form(forms.Form):
        words = TypedField(max_length=100)

    form = Form({"words": "a" * FAR_TOO_LONG})
    assert form.errors["words"].as_data()[0].code == "max_length"
    assert len(form["words"].value()) == SHOWN_LENGTH
    assert Form({"words": "a" * 3000})["words"].value() == "a" * 3000


@pytest.mark.parametrize("typed", ["é" * 100, "e\u0301" * 100, "  é\r\n" * 10])
def test_what_is_typed_well_is_taken(typed):
    field = TypedField(max_length=100)
    assert "\u0301" not in field.clean(typed)


def _notice(client):
    item = doors._published()["contribution"]
    url = reverse("wagtail_crowdsolving:contribution_report", args=[item.pk])
    stamp = make_stamp(AnonymousUser(), f"report-{item.pk}")
    rest = {"rule": Rule.OFF_TOPIC, "in_good_faith": "on", "stamp": stamp}
    return url, rest, ["explanation", "name", "email"]


def _contribution(client):
    member, page = factories.UserFactory(), factories.ChallengeFactory()
    client.force_login(member)
    url = reverse("wagtail_crowdsolving:contribute", args=[page.pk])
    words = ["text", "place", "link", "attachments-0-description"]
    return url, form_data(member, page), words


def _change(client):
    scene = doors._own()
    client.force_login(scene["by"])
    url = reverse("wagtail_crowdsolving:contribution_edit", args=[scene["contribution"].pk])
    return url, {"kind": "idea"}, ["text", "place", "link"]


def _appeal(client):
    scene = doors._refusal()
    client.force_login(scene["by"])
    return (
        reverse("wagtail_crowdsolving:contribution_appeal", args=[scene["decision"].pk]),
        {},
        ["text"],
    )


def _step(client):
    scene = doors._draft()
    client.force_login(scene["by"])
    index = scene["proposal"].index.specific
    url = index.url + index.reverse_subpage("proposal_step", args=[scene["proposal"].pk, "defi"])
    return url, {"version": "0"}, ["title", "guiding_question", "summary", "context", "expected"]


def _contact(client):
    scene = doors._draft()
    client.force_login(scene["by"])
    index = scene["proposal"].index.specific
    url = index.url + index.reverse_subpage("proposal_step", args=[scene["proposal"].pk, "contact"])
    return url, {"version": "0"}, [*ContactForm.base_fields]


def _review(client):
    scene = doors._round()
    client.force_login(scene["by"])
    url = reverse("wagtail_crowdsolving:round_review", args=[scene["round"].pk])
    return url, {"version": "0", "opinion": "for"}, ["comment", "to_proposer"]


def _recusal(client):
    scene = doors._round()
    client.force_login(scene["by"])
    return reverse("wagtail_crowdsolving:round_recuse", args=[scene["round"].pk]), {}, ["reason"]


def _message(client):
    scene = doors._discussed()
    client.force_login(scene["by"])
    return reverse("wagtail_crowdsolving:round_discussion", args=[scene["round"].pk]), {}, ["text"]


def _decision(client):
    scene = doors._closed()
    client.force_login(scene["by"])
    url = reverse("wagtail_crowdsolving:round_decision", args=[scene["round"].pk])
    return url, {"do": "save", "outcome": "favourable"}, ["message", "departure"]


def _highlight(client):
    scene = doors._published()
    client.force_login(scene["by"])
    url = reverse("wagtail_crowdsolving:contribution_highlight", args=[scene["contribution"].pk])
    return url, {"step": "retain"}, ["note"]


def _sign_up(client):
    rest = {"email": "ada@example.org", "password1": "une-phrase-assez-longue", "charter": "on"}
    return "/compte/signup/", rest, ["first_name", "last_name"]


def _profile(client):
    client.force_login(factories.UserFactory())
    return reverse("accounts:profile"), {"language": "fr"}, ["first_name", "last_name"]


POSTS = [
    *(_notice, _contribution, _change, _appeal, _step, _contact, _review, _recusal, _message),
    *(_decision, _highlight, _sign_up, _profile),
]


#: The length alone refuses the first, whatever it is made of.
HOSTILE = [("brackets", FAR_TOO_LONG), ("marks_out_of_order", 3000)]


@pytest.mark.parametrize("scene", POSTS, ids=lambda scene: scene.__name__.strip("_"))
def test_a_hostile_post_is_answered_unread(scene, client, settings, readings):  # noqa: F811
    settings.WAGTAIL_CROWDSOLVING = {
        **settings.WAGTAIL_CROWDSOLVING,
        "CONTRIBUTION_MIN_SECONDS": 0,
        "NOTICES_PER_HOUR_PER_ADDRESS": 0,
    }
    url, rest, words = scene(client)
    depth = len(connection.atomic_blocks)
    longest = raw_limit(conf.CONTRIBUTION_MAX_LENGTH)
    readings.clear()
    for kind, length in HOSTILE:
        post = {**rest, **dict.fromkeys(words, text(kind, length))}
        response = client.post(url, post)
        assert response.status_code in (200, 302, 400, 409), (kind, response.status_code)
        assert len(response.content) < len(words) * 8 * SHOWN_LENGTH
    read = [one for one in readings if one.library in ("normalize", "clean", "render")]
    assert [one.library for one in read if len(one.text) > longest] == []
    # The name of a file is cut, not refused: it is too short to take long.
    assert [one.marks for one in read if one.marks > MARKS and len(one.text) > 500] == []
    assert [one.library for one in read if one.depth > depth and len(one.text) > 255] == []
    assert not Notice.objects.exists()
    assert Contribution.objects.filter(comment__contains="de quelques mots").count() == 0
