"""What one can follow of discussions: all of one, by the page that its translations share, or one thread."""

import swapper
from django.urls import reverse
from django.utils.translation import gettext

from wagtail_crowdsolving.contributions import rules
from wagtail_crowdsolving.contributions.models import Contribution
from wagtail_crowdsolving.network.queries import translations_of
from wagtail_crowdsolving.notifications import topics
from wagtail_crowdsolving.notifications.models import Subscription

swapper.set_app_prefix("wagtailcore", "wagtail")


def _pages(keys):
    return swapper.load_model("wagtailcore", "Page").objects.filter(pk__in=keys)


def _discussions(keys):
    return {
        page.pk: topics.Thing(
            f"{gettext('All the discussion of:')} {page.title}",
            reverse("wagtail_crowdsolving:contribute", args=[page.pk]),
            reverse("wagtail_crowdsolving:follow_page", args=[page.pk]),
        )
        for page in _pages(keys)
    }


def _threads(keys):
    return {
        root.pk: topics.Thing(
            f"{gettext('A thread of:')} {root.page.title}",
            reverse("wagtail_crowdsolving:contribution_thread", args=[root.pk]),
            reverse("wagtail_crowdsolving:follow_thread", args=[root.pk]),
        )
        for root in Contribution.objects.select_related("page").filter(pk__in=keys)
    }


def _can_read_discussion(user, key):
    """In whatever language: nobody's password is known to a mail."""
    return rules.can_take_part(user) and any(
        rules.can_read(user, version)
        for page in _pages([key])
        for version in translations_of(page).filter(live=True)
    )


def _can_read_thread(user, key):
    root = Contribution.objects.filter(pk=key).first()
    return root is not None and _can_read_discussion(user, root.page_id)


DISCUSSION = topics.register("discussion", things=_discussions, can_read=_can_read_discussion)
THREAD = topics.register("thread", things=_threads, can_read=_can_read_thread)


def subscriptions_about(contribution):
    """Those of members whom its publication concerns: to its discussion, and to its thread."""
    root = contribution.root_id or contribution.pk
    subscriptions = Subscription.objects
    return subscriptions.to(DISCUSSION, contribution.page_id) | subscriptions.to(THREAD, root)
