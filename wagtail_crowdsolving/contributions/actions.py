"""The doors of a discussion."""

import re
import uuid
from contextlib import contextmanager
from datetime import timedelta
from typing import NamedTuple

import swapper
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.sites.models import Site
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, transaction
from django.db.models import F, Q, Subquery
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from wagtail_crowdsolving import conf
from wagtail_crowdsolving.contributions import jobs, queries, redress, rules
from wagtail_crowdsolving.contributions.attachments import check_number, kept_on_success
from wagtail_crowdsolving.contributions.attachments import read as read_attachments
from wagtail_crowdsolving.contributions.drafts import (  # noqa: F401 -- doors of this room
    discard_draft,
    save_draft,
)
from wagtail_crowdsolving.contributions.models import (
    Amendment,
    Attachment,
    Contribution,
    DiscussedPageMixin,
    DiscussionCounter,
    Kind,
    ModerationDecision,
    Rule,
    State,
    Support,
    is_visible,
)
from wagtail_crowdsolving.contributions.redress import (  # noqa: F401 -- doors of this room
    appeal,
    decide_appeal,
    decide_notice,
    notify,
)
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.jobs import enqueue
from wagtail_crowdsolving.notifications import actions as outbox
from wagtail_crowdsolving.text import (
    clean_typed,
    to_html,
    to_plain,
    validate_no_control_characters,
)

swapper.set_app_prefix("wagtailcore", "wagtail")

LOG = "wagtail_crowdsolving.contribution"
PLACE_LENGTH = Contribution._meta.get_field("place").max_length
LINK_LENGTH = Contribution._meta.get_field("link").max_length
NOTE_LENGTH = Contribution._meta.get_field("retained_note").max_length
REASON_LENGTH = 2000
LETTERS = 10
_link = URLValidator(schemes=["http", "https"])


def submit(
    *,
    page,
    author,
    kind,
    text,
    language,
    submission_key,
    place="",
    link="",
    in_reply_to=None,
    builds_on=None,
    attachments=(),
    passed_restrictions=(),
):
    """A member contributes to ``page`` (any language version); it waits for a moderator.

    Re-checks on the server that the page is live, public to them and open and that
    ``in_reply_to`` is published, on the same page and not too deep; likewise what it
    ``builds_on``. The same ``submission_key`` by the same author returns the contribution that it
    made the first time. A reply without a ``kind`` is an idea. ``attachments`` is a list of
    ``(uploaded file, description)``. ``passed_restrictions``: see ``rules.can_read``.
    Raises ``NotAllowed``, ``Conflict``, ``ValidationError`` (with fields). Returns the ``Contribution``.
    """
    if not rules.can_take_part(author):
        raise NotAllowed
    submission_key = uuid.UUID(str(submission_key))
    files, problems = read_attachments(attachments)
    try:
        with kept_on_success(files), transaction.atomic():
            versions = _lock_versions(page, author)
            shared = versions[0]
            above = [one.pk for one in (in_reply_to, builds_on) if one is not None]
            found = queries.contributions().filter(
                Q(submission_key=submission_key) | Q(pk__in=above)
            )
            found = {one.pk: one for one in found}
            if first := _made_by(submission_key, author, found.values()):
                return first
            page = next((one for one in versions if one.pk == page.pk), None)
            if not isinstance(page, DiscussedPageMixin) or not rules.can_read(
                author, page, passed_restrictions
            ):
                raise NotAllowed
            if not rules.can_contribute(author, page):
                raise Conflict(page.get_discussion_closed_message())
            parent = in_reply_to and _check_parent(found.get(in_reply_to.pk), shared)
            source = builds_on and _check_source(found.get(builds_on.pk), shared)
            typed = _clean(
                kind=kind or (Kind.IDEA if parent else ""),
                text=text,
                place=place,
                link=link,
                files=files,
                problems=problems,
            )
            _check_rate(shared.sent_lately)
            contribution = Contribution(
                page=shared,
                content_type=ContentType.objects.get_for_model(_base_page()),
                object_pk=str(shared.pk),
                site=_django_site(),
                user=author,
                language=_known_language(language),
                root_id=parent and (parent.root_id or parent.pk),
                in_reply_to=parent,
                builds_on=source,
                submission_key=submission_key,
                waits_since=timezone.now(),
                **typed,
            )
            contribution.save(force_insert=True)
            contribution.files = _attach(files, contribution)
            _count(contribution)
            _log(contribution, "submit", author)
            _tell_author(contribution, "received", action="mine", versions=versions)
    except IntegrityError:
        # The same key, at the same instant, on another page.
        found = queries.contributions().filter(submission_key=submission_key)
        if first := _made_by(submission_key, author, found):
            return first
        raise
    return contribution


