"""Sites with page types of their own: all of them, nothing but a discussion, nothing but a catalogue."""

import pytest

from tests.packaging.steps import apply, blocks

#: What the documentation leaves to the reader: the other types, by the names that clashed.
OTHERS = """
from wagtail_crowdsolving.mixins import CatalogueIndexMixin, CatalogueProjectMixin, DiscussedPageMixin


class Project(CatalogueProjectMixin, Page):
    content_panels = Page.content_panels + CatalogueProjectMixin.project_panels


class Catalogue(CatalogueIndexMixin, Page):
    subpage_types = ["fabrique.Project"]


class Discussion(DiscussedPageMixin, Page):
    pass


class Proposal(Page):
    pass
"""
DISCUSSION = """
from wagtail.models import Page

from wagtail_crowdsolving.mixins import DiscussedPageMixin


class Discussion(DiscussedPageMixin, Page):
    pass
"""
CATALOGUE = """
from wagtail.models import Page

from wagtail_crowdsolving.mixins import CatalogueIndexMixin, CatalogueProjectMixin


class Project(CatalogueProjectMixin, Page):
    content_panels = Page.content_panels + CatalogueProjectMixin.project_panels


class Catalogue(CatalogueIndexMixin, Page):
    subpage_types = ["fabrique.Project"]
"""

#: A visitor and an administrator open each page, its editor and the form for a new one.
WALK = """
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from wagtail.models import Site
from wagtail_crowdsolving import testing
from fabrique import models

home = Site.objects.get().root_page
people = get_user_model().objects
chief = people.create_superuser("chief", "chief@example.org", "x")
member = people.create_user("member", "member@example.org", "x")
visitor, admin = Client(SERVER_NAME="localhost"), Client(SERVER_NAME="localhost")
admin.force_login(chief)
pages = []
for name in {names}:
    parent = next((page for page in pages if getattr(models, name) in page.allowed_subpage_models()
                   and page.specific_class.__name__ in ("ChallengeIndex", "Catalogue")), home)
    pages.append(testing.add_page(parent, getattr(models, name), title=name))
    if hasattr(pages[-1], "is_open_to_contributions"):
        testing.add_contribution(pages[-1], author=member, approved_by=chief, text="An idea of mine.")
for page in pages:
    said = visitor.get(page.url)
    assert said.status_code == 200, page
    if hasattr(page, "is_open_to_contributions"):
        assert "An idea of mine." in said.text, page
    for view, key in (("edit", page.pk), ("delete", page.pk)):
        assert admin.get(reverse("wagtailadmin_pages:" + view, args=[key])).status_code == 200, page
    kind = [page._meta.app_label, page._meta.model_name, page.get_parent().pk]
    assert admin.get(reverse("wagtailadmin_pages:add", args=kind)).status_code == 200, page
assert admin.get(reverse("wagtailadmin_home")).status_code == 200
for name in ("space", "my_contributions"):
    assert admin.get(reverse("wagtail_crowdsolving:" + name)).status_code == 200, name
print("walked", len(pages))
"""

EVERYTHING = ["ChallengeIndex", "Challenge", "Catalogue", "Project", "Discussion", "Consultation"]


@pytest.mark.parametrize(
    ("models", "names"),
    [
        pytest.param(None, [*EVERYTHING, "Organisation", "Proposal"], id="own page types"),
        pytest.param(DISCUSSION, ["Discussion"], id="nothing but a discussion"),
        pytest.param(CATALOGUE, ["Catalogue", "Project"], id="nothing but a catalogue"),
    ],
)
def test_a_site_with_its_own_page_types(host, models, names):
    def own_app(host):
        for how, text in blocks("page-types"):
            if how == "shell":
                host.shell(text)
            elif how and (models is None or "settings" in how):
                apply(host.site, how, text)
        if models is None:
            with (host.site / "fabrique/models.py").open("a") as file:
                file.write(OTHERS)
        else:
            (host.site / "fabrique/models.py").write_text(models)
        for name in ("Organisation", "Proposal"):  # pages of the site's own bring their templates
            path = host.site / f"fabrique/templates/fabrique/{name.lower()}.html"
            if name in names:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text("{{ page.title }}")
        host.manage("makemigrations", "fabrique")

    host.install(own_app, ready_made=False)
    assert "no issues" in host.manage("check")
    # A committee is not asked for members where nothing is examined.
    assert ("W021" in host.manage("check", "--database", "default")) is (models is None)
    host.manage("makemigrations", "--check", "--dry-run")
    if models is None:
        host.manage("test", "fabrique")
    assert f"walked {len(names)}" in host.manage(
        "shell", "-c", WALK.replace("{names}", repr(names))
    )
    minutes, lines, templates = host.report()
    assert minutes < 15
    assert lines <= 35
