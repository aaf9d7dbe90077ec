"""The words of a project's path."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Stage(models.TextChoices):
    """From need to enterprise; the order is the one of the path."""

    NEED = "need", _("Need detected")
    STUDY = "study", _("Opportunity study")
    HOLDER = "holder", _("Call for a holder and hand-over")
    FEASIBILITY = "feasibility", _("Feasibility study and business plan")
    LAUNCH = "launch", _("Launch")
    SCALING = "scaling", _("Scaling or swarming")


class Conclusion(models.TextChoices):
    """What a study says. "No-go" is a result, and published as one."""

    GO = "go", _("Go")
    NO_GO = "no_go", _("No-go")
    PIVOT = "pivot", _("Pivot")


class Origin(models.TextChoices):
    BESPOKE = "bespoke", _("Bespoke")
    SWARMED = "swarmed", _("Swarmed from elsewhere")
    ADAPTED = "adapted", _("Adapted from an existing project")


class Precision(models.TextChoices):
    """How much of a date is known."""

    DAY = "day", pgettext_lazy("precision of a date", "day")
    MONTH = "month", pgettext_lazy("precision of a date", "month")
    YEAR = "year", pgettext_lazy("precision of a date", "year")
