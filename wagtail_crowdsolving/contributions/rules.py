"""Who may do what with a contribution. Nothing else decides it."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from wagtail.models import PageViewRestriction

from wagtail_crowdsolving import clock, conf
from wagtail_crowdsolving.contributions.models import (
    Appeal,
    Attachment,
    Contribution,
    Discussed,
    ModerationDecision,
    Notice,
    State,
)
from wagtail_crowdsolving.network.queries import leading_version
from wagtail_crowdsolving.people import address_of

MODERATE = "wagtail_crowdsolving.moderate_contribution"
#: To read in the admin what was written, whatever became of it, and decide on nothing.
VIEW = "wagtail_crowdsolving.view_contribution"
SKIP_MODERATION = "wagtail_crowdsolving.skip_moderation"

#: States in which a text is its author's to change and to take back.
OWNED = (State.PENDING, State.CHANGES_REQUESTED, State.PUBLISHED)


def is_open(page: Any) -> bool:
    """Whether a (specific) page takes contributions now: it is live, and its discussion is open."""
    return bool(page.live and leading_version(page).is_open_to_contributions())


def closed_message(page: Any) -> Any:
    """Why one cannot contribute now, in a sentence of the page type."""
    return leading_version(page).get_discussion_closed_message()


def team(page: Any) -> Collection[Any]:
    """Primary keys of those who may moderate the discussion of a (specific) page, in all its versions."""
    return leading_version(page).get_discussion_team() if _is_discussed(page) else ()


def roles(page: Any) -> dict[Any, Any]:
    """What people are in the discussion of a (specific) page, by their primary keys."""
    return leading_version(page).get_discussion_roles() if _is_discussed(page) else {}


def _is_discussed(page: Any) -> bool:
    return isinstance(page, Discussed)


def can_take_part(user: Any) -> bool:
    """Any signed-in, active member."""
    return user.is_authenticated and user.is_active


def can_read(user: Any, page: Any, passed_restrictions: Collection[int] = ()) -> bool:
    """Whether ``page`` is published and no view restriction on it keeps ``user`` out.

    ``passed_restrictions`` are the keys of the password restrictions that the person's session
    has passed.
    """
    return page.live and all(
        _lets_in(restriction, user, passed_restrictions)
        for restriction in page.get_view_restrictions()
    )


def _lets_in(restriction: Any, user: Any, passed_restrictions: Collection[int]) -> bool:
    if restriction.restriction_type == PageViewRestriction.PASSWORD:
        return restriction.pk in passed_restrictions
    if restriction.restriction_type == PageViewRestriction.LOGIN:
        return user.is_authenticated
    if restriction.restriction_type == PageViewRestriction.GROUPS:
        return user.is_superuser or (
            user.is_authenticated
            and restriction.groups.filter(pk__in=user.groups.values("pk")).exists()
        )
    return True


def can_contribute(user: Any, page: Any) -> bool:
    """A member, on a (specific) page that is live and open; ``can_read`` is asked beside it."""
    return can_take_part(user) and is_open(page)


def can_moderate(user: Any, page: Any = None) -> bool:
    """Site moderators everywhere; a page's own discussion team on that (specific) page."""
    if not can_take_part(user):
        return False
    if user.has_perm(MODERATE):
        return True
    return page is not None and user.pk in team(page)


def can_see(user: Any) -> bool:
    """Whoever reads all contributions in the admin: moderators, and coordinators, who decide on none."""
    return can_moderate(user) or (can_take_part(user) and user.has_perm(VIEW))


def animated_pages(user: Any) -> Any:
    """Primary keys of the pages that ``user`` animates: one query, whatever the types of pages.

    Asked once for each object ``user``, which a request makes anew.
    """
    if not can_take_part(user):
        return set()
    if not hasattr(user, "_crowdsolving_animated_pages"):
        found = [
            model.pages_animated_by(user)
            for model in apps.get_models()
            if issubclass(model, Discussed)
        ]
        listed = [keys for keys in found if not isinstance(keys, QuerySet)]
        asked = [keys.order_by() for keys in found if isinstance(keys, QuerySet)]
        if asked:
            listed.append(asked[0].union(*asked[1:]) if len(asked) > 1 else asked[0])
        user._crowdsolving_animated_pages = {pk for keys in listed for pk in keys}
    return user._crowdsolving_animated_pages


