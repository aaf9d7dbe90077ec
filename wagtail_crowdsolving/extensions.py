"""What a higher room, or a site, adds to what a lower room shows: registered here, asked for there.

Register in ``AppConfig.ready`` or in a module that is read there::

    @extensions.sections.register(of=ChallengeMixin)
    def weather(page, request):
        return extensions.Section("mysite/weather.html", {"forecast": forecast_of(page)})

``docs/extending.md`` shows each place with an example.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.template.loader import render_to_string


class Section(NamedTuple):
    """A part of a page: a template and its context; ``page`` and ``request`` are added."""

    template: str
    context: dict[str, Any] = {}


class Line(NamedTuple):
    """A line of a proposal's timeline, beside the steps: ``at`` a moment; ``kind`` a class of style."""

    at: Any
    label: str
    message: str = ""
    kind: str = ""


class Entry(NamedTuple):
    """A way from the member's space to another part of the site; ``waiting``: how much there is to do."""

    label: str
    url: str
    waiting: int = 0


class _Added(NamedTuple):
    function: Callable
    of: type | None
    order: int
    name: str


class Place:
    """Where functions are added; asked in their ``order``, then as they were registered."""

    def __init__(self):
        self._added: list[_Added] = []

    def register(self, function=None, *, of=None, order=100, name=""):
        """Add ``function``: for pages made from the mixin ``of``, or for all. A decorator.

        The same ``name`` again (by default the function's own path) takes the place of the first.
        """
        if function is None:
            return lambda function: self.register(function, of=of, order=order, name=name)
        name = name or f"{function.__module__}.{function.__qualname__}"
        added = [one for one in self._added if (one.name, one.of) != (name, of)]
        self._added = sorted([*added, _Added(function, of, order, name)], key=lambda one: one.order)
        return function

    def unregister(self, function):
        """Take it away again, wherever it was registered."""
        self._added = [one for one in self._added if one.function is not function]

    def functions(self, model=None):
        """``(name, function)`` of what was added for pages of the class ``model``."""
        return [
            (one.name, one.function)
            for one in self._added
            if one.of is None or (model is not None and issubclass(model, one.of))
        ]

    def ask(self, *arguments, of=None):
        """What each function answers to ``arguments``, without those that have nothing to add."""
        answers = (function(*arguments) for _name, function in self.functions(of))
        return [answer for answer in answers if answer is not None]


#: ``section(page, request) -> Section | None``: parts of the page of a challenge or project.
sections = Place()
#: ``annotation() -> Expression``: what its ``name`` adds to the query of such a page in a list's routes.
annotations = Place()
#: ``lines(proposal) -> list[Line]``: of a proposal's timeline.
timeline = Place()
#: ``entry(request) -> Entry | None``: in the member's space.
space = Place()
#: ``panel(request) -> Component | None``: the day's work, on the home page of the Wagtail admin.
home = Place()


def annotations_of(model):
    """``{name: expression}`` for a queryset of the page type ``model``."""
    return {name: make() for name, make in annotations.functions(model)}


def rendered_sections(page, request):
    """The HTML of each section of ``page``, in order."""
    return [
        render_to_string(
            section.template, {**section.context, "page": page, "request": request}, request
        )
        for section in sections.ask(page, request, of=type(page))
    ]
