"""Every door of every room, and how one knocks at those that take a text.

A door whose arguments are not all in ``PLAIN`` takes a text: it needs a line in ``CALLS``, or in
``INNER`` where only other doors call it, with what they have cleaned.
"""

import datetime
import importlib
import inspect
import pkgutil
import uuid

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.documents import get_document_model

import wagtail_crowdsolving
from tests import factories
from tests.challenges.conftest import ANSWERS
from tests.contributions.files import picture
from tests.contributions.support import TEXT, moderator, submit
from tests.selection import support as selection
from wagtail_crowdsolving.challenges import actions as challenges
from wagtail_crowdsolving.challenges import life, queries
from wagtail_crowdsolving.challenges.models import ProposalEvent
from wagtail_crowdsolving.contributions import actions as contributions
from wagtail_crowdsolving.contributions.models import Rule

#: Arguments that hold no words: rows, keys, days, numbers, choices, marks that the site signed.
PLAIN = {
    "after",
    "amendment",
    "among",
    "animator",
    "appeal",
    "author",
    "builds_on",
    "before",
    "by",
    "closes_on",
    "committee",
    "conclusion",
    "confirmed",
    "contribution",
    "date",
    "day",
    "decision",
    "decisions",
    "document",
    "ends_on",
    "doubled",
    "due_at",
    "entry",
    "followed_up_on",
    "heir",
    "in_good_faith",
    "in_reply_to",
    "index",
    "into",
    "invitation",
    "is_undoable",
    "promised",
    "is_named",
    "is_new",
    "kept_files",
    "key",
    "kind",
    "language",
    "meeting",
    "membership",
    "notice",
    "opens_on",
    "opinion",
    "organisation",
    "outcome",
    "page",
    "page_pk",
    "passed_restrictions",
    "picture",
    "precision",
    "proposal",
    "reached_on",
    "remove_attachments",
    "role",
    "round",
    "rows",
    "rule",
    "seat",
    "seen",
    "since",
    "stage",
    "starts_on",
    "submission_key",
    "take_over",
    "target",
    "task_state",
    "token",
    "topic",
    "upheld",
    "user",
    "version",
}
INNER = {
    "challenges.end_with_reasons",
    "challenges.free_slug",
    "challenges.record",
    "notifications.retry",
    "notifications.send_now",
}


def every_door():
    """``{"room.door": function}`` of the functions that take keywords only."""
    found = {}
    for module in pkgutil.walk_packages(wagtail_crowdsolving.__path__, "wagtail_crowdsolving."):
        parts = module.name.split(".")
        if "actions" not in parts:
            continue
        for name, function in inspect.getmembers(
            importlib.import_module(module.name), inspect.isfunction
        ):
            kinds = {one.kind for one in inspect.signature(function).parameters.values()}
            owner = function.__module__
            if (
                owner.startswith("wagtail_crowdsolving.")
                and not name.startswith("_")
                and kinds
                and kinds <= {inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD}
            ):
                found[f"{owner.split('.')[1]}.{name}"] = function
    return found


def words_of(function):
    """The names of its arguments that hold words."""
    return set(inspect.signature(function).parameters) - PLAIN


# Scenes: what a door takes beside its words


def _draft():
    member = factories.UserFactory()
    draft = factories.ProposalFactory(proposer=member, data=dict(ANSWERS))
    return {"proposal": draft, "by": member, "version": draft.version}


def _draft_files():
    scene = _draft()
    return {"proposal": scene["proposal"], "by": scene["by"]}


def _revised():
    page = selection.proposed()
    workflow = factories.plain_workflow()
    state = workflow.start(page, None)
    proposal = factories.Proposal.objects.get(page_id=page.pk)
    state.current_task_state.reject(user=factories.UserFactory())
    proposal = factories.Proposal.objects.get(page_id=page.pk)
    assert queries.last_kind(proposal) == ProposalEvent.Kind.CHANGES_REQUESTED
    version = queries.version_of(proposal.page.get_latest_revision_as_object())
    return {"proposal": proposal, "by": proposal.proposer, "version": version}


def _case():
    page = selection.proposed()
    by = factories.UserFactory(is_superuser=True)
    return {"proposal": factories.Proposal.objects.get(page_id=page.pk), "by": by}


def _alive():
    return {"page": factories.ChallengeFactory(), "by": factories.UserFactory(is_superuser=True)}


def _moment():
    return {**_alive(), "date": datetime.date(2026, 3, 5)}


def _changed_moment():
    scene = _moment()
    key = challenges.add_update(**scene, title="Réunion", text="<p>Nous y étions.</p>")
    scene["page"].refresh_from_db()
    _value, version = life.entry(scene["page"], "updates", key)
    return {**scene, "key": key, "picture": None, "version": version}


def _document():
    file = ContentFile(b"%PDF-1.4", name="etude.pdf")
    return {**_alive(), "document": get_document_model()(title="Étude", file=file)}


def _contribute():
    return {
        "page": factories.ChallengeFactory(),
        "author": factories.UserFactory(),
        "kind": "idea",
        "language": "fr",
        "submission_key": uuid.uuid4(),
    }


def _own():
    author = factories.UserFactory()
    return {"contribution": submit(factories.ChallengeFactory(), author), "by": author}


def _pending():
    return {**_own(), "by": moderator()}


def _published():
    scene = _pending()
    contributions.approve(**scene)
    scene["contribution"].refresh_from_db()
    return scene


