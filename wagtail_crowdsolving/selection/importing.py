"""A table of members: what each of its lines would do to a committee. Nothing is written here."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.db.models.functions import Lower
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Locale

from wagtail_crowdsolving import clock, conf, dates, folding
from wagtail_crowdsolving.fields import TypedEmailField
from wagtail_crowdsolving.imports import read_day
from wagtail_crowdsolving.network.models import Organisation
from wagtail_crowdsolving.network.queries import offered
from wagtail_crowdsolving.selection.models import Committee, Invitation, Membership
from wagtail_crowdsolving.upstream import unproved_addresses

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


#: What a line says of a member, named as a door takes it.
SAID = ("role", "organisation", "starts_on", "ends_on")
#: The address is read as the form of an invitation reads it.
EMAIL = TypedEmailField(max_length=254, error_messages={"required": validate_email.message})


class Act(models.TextChoices):
    """What becomes of a line."""

    ADD = "add", gettext_lazy("Added")
    CHANGE = "change", gettext_lazy("Changed")
    SAME = "same", gettext_lazy("Nothing to change")
    INVITE = "invite", gettext_lazy("Without a confirmed account: invited by mail")
    DOUBLE = "double", gettext_lazy("The same person stands above")
    WRONG = "wrong", gettext_lazy("Cannot be read")


class Line(NamedTuple):
    """A line of the table: its number, what it would do, and what is wrong with it.

    ``new``: all of ``SAID``, as it would stand; ``before``: as it stands, of who is a member.
    """

    number: int
    email: str
    act: Act
    problem: str = ""
    user: Any = None
    membership: Membership | None = None
    new: dict[str, Any] = {}
    before: dict[str, Any] = {}

    @property
    def differences(self) -> list[str]:
        """What changes of a member, in words."""
        return [
            _("%(field)s: %(before)s → %(after)s")
            % {
                "field": capfirst(Membership._meta.get_field(name).verbose_name),
                "before": _in_words(name, self.before[name]),
                "after": _in_words(name, self.new[name]),
            }
            for name in self.before
            if self.before[name] != self.new[name]
        ]

    @property
    def promise(self) -> list[Any]:
        """All that it would do, as plain data: two rehearsals with the same one do the same."""
        person = None if self.user is None else str(self.user.pk)
        values = [_plain(said.get(name)) for said in (self.before, self.new) for name in SAID]
        return [self.number, self.act.value, person, values]


def rehearse(committee: Committee, rows: Sequence[Sequence[Any]]) -> list[Line]:
    """What ``rows`` of ``imports.read_table`` would do. 4 queries for any number, 5 with django-allauth."""
    addresses = [_address(row["email"]) for _number, row in rows]
    emails = {email for email, problem in addresses if not problem}
    accounts: dict[str, list[Any]] = {}
    people = get_user_model()._default_manager.annotate(address=Lower("email"))
    found = list(people.filter(address__in=emails).order_by("pk"))
    members = {
        row.user_id: row
        for row in Membership.objects.filter(committee=committee, user__in=found).select_related(
            "organisation"
        )
    }
    unproved = unproved_addresses(found)
    for person in found:
        # Whose address nobody has proved has the link prove it; who sits is known.
        member = members.get(person.pk)
        sits = member is not None and member.state != Membership.State.FORMER
        if sits or person.pk not in unproved:
            accounts.setdefault(person.address, []).append(person)
    invited = {
        invitation.email: invitation
        for invitation in Invitation.objects.valid()
        .filter(committee=committee, round=None, email__in=emails)
        .select_related("organisation")
    }
    asked_lately = set(
        Invitation.objects.over()
        .sent_lately()
        .filter(committee=committee, round=None, email__in=emails)
        .values_list("email", flat=True)
    )
    organisations: dict[str, list[Organisation]] = {}
    if any(row.get("organisation") for _number, row in rows):
        known = offered(Organisation.objects.all(), Locale.get_default().pk).only("name")
        for organisation in known:
            organisations.setdefault(folding.fold(organisation.name), []).append(organisation)
    lines, seen = [], set()
    for (number, row), (email, problem) in zip(rows, addresses, strict=True):
        if problem:
            lines.append(Line(number, email, Act.WRONG, problem))
            continue
        if email in seen:
            lines.append(Line(number, email, Act.DOUBLE))
            continue
        seen.add(email)
        try:
            given = _given(row, organisations)
            line = _line(number, email, given, accounts.get(email, []), members, invited)
            if line.act == Act.INVITE and email in asked_lately:
                raise ValidationError(sent_lately_message())
        except ValidationError as error:
            line = Line(number, email, Act.WRONG, " ".join(error.messages))
        lines.append(line)
    return lines


def sent_lately_message():
    """Why no invitation leaves to an address that has just had one, which is over."""
    return _("An invitation was sent to this address within the last %(hours)d hours.") % {
        "hours": conf.ASK_AGAIN_HOURS
    }


#: What stands in a cell that takes away what was there.
NONE = {"-", "–", "—"}


def clean_email(value):
    """An address, in small letters, however it was pasted. Raises ``ValidationError``."""
    return EMAIL.clean(value).lower()


def _address(value):
    """``(address, what is wrong with it)``."""
    try:
        return clean_email(value), ""
    except ValidationError as error:
        return str(value).lower()[:254], " ".join(error.messages)


def _line(number, email, given, accounts, members, invited):
    if not accounts:
        return _invitation_line(number, email, given, invited.get(email))
    if len(accounts) > 1:
        raise ValidationError(_("Several accounts have this address."))
    (user,) = accounts
    if not user.is_active:
        raise ValidationError(_("This account is closed."))
    member = members.get(user.pk)
    if member is None:
        new = _new(given)
        return Line(number, email, Act.ADD, user=user, new=new)
    before = _said(member)
    if member.state == Membership.State.FORMER and not given.get("ends_on"):
        # They come back as what they were; the days begin anew.
        kept = {"role": member.role, "organisation": member.organisation}
        new = _new({**kept, **given})
        return Line(number, email, Act.ADD, user=user, membership=member, new=new)
    new = {**before, **given}
    _check_days(new)
    act = Act.SAME if new == before else Act.CHANGE
    return Line(number, email, act, user=user, membership=member, new=new, before=before)


def _invitation_line(number, email, given, invitation):
    if invitation is None:
        return Line(number, email, Act.INVITE, new=_new(given))
    said = _said(invitation)
    if said != {**said, **given}:
        raise ValidationError(
            _("This address is invited already, as something else: withdraw the invitation first.")
        )
    return Line(number, email, Act.SAME, new=said, before=said)


def _said(row):
    return {name: getattr(row, name) for name in SAID}


def _new(given):
    """As somebody begins to sit, where the line says nothing else."""
    new = {**_said(Membership()), **given}
    _check_days(new)
    if new["ends_on"] and new["ends_on"] < clock.today():
        raise ValidationError(_("The last day has passed."))
    return new


def _in_words(name, value):
    if value is None:
        return "–"
    if name == "role":
        return Membership.Role(value).label
    return dates.write(value) if isinstance(value, date) else value.name


def _plain(value):
    return str(getattr(value, "pk", value))


def _given(row, organisations):
    """What the line says, as a door takes it: an empty cell says nothing, a dash that there is none. Raises
    ``ValidationError``."""
    given = {
        name: None
        for name in ("organisation", "starts_on", "ends_on")
        if str(row.get(name) or "").strip() in NONE
    }
    row = {name: value for name, value in row.items() if name not in given}
    if row.get("role"):
        given["role"] = _role(row["role"])
    if row.get("organisation"):
        given["organisation"] = _organisation(row["organisation"], organisations)
    for name in ("starts_on", "ends_on"):
        if row.get(name):
            given[name] = _day(row[name])
    return given


def _check_days(said):
    first, last = said["starts_on"], said["ends_on"]
    for day in filter(None, (first, last)):
        clock.PLANNED(day)
    if first and last and last < first:
        raise ValidationError(_("The last day is before the first one."))


def _role(value):
    wanted = folding.fold(str(value))
    for language in ("fr", "en", translation.get_language()):
        with translation.override(language):
            for role in Membership.Role:
                if wanted in (folding.fold(str(role.label)), role.value):
                    return role.value
    raise ValidationError(_("The role “%(role)s” is not known.") % {"role": str(value)[:60]})


def _organisation(value, organisations):
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
