"""Challenges: proposed and examined where the contents say so, published, and what came of them."""

import datetime

from demo.content.pages import ILLUSTRATION
from demo.loader.examination import A_ROUND, FIRST_ROUND
from demo.loader.files import load_picture
from demo.loader.proposals import propose
from demo.loader.tree import child, classify, publish, set_back
from demo.loader.world import typeset
from wagtail_crowdsolving.challenges import actions as challenges
from wagtail_crowdsolving.challenges import life
from wagtail_crowdsolving.pages.models import ChallengePage
from wagtail_crowdsolving.text import to_html

RICH_FIELDS = (
    "already_tried",
    "needs",
    "handover_terms",
    "resource_conditions",
    "adaptation",
    "context",
    "objectives",
    "constraints",
    "opportunities",
    "resources",
    "expected",
)
PLAIN_FIELDS = (
    "title",
    "guiding_question",
    "summary",
    "beneficiaries",
    "resource_address",
    "resource_surface",
    "resource_availability",
    "resource_owner",
    "inspiration_name",
    "inspiration_url",
)


def load_challenge(world, content):
    """A challenge open to contributions: proposed and examined where the contents say so."""
    index = world.indexes["challenges"]
    if child(index, content["slug"], ChallengePage):
        return
    if content.get("proposal"):
        page = _examined(world, content).get_latest_revision_as_object()
    else:
        page = ChallengePage(locale=world.locales["fr"], title=content["title"])
    for name in PLAIN_FIELDS:
        if content.get(name):
            setattr(page, name, content[name])
    write_brief(page, content, "fr")
    page.slug = content["slug"]
    page.situation = content["situation"]
    page.organisation = world.organisations.get(content.get("organisation"))
    page.proposed_by = content.get("proposed_by", "")
    classify(world, page, content)
    if page.pk is None:
        index.add_child(instance=page)
    publish(page, world.admin)
    page = ChallengePage.objects.get(pk=page.pk)
    challenges.set_animator(
        page=page,
        by=world.admin,
        animator=world.people["solene"],
        version=life.version(page, "animator"),
    )
    challenges.set_picture(
        page=page,
        by=world.admin,
        picture=load_picture(content["slug"], content["title"], content["picture_alt"]),
        version=life.version(page, "picture"),
    )


def write_brief(page, texts, language):
    for name in RICH_FIELDS:
        if texts.get(name):
            setattr(page, name, to_html(texts[name]))
    page.context = to_html(f"{texts['context']}\n\n{typeset(ILLUSTRATION['challenge'][language])}")


def _examined(world, content):
    """A challenge of the demo's proposer that the team, a committee and the board validated."""
    steps = [("approve", "lucie"), ("round", None), ("round", None)]
    who = {"for_whom": "myself"}
    if organisation := content.get("organisation"):
        who = {
            "for_whom": "organisation",
            "organisation": str(world.organisations[organisation].pk),
        }
    brief = {
        name: content[name]
        for name in (
            *RICH_FIELDS,
            *PLAIN_FIELDS,
            "situation",
            "themes",
            "territory",
            "territory_kind",
        )
        if name in content
    }
    published = min(world.day(content["opens_on"]), world.today - datetime.timedelta(days=3))
    start = published - datetime.timedelta(days=FIRST_ROUND + 2 * A_ROUND)
    return propose(world, world.people["nadia"], {**who, **brief}, steps, start)


def settle_challenge(world, content):
    """Dates, key moments and the English version: once the discussion has been held."""
    index = world.indexes["challenges"]
    page = child(index, content["slug"], ChallengePage)
    if page.opens_on:
        return
    challenges.set_dates(
        page=page,
        by=world.admin,
        opens_on=world.day(content["opens_on"]),
        closes_on=world.day(content["closes_on"]),
        followed_up_on=content.get("followed_up_on"),
        version=life.version(page, *life.DATES),
    )
    moments = [
        {"date": world.day(day), "title": title, "text": to_html(text)}
        for day, title, text in content["updates"]
    ]
    for moment in moments:
        challenges.add_update(page=page, by=page.animator, **moment)
    page = ChallengePage.objects.get(pk=page.pk)
    published = min(page.opens_on, world.today - datetime.timedelta(days=3))
    set_back(page, published)
    if english := content.get("en"):
        version = page.copy_for_translation(world.locales["en"])
        for name in ("title", "slug", "guiding_question", "summary", "beneficiaries"):
            setattr(version, name, english[name])
        write_brief(version, english, "en")
        version.updates = [
            ("update", {"date": moment["date"], "title": title, "text": to_html(text)})
            for moment, (title, text) in zip(moments, english["updates"], strict=True)
        ]
        publish(version, world.admin)
        set_back(version, published)
        world.translated.append((page, version))
