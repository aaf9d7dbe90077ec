"""Loads the demo: small functions, each of which leaves alone what is there already.

The story that the demo tells goes through the package's own doors, then its dates are set back:
a challenge is proposed, examined, published, discussed and moderated as on a real site.
"""

import datetime
import io
import re
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.management import call_command
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from site_pages.models import GovernancePage, HomePage, StandardPage
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    Collection,
    GroupPagePermission,
    Locale,
    Page,
    Site,
    TaskState,
    WorkflowState,
)

from demo import pictures, translations
from demo.content.challenges import CHALLENGES
from demo.content.committees import BOARD_MEETING, COMMITTEES, FAVOURABLE, MEETINGS
from demo.content.contributions import CONTRIBUTIONS
from demo.content.network import ORGANISATIONS, TERRITORIES, THEMES
from demo.content.pages import GOVERNANCE, HOME, ILLUSTRATION, INDEXES, NOTICE, STANDARD
from demo.content.projects import PROJECTS
from demo.content.proposals import PROPOSALS
from demo.people import PASSWORD, PEOPLE
from wagtail_crowdsolving import clock, conf, jobs
from wagtail_crowdsolving.catalogue import actions as catalogue
from wagtail_crowdsolving.challenges import actions as challenges
from wagtail_crowdsolving.challenges import life
from wagtail_crowdsolving.challenges.models import Proposal, ProposalEvent
from wagtail_crowdsolving.contributions import actions as contributions
from wagtail_crowdsolving.contributions.models import (
    Contribution,
    DiscussionCounter,
    ModerationDecision,
)
from wagtail_crowdsolving.network.models import Organisation, Territory, Theme
from wagtail_crowdsolving.notifications.models import OutboxMail
from wagtail_crowdsolving.pages.models import (
    CatalogueIndexPage,
    CatalogueProjectPage,
    ChallengeIndexPage,
    ChallengePage,
)
from wagtail_crowdsolving.selection import actions as selection
from wagtail_crowdsolving.selection.models import (
    Committee,
    Criterion,
    Decision,
    Meeting,
    Membership,
    Round,
)
from wagtail_crowdsolving.text import to_html

COLLECTION = "Illustrations de la démonstration"
#: What the name of a drawn picture's file begins with.
PICTURE = "demo-"
KEYS = uuid.UUID("6f1d1f0e-5f0b-4a55-9a39-0c6a3a9a2b26")
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


@dataclass
class World:
    """What has been loaded so far, by the keys that the contents use."""

    today: datetime.date
    locales: dict = field(default_factory=dict)
    people: dict = field(default_factory=dict)
    themes: dict = field(default_factory=dict)
    territories: dict = field(default_factory=dict)
    organisations: dict = field(default_factory=dict)
    indexes: dict = field(default_factory=dict)
    #: Pairs of what was written in French and in English.
    translated: list = field(default_factory=list)

    @property
    def admin(self):
        return self.people["amadou"]

    def day(self, value):
        """A real day, or a number of days from today."""
        return self.today + datetime.timedelta(days=value) if isinstance(value, int) else value


def load(stdout=None):
    """Load all that is missing. Sends no mail and leaves none to send. Returns the ``World``."""
    with translation.override("fr"), _nobody_told(), transaction.atomic():
        before = set(OutboxMail.objects.values_list("pk", flat=True))
        world = World(today=timezone.localdate())
        load_locales(world)
        load_people(world)
        load_network(world)
        load_site(world, stdout)
        load_groups(world)
        for content in typeset(COMMITTEES):
            load_committee(world, content)
        for content in typeset(CHALLENGES):
            load_challenge(world, content)
        for content in typeset(CONTRIBUTIONS):
            load_contribution(world, content)
        for page in DiscussionCounter.objects.values_list("page", flat=True):
            contributions.recount(page_pk=page)
        for content in typeset(CHALLENGES):
            settle_challenge(world, content)
        for content in typeset(PROPOSALS):
            load_proposal(world, content)
        load_board_meetings(world)
        for content in typeset(MEETINGS):
            load_meeting(world, content)
        for position, content in enumerate(typeset(PROJECTS)):
            load_project(world, content, position)
        load_translations(world)
        restore_files()
        OutboxMail.objects.exclude(pk__in=before).delete()
    return world


