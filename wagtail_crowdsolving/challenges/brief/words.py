"""The sentences of the form of a brief: its answers and the explanations beside them."""

from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving.challenges.words import SITUATION_FIELDS, Situation
from wagtail_crowdsolving.fields import SHOWN_LENGTH

TITLE_LENGTH = 120


SURFACE_MAX = 10_000_000


#: The most that is kept of one answer, whatever is wrong with it: what its form shows again.
KEEP_LENGTH = SHOWN_LENGTH


#: The most answers that are kept of one list.
KEEP_ITEMS = 50


#: What every challenge says, in the order of the form.
BRIEF_FIELDS = [
    "guiding_question",
    "summary",
    "context",
    "objectives",
    "constraints",
    "opportunities",
    "resources",
    "expected",
    "beneficiaries",
]


BRIEF_REQUIRED = {"guiding_question", "summary", "context"}


DETAILS = [name for names in SITUATION_FIELDS.values() for name in names]


#: The answers that are written into the page as they stand.
PAGE_FIELDS = ["title", "situation", *BRIEF_FIELDS, *DETAILS, "territory_kind"]


SITUATION_EXPLANATIONS = {
    Situation.PRIORITY_ISSUE: _(
        "You see a need that nobody answers well today, and you have no solution yet."
    ),
    Situation.TERRITORY: _(
        "People of a neighbourhood, a town or a valley want to act, and several needs stand side by side."
    ),
    Situation.IDEA: _("You have an idea and no time to carry it: you hand it over to somebody."),
    Situation.RESOURCE: _("You have premises, land, equipment or a material that could serve."),
    Situation.SWARMING: _("You know a project that works somewhere else, and you want it here."),
}
