"""Who has an account: how they are named, found, sorted and written to, and who has a right.

Nothing else in the package knows what the site's user model has, and has not: the documentation says what it must
have ("The user model"), and so do the checks at the end.
"""

from collections import defaultdict
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth import get_user_model, load_backend
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.checks import Error, Tags, Warning, register
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import CharField, Q, TextField
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from wagtail_crowdsolving import conf, dates, folded

#: The rights that count where one asks who has them: those of Django, given to persons and groups.
BACKEND = "django.contrib.auth.backends.ModelBackend"
#: The day of registration, where the model has it.
JOINED = "date_joined"
#: No key of an account is longer, as text.
KEY_LENGTH = 254


def full_name(user):
    """First and last name as the person gave them; never an address. Empty where there is none.

    What the model's ``get_full_name`` says; where it has none, the columns of ``NAME_FIELDS``, the last of them
    first. Not ``str(user)``: that is the login where a model says nothing else.
    """
    if hasattr(user, "get_full_name"):
        name = user.get_full_name()
    else:
        name = " ".join(filter(None, (_value(user, path) for path in reversed(name_paths()))))
    return _without_address(name, user)


def public_name(user):
    """The name that everybody may read, by the site's ``PUBLIC_NAME``; a phrase where there is none.

    A name that holds the person's address is none.
    """
    if user is None:
        return _("Former member")
    return _without_address(import_string(conf.PUBLIC_NAME)(user), user) or _("Member")


def _without_address(name, user):
    name = str(name or "").strip()
    login = str(user.get_username() or "")
    private = [address_of(user), login if "@" in login else ""]
    return "" if any(one and one.casefold() in name.casefold() for one in private) else name


def address_of(user):
    """Their e-mail address; empty where they have none."""
    return getattr(user, user.get_email_field_name(), "") or ""


def address_path(of=""):
    """The column of the address; ``of`` is what leads to the person ("user")."""
    return _path(of, get_user_model().get_email_field_name())


def has_address(address, of=""):
    """A ``Q``: the person (``of``: what leads to them) has this address, in whatever case it is written."""
    return Q(**{f"{address_path(of)}__iexact": address})


def name_paths(of=""):
    """The columns that a search by name looks into; ``of`` is what leads to the person ("user").

    Those of ``NAME_FIELDS`` that the user model has: none, perhaps.
    """
    return [_path(of, path) for path in conf.NAME_FIELDS if _holds_text(path)]


def by_name(of=""):
    """What people are sorted by, folded; nothing where they have no column of a name: a key goes after it."""
    return [folded.Folded(path) for path in name_paths(of)]


def _path(of, name):
    return f"{of}__{name}" if of else name


def _field(path):
    """What ``path`` leads to from the user model; ``None`` where that is nothing, or many things."""
    model, field = get_user_model(), None
    for name in path.split("__"):
        try:
            field = model._meta.get_field(name) if model else None
        except FieldDoesNotExist:
            field = None
        if field is None or field.many_to_many or field.one_to_many:
            return None
        model = field.related_model
    return field


def _holds_text(path):
    return isinstance(path, str) and isinstance(_field(path), CharField | TextField)


def _value(user, path):
    for name in path.split("__"):
        user = getattr(user, name, None)
        if user is None:
            return ""
    return user


def named_alike(user):
    """Those, with themselves, whose names are written as ``user``'s; nobody where no column holds a name."""
    written = {f"{path}__iexact": _value(user, path) for path in name_paths()}
    people = get_user_model()._default_manager
    return people.filter(**written) if written else people.none()


def active():
    """All whose account is open."""
    return get_user_model()._default_manager.filter(is_active=True)


def with_right(permission, include_superusers=True):
    """Those of ``active`` who have ``permission`` ("app.codename"), themselves or by a group.

    The manager of a site's own model need not know how to ask.
    """
    return load_backend(BACKEND).with_perm(permission, include_superusers=include_superusers)


def key_of(value):
    """The key of an account that an address, a form or JSON names; ``None`` where no account could have it."""
    text = "" if value is None else str(value)
    if not text or len(text) > KEY_LENGTH or "\0" in text:
        return None
    try:
        return get_user_model()._meta.pk.to_python(text)
    except (ValidationError, ValueError):
        return None


def plain_key(user):
    """The key of an account as it is kept in a snapshot: a number, or text."""
    return user.pk if isinstance(user.pk, int) else str(user.pk)