def preview(*, kind, text, place="", link="", attachments=()):
    """The contribution that this would make, with its ``files``: nothing is stored.

    Raises ``ValidationError`` as ``submit`` does.
    """
    files, problems = read_attachments(attachments)
    typed = _clean(kind=kind, text=text, place=place, link=link, files=files, problems=problems)
    contribution = Contribution(**typed)
    contribution.files = files
    return contribution


def edit(
    *,
    contribution,
    by,
    text,
    kind=None,
    place=None,
    link=None,
    attachments=(),
    remove_attachments=(),
):
    """The author changes a text. What waits is changed at once, and waits again where a moderator
    had asked for changes. What is published stays as it is until a moderator accepts the change;
    only the files that are taken away (``remove_attachments``, their keys) go at once.

    Returns the ``Contribution`` where it is changed (or nothing differs), else the ``Amendment``
    that waits: one a contribution, an earlier one is replaced. Raises ``NotAllowed``,
    ``Conflict``, ``ValidationError``.
    """
    if not rules.is_author(by, contribution):
        raise NotAllowed
    files, problems = read_attachments(attachments)
    with kept_on_success(files), transaction.atomic():
        contribution = _lock_with_page(contribution)
        if not rules.can_edit(by, contribution):
            raise Conflict(_("A moderator has decided in the meantime: the text is not changed."))
        before = _standing(contribution)
        taken = {str(key) for key in remove_attachments}
        held = list(contribution.attachments.exclude(amendment__state__in=_ENDED))
        removed = [one for one in held if str(one.pk) in taken]
        typed = _clean(
            kind=kind or contribution.kind,
            text=text,
            place=contribution.place if place is None else place,
            link=contribution.link if link is None else link,
            files=[*(one for one in held if one not in removed), *files],
            problems=problems,
        )
        for one in removed:
            one.delete()
        if contribution.state == State.PUBLISHED:
            return _amend(contribution, by, typed, files)
        contribution.files = [
            *(one for one in held if one not in removed),
            *_attach(files, contribution),
        ]
        for name, value in typed.items():
            setattr(contribution, name, value)
        if contribution.state == State.CHANGES_REQUESTED:
            contribution.state, contribution.waits_since = State.PENDING, timezone.now()
        contribution.save()
        _count(contribution, before)
        _log(contribution, "edit", by)
    return contribution


#: A change that no longer waits, and was not made.
_ENDED = (Amendment.State.REFUSED, Amendment.State.WITHDRAWN)


def _amend(contribution, by, typed, files):
    """Keep a change of a published text, the row of which is locked, until it is decided on."""
    waiting = queries.waiting_amendment(contribution)
    wanted = waiting or contribution
    if not files and all(getattr(wanted, name) == value for name, value in typed.items()):
        return wanted
    before = _standing(contribution)
    amendment, _is_new = Amendment.objects.update_or_create(
        contribution=contribution, state=Amendment.State.WAITING, defaults=typed
    )
    _attach(files, contribution, amendment)
    _wait(contribution, contribution.waits_since or timezone.now())
    _count(contribution, before)
    _log(contribution, "amend", by)
    return amendment


def withdraw_amendment(*, amendment, by):
    """The author takes back a change of a published text that still waits."""
    if not rules.is_author(by, amendment.contribution):
        raise NotAllowed
    with transaction.atomic():
        contribution, amendment = _lock_amendment(amendment)
        before = _standing(contribution)
        amendment.state = Amendment.State.WITHDRAWN
        amendment.save(update_fields=["state"])
        amendment.attachments.all().delete()
        _wait(contribution, None)
        _count(contribution, before)
        _log(contribution, "withdraw_amendment", by)
    return amendment


def approve(*, contribution, by, seen=None):
    """A moderator publishes a pending contribution. Returns the ``ModerationDecision``.

    ``seen`` is the ``fingerprint`` of the text that the moderator read (by default the one of
    ``contribution`` as it was loaded): a text that its author has changed since is a ``Conflict``.
    """
    return _decide(
        contribution, by, seen, outcome=ModerationDecision.Outcome.APPROVED, mail="published"
    )


