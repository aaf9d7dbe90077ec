"""Who may do what with a contribution. Nothing else decides it."""

from django.apps import apps
from django.db.models import QuerySet
from wagtail.models import PageViewRestriction

from wagtail_crowdsolving.contributions.models import DiscussedPageMixin, State

MODERATE = "wagtail_crowdsolving.moderate_contribution"

#: States in which a text is its author's to change and to take back.
OWNED = (State.PENDING, State.CHANGES_REQUESTED, State.PUBLISHED)


def can_take_part(user):
    """Any signed-in, active member."""
    return user.is_authenticated and user.is_active


def can_read(user, page, passed_restrictions=()):
    """Whether ``page`` is published and no view restriction on it keeps ``user`` out.

    ``passed_restrictions`` are the keys of the password restrictions that the person's session
    has passed.
    """
    return page.live and all(
        _lets_in(restriction, user, passed_restrictions)
        for restriction in page.get_view_restrictions()
    )


def _lets_in(restriction, user, passed_restrictions):
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


def can_contribute(user, page):
    """A member, on a (specific) page that is live and open; ``can_read`` is asked beside it."""
    return can_take_part(user) and page.live and page.is_open_to_contributions()


def can_moderate(user, page=None):
    """Site moderators everywhere; a page's own discussion team on that (specific) page."""
    if not can_take_part(user):
        return False
    if user.has_perm(MODERATE):
        return True
    return page is not None and user.pk in page.get_discussion_team()


def animated_pages(user):
    """Primary keys of the pages that ``user`` animates: one query, whatever the types of pages.

    Asked once for each object ``user``, which a request makes anew.
    """
    if not can_take_part(user):
        return set()
    if not hasattr(user, "_crowdsolving_animated_pages"):
        found = [
            model.pages_animated_by(user)
            for model in apps.get_models()
            if issubclass(model, DiscussedPageMixin)
        ]
        listed = [keys for keys in found if not isinstance(keys, QuerySet)]
        asked = [keys for keys in found if isinstance(keys, QuerySet)]
        if asked:
            listed.append(asked[0].union(*asked[1:]) if len(asked) > 1 else asked[0])
        user._crowdsolving_animated_pages = {pk for keys in listed for pk in keys}
    return user._crowdsolving_animated_pages


def can_decide(user, contribution, page=None):
    """Whoever may moderate the page, but never on their own text."""
    return can_moderate(user, page) and contribution.user_id != user.pk


def is_author(user, contribution):
    return can_take_part(user) and contribution.user_id == user.pk


def can_edit(user, contribution):
    """The author, until the text is refused or gone. What is published changes once validated."""
    return is_author(user, contribution) and contribution.state in OWNED


def can_withdraw(user, contribution):
    return is_author(user, contribution) and contribution.state in OWNED


def can_support(user, contribution):
    """A member, what is published and not their own."""
    return (
        can_take_part(user)
        and contribution.state == State.PUBLISHED
        and contribution.user_id != user.pk
    )
