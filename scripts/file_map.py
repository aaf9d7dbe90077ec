"""Writes the list of all files at the end of ``docs/architecture.md``, or (``--check``) says that it is old.

What a line says is the first paragraph of the file's docstring, and the names of its doors, mails, words and models.
"""

import argparse
import ast
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "wagtail_crowdsolving"
PAGE = ROOT / "docs" / "architecture.md"
HEADING = "## Every file\n"
INTRODUCTION = """
Written by `make map` from what each file says of itself: change it there. Mails' words are in
`templates/wagtail_crowdsolving/<room>/mail/`, pages' words in the templates of the room.
"""
SKIPPED = {"migrations", "__pycache__"}
#: From the highest room to the floor.
ROOMS = (
    "pages",
    "leaving",
    "upkeep",
    "privacy",
    "catalogue",
    "selection",
    "challenges",
    "contributions",
    "notifications",
    "listing",
    "records",
    "network",
)


def words_of(module):
    """The first paragraph of a module's docstring on one line, in the markup of the page."""
    first = (ast.get_docstring(module) or "").partition("\n\n")[0]
    return re.sub(r"`{2,}", "`", " ".join(first.split())).replace("::", ".")


def exported(package):
    """The names that a package of doors hands on."""
    tree = ast.parse((package / "__init__.py").read_text())
    return {
        name.name for node in tree.body if isinstance(node, ast.ImportFrom) for name in node.names
    }


def doors_of(path, module):
    """The names of the doors in a file: functions for everybody, whose arguments have names."""
    names = [
        node.name
        for node in module.body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and not node.args.args
    ]
    if path.parent.name == "actions":
        names = [name for name in names if name in exported(path.parent)]
    return names


def mails_of(module):
    """The names of the mails that a file declares."""
    return [
        node.args[0].value
        for node in ast.walk(module)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) == "declare"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    ]


def classes_of(module):
    """The names of what a file of words or models declares."""
    return [
        node.name
        for node in module.body
        if isinstance(node, ast.ClassDef) and node.bases and not node.name.startswith("_")
    ]


def line(path):
    """The line of one file; ``None`` for one that says nothing."""
    module = ast.parse(path.read_text())
    words = words_of(module)
    if not words:
        return None
    parts = path.relative_to(PACKAGE).parts
    if len(parts) > 1 and parts[1].startswith("actions") and (doors := doors_of(path, module)):
        words += f" Doors: {_listed(doors)}."
    if parts[-1] == "mails.py" and (mails := mails_of(module)):
        words += f" Mails: {_listed(mails)}."
    if (parts[-1] in {"words.py", "models.py"} or "models" in parts) and (
        classes := classes_of(module)
    ):
        words += f" It has {_listed(classes)}."
    return f"- `{'/'.join(parts)}`: {words}"


def _listed(names):
    return ", ".join(f"`{name}`" for name in names)


def section(title, paths):
    lines = filter(None, (line(path) for path in sorted(paths)))
    return "\n".join([f"\n### {title}\n", *lines, ""])


def listing():
    """The whole section of the page, its heading included."""
    text = HEADING + INTRODUCTION
    for room in ROOMS:
        paths = (
            path
            for path in (PACKAGE / room).rglob("*.py")
            if not SKIPPED.intersection(path.parts) and path.name != "__init__.py"
        )
        text += section(f"{room}/", paths)
    rest = {*PACKAGE.glob("*.py"), *PACKAGE.glob("management/commands/*.py")}
    rest |= set(PACKAGE.glob("templatetags/*.py"))
    return text + section("The floor", rest)


def updated(page):
    """The text of the page with its list as it should be."""
    return page.partition(HEADING)[0].rstrip() + "\n\n" + listing()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    text = PAGE.read_text()
    if not parser.parse_args().check:
        PAGE.write_text(updated(text))
    elif updated(text) != text:
        sys.exit("The list of files in docs/architecture.md is old: run `make map`.")


if __name__ == "__main__":
    main()
