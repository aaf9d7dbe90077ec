"""What a higher room, or a site, adds to what a lower room shows: registered here, asked for there.

Register in ``AppConfig.ready`` or in a module that is read there::

    @extensions.sections.register(of=ChallengeMixin)
    def weather(page, request):
        return extensions.Section("mysite/weather.html", {"forecast": forecast_of(page)})

What fails is logged and left out, so that nobody's addition takes a page down; with ``DEBUG`` it raises.
``docs/extending.md`` shows each place with an example.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar, overload

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)


class Section(NamedTuple):
    """A part of a page: a template and its context; ``page`` and ``request`` are added."""

    template: str
    context: dict[str, Any] = {}


class Line(NamedTuple):
    """A line of a proposal's timeline, beside the steps: ``at`` a moment; ``kind`` a class of style."""

    at: datetime
    label: str
    message: str = ""
    kind: str = ""


class Entry(NamedTuple):
    """A way from the member's space to another part of the site; ``waiting``: how much there is to do."""

    label: str
    url: str
    waiting: int = 0


Function = TypeVar("Function", bound=Callable[..., Any])


class _Added(NamedTuple):
    function: Callable[..., Any]
    of: type | None
    order: int
    name: str


class Place(Generic[Function]):
    """Where functions are added; asked in their ``order``, then as they were registered."""

    def __init__(self, *, needs_name: bool = False) -> None:
        self._added: list[_Added] = []
        self._needs_name = needs_name

    @overload
    def register(
        self, function: Function, *, of: type | None = None, order: int = 100, name: str = ""
    ) -> Function: ...

    @overload
    def register(
        self, function: None = None, *, of: type | None = None, order: int = 100, name: str = ""
    ) -> Callable[[Function], Function]: ...

    def register(
        self,
        function: Function | None = None,
        *,
        of: type | None = None,
        order: int = 100,
        name: str = "",
    ) -> Function | Callable[[Function], Function]:
        """Add ``function``: for pages made from the mixin ``of``, or for all. A decorator.

        The same ``name`` again (by default the function's own path) takes the place of the first.
        """
        if self._needs_name and not name.isidentifier():
            raise ValueError(f"What is added here needs a name for Python: {name!r}")
        if function is None:
            return lambda function: self.register(function, of=of, order=order, name=name)
        name = name or f"{function.__module__}.{function.__qualname__}"
        added = [one for one in self._added if (one.name, one.of) != (name, of)]
        self._added = sorted([*added, _Added(function, of, order, name)], key=lambda one: one.order)
        return function

    def unregister(self, function: Callable[..., Any]) -> None:
        """Take it away again, wherever it was registered."""
        self._added = [one for one in self._added if one.function is not function]

    def ask(self, *arguments: Any, of: type | None = None) -> list[Any]:
        """What each function answers to ``arguments``, without those that have nothing to add.

        ``of``: the class of the page that is added to.
        """
        return list(self.named(*arguments, of=of).values())

    def named(
        self,
        *arguments: Any,
        of: type | None = None,
        finish: Callable[[Any], Any] | None = None,
    ) -> dict[str, Any]:
        """The same by name. ``finish``: what is made of each answer, where that may fail as well."""
        answers: dict[str, Any] = {}
        for one in self._added:
            if one.of is not None and (of is None or not issubclass(of, one.of)):
                continue
            try:
                answer = one.function(*arguments)
                if answer is not None and finish is not None:
                    answer = finish(answer)
            except Exception:
                if settings.DEBUG:
                    raise
                logger.exception("What %s adds is left out", one.name)
                continue
            if answer is not None:
                answers[one.name] = answer
        return answers


#: ``facts(page, request) -> Section | None``: beside the short facts on the page of a challenge or project.
facts: Place[Callable[[Any, HttpRequest], Section | None]] = Place()
#: ``section(page, request) -> Section | None``: a part of such a page, below what it says itself.
sections: Place[Callable[[Any, HttpRequest], Section | None]] = Place()
#: ``annotation() -> Expression``: what its ``name`` adds to the query of such a page in a list's routes.
annotations: Place[Callable[[], Any]] = Place(needs_name=True)
#: ``lines(proposal) -> list[Line]``: of a proposal's timeline.
timeline: Place[Callable[[Any], list[Line]]] = Place()
#: ``entry(request) -> Entry | None``: in the member's space.
space: Place[Callable[[HttpRequest], Entry | None]] = Place()
#: ``may_read(user, page) -> bool | None``: whether somebody reads the files of a proposal, beside its
#: proposer and the team that examines proposals; ``False`` where they may not, whatever else they are.
dossier_readers: Place[Callable[[Any, Any], bool | None]] = Place()
#: ``panel(request) -> Component | None``: the day's work, on the home page of the Wagtail admin.
home: Place[Callable[[HttpRequest], Any]] = Place()


def annotations_of(model: type[Model]) -> dict[str, Any]:
    """``{name: expression}`` for a queryset of the page type ``model``."""
    return annotations.named(of=model)


def rendered(
    place: Place[Callable[[Any, HttpRequest], Section | None]], page: Any, request: HttpRequest
) -> list[str]:
    """The HTML of each section that ``place`` (``facts``, ``sections``) adds to ``page``, in order."""

    def html(section: Section) -> str:
        return render_to_string(
            section.template, {**section.context, "page": page, "request": request}, request
        )

    return list(place.named(page, request, of=type(page), finish=html).values())