def reject(*, contribution, by, rule, reason, seen=None):
    """A moderator refuses a pending contribution, with the rule and the reason told to its author."""
    return _decide(
        contribution,
        by,
        seen,
        outcome=ModerationDecision.Outcome.REFUSED,
        rule=rule,
        reason=reason,
        mail="refused",
    )


def request_changes(*, contribution, by, reason, seen=None):
    """A moderator asks the author to change a pending text: it waits again once they have."""
    return _decide(
        contribution,
        by,
        seen,
        outcome=ModerationDecision.Outcome.CHANGES_REQUESTED,
        reason=reason,
        mail="changes_requested",
    )


def approve_amendment(*, amendment, by, seen=None):
    """A moderator puts a change in the place of the published text. Returns the ``ModerationDecision``.

    ``seen``: the ``fingerprint`` of the change that the moderator read; see ``approve``.
    """
    return _decide_amendment(
        amendment, by, seen, outcome=ModerationDecision.Outcome.EDIT_APPROVED, mail="edit_published"
    )


def reject_amendment(*, amendment, by, rule, reason, seen=None):
    """A moderator refuses a change: the published text stays, and its author is told why."""
    return _decide_amendment(
        amendment,
        by,
        seen,
        outcome=ModerationDecision.Outcome.EDIT_REFUSED,
        rule=rule,
        reason=reason,
        mail="edit_refused",
    )


def remove(*, contribution, by, rule, reason, seen=None):
    """A moderator takes a published contribution off the page; its place in the thread stays marked.

    A change of it that waits is refused with it.
    """
    return _decide(
        contribution,
        by,
        seen,
        outcome=ModerationDecision.Outcome.REMOVED,
        rule=rule,
        reason=reason,
        mail="removed",
    )


def withdraw(*, contribution, by):
    """The author takes back their contribution; its place in the thread stays marked.

    Its files are deleted.
    """
    if not rules.is_author(by, contribution):
        raise NotAllowed
    with transaction.atomic():
        contribution = _lock_with_page(contribution)
        if not rules.can_withdraw(by, contribution):
            raise Conflict(_("This contribution is no longer waiting or published."))
        before = _standing(contribution)
        _end_amendment(contribution, Amendment.State.WITHDRAWN)
        contribution.state, contribution.waits_since = State.WITHDRAWN, None
        contribution.attachments.all().delete()
        contribution.save()
        _count(contribution, before)
        _log(contribution, "withdraw", by)
    return contribution


def support(*, contribution, by):
    """A member supports a published contribution of another. Asked again, it changes nothing.

    No audit line: the row says it all, and it goes when the member takes it back.
    """
    if not rules.can_support(by, contribution):
        raise NotAllowed
    with transaction.atomic():
        contribution = _lock(contribution)
        if not rules.can_support(by, contribution):
            raise Conflict(_("This contribution is no longer public."))
        _made, is_new = Support.objects.get_or_create(contribution=contribution, user=by)
        _count_supports(contribution, int(is_new))
    return contribution


def withdraw_support(*, contribution, by):
    """A member takes back their support. Asked again, it changes nothing."""
    if not rules.can_take_part(by):
        raise NotAllowed
    with transaction.atomic():
        contribution = _lock(contribution)
        taken, _by_model = Support.objects.filter(contribution=contribution, user=by).delete()
        _count_supports(contribution, -taken)
    return contribution


def mark_official(*, contribution, by):
    """Say that a published text is the answer of those who carry the challenge. Asked again, it changes nothing."""
    with _of_the_team(contribution, by, rules.can_answer_officially) as contribution:
        if not contribution.is_official:
            contribution.is_official = True
            contribution.save(update_fields=["is_official"])
            _log(contribution, "mark_official", by)
    return contribution


def unmark_official(*, contribution, by):
    """Say that a text is no official answer after all. Asked again, it changes nothing."""
    with _of_the_team(contribution, by) as contribution:
        if contribution.is_official:
            contribution.is_official = False
            contribution.save(update_fields=["is_official"])
            _log(contribution, "unmark_official", by)
    return contribution


