"""How a decision is carried out, whichever door it comes through: on one text, on many, on a change."""

from collections import defaultdict
from itertools import groupby
from operator import itemgetter

from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving.contributions import cleaning, locks, mails, queries, record, rules
from wagtail_crowdsolving.contributions.models import (
    Amendment,
    Contribution,
    DiscussionCounter,
    ModerationDecision,
    Notice,
    State,
)
from wagtail_crowdsolving.contributions.words import WITHHELD
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.notifications.links import same_site
from wagtail_crowdsolving.people import public_name

#: How many contributions are decided on in one transaction.
BATCH = 250
#: For so many seconds a publication can be taken back: nobody is told of it before.
UNDO_SECONDS = 30
#: From which state to which a decision leads.
_STEPS = {
    ModerationDecision.Outcome.APPROVED: (State.PENDING, State.PUBLISHED),
    ModerationDecision.Outcome.CHANGES_REQUESTED: (State.PENDING, State.CHANGES_REQUESTED),
    ModerationDecision.Outcome.REFUSED: (State.PENDING, State.REFUSED),
    ModerationDecision.Outcome.REMOVED: (State.PUBLISHED, State.REMOVED),
}


def decide(contribution, by, seen, *, outcome, rule="", reason="", hold=0):
    seen = seen or contribution.fingerprint
    check_may_decide(by, contribution)
    rule, reason = cleaning.clean_reason(outcome, rule, reason)
    with transaction.atomic():
        contribution = locks.lock_with_page(contribution)
        return decide_locked(
            contribution, by, seen, outcome=outcome, rule=rule, reason=reason, hold=hold
        )


def decide_locked(contribution, by, seen, *, outcome, rule, reason, notice=None, hold=0):
    """``decide`` on a text that is locked, for reasons that are clean."""
    _check_ready(contribution, by, seen, outcome)
    (decision,) = carry_out(
        [contribution], by, outcome=outcome, rule=rule, reason=reason, notice=notice, hold=hold
    )
    return decision


def decide_many(confirmed, by, *, outcome, rule="", reason=""):
    """``decide`` on many of any page, a batch at a time: all of it is written, or nothing."""
    rule, reason = cleaning.clean_reason(outcome, rule, reason)
    decisions, left = [], []
    asked = queries.contributions().filter(pk__in=confirmed).order_by("page", "pk")
    for page_pk, rows in groupby(asked.values_list("page", "pk"), key=itemgetter(0)):
        pks = [pk for _page, pk in rows]
        for start in range(0, len(pks), BATCH):
            with transaction.atomic(), same_site():
                page = locks.base_page().objects.select_for_update().get(pk=page_pk).specific
                batch = queries.contributions().filter(pk__in=pks[start : start + BATCH])
                batch = batch.select_for_update().prefetch_related("user", "attachments")
                ready = []
                for contribution in batch.order_by("pk"):
                    contribution.page = page
                    try:
                        check_may_decide(by, contribution)
                        _check_ready(contribution, by, confirmed[contribution.pk], outcome)
                    except (Conflict, NotAllowed) as error:
                        left.append((contribution, error))
                    else:
                        ready.append(contribution)
                decisions += carry_out(ready, by, outcome=outcome, rule=rule, reason=reason)
    return decisions, left


def _check_ready(contribution, by, seen, outcome):
    if contribution.state != _STEPS[outcome][0]:
        raise Conflict(
            _("This contribution is no longer in a state that allows this: “%(state)s”.")
            % {"state": contribution.get_state_display()}
        )
    _check_seen(contribution, seen)
    check_unclaimed(contribution, by)


def carry_out(contributions, by, *, outcome, rule, reason, notice=None, is_automatic=False, hold=0):
    """Decide the same on contributions of one page, checked and locked with it.

    ``hold``: for how many seconds nobody is told of it, because it can be taken back. The number of statements does not depend on how many they are. Returns the decisions.
    """
    start, end = _STEPS[outcome]
    before = [record.standing(contribution) for contribution in contributions]
    amendments, now = {}, timezone.now()
    for contribution in contributions:
        contribution.state = end
        if start == State.PUBLISHED:
            amendments[contribution.pk] = end_amendment(contribution, Amendment.State.REFUSED)
            record.settle(contribution)
        else:
            # Nothing but the text itself waits about what has not been published.
            contribution.waits_since = contribution.claimed_by = contribution.claimed_until = None
        if end == State.PUBLISHED:
            contribution.published_at = now
        contribution.keep_in_step()
    _save_decided(contributions)
    record.count_all(contributions, before, hold)
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
    _conclude(decisions, by, hold)
    return decisions


