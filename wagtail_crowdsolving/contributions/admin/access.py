"""Who sees what of the moderation in the Wagtail admin."""

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import Http404
from wagtail.permission_policies import BasePermissionPolicy

from wagtail_crowdsolving.contributions import queries, rules
from wagtail_crowdsolving.contributions.models import Contribution
from wagtail_crowdsolving.wagtail_admin import register_policy

#: Names of the moderation's addresses, and the folder of its templates.
SPACE = "crowdsolving_contributions"
TEMPLATES = "wagtail_crowdsolving/contributions/admin"


def may_open_queue(user):
    """Whoever decides on texts: site moderators, and whoever animates a page."""
    return rules.can_moderate(user) or bool(rules.animated_pages(user))


def may_see_list(user):
    """Whoever reads them, too: coordinators."""
    return rules.can_see(user) or may_open_queue(user)


def may_moderate(user, contribution):
    return rules.can_moderate(user) or contribution.page_id in rules.animated_pages(user)


def may_read(user, contribution):
    return rules.can_see(user) or may_moderate(user, contribution)


class ModerationPolicy(BasePermissionPolicy):
    """Moderators, animators and coordinators look at contributions; nobody adds, edits or deletes one past the doors."""

    def user_has_permission(self, user, action):
        return action == "view" and may_see_list(user)

    def user_has_permission_for_instance(self, user, action, instance):
        return action == "view" and may_read(user, instance)

    def users_with_any_permission(self, actions):
        if "view" not in actions:
            return get_user_model()._default_manager.none()
        return get_user_model()._default_manager.with_perm(rules.MODERATE, backend=rules.BACKEND)


moderation_policy = ModerationPolicy(Contribution)
register_policy(Contribution, moderation_policy)


def may_decide(user, contribution):
    """``rules.can_decide``, the page's own team included."""
    return rules.can_decide(user, contribution) or rules.can_decide(
        user, contribution, queries.team_page(contribution)
    )


def get_contribution(pk):
    if int(pk) >= 2**63:
        raise Http404
    contribution = (
        queries.contributions()
        .select_related("user", "page__locale", "in_reply_to__user", "root__user")
        .filter(pk=pk)
        .first()
    )
    if contribution is None:
        raise Http404
    return contribution


def get_to_decide(request, pk):
    """The text, for an active person who may decide on it. Raises ``PermissionDenied``, ``Http404``."""
    if not (request.user.is_authenticated and request.user.is_active):
        raise PermissionDenied
    contribution = get_contribution(pk)
    if not may_decide(request.user, contribution):
        raise PermissionDenied
    return contribution