def retain(*, contribution, by, note=""):
    """Say in public that a contribution is taken up, and in ``note`` what becomes of it.

    Its author is told the first time; said again, it changes the note. Raises ``NotAllowed``,
    ``Conflict``, ``ValidationError``.
    """
    with _of_the_team(contribution, by, rules.can_retain) as contribution:
        note = _clean_note(note)
        is_new = contribution.retained_at is None
        if is_new:
            contribution.retained_at = timezone.now()
        if is_new or contribution.retained_note != note:
            contribution.retained_note = note
            contribution.save(update_fields=["retained_at", "retained_note"])
            _log(contribution, "retain", by)
        if is_new and contribution.user_id != by.pk:
            _tell_author(contribution, "retained", action="permalink", condition=jobs.is_retained)
    return contribution


def release_retained(*, contribution, by):
    """Take back what ``retain`` said. Asked again, it changes nothing."""
    with _of_the_team(contribution, by) as contribution:
        if contribution.retained_at:
            contribution.retained_at, contribution.retained_note = None, ""
            contribution.save(update_fields=["retained_at", "retained_note"])
            _log(contribution, "release", by)
    return contribution


@contextmanager
def _of_the_team(contribution, by, rule=None):
    """The contribution, locked, for those who moderate its page and where ``rule`` allows it."""
    page = contribution.page.specific
    team_page = page if isinstance(page, DiscussedPageMixin) else None
    if team_page is None or not rules.can_moderate(by, team_page):
        raise NotAllowed
    if rule and contribution.state == State.PUBLISHED and not rule(by, contribution, team_page):
        raise NotAllowed
    with transaction.atomic():
        contribution = _lock(contribution)
        if rule and not rule(by, contribution, team_page):
            raise Conflict(_("This contribution is no longer public."))
        yield contribution


def recount(*, page_pk):
    """Set right the numbers of the discussion of the (canonical) page; returns what was wrong.

    ``{name: (stored, true)}``, where a name is a column of the counter, or a column and the key
    of a contribution.
    """
    with transaction.atomic():
        _base_page().objects.select_for_update().filter(pk=page_pk).first()
        # A support locks its contribution, not the page.
        list(
            queries.contributions()
            .filter(page=page_pk)
            .order_by("pk")
            .select_for_update()
            .values_list("pk")
        )
        wrong = queries.drift(page_pk)
        for (column, pk), (_stored, true) in wrong["contributions"].items():
            Contribution.objects.filter(pk=pk).update(**{column: true})
        if wrong["contributions"]:
            wrong["counter"].update(queries.drift(page_pk)["counter"])
        DiscussionCounter.objects.update_or_create(
            page_id=page_pk, defaults=queries.true_numbers(page_pk)
        )
    return wrong


#: From which state to which a decision leads.
_STEPS = {
    ModerationDecision.Outcome.APPROVED: (State.PENDING, State.PUBLISHED),
    ModerationDecision.Outcome.CHANGES_REQUESTED: (State.PENDING, State.CHANGES_REQUESTED),
    ModerationDecision.Outcome.REFUSED: (State.PENDING, State.REFUSED),
    ModerationDecision.Outcome.REMOVED: (State.PUBLISHED, State.REMOVED),
}


def _decide(contribution, by, seen, *, outcome, mail, rule="", reason="", notice=None):
    seen = seen or contribution.fingerprint
    _may_decide(by, contribution)
    start, end = _STEPS[outcome]
    with transaction.atomic():
        contribution = _lock_with_page(contribution)
        if contribution.state != start:
            raise Conflict(
                _("This contribution is no longer in a state that allows this: “%(state)s”.")
                % {"state": contribution.get_state_display()}
            )
        _check_seen(contribution, seen)
        rule, reason = _clean_reason(outcome, rule, reason)
        before = _standing(contribution)
        amendment = _end_amendment(contribution, Amendment.State.REFUSED)
        contribution.state, contribution.waits_since = end, None
        if end == State.PUBLISHED:
            contribution.published_at = timezone.now()
        contribution.save()
        _count(contribution, before)
        return _record(
            contribution,
            by,
            mail,
            outcome=outcome,
            rule=rule,
            reason=reason,
            amendment=amendment,
            text=contribution.text_to_judge,
            notice=notice,
        )


