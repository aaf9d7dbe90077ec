"""A site with data on PostgreSQL, taken from the oldest pair of Django and Wagtail to the newest in its place."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.packaging.conftest import ROOT, run

OLD = ("django>=5.2,<5.3", "wagtail>=7.4,<7.5")
NEW = ("django>=6.1,<6.2", "wagtail>=8,<9")

#: What the database holds, what pages and screens answer, what searches find.
LOOK = """
import json
import django, wagtail
from django.apps import apps
from django.contrib.auth import get_user_model
from django.test import Client
from django.test.utils import setup_test_environment
from django.urls import reverse
from wagtail.models import Page, Revision, Site, WorkflowState
from wagtail_crowdsolving.contributions.models import Contribution
from wagtail_crowdsolving.pages.models import CatalogueIndexPage, ChallengeIndexPage, ChallengePage

setup_test_environment()  # what pages were rendered with is kept
host = Site.objects.get(is_default_site=True).hostname
visitor, admin = Client(SERVER_NAME=host), Client(SERVER_NAME=host)
admin.force_login(get_user_model().objects.filter(is_superuser=True).first())
models = [*apps.get_app_config("wagtail_crowdsolving").get_models(), Page, Revision, WorkflowState]
counts = {model._meta.label: model._default_manager.count() for model in models}
pages = {
    page.url_path: visitor.get(page.get_url()).status_code
    for page in Page.objects.live().public().specific()
    if page.get_url()
}
screens = {}
for name in ("wagtailadmin_home", "crowdsolving_contributions:list", "crowdsolving_proposals:index",
             "crowdsolving_rounds:index", "crowdsolving_outbox:index", "crowdsolving_archives:index"):
    screens[name] = admin.get(reverse(name)).status_code
challenge = ChallengePage.objects.live().order_by("pk").first()
for view, key in (("pages:edit", challenge.pk), ("explore", challenge.get_parent().pk),
                  ("pages:history", challenge.pk)):
    screens[view] = admin.get(reverse("wagtailadmin_" + view, args=[key])).status_code
found = {}
for index in (*ChallengeIndexPage.objects.live(), *CatalogueIndexPage.objects.live()):
    for word in ("ecole", "l'énergie", "compost", "jardin"):
        said = visitor.get(index.get_url(), {"q": word})
        found[index.url_path + word] = sorted(page.title for page in said.context["items"])
text = Contribution.objects.filter(state="published").order_by("pk").first()
said = visitor.get(text.page.get_url(), {"q": text.comment.split()[0]})
found["discussion"] = said.context["discussion"].total
print("LOOKED" + json.dumps([django.VERSION[:2], wagtail.VERSION[:2], counts, pages, screens, found]))
"""


def newest_python():
    """One on which the oldest pair and the newest run: Django 6.1 needs Python 3.12."""
    own = [sys.executable] if sys.version_info >= (3, 12) else []
    known = sorted(map(str, Path.home().glob(".pyenv/versions/3.1[23].*/bin/python")), reverse=True)
    for name in (*own, *known, "python3.13", "python3.12"):
        # Run, not only looked up: a version manager's shim may exist for a version that is not there.
        if (
            shutil.which(name)
            and not subprocess.run([name, "-c", "import ensurepip, venv"]).returncode
        ):
            return name
    pytest.skip("Python 3.12 or newer is needed")


def test_proposals_contributions_and_rounds_survive_an_upgrade(wheel, tmp_path):
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        pytest.skip("needs PostgreSQL: make hosts, or .ci/postgresql")
    run(newest_python(), "-m", "venv", tmp_path / "environment", cwd=tmp_path)
    python = tmp_path / "environment/bin/python"

    def install(*requirements):
        run(python, "-m", "pip", "install", "--quiet", *requirements, cwd=tmp_path)

    def manage(*words):
        return run(
            python, "manage.py", *words, cwd=site,
            DATABASE_URL=address, SECRET_KEY="only-for-this-test", DEBUG="1",
        )  # fmt: skip

    def look():
        (line,) = [one for one in manage("shell", "-c", LOOK).splitlines() if "LOOKED" in one]
        return json.loads(line.partition("LOOKED")[2])

    site = tmp_path / "example_site"
    shutil.copytree(
        ROOT / "example_site", site, ignore=shutil.ignore_patterns("media", "var", "*.sqlite3*")
    )
    install(f"{wheel}[demo]", "psycopg[binary]", *OLD)
    manage("migrate")
    manage("load_demo")
    before = look()
    assert before[:2] == [[5, 2], [7, 4]]

    install("--upgrade", *NEW)
    manage("migrate")
    manage("setup_crowdsolving")
    after = look()
    assert after[:2] == [[6, 1], [8, 0]]
    assert after[2:] == before[2:]
    counts, pages, screens, found = after[2:]
    for name in ("Proposal", "Contribution", "Round", "Review", "Decision"):
        assert counts[f"wagtail_crowdsolving.{name}"] > 0
    assert set(pages.values()) == set(screens.values()) == {200}
    assert any(found.values())
    manage("check", "--database", "default", "--fail-level", "WARNING")
    manage("migrate", "--check")
    manage("recount_contributions")
    print(f"\n| upgrade in place | {sum(counts.values())} rows | {len(pages)} pages |")
