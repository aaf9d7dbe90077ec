"""``docs/install.md`` and ``docs/removing.md`` are true: each step is run, as written, on a site made by ``wagtail start``.

How a block is applied: see ``steps``.
"""

import os
import re
import shlex
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.packaging.conftest import run
from tests.packaging.steps import apply, blocks, fetch, free_port

pytestmark = pytest.mark.packaging

#: What the page shows and this test does not do: PostgreSQL (two), an administrator, the worker, its systemd unit.
NOT_APPLIED = 5


@pytest.fixture(scope="module")
def installed(wheel, make_environment, tmp_path_factory):
    """A site made by ``wagtail start`` with every step of the page applied, and what the commands said."""
    programs = make_environment("wagtail")
    folder = tmp_path_factory.mktemp("install")
    run(programs / "wagtail", "start", "mysite", cwd=folder)
    site = folder / "mysite"
    return site, programs, follow("install", site, programs, wheel)


def follow(page, site, programs, wheel):
    """Do what a page says. ``{command: what it said}``."""
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    said = {}
    for how, text in blocks(page):
        if how is None or how == "serve":
            continue
        if how == "shell":
            for line in text.splitlines():
                command = re.sub(r"\bwagtail-crowdsolving\b", shlex.quote(str(wheel)), line)
                said[line] = run("sh", "-ec", command, cwd=site, PATH=path)
        else:
            apply(site, how, text)
    return said


@pytest.fixture(scope="module")
def address(installed):
    site, programs, _ = installed
    run(
        programs / "python",
        "manage.py",
        "shell",
        "-c",
        "from wagtail_crowdsolving.pages.models import *\n"
        "ChallengeIndexPage.objects.get().add_child(instance=ChallengePage("
        "title='Essai', slug='essai', guiding_question='Comment ?', summary='Un besoin.'))\n"
        "CatalogueIndexPage.objects.get().add_child(instance=CatalogueProjectPage("
        "title='Projet', slug='projet', summary='Une réponse.'))\n",
        cwd=site,
    )
    port = free_port()
    (command,) = [text for how, text in blocks() if how == "serve"]
    log = (site / "server.log").open("w+")
    process = subprocess.Popen(
        [programs / "python", *shlex.split(command)[1:], "--noreload", f"127.0.0.1:{port}"],
        cwd=site,
        stdout=log,
        stderr=subprocess.STDOUT,
        env={name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")},
    )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(150):
            try:
                fetch(url)
                break
            except OSError:
                assert process.poll() is None, (site / "server.log").read_text()
                time.sleep(0.2)
        yield url
    finally:
        process.terminate()
        process.wait(20)
        log.close()


def test_every_block_is_applied_or_known():
    found = [how for how, _ in blocks()]
    assert found.count(None) == NOT_APPLIED
    assert found.count("serve") == 1
    assert len(found) > 12


def test_check_is_silent(installed):
    assert installed[2]["python manage.py check"].splitlines() == [
        "System check identified no issues (0 silenced)."
    ]


def test_no_migration_is_left(installed):
    """What the site's own settings make of the models is what the migrations say."""
    site, programs, _ = installed
    for app in ("wagtail_crowdsolving", "crowdsolving_pages"):
        run(
            programs / "python",
            "manage.py",
            "makemigrations",
            "--check",
            "--dry-run",
            app,
            cwd=site,
        )


def test_setup_can_be_run_again(installed):
    site, programs, _ = installed
    count = (
        "from django.contrib.auth.models import Group; from wagtail.models import Workflow; "
        "print(Group.objects.count(), Workflow.objects.count())"
    )
    before = run(programs / "python", "manage.py", "shell", "-c", count, cwd=site)
    run(programs / "python", "manage.py", "setup_crowdsolving", cwd=site)
    assert run(programs / "python", "manage.py", "shell", "-c", count, cwd=site) == before


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/defis/", "Essai"),
        ("/defis/essai/", "Comment ?"),
        ("/catalogue/", "Projet"),
        ("/catalogue/projet/", "Une réponse."),
    ],
)
def test_pages_render_in_the_site_s_own_frame(address, path, text):
    status, _, body = fetch(address + path)
    assert status == 200
    assert text in body
    assert '<html lang="fr">' in body
    assert "css/mysite.css" in body
    assert "wagtail_crowdsolving/crowdsolving.css" in body


def test_a_visitor_who_proposes_signs_in_first(address):
    status, location, _ = fetch(f"{address}/defis/proposer/")
    assert status == 302
    assert location.startswith("/admin/login/?next=")


def test_the_admin_opens(address):
    status, _, _ = fetch(f"{address}/admin/login/")
    assert status == 200


def test_comments_have_no_other_entrance(address):
    for path in ("/comments/api/", "/comments/reply/1/", "/comments/post/"):
        assert fetch(address + path)[0] == 404


def test_a_site_that_left_goes_on_without_it(installed, wheel, tmp_path):
    """What is taken out, and that the rest answers: in a copy of the site, whatever else runs on that."""
    programs = installed[1]
    site = Path(shutil.copytree(installed[0], tmp_path / "mysite"))
    said = follow("removing", site, programs, wheel)
    assert "no issues" in said["python manage.py check"]
    assert list((site / "copy").rglob("defis/index.html"))
    assert (site / "copy" / "records.jsonl").stat().st_mode & 0o077 == 0
    answers = run(
        programs / "python",
        "manage.py",
        "shell",
        "-c",
        "from django.test import Client\n"
        "for path in ('/', '/admin/login/', '/defis/'):\n"
        "    print(path, Client(HTTP_HOST='localhost').get(path).status_code)\n"
        "from django.db import connection\n"
        "print([name for name in connection.introspection.table_names() if 'crowdsolving' in name])\n",
        cwd=site,
    )
    assert answers.splitlines()[-4:] == ["/ 200", "/admin/login/ 200", "/defis/ 404", "[]"]