def skips_moderation(user: Any) -> bool:
    """Whether what they write is published at once: only where ``TRUSTED_AUTHORS`` is on.

    The permission must have been given, to them or to a group of theirs: a superuser has every
    right without anybody having thought of this one.
    """
    if not (conf.TRUSTED_AUTHORS and can_take_part(user)):
        return False
    app_label, codename = SKIP_MODERATION.split(".")
    given = Permission.objects.filter(content_type__app_label=app_label, codename=codename)
    return given.filter(Q(user=user.pk) | Q(group__user=user.pk)).exists()


def can_decide(user: Any, contribution: Contribution, page: Any = None) -> bool:
    """Whoever may moderate the page, but never on their own text."""
    return can_moderate(user, page) and contribution.user_id != user.pk


def can_take_back(user: Any, decision: ModerationDecision, page: Any = None) -> bool:
    """Whoever published a text a moment ago, by a slip of the hand."""
    return can_decide(user, decision.contribution, page) and decision.decided_by_id == user.pk


def is_author(user: Any, contribution: Contribution) -> bool:
    return can_take_part(user) and contribution.user_id == user.pk


def can_edit(user: Any, contribution: Contribution) -> bool:
    """The author, until the text is refused or gone. What is published changes once validated."""
    return is_author(user, contribution) and contribution.state in OWNED


def can_see_attachment(
    user: Any, attachment: Attachment, page: Any = None, passed_restrictions: Collection[int] = ()
) -> bool:
    """Whoever reads the (specific) page, once a moderator has validated it with its text.

    Before and afterwards its author, those who moderate, and who reads all in the admin.
    """
    contribution = attachment.contribution
    if (
        contribution.state == State.PUBLISHED
        and attachment.amendment_id is None
        and page is not None
        and can_read(user, page, passed_restrictions)
    ):
        return True
    return is_author(user, contribution) or can_moderate(user, page) or can_see(user)


def can_withdraw(user: Any, contribution: Contribution) -> bool:
    return is_author(user, contribution) and contribution.state in OWNED


def can_support(user: Any, contribution: Contribution) -> bool:
    """A member, what is published and not their own."""
    return (
        can_take_part(user)
        and contribution.state == State.PUBLISHED
        and contribution.user_id != user.pk
    )


def can_answer_officially(user: Any, contribution: Contribution, page: Any) -> bool:
    """Whether ``user`` may say that a text stands for those who carry the challenge.

    The (specific) page's team and the site's moderators, of what the proposer, the animator or
    the moderation wrote and the public reads.
    """
    return (
        can_moderate(user, page)
        and contribution.state == State.PUBLISHED
        and speaks_officially(contribution.user, page)
    )


def speaks_officially(author: Any, page: Any) -> bool:
    """Whether ``author`` has a role in the discussion of the (specific) page."""
    if author is None:
        return False
    return author.pk in {*roles(page), *team(page)} or can_moderate(author)


def can_retain(user: Any, contribution: Contribution, page: Any) -> bool:
    """The (specific) page's team and the site's moderators, of what the public reads."""
    return can_moderate(user, page) and contribution.state == State.PUBLISHED


def can_report(user: Any, contribution: Contribution) -> bool:
    """Anybody, signed in or not, what is published and not their own (DSA, art. 16)."""
    return contribution.state == State.PUBLISHED and (
        not user.is_authenticated or user.is_active and contribution.user_id != user.pk
    )


def is_notifier(user: Any, notice: Notice) -> bool:
    """Whether the notice comes from this person, as far as it says."""
    address = address_of(user)
    return notice.notifier_id == user.pk or bool(
        address and notice.notifier_email.casefold() == address.casefold()
    )


def can_decide_notice(user: Any, notice: Notice, page: Any = None) -> bool:
    """Who may decide on the contribution, but never on their own notice.

    The author is out whatever their rights: they may not even read who wrote the notice.
    """
    return can_decide(user, notice.contribution, page) and not is_notifier(user, notice)


def appeal_until(decision: ModerationDecision) -> date:
    """The last day on which a decision can be contested (DSA, art. 20(1): six months)."""
    return clock.day_of(decision.decided_at) + timedelta(days=conf.APPEAL_DAYS)


def can_appeal(user: Any, decision: ModerationDecision) -> bool:
    """The author, against a restriction, in time; once, which the door knows."""
    return (
        is_author(user, decision.contribution)
        and decision.is_restriction
        and clock.today() <= appeal_until(decision)
    )


def can_decide_appeal(user: Any, appeal: Appeal, page: Any = None) -> bool:
    """Another moderator than the one who decided, and not whoever reported the text (art. 20(6))."""
    decision = appeal.decision
    return (
        can_decide(user, decision.contribution, page)
        and decision.decided_by_id != user.pk
        and (decision.notice is None or not is_notifier(user, decision.notice))
    )
