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
#: The texts of the code are English: there a missing translation is no gap.
SOURCE_LANGUAGE = "en"


def update(root):
    """Extract the texts of ``root``'s two source trees and compile the catalogues."""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "", "PYTHONPATH": ""}
    for source in SOURCES:
        (root / source / "locale").mkdir(exist_ok=True)
        for command in (
            ["makemessages", "--no-obsolete", "--no-wrap", "--add-location", "file"],
            ["compilemessages"],
        ):
            languages = [word for language in LANGUAGES for word in ("--locale", language)]
            subprocess.run(
                [sys.executable, "-m", "django", *command, *languages, "--verbosity", "0"],
                cwd=root / source,
                env=env,
                check=True,
            )


def texts(catalogue):
    return {(entry.msgctxt, entry.msgid) for entry in catalogue if not entry.obsolete}


def content(catalogue):
    """What a reader gets from a catalogue: the translated entries, whatever their order."""
    return {
        (entry.msgctxt, entry.msgid, entry.msgstr, tuple(sorted(entry.msgstr_plural.items())))
        for entry in catalogue
        if entry.translated()
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
            if language != SOURCE_LANGUAGE:
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