def told_apart(names, details):
    """``{key: label}`` for people who are chosen or listed together, from their ``names``, ``{key: name}``.

    A name that nobody else among them bears stands alone; who are named alike get as many of their details as
    tell them apart: ``details(keys)``, asked for those alone, is ``{key: (organisation, …)}``. Never a key of
    the database nor an address. Whom nothing tells apart, a number does.
    """
    chosen = {key: [] for key in names}

    def alike():
        groups = defaultdict(list)
        for key, parts in chosen.items():
            groups[" ".join(names[key].split()).casefold(), tuple(parts)].append(key)
        return [keys for keys in groups.values() if len(keys) > 1]

    doubtful = [key for keys in alike() for key in keys]
    known = details(doubtful) if doubtful else {}
    for level in range(max((len(parts) for parts in known.values()), default=0)):
        for key in [key for keys in alike() for key in keys]:
            chosen[key].append(str(known[key][level]))
    for keys in alike():
        for number, key in enumerate(keys, 1):
            chosen[key].append(str(number))
    return {
        key: _("%(name)s (%(details)s)") % {"name": names[key], "details": ", ".join(parts)}
        if (parts := [part for part in chosen[key] if part])
        else names[key]
        for key in names
    }


def knows_since():
    """Whether the user model says since when somebody is a member."""
    return _field(JOINED) is not None


def member_since(user):
    """Since when somebody is a member, in words; empty where the site's accounts do not say."""
    joined = getattr(user, JOINED, None)
    return _("since %(date)s") % {"date": dates.write(joined)} if joined else ""


def language_of(user):
    """The language of a mail to somebody of the team: the one of their admin, else the site's."""
    profile = getattr(user, "wagtail_userprofile", None)
    return profile.get_preferred_language() if profile else settings.LANGUAGE_CODE


@contextmanager
def for_the_record():
    """What is written down for good is in the language and the time zone of the site, whoever acts."""
    with translation.override(settings.LANGUAGE_CODE), timezone.override(None):
        yield


@register(Tags.models)
def check_user_model(app_configs=None, **kwargs):
    """E019 to E022, W034, W035: what the site's user model must have, and has not."""
    model = get_user_model()
    label = model._meta.label
    if not issubclass(model, AbstractBaseUser):
        return [
            _problem(
                Error,
                "E019",
                f"{label} is no AbstractBaseUser.",
                "Let it inherit AbstractBaseUser and PermissionsMixin of django.contrib.auth.",
            )
        ]
    address = model.get_email_field_name()
    found = [
        _problem(Error, "E020", f"{label} has no column {name!r}: {what}.", hint)
        for name, what, hint in (
            (
                address,
                "nobody could be written to",
                "Add it, or name the column of addresses: EMAIL_FIELD.",
            ),
            (
                "is_active",
                "no account could be closed",
                "Add is_active = models.BooleanField(default=True).",
            ),
        )
        if _field(name) is None
    ]
    names = {field.name for field in model._meta.get_fields()}
    if missing := [name for name in _OF_RIGHTS if name not in names]:
        found.append(
            _problem(
                Error,
                "E021",
                f"{label} has no {', '.join(missing)}: nobody could be given a right.",
                "Let it inherit PermissionsMixin of django.contrib.auth.models.",
            )
        )
    found += _of_names(model)
    if not hasattr(model, "email"):
        found.append(
            _problem(
                Warning,
                "W035",
                f"{label} has no attribute 'email', which Wagtail's own mails ask for.",
                f"Add a property email that returns {address}.",
            )
        )
    return found


#: What Django's rights are given by.
_OF_RIGHTS = ("is_superuser", "groups", "user_permissions")


def _of_names(model):
    """E022, W034."""
    site = conf.site_settings()
    chosen = site.get("NAME_FIELDS", []) if isinstance(site, dict) else None
    if not isinstance(chosen, list | tuple):
        return []  # E006, E008
    label = model._meta.label
    if wrong := [path for path in chosen if not _holds_text(path)]:
        return [
            _problem(
                Error,
                "E022",
                f"NAME_FIELDS names {', '.join(map(repr, wrong))}: {label} has no such column of text.",
                'Name columns of the user model, or of what each account has one of ("profile__name").',
            )
        ]
    if hasattr(model, "get_full_name") or "PUBLIC_NAME" in site or name_paths():
        return []
    return [
        _problem(
            Warning,
            "W034",
            f"{label} has no name that may be shown: everybody is called “Member”.",
            "Give it get_full_name(), or set NAME_FIELDS or PUBLIC_NAME.",
        )
    ]


def _problem(kind, number, message, hint):
    return kind(message, hint=hint, id=f"wagtail_crowdsolving.{number}")
