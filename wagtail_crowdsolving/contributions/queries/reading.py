"""A discussion as it is read, page by page. Nothing here shows a text that no moderator has validated."""

from dataclasses import dataclass, field, replace
from functools import cached_property

from django.contrib.auth import get_user_model
from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import JSONObject
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving import conf, people
from wagtail_crowdsolving.contributions import rules
from wagtail_crowdsolving.contributions.follows import DISCUSSION, THREAD
from wagtail_crowdsolving.contributions.models import (
    STEP,
    Attachment,
    Draft,
    Support,
    draft_version,
)
from wagtail_crowdsolving.contributions.queries.choices import (
    BEYOND,
    MARKS,
    SORTS,
    Choice,
    UncountedPage,
    UncountedPaginator,
)
from wagtail_crowdsolving.contributions.queries.entries import Author, Entry, Scene
from wagtail_crowdsolving.contributions.queries.matters import texts_waiting
from wagtail_crowdsolving.contributions.queries.texts import contributions, counter
from wagtail_crowdsolving.contributions.words import DISCUSSION_PAGE, THREAD_PAGE
from wagtail_crowdsolving.folded import Folded, nearest_words
from wagtail_crowdsolving.network.queries import JSONRows, shared_key, translations_of
from wagtail_crowdsolving.notifications.models import Subscription

#: How many texts tell which words a discussion uses.
VOCABULARY = 1000
#: What is read of a contribution to show it.
SHOWN = (
    "pk",
    "root_id",
    "in_reply_to_id",
    "user_id",
    "kind",
    "state",
    "language",
    "place",
    "link",
    "body",
    "path",
    "answers",
    "supports",
    "submit_date",
    "changed_at",
    "builds_on_id",
    "is_official",
    "retained_at",
    "retained_note",
)


def _visible_roots(page):
    home = counter(shared_key(page), "page")
    return contributions().roots().filter(page=Subquery(home))


def _visible_replies(**of):
    return contributions().replies().filter(**of).order_by("path")


def place_of(contribution):
    """Where a visible contribution stands: ``("discussion", page)``, or ``("thread", page)``."""
    if contribution.root_id:
        before = _visible_replies(root=contribution.root_id, path__lt=contribution.path).count()
        if before >= conf.REPLIES_SHOWN:
            return THREAD_PAGE, before // conf.REPLIES_PER_PAGE + 1
    root = contribution.root_id or contribution.pk
    before = _visible_roots(contribution.page).filter(pk__gt=root).count()
    return DISCUSSION_PAGE, before // conf.THREADS_PER_PAGE + 1


@dataclass
class Thread:
    """A root and its first replies, flat, in reading order."""

    root: Entry
    replies: list = field(default_factory=list)

    @property
    def entries(self):
        """Root and replies, those marked between which the list of replies stands."""
        if self.replies:
            self.replies[0].opens_replies = self.replies[-1].closes_replies = True
        return [self.root, *self.replies]

    @cached_property
    def left_out(self):
        """How many published replies are not among ``replies``."""
        shown = sum(not entry.is_gone for entry in self.replies)
        return max(self.root.contribution.answers - shown, 0)


@dataclass
class Discussion:
    """One page of a discussion."""

    threads: list
    page: object
    total: int
    choice: Choice
    #: How many texts of the reader wait, and whether they follow the discussion.
    own_waiting: int = 0
    is_followed: bool = False
    #: What they have begun to write, or ``None``; and its version.
    draft: dict | None = None
    draft_version: int = 0

    @property
    def found(self):
        """``(number, whether there are more)`` of the contributions that a search has found so far."""
        before = (self.page.number - 1) * conf.THREADS_PER_PAGE
        return before + len(self.threads), self.page.has_next()

    @property
    def address(self):
        """The query string of this page of it; empty for the one that opens it."""
        number = self.page.number
        return self.choice.address(discussion=number if number > 1 else "")


def _read(queryset, reader, *more):
    """The rows of ``queryset`` as they are shown, with what belongs to each: credits, files, the reader's support."""
    supported = Value(False)
    if reader:
        supported = Exists(Support.objects.filter(contribution=OuterRef("pk"), user=reader))
    # No order and no limit: a planner would walk along all contributions for either.
    public = contributions().published()
    credit = JSONObject(pk="pk", user="user_id")
    files = Attachment.objects.filter(contribution=OuterRef("pk"), amendment=None).order_by(
        Folded("name"), "pk"
    )
    columns = ("id", "name", "description", "content_type", "size", "width", "height")
    rows = queryset.annotate(
        is_supported=supported,
        source=JSONRows(public.filter(pk=OuterRef("builds_on_id")).values(entry=credit)),
        heirs=JSONRows(public.filter(builds_on=OuterRef("pk")).values(entry=credit)),
        files=JSONRows(files.values(entry=JSONObject(**{name: name for name in columns}))),
    )
    return rows.values_list(*SHOWN, "is_supported", "source", "heirs", "files", *more, named=True)


