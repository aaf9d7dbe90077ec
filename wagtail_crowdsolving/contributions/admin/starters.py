"""Sentences from which a moderator writes a reason: one for each rule, in the author's language."""

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving.contributions.models import Rule

_BY_RULE = {
    Rule.OFF_TOPIC: _(
        "Your text does not answer the question that this page asks. It may have its place "
        "elsewhere on the site."
    ),
    Rule.DISRESPECT: _(
        "Your text speaks of persons in a way that our charter does not allow. The idea itself is "
        "welcome, in other words."
    ),
    Rule.ILLEGAL: _("Your text contains what the law forbids to publish: "),
    Rule.PERSONAL_DATA: _(
        "Your text gives away personal data (a name, an address, a telephone number). Please send "
        "it again without them."
    ),
    Rule.ADVERTISING: _("Your text is about selling a product or a service."),
    Rule.DUPLICATE: _(
        "This has been said already in this discussion. You can support that contribution, or "
        "answer it with what you would add."
    ),
    Rule.OTHER: _("Your text breaks this rule of our charter: "),
}

_FOR_CHANGES = [
    _(
        "Please say more precisely how this would work: who would do what, where and with what means."
    ),
    _("Please take out what concerns persons (names, addresses, telephone numbers)."),
    _("Please keep to what answers the question of this page."),
    _("Please put it in calmer words: the idea is welcome."),
]


def reasons(language):
    """``{rule: sentence}`` in that language."""
    with translation.override(language):
        return {str(rule): str(sentence) for rule, sentence in _BY_RULE.items()}


def changes(language):
    """Sentences that ask for a change, in that language."""
    with translation.override(language):
        return [str(sentence) for sentence in _FOR_CHANGES]
