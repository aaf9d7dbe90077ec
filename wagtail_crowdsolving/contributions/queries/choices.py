"""What a reader asks to see of a discussion: in which order, narrowed to what, which page of it."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail_crowdsolving.contributions.models import (
    Kind,
)
from wagtail_crowdsolving.text import raw_limit

#: The orders of a discussion; the first is the one that permanent addresses lead into.
SORTS = {
    "newest": (pgettext_lazy("contributions", "Newest"), ("-pk",)),
    "oldest": (pgettext_lazy("contributions", "Oldest"), ("pk",)),
    "supported": (_("Most supported"), ("-supports", "-pk")),
    "answered": (_("Most answered"), ("-answers", "-pk")),
}
#: What a reader may narrow a discussion to, with the rows that bear the mark.
MARKS = {
    "official": (_("Official answers"), Q(is_official=True)),
    "retained": (_("Retained contributions"), Q(retained_at__isnull=False)),
}
SEARCH_LENGTH = 100
#: A page that no discussion has.
BEYOND = 10**9


@dataclass(frozen=True)
class Choice:
    """What a reader asked to see of a discussion. What is not known is left out."""

    sort: str = "newest"
    kind: str = ""
    words: str = ""
    mark: str = ""
    #: What was typed, where ``words`` were corrected.
    typed: str = ""

    @classmethod
    def read(cls, data):
        sort, kind, mark = (data.get(name, "") for name in ("sort", "kind", "mark"))
        typed = data.get("q", "")[: raw_limit(SEARCH_LENGTH)]
        words = " ".join(typed.replace("\0", "").split())
        return cls(
            sort if sort in SORTS else "newest",
            kind if kind in Kind.values else "",
            words[:SEARCH_LENGTH].strip(),
            mark if mark in MARKS else "",
        )

    @property
    def narrows(self):
        """Whether less than the whole discussion is asked for."""
        return bool(self.kind or self.is_flat)

    @property
    def is_flat(self):
        """Whether single contributions are asked for, whatever their thread."""
        return bool(self.words or self.mark)

    def address(self, **extra):
        """The query string of this state, without what is the default."""
        query = QueryDict(mutable=True)
        asked = {
            "sort": self.sort if self.sort != "newest" else "",
            "kind": self.kind,
            "mark": self.mark,
            "q": self.words,
            **extra,
        }
        query.update({name: value for name, value in asked.items() if value})
        return query.urlencode()


class UncountedPaginator(Paginator):
    """Pages of what would be dear to count: one knows only whether there is a next one."""

    count = num_pages = None


class UncountedPage(Page):
    def has_next(self):
        return self.goes_on

    def next_page_number(self):
        return self.number + 1

    def previous_page_number(self):
        return self.number - 1
