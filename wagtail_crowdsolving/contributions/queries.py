"""The read side of a discussion. Nothing here shows a text that no moderator has validated."""

import uuid
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

import swapper
from django.contrib.auth import get_user_model
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_info, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from wagtail_crowdsolving import conf
from wagtail_crowdsolving.contributions import rules
from wagtail_crowdsolving.contributions.models import (
    STEP,
    Amendment,
    Appeal,
    Attachment,
    Contribution,
    DiscussedPageMixin,
    DiscussionCounter,
    Draft,
    Kind,
    Notice,
    State,
    Support,
)
from wagtail_crowdsolving.contributions.rules import MODERATE
from wagtail_crowdsolving.exceptions import Conflict
from wagtail_crowdsolving.network.people import public_name
from wagtail_crowdsolving.network.queries import JSONRows, translations_of
from wagtail_crowdsolving.notifications.queries import follows
from wagtail_crowdsolving.text import raw_limit, to_html, to_plain

swapper.set_app_prefix("wagtailcore", "wagtail")

#: Whose permissions count where one asks who has them.
BACKEND = "django.contrib.auth.backends.ModelBackend"


def contributions():
    """All contributions: no join and no order but those that are asked for."""
    return Contribution.objects.select_related(None).order_by()


def team_page(contribution):
    """The page whose own team may moderate the contribution, or ``None``. Raises ``Conflict``."""
    try:
        page = contribution.page.specific
    except ObjectDoesNotExist as error:
        raise Conflict(_("This page no longer exists.")) from error
    return page if isinstance(page, DiscussedPageMixin) else None


def _of(page):
    return contributions().filter(page__translation_key=page.translation_key)


def published(page):
    """What the public reads under ``page``, whatever the language version, oldest first."""
    return _of(page).filter(state=State.PUBLISHED).select_related("user").order_by("pk")


def newest(page, number):
    """The last ``number`` contributions that were published under ``page``."""
    home = _counter(page.translation_key, "page")
    found = contributions().filter(page=Subquery(home), state=State.PUBLISHED)
    return found.select_related("user").order_by("-published_at", "-pk")[:number]


def waiting():
    """What waits for a moderator, itself or with something about it: the longest waiting first."""
    return contributions().filter(waits_since__isnull=False).order_by("waits_since", "pk")


def discussed_pages(keys):
    """The pages of these primary keys, as their own types, of those that have a discussion."""
    base = swapper.load_model("wagtailcore", "Page")
    pages = base.objects.filter(pk__in=keys).specific()
    return [page for page in pages if isinstance(page, DiscussedPageMixin)]


def waiting_notices():
    """Notices on which nobody has decided, oldest first, with what they report."""
    return (
        Notice.objects.filter(state=Notice.State.WAITING)
        .select_related("contribution__user", "contribution__page", "notifier")
        .order_by("created_at")
    )


def notices_of(user):
    """Those that come from this person, as far as they say: as ``rules.is_notifier``."""
    found = Q(notifier=user)
    if address := getattr(user, user.get_email_field_name(), ""):
        found |= Q(notifier_email__iexact=address)
    return Notice.objects.filter(found).order_by()


def waiting_appeals():
    """Appeals on which nobody has decided, oldest first, with the decision and the text."""
    return (
        Appeal.objects.filter(answer__isnull=True)
        .select_related(
            "decision__contribution__user",
            "decision__contribution__page",
            "decision__decided_by",
            "decision__amendment",
            "decision__notice",
        )
        .order_by("created_at")
    )


def judges(appeal):
    """Those who may decide on an appeal: where there is nobody, the site lacks a moderator."""
    contribution = appeal.decision.contribution
    page = contribution.page.specific
    page = page if isinstance(page, DiscussedPageMixin) else None
    people = get_user_model()._default_manager
    candidates = people.filter(pk__in=page.get_discussion_team() if page else [])
    candidates |= people.filter(pk__in=people.with_perm(MODERATE, backend=BACKEND).values("pk"))
    return [user for user in candidates if rules.can_decide_appeal(user, appeal, page)]


def texts_waiting():
    """Of what waits, the texts and the changes of them: not what others have to say about them."""
    changes = Amendment.objects.filter(contribution=OuterRef("pk"), state=Amendment.State.WAITING)
    return waiting().filter(Q(state=State.PENDING) | Exists(changes))


