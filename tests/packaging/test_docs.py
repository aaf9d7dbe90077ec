"""What the pages of ``docs/`` say of names is what the code has."""

import ast
import re
import runpy
import sys

import pytest

from tests.packaging.conftest import ROOT
from wagtail_crowdsolving import actions, conf, mixins

sys.path.append(str(ROOT / "scripts"))

import file_map

DOCS = ROOT / "docs"
ENTRY = re.compile(r"^`(\w+)`\n: Default: `([^`]+)`", re.M)


def documented():
    return {
        name: ast.literal_eval(" ".join(default.split()))
        for name, default in ENTRY.findall((DOCS / "settings.md").read_text())
    }


def test_every_setting_is_documented_with_its_default():
    assert documented() == conf.DEFAULTS


def test_every_variable_of_the_example_site_is_documented():
    code = (ROOT / "example_site/fabrique/settings.py").read_text()
    used = set(re.findall(r'\benv(?:\.\w+)?\(\s*"([A-Z_]+)"', code))
    rows = set(re.findall(r"^\| `([A-Z_]+)` \|", (DOCS / "example-site.md").read_text(), re.M))
    assert {"DATABASE_URL", "SECRET_KEY"} <= used
    assert used <= rows


def test_every_command_is_documented():
    for folder, page in (
        ("wagtail_crowdsolving", "settings.md"),
        ("example_site/demo", "example-site.md"),
    ):
        text = (DOCS / page).read_text()
        for path in (ROOT / folder / "management/commands").glob("[a-z]*.py"):
            assert path.stem in text


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_links_lead_somewhere(page):
    """Sphinx checks those of the pages in ``docs/``."""
    for target in re.findall(r"\]\((?!http)([^)#]+)", (ROOT / page).read_text()):
        assert (ROOT / target).exists(), target


def test_the_readme_opens_with_the_two_commands():
    opening = (ROOT / "README.md").read_text().split("```")[1]
    assert "make demo" in opening
    assert "make test" in opening


def test_every_target_of_the_readme_exists():
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.M))
    for page in ("README.md", "CONTRIBUTING.md"):
        assert set(re.findall(r"\bmake (\w+)", (ROOT / page).read_text())) - {"is"} <= targets


def test_every_file_is_in_the_architecture_with_its_doors_and_mails():
    page = file_map.PAGE.read_text()
    assert file_map.updated(page) == page, "make map"
    for path in (ROOT / "wagtail_crowdsolving").rglob("*.py"):
        if path.name not in {"__init__.py", "apps.py"} and "migrations" not in path.parts:
            assert f"- `{path.relative_to(ROOT / 'wagtail_crowdsolving')}`: " in page, path


def test_every_picture_stands_in_a_page_with_an_alternative():
    """And weighs little: they are in each copy of the repository. Sphinx finds those that are missing."""
    pages = "".join(path.read_text() for path in (ROOT / "README.md", *DOCS.glob("*.md")))
    shown = {*re.findall(r"\{figure\} images/([\w-]+)\.png\n:alt: \S", pages)}
    shown |= {*re.findall(r"!\[[^\]]+\]\(docs/images/([\w-]+)\.png\)", pages)}
    kept = {path.stem: path.stat().st_size for path in (DOCS / "images").iterdir()}
    assert shown == set(kept)
    assert max(kept.values()) <= 150_000


def test_every_token_and_every_template_is_documented():
    """``make theming`` writes them."""
    text = (DOCS / "theming.md").read_text()
    assert text.count("| `--cs-") > 40
    assert runpy.run_path(str(ROOT / "scripts/theming.py"))["page"](text) == text


def test_every_mixin_is_documented():
    rows = re.findall(r"^\| `(\w+)` \| (?:`\w+`|none)", (DOCS / "page-types.md").read_text(), re.M)
    assert sorted(rows) == sorted(mixins.__all__)


def test_every_room_with_doors_has_them_at_one_address():
    rooms = {path.parent.name for path in (ROOT / "wagtail_crowdsolving").glob("*/actions.py")}
    rooms |= {path.parent.name for path in (ROOT / "wagtail_crowdsolving").glob("*/actions/")}
    assert set(actions.__all__) == rooms
