"""The doors of a discussion."""

import re
import uuid
from collections import Counter, defaultdict
from contextlib import contextmanager
from datetime import timedelta
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import swapper
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.sites.models import Site
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q, Subquery
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import get_active_log_context
from wagtail.models import ModelLogEntry

from wagtail_crowdsolving import conf
from wagtail_crowdsolving.contributions import jobs, moderation, queries, redress, rules
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
from wagtail_crowdsolving.network.people import public_name
from wagtail_crowdsolving.notifications import actions as outbox
from wagtail_crowdsolving.notifications.links import same_site
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
#: How many contributions are decided on in one transaction.
BATCH = 250
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
    """A member contributes to ``page`` (any language version); it waits for a moderator, unless its
    author is trusted (``rules.skips_moderation``).

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
            if rules.skips_moderation(author):
                _carry_out(
                    [contribution],
                    None,
                    outcome=ModerationDecision.Outcome.APPROVED,
                    rule="",
                    reason="",
                    is_automatic=True,
                )
            else:
                mail = _mail_to_author(contribution, "received", action="mine", versions=versions)
                outbox.queue(**mail, is_new=True)
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
    amendment, _is_new = Amendment.objects.update_or_create(
        contribution=contribution, state=Amendment.State.WAITING, defaults=typed
    )
    _attach(files, contribution, amendment)
    _wait(contribution)
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
        _settle(contribution)
        contribution.save()
        _count(contribution, before)
        _log(contribution, "withdraw_amendment", by)
    return amendment


def approve(*, contribution, by, seen=None):
    """A moderator publishes a pending contribution. Returns the ``ModerationDecision``.

    ``seen`` is the ``fingerprint`` of the text that the moderator read (by default the one of
    ``contribution`` as it was loaded): a text that its author has changed since is a ``Conflict``.
    """
    return _decide(contribution, by, seen, outcome=ModerationDecision.Outcome.APPROVED)


def reject(*, contribution, by, rule, reason, seen=None):
    """A moderator refuses a pending contribution, with the rule and the reason told to its author."""
    return _decide(
        contribution,
        by,
        seen,
        outcome=ModerationDecision.Outcome.REFUSED,
        rule=rule,
        reason=reason,
    )


def approve_many(*, confirmed, by):
    """``approve`` for each of ``confirmed``: ``{key of a contribution: fingerprint of the text read}``.

    A batch at a time, so that one that fails does not undo the others. Returns ``(decisions, left)``,
    where ``left`` is ``[(contribution, NotAllowed or Conflict)]``: what was changed, decided on or
    claimed meanwhile, and what one may not decide on.
    """
    return _decide_many(confirmed, by, outcome=ModerationDecision.Outcome.APPROVED)


def reject_many(*, confirmed, by, rule, reason):
    """As ``approve_many``: ``reject`` for each, with one rule and one reason. Raises ``ValidationError``."""
    return _decide_many(
        confirmed, by, outcome=ModerationDecision.Outcome.REFUSED, rule=rule, reason=reason
    )


def request_changes(*, contribution, by, reason, seen=None):
    """A moderator asks the author to change a pending text: it waits again once they have."""
    return _decide(
        contribution,
        by,
        seen,
        outcome=ModerationDecision.Outcome.CHANGES_REQUESTED,
        reason=reason,
    )


def approve_amendment(*, amendment, by, seen=None):
    """A moderator puts a change in the place of the published text. Returns the ``ModerationDecision``.

    ``seen``: the ``fingerprint`` of the change that the moderator read; see ``approve``.
    """
    return _decide_amendment(amendment, by, seen, outcome=ModerationDecision.Outcome.EDIT_APPROVED)


def reject_amendment(*, amendment, by, rule, reason, seen=None):
    """A moderator refuses a change: the published text stays, and its author is told why."""
    return _decide_amendment(
        amendment,
        by,
        seen,
        outcome=ModerationDecision.Outcome.EDIT_REFUSED,
        rule=rule,
        reason=reason,
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
        contribution.state = State.WITHDRAWN
        _settle(contribution)
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
            mail = _mail_to_author(
                contribution, "retained", action="permalink", condition=jobs.is_retained
            )
            if mail:
                outbox.queue(**mail)
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


def claim(*, contribution, by, take_over=False):
    """A moderator reads what waits: for ``CLAIM_MINUTES`` no other is given it, nor can decide on it.

    One text at a time: what else they were reading is released. Asked again, the time begins anew.
    ``take_over``: knowingly, from somebody who is reading it. Raises ``NotAllowed``, ``Conflict``.
    """
    _may_decide(by, contribution)
    waiting = queries.waiting().filter(pk=contribution.pk)
    _release(Contribution.objects.filter(claimed_by=by).exclude(pk=contribution.pk))
    if not _claim(waiting if take_over else moderation.unclaimed(by, waiting), by):
        raise Conflict(_("Somebody else is reading this text, or it no longer waits."))


def release(*, contribution, by):
    """A moderator puts back what they were reading. Asked of what they do not read, it changes nothing."""
    _release(Contribution.objects.filter(pk=contribution.pk, claimed_by=by))


def claim_next(*, by, among=None, after=None):
    """The text that has waited longest and that ``by`` can decide on, claimed for them; or ``None``.

    ``among`` is a queryset of contributions, by default all; ``after`` is ``(waits_since, pk)`` of
    the text to go on from. Two moderators are never given the same.
    """
    if not rules.can_take_part(by):
        raise NotAllowed
    waiting = moderation.of(by, queries.waiting())
    if among is not None:
        waiting = waiting.filter(pk__in=among.order_by().values("pk"))
    if after:
        waiting = moderation.after(waiting, *after)
    _release(Contribution.objects.filter(claimed_by=by))
    skip_locked = connection.features.has_select_for_update_skip_locked
    while True:
        with transaction.atomic():
            free = moderation.free_for(by, waiting).select_for_update(skip_locked=skip_locked)
            pk = free.values_list("pk", flat=True).first()
            if pk is None:
                return None
            # Without locks of rows another may have been quicker: the next one, then.
            if _claim(moderation.unclaimed(by, waiting.filter(pk=pk)), by):
                return queries.contributions().get(pk=pk)


def _claim(contributions, by):
    until = timezone.now() + timedelta(minutes=conf.CLAIM_MINUTES)
    return contributions.order_by().update(claimed_by=by, claimed_until=until)


def _release(contributions):
    contributions.update(claimed_by=None, claimed_until=None)


#: From which state to which a decision leads.
_STEPS = {
    ModerationDecision.Outcome.APPROVED: (State.PENDING, State.PUBLISHED),
    ModerationDecision.Outcome.CHANGES_REQUESTED: (State.PENDING, State.CHANGES_REQUESTED),
    ModerationDecision.Outcome.REFUSED: (State.PENDING, State.REFUSED),
    ModerationDecision.Outcome.REMOVED: (State.PUBLISHED, State.REMOVED),
}


def _decide(contribution, by, seen, *, outcome, rule="", reason="", notice=None):
    seen = seen or contribution.fingerprint
    _may_decide(by, contribution)
    with transaction.atomic():
        contribution = _lock_with_page(contribution)
        _check_ready(contribution, by, seen, outcome)
        rule, reason = _clean_reason(outcome, rule, reason)
        (decision,) = _carry_out(
            [contribution], by, outcome=outcome, rule=rule, reason=reason, notice=notice
        )
    return decision


def _decide_many(confirmed, by, *, outcome, rule="", reason=""):
    """``_decide`` on many of any page, a batch at a time: all of it is written, or nothing."""
    rule, reason = _clean_reason(outcome, rule, reason)
    decisions, left = [], []
    asked = queries.contributions().filter(pk__in=confirmed).order_by("page", "pk")
    for page_pk, rows in groupby(asked.values_list("page", "pk"), key=itemgetter(0)):
        pks = [pk for _page, pk in rows]
        for start in range(0, len(pks), BATCH):
            with transaction.atomic(), same_site():
                page = _base_page().objects.select_for_update().get(pk=page_pk).specific
                batch = queries.contributions().filter(pk__in=pks[start : start + BATCH])
                batch = batch.select_for_update().prefetch_related("user", "attachments")
                ready = []
                for contribution in batch.order_by("pk"):
                    contribution.page = page
                    try:
                        _may_decide(by, contribution)
                        _check_ready(contribution, by, confirmed[contribution.pk], outcome)
                    except (Conflict, NotAllowed) as error:
                        left.append((contribution, error))
                    else:
                        ready.append(contribution)
                decisions += _carry_out(ready, by, outcome=outcome, rule=rule, reason=reason)
    return decisions, left


def _check_ready(contribution, by, seen, outcome):
    if contribution.state != _STEPS[outcome][0]:
        raise Conflict(
            _("This contribution is no longer in a state that allows this: “%(state)s”.")
            % {"state": contribution.get_state_display()}
        )
    _check_seen(contribution, seen)
    _check_unclaimed(contribution, by)


def _carry_out(contributions, by, *, outcome, rule, reason, notice=None, is_automatic=False):
    """Decide the same on contributions of one page, checked and locked with it.

    The number of statements does not depend on how many they are. Returns the decisions.
    """
    start, end = _STEPS[outcome]
    before = [_standing(contribution) for contribution in contributions]
    amendments, now = {}, timezone.now()
    for contribution in contributions:
        contribution.state = end
        if start == State.PUBLISHED:
            amendments[contribution.pk] = _end_amendment(contribution, Amendment.State.REFUSED)
            _settle(contribution)
        else:
            # Nothing but the text itself waits about what has not been published.
            contribution.waits_since = contribution.claimed_by = contribution.claimed_until = None
        if end == State.PUBLISHED:
            contribution.published_at = now
        contribution.keep_in_step()
    _save_decided(contributions)
    _count_all(contributions, before)
    decisions = ModerationDecision.objects.bulk_create(
        ModerationDecision(
            contribution=contribution,
            decided_by=by,
            outcome=outcome,
            rule=rule,
            reason=reason,
            amendment=amendments.get(contribution.pk),
            text=contribution.text_to_judge,
            notice=notice,
            is_automatic=is_automatic,
        )
        for contribution in contributions
    )
    _conclude(decisions, by)
    return decisions


def _save_decided(contributions):
    """Write what ``_carry_out`` set, in one statement where it is the same for all."""
    names = ("state", "published_at", "waits_since", "is_public", "is_removed")
    alike = defaultdict(list)
    for contribution in contributions:
        alike[tuple(getattr(contribution, name) for name in names)].append(contribution.pk)
    for values, pks in alike.items():
        Contribution.objects.filter(pk__in=pks).update(
            **dict(zip(names, values, strict=True)), claimed_by=None, claimed_until=None
        )


def _decide_amendment(amendment, by, seen, *, outcome, rule="", reason=""):
    seen = seen or amendment.fingerprint
    _may_decide(by, amendment.contribution)
    with transaction.atomic():
        contribution, amendment = _lock_amendment(amendment)
        _check_seen(amendment, seen)
        _check_unclaimed(contribution, by)
        rule, reason = _clean_reason(outcome, rule, reason)
        before = _standing(contribution)
        text = amendment.text_to_judge
        if outcome == ModerationDecision.Outcome.EDIT_APPROVED:
            _accept(contribution, amendment)
        else:
            amendment.state = Amendment.State.REFUSED
            amendment.save(update_fields=["state"])
        _settle(contribution)
        contribution.save()
        _count(contribution, before)
        decision = ModerationDecision.objects.create(
            contribution=contribution,
            decided_by=by,
            outcome=outcome,
            rule=rule,
            reason=reason,
            amendment=amendment,
            text=text,
        )
        _conclude([decision], by)
    return decision


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


def _check_unclaimed(contribution, by):
    if (
        contribution.claimed_by_id not in (None, by.pk)
        and contribution.claimed_until > timezone.now()
    ):
        raise Conflict(
            _("%(name)s is reading this text at the moment.")
            % {"name": public_name(contribution.claimed_by)}
        )


def _settle(contribution):
    """Something has been decided: what still waits about it stays in the queue, and nobody reads it."""
    contribution.waits_since = queries.waits_since(pk=contribution.pk).get(contribution.pk)
    contribution.claimed_by = contribution.claimed_until = None


#: The mail that tells the author of each outcome.
_MAILS = {
    ModerationDecision.Outcome.APPROVED: "published",
    ModerationDecision.Outcome.CHANGES_REQUESTED: "changes_requested",
    ModerationDecision.Outcome.REFUSED: "refused",
    ModerationDecision.Outcome.REMOVED: "removed",
    ModerationDecision.Outcome.EDIT_APPROVED: "edit_published",
    ModerationDecision.Outcome.EDIT_REFUSED: "edit_refused",
}


def _conclude(decisions, by):
    """What follows new decisions, all with the same outcome: notices, the log, word to each author."""
    mails, versions = [], ()
    if len(decisions) > 1:
        versions = queries.versions_of(decisions[0].contribution.page)
    for decision in decisions:
        contribution = decision.contribution
        # Nobody can have contested it yet.
        ModerationDecision.appeal.related.set_cached_value(decision, None)
        if decision.outcome == ModerationDecision.Outcome.REMOVED:
            redress.close_notices(decision)
        is_public = contribution.state == State.PUBLISHED
        mails.append(
            _mail_to_author(
                contribution,
                _MAILS[decision.outcome],
                decision=decision,
                action="permalink" if is_public else "mine",
                versions=versions,
            )
        )
    _log_all(
        [
            (one.contribution, one.outcome, {"decision": one.pk, "rule": str(one.rule)})
            for one in decisions
        ],
        by,
    )
    outbox.queue_many([mail for mail in mails if mail], is_new=True)


def _team_page(contribution):
    """The page whose own team may moderate the contribution, or ``None``."""
    try:
        page = contribution.page.specific
    except ObjectDoesNotExist as error:
        raise Conflict(_("This page no longer exists.")) from error
    return page if isinstance(page, DiscussedPageMixin) else None


def _lock(contribution):
    locked = queries.contributions().select_for_update().filter(pk=contribution.pk).first()
    if locked is None:
        raise Conflict(_("This contribution no longer exists."))
    return locked


def _lock_with_page(contribution):
    """As ``_lock``, the page first: whoever changes a discussion's numbers takes turns there."""
    list(_base_page().objects.select_for_update().filter(pk=contribution.page_id).values_list("pk"))
    locked = _lock(contribution)
    if locked.page_id != contribution.page_id:
        # Another translation has inherited the discussion since it was read.
        raise Conflict(_("This page no longer exists."))
    return locked


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