def typeset(content):
    """The same contents with the spaces that French keeps unbroken: before ; : ! ? and inside « »."""
    if isinstance(content, str):
        return re.sub(r" (?=[;:!?»])|(?<=«) ", "\u00a0", content)
    if isinstance(content, dict):
        return {key: typeset(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return type(content)(typeset(value) for value in content)
    return content


@contextmanager
def _nobody_told():
    """What the demo tells happened in the past: no job starts, so that no mail leaves for it."""
    enqueue, jobs.enqueue = jobs.enqueue, lambda function, *primary_keys: None
    try:
        yield
    finally:
        jobs.enqueue = enqueue


# People, places and organisations


def load_locales(world):
    for language in ("fr", "en"):
        world.locales[language] = Locale.objects.get_or_create(language_code=language)[0]


def load_people(world):
    password = make_password(PASSWORD)
    for person in PEOPLE:
        user, created = get_user_model().objects.get_or_create(
            email=person["email"],
            defaults={
                "username": _login(person),
                "first_name": person["first_name"],
                "last_name": person["last_name"],
                "password": password,
                "is_superuser": person.get("superuser", False),
                "is_staff": person.get("superuser", False),
                "charter_accepted_at": timezone.now(),
            },
        )
        if created:
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        world.people[_login(person)] = user


def _login(person):
    return person["email"].partition("@")[0]


def load_groups(world):
    """Each role's group, once ``setup_crowdsolving`` has made them."""
    # Nobody is in Wagtail's own groups; they could publish past the committees.
    GroupPagePermission.objects.filter(group__name__in=["Editors", "Moderators"]).delete()
    animation, created = Group.objects.get_or_create(name="Animation")
    if created:
        animation.permissions.add(
            Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
        )
    for person in PEOPLE:
        user = world.people[_login(person)]
        if person.get("animator"):
            user.groups.add(animation)
        for role in person.get("groups", ()):
            user.groups.add(Group.objects.get(name=conf.GROUPS[role]))


def load_committee(world, content):
    """Who sits on it; the committee too where ``setup_crowdsolving`` has not made it."""
    committee, created = Committee.objects.get_or_create(name=content["name"])
    if committee.memberships.exists():
        return
    for name in ("description", "kind", "quorum", "rule", "threshold", "names_are_public"):
        if name in content:
            setattr(committee, name, content[name])
    committee.themes = [world.themes[slug] for slug in content.get("themes", [])]
    committee.memberships = [
        Membership(
            user=world.people[login],
            role=role,
            organisation=world.organisations[organisation],
            sort_order=order,
        )
        for order, (login, role, organisation) in enumerate(content["seats"])
    ]
    if created:
        committee.criteria = [
            Criterion(label=label, guidance=text, weight=weight, allows_na=na, sort_order=order)
            for order, (label, text, weight, na) in enumerate(content["criteria"])
        ]
    committee.save()


def load_network(world):
    fr = world.locales["fr"]
    for order, (slug, name, name_en, text, text_en) in enumerate(typeset(THEMES)):
        theme, created = Theme.objects.get_or_create(
            slug=slug,
            locale=fr,
            defaults={"name": name, "description": text, "sort_order": order},
        )
        _translate(world, theme, created, name=name_en, description=text_en)
        world.themes[slug] = theme
    for level, code, name, name_en, parent, latitude, longitude in TERRITORIES:
        territory, created = Territory.objects.get_or_create(
            level=level,
            code=code,
            locale=fr,
            defaults={
                "name": name,
                "parent": world.territories.get(parent),
                "latitude": latitude and Decimal(latitude),
                "longitude": longitude and Decimal(longitude),
            },
        )
        _translate(world, territory, created, name=name_en)
        world.territories[level, code] = territory
    for content in typeset(ORGANISATIONS):
        organisation, created = Organisation.objects.get_or_create(
            name=content["name"],
            locale=fr,
            defaults={
                "legal_form": content["legal_form"],
                "approvals": content["approvals"],
                "description": content["fr"],
                "territory": world.territories.get(content["territory"]),
                "governance_role": content["governance_role"],
            },
        )
        _translate(world, organisation, created, description=content["en"])
        world.organisations[content["name"]] = organisation


def _translate(world, snippet, created, **texts):
    if created:
        english = snippet.copy_for_translation(world.locales["en"])
        for name, value in texts.items():
            setattr(english, name, value)
        english.save()
        world.translated.append((snippet, english))


# The site and its own pages


def load_site(world, stdout):
    root = Page.get_first_root_node()
    home_texts = typeset(HOME)
    home = _child(root, HOME["fr"]["slug"], HomePage)
    if home is None:
        home = HomePage(locale=world.locales["fr"], **_home(home_texts["fr"]))
        home.picture = load_picture(
            "fabrique",
            "La Fabrique",
            "Un port au soleil, des immeubles de couleur, des voiliers et des bulles de conversation",
        )
        root.add_child(instance=home)
        _publish(home, world.admin)
        _point_site(home)
        _in_english(world, home, **_home(home_texts["en"]))
    for key, model in (("challenges", ChallengeIndexPage), ("catalogue", CatalogueIndexPage)):
        texts = typeset(INDEXES[key])
        world.indexes[key] = _load_page(
            world, home, model, texts["fr"], texts["en"], show_in_menus=True
        )
    _load_page(
        world,
        home,
        GovernancePage,
        _standard(typeset(GOVERNANCE["fr"]), "fr"),
        _standard(GOVERNANCE["en"], "en"),
        show_in_menus=True,
    )
    for content in typeset(STANDARD):
        texts = {name: text for name, text in content["fr"].items() if name != "lead_since"}
        _load_page(
            world,
            home,
            StandardPage,
            _standard(texts, "fr"),
            _standard(content["en"], "en"),
            purpose=content["purpose"],
            show_in_menus=content.get("in_menu", False),
        )
    call_command("setup_crowdsolving", **({"stdout": stdout} if stdout else {}))


def _home(texts):
    return {
        **texts,
        "steps": [("step", {"title": title, "text": text}) for title, text in texts["steps"]],
    }


def _standard(texts, language):
    notice = ("notice", {"text": typeset(NOTICE[language])})
    return {**texts, "body": [*texts["body"], notice]}


def _point_site(home):
    """The default site shows the demo; the page that Wagtail's own migrations made goes."""
    address = urlsplit(settings.BASE_URL)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": address.hostname,
            "port": address.port or (443 if address.scheme == "https" else 80),
            "root_page": home,
            "site_name": settings.WAGTAIL_SITE_NAME,
        },
    )
    for page in Page.objects.filter(depth=2, slug="home").exclude(pk=home.pk):
        if page.specific_class is Page:
            page.delete()