def _decide_amendment(amendment, by, seen, *, outcome, mail, rule="", reason=""):
    seen = seen or amendment.fingerprint
    _may_decide(by, amendment.contribution)
    with transaction.atomic():
        contribution, amendment = _lock_amendment(amendment)
        _check_seen(amendment, seen)
        rule, reason = _clean_reason(outcome, rule, reason)
        before = _standing(contribution)
        text = amendment.text_to_judge
        contribution.waits_since = None
        if outcome == ModerationDecision.Outcome.EDIT_APPROVED:
            _accept(contribution, amendment)
        else:
            amendment.state = Amendment.State.REFUSED
            amendment.save(update_fields=["state"])
        contribution.save()
        _count(contribution, before)
        return _record(
            contribution,
            by,
            mail,
            outcome=outcome,
            rule=rule,
            reason=reason,
            amendment=amendment,
            text=text,
        )


def _accept(contribution, amendment):
    """Put a change in the place of the published text; the caller saves ``contribution``."""
    amendment.state = Amendment.State.ACCEPTED
    amendment.save(update_fields=["state"])
    for name in ("kind", "comment", "place", "link", "body"):
        setattr(contribution, name, getattr(amendment, name))
    contribution.changed_at = timezone.now()
    amendment.attachments.update(amendment=None)
    contribution.__dict__.pop("files", None)


def _may_decide(by, contribution):
    if not rules.can_decide(by, contribution, _team_page(contribution)):
        raise NotAllowed


def _check_seen(judged, seen):
    if judged.fingerprint != seen:
        raise Conflict(_("Its author has changed the text since you read it: read it again."))


def _record(contribution, by, mail, **decided):
    """Write down the decision, and tell the author."""
    decision = ModerationDecision.objects.create(
        contribution=contribution, decided_by=by, **decided
    )
    if decision.outcome == ModerationDecision.Outcome.REMOVED:
        redress.close_notices(decision)
    _log(contribution, decision.outcome, by, decision=decision.pk, rule=str(decision.rule))
    _tell_author(
        contribution,
        mail,
        decision=decision,
        action="permalink" if contribution.state == State.PUBLISHED else "mine",
    )
    return decision


def _team_page(contribution):
    """The page whose own team may moderate the contribution, or ``None``."""
    page = contribution.page.specific
    return page if isinstance(page, DiscussedPageMixin) else None


def _lock(contribution):
    locked = queries.contributions().select_for_update().filter(pk=contribution.pk).first()
    if locked is None:
        raise Conflict(_("This contribution no longer exists."))
    return locked


def _lock_with_page(contribution):
    """As ``_lock``, the page first: whoever changes a discussion's numbers takes turns there."""
    list(_base_page().objects.select_for_update().filter(pk=contribution.page_id).values_list("pk"))
    return _lock(contribution)


def _lock_amendment(amendment):
    """A change that waits, and the published text that it would change."""
    contribution = _lock_with_page(amendment.contribution)
    waiting = queries.waiting_amendment(contribution)
    if waiting is None or waiting.pk != amendment.pk or contribution.state != State.PUBLISHED:
        raise Conflict(_("This change no longer waits."))
    waiting.contribution = contribution
    return contribution, waiting


def _end_amendment(contribution, state):
    """End the change that waits, where there is one: its text goes with it. Returns it."""
    amendment = contribution.waits_since and queries.waiting_amendment(contribution)
    if amendment:
        amendment.state = state
        amendment.save(update_fields=["state"])
    return amendment


def _wait(contribution, since):
    contribution.waits_since = since
    Contribution.objects.filter(pk=contribution.pk).update(waits_since=since)


def _lock_versions(page, author):
    """All language versions of ``page``, specific and locked, the one that they share first.

    That is the oldest, as ``canonical`` says. Brings along how much ``author`` has ``sent_lately``.
    """
    model = page.specific_class or type(page)
    since = timezone.now() - timedelta(hours=1)
    versions = queries.with_language(
        model._base_manager.filter(translation_key=page.translation_key)
    ).annotate(sent_lately=Subquery(queries.sent_since(author, since)))
    versions = list(versions.select_for_update().order_by("pk"))
    if not versions:
        raise Conflict(_("This page no longer exists."))
    return versions


def _base_page():
    return swapper.load_model("wagtailcore", "Page")


def _check_parent(parent, shared):
    if parent is None:
        raise Conflict(_("This contribution no longer exists."))
    if parent.page_id != shared.pk:
        raise NotAllowed
    if parent.state != State.PUBLISHED:
        raise Conflict(_("The contribution that you reply to is no longer public."))
    if parent.level >= conf.CONTRIBUTION_MAX_LEVEL:
        raise ValidationError(
            _("This exchange is as deep as it can get. Reply to an earlier contribution."),
            code="too_deep",
        )
    return parent