def _wait(contribution):
    """Something about it waits from now on, unless something did already."""
    before = _standing(contribution)
    contribution.waits_since = contribution.waits_since or timezone.now()
    _save_wait(contribution, before)


def _end_wait(contribution):
    """Something about it has been decided, and no column of its own is changed with that."""
    before = _standing(contribution)
    _settle(contribution)
    _save_wait(contribution, before)


def _save_wait(contribution, before):
    Contribution.objects.filter(pk=contribution.pk).update(
        waits_since=contribution.waits_since,
        claimed_by=contribution.claimed_by_id,
        claimed_until=contribution.claimed_until,
    )
    _count(contribution, before)


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
    """``_count_all`` for one."""
    _count_all([contribution], [before])


def _count_all(contributions, before):
    """Keep the numbers exact: ``contributions`` of one page, saved, stood as ``before`` (nowhere, if new).

    The caller holds the lock of the page, so that two of them never meet.
    """
    change, grown, activity = Counter(), Counter(), []
    for contribution, old in zip(contributions, before, strict=True):
        new = _standing(contribution)
        was, is_now = old.state == State.PUBLISHED, new.state == State.PUBLISHED
        change["waiting"] += new.waits - old.waits
        change["published"] += is_now - was
        for kind in Kind.values:
            change[kind] += (is_now and new.kind == kind) - (was and old.kind == kind)
        if is_now and not was:
            activity.append(contribution.published_at)
            enqueue(jobs.tell_of_publication, contribution.pk)
        if contribution.root_id:
            for above in contribution.ancestors:
                grown[above] += is_now - was
        else:
            answers = contribution.answers
            change["threads"] += is_visible(new.state, answers) - is_visible(old.state, answers)
    change["threads"] += _count_answers(grown)
    change = {column: F(column) + step for column, step in change.items() if step}
    if activity:
        change["last_activity_at"] = max(activity)
    if not change:
        return
    page = contributions[0].page_id
    if not DiscussionCounter.objects.filter(page=page).update(**change):
        DiscussionCounter.objects.create(page_id=page, **queries.true_numbers(page))