def mine(user):
    """Everything that ``user`` has written, newest first, with its page, its decisions, its files
    and (as ``waiting_amendments``) the change of it that waits."""
    return (
        contributions()
        .filter(user=user)
        .select_related("page__locale")
        .prefetch_related(
            "decisions__appeal__answer",
            "attachments",
            Prefetch(
                "amendments",
                Amendment.objects.filter(state=Amendment.State.WAITING).prefetch_related(
                    "attachments"
                ),
                to_attr="waiting_amendments",
            ),
        )
        .order_by("-pk")
    )


def sent_since(user, moment):
    """How many contributions ``user`` has sent since ``moment``: one row of one column."""
    return (
        contributions()
        .filter(user=user, submit_date__gte=moment)
        .values("user")
        .annotate(number=Count("pk"))
        .values("number")
    )


def draft_data(user, target):
    """What ``user`` has begun to write at ``target``, or ``None``."""
    return Draft.objects.filter(user=user, target=target).values_list("data", flat=True).first()


@dataclass
class BegunText:
    """A draft as its author reads it in a list."""

    draft: Draft
    title: str
    url: str

    @property
    def excerpt(self):
        return to_plain(to_html(self.draft.data.get("text", "")), 200)


#: What a draft's ``target`` begins with: the name of the address where it goes on.
DRAFT_PLACES = {
    "page": "wagtail_crowdsolving:contribute",
    "reply": "wagtail_crowdsolving:contribution_reply",
    "build": "wagtail_crowdsolving:contribution_build",
    "edit": "wagtail_crowdsolving:contribution_edit",
}


def drafts_of(user):
    """What ``user`` has begun to write, the latest first: three queries at most."""
    found = []
    for draft in Draft.objects.filter(user=user):
        place, _dash, pk = draft.target.partition("-")
        found.append((draft, place, int(pk)))
    base = swapper.load_model("wagtailcore", "Page")
    pages = base.objects.in_bulk([pk for _draft, place, pk in found if place == "page"])
    above = contributions().select_related("page")
    above = above.in_bulk([pk for _draft, place, pk in found if place != "page"])
    for draft, place, pk in found:
        page = pages.get(pk) if place == "page" else getattr(above.get(pk), "page", None)
        title = page.title if page and page.live else gettext("A page that is no longer there")
        yield BegunText(draft, title, reverse(DRAFT_PLACES[place], args=[pk]))


def waiting_amendment(contribution):
    """The change of a published text that waits for a moderator, or ``None``."""
    return contribution.amendments.filter(state=Amendment.State.WAITING).first()


def waits_since(**of):
    """``{key of a contribution: since when}`` a change, a notice or an appeal waits about it.

    ``of`` says which contributions: ``pk=…``, ``page=…``. One query.
    """
    of = {f"contribution__{name}": value for name, value in of.items()}
    changes = Amendment.objects.filter(
        state=Amendment.State.WAITING, contribution__state=State.PUBLISHED, **of
    )
    notices = Notice.objects.filter(state=Notice.State.WAITING, **of)
    appeals = Appeal.objects.filter(
        answer__isnull=True, **{f"decision__{name}": value for name, value in of.items()}
    )
    found = changes.order_by().values_list("contribution", "created_at")
    found = found.union(
        notices.order_by().values_list("contribution", "created_at"),
        appeals.order_by().values_list("decision__contribution", "created_at"),
        all=True,
    )
    first = {}
    for pk, since in found:
        first[pk] = min(since, first.get(pk, since))
    return first


def with_contribution_counts(queryset):
    """A queryset of pages, each with ``contribution_count``: the published ones of its discussion.

    Translations share a discussion, so they show the same number.
    """
    return queryset.annotate(
        contribution_count=Coalesce(Subquery(_counter(OuterRef("translation_key"), "published")), 0)
    )


def _counter(translation_key, column):
    """A number of a discussion, as a queryset of one row at most."""
    kept = DiscussionCounter.objects.filter(page__translation_key=translation_key)
    return kept.order_by("pk").values(column)[:1]


def version_in(page, language):
    """The version of ``page`` to show to a reader of ``language``: a live one where there is one."""
    return best_version(versions_of(page), language) or page


def versions_of(page):
    """All versions of ``page``, as ``best_version`` wants them."""
    return list(with_language(translations_of(page)).order_by("pk"))