def _check_source(source, shared):
    if source is None:
        raise Conflict(_("This contribution no longer exists."))
    if source.page_id != shared.pk:
        raise NotAllowed
    if source.state != State.PUBLISHED:
        raise Conflict(_("The contribution that you build on is no longer public."))
    return source


class _Standing(NamedTuple):
    """What the numbers of a discussion depend on."""

    state: str | None = None
    kind: str | None = None
    waits: bool = False


_NOWHERE = _Standing()


def _standing(contribution):
    return _Standing(contribution.state, contribution.kind, contribution.waits_since is not None)


def _count(contribution, before=_NOWHERE):
    """Keep the numbers exact: ``contribution``, saved, stood as ``before`` (nowhere, if new).

    The caller holds the lock of the page, so that two of them never meet.
    """
    after, change = _standing(contribution), {}
    was, is_now = before.state == State.PUBLISHED, after.state == State.PUBLISHED
    appeared = is_now - was
    threads = 0
    if came_to_wait := after.waits - before.waits:
        change["waiting"] = F("waiting") + came_to_wait
    for kind in Kind.values:
        if step := (is_now and after.kind == kind) - (was and before.kind == kind):
            change[kind] = F(kind) + step
    if appeared:
        change["published"] = F("published") + appeared
        if above := contribution.ancestors:
            Contribution.objects.filter(pk__in=above).update(answers=F("answers") + appeared)
            state, answers = Contribution.objects.values_list("state", "answers").get(pk=above[0])
            threads = is_visible(state, answers) - is_visible(state, answers - appeared)
    if not contribution.root_id:
        answers = contribution.answers
        threads = is_visible(after.state, answers) - is_visible(before.state, answers)
    if threads:
        change["threads"] = F("threads") + threads
    if appeared > 0:
        change["last_activity_at"] = contribution.published_at
        enqueue(jobs.tell_of_publication, contribution.pk)
    if change and not DiscussionCounter.objects.filter(page=contribution.page_id).update(**change):
        DiscussionCounter.objects.create(
            page_id=contribution.page_id, **queries.true_numbers(contribution.page_id)
        )


def _count_supports(contribution, change):
    if change:
        Contribution.objects.filter(pk=contribution.pk).update(supports=F("supports") + change)
        contribution.supports += change


def _made_by(submission_key, author, found):
    """The one of the contributions ``found`` that this author made with this key."""
    first = next((one for one in found if one.submission_key == submission_key), None)
    if first is not None and first.user_id != author.pk:
        raise NotAllowed
    return first


def _attach(files, contribution, amendment=None):
    """Store ``files``, which were read, beside a contribution (or a change of it)."""
    for one in files:
        one.contribution, one.amendment = contribution, amendment
    return Attachment.objects.bulk_create(files) if files else []


def _clean(*, kind, text, place, link, files=(), problems=()):
    """The fields as they are stored; ``ValidationError`` with one message a field.

    ``files`` are all that the contribution would have, ``problems`` those of new ones.
    """
    errors = {"attachments": list(problems)} if problems else {}
    try:
        check_number(len(files))
    except ValidationError as error:
        errors["attachments"] = error
    text = clean_typed(text or "")
    place = " ".join(clean_typed(place or "").split())
    link = clean_typed(link or "")
    if link and re.match(r"[\w-]+(\.[\w-]+)+(/|$)", link):
        link = f"https://{link}"
    body = ""

    if kind not in Kind.values:
        errors["kind"] = _("Say whether this is an idea, an experience or an inspiration.")
    try:
        body = _render(text)
    except ValidationError as error:
        errors["text"] = error
    try:
        validate_no_control_characters(place)
        if len(place) > PLACE_LENGTH:
            raise ValidationError(_too_long(PLACE_LENGTH, len(place)), code="max_length")
    except ValidationError as error:
        errors["place"] = error
    try:
        if len(link) > LINK_LENGTH:
            raise ValidationError(_too_long(LINK_LENGTH, len(link)), code="max_length")
        if link:
            _link(link)
    except ValidationError as error:
        errors["link"] = (
            error
            if error.code == "max_length"
            else ValidationError(
                _("Enter a full web address, such as https://example.org/project."), code="link"
            )
        )
    if kind == Kind.INSPIRATION and not (place or link):
        errors.setdefault(
            "place", _("Say where this inspiration can be seen: a place, a link, or both.")
        )
    if errors:
        raise ValidationError(errors)
    return {"kind": kind, "comment": text, "place": place, "link": link, "body": body}


