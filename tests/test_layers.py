"""The walls of the house."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import wagtail_crowdsolving

PACKAGE = Path(wagtail_crowdsolving.__file__).parent
ROOT = PACKAGE.parent


def imports(path):
    """The names of the modules that a file imports, at any depth of it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def users_of(name):
    return {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if any(module == name or module.startswith(f"{name}.") for module in imports(path))
    }


def test_a_room_imports_only_from_the_rooms_below_it():
    script = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"
    result = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert " 0 broken" in result.stdout


def test_every_room_stands_in_the_contract():
    contract = (ROOT / "setup.cfg").read_text().partition("layers =")[2]
    for path in PACKAGE.iterdir():
        name = path.stem
        if name.startswith("_") or name in (
            "templates",
            "static",
            "locale",
            "migrations",
            "templatetags",
        ):
            continue
        if path.is_dir() or path.suffix == ".py":
            assert f"wagtail_crowdsolving.{name}" in contract, name


#: Schedules are rows of django-q2: what makes and watches them knows it too.
KNOW_THE_QUEUE = {"jobs.py", "upkeep/queue.py"}


def test_one_way_to_the_background():
    assert "jobs.py" in users_of("django_q")
    assert users_of("django_q") <= KNOW_THE_QUEUE


@pytest.mark.parametrize(
    "name",
    [
        "django.core.mail.send_mail",
        "django.core.mail.EmailMessage",
        "django.core.mail.EmailMultiAlternatives",
    ],
)
def test_one_way_to_the_mail_server(name):
    assert users_of(name) <= {"notifications/jobs.py"}


@pytest.mark.parametrize("name", ["nh3", "markdown_it"])
def test_one_sanitiser(name):
    assert users_of(name) == {"text.py"}
