"""Sites that nobody here wrote, each built from nothing by the blocks of the documentation (``make hosts``)."""

import os
import re
import shlex
import time

import pytest

from tests.packaging.conftest import build_output, make_environment, run, wheel
from tests.packaging.steps import apply, blocks

__all__ = ["build_output", "make_environment", "wheel"]


class Host:
    """A site made by ``wagtail start``, with the package installed as ``docs/install.md`` says."""

    def __init__(self, name, folder, programs, wheel):
        self.name, self.programs, self.wheel = name, programs, wheel
        self.site = folder / "mysite"
        self.began = time.monotonic()
        run(programs / "wagtail", "start", "mysite", cwd=folder)
        self.before = self._lines()

    def _lines(self):
        """``(lines of settings, templates)`` of the site."""
        settings = (self.site / "mysite/settings/base.py").read_text().splitlines()
        lines = [line for line in settings if line.strip() and not line.strip().startswith("#")]
        return len(lines), len(list(self.site.rglob("*.html")))

    def shell(self, text):
        """Runs the lines of a block of commands; returns what they said."""
        path = f"{self.programs}{os.pathsep}{os.environ['PATH']}"
        text = re.sub(r"\bwagtail-crowdsolving\b", shlex.quote(str(self.wheel)), text)
        return "".join(
            run("sh", "-ec", line, cwd=self.site, PATH=path) for line in text.splitlines()
        )

    def manage(self, *words):
        return run(self.programs / "python", "manage.py", *words, cwd=self.site)

    def install(self, before_migrating=lambda host: None, ready_made=True):
        """Each step of ``docs/install.md``; without its pages where the site has page types of its own."""
        for how, text in blocks("install"):
            if how in (None, "serve") or (not ready_made and "first_pages" in how + text):
                continue
            if how != "shell":
                apply(self.site, how, text)
                continue
            if "manage.py migrate" in text:
                before_migrating(self)
            self.shell(text)

    def report(self):
        """A row of the table in ``docs/page-types.md``, printed."""
        lines, templates = (
            now - then for now, then in zip(self._lines(), self.before, strict=True)
        )
        minutes = (time.monotonic() - self.began) / 60
        print(f"\n| {self.name} | {minutes:.1f} | {lines} | {templates} |")
        return minutes, lines, templates


@pytest.fixture(scope="session")
def programs(make_environment):
    """The programs of an environment that has Wagtail alone, as its newcomers do."""
    return make_environment("wagtail")


@pytest.fixture
def host(request, programs, wheel, tmp_path):
    return Host(request.node.callspec.id, tmp_path, programs, wheel)