def _count_answers(grown):
    """``grown`` more replies are published below each; returns how many threads more show."""
    by_step, threads = defaultdict(list), 0
    for pk, step in grown.items():
        if step:
            by_step[step].append(pk)
    for step, pks in by_step.items():
        above = Contribution.objects.filter(pk__in=pks)
        above.update(answers=F("answers") + step)
        for state, answers in above.filter(root__isnull=True).values_list("state", "answers"):
            threads += is_visible(state, answers) - is_visible(state, answers - step)
    return threads


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
    _log_all([(contribution, action, data)], user)


def _log_all(lines, user):
    """What ``wagtail.log_actions.log`` writes, in one statement for all; it asks two more for each.

    ``lines``: tuples ``(contribution, action, data)``.
    """
    content_type = ContentType.objects.get_for_model(Contribution)
    context, now = get_active_log_context(), timezone.now()
    ModelLogEntry.objects.bulk_create(
        ModelLogEntry(
            content_type=content_type,
            object_id=str(contribution.pk),
            # Not the text itself: it may name a person, and a log line outlives it.
            label=str(_("Contribution %(pk)d") % {"pk": contribution.pk}),
            action=f"{LOG}.{action}",
            timestamp=now,
            user=user,
            uuid=context.uuid,
            data=data,
        )
        for contribution, action, data in lines
    )


def _mail_to_author(contribution, mail, *, action, decision=None, versions=(), condition=None):
    """A mail for ``outbox.queue``, in the language in which the author contributed; ``None`` without one."""
    if contribution.user is None:
        return None
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
    return {
        "kind": f"contributions/{mail}",
        "key": f"contributions/{mail}/{contribution.pk}"
        + (f"/{decision.pk}" if decision is not None else ""),
        "recipient": contribution.user,
        "language": contribution.language,
        "context": {
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
        "condition": f"{condition.__module__}.{condition.__name__}" if condition else "",
    }
