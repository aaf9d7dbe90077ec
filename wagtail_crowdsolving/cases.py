"""What a committee can judge: told by the room, or the site, that owns it::

    class EventCase(cases.Case):
        def themes(self, page):
            return [theme.translation_key for theme in page.themes.all()]

    cases.register(EventPage, EventCase())

A page type without a case is refused where a workflow with a committee is set, and where one begins.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

import swapper
from django.db import models
from django.utils.html import linebreaks
from django.utils.translation import gettext as _
from wagtail.fields import RichTextField, StreamField
from wagtail.rich_text import expand_db_html

from wagtail_crowdsolving import dates
from wagtail_crowdsolving.exceptions import NotAllowed
from wagtail_crowdsolving.text import sanitise

swapper.set_app_prefix("wagtailcore", "wagtail")


class Part(NamedTuple):
    """A part of a dossier: the ``name`` of what it shows, and safe HTML; one that is empty is left out."""

    name: str
    label: str
    html: Any


class Proposer(NamedTuple):
    """Who reads a committee's message, in which language, and where it leads: ``link()`` → ``(address, label)``."""

    user: Any
    language: str
    link: Any


class Case:
    """What is asked about pages of one type. Each answer here fits a page that says no more of itself."""

    #: The fields that are chosen rather than written: to change one is no correction of spelling.
    chosen: Iterable[str] = ()

    def parts(self, page: Any) -> Iterable[Part]:
        """The dossier, in the order in which one reads it: here, all that is written in its own fields."""
        base = {field.name for field in _page_model()._meta.get_fields()}
        for field in page._meta.get_fields():
            is_text = isinstance(field, models.CharField | models.TextField | StreamField)
            if is_text and field.name not in base:
                yield self.part(page, field.name)

    def part(self, page: Any, name: str, *, label: Any = "", html: Any = None) -> Part:
        """The part of ``parts`` that shows the field of this ``name``, by another label or as ``html``."""
        field = page._meta.get_field(name)
        if html is None:
            html = html_of(field, getattr(page, name))
        return Part(name, str(label or field.verbose_name), html)

    def told(self, page: Any) -> set[str]:
        """The fields that the parts show, though under other names."""
        return {"title"}

    def life(self, page: Any) -> set[str]:
        """The fields that are shown and not judged."""
        return set()

    def themes(self, page: Any) -> Iterable[Any]:
        """The translation keys of its themes: they choose the committee."""
        return ()

    def organisations(self, page: Any) -> Iterable[Any]:
        """The organisations that have an interest in it."""
        return ()

    def names(self, page: Any) -> Iterable[str]:
        """The same, as the text names them."""
        return ()

    def proposer(self, page: Any) -> Proposer | None:
        """Who proposed it, if anybody."""
        return None

    def proposed_by(self, user: Any) -> Any:
        """The primary keys of what ``user`` proposed, as a queryset; ``None`` where nobody proposes."""
        return None

    def accept(self, page: Any, *, by: Any, step: Any) -> None:
        """Favourable: the workflow goes on. The decision is the right to publish: ``by`` needs no other."""
        step.approve(user=by, update=False)
        may = page.specific.permissions_for_user(by).can_publish()
        step.workflow_state.update(user=by if may else None)

    def send_back(self, page: Any, *, by: Any, step: Any, reasons: str) -> None:
        """To be changed first."""
        step.reject(user=by, comment=reasons)

    def refuse(self, page: Any, *, by: Any, step: Any, reasons: str) -> None:
        """Unfavourable: the examination ends."""
        step.workflow_state.cancel(user=by)


_cases: dict[type, Case] = {}


def register(model: type, case: Case) -> None:
    """Committees can judge pages made from ``model``: a page type or a mixin. The nearest one answers."""
    _cases[model] = case


def unregister(model: type) -> None:
    """Take it away again."""
    _cases.pop(model, None)


def case_for(model: type | None) -> Case | None:
    """The ``Case`` of a page type, or ``None`` where no committee can judge it."""
    found = (_cases[base] for base in getattr(model, "__mro__", ()) if base in _cases)
    return next(found, None)


def case_of(page: Any) -> Case:
    """The ``Case`` of a page. Raises ``NotAllowed`` in words where it has none."""
    model = page.specific_class or type(page)
    case = case_for(model)
    if case is None:
        raise NotAllowed(no_case_message([model._meta.verbose_name]))
    return case


def registered() -> list[Case]:
    """All of them."""
    return list(_cases.values())


def may_hold(model: Any) -> bool:
    """Whether a page of this type, or one that may stand below it, can be judged."""
    seen, ahead = set(), [model]
    while ahead:
        one = ahead.pop()
        if case_for(one):
            return True
        if one not in seen:
            seen.add(one)
            ahead.extend(one.clean_subpage_models())
    return False


def no_case_message(names: Iterable[Any]) -> str:
    """Why a committee does not judge what bears these names."""
    return _(
        "No committee can judge %(types)s: the site has not said what a committee must know of it."
    ) % {"types": ", ".join(_("“%(title)s”") % {"title": name} for name in names)}


def html_of(field: Any, value: Any) -> Any:
    """The value of a field as safe HTML, empty where there is none."""
    if isinstance(field, RichTextField):
        return sanitise(expand_db_html(value or ""))
    if isinstance(field, StreamField):
        return sanitise(str(value))
    if isinstance(field, models.DateField):
        value = dates.write(value) if value else ""
    return text_of(value)


def text_of(value: Any) -> Any:
    """A plain text as safe HTML."""
    return sanitise(linebreaks(str(value or "").strip(), autoescape=True))


def _page_model() -> Any:
    return swapper.load_model("wagtailcore", "Page")
