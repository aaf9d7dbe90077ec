"""The read side of a discussion. Nothing here shows a text that no moderator has validated."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import translation
from django.utils.translation import get_language_info

from wagtail_crowdsolving import conf
from wagtail_crowdsolving.contributions.models import Contribution, State
from wagtail_crowdsolving.network.people import public_name
from wagtail_crowdsolving.network.queries import translations_of

#: States that leave a mark in the thread where published replies hang below.
GONE = (State.REMOVED, State.WITHDRAWN)


def contributions():
    """All contributions: no join and no order but those that are asked for."""
    return Contribution.objects.select_related(None).order_by()


def _of(page):
    return contributions().filter(page__translation_key=page.translation_key)


def published(page):
    """What the public reads under ``page``, whatever the language version, oldest first."""
    return _of(page).filter(state=State.PUBLISHED).select_related("user").order_by("pk")


def waiting():
    """What waits for a moderator, oldest first."""
    return contributions().filter(state=State.PENDING).order_by("pk")


def mine(user):
    """Everything that ``user`` has written, newest first, with its page and its decisions."""
    return (
        contributions()
        .filter(user=user)
        .select_related("page__locale")
        .prefetch_related("decisions")
        .order_by("-pk")
    )


def with_contribution_counts(queryset):
    """A queryset of pages, each with ``contribution_count``: the published ones of its discussion.

    Translations share a discussion, so they show the same number.
    """
    counts = (
        contributions()
        .filter(state=State.PUBLISHED, page__translation_key=OuterRef("translation_key"))
        .values("page__translation_key")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return queryset.annotate(contribution_count=Coalesce(Subquery(counts), 0))


def version_in(page, language):
    """The version of ``page`` to show to a reader of ``language``: a live one where there is one."""
    versions = list(translations_of(page).select_related("locale").order_by("pk"))
    versions.sort(key=lambda version: (not version.live, version.locale.language_code != language))
    return versions[0] if versions else page


def _visible_roots(page):
    below = contributions().filter(root=OuterRef("pk"), state=State.PUBLISHED)
    return (
        _of(page)
        .filter(root__isnull=True)
        .filter(Q(state=State.PUBLISHED) | Q(state__in=GONE) & Exists(below))
    )


def page_number_of(contribution):
    """On which page of the discussion a visible contribution stands."""
    root = contribution.root_id or contribution.pk
    before = _visible_roots(contribution.page).filter(pk__gt=root).count()
    return before // conf.THREADS_PER_PAGE + 1


@dataclass
class Entry:
    """A contribution as it stands in a thread."""

    contribution: Contribution
    level: int = 0
    parent: "Entry | None" = None

    @property
    def pk(self):
        return self.contribution.pk

    @property
    def is_gone(self):
        return self.contribution.state != State.PUBLISHED

    @cached_property
    def author(self):
        return public_name(self.contribution.user)

    @property
    def foreign_language(self):
        """The language of the text where it is not the reader's, else nothing."""
        language = self.contribution.language
        return "" if language == translation.get_language() else language

    @property
    def language_name(self):
        try:
            return get_language_info(self.contribution.language)["name_local"]
        except KeyError:
            return self.contribution.language

    @property
    def takes_replies(self):
        return not self.is_gone and self.contribution.level < conf.CONTRIBUTION_MAX_LEVEL


@dataclass
class Thread:
    """A root and its replies, flat, in reading order."""

    root: Entry
    replies: list = field(default_factory=list)


@dataclass
class Discussion:
    """One page of a discussion."""

    threads: list
    page: object
    total: int


def discussion(page, page_number=1):
    """One page of the discussion of ``page``, newest thread first, replies oldest first.

    Two queries where there is something to show, whatever the size: the totals come with the
    threads. The same discussion for all translations.
    """
    visible = _visible_roots(page)
    published = _of(page).filter(state=State.PUBLISHED)
    paginator = Paginator(
        visible.select_related("user")
        .order_by("-pk")
        .annotate(total=_number_of(published), threads=_number_of(visible)),
        conf.THREADS_PER_PAGE,
    )
    shown = Page([], _whole_number(page_number), paginator)
    start = (shown.number - 1) * paginator.per_page
    roots = list(paginator.object_list[start : start + paginator.per_page]) if start >= 0 else []
    if roots:
        total, paginator.count = roots[0].total, roots[0].threads
        shown.object_list = roots
    else:
        # Nothing to show, or a page that does not exist.
        total, paginator.count = published.count(), visible.count()
        shown = paginator.get_page(page_number)
        roots = list(shown.object_list)
    replies = (
        contributions()
        .filter(root__in=[root.pk for root in roots], state__in=(State.PUBLISHED, *GONE))
        .select_related("user")
        .order_by("pk")
    )
    return Discussion(_threads(roots, replies if roots else []), shown, total)


def _number_of(queryset):
    """The number of rows as a scalar subquery, which the database computes once."""
    counted = queryset.order_by().annotate(one=Value(1)).values("one")
    return Subquery(counted.annotate(number=Count("pk")).values("number"))


def _whole_number(value):
    """The page asked for; what is no number is the first. Bounded, because a database's numbers are."""
    try:
        return min(int(value), 10**9)
    except (TypeError, ValueError):
        return 1


def _threads(roots, replies):
    """The threads of ``roots``, in one pass up and one pass down: no recursion."""
    replies = list(replies)
    known = {reply.pk for reply in replies}
    leads_to_text = set()
    children = defaultdict(list)
    # A reply is younger than what it answers, so a pass from the youngest sees children first.
    for reply in reversed(replies):
        if reply.state == State.PUBLISHED or reply.pk in leads_to_text:
            above = reply.in_reply_to_id if reply.in_reply_to_id in known else reply.root_id
            leads_to_text.add(above)
            children[above].append(reply)
    threads = []
    for root in roots:
        thread = Thread(Entry(root))
        to_read = [(reply, thread.root) for reply in children[root.pk]]
        while to_read:
            reply, parent = to_read.pop()
            entry = Entry(reply, level=parent.level + 1, parent=parent)
            thread.replies.append(entry)
            to_read.extend((child, entry) for child in children[reply.pk])
        threads.append(thread)
    return threads