def with_language(pages):
    """``pages``, each with the ``language`` that it is in; no join, so that rows can be locked."""
    code = Locale.objects.filter(pk=OuterRef("locale")).values("language_code")
    return pages.annotate(language=Subquery(code))


def best_version(versions, language):
    """Of the versions ``with_language`` of a page the one for a reader of ``language``."""
    return min(versions, key=lambda one: (not one.live, one.language != language), default=None)


def true_numbers(page_pk):
    """The columns of the discussion's counter, counted row by row."""
    of_page = contributions().filter(page=page_pk)
    shown = Q(state=State.PUBLISHED)
    return of_page.aggregate(
        published=Count("pk", shown),
        waiting=Count("pk", Q(waits_since__isnull=False)),
        **{kind.value: Count("pk", shown & Q(kind=kind)) for kind in Kind},
        threads=Count("pk", Q(root__isnull=True, is_visible=True)),
        last_activity_at=Max("published_at"),
    )


def drift(page_pk):
    """Where the kept numbers of a discussion differ from a count: nowhere, unless the doors were passed by.

    ``{"counter": {column: (stored, true)}, "contributions": {(column, pk): (stored, true)}}``
    """
    rows = contributions().filter(page=page_pk).order_by("-pk")
    supports = Counter(
        Support.objects.filter(contribution__page=page_pk).values_list("contribution", flat=True)
    )
    matters = waits_since(page=page_pk)
    answers, wrong = Counter(), {}
    columns = ("pk", "in_reply_to", "state", "submit_date", "answers", "supports", "waits_since")
    # A reply is younger than what it answers: from the youngest on, each number is complete.
    for pk, above, state, sent, *kept in rows.values_list(*columns).iterator():
        if above:
            answers[above] += answers[pk] + (state == State.PUBLISHED)
        since = sent if state == State.PENDING else matters.get(pk)
        if since and kept[2]:
            since = kept[2]
        true = (answers[pk], supports[pk], since)
        for column, stored, counted in zip(columns[4:], kept, true, strict=True):
            if stored != counted:
                wrong[column, pk] = (stored, counted)
    kept = DiscussionCounter.objects.filter(page=page_pk).values().first() or {}
    true = true_numbers(page_pk)
    return {
        "counter": {
            column: (kept.get(column), number)
            for column, number in true.items()
            if (kept.get(column) or 0) != (number or 0)
        },
        "contributions": wrong,
    }


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
#: Who takes a contribution further is named up to this number.
CREDITS = 5


@dataclass(frozen=True)
class Choice:
    """What a reader asked to see of a discussion. What is not known is left out."""

    sort: str = "newest"
    kind: str = ""
    words: str = ""
    mark: str = ""

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


def _visible_roots(page):
    home = _counter(page.translation_key, "page")
    return contributions().filter(page=Subquery(home), root__isnull=True, is_visible=True)


def _visible_replies(**of):
    return contributions().filter(root__isnull=False, is_visible=True, **of).order_by("path")


def place_of(contribution):
    """Where a visible contribution stands: ``("discussion", page)``, or ``("thread", page)``."""
    if contribution.root_id:
        before = _visible_replies(root=contribution.root_id, path__lt=contribution.path).count()
        if before >= conf.REPLIES_SHOWN:
            return "thread", before // conf.REPLIES_PER_PAGE + 1
    root = contribution.root_id or contribution.pk
    before = _visible_roots(contribution.page).filter(pk__gt=root).count()
    return "discussion", before // conf.THREADS_PER_PAGE + 1


class Author:
    """What stands beside the texts of a person, as safe HTML: made once, however much they wrote."""

    def __init__(self, user, role=""):
        name = public_name(user)
        self.name = conditional_escape(name)
        self.role = conditional_escape(role)
        self.addressed = conditional_escape(gettext("to %(name)s") % {"name": name})
        self.moderates = getattr(user, "moderates", False)


