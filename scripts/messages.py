"""Brings the French and English catalogues up to date, or (``--check``) says what is missing.

The texts in the code are English; the catalogues are those of the package and of the example
site. The check also names what can never be extracted, and French that is not written as it should be.
Needs gettext's programs. The compiled files are kept in the repository: a machine without
gettext runs the demo, and the wheel carries them.
"""

import argparse
import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("wagtail_crowdsolving", "example_site")
LANGUAGES = ("fr", "en")
#: The texts of the code are English: their catalogue repeats them, so that it is complete.
SOURCE_LANGUAGE = "en"


def update(root):
    """Extract the texts of ``root``'s two source trees and compile the catalogues."""
    for source in SOURCES:
        folder = root / source
        (folder / "locale").mkdir(exist_ok=True)
        _django(folder, "makemessages", "--no-obsolete", "--no-wrap", "--add-location", "file")
        _repeat_source(folder / "locale" / SOURCE_LANGUAGE / "LC_MESSAGES" / "django.po")
        _django(folder, "compilemessages")


def _django(folder, *command):
    languages = [word for language in LANGUAGES for word in ("--locale", language)]
    subprocess.run(
        [sys.executable, "-m", "django", *command, *languages, "--verbosity", "0"],
        cwd=folder,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "", "PYTHONPATH": ""},
        check=True,
    )


def _repeat_source(path):
    catalogue = polib.pofile(str(path), wrapwidth=0)
    for entry in catalogue:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural}
        else:
            entry.msgstr = entry.msgid
        entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
    catalogue.save()


def texts(catalogue):
    return {(entry.msgctxt, entry.msgid) for entry in catalogue if not entry.obsolete}


def content(catalogue):
    """What a reader gets from a catalogue, whatever the order of its entries."""
    return {
        (entry.msgctxt, entry.msgid, entry.msgstr, tuple(sorted(entry.msgstr_plural.items())))
        for entry in catalogue
        if not entry.obsolete and (entry.msgstr or any(entry.msgstr_plural.values()))
    }


def gaps(root, fresh):
    """What is wrong with the catalogues of ``root``; ``fresh`` holds the same, just brought up to date."""
    for source in SOURCES:
        for language in LANGUAGES:
            name = Path(source, "locale", language, "LC_MESSAGES", "django.po")
            if not (root / name).exists():
                yield f"{name} does not exist"
                continue
            stored = polib.pofile(str(root / name))
            wanted = polib.pofile(str(fresh / name))
            for _context, text in sorted(texts(wanted) - texts(stored), key=str):
                yield f"{name} lacks {text!r}"
            for _context, text in sorted(texts(stored) - texts(wanted), key=str):
                yield f"{name} keeps {text!r}, which nothing uses"
            for entry in stored:
                if not entry.obsolete and not entry.translated():
                    yield f"{name} does not translate {entry.msgid!r}"
            compiled = (root / name).with_suffix(".mo")
            if not compiled.exists():
                yield f"{compiled.relative_to(root)} does not exist"
            elif content(polib.mofile(str(compiled))) != content(stored):
                yield f"{compiled.relative_to(root)} was not compiled from its .po file"


#: gettext's functions, by how many of their first arguments are texts (or a context).
FUNCTIONS = {
    "_": 1,
    "gettext": 1,
    "gettext_lazy": 1,
    "gettext_noop": 1,
    "ngettext": 2,
    "ngettext_lazy": 2,
    "pgettext": 2,
    "pgettext_lazy": 2,
    "npgettext": 3,
    "npgettext_lazy": 3,
}
#: What is no text in a template: code, comments, what is translated as a block.
NO_TEXT = re.compile(
    r"""\{%\s*comment\b.*?endcomment\s*%\}|\{\#.*?\#\}|<!--.*?-->|<(script|style|svg|code)\b.*?</\1>
    |\{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%\}
    |\{%\s*block\s+\w*class\w*\s*%\}.*?endblock\s*%\}""",
    re.VERBOSE | re.DOTALL,
)
CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
READ_ALOUD = re.compile(r"""\s(?:aria-label|aria-description|title|alt|placeholder)="([^"]*)\"""")
OF_A_VARIABLE = re.compile(r"""\{%\s*trans(?:late)?\s+[^"'\s]""")
WORD = re.compile(r"[^\W\d_]{3,}")
#: Names that are the same in every language.
NAMES = {"PDF"}