def _load_page(world, parent, model, french, english, **common):
    page = _child(parent, french["slug"], model)
    if page is None:
        page = model(locale=world.locales["fr"], **common, **french)
        parent.add_child(instance=page)
        _publish(page, world.admin)
        _in_english(world, page, **english)
    return page


def _child(parent, slug, model):
    return model.objects.child_of(parent).filter(slug=slug).first()


def _publish(page, by):
    page.save_revision(user=by).publish(user=by, skip_permission_checks=True)


def _in_english(world, page, **texts):
    english = page.copy_for_translation(world.locales["en"])
    for name, value in texts.items():
        setattr(english, name, value)
    _publish(english, world.admin)
    world.translated.append((page, english))
    return english


def load_picture(slug, title, description):
    """The picture of a subject, drawn now; ``description`` is its text alternative."""
    title = f"Illustration : {title}"
    images = get_image_model()
    root = Collection.get_first_root_node()
    collection = root.get_children().filter(name=COLLECTION).first()
    if collection is None:
        collection = root.add_child(name=COLLECTION)
    image = images.objects.filter(title=title, collection=collection).first()
    if image is None:
        file = ImageFile(io.BytesIO(pictures.draw(slug)), name=f"{PICTURE}{slug}.png")
        image = images(title=title, description=description, collection=collection, file=file)
        image.save()
    return image


# Challenges


def load_challenge(world, content):
    """A challenge open to contributions: proposed and examined where the contents say so."""
    index = world.indexes["challenges"]
    if _child(index, content["slug"], ChallengePage):
        return
    if content.get("proposal"):
        page = _examined(world, content).get_latest_revision_as_object()
    else:
        page = ChallengePage(locale=world.locales["fr"], title=content["title"])
    for name in PLAIN_FIELDS:
        if content.get(name):
            setattr(page, name, content[name])
    _write_brief(page, content, "fr")
    page.slug = content["slug"]
    page.situation = content["situation"]
    page.organisation = world.organisations.get(content.get("organisation"))
    page.proposed_by = content.get("proposed_by", "")
    _classify(world, page, content)
    if page.pk is None:
        index.add_child(instance=page)
    _publish(page, world.admin)
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


