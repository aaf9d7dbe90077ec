"""What keeps committees from deciding, and what leads past them."""

import swapper
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import GroupPagePermission, Locale, Workflow

from wagtail_crowdsolving import clock, health
from wagtail_crowdsolving.challenges import examination
from wagtail_crowdsolving.folded import Folded
from wagtail_crowdsolving.health import Finding
from wagtail_crowdsolving.network.models import Theme
from wagtail_crowdsolving.selection import lists, queries
from wagtail_crowdsolving.selection.models import Committee, Membership, Round
from wagtail_crowdsolving.selection.task import CommitteeReviewTask
from wagtail_crowdsolving.wagtail_admin import address

swapper.set_app_prefix("wagtailcore", "wagtail")

#: How many names a sentence lists.
NAMED = 5


@health.register
def selection():
    """W020 to W023, W026, W028 and W029, in a fixed number of queries."""
    yield from _steps()
    yield from _waiting()
    yield from _committees()
    yield from _publishers()
    yield from _disabled()
    yield from _seats()
    yield from _interrupted()


def _steps():
    steps = list(CommitteeReviewTask.objects.filter(active=True, committee=None, fallback=None))
    if not steps:
        return
    bare = _themes_without_committee()
    for task in steps:
        text = _("The step “%(step)s” names no committee for what the themes of none cover.") % {
            "step": task
        }
        if bare:
            text += " " + _("No committee answers for these themes: %(themes)s.") % {"themes": bare}
        yield Finding(
            "selection.no_committee",
            text,
            _("Choose its “committee for all other themes”, under Settings → Workflow tasks."),
            address("wagtailadmin_workflows:edit_task", task.pk),
            "W020",
        )


def _themes_without_committee():
    """The names of the themes, in the site's first language, for which no committee that sits answers."""
    covered = Committee.objects.able().filter(
        kind=Committee.Kind.SELECTION, themes__translation_key=OuterRef("translation_key")
    )
    themes = Theme.objects.filter(
        ~Exists(covered), is_active=True, locale=Locale.get_default()
    ).order_by(Folded("name"), "pk")
    names = [theme.name for theme in themes[: NAMED + 1]]
    return ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")


def _waiting():
    number = Round.objects.waiting().count()
    if number:
        yield Finding(
            "selection.waiting",
            ngettext(
                "%(number)d challenge waits for a committee: none fits.",
                "%(number)d challenges wait for a committee: none fits.",
                number,
            )
            % {"number": number},
            _("Choose a committee on its page; give a committee the theme, and members."),
            address("crowdsolving_rounds:index", query="?urgency=waiting"),
            "W020",
        )


def _committees():
    day = clock.today()
    sitting = (
        Q(memberships__user__is_active=True)
        & (Q(memberships__starts_on=None) | Q(memberships__starts_on__lte=day))
        & (Q(memberships__ends_on=None) | Q(memberships__ends_on__gte=day))
    )
    committees = Committee.objects.filter(is_active=True).annotate(
        voters=Count("memberships", sitting & ~Q(memberships__role=Membership.Role.OBSERVER)),
        chairs=Count("memberships", sitting & Q(memberships__role=Membership.Role.CHAIR)),
        closed=Count(
            "memberships",
            Q(memberships__user__is_active=False)
            & (Q(memberships__ends_on=None) | Q(memberships__ends_on__gte=day)),
        ),
    )
    for committee in committees:
        url = address("crowdsolving_committees:edit", committee.pk)
        names = {"committee": committee, "number": committee.voters, "quorum": committee.quorum}
        if committee.voters < committee.quorum:
            yield Finding(
                "selection.no_quorum",
                ngettext(
                    "“%(committee)s” has %(number)d member who gives an opinion today, and a quorum of "
                    "%(quorum)d: it cannot reach an outcome.",
                    "“%(committee)s” has %(number)d members who give an opinion today, and a quorum of "
                    "%(quorum)d: it cannot reach an outcome.",
                    committee.voters,
                )
                % names,
                _("Add members to it, or lower its quorum."),
                url,
                "W021",
            )
        if not committee.chairs:
            yield Finding(
                "selection.no_chair",
                _("Nobody chairs “%(committee)s” today.") % names,
                _(
                    "Give one of its members the role of chair; until then coordinators write its "
                    "decisions."
                ),
                url,
                "W022",
            )
        if committee.closed:
            yield Finding(
                "selection.inactive_member",
                ngettext(
                    "A closed account is still a member of “%(committee)s”.",
                    "%(number)d closed accounts are still members of “%(committee)s”.",
                    committee.closed,
                )
                % {"committee": committee, "number": committee.closed},
                _("End its term, and name somebody else."),
                url,
                "W028",
            )


