"""Texts of a consultation through form, store and page, and back into the form: a few of our own, or thousands.

``CONSULTATION``: path of a file of JSON lines (gzip or not), each with ``title``, ``body`` and ``arguments``
(a list of texts, or of objects with a ``body``). Nothing of it is kept in the project.
"""

import gzip
import json
import os
import re
import unicodedata
from collections import Counter
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.test import override_settings
from django.urls import reverse

from tests import factories
from tests.challenges.conftest import ANSWERS, in_group
from tests.contributions import support
from wagtail_crowdsolving import folding, signs
from wagtail_crowdsolving.challenges import links
from wagtail_crowdsolving.challenges.brief.words import TITLE_LENGTH
from wagtail_crowdsolving.challenges.models import Proposal
from wagtail_crowdsolving.contributions.models import Contribution
from wagtail_crowdsolving.fields import MARKUP_LENGTH

PATH = os.environ.get("CONSULTATION", "")
#: No limit by hour, which is not what is tried here.
UNLIMITED = {
    "JOBS_ENGINE": "immediate",
    "CONTRIBUTION_MIN_SECONDS": 0,
    "TRUSTED_AUTHORS": True,
    "THREADS_PER_PAGE": 100,
    "CONTRIBUTIONS_PER_HOUR": 10**6,
    "CONTRIBUTIONS_PER_HOUR_PER_ADDRESS": 10**6,
}

pytestmark = pytest.mark.prove
#: What people write and paste, where no file is named.
OWN = [
    (
        "L’eau du lavoir : 120 m² à l’abandon, qu’en faire ?",
        "Les habitant*es et les salarié*es n’ont « rien » à eux.\n\n• un banc\n• de l’ombre",
        ["À 1 500 € près, c’est jouable & utile : cf. https://example.org/l’eau_(2).", "5 < 6 > 4"],
    ),
    (
        "Un cœur de village – où l’on mange",
        "– d’abord un four,\n– puis une table.\n\n1) le pain\n2) la soupe\n\nVoir a_b_c, x*y*z et **gras**.",
        ["\u00a0\u2022\u00a0Une pièce\u200b commune\u000b et \u202a04 91 00 00 00\u202c."],
    ),
]