def _render(text):
    """Safe HTML for a text that says something; ``ValidationError`` where it does not."""
    if not text:
        raise ValidationError(_("Write your contribution."), code="required")
    validate_no_control_characters(text)
    if len(text) > conf.CONTRIBUTION_MAX_LENGTH:
        raise ValidationError(_too_long(conf.CONTRIBUTION_MAX_LENGTH, len(text)), code="max_length")
    body = to_html(text)
    words = re.findall(r"[^\W\d_]{2,}", to_plain(body))
    if len(words) < 2 and len("".join(words)) < LETTERS:
        raise ValidationError(_("Write at least a few words."), code="min_length")
    return body


def _too_long(limit, length):
    return _("%(limit)d characters at most: this is %(excess)d too many.") % {
        "limit": limit,
        "excess": length - limit,
    }


def _clean_reason(outcome, rule, reason):
    """The rule and the reason as they are stored: both for a restriction, none for an approval."""
    errors = {}
    restricts = outcome in ModerationDecision.RESTRICTIONS
    if not restricts and outcome != ModerationDecision.Outcome.CHANGES_REQUESTED:
        return "", ""
    reason = clean_typed(reason or "")
    if restricts and rule not in Rule.values:
        errors["rule"] = _("Choose the rule of the charter that this text breaks.")
    if not reason and not restricts:
        errors["reason"] = _("Say what should be changed: the author reads it.")
    elif not reason:
        errors["reason"] = _("Give the reason: the author reads it.")
    elif len(reason) > REASON_LENGTH:
        errors["reason"] = _too_long(REASON_LENGTH, len(reason))
    else:
        try:
            validate_no_control_characters(reason)
        except ValidationError as error:
            errors["reason"] = error
    if errors:
        raise ValidationError(errors)
    return rule, reason


def _clean_note(note):
    note = " ".join(clean_typed(note or "").split())
    try:
        validate_no_control_characters(note)
        if len(note) > NOTE_LENGTH:
            raise ValidationError(_too_long(NOTE_LENGTH, len(note)), code="max_length")
    except ValidationError as error:
        raise ValidationError({"note": error}) from None
    return note


def _check_rate(sent):
    limit = conf.CONTRIBUTIONS_PER_HOUR
    if (sent or 0) >= limit:
        raise ValidationError(
            _("You have sent %(limit)d contributions within an hour. Please go on a little later.")
            % {"limit": limit},
            code="too_many",
        )


def _known_language(language):
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _django_site():
    # django-comments wants a row of django.contrib.sites; it says nothing about Wagtail's sites.
    if getattr(settings, "SITE_ID", None):
        return Site.objects.get_current()
    return Site.objects.order_by("pk").first()


def _log(contribution, action, user, **data):
    log(
        instance=contribution,
        action=f"{LOG}.{action}",
        user=user,
        # Not the text itself: it may name a person, and a log line outlives it.
        title=str(_("Contribution %(pk)d") % {"pk": contribution.pk}),
        data=data,
    )


def _tell_author(contribution, mail, *, action, decision=None, versions=(), condition=None):
    """Write to the author, in the language in which they contributed."""
    if contribution.user is None:
        return
    page = queries.best_version(versions, contribution.language) or queries.version_in(
        contribution.page, contribution.language
    )
    with translation.override(contribution.language):
        if action == "permalink":
            path = reverse("wagtail_crowdsolving:contribution", args=[contribution.pk])
        else:
            path = (
                f"{reverse('wagtail_crowdsolving:my_contributions')}#contribution-{contribution.pk}"
            )
    outbox.queue(
        kind=f"contributions/{mail}",
        key=f"contributions/{mail}/{contribution.pk}"
        + (f"/{decision.pk}" if decision is not None else ""),
        recipient=contribution.user,
        language=contribution.language,
        context={
            "contribution": contribution,
            "page_title": page.title,
            "decision": decision,
            "statement": redress.Statement(decision)
            if decision and decision.is_restriction
            else None,
            "contact": redress.contact(),
            "action_url": path,
            "action_label": _("Read it on the site")
            if action == "permalink"
            else _("See my contributions"),
        },
        condition=f"{condition.__module__}.{condition.__name__}" if condition else "",
    )