def _read_roots(keys, order, reader, **about):
    """The roots (or the contributions that were found) of ``keys``, a slice of primary keys.

    The slice is cut before anything is joined or looked up for a row: what stands before it costs
    no more than its place in an index.
    """
    official = (
        contributions()
        .published()
        .filter(page=OuterRef("page"), root=OuterRef("pk"), is_official=True)
    )
    about["last_shown"] = Subquery(
        _visible_replies(root=OuterRef("pk")).values("path")[
            conf.REPLIES_SHOWN - 1 : conf.REPLIES_SHOWN
        ]
    )
    about["official_answer"] = Subquery(official.order_by("-pk").values("pk")[:1])
    if reader:
        about["is_followed"] = Exists(
            Subscription.objects.to(THREAD, OuterRef("pk")).filter(user=reader)
        )
    rows = contributions().filter(pk__in=keys.values("pk")).order_by(*order).annotate(**about)
    return _read(rows, reader, *about)


def _about(page, reader, target):
    """What stands beside the texts, as annotations: they come with whatever is read first."""
    about = {
        "total": Subquery(counter(shared_key(page), "published")),
        "threads": Subquery(counter(shared_key(page), "threads")),
    }
    if reader:
        home = counter(shared_key(page), "page")
        own = texts_waiting().filter(user=reader, page=Subquery(home)).order_by()
        about["own_waiting"] = Subquery(
            own.annotate(one=Value(1)).values("one").annotate(number=Count("pk")).values("number")
        )
        drafts = Draft.objects.filter(user=reader, target=target)
        about["draft"] = Subquery(drafts.values("data"))
        about["draft_kept_at"] = Subquery(drafts.values("updated_at"))
        about["follows_page"] = Exists(
            Subscription.objects.filter(
                user=reader,
                topic=DISCUSSION.name,
                key__in=translations_of(page).order_by().values("pk"),
            )
        )
    return about


