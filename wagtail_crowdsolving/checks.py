"""System checks: each missing or contradictory setting, with what to do about it."""

from django.apps import apps
from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models.signals import pre_save
from django.shortcuts import resolve_url
from django.urls import NoReverseMatch, Resolver404, URLResolver, get_resolver, get_script_prefix
from django.utils.module_loading import import_string

from wagtail_crowdsolving import clock, conf, jobs

CONTRIBUTION = "wagtail_crowdsolving.contributions.models.Contribution"

#: What the package stands on. Without the first three no model can be imported: ``apps.py`` says so
#: before any check runs.
APPS = [
    "django_comments_xtd",
    "django_comments",
    "django.contrib.sites",
    "django_filters",
    "wagtail.contrib.routable_page",
    "wagtail.search",
    "wagtail.snippets",
    "wagtail_localize",
]

#: Keys that may also be ``None``, with the type that they have otherwise.
OPTIONAL = {"JOBS_ENGINE": str, "MAIL_FROM": str, "CONTACT_EMAIL": str}


def _error(number, message, hint):
    return Error(message, hint=hint, id=f"wagtail_crowdsolving.E{number:03}")


def _warning(number, message, hint):
    return Warning(message, hint=hint, id=f"wagtail_crowdsolving.W{number:03}")


@register(Tags.compatibility)
def check_apps(app_configs=None, **kwargs):
    """E001: an app that the package needs is not installed."""
    return [
        _error(1, f"{name!r} is not installed.", f'Add "{name}" to INSTALLED_APPS.')
        for name in APPS
        if not apps.is_installed(name)
    ]


@register(Tags.compatibility)
def check_comments(app_configs=None, **kwargs):
    """E002 to E005: comments are contributions, and no handler publishes them by itself."""
    errors = []
    if getattr(settings, "COMMENTS_APP", None) != "django_comments_xtd":
        errors.append(
            _error(
                2,
                "COMMENTS_APP is not django_comments_xtd.",
                'Set COMMENTS_APP = "django_comments_xtd".',
            )
        )
    if getattr(settings, "COMMENTS_XTD_MODEL", None) != CONTRIBUTION:
        errors.append(
            _error(
                3,
                "COMMENTS_XTD_MODEL is not the model of contributions.",
                f'Set COMMENTS_XTD_MODEL = "{CONTRIBUTION}" before the first migration: '
                "changing it later hides the comments written until then.",
            )
        )
    if not getattr(settings, "SITE_ID", None):
        errors.append(_error(4, "SITE_ID is not set.", "Set SITE_ID = 1: comments ask for it."))
    if _descendants_are_published():
        errors.append(
            _error(
                5,
                "django-comments-xtd would publish replies that no moderator has read.",
                'List "wagtail_crowdsolving" after "django_comments_xtd" in INSTALLED_APPS: it '
                "disconnects the handler publish_or_unpublish_on_pre_save, which must be connected first.",
            )
        )
    return errors


def _descendants_are_published():
    from django_comments_xtd.models import (  # noqa: PLC0415  app registry
        publish_or_unpublish_on_pre_save,
    )

    contribution = apps.get_model("wagtail_crowdsolving", "Contribution")
    connected = pre_save.disconnect(publish_or_unpublish_on_pre_save, sender=contribution)
    if connected:  # asked, not mended: a server runs no checks
        pre_save.connect(publish_or_unpublish_on_pre_save, sender=contribution)
    return connected


@register(Tags.compatibility)
def check_settings(app_configs=None, **kwargs):
    """E006 to E010: the dict ``WAGTAIL_CROWDSOLVING``."""
    site = conf.site_settings()
    if not isinstance(site, dict):
        return [
            _error(6, "WAGTAIL_CROWDSOLVING is not a dict.", "Write WAGTAIL_CROWDSOLVING = {…}.")
        ]
    errors = []
    for name, value in site.items():
        if name not in conf.DEFAULTS:
            errors.append(
                _error(
                    7,
                    f"WAGTAIL_CROWDSOLVING has no key {name!r}.",
                    f"Its keys are: {', '.join(conf.DEFAULTS)}.",
                )
            )
        elif problem := _problem(name, value):
            errors.append(_error(8, f"WAGTAIL_CROWDSOLVING[{name!r}] {problem}.", _example(name)))
    if errors:
        return errors
    if conf.JOBS_ENGINE not in (None, *jobs.ENGINES):
        errors.append(
            _error(
                9,
                f"JOBS_ENGINE is {conf.JOBS_ENGINE!r}, which is no engine.",
                f"Choose one of {', '.join(map(repr, jobs.ENGINES))}, or None.",
            )
        )
    try:
        public_name = import_string(conf.PUBLIC_NAME)
    except ImportError as error:
        public_name = None
        reason = f"{error}."
    else:
        reason = "It cannot be called."
    if not callable(public_name):
        errors.append(
            _error(
                10,
                f"PUBLIC_NAME is {conf.PUBLIC_NAME!r}, which is no function: {reason}",
                "Give the dotted path of a function that takes a user and returns a name.",
            )
        )
    return errors


