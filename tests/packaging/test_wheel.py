"""The wheel carries all that a site needs, and renders pages where nothing else is installed."""

import json
import shutil
import tarfile
import zipfile
from pathlib import Path

import polib
import pytest

from tests.packaging.conftest import ROOT, run

pytestmark = pytest.mark.packaging

PACKAGE = ROOT / "wagtail_crowdsolving"
MINIMAL = Path(__file__).parent / "minimal"
#: A text that stands on the page of every challenge without an end date.
SAMPLE = "Open to contributions"


@pytest.fixture(scope="module")
def wheel_names(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def rendered(wheel, make_environment, tmp_path_factory):
    project = tmp_path_factory.mktemp("minimal")
    shutil.copytree(MINIMAL, project, dirs_exist_ok=True)
    output = run(make_environment(wheel) / "python", "render.py", cwd=project)
    return json.loads(output.splitlines()[-1])


def test_build_says_nothing_alarming(build_output):
    output, target, _ = build_output
    assert {path.suffix for path in target.iterdir()} == {".whl", ".gz"}
    alarming = [
        line
        for line in output.splitlines()
        if ("warning" in line.lower() or "deprecat" in line.lower())
        and not line.startswith(("copying ", "adding "))  # files are named as they are
    ]
    # setuptools names each pattern of MANIFEST.in that this version has no file for.
    assert [line for line in alarming if "matching" not in line] == []


def test_every_file_of_the_package_is_in_the_wheel(build_output, wheel_names):
    """Templates, static files, migrations and catalogues: whatever is in the tree."""
    source = build_output[2]
    wanted = {
        path.relative_to(source).as_posix()
        for path in (source / PACKAGE.name).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    }
    assert wanted - wheel_names == set()
    assert "wagtail_crowdsolving/templates/wagtail_crowdsolving/base.html" in wheel_names
    assert "wagtail_crowdsolving/static/wagtail_crowdsolving/crowdsolving.css" in wheel_names
    assert "wagtail_crowdsolving/locale/fr/LC_MESSAGES/django.mo" in wheel_names
    assert "wagtail_crowdsolving/locale/en/LC_MESSAGES/django.mo" in wheel_names


def test_nothing_else_is_in_the_wheel(wheel_names):
    tops = {name.split("/")[0] for name in wheel_names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"wagtail_crowdsolving"}


def test_the_source_distribution_builds_the_same(build_output, wheel_names):
    (path,) = build_output[1].glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    assert {name for name in wheel_names if name.startswith("wagtail_crowdsolving/")} <= names
    assert not any(name.startswith(("example_site", "tests")) for name in names)


def test_metadata(wheel):
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith("/METADATA")]
        metadata = archive.read(name).decode()
    for line in (
        "Name: wagtail-crowdsolving",
        "License-Expression: BSD-3-Clause",
        "Requires-Python: >=3.11",
        "Classifier: Framework :: Wagtail :: 7",
        "Classifier: Framework :: Wagtail :: 8",
        "Description-Content-Type: text/markdown",
    ):
        assert line in metadata
    extras = {
        line.split(": ")[1] for line in metadata.splitlines() if line.startswith("Provides-Extra")
    }
    assert extras == {"demo", "testing", "browser", "lint", "docs", "production"}


def test_pages_render_from_the_wheel_alone(rendered):
    assert "site-packages" in rendered["package"]
    assert "site-packages" in rendered["stylesheet"]
    assert {path: page["status"] for path, page in rendered["pages"].items()} == {
        "/defis/": 200,
        "/defis/eau/": 200,
        "/catalogue/": 200,
        "/catalogue/conciergerie/": 200,
    }
    assert "Comment boire de l&#x27;eau du robinet ?" in rendered["pages"]["/defis/eau/"]["html"]


def test_pages_speak_french_from_the_wheel_alone(rendered):
    catalogue = polib.pofile(str(PACKAGE / "locale/fr/LC_MESSAGES/django.po"))
    french = catalogue.find(SAMPLE).msgstr
    assert french not in ("", SAMPLE)
    assert french in rendered["pages"]["/defis/eau/"]["html"]
