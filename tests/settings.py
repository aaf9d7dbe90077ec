"""The example site with own page types, and another's app, beside the ready-made ones."""

import os
import sys
from pathlib import Path

os.environ.setdefault("DEBUG", "0")
os.environ.setdefault("SECRET_KEY", "only-for-the-tests")
os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")

from fabrique.settings import *  # noqa: F403
from fabrique.settings import DATABASES, INSTALLED_APPS, WAGTAIL_CROWDSOLVING

if not os.environ.get("DATABASE_URL"):
    DATABASES["default"]["NAME"] = ":memory:"

sys.path.append(str(Path(__file__).parent / "thirdparty"))
INSTALLED_APPS = ["tests.testapp", "weather", *INSTALLED_APPS]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "crowdsolving": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
WAGTAIL_CROWDSOLVING = {**WAGTAIL_CROWDSOLVING, "JOBS_ENGINE": "immediate"}
# Pages that are not found or refused are what many tests ask for: nobody reads their log.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "loggers": {"django.request": {"level": "ERROR"}},
}
