"""The site of the tests with a user model of its own: ``DJANGO_SETTINGS_MODULE=tests.foreign.settings``."""

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS, MIDDLEWARE, WAGTAIL_CROWDSOLVING

AUTH_USER_MODEL = "foreign.Account"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
WAGTAIL_CROWDSOLVING = {**WAGTAIL_CROWDSOLVING, "NAME_FIELDS": ["family", "given"]}

_OF_THE_EXAMPLE = {"accounts", "demo", "demo_mailbox", "allauth", "allauth.account"}
INSTALLED_APPS = [
    "tests.foreign",
    *(
        "wagtail.users" if name == "accounts.apps.UsersConfig" else name
        for name in INSTALLED_APPS
        if name not in _OF_THE_EXAMPLE
    ),
]
MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith("allauth.")]
ROOT_URLCONF = "tests.foreign.urls"
