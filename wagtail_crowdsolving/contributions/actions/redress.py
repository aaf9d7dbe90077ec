"""Notices, statements of reasons and appeals: what the DSA (arts. 16, 17 and 20) asks of a discussion.

Its doors are called as those of ``actions``.
"""

import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving.contributions import (
    cleaning,
    judging,
    locks,
    mails,
    queries,
    record,
    rules,
)
from wagtail_crowdsolving.contributions.models import (
    Amendment,
    Appeal,
    ModerationDecision,
    Notice,
    State,
)
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed

Outcome = ModerationDecision.Outcome


def report(
    *,
    contribution,
    rule,
    explanation,
    in_good_faith,
    language,
    by=None,
    name="",
    email="",
    submission_key=None,
):
    """Somebody reports a published contribution (DSA, art. 16). Returns the ``Notice``.

    ``by`` is a member, or ``None`` for a person who is not signed in: then a name and an address
    are asked for, unless ``rule`` is the sexual abuse of a child (art. 16(2)(c)). A person has one
    notice at a time that waits on a contribution: a second one returns the first where they are a
    member, and is not stored where only an address says who they are (nobody may learn by trying
    addresses who has reported a text). The same ``submission_key`` returns the same notice.

    Raises ``NotAllowed``, ``Conflict``, ``ValidationError`` (with fields). The notifier is not
    named in the log. An acknowledgement is sent where there is an address (art. 16(4)).
    """
    if by is not None and not by.is_authenticated:
        by = None
    is_public = contribution.state == State.PUBLISHED
    if by is not None and is_public and not rules.can_report(by, contribution):
        raise NotAllowed
    key = uuid.UUID(str(submission_key)) if submission_key else uuid.uuid4()
    typed = cleaning.clean_notice(rule, explanation, in_good_faith, by, name, email)
    with transaction.atomic():
        contribution = locks.lock_with_page(contribution)
        if first := Notice.objects.filter(pk=key, contribution=contribution).first():
            return first
        if contribution.state != State.PUBLISHED:
            raise Conflict(_("This contribution is no longer public."))
        notice = Notice(
            pk=key,
            contribution=contribution,
            text=contribution.text_to_judge,
            notifier=by,
            in_good_faith=True,
            language=cleaning.known_language(language),
            **typed,
        )
        waiting = contribution.notices.waiting()
        if by is not None:
            if first := waiting.filter(notifier=by).first():
                return first
        elif notice.notifier_email and (
            waiting.filter(notifier=None, notifier_email__iexact=notice.notifier_email).exists()
        ):
            return notice
        notice.save(force_insert=True)
        record.wait(contribution)
        # No user: who has a look at the log may be the author.
        record.log(contribution, "report", None, notice=str(notice.pk), rule=str(rule))
        mails.to_notifier(mails.NOTICE_RECEIVED, notice)
    return notice


def decide_notice(*, notice, by, outcome, answer, rule="", reason="", seen=None):
    """A moderator decides on a notice: ``Notice.State.UPHELD`` or ``DISMISSED``. Returns the notice.

    Upheld, the contribution is removed as by ``remove``, with the ``rule`` and the ``reason`` that
    its author reads; every other notice that waits on it is closed with it. ``answer`` is what
    whoever reported it reads (art. 16(5)); the author never does.
    Raises ``NotAllowed`` (also on one's own text or notice), ``Conflict``, ``ValidationError``.
    """
    if not rules.can_decide_notice(by, notice, queries.team_page(notice.contribution)):
        raise NotAllowed
    seen = seen or notice.contribution.fingerprint
    errors = {}
    answer = cleaning.clean_text(answer, "answer", _("Write an answer."), errors)
    if outcome not in (Notice.State.UPHELD, Notice.State.DISMISSED):
        errors["outcome"] = _("Say whether the contribution is taken down.")
    if outcome == Notice.State.UPHELD:
        try:
            rule, reason = cleaning.clean_reason(Outcome.REMOVED, rule, reason)
        except ValidationError as error:
            errors.update(error.error_dict)
    if errors:
        raise ValidationError(errors)
    with transaction.atomic():
        contribution = locks.lock_with_page(notice.contribution)
        notice = Notice.objects.select_for_update(of=["self"]).get(pk=notice.pk)
        if notice.state != Notice.State.WAITING:
            raise Conflict(_("Somebody has decided on this notice in the meantime."))
        judging.check_unclaimed(contribution, by)
        if outcome == Notice.State.UPHELD and contribution.state != State.PUBLISHED:
            raise Conflict(
                _("This contribution is no longer public: there is nothing left to take down.")
            )
        judging.close_notice(notice, outcome, answer, by)
        if outcome == Notice.State.UPHELD:
            judging.check_may_decide(by, contribution)
            judging.decide_locked(
                contribution,
                by,
                seen,
                outcome=Outcome.REMOVED,
                rule=rule,
                reason=reason,
                notice=notice,
            )
        else:
            record.end_wait(contribution)
        record.log(contribution, f"notice_{outcome}", by, notice=str(notice.pk))
    return notice


