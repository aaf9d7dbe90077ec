"""The judged text of a challenge that is on the site: what differs from it.

A draft that differs goes one of two ways. A *correction of spelling* publishes it at once, by name: the
committees that judged the text read what was changed. Anything else is a *new examination*.
"""

from typing import NamedTuple

from django.db import models
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.fields import StreamField
from wagtail.models import WorkflowState

from wagtail_crowdsolving import cases
from wagtail_crowdsolving.challenges import examination
from wagtail_crowdsolving.challenges.fields import is_published
from wagtail_crowdsolving.challenges.pages import ChallengeMixin
from wagtail_crowdsolving.challenges.queries import version_of
from wagtail_crowdsolving.differences import differences
from wagtail_crowdsolving.people import public_name
from wagtail_crowdsolving.selection import dossier
from wagtail_crowdsolving.selection.models import Correction, Round
from wagtail_crowdsolving.text import to_plain

LOG = "wagtail_crowdsolving.spelling"


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


def judged_round(page):
    """The last favourable round of an examination of ``page`` that ended well, or ``None``.

    What one committee let pass and the next did not, or what was stopped after it, is not judged.
    """
    return (
        Round.objects.selected()
        .filter(
            page=page.pk,
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
    if row is None or not row.live or not row.has_unpublished_changes:
        return None
    workflow = row.get_workflow()
    if workflow is None or not examination.holding_workflows().filter(pk=workflow.pk).exists():
        return None
    revision = row.get_latest_revision()
    if revision is None:
        return None
    draft, case = revision.as_object(), cases.case_of(row)
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
            _label(row, name) for name in case.chosen if _chosen(row, name) != _chosen(draft, name)
        ]
        restores = base is not None and not changes and not chosen
        if restores:
            # The site may say something else, which somebody published past the committees.
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


def marked(old, new):
    """Safe HTML of what became of ``old``, word by word, in ``del`` and ``ins``."""
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
    case = cases.case_of(row)
    left_out = {*case.told(draft), *known, *case.chosen}
    found, chosen = [], []
    for name in dossier.judged_fields(row):
        if name in left_out:
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
