"""Who may do what with a contribution. Nothing else decides it."""

from wagtail_crowdsolving.contributions.models import State

MODERATE = "wagtail_crowdsolving.moderate_contribution"


def can_contribute(user, page):
    """A signed-in, active member; ``page`` is the specific page, live, public to them and open."""
    return user.is_authenticated and user.is_active and page.live and page.is_open_to_contributions()


def can_moderate(user, page=None):
    """Site moderators everywhere; a page's own discussion team on that (specific) page."""
    if not (user.is_authenticated and user.is_active):
        return False
    if user.has_perm(MODERATE):
        return True
    return page is not None and user.pk in page.get_discussion_team()


def can_decide(user, contribution, page=None):
    """Whoever may moderate the page, but never on their own text."""
    return can_moderate(user, page) and contribution.user_id != user.pk


def is_author(user, contribution):
    return user.is_authenticated and user.is_active and contribution.user_id == user.pk


def can_edit(user, contribution):
    """The author, while the text waits for a moderator."""
    return is_author(user, contribution) and contribution.state == State.PENDING


def can_withdraw(user, contribution):
    return is_author(user, contribution) and contribution.state in (State.PENDING, State.PUBLISHED)