def consultation():
    if not PATH:
        yield from OWN
        return
    opened = gzip.open if PATH.endswith(".gz") else open
    with opened(Path(PATH), "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            arguments = [one if isinstance(one, str) else one["body"] for one in row["arguments"]]
            yield row["title"], row["body"], arguments


class Seen(HTMLParser):
    """What a page shows of a text: its signs, with those that stand for emphasis and for items of lists."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.signs, self.numbers = [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag in ("ul", "ol"):
            self.numbers.append(0 if tag == "ol" else None)
        elif tag == "li" and self.numbers[-1] is None:
            self.signs.append("-")
        elif tag == "li":
            self.numbers[-1] += 1
            self.signs.append(f"{self.numbers[-1]}.")
        self.handle_mark(tag)

    def handle_endtag(self, tag):
        if tag in ("ul", "ol"):
            self.numbers.pop()
        self.handle_mark(tag)

    def handle_mark(self, tag):
        self.signs.append({"em": "*", "strong": "**"}.get(tag, ""))

    def handle_data(self, data):
        self.signs.append(data)


def of_html(html):
    return _plain("".join(Seen(html).signs))


def of_markup(typed):
    """The same of what somebody types: what begins an item, of whatever sign, begins it."""
    typed = signs.dashes(typed)
    typed = re.sub(r"^(\s*)[*+-](?=\s+\S)", r"\1-", typed, flags=re.MULTILINE)
    return _plain(typed)


def _plain(text):
    # "1)" and "1." begin the same list, "_" and "*" the same emphasis.
    text = re.sub(r"\s+", "", unicodedata.normalize("NFC", text))
    return re.sub(r"(?<=\d)\)", ".", text).replace("_", "*")


def shown_again(typed):
    """What a field shows of it: one way to write each sign and each line end."""
    typed = signs.clean(unicodedata.normalize("NFC", typed))
    return "\n".join(line.rstrip() for line in typed.split("\n")).strip()


def field(response, name):
    """What a browser shows in the field of that name of the page's form, and would send again."""
    html = response.content.decode()
    found = re.search(rf'<textarea[^>]* name="{name}"[^>]*>\r?\n?(.*?)</textarea>', html, re.DOTALL)
    return unescape((found or re.search(rf'<input[^>]* name="{name}" value="([^"]*)"', html))[1])


def by_browser(data):
    return {
        name: re.sub(r"\r?\n", "\r\n", value) if isinstance(value, str) else value
        for name, value in data.items()
    }


class Figures(Counter):
    """What was counted, and what went wrong, of which nothing is told but the kind and a little around it."""

    def __init__(self):
        super().__init__()
        self.wrong = []

    def check(self, kind, one, other):
        self[kind] += 1
        if one != other:
            at = next(
                (i for i, pair in enumerate(zip(one, other, strict=False)) if len({*pair}) > 1),
                min(len(one), len(other)),
            )
            self.wrong.append(
                (kind, one[max(0, at - 20) : at + 20], other[max(0, at - 20) : at + 20])
            )

    def tell(self):
        print("\n" + "\n".join(f"  {name:<60}{number:>6}" for name, number in self.items()))
        print("\n".join(map(str, self.wrong[:40])))
        assert not self.wrong


@override_settings(WAGTAIL_CROWDSOLVING=UNLIMITED)
def test_contributions(client, challenge, member):
    member.user_permissions.add(Permission.objects.get(codename="skip_moderation"))
    client.force_login(member)
    figures, sent, address = Figures(), {}, support.contribute_url(challenge)
    for _title, body, arguments in consultation():
        for typed in (body, *arguments):
            figures["texts"] += 1
            again = shown_again(typed)
            response = client.post(
                address, by_browser(support.form_data(member, challenge, text=typed))
            )
            if response.status_code == 200:
                codes = {error.code for error in response.context["form"].errors.as_data()["text"]}
                figures[f"not taken: {', '.join(codes)}"] += 1
                figures.check("  and shown again", shown_again(field(response, "text")), again)
                continue
            made = Contribution.objects.latest("pk")
            if made.pk in sent:
                figures["the same text again, kept once"] += 1
                assert Contribution.objects.filter(comment=again).exists(), typed
                continue
            sent[made.pk] = again
            edit = client.get(reverse("wagtail_crowdsolving:contribution_edit", args=[made.pk]))
            figures.check("shown again to be changed", field(edit, "text"), again)
    newest = client.get(challenge.url).context["discussion"]
    for number in range(1, newest.page.paginator.num_pages + 1):
        page = client.get(challenge.url, {"discussion": number}).content
        for seen in BeautifulSoup(page, "html.parser").select("article[id^=contribution-]"):
            typed = sent.pop(int(seen["id"].rpartition("-")[2]))
            html = seen.select_one(".cs-contribution__body").decode_contents()
            figures.check("seen on the page", of_html(html), of_markup(typed))
    assert not sent
    figures.tell()


@override_settings(WAGTAIL_CROWDSOLVING=UNLIMITED)
def test_proposals(client, index, site, member):
    client.force_login(member)
    figures, slugs = Figures(), Counter()
    for title, body, _arguments in consultation():
        figures["proposals"] += 1
        client.post(f"{index.get_url()}proposer/")
        proposal = Proposal.objects.get(proposer=member, submitted_at=None)
        answers = {
            **ANSWERS,
            "consent": "on",
            "title": title,
            "guiding_question": title,
            "context": body,
        }

        def send(step, proposal=proposal, answers=answers):
            proposal.refresh_from_db()
            data = {**answers, "go": "next", "version": proposal.version}
            return client.post(links.step(proposal, step), by_browser(data))

        for step in ("qui", "situation", "details"):
            assert send(step).status_code == 302
        for _time in range(2):
            response = send("defi")
            kept = client.get(links.step(proposal, "defi"))
            for name in ("title", "guiding_question", "context"):
                shown = shown_again(field(kept, name))
                figures.check(f"{name} shown again", shown, shown_again(answers[name]))
            if response.status_code == 302:
                break
            for name, errors in response.context["form"].errors.as_data().items():
                codes = ", ".join(one.code for one in errors)
                figures[f"not taken, and shown again: {name}, {codes}"] += 1
            answers["title"] = answers["title"][:TITLE_LENGTH]
            # What is too long for one answer goes on in the next.
            cut = body[:MARKUP_LENGTH].rfind("\n") if len(body) > MARKUP_LENGTH else len(body)
            answers.update(context=body[:cut], objectives=body[cut:])
        assert response.status_code == send("contact").status_code == 302, title
        assert client.post(links.step(proposal, "apercu")).status_code == 302
        proposal.refresh_from_db()
        page = proposal.page.specific
        figures.check("title kept", page.title, " ".join(shown_again(answers["title"]).split()))
        base = folding.slug(page.title, 200)
        slugs[base] += 1
        figures.check("address", page.slug, base if slugs[base] == 1 else f"{base}-{slugs[base]}")
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", page.slug), page.slug
        read = client.get(reverse("wagtail_crowdsolving:proposal_preview", args=[proposal.pk]))
        read = BeautifulSoup(read.content, "html.parser")
        figures.check("title seen", " ".join(read.h1.get_text().split()), page.title)
        seen, context = (
            read.select_one("section[aria-labelledby=context]"),
            shown_again(answers["context"]),
        )
        seen.h2.extract()
        figures.check("context seen", of_html(seen.decode_contents()), of_markup(context))
        page.current_workflow_task_state.reject(user=site["coordination"], comment="Où ?")
        address = links.own(proposal, "proposal_revise")
        form = client.get(address)
        shown = {name: field(form, name) for name in ("title", "context", "objectives", "version")}
        # A backslash keeps a sign from meaning what it would.
        figures.check(
            "context shown to be changed",
            *(of_markup(one.replace("\\", "")) for one in (shown["context"], context)),
        )
        before = page.get_latest_revision_as_object()
        response = client.post(address, by_browser({**answers, **shown}))
        assert response.status_code == 302, title
        after = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
        for name in ("title", "context", "objectives"):
            figures.check(
                f"{name} kept by the revision", getattr(after, name), getattr(before, name)
            )
    figures.tell()


@pytest.fixture
def index(home):
    return factories.ChallengeIndexFactory()


@pytest.fixture
def site(index):
    factories.plain_workflow()
    return {"coordination": in_group("coordination")}
