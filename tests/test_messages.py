"""What the check of the catalogues finds: texts that nobody can translate, French that is not written so."""

import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "scripts"))

import messages  # noqa: E402


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.py", "x = f\"{_('A text')}: {y}\""),
        ("a.py", "gettext(variable)"),
        ("a.py", "_(f'{count} texts')"),
        ("a.py", "translation.ngettext('one', other, 2)"),
        ("a.html", "{% translate title %}"),
        ("a.html", "<p>{{ name }} waits</p>"),
        ("a.html", '<button aria-label="Close it">×</button>'),
        ("mail/a.txt", "Hello {{ name }},"),
    ],
)
def test_texts_that_cannot_be_extracted(name, text):
    assert len(list(messages.unextracted(Path(name), text))) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.py", "x = f\"{label}: {y}\"; label = _('A text') % {'a': 1}"),
        ("a.py", "ngettext('one', 'more', count)"),
        ("a.html", '{% translate "A text" %}<p class="note">{{ title }} – PDF</p>'),
        ("a.html", "{% blocktranslate trimmed %}A <b>text</b>{% endblocktranslate %}{# Why #}"),
        ("a.html", '{% if n > 1 %}<i title="{% translate "More" %}">{{ n }}</i>{% endif %}'),
        ("robots.txt", "Disallow: /admin/"),
    ],
)
def test_texts_that_can(name, text):
    assert not list(messages.unextracted(Path(name), text))


def plural(one, more):
    return polib.POEntry(
        msgid="%(n)s text", msgid_plural="%(n)s texts", msgstr_plural={0: one, 1: more}
    )


@pytest.mark.parametrize(
    ("entry", "count"),
    [
        (polib.POEntry(msgstr="Un défi : lequel ?"), 1),
        (polib.POEntry(msgstr="Un défi\u00a0: lequel\u202f?"), 0),
        (polib.POEntry(msgstr="« %(title)s »"), 2),
        (polib.POEntry(msgstr="«\u00a0%(title)s\u00a0», à 10:30, sur https://example.org/?a=1"), 0),
        (polib.POEntry(msgstr='<a href="?page=1">Voir</a>\u00a0!'), 0),
        (polib.POEntry(msgstr="Un courriel"), 1),
        (polib.POEntry(msgstr="Un e-mail"), 0),
        (polib.POEntry(msgstr="Le 1 mars"), 1),
        (plural("Un texte", "%(n)s textes"), 1),
        (plural("%(n)s texte", "%(n)s textes"), 0),
    ],
)
def test_french_as_it_is_written(entry, count):
    assert len(list(messages.french_faults(entry))) == count


def test_source_files_and_catalogues():
    assert not list(messages.faults(ROOT))


@pytest.mark.parametrize("source", messages.SOURCES)
def test_nothing_is_singular_in_french_too(source):
    catalogue = polib.pofile(str(ROOT / source / "locale/fr/LC_MESSAGES/django.po"))
    assert catalogue.metadata["Plural-Forms"].replace(" ", "") == "nplurals=2;plural=(n>1);"