def _write_brief(page, texts, language):
    for name in RICH_FIELDS:
        if texts.get(name):
            setattr(page, name, to_html(texts[name]))
    page.context = to_html(f"{texts['context']}\n\n{typeset(ILLUSTRATION['challenge'][language])}")


def _classify(world, page, content):
    page.themes = [world.themes[slug] for slug in content["themes"]]
    page.goals = content["goals"]
    page.territory = world.territories[content["territory"]]
    page.territory_kind = content["territory_kind"]


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
    return _propose(world, world.people["nadia"], {**who, **brief}, steps, start)


def settle_challenge(world, content):
    """Dates, key moments and the English version: once the discussion has been held."""
    index = world.indexes["challenges"]
    page = _child(index, content["slug"], ChallengePage)
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
    _set_back(page, published)
    if english := content.get("en"):
        version = page.copy_for_translation(world.locales["en"])
        for name in ("title", "slug", "guiding_question", "summary", "beneficiaries"):
            setattr(version, name, english[name])
        _write_brief(version, english, "en")
        version.updates = [
            ("update", {"date": moment["date"], "title": title, "text": to_html(text)})
            for moment, (title, text) in zip(moments, english["updates"], strict=True)
        ]
        _publish(version, world.admin)
        _set_back(version, published)
        world.translated.append((page, version))


def _set_back(page, day):
    at = _moment(day, 9)
    Page.objects.filter(pk=page.pk).update(first_published_at=at, last_published_at=at)


def _moment(day, hour, minute=0):
    return clock.at(day, datetime.time(hour, minute))


def load_proposal(world, content):
    proposer = world.people[content["proposer"]]
    title = content["data"]["title"]
    if Proposal.objects.filter(proposer=proposer, data__title=title).exists():
        return
    start = world.today - datetime.timedelta(days=content["days"])
    steps = content["steps"] if content["submitted"] else None
    _propose(world, proposer, {"for_whom": "myself", **content["data"]}, steps, start)


def _propose(world, proposer, data, steps, start):
    """Take a proposal through the doors; ``steps`` is ``None`` for one that is still being typed."""
    data = dict(data)
    data["themes"] = [str(world.themes[slug].pk) for slug in data.get("themes", [])]
    data["territory"] = (
        str(world.territories[data["territory"]].pk) if data.get("territory") else ""
    )
    data = {name: str(value) if isinstance(value, int) else value for name, value in data.items()}
    if steps is not None:
        data |= {
            "contact_name": proposer.get_full_name(),
            "contact_email": proposer.email,
            "contact_phone": "00 00 00 00 00",
            "consent": True,
        }
    index = world.indexes["challenges"]
    proposal = challenges.begin(index=index, by=proposer, language="fr")
    proposal = challenges.save_draft(
        proposal=proposal, by=proposer, data=data, version=proposal.version
    )
    page = None
    if steps is not None:
        page = challenges.submit(proposal=proposal, by=proposer)
        for verb, who, *words in steps:
            _examine(world, proposal, page, verb, who, *words)
    _date_examination(proposal, page, start)
    return page


def _examine(world, proposal, page, verb, who, words=""):
    if verb == "decline":
        challenges.decline(proposal=proposal, by=world.people[who], reasons=words)
        return
    state = TaskState.objects.get(
        workflow_state__in=WorkflowState.objects.active().for_instance(page),
        status=TaskState.STATUS_IN_PROGRESS,
    )
    if verb == "approve":
        state.task.specific.on_action(state.specific, world.people[who], "approve", comment="")
        return
    round = state.crowdsolving_round
    # ``None``: what that committee makes of a challenge that is on the site.
    works = typeset(FAVOURABLE).get(round.committee.name)
    work = who or works[(round.committee.rounds.count() - 1) % len(works)]
    for login, reason in work.get("recusals", []):
        selection.recuse(round=round, by=world.people[login], reason=reason)
    for login, opinion, marks, comment, *to_proposer in work["reviews"]:
        keys = [criterion["key"] for criterion in round.criteria]
        selection.give_review(
            round=round,
            by=world.people[login],
            opinion=opinion,
            scores=dict(zip(keys, marks, strict=True)) if marks else {},
            comment=comment,
            to_proposer=to_proposer[0] if to_proposer else "",
        )
    for login, text in work.get("discussion", []):
        selection.post_message(round=round, by=world.people[login], text=text)
    if "decision" in work:
        login, outcome, message, *departure = work["decision"]
        chair = world.people[login]
        decision = selection.draft_decision(
            round=round,
            by=chair,
            outcome=outcome,
            message=message,
            departure=departure[0] if departure else "",
        )
        decision = selection.prepare_decision(decision=decision, by=chair)
        if not work.get("prepared"):
            _released, refused = selection.release_decisions(decisions=[decision], by=chair)
            assert not refused, refused