def _problem(name, value):
    """What is wrong with the value of a known key; empty where nothing is."""
    default = conf.DEFAULTS[name]
    if value is None and name in OPTIONAL:
        return ""
    wanted = OPTIONAL.get(name) or type(default)
    if wanted is list and isinstance(value, tuple):
        value = list(value)
    if not isinstance(value, wanted) or isinstance(value, bool) is not (wanted is bool):
        return f"is {value!r}, not of type {wanted.__name__}"
    if wanted is int and value < 0:
        return f"is {value!r}: it cannot be negative"
    if wanted is int and value == 0 and name in ("PAGE_SIZE", "THREADS_PER_PAGE"):
        return "is 0: a list shows at least one item a page"
    if name == "CONTACT_EMAIL" and not _is_address(value):
        return f"is {value!r}, not an e-mail address"
    if name == "NAME_FIELDS":
        return ""  # ``people`` asks the user model
    if wanted is list and not all(map(_is_number, value)):
        return f"is {value!r}, not a list of whole numbers"
    if name == "MAIL_RETRY_SECONDS" and not all(seconds > 0 for seconds in value):
        return f"is {value!r}, not a list of seconds"
    if name == "WORKING_DAYS" and not (value and set(value) <= set(range(1, 8))):
        return f"is {value!r}, not a list of days (Monday is 1, Sunday 7)"
    if name == "WORKING_HOURS" and not (len(value) == 2 and 0 <= value[0] < value[1] <= 24):
        return f"is {value!r}, not two full hours of a day"
    if wanted is dict:
        if unknown := sorted(map(str, set(value) - set(default))):
            return f"has no key {', '.join(map(repr, unknown))}"
        if not all(isinstance(item, str) and item for item in value.values()):
            return f"is {value!r}, not a dict of names"
    return ""


def _is_address(value):
    try:
        validate_email(value)
    except ValidationError:
        return False
    return True


def _is_number(value):
    return isinstance(value, int) and not isinstance(value, bool)


def _example(name):
    return f"For example, its default: {conf.DEFAULTS[name]!r}."


@register(Tags.compatibility)
def check_holidays(app_configs=None, **kwargs):
    """W031: the public holidays on which no reminder leaves are not known."""
    if not isinstance(conf.site_settings(), dict):
        return []
    try:
        clock.is_holiday(clock.today())
    except (ImportError, NotImplementedError, TypeError) as error:
        reason = f"{error}."
    else:
        if not conf.HOLIDAYS or "." in conf.HOLIDAYS or clock.holidays is not None:
            return []
        reason = 'The package "holidays" is not installed.'
    return [
        _warning(
            31,
            f"The public holidays of {conf.HOLIDAYS!r} are not known: {reason}",
            "Install the package holidays, or set HOLIDAYS to the dotted path of a function "
            'that takes a day, or to "".',
        )
    ]


@register(Tags.compatibility)
def check_jobs(app_configs=None, **kwargs):
    """E011 to E015: the background runs each job, once at a time, and gives up at last."""
    site = conf.site_settings()
    chosen = site.get("JOBS_ENGINE") if isinstance(site, dict) else None
    installed = apps.is_installed("django_q")
    if chosen == "django_q" and not installed:
        return [
            _error(
                11,
                "JOBS_ENGINE is 'django_q', and django_q is not installed.",
                'Add "django_q" to INSTALLED_APPS, or choose the engine "immediate".',
            )
        ]
    if chosen in ("immediate", "django_tasks") or not installed:
        return []
    # django_q's own Conf is frozen at its import, and takes what is wrong without a word.
    cluster = getattr(settings, "Q_CLUSTER", None)
    if not isinstance(cluster, dict):
        return [
            _error(
                12,
                "Q_CLUSTER is not set.",
                'For example: Q_CLUSTER = {"name": "site", "orm": "default", "timeout": 60, '
                '"retry": 120, "max_attempts": 5}.',
            )
        ]
    errors = []
    timeout, retry = cluster.get("timeout"), cluster.get("retry", 60)
    if not _is_number(timeout) or timeout <= 0:
        errors.append(
            _error(
                13,
                "Q_CLUSTER has no timeout: a job that hangs would hold its worker for ever.",
                'Set "timeout" to a number of seconds, for example 60.',
            )
        )
    elif not _is_number(retry) or retry <= timeout:
        errors.append(
            _error(
                14,
                f"Q_CLUSTER's retry ({retry}) is not longer than its timeout ({timeout}): "
                "a job that is still running would be started again.",
                f'Set "retry" to more than {timeout}, for example {timeout * 2}.',
            )
        )
    attempts = cluster.get("max_attempts", 0)
    if not _is_number(attempts) or attempts <= 0:
        errors.append(
            _error(
                15,
                "Q_CLUSTER has no max_attempts: a job that fails would be tried for ever.",
                'Set "max_attempts", for example to 5.',
            )
        )
    return errors


