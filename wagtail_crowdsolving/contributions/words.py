"""What the words of a discussion can be."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    IDEA = "idea", _("Idea")
    EXPERIENCE = "experience", _("Experience")
    INSPIRATION = "inspiration", _("Inspiration")


class State(models.TextChoices):
    PENDING = "pending", _("Waiting for a moderator")
    CHANGES_REQUESTED = "changes_requested", _("To be changed by its author")
    PUBLISHED = "published", pgettext_lazy("contribution", "Published")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn by its author")
    REMOVED = "removed", _("Removed by the moderation")


class Rule(models.TextChoices):
    """The rule of the charter that a restriction refers to (DSA, art. 17(3)(d) and (e))."""

    OFF_TOPIC = "off_topic", _("It does not answer the challenge")
    DISRESPECT = "disrespect", _("It lacks respect for persons")
    ILLEGAL = "illegal", _("Its content is unlawful")
    CHILD_ABUSE = "child_abuse", _("It concerns the sexual abuse of a child")
    PERSONAL_DATA = "personal_data", _("It gives away personal data")
    ADVERTISING = "advertising", _("It is advertising")
    DUPLICATE = "duplicate", _("It repeats a contribution")
    OTHER = "other", _("Another rule of the charter")


#: What addresses ask for: the page of a discussion, of a thread; how wide a picture.
DISCUSSION_PAGE, THREAD_PAGE, SMALLER = "discussion", "thread", "side"
#: States that leave a mark in the thread where published replies hang below.
GONE = (State.REMOVED, State.WITHDRAWN)
#: States of a text that nobody is to read: no search knows its words.
WITHHELD = (State.REFUSED, *GONE)
