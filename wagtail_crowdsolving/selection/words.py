"""What committees say: the enumerations of the room and their labels."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail_crowdsolving.fields import SHOWN_LENGTH


class VotingRule(models.TextChoices):
    """How a committee's opinions become an outcome."""

    MAJORITY = "majority", _("Majority of the opinions given")
    TWO_THIRDS = "two_thirds", _("Two thirds of the opinions given")
    SCORE = "score", _("Weighted score above a threshold")


class Opinion(models.TextChoices):
    """What one member thinks of the challenge as a whole."""

    FAVOURABLE = "favourable", pgettext_lazy("opinion", "Favourable")
    CHANGES = "changes", pgettext_lazy("opinion", "To be changed first")
    UNFAVOURABLE = "unfavourable", pgettext_lazy("opinion", "Unfavourable")
    ABSTAIN = "abstain", pgettext_lazy("opinion", "Abstention")


class Outcome(models.TextChoices):
    """What a committee as a whole concludes."""

    FAVOURABLE = "favourable", pgettext_lazy("outcome", "Favourable")
    CHANGES = "changes", pgettext_lazy("outcome", "Changes requested")
    UNFAVOURABLE = "unfavourable", pgettext_lazy("outcome", "Unfavourable")
    TIE = "tie", pgettext_lazy("outcome", "Tie")
    NO_OPINION = "no_opinion", pgettext_lazy("outcome", "Abstentions only")
    NO_QUORUM = "no_quorum", pgettext_lazy("outcome", "No quorum")


#: What a committee can decide: the opinions may also make none of these.
DECISIONS = (Outcome.FAVOURABLE, Outcome.CHANGES, Outcome.UNFAVOURABLE)


#: The longest texts: a comment or a message; a reason.
LONG, SHORT = 6000, 2000
#: The most that a draft keeps of one text, whatever is wrong with it: what its form shows again.
KEEP_LENGTH = SHOWN_LENGTH
