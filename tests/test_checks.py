"""Each missing or contradictory setting has a name, a message and a hint."""

import json
import os
import subprocess
import sys
import types

import pytest
from django.conf import settings as site_settings
from django.contrib.auth import get_user_model
from django.core import checks
from django.db.models.signals import pre_save
from django.urls import include, path
from django_comments_xtd.models import publish_or_unpublish_on_pre_save

from wagtail_crowdsolving import checks as ours
from wagtail_crowdsolving import conf
from wagtail_crowdsolving.contributions.models import Contribution

pytestmark = pytest.mark.versions

CLUSTER = {"name": "x", "orm": "default", "timeout": 60, "retry": 120, "max_attempts": 5}
DATABASE_SEARCH = "wagtail.search.backends.database"
FOLDED_SEARCH = {"BACKEND": "wagtail_crowdsolving.search"}
GOOD = [path("", include("wagtail_crowdsolving.urls"))]


#: What is said where a test takes away the setting that a foreign user model has its names by.
NAMELESS = () if hasattr(get_user_model(), "get_full_name") else ("E022", "W034")


def found(ids_only=True):
    messages = [
        message
        for check in checks.registry.registry.get_checks()
        if check.__module__.startswith("wagtail_crowdsolving.")
        for message in check(app_configs=None)
    ]
    for message in messages:
        assert message.msg.endswith((".", "…"))
        assert message.hint
    if not ids_only:
        return messages
    ids = [message.id.rpartition(".")[2] for message in messages]
    return [one for one in ids if one not in NAMELESS]


def urls(*patterns):
    """A root of urls made of ``patterns``."""
    module = types.ModuleType("urls_of_a_test")
    module.urlpatterns = list(patterns)
    return module


def test_the_example_site_is_silent():
    assert found() == []
    assert not [one for one in checks.run_checks() if (one.id or "").startswith("wagtail_crowd")]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("COMMENTS_APP", "django_comments", "E002"),
        ("COMMENTS_XTD_MODEL", "django_comments_xtd.models.XtdComment", "E003"),
        ("COMMENTS_XTD_MODEL", None, "E003"),
        ("SITE_ID", None, "E004"),
        ("WAGTAIL_CROWDSOLVING", [], "E006"),
        ("WAGTAIL_I18N_ENABLED", False, "W001"),
        ("WAGTAILSEARCH_BACKENDS", None, "W032"),
        ("WAGTAILSEARCH_BACKENDS", {"default": {"BACKEND": DATABASE_SEARCH}}, "W032"),
        ("WAGTAILSEARCH_BACKENDS", {"default": {**FOLDED_SEARCH, "SEARCH_CONFIG": "x"}}, "W033"),
    ],
)
def test_a_setting_of_the_site(settings, name, value, expected):
    setattr(settings, name, value)
    assert expected in found()


DJANGO_CSP = "django.middleware.csp.ContentSecurityPolicyMiddleware"
OTHER_CSP = "csp.middleware.CSPMiddleware"


@pytest.mark.parametrize(
    ("middleware", "name", "value", "expected"),
    [
        (DJANGO_CSP, "SECURE_CSP", {"frame-ancestors": ["'none'"]}, ["W030"]),
        (DJANGO_CSP, "SECURE_CSP", {"frame-ancestors": "'none'"}, ["W030"]),
        (DJANGO_CSP, "SECURE_CSP", {"frame-ancestors": ["'self'"]}, []),
        (DJANGO_CSP, "SECURE_CSP", {"default-src": ["'none'"]}, []),
        (
            OTHER_CSP,
            "CONTENT_SECURITY_POLICY",
            {"DIRECTIVES": {"frame-ancestors": ["'none'"]}, "EXCLUDE_URL_PREFIXES": ["/admin/"]},
            ["W030"],
        ),
        (
            OTHER_CSP,
            "CONTENT_SECURITY_POLICY",
            {"DIRECTIVES": {"frame-ancestors": ["'self'", "https://example.org"]}},
            [],
        ),
        (OTHER_CSP, "CSP_FRAME_ANCESTORS", ("'none'",), ["W030"]),
        (OTHER_CSP, "CSP_FRAME_ANCESTORS", ("https://partner.example",), ["W030"]),
        (OTHER_CSP, "CSP_FRAME_ANCESTORS", None, []),
        (OTHER_CSP, "CSP_FRAME_ANCESTORS", ("'self'",), []),
        ("", "SECURE_CSP", {"frame-ancestors": ["'none'"]}, []),
        ("", "X_FRAME_OPTIONS", "DENY", []),
    ],
)
def test_what_empties_the_preview(settings, middleware, name, value, expected):
    settings.MIDDLEWARE = [middleware, *settings.MIDDLEWARE]
    setattr(settings, name, value)
    assert [message.id[-4:] for message in ours.check_preview()] == expected


