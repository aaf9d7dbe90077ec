"""A table of members: what each of its lines would do to a committee. Nothing is written here."""

from datetime import date
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.db.models.functions import Lower
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Locale

from wagtail_crowdsolving import clock, folding
from wagtail_crowdsolving.imports import read_day
from wagtail_crowdsolving.network.models import Organisation
from wagtail_crowdsolving.network.queries import offered
from wagtail_crowdsolving.selection.models import Committee, Invitation, Membership

#: What the columns are called, in French and in English; the first one is required.
COLUMNS = {
    "email": [
        "E-mail", "Email", "Adresse e-mail", "Adresse électronique", "Courriel", "Mail", "Adresse", "Address",
        "E-mail address",
    ],
    "role": ["Rôle", "Role"],
    "organisation": ["Structure", "Organisation", "Organization"],
    "starts_on": ["Du", "Début", "From", "Start"],
    "ends_on": ["Au", "Jusqu’au", "Fin", "Until", "End"],
}  # fmt: skip


class Act(models.TextChoices):
    """What becomes of a line."""

    ADD = "add", gettext_lazy("Added")
    CHANGE = "change", gettext_lazy("Changed")
    SAME = "same", gettext_lazy("Nothing to change")
    INVITE = "invite", gettext_lazy("Without an account: invited by mail")
    DOUBLE = "double", gettext_lazy("The same person stands above")
    WRONG = "wrong", gettext_lazy("Cannot be read")


class Line(NamedTuple):
    """A line of the table: its number, what it would do, and what is wrong with it. ``given``: the columns that it has."""

    number: int
    email: str
    act: Act
    problem: str = ""
    user: Any = None
    membership: Membership | None = None
    given: dict[str, Any] = {}


def rehearse(committee: Committee, rows: list[tuple[int, dict[str, Any]]]) -> list[Line]:
    """What ``rows`` of ``imports.read_table`` would do. 4 queries for any number."""
    emails = {_email(row) for _number, row in rows}
    accounts: dict[str, list[Any]] = {}
    people = get_user_model()._default_manager.annotate(address=Lower("email"))
    for person in people.filter(address__in=emails - {""}).order_by("pk"):
        accounts.setdefault(person.address, []).append(person)
    members = {
        row.user_id: row
        for row in Membership.objects.filter(
            committee=committee, user__in=[one for found in accounts.values() for one in found]
        )
    }
    invited = set(
        Invitation.objects.valid()
        .filter(committee=committee, round=None, email__in=emails - {""})
        .values_list("email", flat=True)
    )
    organisations: dict[str, list[Organisation]] = {}
    if any(row.get("organisation") for _number, row in rows):
        known = offered(Organisation.objects.all(), Locale.get_default().pk).only("name")
        for organisation in known:
            organisations.setdefault(folding.fold(organisation.name), []).append(organisation)
    lines, seen = [], set()
    for number, row in rows:
        email = _email(row)
        try:
            if email in seen:
                lines.append(Line(number, email, Act.DOUBLE))
                continue
            given = _given(row, organisations)
            validate_email(email)
            line = _line(number, email, given, accounts.get(email, []), members, invited)
        except ValidationError as error:
            line = Line(number, email, Act.WRONG, " ".join(error.messages))
        seen.add(email)
        lines.append(line)
    return lines


def _email(row):
    return str(row["email"]).lower()[:254]


def _line(number, email, given, accounts, members, invited):
    if not accounts:
        act = Act.SAME if email in invited else Act.INVITE
        return Line(number, email, act, given=given)
    if len(accounts) > 1:
        raise ValidationError(_("Several accounts have this address."))
    (user,) = accounts
    if not user.is_active:
        raise ValidationError(_("This account is closed."))
    member = members.get(user.pk)
    if member is None or member.state == Membership.State.FORMER and not given.get("ends_on"):
        act = Act.ADD
    else:
        _check_days({"starts_on": member.starts_on, "ends_on": member.ends_on, **given})
        differs = any(getattr(member, name) != value for name, value in given.items())
        act = Act.CHANGE if differs else Act.SAME
    return Line(number, email, act, user=user, membership=member, given=given)


def _given(row, organisations):
    """The columns that the table has, as a door takes them. Raises ``ValidationError``."""
    given = {}
    if "role" in row:
        given["role"] = _role(row["role"])
    if "organisation" in row:
        given["organisation"] = _organisation(row["organisation"], organisations)
    for name in ("starts_on", "ends_on"):
        if name in row:
            given[name] = _day(row[name])
    _check_days(given)
    return given


def _check_days(given):
    first, last = given.get("starts_on"), given.get("ends_on")
    for day in filter(None, (first, last)):
        clock.PLANNED(day)
    if first and last and last < first:
        raise ValidationError(_("The last day is before the first one."))


def _role(value):
    if not value:
        return Membership.Role.MEMBER
    wanted = folding.fold(str(value))
    for language in ("fr", "en", translation.get_language()):
        with translation.override(language):
            for role in Membership.Role:
                if wanted in (folding.fold(str(role.label)), role.value):
                    return role.value
    raise ValidationError(_("The role “%(role)s” is not known.") % {"role": str(value)[:60]})


def _organisation(value, organisations):
    if not value:
        return None
    found = organisations.get(folding.fold(str(value)), [])
    if len(found) == 1:
        return found[0]
    sentence = (
        _("Several organisations are called “%(name)s”.")
        if found
        else _("No organisation is called “%(name)s”.")
    )
    raise ValidationError(sentence % {"name": str(value)[:100]})


def _day(value) -> date | None:
    try:
        return read_day(value)
    except ValueError:
        raise ValidationError(
            _("“%(day)s” is not a day: write 31/12/2026.") % {"day": str(value)[:40]}
        ) from None
