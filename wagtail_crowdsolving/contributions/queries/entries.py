"""A contribution as it stands in a thread, ready to be printed."""

import uuid
from functools import cached_property

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_info, gettext

from wagtail_crowdsolving import conf, dates
from wagtail_crowdsolving.contributions.models import (
    STEP,
    Kind,
    State,
    smaller_pictures,
)
from wagtail_crowdsolving.people import public_name

#: Who takes a contribution further is named up to this number.
CREDITS = 5


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
            self.answers_to = mark_safe(
                phrase % {"pk": parent.key, "name": f"<bdi>{parent.author}</bdi>"}
            )
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
        """The rows of the files, each with its ``address`` and ``kind``, what it is ("PDF")."""
        return [
            {
                **file,
                "address": reverse(
                    "wagtail_crowdsolving:contribution_attachment", args=[uuid.UUID(file["id"])]
                ),
                "kind": file["name"].rpartition(".")[2].upper(),
                "smaller": smaller_pictures(file["width"], file["height"]),
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
            self._days[day] = conditional_escape(dates.write(day, "DATE_FORMAT"))
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