def test_i18n_switched_off_under_wagtails(settings):
    settings.USE_I18N = False
    assert "E016" in [message.id[-4:] for message in ours.check_languages()]


@pytest.mark.parametrize("name", ["COMMENTS_APP", "COMMENTS_XTD_MODEL", "SITE_ID"])
def test_a_setting_that_was_never_written(settings, name):
    delattr(settings, name)
    assert len(ours.check_comments()) == 1


def test_a_handler_that_was_connected_again(settings):
    pre_save.connect(publish_or_unpublish_on_pre_save, sender=Contribution)
    try:
        assert found() == ["E005"]
        assert found() == ["E005"], "a check must not mend what it names"
    finally:
        pre_save.disconnect(publish_or_unpublish_on_pre_save, sender=Contribution)
    assert found() == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"NO_SUCH_KEY": 1}, "E007"),
        ({"PAGE_SIZE": "12"}, "E008"),
        ({"PAGE_SIZE": True}, "E008"),
        ({"PAGE_SIZE": 0}, "E008"),
        ({"PAGE_SIZE": None}, "E008"),
        ({"MAIL_KEEP_DAYS": -1}, "E008"),
        ({"MAIL_RETRY_SECONDS": "60"}, "E008"),
        ({"MAIL_RETRY_SECONDS": [60, "300"]}, "E008"),
        ({"MAIL_RETRY_SECONDS": [0]}, "E008"),
        ({"GROUPS": ["Coordination"]}, "E008"),
        ({"GROUPS": {"coordinator": "x"}}, "E008"),
        ({"GROUPS": {"coordination": ""}}, "E008"),
        ({"MAIL_FROM": 3}, "E008"),
        ({"CONTACT_EMAIL": 3}, "E008"),
        ({"CONTACT_EMAIL": "La Fabrique <a@example.org>"}, "E008"),
        ({"JOBS_ENGINE": 1}, "E008"),
        ({"JOBS_ENGINE": "celery"}, "E009"),
        ({"PUBLIC_NAME": "nowhere.to.be.found"}, "E010"),
        ({"PUBLIC_NAME": "no_dots"}, "E010"),
        ({"PUBLIC_NAME": "wagtail_crowdsolving.__version__"}, "E010"),
    ],
)
def test_a_key_of_the_package(settings, value, expected):
    settings.WAGTAIL_CROWDSOLVING = value
    assert found() == [expected]


@pytest.mark.parametrize(
    "value",
    [
        dict(conf.DEFAULTS),
        {"JOBS_ENGINE": None, "MAIL_FROM": None},
        {"MAIL_RETRY_SECONDS": (1, 2)},
        {"MAIL_RETRY_SECONDS": []},
        {"GROUPS": {"board": "Le bureau"}},
        {"CONTRIBUTION_MAX_LEVEL": 0},
        {"MAIL_FROM": "a@example.org"},
        {"CONTACT_EMAIL": "a@example.org"},
    ],
)
def test_a_key_that_is_right(settings, value):
    settings.WAGTAIL_CROWDSOLVING = value
    assert found() == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"timeout": None}, ["E013"]),
        ({"timeout": 0}, ["E013"]),
        ({"retry": 60}, ["E014"]),
        ({"retry": 10}, ["E014"]),
        ({"retry": None}, ["E014"]),
        ({"max_attempts": 0}, ["E015"]),
        ({"max_attempts": None}, ["E015"]),
        ({"timeout": 200, "max_attempts": 0}, ["E014", "E015"]),
        ({}, []),
    ],
)
def test_the_cluster(settings, change, expected):
    settings.WAGTAIL_CROWDSOLVING = {}
    settings.Q_CLUSTER = {**CLUSTER, **change}
    assert found() == expected


@pytest.mark.parametrize(
    ("missing", "expected"),
    [("timeout", "E013"), ("max_attempts", "E015"), ("retry", "E014")],
)
def test_the_clusters_own_defaults_are_not_safe(settings, missing, expected):
    settings.WAGTAIL_CROWDSOLVING = {"JOBS_ENGINE": "django_q"}
    settings.Q_CLUSTER = {key: value for key, value in CLUSTER.items() if key != missing}
    assert found() == [expected]


def test_no_cluster(settings):
    settings.WAGTAIL_CROWDSOLVING = {}
    del settings.Q_CLUSTER
    assert found() == ["E012"]


