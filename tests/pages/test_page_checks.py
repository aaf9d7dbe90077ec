"""What a site is told of its own page types, and of the frame around them."""

import re

import pytest
from django.apps import apps
from django.template import Context, Engine
from django.template.loader import get_template
from wagtail.models import Page

from tests.packaging.conftest import ROOT
from tests.testapp.models import Article, Challenge, Holder, OwnCatalogue, OwnChallenge
from wagtail_crowdsolving import mixins, page_checks

pytestmark = pytest.mark.versions


def ids(found):
    return [one.id.rpartition(".")[2] for one in found]


def test_what_the_package_adds_to_others_has_its_name():
    """So that no page type, and no field of a site, has it too."""
    ours = {"wagtail_crowdsolving", "crowdsolving_pages"}
    added = {
        relation.get_accessor_name()
        for model in apps.get_models()
        for relation in model._meta.related_objects
        if model._meta.app_label not in ours and relation.related_model._meta.app_label in ours
        if not getattr(relation, "parent_link", False)  # its own name, as of every page type
    }
    added -= {name for name in added if name.endswith("+")}  # none
    assert "crowdsolving_archive" in added
    assert not {name for name in added if not name.startswith("crowdsolving_")}


def test_a_page_type_named_like_a_field(monkeypatch):
    assert page_checks.check_names() == []
    assert not hasattr(Page, "holder")  # it has taken it away
    (relation,) = [one for one in Page._meta.related_objects if one.related_model is Challenge]
    monkeypatch.setattr(relation, "get_accessor_name", lambda: "organisation")
    (found,) = page_checks.check_names()
    assert ids([found]) == ["E023"]
    assert "testapp.Challenge is named like the field 'organisation' of" in found.msg
    assert "testapp.OwnChallenge" in found.msg
    assert 'page_ptr = models.OneToOneField("wagtailcore.Page"' in found.hint
    assert Holder._meta.get_field("page_ptr").remote_field.related_name == "+"


def test_a_list_of_nothing(monkeypatch):
    assert page_checks.check_lists() == []
    monkeypatch.setattr(OwnCatalogue, "_clean_subpage_models", [OwnChallenge])
    (found,) = page_checks.check_lists()
    assert ids([found]) == ["E024"]
    assert "testapp.OwnCatalogue lists nothing" in found.msg
    assert "CatalogueProjectMixin" in found.hint


def test_a_template_that_does_not_exist(monkeypatch):
    assert page_checks.check_templates() == []
    monkeypatch.setattr(Challenge, "template", "testapp/misspelled.html")
    monkeypatch.setattr(page_checks, "own_page_types", lambda: [Article, Challenge])
    none, other = page_checks.check_templates()
    assert ids([none, other]) == ["W041", "W039"]
    assert "'testapp/article.html' does not exist" in none.msg
    assert "'wagtail_crowdsolving/contributions/discussed_page.html'" in other.msg


@pytest.mark.parametrize(
    ("base", "frame", "lost"),
    [
        ("{% block a %}{% endblock %}", "{% block a %}{blocks}{% endblock %}", set()),
        ("{% block a %}{blocks}{% endblock %}", "", set()),
        (
            "{% block a %}{blocks}{% endblock %}",
            "{% block a %}{% if x %}{{ block.super }}{% endif %}{% endblock %}",
            set(),
        ),
        ("{% block a %}{blocks}{% endblock %}", "{% block a %}{% endblock %}", {*page_checks.BLOCKS}),
        ("", "{% block a %}{blocks}{% endblock %}", {*page_checks.BLOCKS}),
        ("{% for x in y %}{blocks}{% endfor %}", "{% block head %}{% endblock %}", set()),
        (
            "{% block content %}{% endblock %}{% block title %}{% endblock %}",
            "",
            {"description", "head", "scripts"},
        ),
    ],
)  # fmt: skip
def test_a_frame_without_a_place(base, frame, lost, monkeypatch):
    blocks = "".join(f"{{% block {name} %}}{{% endblock %}}" for name in page_checks.BLOCKS)
    engine = Engine(
        loaders=[
            (
                "django.template.loaders.locmem.Loader",
                {
                    "base.html": base.replace("{blocks}", blocks),
                    page_checks.FRAME: '{% extends "base.html" %}'
                    + frame.replace("{blocks}", blocks),
                },
            )
        ]
    )
    template = engine.get_template(page_checks.FRAME)
    template.render(Context())
    assert set(page_checks.BLOCKS) - page_checks.rendered_blocks(template) == lost
    made = type("Frame", (), {"template": template, "origin": "frame"})
    monkeypatch.setattr(page_checks, "get_template", lambda name: made)
    assert ids(page_checks.check_frame()) == ["W040"] * len(lost)


def test_the_table_of_templates_is_what_the_code_has():
    text = (ROOT / "docs" / "page-types.md").read_text()
    rows = dict(re.findall(r"^\| `(\w+)` \| `(wagtail_crowdsolving/[\w/]+\.html)` \|", text, re.M))
    blocks = dict(re.findall(r"^\| `(\w+)` \| `wagtail_crowdsolving/\S+ \| ([^|]*)\|", text, re.M))
    defaults = {
        name: mixin.default_template
        for name, mixin in ((name, getattr(mixins, name)) for name in mixins.__all__)
        if getattr(mixin, "default_template", "")
    }
    assert rows == defaults
    frame = page_checks.rendered_blocks(get_template("wagtail_crowdsolving/page.html").template)
    for name, template in defaults.items():
        own = page_checks.rendered_blocks(get_template(template).template) - frame
        assert set(re.findall(r"`(\w+)`", blocks[name])) == own
    package = (ROOT / f"wagtail_crowdsolving/templates/{page_checks.FRAME}").read_text()
    assert set(re.findall(r"{% block (\w+) %}", package)) == set(page_checks.BLOCKS)
