"""A site in two languages with each kind of page and a person of each role; and what changed in it."""

import datetime
from types import SimpleNamespace

import wagtail_factories
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import (
    GroupPagePermission,
    Page,
    PageViewRestriction,
    Revision,
    TaskState,
    Workflow,
    WorkflowPage,
    WorkflowState,
)
from wagtail_localize.models import (
    SegmentOverride,
    StringTranslation,
    Translation,
    TranslationSource,
)

from tests import factories
from tests.selection import support
from wagtail_crowdsolving import conf
from wagtail_crowdsolving.pages.models import (
    CatalogueProjectPage,
    ChallengeIndexPage,
    ChallengePage,
)

#: Letter in the table → role.
ROLES = {
    "A": "anonymous",
    "M": "member",
    "N": "animator",
    "K": "committee member",
    "H": "chair",
    "O": "moderator",
    "R": "editor of the home page and of those that explain",
    "C": "coordinator",
    "E": "editor with change only",
    "P": "publisher",
    "S": "superuser",
}


def published(page):
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def translated(page, locale):
    """The live, synchronised translation of ``page``."""
    source, _ = TranslationSource.update_or_create_from_instance(page)
    translation = Translation.objects.create(source=source, target_locale=locale)
    translation.save_target(publish=False)
    return published(page.get_translation(locale))


def group(name, actions, pages, *permissions):
    made = Group.objects.create(name=name)
    made.permissions.add(
        *Permission.objects.filter(codename__in=["access_admin", *permissions]),
    )
    for page in pages:
        for action in actions:
            permission = Permission.objects.get(
                codename=f"{action}_page", content_type__app_label="wagtailcore"
            )
            GroupPagePermission.objects.create(group=made, page=page, permission=permission)
    return made


def member_of(*groups, **fields):
    user = factories.UserFactory(**fields)
    user.groups.add(*groups)
    return user


def build():
    english = factories.locale("en")
    home = factories.home()
    english_home = home.copy_for_translation(english)
    published(english_home)
    challenges = published(factories.ChallengeIndexFactory())
    catalogue = published(factories.CatalogueIndexFactory())
    other_list = published(factories.ChallengeIndexFactory(title="Autres", slug="autres"))
    english_lists = [translated(page, english) for page in (challenges, catalogue)]
    lists = [challenges, catalogue, other_list, *english_lists]
    call_command("setup_crowdsolving", verbosity=0)
    coordination = Group.objects.get(name=conf.GROUPS["coordination"])

    animator = factories.UserFactory()
    pages = SimpleNamespace()
    pages.live = published(factories.ChallengeFactory(title="En ligne", animator=animator))
    # A later draft, for what publishes the latest one.
    pages.live.title = "En ligne, plus tard"
    pages.live.save_revision()
    pages.live = ChallengePage.objects.get(pk=pages.live.pk)
    pages.draft = factories.ChallengeFactory(title="Brouillon", live=False)
    pages.draft.save_revision()
    examined = support.scene(chairs=1, members=2)
    pages.examined = examined.page
    pages.translation = translated(
        published(
            factories.ChallengeFactory(
                title="Traduit", slug="traduit", picture=wagtail_factories.ImageFactory()
            )
        ),
        english,
    )
    pages.alias = published(
        factories.ChallengeFactory(title="Suivi", slug="suivi")
    ).copy_for_translation(english, alias=True)
    Page.objects.filter(pk=pages.alias.pk).update(live=True)
    pages.alias.refresh_from_db()
    pages.project = published(factories.ProjectFactory(title="Projet"))
    pages.list = challenges
    return SimpleNamespace(
        pages=pages,
        other_list=other_list,
        catalogue=catalogue,
        round=examined.round,
        people={
            "A": AnonymousUser(),
            "M": factories.UserFactory(),
            "N": animator,
            "K": examined.members[0],
            "H": examined.chair,
            "O": member_of(Group.objects.get(name=conf.GROUPS["moderation"])),
            "R": member_of(Group.objects.get(name=conf.GROUPS["editors"])),
            "C": member_of(coordination),
            "E": member_of(group("Change only", ["change"], lists)),
            "P": member_of(
                group(
                    "Change and publish", ["add", "change", "publish"], lists, "submit_translation"
                )
            ),
            "S": factories.UserFactory(is_superuser=True, is_staff=True),
        },
        tomorrow=(timezone.localtime() + datetime.timedelta(days=1)).strftime("%Y-%m-%d %H:%M"),
    )


def _everything():
    return [
        list(rows)
        for rows in (
            Page.objects.order_by("pk").values_list(),
            ChallengePage.objects.order_by("pk").values_list("pk", "guiding_question", "summary"),
            CatalogueProjectPage.objects.order_by("pk").values_list("pk", "summary"),
            ChallengeIndexPage.objects.order_by("pk").values_list("pk", "intro", "takes_proposals"),
            PageViewRestriction.objects.order_by("pk").values_list(),
            Revision.objects.order_by("pk").values_list("pk", "content", "approved_go_live_at"),
            Translation.objects.order_by("pk").values_list("pk", "enabled"),
            TranslationSource.objects.order_by("pk").values_list("pk", "content_json"),
            StringTranslation.objects.order_by("pk").values_list("pk", "data"),
            SegmentOverride.objects.order_by("pk").values_list("pk", "data_json"),
            WorkflowState.objects.order_by("pk").values_list("pk", "status"),
            TaskState.objects.order_by("pk").values_list("pk", "status"),
            Workflow.objects.order_by("pk").values_list("pk", "active"),
            WorkflowPage.objects.order_by("pk").values_list(),
        )
    ]


def _public():
    """What the public reads, where, until when, and what it follows."""
    live = Page.objects.filter(live=True).order_by("pk")
    keys = {(page.translation_key, page.locale_id) for page in live}
    return [
        list(
            live.values_list(
                "pk", "path", "url_path", "title", "slug", "alias_of", "locale", "live_revision",
                "go_live_at", "expire_at",
            )
        ),
        list(ChallengePage.objects.live().order_by("pk").values_list("pk", "summary")),
        list(CatalogueProjectPage.objects.live().order_by("pk").values_list("pk", "summary")),
        list(ChallengeIndexPage.objects.live().order_by("pk").values_list("pk", "intro")),
        list(
            PageViewRestriction.objects.filter(page__live=True)
            .order_by("pk")
            .values_list("page", flat=True)
        ),
        [
            one.pk
            for one in Translation.objects.filter(enabled=True)
            .select_related("source")
            .order_by("pk")
            if (one.source.object_id, one.target_locale_id) in keys
        ],
        list(
            Revision.objects.exclude(approved_go_live_at=None)
            .order_by("pk")
            .values_list("pk", flat=True)
        ),
    ]  # fmt: skip


def state():
    """``(what the public reads, everything)``."""
    return _public(), _everything()


def changes(before):
    """``(what the public reads, anything)`` changed since a ``state``."""
    public, everything = before
    if _everything() == everything:  # what the public reads is part of it
        return False, False
    return _public() != public, True
