"""Retention: what is kept too long goes by itself. Run each day; running it twice changes nothing."""

from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string

from wagtail_crowdsolving import clock, conf
from wagtail_crowdsolving.challenges.models import Proposal
from wagtail_crowdsolving.contributions.actions import drafts, files
from wagtail_crowdsolving.contributions.models import Notice
from wagtail_crowdsolving.notifications.jobs import forget_old
from wagtail_crowdsolving.selection.actions import prune_invitations as prune_over

#: What is pruned, room by room: functions that take the present and return how many rows went.
PRUNERS = [
    "wagtail_crowdsolving.privacy.jobs.prune_drafts",
    "wagtail_crowdsolving.privacy.jobs.prune_contribution_drafts",
    "wagtail_crowdsolving.privacy.jobs.prune_kept_files",
    "wagtail_crowdsolving.privacy.jobs.prune_mails",
    "wagtail_crowdsolving.privacy.jobs.prune_notifiers",
    "wagtail_crowdsolving.privacy.jobs.prune_invitations",
]

#: A notice of which nobody knows any more who wrote it.
NOBODY = {"notifier": None, "notifier_name": "", "notifier_email": ""}


def prune():
    """Run every pruner. Returns ``{path: rows deleted or blanked}``."""
    now = timezone.now()
    return {path: import_string(path)(now) for path in PRUNERS}


def prune_drafts(now):
    """Drafts of proposals that nobody has touched for ``PROPOSAL_DRAFT_KEEP_DAYS``."""
    before = clock.kept_since(conf.PROPOSAL_DRAFT_KEEP_DAYS, now)
    drafts = Proposal.objects.drafts().filter(updated_at__lt=before)
    return drafts.delete()[1].get(Proposal._meta.label, 0)


def prune_contribution_drafts(now):
    """Texts begun and not touched for ``CONTRIBUTION_DRAFT_KEEP_DAYS``."""
    return drafts.prune(clock.kept_since(conf.CONTRIBUTION_DRAFT_KEEP_DAYS, now))


def prune_kept_files(now):
    """Files of forms that were not sent, once neither a draft nor an open form waits for them."""
    return files.prune(now)


def prune_mails(now):
    """Mails that the outbox is done with."""
    return forget_old(now)


def prune_invitations(now):
    """Invitations by mail that have been over for ``INVITATION_KEEP_DAYS``."""
    return prune_over(before=clock.kept_since(conf.INVITATION_KEEP_DAYS, now))


def prune_notifiers(now):
    """Who reported a contribution, ``NOTICE_KEEP_DAYS`` after the decision on it."""
    before = clock.kept_since(conf.NOTICE_KEEP_DAYS, now)
    return Notice.objects.filter(~Q(**NOBODY), decided_at__lt=before).update(**NOBODY)
