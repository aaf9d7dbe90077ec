"""The walls of the house."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps

import wagtail_crowdsolving

PACKAGE = Path(wagtail_crowdsolving.__file__).parent
ROOT = PACKAGE.parent
FILES = {
    path.relative_to(PACKAGE).as_posix(): path
    for path in sorted(PACKAGE.rglob("*.py"))
    if "migrations" not in path.parts
}


@cache
def tree(path):
    return ast.parse(path.read_text())


@cache
def imports(path):
    """The names of the modules that a file imports, at any depth of it."""
    return set(_imports(path))


def _imports(path):
    for node in ast.walk(tree(path)):
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
    assert users_of(name) <= {"notifications/message.py"}


@pytest.mark.parametrize(
    ("name", "users"), [("nh3", {"text.py"}), ("markdown_it", {"text.py", "markup_rules.py"})]
)
def test_one_sanitiser(name, users):
    assert users_of(name) == users


def floors():
    """The layers of the contract, from the highest; each the names of its modules."""
    contract = (ROOT / "setup.cfg").read_text().partition("layers =\n")[2].partition("\n[")[0]
    lines = [line.split(":") for line in contract.splitlines() if line.startswith("    ")]
    return [{name.strip().removeprefix("wagtail_crowdsolving.") for name in line} for line in lines]


def height(module):
    """How high the room of a module of the package stands; 0: on the ground."""
    room = module.removeprefix("wagtail_crowdsolving.").partition(".")[0]
    return next(
        number for number, names in enumerate(reversed(floors())) if room in names or not room
    )


def graph():
    """``{file: the files of the package that it imports}``, at any depth of it."""
    modules = {
        "wagtail_crowdsolving."
        + name.removesuffix(".py").replace("/", ".").removesuffix(".__init__"): name
        for name in FILES
        if name != "__init__.py"
    }
    found = {}
    for name, path in FILES.items():
        named = list(imports(path))
        # A package that is named only on the way to one of its modules is not meant.
        meant = {
            module
            for module in named
            if not (
                modules.get(module, "").endswith("__init__.py")
                and any(other.startswith(f"{module}.") and other in modules for other in named)
            )
        }
        found[name] = {modules[module] for module in meant if module in modules} - {name}
    return found


def circles(edges):
    """The sets of nodes that reach each other."""
    reached = {}
    for start in edges:
        found, ahead = set(), list(edges[start])
        while ahead:
            node = ahead.pop()
            if node not in found:
                found.add(node)
                ahead.extend(edges[node])
        reached[start] = found
    return {
        frozenset(other for other in reached[node] if node in reached[other])
        for node in edges
        if node in reached[node]
    }


def test_a_circle_is_seen():
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}) == {frozenset("bc")}


def test_no_file_imports_itself_by_way_of_others():
    assert circles(graph()) == set()


#: Why an import may stand inside of a function.
REASONS = {"app registry", "optional package"}


def test_an_import_inside_of_a_function_has_its_reason():
    for folder in (PACKAGE, ROOT / "example_site", ROOT / "scripts"):
        for path in folder.rglob("*.py"):
            for reason in re.findall(r"PLC0415(.*)", path.read_text()):
                assert reason.strip() in REASONS, path


def test_no_file_is_longer_than_one_can_oversee():
    """But migrations, and what is content rather than code."""
    files = (
        path
        for folder in ("tests", "example_site", "scripts")
        for path in (ROOT / folder).rglob("*.py")
    )
    own = [
        path for path in files if "migrations" not in path.parts and path.parent.name != "content"
    ]
    assert not {
        path for path in [*FILES.values(), *own] if len(path.read_text().splitlines()) > 400
    }


def test_one_seam_between_views_and_doors():
    found = {
        name
        for name, path in FILES.items()
        if re.search(r"views|admin", name)
        and any(
            isinstance(node, ast.ExceptHandler)
            and node.type is not None
            and "Conflict" in ast.unparse(node.type)
            for node in ast.walk(tree(path))
        )
    }
    assert not found


def test_one_writer_of_mails():
    found = {
        name
        for name, path in FILES.items()
        if any(
            isinstance(node, ast.Call)
            and ast.unparse(node.func).rpartition(".")[2] in ("queue", "queue_many")
            for node in ast.walk(tree(path))
        )
    }
    found = {name for name in found if not re.search(r"/mails(\.py$|/)", name)}
    assert found == {"notifications/actions.py"}


def test_no_table_points_at_a_higher_room():
    for model in apps.get_app_config("wagtail_crowdsolving").get_models():
        for field in model._meta.get_fields(include_hidden=True):
            target = field.remote_field.model if field.concrete and field.remote_field else None
            if target is None or not target.__module__.startswith("wagtail_crowdsolving."):
                continue
            name = f"{model.__name__}.{field.name}"
            assert height(target.__module__) <= height(model.__module__), name


def test_no_template_tag_reaches_upward():
    """All rooms load them, the lowest too: they know the floor alone."""
    rooms = set().union(*floors()[:-3])
    found = {
        module.split(".")[1]
        for path in (PACKAGE / "templatetags").glob("*.py")
        for module in imports(path)
        if module.startswith("wagtail_crowdsolving.")
    }
    assert not found & rooms


def test_no_line_of_a_template_is_longer_than_one_can_read():
    for folder in (PACKAGE / "templates", ROOT / "example_site"):
        for path in folder.rglob("*.html"):
            for number, line in enumerate(path.read_text().splitlines(), 1):
                assert len(line) <= 240, f"{path}:{number}"