#: Days from a proposal to its first round, and from the opening of a round to its decision.
FIRST_ROUND, A_ROUND = 3, 11


def _date_examination(proposal, page, start):
    """Set back what was done today, so that events, steps, rounds and decisions follow one another."""
    received = _moment(start, 10)
    Proposal.objects.filter(pk=proposal.pk).update(created_at=received, updated_at=received)
    if page is None:
        return
    Proposal.objects.filter(pk=proposal.pk).update(submitted_at=received, consented_at=received)
    eligible = _moment(start + datetime.timedelta(days=FIRST_ROUND), 10, 30)
    WorkflowState.objects.for_instance(page).update(created_at=received)
    first = TaskState.objects.for_instance(page).filter(crowdsolving_round=None)
    first.update(started_at=received)
    first.exclude(finished_at=None).update(finished_at=eligible)
    ended = eligible
    for number, round in enumerate(Round.objects.filter(page=page).order_by("opened_at")):
        day = start + datetime.timedelta(days=FIRST_ROUND + A_ROUND * number)
        ended = _date_round(round, day)
    kinds = ProposalEvent.Kind
    moments = {kinds.RECEIVED: received, kinds.ELIGIBLE: eligible, kinds.UNDER_REVIEW: eligible}
    for number, event in enumerate(proposal.events.order_by("at", "pk")):
        at = moments.get(event.kind, ended) + datetime.timedelta(seconds=number)
        ProposalEvent.objects.filter(pk=event.pk).update(at=at)


def _date_round(round, day):
    """A round that was opened on ``day``. Returns when it was decided."""
    at = _moment(day, 11)
    after = _moment(day + datetime.timedelta(days=A_ROUND - 1), 17)
    decided = _moment(day + datetime.timedelta(days=A_ROUND), 10)
    due = day + datetime.timedelta(days=round.committee.review_days)
    rows = Round.objects.filter(pk=round.pk)
    rows.update(
        opened_at=at,
        due_at=clock.end_of(due),
    )
    rows.filter(state=Round.State.CLOSED).update(closed_at=after)
    made = Decision.objects.filter(round=round)
    made.update(prepared_at=after)
    is_released = made.filter(state=Decision.State.RELEASED).update(released_at=decided)
    round.seats.update(invited_at=at)
    round.seats.exclude(recused_at=None).update(recused_at=at + datetime.timedelta(hours=5))
    for number, seat in enumerate(round.seats.order_by("pk"), 1):
        written = min(at + datetime.timedelta(days=number, hours=number), after)
        seat.reviews.update(submitted_at=written)
    for number, message in enumerate(round.messages.order_by("pk")):
        written = after - datetime.timedelta(hours=3 - number)
        round.messages.filter(pk=message.pk).update(created_at=written)
    step = TaskState.objects.filter(pk=round.task_state_id)
    step.update(started_at=at)
    step.exclude(finished_at=None).update(finished_at=decided)
    return decided if is_released else at


def load_board_meetings(world):
    """The board's meetings: one for each day on which it decided, and today's for what is prepared."""
    decisions = Decision.objects.filter(
        round__committee__kind=Committee.Kind.BOARD, meeting=None
    ).exclude(state=Decision.State.DRAFT)
    for decision in decisions.select_related("round__committee").order_by("pk"):
        committee, at = decision.round.committee, decision.released_at
        meeting, created = Meeting.objects.get_or_create(
            committee=committee,
            held_on=timezone.localdate(at) if at else world.today,
            defaults=typeset(BOARD_MEETING),
        )
        if created:
            sitting = committee.memberships.exclude(role=Membership.Role.OBSERVER)
            # Of the meetings that are over, somebody was absent.
            meeting.present.set(list(sitting.values_list("user", flat=True))[: 2 if at else None])
        Decision.objects.filter(pk=decision.pk).update(meeting=meeting)