def unextracted(path, text):
    """Why what a source file says can never be translated: one line each."""
    if path.suffix == ".py":
        return sorted(set(_in_python(path, text)))
    return list(_in_template(path, text)) if path.suffix == ".html" or "mail" in path.parts else []


def _in_python(path, text):
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            for call in _calls(node):
                yield f"{path}:{call.lineno}: a text inside an f-string: {ast.unparse(call)}"
    for call in _calls(tree):
        for argument in call.args[: FUNCTIONS[_name(call)]]:
            if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
                yield f"{path}:{call.lineno}: not a literal text: {ast.unparse(call)}"


def _calls(tree):
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [call for call in calls if _name(call) in FUNCTIONS]


def _name(call):
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def _in_template(path, text):
    text = NO_TEXT.sub(" ", text)
    for found in OF_A_VARIABLE.finditer(text):
        yield f"{path}: not a literal text: {found[0]}"
    text = CODE.sub(" ", text)
    for words in [*READ_ALOUD.findall(text), *TAG.sub("\n", text).splitlines()]:
        if set(WORD.findall(words)) - NAMES:
            yield f"{path}: not translated: {words.strip()}"


#: What a text of the catalogue holds beside its words.
PLACEHOLDERS = re.compile(r"https?://\S+|%\(\w+\)[sd]|%[sd]|\{\{?.*?\}?\}|&\w+;|<[^>]*>")
FRENCH = {
    "no non-breaking space before : ; ? ! or »": re.compile(
        r"[^\u00a0\u202f]»|[^\u00a0\u202f?!]:(?=\s|$)|[^\u00a0\u202f?!…(]+[;?!](?=[\s»)]|$)(?<![\u00a0\u202f][;?!])"
    ),
    "no non-breaking space after «": re.compile(r"«[^\u00a0\u202f]"),
    "“e-mail” is the word": re.compile(
        r"\bcourriels?\b|\bmél\b|(?<!-)\bmails?\b|\bemails?\b", re.IGNORECASE
    ),
    "“1er”": re.compile(r"\b1 (?:janvier|mars|mai|juillet|août)\b"),
}
NUMBER = re.compile(r"%\(\w+\)[sd]|%[sd]")


def french_faults(entry):
    """What is not as French is written in an entry of the French catalogue."""
    for text in list(entry.msgstr_plural.values()) or [entry.msgstr]:
        words = PLACEHOLDERS.sub("x", text)
        for fault, pattern in FRENCH.items():
            if pattern.search(words):
                yield f"{fault}: {text!r}"
    # 0 is singular in French: “0 contribution” needs its number.
    singular = entry.msgstr_plural.get(0)
    if singular and NUMBER.search(entry.msgid_plural) and not NUMBER.search(singular):
        yield f"without its number, which may be 0: {singular!r}"


def faults(root):
    """All that is wrong with the source files and the French catalogues of ``root``."""
    for source in SOURCES:
        for path in sorted((root / source).rglob("*")):
            if path.suffix not in (".py", ".html", ".txt") or "migrations" in path.parts:
                continue
            if path.suffix == ".py" or "templates" in path.parts:
                yield from unextracted(path.relative_to(root), path.read_text())
        name = Path(source, "locale", "fr", "LC_MESSAGES", "django.po")
        for entry in polib.pofile(str(root / name)):
            if not entry.obsolete:
                yield from (f"{name}: {fault}" for fault in french_faults(entry))


def check():
    with tempfile.TemporaryDirectory() as directory:
        fresh = Path(directory)
        for source in SOURCES:
            shutil.copytree(
                ROOT / source,
                fresh / source,
                ignore=shutil.ignore_patterns(
                    "static", "media", "var", "static_collected", "*.sqlite3*"
                ),
            )
        update(fresh)
        found = [*gaps(ROOT, fresh), *faults(ROOT)]
    for line in found:
        print(line)
    if found:
        print(f"{len(found)} faults: run make messages, translate, mend.")
    return bool(found)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="change nothing; exit 1 where there is a gap"
    )
    sys.exit(check() if parser.parse_args().check else update(ROOT))