def _publishers():
    """W023: groups that may publish on a list what no committee has examined."""
    indexes = [index for index in lists.all_lists() if index.live]
    if not indexes or not examination.committees_decide():
        return
    model = swapper.load_model("wagtailcore", "Page")._meta.model_name
    rights = list(
        GroupPagePermission.objects.filter(permission__codename=f"publish_{model}")
        .select_related("group", "page")
        .order_by(Folded("group__name"))
    )
    for index in indexes:
        groups = {
            right.group.pk: right.group
            for right in rights
            if index.path.startswith(right.page.path)
        }
        if not groups:
            continue
        names = ", ".join(_("“%(title)s”") % {"title": group} for group in groups.values())
        yield Finding(
            "selection.publishers",
            _(
                "Groups may publish challenges under “%(list)s” that no committee has examined: "
                "%(groups)s."
            )
            % {"list": index.title, "groups": names},
            _("Take their right to publish there away, under Settings → Groups."),
            address("wagtailusers_groups:edit", next(iter(groups)))
            if len(groups) == 1
            else address("wagtailusers_groups:index"),
            "W023",
        )


def _disabled():
    """W026: lists that lost their workflow when it was disabled."""
    lost = lists.dropped()
    workflows = Workflow.objects.in_bulk(set(lost.values())) if lost else {}
    for page, key in lost.items():
        if key in workflows and not workflows[key].active:
            yield Finding(
                "selection.workflow_disabled",
                _("The workflow of “%(list)s”, “%(workflow)s”, is disabled.")
                % {"list": page.title, "workflow": workflows[key]},
                _("Enable it: it is set on this list again. Or set another one on the list."),
                address("wagtailadmin_workflows:edit", key),
                "W026",
            )


def _seats():
    """W028: places in open rounds that nobody can fill."""
    rounds = (
        Round.objects.open()
        .annotate(
            closed=Count(
                "seats",
                Q(
                    seats__user__is_active=False,
                    seats__recused_at=None,
                    seats__left_at=None,
                    seats__reviews=None,
                )
                & ~Q(seats__role=Membership.Role.OBSERVER),
                distinct=True,
            )
        )
        .filter(closed__gt=0)
        .select_related("committee")
        .order_by("opened_at")
    )
    for round in rounds:
        yield Finding(
            "selection.inactive_seat",
            ngettext(
                "A closed account has a place in an examination under way before “%(committee)s”: its "
                "opinion will not come.",
                "%(number)d closed accounts have places in an examination under way before "
                "“%(committee)s”: their opinions will not come.",
                round.closed,
            )
            % {"committee": round.committee, "number": round.closed},
            _("Replace it on the page of the round, or close the round without it."),
            address("crowdsolving_rounds:inspect", round.pk),
            "W028",
        )


def _interrupted():
    number = queries.interrupted().count()
    if number:
        yield Finding(
            "selection.interrupted",
            ngettext(
                "Nobody examines %(number)d challenge that was received: its examination was "
                "interrupted, or has not begun.",
                "Nobody examines %(number)d challenges that were received: their examination was "
                "interrupted, or has not begun.",
                number,
            )
            % {"number": number},
            _("“Take up again”, on the board, begins it."),
            address("crowdsolving_rounds:index"),
            "W029",
        )
