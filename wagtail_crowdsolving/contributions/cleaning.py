"""What people type, as it is stored; ``ValidationError`` with one message a field where it cannot be."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving import conf, signs
from wagtail_crowdsolving.contributions.attachments import check_number
from wagtail_crowdsolving.contributions.models import (
    Contribution,
    Kind,
    ModerationDecision,
    Notice,
    Rule,
)
from wagtail_crowdsolving.text import clean_typed, to_html, to_plain, too_long

PLACE_LENGTH = Contribution._meta.get_field("place").max_length
LINK_LENGTH = Contribution._meta.get_field("link").max_length
NOTE_LENGTH = Contribution._meta.get_field("retained_note").max_length
NAME_LENGTH = Notice._meta.get_field("notifier_name").max_length
EMAIL_LENGTH = Notice._meta.get_field("notifier_email").max_length
#: Of a moderator's reason; of a notice, an appeal, and the answers to them.
REASON_LENGTH, TEXT_LENGTH = 2000, 5000
#: Two words say something, or one of this many letters.
LETTERS = 10
_link = URLValidator(schemes=["http", "https"])


def clean(*, kind, text, place, link, files=(), problems=()):
    """The fields as they are stored; ``ValidationError`` with one message a field.

    ``files`` are all that the contribution would have, ``problems`` those of new ones. Takes time:
    to be called, as all in this module, before any row is locked.
    """
    errors = {"attachments": list(problems)} if problems else {}
    try:
        check_files(len(files))
    except ValidationError as error:
        errors.update(error.error_dict)
    place = _clean(place, PLACE_LENGTH, "place", errors, one_line=True)
    link = signs.clean_code(_clean(link, LINK_LENGTH, "link", errors))
    if link and re.match(r"[\w-]+(\.[\w-]+)+(/|$)", link):
        link = f"https://{link}"
        if len(link) > LINK_LENGTH:
            errors["link"] = too_long(link, LINK_LENGTH)
    body = ""

    if kind not in Kind.values:
        errors["kind"] = _("Say whether this is an idea, an experience or an inspiration.")
    try:
        text = clean_typed(text, conf.CONTRIBUTION_MAX_LENGTH)
        body = _render(text)
    except ValidationError as error:
        errors["text"] = error
    if link and "link" not in errors:
        try:
            _link(link)
        except ValidationError:
            errors["link"] = ValidationError(
                _("Enter a full web address, such as https://example.org/project."), code="link"
            )
    if kind == Kind.INSPIRATION and not (place or link or {"place", "link"} & errors.keys()):
        errors.setdefault(
            "place", _("Say where this inspiration can be seen: a place, a link, or both.")
        )
    if errors:
        raise ValidationError(errors)
    return {"kind": kind, "comment": text, "place": place, "link": link, "body": body}


def check_files(number):
    """Raises ``ValidationError`` ("attachments") where one contribution would have too many files."""
    try:
        check_number(number, conf.ATTACHMENTS_PER_CONTRIBUTION)
    except ValidationError as error:
        raise ValidationError({"attachments": error}) from error


def _render(text):
    """Safe HTML for a text that says something; ``ValidationError`` where it does not."""
    if not text:
        raise ValidationError(_("Write your contribution."), code="required")
    body = to_html(text)
    words = re.findall(r"[^\W\d_]{2,}", to_plain(body))
    if len(words) < 2 and len("".join(words)) < LETTERS:
        raise ValidationError(_("Write at least a few words."), code="min_length")
    return body


def clean_reason(outcome, rule, reason):
    """The rule and the reason as they are stored: both for a restriction, none for an approval."""
    errors = {}
    restricts = outcome in ModerationDecision.RESTRICTIONS
    if not restricts and outcome != ModerationDecision.Outcome.CHANGES_REQUESTED:
        return "", ""
    reason = _clean(reason, REASON_LENGTH, "reason", errors)
    if restricts and rule not in Rule.values:
        errors["rule"] = _("Choose the rule of the charter that this text breaks.")
    if not reason:
        errors.setdefault(
            "reason",
            _("Give the reason: the author reads it.")
            if restricts
            else _("Say what should be changed: the author reads it."),
        )
    if errors:
        raise ValidationError(errors)
    return rule, reason


def clean_note(note):
    """What stands in public beside a contribution that is retained."""
    errors = {}
    note = _clean(note, NOTE_LENGTH, "note", errors, one_line=True)
    if errors:
        raise ValidationError(errors)
    return note


def known_language(language):
    """One of the site's languages: ``language`` comes from outside."""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def clean_notice(rule, explanation, in_good_faith, by, name, email):
    """The fields of a ``Notice``; ``by`` is ``None`` for a person who is not signed in."""
    errors = {}
    if rule not in Rule.values:
        errors["rule"] = _("Choose what is wrong with this contribution.")
    explanation = clean_text(
        explanation, "explanation", _("Explain what is wrong, and why."), errors
    )
    if not in_good_faith:
        errors["in_good_faith"] = _("Confirm that what you write is true, as far as you know.")
    if by is not None:
        # The account says who they are.
        name = email = ""
    else:
        may_be_nobody = rule == Rule.CHILD_ABUSE
        name = _clean(name, NAME_LENGTH, "name", errors, one_line=True)
        email = signs.clean_code(_clean(email, EMAIL_LENGTH, "email", errors))
        if not name and not may_be_nobody:
            errors.setdefault("name", _("Give your name. The author never learns it."))
        if email:
            try:
                validate_email(email)
            except ValidationError:
                errors["email"] = _("Enter a full e-mail address, such as name@example.org.")
        elif not may_be_nobody:
            errors.setdefault("email", _("Give your e-mail address: the answer goes there."))
    if errors:
        raise ValidationError(errors)
    return {
        "rule": rule,
        "explanation": explanation,
        "notifier_name": name,
        "notifier_email": email,
    }


def clean_text(text, field, missing, errors):
    """The text of ``field``; what is wrong with it goes into ``errors``, ``missing`` if there is none."""
    text = _clean(text, TEXT_LENGTH, field, errors)
    if not text:
        errors.setdefault(field, ValidationError(missing, code="required"))
    return text


def _clean(value, limit, field, errors, *, one_line=False):
    """``value`` clean; what is wrong with it goes into ``errors``, and it counts as empty."""
    try:
        return clean_typed(value, limit, one_line=one_line)
    except ValidationError as error:
        errors[field] = error
        return ""
