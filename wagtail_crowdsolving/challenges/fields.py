"""The two kinds of fields of a challenge: what is judged, and what is its life.

The *judged text* changes by an examination (or, where nothing but its spelling changes, by a door that
says so). The *life* belongs to the team: from the first publication on it is state of the page, as its
place in the tree is, and no revision brings an earlier one back.
"""

import swapper
from django.db import transaction
from django.db.models import Q

from wagtail_crowdsolving.network.queries import leading_version

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


def keep_life(page, told=True):
    """Give ``page``, as a revision has it, the life that it has now. One query.

    What it shares it takes from the version that leads (``network.queries.leading_version``) once one is
    published; what it tells in its own words (where it ``told`` any before) from the page which it is an
    alias of, else from its own row.
    """
    rows = (
        type(page)
        ._base_manager.filter(
            Q(pk=page.alias_of_id or page.pk) | Q(translation_key=page.translation_key)
        )
        .filter(Q(live=True) | Q(first_published_at__isnull=False))
        .order_by("pk")
    )
    rows = {row.pk: row for row in rows.only("pk", "live", "alias_of", *LIFE)}
    own = rows.get(page.alias_of_id or page.pk)
    leads = own if page.alias_of_id else None
    for row in sorted(rows.values(), key=lambda row: (not row.live, row.pk)):
        leads = leads or row
    if leads is not None and (told or leads.pk != page.pk):
        copy_life(leads, page, SHARED_LIFE)
    if own is not None and told:
        copy_life(own, page, TOLD_LIFE)


def spread_life(page):
    """Write what ``page``, which leads, shares into all its versions and their aliases. One query."""
    key = page.translation_key
    versions = type(page)._base_manager.filter(
        Q(translation_key=key)
        | Q(alias_of__translation_key=key)
        | Q(alias_of__alias_of__translation_key=key)
    )
    names = [type(page)._meta.get_field(name).attname for name in SHARED_LIFE]
    versions.exclude(pk=page.pk).update(**{name: getattr(page, name) for name in names})


def copy_life(source, target, names):
    """Write the fields ``names`` of ``source`` into ``target``, without saving it."""
    for name in names:
        field = type(source)._meta.get_field(name)
        setattr(target, field.attname, getattr(source, field.attname))


class LifeMixin:
    """For ``ChallengeMixin``: one life for all its versions.

    What is built from a revision has, and saves, the page's present life; what the leading version saves
    of what is shared stands in all of them.
    """

    def with_content_json(self, content):
        page = super().with_content_json(content)
        keep_life(page)
        page._is_from_revision = True
        return page

    def refresh_from_db(self, *args, **kwargs):
        super().refresh_from_db(*args, **kwargs)
        self.__dict__.pop("_leading_version", None)

    def save(self, *args, **kwargs):
        names = kwargs.get("update_fields")
        if names is not None and not set(SHARED_LIFE) & set(names):
            return super().save(*args, **kwargs)
        with transaction.atomic():
            if names is None:
                # Between the reading of the revision and this moment a door may have changed the life.
                base = swapper.load_model("wagtailcore", "Page")
                list(
                    base._base_manager.select_for_update(no_key=True)
                    .filter(pk__in=[pk for pk in (self.pk, self.alias_of_id) if pk])
                    .order_by("pk")
                    .values_list("pk")
                )
                keep_life(self, told=getattr(self, "_is_from_revision", False))
            super().save(*args, **kwargs)
            self.__dict__.pop("_leading_version", None)
            if is_published(self) and leading_version(self).pk == self.pk:
                spread_life(self)