def load_meeting(world, content):
    """The meeting in which a committee has prepared its decisions; nobody has been told of them yet."""
    committee = Committee.objects.get(name=content["committee"])
    prepared = Decision.objects.filter(
        round__committee=committee, state=Decision.State.PREPARED, meeting=None
    )
    if committee.meetings.exists() or not prepared:
        return
    meeting = Meeting.objects.create(
        committee=committee,
        held_on=timezone.localdate(prepared[0].prepared_at),
        place=content["place"],
        notes=content["notes"],
    )
    meeting.present.set(world.people[login] for login in content["present"])
    for decision in prepared:
        selection.place_decision(
            decision=decision, by=world.people[content["chair"]], meeting=meeting
        )


# Discussions


def load_contribution(world, content):
    key = uuid.uuid5(KEYS, content["key"])
    if Contribution.objects.filter(submission_key=key).exists():
        return
    author = world.people[content["author"]]
    page = _child(world.indexes["challenges"], content["page"], ChallengePage)
    parent = None
    if content.get("reply_to"):
        parent = Contribution.objects.get(submission_key=uuid.uuid5(KEYS, content["reply_to"]))
    contribution = contributions.submit(
        page=page,
        author=author,
        kind=content["kind"],
        text=content["text"],
        language=content["language"],
        submission_key=key,
        place=content.get("place", ""),
        link=content.get("link", ""),
        in_reply_to=parent,
    )
    _moderate(world, contribution, content)
    _take_up(world, contribution, content)
    _date_contribution(world, contribution, content)
    _contest(world, contribution, content)


def _moderate(world, contribution, content):
    state, moderator = content["state"], world.people[content.get("by", "karim")]
    words = {"rule": content.get("rule"), "reason": content.get("reason")}
    if state in ("published", "removed"):
        contributions.approve(contribution=contribution, by=moderator)
        contribution.refresh_from_db()
    if state == "removed":
        contributions.remove(contribution=contribution, by=moderator, **words)
    elif state == "refused":
        contributions.reject(contribution=contribution, by=moderator, **words)
    elif state == "changes_requested":
        contributions.request_changes(
            contribution=contribution, by=moderator, reason=content["reason"]
        )
    elif state == "withdrawn":
        contributions.withdraw(contribution=contribution, by=contribution.user)


def _take_up(world, contribution, content):
    """What members and the animator make of it."""
    for login in content.get("supports", ()):
        contributions.support(contribution=contribution, by=world.people[login])
    animator = world.people["solene"]
    if content.get("official"):
        contributions.mark_official(contribution=contribution, by=animator)
    if note := content.get("retained"):
        contributions.retain(contribution=contribution, by=animator, note=note)


def _date_contribution(world, contribution, content):
    """Written on its day, at an hour of its own; decided the day after, or today."""
    when = content["when"]
    day = world.day(-when if isinstance(when, int) else when)
    hour, minute = 8 + contribution.pk % 12, contribution.pk * 7 % 60
    now = timezone.now()
    written = min(_moment(day, hour, minute), now - datetime.timedelta(minutes=90))
    decided = min(written + datetime.timedelta(hours=20), now - datetime.timedelta(minutes=20))
    row = Contribution.objects.filter(pk=contribution.pk)
    row.update(submit_date=written)
    row.exclude(published_at=None).update(published_at=decided)
    row.exclude(waits_since=None).update(waits_since=written)
    # A decision never changes, says its manager; this one is only set where it belongs in the story.
    QuerySet(ModerationDecision).filter(contribution=contribution).update(decided_at=decided)


def _contest(world, contribution, content):
    """What somebody has to say about it, and nobody has decided on."""
    if notice := content.get("notice"):
        _date_wait(
            contributions.report(
                contribution=contribution,
                by=world.people[notice["by"]],
                rule=notice["rule"],
                explanation=notice["explanation"],
                in_good_faith=True,
                language=content["language"],
            ),
            contribution,
            world.day(-notice["when"]),
        )
    if appeal := content.get("appeal"):
        _date_wait(
            contributions.appeal(
                decision=contribution.decisions.first(), by=contribution.user, text=appeal["text"]
            ),
            contribution,
            world.day(-appeal["when"]),
        )