class Entry:
    """A contribution as it stands in a thread: all that the template prints of it is ready made."""

    # A template asks for ``entry["author"]`` before ``entry.author``: the failure costs more than the answer.
    __getitem__ = object.__getattribute__

    # What only some have stands here: few names of its own make an entry small and quick to make.
    opens_replies = closes_replies = False
    is_official = retained = has_mark = has_more = is_single = is_followed = False
    retained_note = changed_on = answers_to = ""
    builds_on = official_answer = files = None
    taken_further = ()

    def __init__(self, contribution, parent=None, author=None, scene=None):
        author = author or Author(contribution.user)
        scene = scene or Scene()
        self.contribution = contribution
        self.parent = parent
        self.level = parent.level + 1 if parent else 0
        self.pk = contribution.pk
        self.key = key = mark_safe(str(contribution.pk))
        self.address = mark_safe(f"{scene.url}{key}/")
        self.described = mark_safe(f'aria-describedby="contribution-{key}-title"')
        self.heading = scene.headings[parent is not None]
        self.is_own = scene.reader_pk is not None and contribution.user_id == scene.reader_pk
        self.is_gone = contribution.state != State.PUBLISHED
        self.author = author.name
        self.role = author.role
        self.addressed = author.addressed
        self.badge = scene.badges[contribution.kind]
        self.attributes = mark_safe(
            f'class="cs-contribution cs-contribution--{contribution.kind}" '
            f'id="contribution-{key}" aria-labelledby="contribution-{key}-title"'
        )
        moment, self.day = scene.dates(contribution.submit_date)
        self.time = mark_safe(f'<time datetime="{moment}">{self.day}</time>')
        self.body = mark_safe(contribution.body)
        self.place = contribution.place
        self.link = contribution.link
        self.supports = contribution.supports
        self.is_supported = getattr(contribution, "is_supported", False)
        self.foreign_language = (
            "" if contribution.language == scene.language else contribution.language
        )
        self.can_highlight = scene.moderates and not self.is_gone
        self.takes_replies = not self.is_gone and len(contribution.path) < scene.deepest
        if parent and parent.parent:
            phrase = scene.in_reply_to_gone if parent.is_gone else scene.in_reply_to
            self.answers_to = mark_safe(phrase % {"pk": parent.key, "name": parent.author})
        if contribution.changed_at:
            self.changed_on = scene.dates(contribution.changed_at)[1]
        if contribution.is_official or contribution.retained_at:
            self.is_official = contribution.is_official
            self.retained = contribution.retained_at is not None
            self.retained_note = contribution.retained_note
            self.has_mark = True
        if isinstance(contribution, tuple):
            self._read_more(contribution, scene)
        self.has_meta = self.changed_on or self.answers_to or self.foreign_language or self.supports

    def _read_more(self, row, scene):
        """What came with the row beside its own columns."""
        if row.source:
            (self.builds_on,) = scene.credits(row.source)
        if row.heirs:
            self.taken_further = scene.credits(row.heirs)
        if row.files:
            self.files = row.files
        if row.root_id is None:
            self.official_answer, self.is_followed = (
                row.official_answer,
                getattr(row, "is_followed", False),
            )
        elif self.parent is None:
            self.is_single = True
        self.has_more = (
            row.source
            or row.heirs
            or row.files
            or self.official_answer
            or self.retained_note
            or self.is_single
        )

    @property
    def pictures(self):
        return [file for file in self._files if file["width"]]

    @property
    def documents(self):
        return [file for file in self._files if not file["width"]]

    @cached_property
    def _files(self):
        """The rows of the files, with ``kind``, what each is ("PDF"), and an ``id`` that addresses take."""
        return [
            {
                **file,
                "id": str(uuid.UUID(file["id"])),  # SQLite gives it without hyphens
                "kind": file["name"].rpartition(".")[2].upper(),
            }
            for file in self.files or ()
        ]

    @property
    def language_name(self):
        try:
            return get_language_info(self.contribution.language)["name_local"]
        except KeyError:
            return self.contribution.language


