"""What there is to decide about a contribution on the desk, and by which doors."""

import re

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving.contributions import actions, cleaning, moderation, queries, rules
from wagtail_crowdsolving.contributions.admin import starters
from wagtail_crowdsolving.contributions.admin.access import TEMPLATES
from wagtail_crowdsolving.contributions.admin.decide import SeenForm, SeenReasonForm
from wagtail_crowdsolving.contributions.models import Notice, Rule, State
from wagtail_crowdsolving.differences import differences
from wagtail_crowdsolving.fields import TypedField
from wagtail_crowdsolving.network.people import public_name


class WordsForm(SeenForm):
    """What the author reads, without a rule."""

    reason = TypedField(
        label=_("What you write to the author"),
        max_length=cleaning.REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The author receives it by mail and reads it among their contributions."),
    )


class AnswerForm(SeenForm):
    answer = TypedField(
        label=_("Your answer to whoever reported it"),
        max_length=cleaning.REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class TakeDownForm(SeenReasonForm):
    answer = AnswerForm.base_fields["answer"]


class Choice:
    """One of the decisions that a moderator can take, with the key that takes it."""

    def __init__(
        self,
        name,
        key,
        label,
        done,
        form_class,
        door,
        *,
        is_serious=False,
        is_undoable=False,
        starters=(),
    ):
        self.name, self.key, self.label, self.done = name, key, label, done
        self.form_class, self.door = form_class, door
        self.is_serious, self.is_undoable = is_serious, is_undoable
        self.starters = starters
        self.form = None

    def bind(self, data, seen):
        # Each choice has fields of its own name on the same page.
        self.form = self.form_class(
            data, initial={"seen": seen}, auto_id=f"id_{self.name}_%s", label_suffix=""
        )

    @property
    def asks(self):
        """Whether there is something to fill in."""
        return bool(self.form.visible_fields())

    @property
    def is_open(self):
        return self.form.is_bound

    @property
    def starters_by_rule(self):
        return {rule: sentence for rule, sentence in self.starters if rule}

    def decide(self, by):
        return self.door(by=by, **self.form.cleaned_data)


class Matter:
    """What waits: a text, a change of one, an appeal or a notice."""

    name = ""
    template = None

    def __init__(self, contribution, subject):
        self.contribution, self.subject = contribution, subject
        self.choices = self.get_choices()
        for choice in self.choices:
            choice.bind(None, self.seen)

    @property
    def key(self):
        """What a form says that it decides on: another of the same sort may wait behind it."""
        return f"{self.name}-{self.subject.pk}"

    @property
    def title(self):
        return moderation.MATTERS[self.name]

    @property
    def seen(self):
        return self.contribution.fingerprint

    def is_for(self, user):
        """Whether this moderator may decide on it."""
        return True

    def choose(self, name, data):
        """The choice of that name with what was typed; ``None`` where there is none."""
        for choice in self.choices:
            if choice.name == name:
                choice.bind(data, self.seen)
                return choice
        return None

    def refusals(self):
        sentences = starters.reasons(self.contribution.language)
        return [(rule, sentences[rule]) for rule in Rule.values if rule in sentences]


class Text(Matter):
    name = "text"

    def get_choices(self):
        contribution = self.contribution
        return [
            Choice(
                "approve",
                "v",
                _("Validate"),
                _("The contribution is published. Its author is told."),
                SeenForm,
                lambda **typed: actions.approve(
                    contribution=contribution, is_undoable=True, **typed
                ),
                is_undoable=True,
            ),
            Choice(
                "reject",
                "r",
                _("Refuse"),
                _("The contribution is refused. Its author is told why."),
                SeenReasonForm,
                lambda **typed: actions.reject(contribution=contribution, **typed),
                is_serious=True,
                starters=self.refusals(),
            ),
            Choice(
                "changes",
                "c",
                _("Ask for changes"),
                _("The author is asked by mail to change the text."),
                WordsForm,
                lambda **typed: actions.request_changes(contribution=contribution, **typed),
                starters=[("", line) for line in starters.changes(contribution.language)],
            ),
        ]


class Change(Matter):
    name = "change"
    template = f"{TEMPLATES}/matter_change.html"

    def get_choices(self):
        amendment = self.subject
        return [
            Choice(
                "approve",
                "v",
                _("Validate the change"),
                _("The change is published. Its author is told."),
                SeenForm,
                lambda **typed: actions.approve_amendment(amendment=amendment, **typed),
            ),
            Choice(
                "reject",
                "r",
                _("Refuse the change"),
                _("The change is refused: the published text stays. Its author is told why."),
                SeenReasonForm,
                lambda **typed: actions.reject_amendment(amendment=amendment, **typed),
                is_serious=True,
                starters=self.refusals(),
            ),
        ]

    @property
    def seen(self):
        return self.subject.fingerprint

    @property
    def differences(self):
        """``(label, before, after, marked)`` of each field that would change."""
        before, after = self.contribution, self.subject
        pairs = [
            (_("Kind"), str(before.get_kind_display()), str(after.get_kind_display())),
            (_("Text"), before.comment, after.comment),
            (_("Place"), before.place, after.place),
            (_("Link"), before.link, after.link),
        ]
        return [(label, marked(old, new)) for label, old, new in pairs if old != new]


class AppealAgainst(Matter):
    name = "appeal"
    template = f"{TEMPLATES}/matter_appeal.html"

    def get_choices(self):
        appeal = self.subject
        return [
            Choice(
                "reverse",
                "v",
                _("Publish after all"),
                _("The decision is reversed: the text is published. Its author is told."),
                forms.Form,
                lambda **typed: actions.decide_appeal(appeal=appeal, upheld=False, **typed),
            ),
            Choice(
                "confirm",
                "r",
                _("Confirm the decision"),
                _("The decision stands. Its author is told why."),
                WordsForm,
                self._confirm,
                is_serious=True,
            ),
        ]

    def _confirm(self, *, by, reason, seen):
        return actions.decide_appeal(appeal=self.subject, by=by, upheld=True, reason=reason)

    def is_for(self, user):
        return rules.can_decide_appeal(user, self.subject, queries.team_page(self.contribution))


class NoticeOf(Matter):
    name = "notice"
    template = f"{TEMPLATES}/matter_notice.html"

    def get_choices(self):
        notice = self.subject
        return [
            Choice(
                "keep",
                "v",
                _("Keep the text"),
                _("The text stays. Whoever reported it is told."),
                AnswerForm,
                lambda **typed: actions.decide_notice(
                    notice=notice, outcome=Notice.State.DISMISSED, **typed
                ),
            ),
            Choice(
                "remove",
                "r",
                _("Take down"),
                _("The text is taken down. Its author is told why."),
                TakeDownForm,
                lambda **typed: actions.decide_notice(
                    notice=notice, outcome=Notice.State.UPHELD, **typed
                ),
                is_serious=True,
                starters=self.refusals(),
            ),
        ]

    @property
    def notifier(self):
        """Who reported it: for moderators, and never told to the author."""
        notice = self.subject
        return public_name(notice.notifier) if notice.notifier_id else notice.notifier_name

    def is_for(self, user):
        return rules.can_decide_notice(user, self.subject, queries.team_page(self.contribution))


def matter_of(contribution):
    """What is to be decided first about a contribution; ``None`` where nothing waits."""
    if contribution.state == State.PENDING:
        return Text(contribution, contribution)
    if appeal := moderation.waiting_appeals(decision__contribution=contribution).first():
        appeal.decision.contribution = contribution
        return AppealAgainst(contribution, appeal)
    if notice := moderation.waiting_notices(contribution=contribution).first():
        notice.contribution = contribution
        return NoticeOf(contribution, notice)
    if amendment := moderation.waiting_amendments(contribution=contribution).first():
        return Change(contribution, amendment)
    return None


def marked(before, after):
    """Both texts in one, as HTML: what goes in ``<del>``, what comes in ``<ins>``."""
    old, new = (re.findall(r"\w+|\s+|[^\w\s]", text) for text in (before, after))
    parts = []
    for kind, i, j, k, m in differences(old, new):
        if kind == "equal":
            parts.append(("{}", "".join(old[i:j])))
            continue
        if i < j:
            parts.append(("<del>{}</del>", "".join(old[i:j])))
        if k < m:
            parts.append(("<ins>{}</ins>", "".join(new[k:m])))
    return format_html_join("", "{}", ((format_html(tag, text),) for tag, text in parts))
