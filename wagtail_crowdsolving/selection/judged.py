"""The judged text of a challenge that is on the site: what differs from it, and its spelling.

A draft that differs goes one of two ways. A *correction of spelling* publishes it at once, by name: the
committees that judged the text read what was changed. Anything else is a *new examination*.
"""

from typing import NamedTuple

import swapper
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.fields import StreamField
from wagtail.log_actions import log
from wagtail.models import WorkflowState

from wagtail_crowdsolving.challenges import examination
from wagtail_crowdsolving.challenges.fields import CHOSEN, is_published
from wagtail_crowdsolving.challenges.pages import ChallengeMixin
from wagtail_crowdsolving.challenges.queries import version_of
from wagtail_crowdsolving.challenges.words import SITUATION_FIELDS
from wagtail_crowdsolving.differences import differences
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.network.people import public_name
from wagtail_crowdsolving.network.queries import translations_of
from wagtail_crowdsolving.selection import dossier, rules
from wagtail_crowdsolving.selection import jobs as mails
from wagtail_crowdsolving.selection.models import Correction, Decision, Outcome, Round
from wagtail_crowdsolving.text import to_plain

swapper.set_app_prefix("wagtailcore", "wagtail")

#: The longest texts whose words are compared one by one; of longer ones each is shown whole.
COMPARED = 6000
LOG = "wagtail_crowdsolving.spelling"
#: What the parts of a dossier tell: those fields are compared there, all others one by one.
TOLD = {
    "title",
    "organisation",
    "proposed_by",
    *(name for name in dossier.CHALLENGE_PARTS if name not in ("by", "brief")),
    *("context", "objectives", "constraints", "opportunities", "resources"),
}


class Change(NamedTuple):
    """A part of the judged text, as it was and as the draft has it: plain text."""

    name: str
    label: str
    old: str
    new: str

    def marked(self):
        """Old and new words in one text, the differing ones marked."""
        return marked(self.old, self.new)


class Difference(NamedTuple):
    """What a draft changes. ``round``: the last favourable one, or ``None``; ``corrected``: whether
    the text that it is compared with was corrected since; ``restores``: whether the draft says what was
    judged, and the site something else."""

    page: object
    round: object
    corrected: bool
    changes: list
    chosen: list
    version: int
    restores: bool = False

    @property
    def is_spelling_possible(self):
        """Not where something else than text was changed: then it is no spelling."""
        return bool(self.changes) and not self.chosen


def is_examined(page):
    """Whether the workflow of ``page`` has a committee's step: elsewhere nothing is judged."""
    workflow = page.get_workflow()
    return workflow is not None and any(
        getattr(task.specific_class, "holds_publication", False) for task in workflow.tasks
    )


def judged_round(page):
    """The last favourable round of an examination of ``page`` that ended well, or ``None``.

    What one committee let pass and the next did not, or what was stopped after it, is not judged.
    """
    return (
        Round.objects.filter(
            page=page.pk,
            decision__state=Decision.State.RELEASED,
            decision__outcome=Outcome.FAVOURABLE,
            task_state__workflow_state__status=WorkflowState.STATUS_APPROVED,
        )
        .select_related("committee", "decision", "task_state")
        .order_by("-decision__released_at")
        .first()
    )


def difference(page):
    """The ``Difference`` between the draft of ``page`` and what was judged; ``None`` where there is none.

    Compared is what a committee judged last, or its correction since; what no committee ever judged
    is compared with what is on the site.
    """
    if not isinstance(page, ChallengeMixin) or page.alias_of_id or not is_published(page):
        return None
    row = type(page)._base_manager.filter(pk=page.pk).first()
    if row is None or not row.live or not row.has_unpublished_changes or not is_examined(row):
        return None
    revision = row.get_latest_revision()
    if revision is None:
        return None
    draft = revision.as_object()
    title, content, _hash = dossier.freeze(revision)
    round = judged_round(row)
    correction = (
        Correction.objects.filter(
            page=row.pk, **({"at__gt": round.decision.released_at} if round else {})
        )
        .order_by("-at", "-pk")
        .first()
    )
    base = correction or round
    if base is not None:
        before_title, before = base.title, base.content
    else:
        before_title, before = row.title, dossier.parts(row)
    with override(row.locale.language_code):
        changes = _parts(before_title, before, title, content)
        others, chosen = _others(row, draft, {change.name for change in changes})
        changes += others
        chosen += [
            _label(row, name) for name in CHOSEN if _chosen(row, name) != _chosen(draft, name)
        ]
        restores = base is not None and not changes and not chosen
        if (
            restores
        ):  # the site may say something else, which somebody published past the committees
            changes = _parts(row.title, dossier.parts(row), title, content)
    if not changes and not chosen:
        return None
    corrected = correction is not None
    return Difference(row, round, corrected, changes, chosen, version_of(row), restores)


