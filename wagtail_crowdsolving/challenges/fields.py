"""The two kinds of fields of a challenge: what is judged, and what is its life.

The *judged text* changes by an examination (or, where nothing but its spelling changes, by a door that
says so). The *life* belongs to the team: from the first publication on it is state of the page, as its
place in the tree is, and no revision brings an earlier one back.
"""

import swapper
from django.db import transaction
from django.db.models import Q

swapper.set_app_prefix("wagtailcore", "wagtail")

#: The life that all language versions share.
SHARED_LIFE = ("opens_on", "closes_on", "followed_up_on", "animator")
#: The life that each language version tells in its own words.
TOLD_LIFE = ("picture", "updates", "documents")
LIFE = SHARED_LIFE + TOLD_LIFE

#: Of the judged text, what is chosen and not written: no correction of spelling touches it.
CHOSEN = (
    "situation",
    "organisation",
    "territory",
    "territory_kind",
    "goals",
    "themes",
)


def is_published(page):
    """Whether ``page`` is, or was, on the site: its life is no draft any more."""
    return page.pk is not None and bool(page.live or page.first_published_at)


def keep_life(page):
    """Give ``page``, as a revision has it, the life that it has now.

    That of the page which it is an alias of, else its own, else, before its first publication, what it
    shares with a language version that is published. One query.
    """
    rows = (
        type(page)
        ._base_manager.filter(
            Q(pk=page.alias_of_id or page.pk) | Q(translation_key=page.translation_key)
        )
        .filter(Q(live=True) | Q(first_published_at__isnull=False))
        .order_by("pk")
    )
    rows = {row.pk: row for row in rows.only("pk", *LIFE)}
    own = rows.get(page.alias_of_id or page.pk)
    source = own or next(iter(rows.values()), None)
    if source is not None:
        copy_life(source, page, LIFE if own else SHARED_LIFE)


def copy_life(source, target, names):
    """Write the fields ``names`` of ``source`` into ``target``, without saving it."""
    for name in names:
        field = type(source)._meta.get_field(name)
        setattr(target, field.attname, getattr(source, field.attname))


class LifeMixin:
    """For ``ChallengeMixin``: what is built from a revision has, and saves, the page's present life."""

    def with_content_json(self, content):
        page = super().with_content_json(content)
        keep_life(page)
        page._is_from_revision = True
        return page

    def save(self, *args, **kwargs):
        if not getattr(self, "_is_from_revision", False) or kwargs.get("update_fields") is not None:
            return super().save(*args, **kwargs)
        with transaction.atomic():
            # Between the reading of the revision and this moment a door may have changed the life.
            base = swapper.load_model("wagtailcore", "Page")
            list(
                base._base_manager.select_for_update(no_key=True)
                .filter(pk__in=[pk for pk in (self.pk, self.alias_of_id) if pk])
                .order_by("pk")
                .values_list("pk")
            )
            keep_life(self)
            return super().save(*args, **kwargs)