def _reported():
    scene = _published()
    return {
        "contribution": scene["contribution"],
        "rule": Rule.OFF_TOPIC,
        "in_good_faith": True,
        "language": "fr",
    }


def _notice():
    notice = contributions.report(**_reported(), explanation=TEXT, name="Ada", email="a@a.org")
    return {"notice": notice, "by": moderator(), "outcome": "upheld", "rule": Rule.OFF_TOPIC}


def _refusal():
    scene = _pending()
    decision = contributions.reject(**scene, rule=Rule.OFF_TOPIC, reason=TEXT)
    return {"decision": decision, "by": scene["contribution"].user}


def _appeal():
    made = contributions.appeal(**_refusal(), text=TEXT)
    return {"appeal": made, "by": moderator(), "upheld": True}


def _changed():
    contribution = _published()["contribution"]
    amendment = contributions.edit(
        contribution=contribution, by=contribution.user, text=f"{TEXT} Et plus."
    )
    return {"amendment": amendment, "by": moderator(), "rule": Rule.OFF_TOPIC}


def _many():
    scene = _pending()
    one = scene["contribution"]
    return {"confirmed": {one.pk: one.fingerprint}, "by": scene["by"], "rule": Rule.OFF_TOPIC}


def _inviting():
    scene = selection.scene()
    return {"round": scene.round, "by": scene.chair, "role": "member"}


def _round():
    scene = selection.scene()
    return {"round": scene.round, "by": scene.members[0]}


def _draft_review():
    return {**_round(), "version": 0}


def _review():
    return {**_round(), "opinion": selection.FOR}


def _discussed():
    scene = _round()
    selection.review(scene["round"], scene["by"])
    return scene


def _closed():
    scene = selection.scene()
    for person in (scene.chair, *scene.members):
        selection.review(scene.round, person)
    scene.round.refresh_from_db()
    return {"round": scene.round, "by": scene.chair}


def _reopen():
    return {**_closed(), "due_at": timezone.now() + datetime.timedelta(days=9)}


def _decided():
    return {**_closed(), "outcome": "favourable"}


def _stage():
    return {
        "page": factories.ProjectFactory(),
        "stage": "study",
        "reached_on": datetime.date(2019, 3, 5),
        "by": factories.UserFactory(is_superuser=True),
    }


def _with_rule(scene):
    return lambda: {**scene(), "rule": Rule.OFF_TOPIC}


CALLS = {
    "catalogue.record_stage": _stage,
    "challenges.add_document": _document,
    "challenges.add_update": _moment,
    "challenges.change_update": _changed_moment,
    "challenges.change_files": _draft_files,
    "challenges.decline": _case,
    "challenges.edit_contact": _case,
    "challenges.revise": _revised,
    "challenges.save_draft": _draft,
    "contributions.appeal": _refusal,
    "contributions.decide_appeal": _appeal,
    "contributions.decide_notice": _notice,
    "contributions.edit": _own,
    "contributions.keep_files": lambda: {
        "by": factories.UserFactory(),
        "target": "page-1",
        "submission_key": uuid.uuid4(),
    },
    "contributions.report": _reported,
    "contributions.preview": lambda: {"kind": "idea"},
    "contributions.reject": _with_rule(_pending),
    "contributions.reject_amendment": _changed,
    "contributions.reject_many": _many,
    "contributions.remove": _with_rule(_published),
    "contributions.request_changes": _pending,
    "contributions.retain": _published,
    "contributions.save_draft": lambda: {
        "by": factories.UserFactory(),
        "target": "page-1",
        "version": 0,
    },
    "contributions.submit": _contribute,
    "records.archive": _alive,
    "selection.draft_decision": _decided,
    "selection.post_message": _discussed,
    "selection.give_review": _review,
    "selection.invite_by_mail": _inviting,
    "selection.recuse": _round,
    "selection.reopen_round": _reopen,
    "selection.save_review_draft": _draft_review,
}

#: How the words are wrapped, where they are no plain string.
WRAPPED = {
    "attachments": lambda words: [(picture(), words)],
    "described": lambda words: {str(uuid.uuid4()): words},
    "scores": lambda words: {words: 3} if len(words) > 100 else {},
    "typed": lambda words: {"text": words, "place": words, "link": words},
}
#: Longer than what may be looked at while a row is locked, and short enough for a note.
LONG = " ".join([TEXT] * 6)
BRIEF = {**ANSWERS, "context": LONG, "expected": LONG}
#: What is said in each argument where all is well.
ORDINARY = {
    "attachments": [],
    "described": {},
    "contact_name": "Dominique Secrète",
    "contact_email": "secrete@example.org",
    "contact_phone": "04 91 00 11 22",
    "data": {"title": "Mieux manger", "comment": "Bien."},
    "email": "ada@example.org",
    "link": "https://example.org",
    "place": "Marseille",
    "scores": {},
    "name": "Ada",
    "title": "Un titre",
    "typed": {"text": LONG},
}


def hostile_words(door, words):
    """The arguments of ``door`` that hold words, each with ``words``."""
    wrapped = {**WRAPPED, "data": lambda words: {**dict.fromkeys(ANSWERS, words), "comment": words}}
    names = words_of(every_door()[door])
    return {name: wrapped.get(name, lambda words: words)(words) for name in names}


def ordinary_words(door):
    names = words_of(every_door()[door])
    words = {name: ORDINARY.get(name, LONG) for name in names}
    if door == "challenges.revise":
        words["data"] = BRIEF
    return words