def discussion(page, page_number=1, choice=None, reader=None, target=""):
    """One page of the discussion of ``page``: threads in the order asked for, replies in reading order.

    ``reader`` is a member, who may have begun to write at ``target``. Three queries where there is something to show, whatever the size: nothing is counted, the
    totals are kept. A search, or a mark, finds single contributions. The same for all translations.
    """
    choice = choice or Choice()
    visible = _visible_roots(page)
    if choice.is_flat:
        home = counter(shared_key(page), "page")
        visible = contributions().published().filter(page=Subquery(home))
    if choice.mark:
        visible = visible.filter(MARKS[choice.mark][1])
    visible_before = visible
    if choice.words:
        visible = visible.about(choice.words)
    if choice.kind:
        visible = visible.published().filter(kind=choice.kind)
    order, about = SORTS[choice.sort][1], _about(page, reader, target)
    number, size = _whole_number(page_number), conf.THREADS_PER_PAGE
    if number < 1:  # as every paginator of Django's: past the end
        number = 1 if choice.narrows else BEYOND
    keys, start = visible.order_by(*order), (number - 1) * size
    # One more than is shown tells whether there is a next page.
    roots = list(_read_roots(keys[start : start + size + 1], order, reader, **about))
    if not roots:
        known = translations_of(page).order_by("pk").annotate(**about).values(*about).first() or {}
        if not choice.narrows and known.get("threads"):  # past the end
            number = -(-known["threads"] // size)
            start = (number - 1) * size
            roots = list(_read_roots(keys[start : start + size + 1], order, reader, **about))
        if not choice.typed and (words := _nearest(visible_before, choice.words)):
            right = replace(choice, words=words, typed=choice.words)
            return discussion(page, page_number, right, reader, target)
    else:
        known = {name: getattr(roots[0], name) for name in about}
    if choice.narrows:
        shown = UncountedPage(roots[:size], number, UncountedPaginator([], size))
        shown.goes_on = len(roots) > size
    else:
        paginator = Paginator([], size)
        paginator.count = known.get("threads") or 0
        shown = Page(roots[:size], number if paginator.count else 1, paginator)
    roots = shown.object_list
    replies = [] if choice.is_flat else _first_replies(roots, reader)
    return Discussion(
        _threads(page, roots, replies, reader),
        shown,
        known.get("total") or 0,
        choice,
        known.get("own_waiting") or 0,
        known.get("follows_page") or False,
        known.get("draft"),
        draft_version(known.get("draft_kept_at")),
    )


def _nearest(texts, typed):
    """The words that somebody who found nothing among ``texts`` probably meant; ``""`` where none come near."""
    return " ".join(nearest_words(texts, "words", typed=typed, newest=VOCABULARY))


def _first_replies(roots, reader):
    short = [root.pk for root in roots if not root.last_shown and root.answers]
    condition = Q(root__in=short)
    for root in roots:
        if root.last_shown:
            condition |= Q(root=root.pk, path__lte=root.last_shown)
    if not any(root.answers for root in roots):
        return []
    found = _visible_replies().filter(condition)
    return list(_read(found, reader))


def thread(page, root_pk, page_number=1, reader=None):
    """A thread of ``page`` on its own: ``(Thread, page of replies)``, or ``None`` where there is none.

    On a later page, what its first replies answer is known to ``Entry.parent`` without being shown.
    """
    rows = contributions().filter(is_visible=True, page__translation_key=shared_key(page))
    keys = rows.filter(pk=root_pk, root__isnull=True)
    root = _read_roots(keys, ["pk"], reader).first()
    if root is None:
        return None
    replies = _read(_visible_replies(root=root_pk), reader)
    shown = Paginator(replies, conf.REPLIES_PER_PAGE).get_page(page_number)
    shown.object_list = list(shown.object_list)
    above = []
    if shown.has_previous():
        first = shown.object_list[0].path
        keys = [int(first[at : at + STEP]) for at in range(0, len(first) - STEP, STEP)]
        above = list(_read(rows.filter(pk__in=keys).order_by("path"), reader))
    (found,) = _threads(page, [root], [*above, *shown.object_list], reader)
    elsewhere = {entry.key: entry.address for entry in found.replies[: len(above)]}
    del found.replies[: len(above)]
    for entry in found.replies:
        if entry.answers_to and (address := elsewhere.get(entry.parent.key)):
            anchor = f'"#contribution-{entry.parent.key}"'
            entry.answers_to = mark_safe(entry.answers_to.replace(anchor, f'"{address}"'))
    return found, shown


def _whole_number(value):
    """The page asked for; what is no number is the first. Bounded, because a database's numbers are."""
    try:
        return min(int(value), BEYOND)
    except (TypeError, ValueError):
        return 1


def _threads(page, roots, replies, reader=None):
    """The threads of ``roots``, with ``replies`` in reading order, in one pass."""
    if not roots:
        return []
    rows = [*roots, *replies]
    for credit in (credit for row in rows for credit in (*row.source, *row.heirs)):
        credit["user"] = people.key_of(credit["user"])
    shown = {row.user_id for row in rows}
    shown.update(credit["user"] for row in rows for credit in (*row.source, *row.heirs))
    authors = _authors(page, shown | {reader and reader.pk})
    moderates = reader is not None and (
        reader.is_superuser or authors[reader.pk].moderates or reader.pk in rules.team(page)
    )
    scene = Scene(authors, moderates, reader)
    known = {root.pk: Thread(Entry(root, None, authors[root.user_id], scene)) for root in roots}
    entries = {pk: one.root for pk, one in known.items()}
    for row in replies:
        parent = entries.get(row.in_reply_to_id) or entries[row.root_id]
        entries[row.pk] = entry = Entry(row, parent, authors[row.user_id], scene)
        known[row.root_id].replies.append(entry)
    return list(known.values())


def _authors(page, keys):
    """``{key of a user: Author}``: one query."""
    team = people.with_right(rules.MODERATE, include_superusers=False)
    authors = (
        get_user_model()
        ._default_manager.filter(pk__in=keys - {None})
        .annotate(crowdsolving_moderates=Exists(team.filter(pk=OuterRef("pk"))))
    )
    roles = rules.roles(page)
    known = {None: Author(None)}
    for person in authors if keys - {None} else ():
        team = _("Moderation team") if person.crowdsolving_moderates else ""
        known[person.pk] = Author(person, roles.get(person.pk) or team)
    return known