def _date_wait(made, contribution, day):
    moment = _moment(day, 9, contribution.pk * 7 % 60)
    type(made).objects.filter(pk=made.pk).update(created_at=moment)
    Contribution.objects.filter(pk=contribution.pk).update(waits_since=moment)


# The catalogue


def load_project(world, content, position):
    index = world.indexes["catalogue"]
    if _child(index, content["slug"], CatalogueProjectPage):
        return
    page = CatalogueProjectPage(
        locale=world.locales["fr"],
        title=content["title"],
        slug=content["slug"],
        origin=content["origin"],
        holder=content["holder"],
        picture=load_picture(content["slug"], content["title"], content["picture_alt"]),
        organisations=[
            ("organisation", {"organisation": world.organisations[name], "role": role})
            for name, role in content["organisations"]
        ],
        **_project_texts(content, content, "fr"),
    )
    _classify(world, page, content)
    index.add_child(instance=page)
    _publish(page, world.admin)
    for stage, year, conclusion, note in content["stages"]:
        catalogue.record_stage(
            page=page,
            stage=stage,
            reached_on=datetime.date(year, 1, 1),
            precision="year",
            conclusion=conclusion,
            note=note,
            by=world.admin,
        )
    published = world.today - datetime.timedelta(days=20 + 9 * position)
    _set_back(page, published)
    if english := content.get("en"):
        texts = _project_texts(content, english, "en")
        version = _in_english(world, page, title=english["title"], slug=english["slug"], **texts)
        _set_back(version, published)


def _project_texts(content, texts, language):
    figures = []
    for figure in content.get("figures", []):
        label, unit, source = figure[language]
        figures.append(
            (
                "figure",
                {
                    "label": label,
                    "value": Decimal(figure["value"]),
                    "unit": unit,
                    "date": figure.get("date"),
                    "source": source,
                },
            )
        )
    documents = []
    if document := content.get("document"):
        file = _load_document(content["slug"], document)
        documents = [("document", {"title": document[language], "document": file})]
    return {
        "summary": texts["summary"],
        "need": to_html(texts["need"]),
        "answer": to_html(f"{texts['answer']}\n\n{typeset(ILLUSTRATION['project'][language])}"),
        "figures": figures,
        "documents": documents,
    }


def _load_document(slug, content):
    documents = get_document_model()
    document = documents.objects.filter(title=content["fr"]).first()
    if document is None:
        file = ContentFile(content["text"].encode(), name=f"{slug}.txt")
        document = documents(title=content["fr"], file=file)
        document.save()
    return document


# Translations


def load_translations(world):
    """wagtail-localize knows what was translated, of what has just been loaded; one page has changed since."""
    for french, english in world.translated:
        translations.register(*[_as_stored(one) for one in (french, english)], world.admin)
    leads = {
        content["fr"]["slug"]: content["fr"].get("lead_since") for content in typeset(STANDARD)
    }
    for french, _english in world.translated:
        if isinstance(french, StandardPage) and (lead := leads.get(french.slug)):
            page = _as_stored(french)
            page.lead = lead
            _publish(page, world.admin)


def _as_stored(instance):
    return type(instance)._base_manager.get(pk=instance.pk)


# What the media lost


def restore_files():
    """Make the files again that are missing: a database that was kept, media that were emptied."""
    for image in get_image_model().objects.filter(collection__name=COLLECTION):
        # Django adds "_" and a few signs to a name that was taken.
        slug = Path(image.file.name).stem.removeprefix(PICTURE).split("_")[0]
        if slug in pictures.SUBJECTS and _is_missing(image.file):
            image.file.storage.save(image.file.name, io.BytesIO(pictures.draw(slug)))
            image.renditions.all().delete()
    for content in typeset(PROJECTS):
        if content.get("document"):
            document = _load_document(content["slug"], content["document"])
            if _is_missing(document.file):
                text = ContentFile(content["document"]["text"].encode())
                document.file.storage.save(document.file.name, text)


def _is_missing(file):
    return not file.storage.exists(file.name)