def take_back(decision, by):
    """Undo a publication of which nobody has been told, and that nobody has taken up."""
    if not rules.can_take_back(by, decision, queries.team_page(decision.contribution)):
        raise NotAllowed
    with transaction.atomic():
        contribution = locks.lock_with_page(decision.contribution)
        last = contribution.decisions.order_by("-pk").first()
        if (
            contribution.state != State.PUBLISHED
            or last.pk != decision.pk
            or last.outcome != ModerationDecision.Outcome.APPROVED
            or (timezone.now() - last.decided_at).total_seconds() > UNDO_SECONDS
            or contribution.answers
            or contribution.supports
            or contribution.waits_since
            or contribution.retained_at
            or contribution.replies.exists()  # it waits beneath what would not be there
        ):
            raise Conflict(
                _("It is too late to take this back: take the contribution down instead.")
            )
        mails.recall_publication(contribution)
        before = record.standing(contribution)
        contribution.state = State.PENDING
        contribution.published_at = None
        # Its author changed it after what was decided before.
        earlier = contribution.decisions.exclude(pk=decision.pk)
        asked_at = earlier.aggregate(last=Max("decided_at"))["last"]
        contribution.waits_since = max(filter(None, (contribution.submit_date, asked_at)))
        contribution.keep_in_step()
        contribution.save()
        record.count(contribution, before)
        # What was never published is no activity.
        last_activity = queries.true_numbers(contribution.page_id)["last_activity_at"]
        counter = DiscussionCounter.objects.filter(page=contribution.page_id)
        counter.update(last_activity_at=last_activity)
        undone = ModerationDecision.objects.create(
            contribution=contribution,
            decided_by=by,
            outcome=ModerationDecision.Outcome.TAKEN_BACK,
            text=contribution.text_to_judge,
        )
        record.log(contribution, undone.outcome, by, decision=undone.pk)
    return contribution


def _save_decided(contributions):
    """Write what ``carry_out`` set, in one statement where it is the same for all."""
    names = ("state", "published_at", "waits_since", "is_public", "is_removed")
    gone = {"words": ""}  # those of a text that is or becomes public were written with it
    alike = defaultdict(list)
    for contribution in contributions:
        alike[tuple(getattr(contribution, name) for name in names)].append(contribution.pk)
    for values, pks in alike.items():
        Contribution.objects.filter(pk__in=pks).update(
            **dict(zip(names, values, strict=True)),
            **(gone if values[0] in WITHHELD else {}),
            claimed_by=None,
            claimed_until=None,
        )


def decide_amendment(amendment, by, seen, *, outcome, rule="", reason=""):
    seen = seen or amendment.fingerprint
    check_may_decide(by, amendment.contribution)
    rule, reason = cleaning.clean_reason(outcome, rule, reason)
    with transaction.atomic():
        contribution, amendment = locks.lock_amendment(amendment)
        _check_seen(amendment, seen)
        check_unclaimed(contribution, by)
        before = record.standing(contribution)
        text = amendment.text_to_judge
        if outcome == ModerationDecision.Outcome.EDIT_APPROVED:
            accept(contribution, amendment)
        else:
            amendment.state = Amendment.State.REFUSED
            amendment.save(update_fields=["state"])
        record.settle(contribution)
        contribution.save()
        record.count(contribution, before)
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


def accept(contribution, amendment):
    """Put a change in the place of the published text; the caller saves ``contribution``."""
    amendment.state = Amendment.State.ACCEPTED
    amendment.save(update_fields=["state"])
    for name in ("kind", "comment", "place", "link", "body"):
        setattr(contribution, name, getattr(amendment, name))
    contribution.changed_at = timezone.now()
    amendment.attachments.update(amendment=None)
    contribution.__dict__.pop("files", None)


def check_may_decide(by, contribution):
    if not rules.can_decide(by, contribution, queries.team_page(contribution)):
        raise NotAllowed


def _check_seen(judged, seen):
    if judged.fingerprint != seen:
        raise Conflict(_("Its author has changed the text since you read it: read it again."))


def check_unclaimed(contribution, by):
    if (
        contribution.claimed_by_id not in (None, by.pk)
        and contribution.claimed_until > timezone.now()
    ):
        raise Conflict(
            _("%(name)s is reading this text at the moment.")
            % {"name": public_name(contribution.claimed_by)}
        )


def _conclude(decisions, by, hold=0):
    """What follows new decisions, all with the same outcome: notices, the log, word to each author."""
    for decision in decisions:
        # Nobody can have contested it yet.
        ModerationDecision.appeal.related.set_cached_value(decision, None)
        if decision.outcome == ModerationDecision.Outcome.REMOVED:
            _close_notices(decision)
    record.log_all(
        [
            (one.contribution, one.outcome, {"decision": one.pk, "rule": str(one.rule)})
            for one in decisions
        ],
        by,
    )
    mails.to_authors_of(decisions, hold)


def end_amendment(contribution, state):
    """End the change that waits, where there is one: its text goes with it. Returns it."""
    amendment = contribution.waits_since and queries.waiting_amendment(contribution)
    if amendment:
        amendment.state = state
        amendment.save(update_fields=["state"])
    return amendment


def _close_notices(decision):
    """What was removed is removed for everybody who reported it: their notices are upheld with it.

    Called under the lock of the contribution. Raises ``Conflict`` where whoever decided has
    reported the text: a notice is decided by another.
    """
    by = decision.decided_by
    for notice in (
        Notice.objects.waiting().select_for_update().filter(contribution=decision.contribution)
    ):
        if rules.is_notifier(by, notice):
            raise Conflict(_("You have reported this contribution: another moderator decides."))
        with translation.override(notice.language):
            answer = str(_("The contribution has been taken down."))
        close_notice(notice, Notice.State.UPHELD, answer, by)
    record.end_wait(decision.contribution)


def close_notice(notice, outcome, answer, by):
    notice.state = outcome
    notice.answer = answer
    notice.decided_at = timezone.now()
    notice.decided_by = by
    notice.save(update_fields=["state", "answer", "decided_at", "decided_by"])
    mails.to_notifier(mails.NOTICE_DECIDED, notice)
