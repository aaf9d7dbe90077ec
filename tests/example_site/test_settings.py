"""The settings as the environment makes them, each in a process of its own."""

import os
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "DEBUG": "0",
    "DEMO": "0",
    "SECRET_KEY": "une-cle-de-production-q8Z!k2-assez-longue-pour-django-0123456789",
    "ALLOWED_HOSTS": "fabrique.example.org",
    "BASE_URL": "https://fabrique.example.org",
}


def manage(*arguments, **environment):
    """What ``manage.py`` says; the caller's own settings are left out."""
    inherited = {
        key: value
        for key, value in os.environ.items()
        if key
        not in (*PRODUCTION, "DJANGO_SETTINGS_MODULE", "DATABASE_URL", "EMAIL_URL", "REDIS_URL")
    }
    return subprocess.run(
        [sys.executable, str(ROOT / "example_site" / "manage.py"), *arguments],
        env={**inherited, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_check_deploy_is_silent():
    done = manage("check", "--deploy", "--fail-level", "DEBUG", **PRODUCTION)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout
    assert done.stderr == ""


def test_production_asks_for_a_key():
    done = manage("check", **{**PRODUCTION, "SECRET_KEY": ""})
    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr


def test_the_demo_shows_the_pages_of_the_site_where_something_is_wrong():
    spec = spec_from_file_location("demo", ROOT / "scripts" / "demo.py")
    script = module_from_spec(spec)
    spec.loader.exec_module(script)
    asked = set(script.environment()) - set(os.environ)
    assert "DEMO" in asked
    assert "DEBUG" not in asked
    said = "from django.conf import settings as s; print(s.DEMO, s.DEBUG, s.ALLOWED_HOSTS)"
    done = manage("shell", "--no-imports", "-c", said, DEMO="1")
    assert done.stdout.split() == ["True", "False", "['*']"], done.stderr


def test_the_environment_decides():
    done = manage(
        "shell",
        "--no-imports",
        "-c",
        "from django.conf import settings as s;"
        "print(s.EMAIL_HOST, s.EMAIL_TIMEOUT, s.CACHES['default']['LOCATION'], 'redis' in s.Q_CLUSTER,"
        " s.SESSION_COOKIE_SECURE, s.SECURE_PROXY_SSL_HEADER[1])",
        EMAIL_URL="smtp+tls://u:p@mail.example.org:587",
        REDIS_URL="redis://127.0.0.1:6379/1",
        TRUSTED_PROXIES="1",
        EMAIL_TIMEOUT="40",
        **PRODUCTION,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [
        "mail.example.org",
        "40",
        "redis://127.0.0.1:6379/1",
        "True",
        "True",
        "https",
    ]