class Scene:
    """What all entries of a page have in common: looked up and translated once."""

    def __init__(self, authors=None, moderates=False, reader=None):
        self.url = reverse("wagtail_crowdsolving:contribution", args=[0])[: -len("0/")]
        self.headings = (mark_safe("h3"), mark_safe("h4"))
        self.reader_pk = reader and reader.pk
        self.authors = authors or {}
        self.moderates = moderates
        self.language = translation.get_language()
        self.badges = {
            name: format_html('<span class="cs-badge cs-badge--{}">{}</span>', name, label)
            for name, label in Kind.choices
        }
        self.deepest = conf.CONTRIBUTION_MAX_LEVEL * STEP
        self.in_reply_to = gettext('in reply to <a href="#contribution-%(pk)s">%(name)s</a>')
        self.in_reply_to_gone = gettext(
            'in reply to <a href="#contribution-%(pk)s">a contribution that was taken down</a>'
        )
        self.zone = timezone.get_current_timezone()
        self._days = {}

    def dates(self, moment):
        """``moment`` for machines and for people."""
        moment = moment.astimezone(self.zone)
        day = moment.date()
        if day not in self._days:
            self._days[day] = conditional_escape(date_format(day, "DATE_FORMAT"))
        return mark_safe(moment.isoformat(timespec="seconds")), self._days[day]

    def credits(self, rows):
        """``[{"pk", "author"}]``, the oldest first."""
        return [
            {
                "pk": mark_safe(str(row["pk"])),
                "author": (self.authors.get(row["user"]) or self.authors[None]).name,
            }
            for row in sorted(rows, key=lambda row: row["pk"])[:CREDITS]
        ]


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
    #: What they have begun to write, or ``None``.
    draft: dict | None = None

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
    public = contributions().filter(state=State.PUBLISHED)
    credit = JSONObject(pk="pk", user="user_id")
    files = Attachment.objects.filter(contribution=OuterRef("pk"), amendment=None).order_by("name")
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
    official = contributions().filter(
        page=OuterRef("page"), root=OuterRef("pk"), is_official=True, state=State.PUBLISHED
    )
    about["last_shown"] = Subquery(
        _visible_replies(root=OuterRef("pk")).values("path")[
            conf.REPLIES_SHOWN - 1 : conf.REPLIES_SHOWN
        ]
    )
    about["official_answer"] = Subquery(official.order_by("-pk").values("pk")[:1])
    if reader:
        about["is_followed"] = Exists(follows().filter(user=reader, thread=OuterRef("pk")))
    rows = contributions().filter(pk__in=keys.values("pk")).order_by(*order).annotate(**about)
    return _read(rows, reader, *about)


def _about(page, reader, target):
    """What stands beside the texts, as annotations: they come with whatever is read first."""
    about = {
        "total": Subquery(_counter(page.translation_key, "published")),
        "threads": Subquery(_counter(page.translation_key, "threads")),
    }
    if reader:
        home = _counter(page.translation_key, "page")
        own = texts_waiting().filter(user=reader, page=Subquery(home)).order_by()
        about["own_waiting"] = Subquery(
            own.annotate(one=Value(1)).values("one").annotate(number=Count("pk")).values("number")
        )
        drafts = Draft.objects.filter(user=reader, target=target)
        about["draft"] = Subquery(drafts.values("data"))
        about["follows_page"] = Exists(
            follows().filter(user=reader, page__translation_key=page.translation_key)
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
        home = _counter(page.translation_key, "page")
        visible = contributions().filter(page=Subquery(home), state=State.PUBLISHED)
    if choice.mark:
        visible = visible.filter(MARKS[choice.mark][1])
    if choice.words:
        visible = visible.filter(comment__icontains=choice.words)
    if choice.kind:
        visible = visible.filter(kind=choice.kind, state=State.PUBLISHED)
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
    )


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
    rows = contributions().filter(is_visible=True, page__translation_key=page.translation_key)
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
    people = {row.user_id for row in rows}
    people.update(credit["user"] for row in rows for credit in (*row.source, *row.heirs))
    authors = _authors(page, people | {reader and reader.pk})
    moderates = reader is not None and (
        reader.is_superuser
        or authors[reader.pk].moderates
        or reader.pk in page.get_discussion_team()
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
    manager = get_user_model()._default_manager
    people = manager.filter(pk__in=keys - {None})
    if hasattr(manager, "with_perm"):
        team = manager.with_perm(
            MODERATE,
            include_superusers=False,
            backend=BACKEND,
        )
        people = people.annotate(moderates=Exists(team.filter(pk=OuterRef("pk"))))
    roles = page.get_discussion_roles() if hasattr(page, "get_discussion_roles") else {}
    known = {None: Author(None)}
    for person in people if keys - {None} else ():
        team = _("Moderation team") if getattr(person, "moderates", False) else ""
        known[person.pk] = Author(person, roles.get(person.pk) or team)
    return known
