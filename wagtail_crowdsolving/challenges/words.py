"""The situations in which a challenge arrives and what each is asked, and where it stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Situation(models.TextChoices):
    """The five ways in which a need arrives without a project holder."""

    PRIORITY_ISSUE = "priority_issue", _("A priority issue with no known solution")
    TERRITORY = "territory", _("A territory where people want to start something together")
    IDEA = "idea", _("An idea to hand over")
    RESOURCE = "resource", _("Empty premises or an available resource")
    SWARMING = "swarming", _("A project seen elsewhere, to be adapted here")


#: The fields that belong to each situation; all others stay empty.
SITUATION_FIELDS = {
    Situation.PRIORITY_ISSUE: ["already_tried"],
    Situation.TERRITORY: ["needs"],
    Situation.IDEA: ["handover_terms"],
    Situation.RESOURCE: [
        "resource_address",
        "resource_surface",
        "resource_availability",
        "resource_owner",
        "resource_conditions",
    ],
    Situation.SWARMING: ["inspiration_name", "inspiration_url", "adaptation"],
}

#: Those of them without which the situation says nothing.
SITUATION_REQUIRED = {
    Situation.TERRITORY: ["needs"],
    Situation.IDEA: ["handover_terms"],
    Situation.RESOURCE: ["resource_address", "resource_availability"],
    Situation.SWARMING: ["inspiration_name", "adaptation"],
}


class Phase(models.TextChoices):
    UPCOMING = "upcoming", _("Upcoming")
    OPEN = "open", _("Open to contributions")
    CLOSED = "closed", _("Closed")
    FOLLOWED_UP = "followed_up", _("Followed up")
