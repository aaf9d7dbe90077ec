"""Brings the French and English catalogues up to date, or (``--check``) says what is missing.

The texts in the code are English; the catalogues are those of the package and of the example
site. Needs gettext's programs. The compiled files are kept in the repository: a machine without
gettext runs the demo, and the wheel carries them.
"""

import argparse
import os
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
        found = list(gaps(ROOT, fresh))
    for line in found:
        print(line)
    if found:
        print(f"{len(found)} gaps: run make messages, then translate.")
    return bool(found)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="change nothing; exit 1 where there is a gap"
    )
    sys.exit(check() if parser.parse_args().check else update(ROOT))
