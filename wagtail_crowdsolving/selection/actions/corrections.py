"""The judged text of a challenge that is on the site: its spelling corrected, or examined again."""

import swapper
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import WorkflowState

from wagtail_crowdsolving.challenges import examination
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.network.queries import translations_of
from wagtail_crowdsolving.selection import dossier, mails, rules
from wagtail_crowdsolving.selection.judged import LOG, difference, judged_round
from wagtail_crowdsolving.selection.models import Correction, Round

swapper.set_app_prefix("wagtailcore", "wagtail")


def correct_spelling(*, page, by, version):
    """Publish the draft of ``page`` as a correction of spelling: at once, named, told to the committees
    that judged it in whatever language.

    ``version``: the ``Difference.version`` that was read. Raises ``NotAllowed``; ``ValidationError``
    where more than text was changed; ``Conflict`` where an examination runs, the draft was changed
    since, or nothing differs. Returns the ``Correction``.
    """
    if not rules.can_correct(by, page):
        raise NotAllowed
    with transaction.atomic():
        _lock(page)
        found = difference(page)
        if found is None:
            raise Conflict(_("The draft says what is judged already: there is nothing to correct."))
        if not rules.can_correct(by, found.page):
            raise NotAllowed
        if found.version != version:
            raise Conflict(_("The draft was changed since you opened this page. Read it again."))
        if not found.is_spelling_possible:
            raise ValidationError(
                _("More than the text was changed (%(fields)s): this needs a new examination.")
                % {"fields": ", ".join(found.chosen)}
            )
        revision = found.page.get_latest_revision()
        draft = revision.as_object()
        if draft.go_live_at and draft.go_live_at > timezone.now():
            raise ValidationError(
                _("The draft is to be published later: take its date of publication out first.")
            )
        if draft.expire_at != found.page.expire_at:
            raise ValidationError(
                _("The draft has another date of expiry: take it out first. It is no spelling.")
            )
        title, content, _fingerprint = dossier.freeze(revision)
        correction = Correction.objects.create(
            page_id=found.page.pk,
            title=title,
            by=by,
            changes=[change._asdict() for change in found.changes],
            content=content,
        )
        revision.publish(user=by, skip_permission_checks=True, log_action=False)
        log(
            draft,
            f"{LOG}.correct",
            user=by,
            revision=revision,
            content_changed=True,
            data={"parts": [change.label for change in found.changes]},
        )
        for round in _rounds_of_last_examination(found.round or _round_elsewhere(found.page)):
            mails.to_lead(
                mails.CORRECTED,
                round,
                correction.pk,
                parts=[change.label for change in found.changes],
            )
    return correction


def examine_again(*, page, by, version):
    """Send the draft of a published challenge to a new examination: the ordinary workflow.

    Raises ``NotAllowed``, and ``Conflict`` as ``correct_spelling``. Returns the workflow's state.
    """
    if not rules.can_submit_again(by, page):
        raise NotAllowed
    with transaction.atomic():
        _lock(page)
        found = difference(page)
        if found is None:
            raise Conflict(_("The draft says what is judged already: there is nothing to examine."))
        if found.version != version:
            raise Conflict(_("The draft was changed since you opened this page. Read it again."))
        return found.page.get_workflow().start(found.page, by)


def _lock(page):
    """Lock what decides over ``page``. Raises ``Conflict`` where an examination is under way."""
    examination.lock(page)
    # A page without a proposal has no other row that two could wait for. As where a decision is
    # released, it comes last.
    base = swapper.load_model("wagtailcore", "Page")
    list(base._base_manager.select_for_update(no_key=True).filter(pk=page.pk).values_list("pk"))
    if WorkflowState.objects.active().for_instance(page).exists():
        raise Conflict(_("An examination of this challenge is under way: wait for its end."))


def _round_elsewhere(page):
    """The round that judged another language version of ``page``, or ``None``."""
    versions = translations_of(page).exclude(pk=page.pk).order_by("pk")
    return next(filter(None, map(judged_round, versions)), None)


def _rounds_of_last_examination(round):
    """The rounds whose decisions let the text of ``round`` pass, ``round`` among them."""
    if round is None:
        return []
    examination = round.task_state.workflow_state_id
    selected = Round.objects.selected().filter(
        page=round.page_id, task_state__workflow_state=examination
    )
    return selected.select_related("committee")