def corrections_since(round):
    """The corrections of the text that ``round`` judged, the newest first; none before it was closed.

    Each with the ``name`` of who corrected it, and ``shown``, a list of ``Change``.
    """
    if round.closed_at is None:
        return []
    corrections = list(
        Correction.objects.filter(
            page__translation_key=round.page.translation_key, at__gt=round.closed_at
        ).select_related("by", "page__locale")
    )
    for correction in corrections:
        correction.name = public_name(correction.by)
        correction.is_elsewhere = correction.page_id != round.page_id
        correction.shown = [Change(**change) for change in correction.changes]
    return corrections


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
                "corrected",
                round,
                about=str(correction.pk),
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


def without_name(*, pages, is_named):
    """Take a proposer's name, who has asked to be forgotten, out of the corrections of ``pages``."""
    for correction in Correction.objects.select_for_update().filter(page__in=pages):
        correction.content = [
            part
            for part in correction.content
            if part["name"] != "by" or not is_named(to_plain(part["html"]))
        ]
        correction.changes = [
            change
            for change in correction.changes
            if change["name"] != "by" or not (is_named(change["old"]) or is_named(change["new"]))
        ]
        correction.save(update_fields=["content", "changes"])


def marked(old, new):
    """Safe HTML of what became of ``old``, word by word, in ``del`` and ``ins``."""
    if max(len(old), len(new)) > COMPARED:
        return format_html("<del>{}</del> <ins>{}</ins>", old, new)
    before, after = old.split(), new.split()
    pieces = []
    for kind, a, b, c, d in differences(before, after):
        if kind == "equal":
            if b > a:
                pieces.append(format_html("{}", " ".join(before[a:b])))
            continue
        if b > a:
            pieces.append(format_html("<del>{}</del>", " ".join(before[a:b])))
        if d > c:
            pieces.append(format_html("<ins>{}</ins>", " ".join(after[c:d])))
    return mark_safe(" ".join(pieces))


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
    return Round.objects.filter(
        page=round.page_id,
        task_state__workflow_state=round.task_state.workflow_state_id,
        decision__state=Decision.State.RELEASED,
        decision__outcome=Outcome.FAVOURABLE,
    ).select_related("committee")


def _parts(before_title, before, title, content):
    found = []
    if before_title != title:
        found.append(Change("title", _("Title"), before_title, title))
    old = {part["name"]: part for part in before if not part.get("is_life")}
    new = {part["name"]: part for part in content if not part.get("is_life")}
    for name in [*new, *(name for name in old if name not in new)]:
        was, now = old.get(name, {}).get("html", ""), new.get(name, {}).get("html", "")
        if was != now:
            label = (new.get(name) or old[name])["label"]
            texts = to_plain(was), to_plain(now)
            # Where the words are the same, an address behind them or their shape is not.
            found.append(Change(name, label, *(texts if texts[0] != texts[1] else (was, now))))
    return found


def _others(row, draft, known):
    """What no part of the dossier tells: the address, what search engines show, a site's own fields.

    Returns the changes of texts, and the names of what is chosen rather than written.
    """
    life = dossier.life_of(row)
    found, chosen = [], []
    for name in dossier.judged_fields(row):
        if name in TOLD or name in known or name in life or name in CHOSEN:
            continue
        if name in SITUATION_FIELDS.get(draft.situation, ()):
            continue
        if not _is_text(row._meta.get_field(name)):
            if _chosen(row, name) != _chosen(draft, name):
                chosen.append(_label(row, name))
            continue
        old, new = str(getattr(row, name) or ""), str(getattr(draft, name) or "")
        if old != new:
            texts = to_plain(old), to_plain(new)
            found.append(
                Change(name, _label(row, name), *(texts if texts[0] != texts[1] else (old, new)))
            )
    return found, chosen


def _is_text(field):
    is_written = isinstance(field, models.CharField | models.TextField | StreamField)
    return is_written and not field.choices


def _chosen(page, name):
    field = page._meta.get_field(name)
    if field.many_to_many:
        return sorted(row.pk for row in getattr(page, name).all())
    value = getattr(page, field.attname)
    return sorted(map(str, value or [])) if name == "goals" else value


def _label(page, name):
    return capfirst(str(page._meta.get_field(name).verbose_name))