def appeal(*, decision, by, text):
    """The author contests a restriction, once, within ``APPEAL_DAYS`` (DSA, art. 20). Returns the ``Appeal``.

    Raises ``NotAllowed`` (not theirs, or nothing that can be contested), ``Conflict`` (too late, or
    a second time), ``ValidationError``.
    """
    if not (rules.is_author(by, decision.contribution) and decision.is_restriction):
        raise NotAllowed
    errors = {}
    text = cleaning.clean_text(text, "text", _("Say why the decision should be changed."), errors)
    if errors:
        raise ValidationError(errors)
    with transaction.atomic():
        contribution = locks.lock_with_page(decision.contribution)
        if Appeal.objects.filter(decision=decision).exists():
            raise Conflict(_("You have contested this decision already."))
        if not rules.can_appeal(by, decision):
            raise Conflict(_("The time in which this decision could be contested is over."))
        made = Appeal.objects.create(decision=decision, text=text)
        record.wait(contribution)
        record.log(contribution, "appeal", by, appeal=made.pk, decision=decision.pk)
        mails.to_author(mails.APPEAL_RECEIVED, contribution, decision=decision)
    return made


def decide_appeal(*, appeal, by, upheld, reason=""):
    """Another moderator decides on an appeal. Returns the ``ModerationDecision``.

    ``upheld``: the decision stands, and the author is told the ``reason``; else it is reversed: the
    text (or the change that was refused) is published.
    Raises ``NotAllowed`` for whoever decided, reported or wrote it, ``Conflict``, ``ValidationError``.
    """
    decision = appeal.decision
    if not rules.can_decide_appeal(by, appeal, queries.team_page(decision.contribution)):
        raise NotAllowed
    errors = {}
    if upheld or reason:
        missing = _("Give the reason: the author reads it.")
        reason = cleaning.clean_text(reason, "reason", missing, errors)
    if not upheld and getattr(errors.get("reason"), "code", "") == "required":
        # Nothing but blanks: a reversal needs no reason.
        errors.clear()
    if errors:
        raise ValidationError(errors)
    with transaction.atomic():
        contribution = locks.lock_with_page(decision.contribution)
        appeal = Appeal.objects.select_for_update(of=["self"]).get(pk=appeal.pk)
        if appeal.answer_id:
            raise Conflict(_("Somebody has decided on this appeal in the meantime."))
        judging.check_unclaimed(contribution, by)
        text = decision.text
        if not upheld:
            text = _restore(contribution, decision)
        answer = ModerationDecision.objects.create(
            contribution=contribution,
            outcome=Outcome.UPHELD if upheld else Outcome.RESTORED,
            rule=decision.rule if upheld else "",
            reason=reason or "",
            text=text,
            amendment=decision.amendment,
            decided_by=by,
        )
        appeal.answer = answer
        appeal.save(update_fields=["answer"])
        record.end_wait(contribution)
        record.log(contribution, f"appeal_{answer.outcome}", by, appeal=appeal.pk)
        mails.to_author(
            mails.APPEAL_UPHELD if upheld else mails.APPEAL_RESTORED, contribution, decision=answer
        )
    return answer


def _restore(contribution, decision):
    """Publish what ``decision`` kept from the public; returns the text."""
    if decision.outcome == Outcome.EDIT_REFUSED:
        amendment = Amendment.objects.select_for_update().get(pk=decision.amendment_id)
        changed = contribution.amendments.filter(
            pk__gt=amendment.pk, state=Amendment.State.ACCEPTED
        ).exists()
        if contribution.state != State.PUBLISHED or changed:
            raise Conflict(
                _(
                    "The contribution has changed since, or is no longer public: this change can no "
                    "longer be published. Confirm the decision, and say so to the author."
                )
            )
        before = record.standing(contribution)
        text = amendment.text_to_judge
        judging.accept(contribution, amendment)
        contribution.save()
        record.count(contribution, before)
        return text
    left_in = State.REFUSED if decision.outcome == Outcome.REFUSED else State.REMOVED
    if contribution.state != left_in or contribution.text_to_judge != decision.text:
        raise Conflict(_("This contribution is no longer as the decision left it."))
    before = record.standing(contribution)
    contribution.state, contribution.published_at = State.PUBLISHED, timezone.now()
    contribution.save()
    record.count(contribution, before)
    return contribution.text_to_judge
