"""Notices, statements of reasons and appeals: what the DSA (arts. 16, 17 and 20) asks of a discussion.

Its doors are called as those of ``actions``.
"""

import uuid
from email.utils import parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving import conf
from wagtail_crowdsolving.contributions import actions, queries, rules
from wagtail_crowdsolving.contributions.models import (
    Amendment,
    Appeal,
    ModerationDecision,
    Notice,
    Rule,
    State,
)
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.notifications import actions as outbox
from wagtail_crowdsolving.notifications.links import absolute
from wagtail_crowdsolving.text import clean_typed, validate_no_control_characters

Outcome = ModerationDecision.Outcome
TEXT_LENGTH = 5000
NAME_LENGTH = Notice._meta.get_field("notifier_name").max_length
EMAIL_LENGTH = Notice._meta.get_field("notifier_email").max_length


def notify(
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
    with transaction.atomic():
        contribution = actions._lock_with_page(contribution)
        if first := Notice.objects.filter(pk=key, contribution=contribution).first():
            return first
        if contribution.state != State.PUBLISHED:
            raise Conflict(_("This contribution is no longer public."))
        typed = _clean_notice(rule, explanation, in_good_faith, by, name, email)
        notice = Notice(
            pk=key,
            contribution=contribution,
            text=contribution.text_to_judge,
            notifier=by,
            in_good_faith=True,
            language=actions._known_language(language),
            **typed,
        )
        waiting = contribution.notices.filter(state=Notice.State.WAITING)
        if by is not None:
            if first := waiting.filter(notifier=by).first():
                return first
        elif notice.notifier_email and (
            waiting.filter(notifier=None, notifier_email__iexact=notice.notifier_email).exists()
        ):
            return notice
        notice.save(force_insert=True)
        actions._wait(contribution)
        # No user: who has a look at the log may be the author.
        actions._log(contribution, "notify", None, notice=str(notice.pk), rule=str(rule))
        _tell_notifier(notice, "notice_received")
    return notice


def decide_notice(*, notice, by, outcome, answer, rule="", reason="", seen=None):
    """A moderator decides on a notice: ``Notice.State.UPHELD`` or ``DISMISSED``. Returns the notice.

    Upheld, the contribution is removed as by ``remove``, with the ``rule`` and the ``reason`` that
    its author reads; every other notice that waits on it is closed with it. ``answer`` is what
    whoever reported it reads (art. 16(5)); the author never does.
    Raises ``NotAllowed`` (also on one's own text or notice), ``Conflict``, ``ValidationError``.
    """
    if not rules.can_decide_notice(by, notice, actions._team_page(notice.contribution)):
        raise NotAllowed
    seen = seen or notice.contribution.fingerprint
    with transaction.atomic():
        contribution = actions._lock_with_page(notice.contribution)
        notice = Notice.objects.select_for_update(of=["self"]).get(pk=notice.pk)
        if notice.state != Notice.State.WAITING:
            raise Conflict(_("Somebody has decided on this notice in the meantime."))
        actions._check_unclaimed(contribution, by)
        errors = {}
        answer = _clean_text(answer, "answer", _("Write an answer."), errors)
        if outcome not in (Notice.State.UPHELD, Notice.State.DISMISSED):
            errors["outcome"] = _("Say whether the contribution is taken down.")
        if outcome == Notice.State.UPHELD:
            if contribution.state != State.PUBLISHED:
                raise Conflict(
                    _("This contribution is no longer public: there is nothing left to take down.")
                )
            try:
                actions._clean_reason(Outcome.REMOVED, rule, reason)
            except ValidationError as error:
                errors.update(error.error_dict)
        if errors:
            raise ValidationError(errors)
        _close(notice, outcome, answer, by)
        if outcome == Notice.State.UPHELD:
            actions._decide(
                contribution,
                by,
                seen,
                outcome=Outcome.REMOVED,
                rule=rule,
                reason=reason,
                notice=notice,
            )
        else:
            actions._end_wait(contribution)
        actions._log(contribution, f"notice_{outcome}", by, notice=str(notice.pk))
    return notice


def close_notices(decision):
    """What was removed is removed for everybody who reported it: their notices are upheld with it.

    Called under the lock of the contribution. Raises ``Conflict`` where whoever decided has
    reported the text: a notice is decided by another.
    """
    by = decision.decided_by
    for notice in Notice.objects.select_for_update().filter(
        contribution=decision.contribution, state=Notice.State.WAITING
    ):
        if rules.is_notifier(by, notice):
            raise Conflict(_("You have reported this contribution: another moderator decides."))
        with translation.override(notice.language):
            answer = str(_("The contribution has been taken down."))
        _close(notice, Notice.State.UPHELD, answer, by)
    actions._end_wait(decision.contribution)


def appeal(*, decision, by, text):
    """The author contests a restriction, once, within ``APPEAL_DAYS`` (DSA, art. 20). Returns the ``Appeal``.

    Raises ``NotAllowed`` (not theirs, or nothing that can be contested), ``Conflict`` (too late, or
    a second time), ``ValidationError``.
    """
    if not (rules.is_author(by, decision.contribution) and decision.is_restriction):
        raise NotAllowed
    with transaction.atomic():
        contribution = actions._lock_with_page(decision.contribution)
        if Appeal.objects.filter(decision=decision).exists():
            raise Conflict(_("You have contested this decision already."))
        if not rules.can_appeal(by, decision):
            raise Conflict(_("The time in which this decision could be contested is over."))
        errors = {}
        text = _clean_text(text, "text", _("Say why the decision should be changed."), errors)
        if errors:
            raise ValidationError(errors)
        made = Appeal.objects.create(decision=decision, text=text)
        actions._wait(contribution)
        actions._log(contribution, "appeal", by, appeal=made.pk, decision=decision.pk)
        actions._tell_author(contribution, "appeal_received", action="mine", decision=decision)
    return made


def decide_appeal(*, appeal, by, upheld, reason=""):
    """Another moderator decides on an appeal. Returns the ``ModerationDecision``.

    ``upheld``: the decision stands, and the author is told the ``reason``; else it is reversed: the
    text (or the change that was refused) is published.
    Raises ``NotAllowed`` for whoever decided, reported or wrote it, ``Conflict``, ``ValidationError``.
    """
    decision = appeal.decision
    if not rules.can_decide_appeal(by, appeal, actions._team_page(decision.contribution)):
        raise NotAllowed
    with transaction.atomic():
        contribution = actions._lock_with_page(decision.contribution)
        appeal = Appeal.objects.select_for_update(of=["self"]).get(pk=appeal.pk)
        if appeal.answer_id:
            raise Conflict(_("Somebody has decided on this appeal in the meantime."))
        actions._check_unclaimed(contribution, by)
        errors = {}
        if upheld or clean_typed(reason or ""):
            reason = _clean_text(
                reason, "reason", _("Give the reason: the author reads it."), errors
            )
        if errors:
            raise ValidationError(errors)
        text = decision.text
        if not upheld:
            text = _restore(contribution, decision)
        answer = ModerationDecision.objects.create(
            contribution=contribution,
            outcome=Outcome.UPHELD if upheld else Outcome.RESTORED,
            rule=decision.rule if upheld else "",
            reason=clean_typed(reason or ""),
            text=text,
            amendment=decision.amendment,
            decided_by=by,
        )
        appeal.answer = answer
        appeal.save(update_fields=["answer"])
        actions._end_wait(contribution)
        actions._log(contribution, f"appeal_{answer.outcome}", by, appeal=appeal.pk)
        actions._tell_author(
            contribution,
            "appeal_upheld" if upheld else "appeal_restored",
            action="mine" if upheld else "permalink",
            decision=answer,
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
        before = actions._standing(contribution)
        text = amendment.text_to_judge
        actions._accept(contribution, amendment)
        contribution.save()
        actions._count(contribution, before)
        return text
    left_in = State.REFUSED if decision.outcome == Outcome.REFUSED else State.REMOVED
    if contribution.state != left_in or contribution.text_to_judge != decision.text:
        raise Conflict(_("This contribution is no longer as the decision left it."))
    before = actions._standing(contribution)
    contribution.state, contribution.published_at = State.PUBLISHED, timezone.now()
    contribution.save()
    actions._count(contribution, before)
    return contribution.text_to_judge


class Statement:
    """The statement of reasons of a restriction (DSA, art. 17), for mails and pages alike."""

    #: Rules that are those of the law itself.
    LAW = (Rule.ILLEGAL, Rule.CHILD_ABUSE, Rule.PERSONAL_DATA)

    def __init__(self, decision):
        self.decision = decision
        self.is_about_law = decision.rule in self.LAW
        self.follows_notice = decision.follows_notice
        self.appeal = getattr(decision, "appeal", None)
        self.answer = self.appeal and self.appeal.answer
        self.appeal_until = rules.appeal_until(decision)
        self.contact = contact()
        self.charter_url = charter_url()

    @property
    def is_in_time(self):
        return timezone.now() <= self.appeal_until

    @property
    def appeal_url(self):
        path = reverse("wagtail_crowdsolving:contribution_appeal", args=[self.decision.pk])
        return absolute(path)


def contact():
    """The address to which people write about moderation (DSA, art. 12)."""
    return conf.CONTACT_EMAIL or parseaddr(conf.MAIL_FROM or settings.DEFAULT_FROM_EMAIL)[1]


def charter_url():
    return absolute(conf.CHARTER_URL) if conf.CHARTER_URL else ""


def _close(notice, outcome, answer, by):
    notice.state = outcome
    notice.answer = answer
    notice.decided_at = timezone.now()
    notice.decided_by = by
    notice.save(update_fields=["state", "answer", "decided_at", "decided_by"])
    _tell_notifier(notice, "notice_decided")


def _clean_notice(rule, explanation, in_good_faith, by, name, email):
    errors = {}
    if rule not in Rule.values:
        errors["rule"] = _("Choose what is wrong with this contribution.")
    explanation = _clean_text(
        explanation, "explanation", _("Explain what is wrong, and why."), errors
    )
    if not in_good_faith:
        errors["in_good_faith"] = _("Confirm that what you write is true, as far as you know.")
    name, email = " ".join(clean_typed(name or "").split()), clean_typed(email or "")
    if by is not None:
        # The account says who they are.
        name = email = ""
    else:
        may_be_nobody = rule == Rule.CHILD_ABUSE
        _check(name, NAME_LENGTH, "name", errors)
        if not name and not may_be_nobody:
            errors["name"] = _("Give your name. The author never learns it.")
        if email:
            try:
                if len(email) > EMAIL_LENGTH:
                    raise ValidationError("")
                validate_email(email)
            except ValidationError:
                errors["email"] = _("Enter a full e-mail address, such as name@example.org.")
        elif not may_be_nobody:
            errors["email"] = _("Give your e-mail address: the answer goes there.")
    if errors:
        raise ValidationError(errors)
    return {
        "rule": rule,
        "explanation": explanation,
        "notifier_name": name,
        "notifier_email": email,
    }


def _clean_text(text, field, missing, errors):
    text = clean_typed(text or "")
    if text:
        _check(text, TEXT_LENGTH, field, errors)
    else:
        errors[field] = ValidationError(missing, code="required")
    return text


def _check(text, limit, field, errors):
    if len(text) > limit:
        errors[field] = actions._too_long(limit, len(text))
        return
    try:
        validate_no_control_characters(text)
    except ValidationError as error:
        errors[field] = error


def _tell_notifier(notice, mail):
    """Write to whoever reported it. Nothing of what they typed: the address may be another's."""
    contribution = notice.contribution
    page = queries.version_in(contribution.page, notice.language)
    is_public = contribution.state == State.PUBLISHED
    with translation.override(notice.language):
        path = reverse("wagtail_crowdsolving:contribution", args=[contribution.pk])
    outbox.queue(
        kind=f"contributions/{mail}",
        key=f"contributions/{mail}/{notice.pk}",
        recipient=notice.notifier,
        to_email=notice.notifier_email,
        language=notice.language,
        context={
            "notice": notice,
            "page_title": page.title,
            "is_upheld": notice.state == Notice.State.UPHELD,
            "contact": contact(),
            "action_url": absolute(path) if is_public else "",
            "action_label": _("See the contribution"),
        },
    )
