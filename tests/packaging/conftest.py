"""The distributions, built once, and clean environments to install them in."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def run(*command, cwd, **env):
    """Runs a command as a newcomer would: nothing of this test run in its environment. Returns its output."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DJANGO_", "PYTHON", "PYTEST_", "COV_"))
        and name
        not in {"VIRTUAL_ENV", "DATABASE_URL", "SECRET_KEY", "DEBUG", "DEMO", "ALLOWED_HOSTS"}
    }
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**inherited, **env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}"
    return done.stdout


@pytest.fixture(scope="session")
def build_output(tmp_path_factory):
    """``(said, folder, source)``: what ``python -m build`` said and made, and the copy of the tree it built.

    ``BUILT`` names a folder where one run leaves them for the next.
    """
    kept = Path(os.environ.get("BUILT") or tmp_path_factory.mktemp("built"))
    said, target, source = kept / "said.txt", kept / "dist", kept / "source"
    if said.exists():
        return said.read_text(), target, source
    source.mkdir(parents=True)
    for name in (
        "setup.cfg",
        "pyproject.toml",
        "MANIFEST.in",
        "README.md",
        "CHANGELOG.md",
        "LICENSE",
    ):
        shutil.copy(ROOT / name, source)
    for name in ("wagtail_crowdsolving", "example_site", "tests"):
        shutil.copytree(
            ROOT / name,
            source / name,
            ignore=shutil.ignore_patterns("__pycache__", "media", "var", "*.sqlite3*"),
        )
    said.write_text(run(sys.executable, "-m", "build", "--outdir", target, cwd=source))
    return said.read_text(), target, source


@pytest.fixture(scope="session")
def wheel(build_output):
    (path,) = build_output[1].glob("*.whl")
    return path


@pytest.fixture(scope="session")
def make_environment(tmp_path_factory):
    """``make_environment(requirement, …)``: the ``bin`` folder of a clean virtual environment with these."""

    def _make(*requirements):
        folder = tmp_path_factory.mktemp("environment")
        run(sys.executable, "-m", "venv", folder, cwd=folder)
        run(
            folder / "bin" / "python",
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-compile",
            *requirements,
            cwd=folder,
        )
        return folder / "bin"

    return _make