@register(Tags.translation)
def check_languages(app_configs=None, **kwargs):
    """E016 and W001: what the translations need."""
    if not getattr(settings, "WAGTAIL_I18N_ENABLED", False):
        return [
            _warning(
                1,
                "WAGTAIL_I18N_ENABLED is not set: pages and snippets cannot be translated.",
                "Set WAGTAIL_I18N_ENABLED = True and name the languages in WAGTAIL_CONTENT_LANGUAGES.",
            )
        ]
    if not settings.USE_I18N:
        return [
            _error(16, "USE_I18N is False.", "Set USE_I18N = True: WAGTAIL_I18N_ENABLED needs it.")
        ]
    return []


@register(Tags.urls)
def check_urls(app_configs=None, **kwargs):
    """E017, E018, W002: which addresses lead where."""
    if not getattr(settings, "ROOT_URLCONF", None):
        return []
    errors = []
    resolver = get_resolver()
    patterns, namespaces = set(), set()
    _walk(resolver, patterns, namespaces)
    for name in ("django_comments_xtd", "django_comments"):
        if any((view.__module__ or "").split(".")[0] == name for view in patterns):
            errors.append(
                _error(
                    17,
                    f"Views of {name} are in the site's addresses: they show contributions that "
                    "wait for moderation.",
                    f'Remove include("{name}.urls") from the urls: the package has its own views.',
                )
            )
    if "wagtail_crowdsolving" not in namespaces:
        errors.append(
            _error(
                18,
                "wagtail_crowdsolving.urls is not in the site's addresses.",
                'Add path("", include("wagtail_crowdsolving.urls")) above Wagtail\'s own urls.',
            )
        )
    if not _leads_somewhere(settings.LOGIN_URL, resolver):
        errors.append(
            _warning(
                2,
                f"LOGIN_URL is {str(settings.LOGIN_URL)!r}, which leads nowhere: nobody could log "
                "in to take part.",
                "Set LOGIN_URL to the name or the address of the site's login page.",
            )
        )
    return errors


@register(Tags.security)
def check_preview(app_configs=None, **kwargs):
    """W030: no page may stand in a frame, so that editors' previews and content checks are empty."""
    found = []
    for name, sources in _frame_policies():
        if sources is None:  # left out of the header
            continue
        given = [sources] if isinstance(sources, str) else [str(one) for one in sources]
        words = {word for one in given for word in one.split()}
        own = {"'self'", "*", getattr(settings, "WAGTAILADMIN_BASE_URL", "")}
        if not words & own and not any(word.endswith(":") for word in words):
            found.append(
                _warning(
                    30,
                    f"{name} lets no page stand in a frame: the preview beside Wagtail's editor stays "
                    "empty, and its content checks find nothing to look at.",
                    "Allow the site's own pages: \"frame-ancestors 'self'\".",
                )
            )
    return found


def _frame_policies():
    """``(setting, sources)`` of each policy on frames that Django's or django-csp's middleware sends.

    An exception for the admin's addresses is none for previews: they pass as the page's own address.
    """
    if "django.middleware.csp.ContentSecurityPolicyMiddleware" in settings.MIDDLEWARE:
        policy = getattr(settings, "SECURE_CSP", None) or {}
        if "frame-ancestors" in policy:
            yield "SECURE_CSP", policy["frame-ancestors"]
    if "csp.middleware.CSPMiddleware" in settings.MIDDLEWARE:
        policy = getattr(settings, "CONTENT_SECURITY_POLICY", None) or {}
        directives = policy.get("DIRECTIVES") or {}
        if "frame-ancestors" in directives:
            yield "CONTENT_SECURITY_POLICY", directives["frame-ancestors"]
        if getattr(settings, "CSP_FRAME_ANCESTORS", None) is not None:
            yield "CSP_FRAME_ANCESTORS", settings.CSP_FRAME_ANCESTORS


def _walk(resolver, views, namespaces):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            namespaces.add(pattern.namespace)
            _walk(pattern, views, namespaces)
        else:
            views.add(pattern.callback)


def _leads_somewhere(to, resolver):
    """Whether an address of this site has a view of its own; Wagtail's pages answer for any path."""
    try:
        url = resolve_url(to)
        if not url.startswith("/") or url.startswith("//"):
            return True
        path = "/" + url.partition("?")[0].removeprefix(get_script_prefix()).lstrip("/")
        return resolver.resolve(path).url_name != "wagtail_serve"
    except (NoReverseMatch, Resolver404):
        return False
