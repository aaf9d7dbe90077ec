"""The doors of a person's data."""

import json
import re

from django.db import transaction
from wagtail.models import Revision

from wagtail_crowdsolving import signals
from wagtail_crowdsolving.challenges.models import Proposal, ProposalFile
from wagtail_crowdsolving.contributions.models import KeptFile, Notice
from wagtail_crowdsolving.network.people import email_of, public_name
from wagtail_crowdsolving.network.queries import translations_of
from wagtail_crowdsolving.notifications.actions import forget_recipient
from wagtail_crowdsolving.selection.actions import (
    forget_invitations,
    leave_rounds,
    without_name,
)
from wagtail_crowdsolving.selection.models import Round


@transaction.atomic
def forget(*, user):
    """Take a member's personal data out of what outlives their account.

    Their drafts and the files of what they have not sent go, and what they took away from a proposal but
    for what a committee had judged. The contact of what they submitted is blanked, and so is their name on
    the challenges that they proposed for themself and on what they reported. Their contributions stay
    in their threads, and their opinions in a committee's rounds: no name or address stands in them.
    Their reasons to stand aside go, their name leaves frozen minutes, and a round no longer waits for
    them. Invitations to their address are withdrawn. Of the mails that they were sent there stays when and of which kind.
    """
    if email := email_of(user):
        # Reported without logging in; what they reported as a member loses them with the account.
        Notice.objects.filter(notifier_email__iexact=email).update(
            notifier_name="", notifier_email=""
        )
    Proposal.objects.drafts().filter(proposer_id=user.pk).delete()
    KeptFile.objects.filter(user_id=user.pk).delete()
    _delete_removed_files(user)
    for proposal in Proposal.objects.select_for_update().filter(proposer_id=user.pk):
        if name := proposal.data.pop("proposed_by", ""):
            if proposal.page_id:
                _take_off_the_page(proposal.page, {name, public_name(user)})
            proposal.save(update_fields=["data"])
    Proposal.objects.filter(proposer_id=user.pk).update(
        contact_name="", contact_email="", contact_phone="", consented_at=None
    )
    leave_rounds(user=user)
    forget_invitations(user=user)
    forget_recipient(user=user)
    signals.send(signals.member_forgotten, sender=type(user), user_pk=user.pk)


def _delete_removed_files(user):
    """Delete what ``user`` took away from a proposal, where no round's frozen content names it."""
    removed = ProposalFile.objects.filter(proposal__proposer_id=user.pk, removed_at__isnull=False)
    for one in removed.select_related("proposal__page"):
        rounds = Round.objects.filter(page__in=translations_of(one.proposal.page))
        if str(one.pk) not in json.dumps(list(rounds.values_list("content", flat=True))):
            one.delete()


def _take_off_the_page(page, names):
    """Blank who proposes where one of ``names`` stands there: each language version, live and revised."""
    wanted = re.compile(
        "|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in names), re.IGNORECASE
    )

    def is_named(value):
        return bool(wanted.search(value or ""))

    with without_name(page=page, is_named=is_named):
        _blank(page, is_named)


def _blank(page, is_named):
    for version in translations_of(page).specific():
        if is_named(version.proposed_by):
            version.proposed_by = ""
            # Saved, not updated in bulk: the search index follows.
            version.save(update_fields=["proposed_by"], clean=False)
        for revision in version.revisions.iterator():
            if is_named(revision.content.get("proposed_by")):
                content = {**revision.content, "proposed_by": ""}
                Revision.objects.filter(pk=revision.pk).update(content=content)
    from wagtail_localize.models import TranslationSource  # noqa: PLC0415  app registry

    # The next synchronisation of a translation would bring the name back.
    for source in TranslationSource.objects.filter(object_id=page.translation_key):
        content = json.loads(source.content_json)
        if is_named(content.get("proposed_by")):
            source.content_json = json.dumps({**content, "proposed_by": ""})
            source.save(update_fields=["content_json"])