def test_nobody_asks_for_a_cluster_that_is_not_used(settings):
    settings.WAGTAIL_CROWDSOLVING = {"JOBS_ENGINE": "immediate"}
    settings.Q_CLUSTER = {}
    assert found() == []


@pytest.mark.parametrize(
    "extra",
    [
        path("comments/", include("django_comments_xtd.urls")),
        path("comments/", include("django_comments.urls")),
        path("deep/", include([path("er/", include("django_comments_xtd.urls"))])),
    ],
)
def test_comments_urls_that_leak(settings, extra):
    settings.LOGIN_URL = "https://sso.example.org/"
    settings.ROOT_URLCONF = urls(*GOOD, extra)
    assert {message.id[-4:] for message in ours.check_urls()} == {"E017"}


def test_own_urls_that_are_missing(settings):
    settings.LOGIN_URL = "https://sso.example.org/"
    settings.ROOT_URLCONF = urls()
    assert [message.id[-4:] for message in ours.check_urls()] == ["E018"]
    settings.ROOT_URLCONF = urls(*GOOD)
    assert ours.check_urls() == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("no_such_name", ["W002"]),
        ("/nowhere/at/all.html", ["W002"]),
        # Wagtail answers for every path: there may be no page.
        ("/accounts/login/", ["W002"]),
        ("account_login", []),
        ("https://sso.example.org/", []),
        ("/admin/login/", []),
        ("/admin/login/?x=1", []),
    ],
)
def test_the_login_page(settings, value, expected):
    settings.LOGIN_URL = value
    assert found() == expected


PROBE = """
import json, sys, types
from tests import settings as source
module = types.ModuleType("probe")
vars(module).update({name: value for name, value in vars(source).items() if name.isupper()})
module.INSTALLED_APPS = {expression}
module.WAGTAIL_CROWDSOLVING = {options}
sys.modules["probe"] = module
import django
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
try:
    django.setup()
except ImproperlyConfigured as error:
    print(json.dumps(["ImproperlyConfigured", str(error)]))
else:
    if "django_q" not in module.INSTALLED_APPS:
        from wagtail_crowdsolving import jobs
        assert jobs.engine() == (module.WAGTAIL_CROWDSOLVING.get("JOBS_ENGINE") or "immediate")
    found = [m for m in checks.run_checks(tags=["compatibility"]) if "crowdsolving" in (m.id or "")]
    print(json.dumps([[m.id, m.msg, m.hint] for m in found]))
"""


def probe(expression, options="{}"):
    """What a site with these ``INSTALLED_APPS`` is told."""
    result = subprocess.run(
        [
            sys.executable,
            "-c",
            PROBE.replace("{expression}", expression).replace("{options}", options),
        ],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "probe",
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 0, result.stderr[-2000:]
    return json.loads(result.stdout.strip().splitlines()[-1])


def without(*names):
    return f"[app for app in source.INSTALLED_APPS if app not in {names!r}]"


@pytest.mark.parametrize("name", ["django_comments_xtd", "django_comments", "django.contrib.sites"])
def test_an_app_without_which_nothing_can_be_imported(name):
    kind, message = probe(without(name))
    assert kind == "ImproperlyConfigured"
    assert f'needs "{name}" in INSTALLED_APPS' in message


def test_an_app_may_be_listed_by_its_configuration_and_the_queue_left_out():
    """Without the queue jobs run at once."""
    expression = without("django.contrib.sites", "django_q")
    assert probe(expression + ' + ["django.contrib.sites.apps.SitesConfig"]') == []


def test_other_missing_apps_are_all_named_at_once():
    names = (
        "django_filters",
        "wagtail_localize",
        "wagtail.search",
        "wagtail.contrib.routable_page",
    )
    errors = probe(without(*names))
    assert {message for _id, message, _hint in errors} == {
        f"{name!r} is not installed." for name in names
    }


def test_the_queue_is_asked_for_and_not_installed():
    [[identifier, _message, hint]] = probe(without("django_q"), '{"JOBS_ENGINE": "django_q"}')
    assert identifier == "wagtail_crowdsolving.E011"
    assert "django_q" in hint


def test_the_package_listed_too_early():
    early = without("wagtail_crowdsolving").replace(
        "[app for", '["wagtail_crowdsolving"] + [app for'
    )
    assert [identifier for identifier, *_rest in probe(early)] == ["wagtail_crowdsolving.E005"]


def test_every_app_named_by_the_checks_is_installed_here():
    assert set(ours.APPS) <= set(site_settings.INSTALLED_APPS)
