"""What is added to a lower room's pages."""

import pytest
from django.db.models import Value
from django.template import engines

from wagtail_crowdsolving import extensions


class Mixin:
    pass


class Page(Mixin):
    pass


class Other:
    pass


@pytest.fixture
def place():
    return extensions.Place()


@pytest.fixture
def failing():
    """Here something fails on purpose."""


def test_in_order_then_as_they_came(place):
    for letter, order in (("c", 100), ("a", 10), ("d", 100), ("b", 50)):
        place.register(lambda letter=letter: letter, order=order, name=letter)
    assert place.ask() == ["a", "b", "c", "d"]


def test_for_pages_made_from_a_mixin(place):
    place.register(lambda: "all", name="all")
    place.register(lambda: "mixin", name="mixin", of=Mixin)
    assert place.ask(of=Page) == ["all", "mixin"]
    assert place.ask(of=Other) == ["all"]
    assert place.ask() == ["all"]


def test_a_decorator_gives_the_function_back(place):
    @place.register
    def one(word):
        return word

    @place.register(order=1)
    def two(word):
        return word * 2

    assert place.ask("a") == ["aa", "a"]
    assert one("b") == "b"


def test_registered_again_it_takes_the_place_of_the_first(place):
    place.register(lambda: "ours", name="weather", order=1)
    place.register(lambda: "other", name="other")
    place.register(lambda: "theirs", name="weather", order=1)
    assert place.ask() == ["theirs", "other"]


def test_taken_away_wherever_it_was(place):
    def function():
        return "x"

    place.register(function, of=Page)
    place.register(function, of=Other)
    place.register(lambda: "stays")
    place.unregister(function)
    assert place.ask(of=Page) == place.ask(of=Other) == ["stays"]


def test_nothing_to_add(place):
    place.register(lambda: None, name="none")
    place.register(lambda: 0, name="nought")
    assert place.ask() == [0]


@pytest.mark.usefixtures("failing")
def test_what_fails_is_logged_and_left_out(place, caplog, settings):
    place.register(lambda: 1 / 0, name="broken")
    place.register(lambda: "whole", name="whole")
    assert place.ask() == ["whole"]
    assert "What broken adds is left out" in caplog.text
    assert "ZeroDivisionError" in caplog.text
    settings.DEBUG = True
    with pytest.raises(ZeroDivisionError):
        place.ask()


@pytest.mark.usefixtures("failing")
def test_a_section_whose_template_fails_is_left_out(monkeypatch, rf, caplog):
    monkeypatch.setattr(extensions, "sections", extensions.Place())
    extensions.sections.register(lambda *_: extensions.Section("nowhere.html"), name="broken")
    extensions.sections.register(lambda *_: extensions.Section("here.html", {"word": "a<b"}))
    monkeypatch.setattr(
        extensions,
        "render_to_string",
        lambda name, context, request: {
            "here.html": engines["django"].from_string("{{ word }} {{ page }} {{ request.path }}")
        }[name].render(context, request),
    )
    assert extensions.rendered(extensions.sections, "P", rf.get("/x/")) == ["a&lt;b P /x/"]
    assert "What broken adds is left out" in caplog.text


def test_an_annotation_has_a_name_and_is_made_anew(monkeypatch):
    monkeypatch.setattr(extensions, "annotations", extensions.Place(needs_name=True))
    extensions.annotations.register(lambda: Value(1), name="warm", of=Mixin)
    assert extensions.annotations_of(Page) == {"warm": Value(1)}
    assert extensions.annotations_of(Other) == {}
    with pytest.raises(ValueError, match="needs a name"):
        extensions.annotations.register(lambda: Value(1))
