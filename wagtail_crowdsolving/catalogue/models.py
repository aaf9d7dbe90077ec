"""The stages that a project reached, from need to enterprise."""

import swapper
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wagtail_crowdsolving import clock, dates
from wagtail_crowdsolving.catalogue.words import Conclusion, Precision, Stage
from wagtail_crowdsolving.network.deletion import keep
from wagtail_crowdsolving.records import kinds

swapper.set_app_prefix("wagtailcore", "wagtail")


class StageEntryQuerySet(models.QuerySet):
    def of_versions(self, translation_key):
        """Those of a project, whichever of its language versions they were recorded on."""
        return self.filter(page__translation_key=translation_key)


class StageEntry(models.Model):
    """A stage that a project reached, with its day. It belongs to the page that all translations share."""

    page = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"),
        verbose_name=_("project"),
        on_delete=keep,
        related_name="crowdsolving_stages",
    )
    stage = models.CharField(_("stage"), max_length=20, choices=Stage.choices)
    reached_on = models.DateField(_("reached on"), validators=[clock.HAPPENED])
    precision = models.CharField(
        _("known to the"),
        max_length=5,
        choices=Precision.choices,
        default=Precision.MONTH,
        help_text=_("How much of the date the public reads."),
    )
    conclusion = models.CharField(
        _("conclusion of the study"),
        max_length=10,
        choices=Conclusion.choices,
        blank=True,
        help_text=_("For a study only. A “no-go” is a result, and is published as one."),
    )
    note = models.CharField(_("note"), max_length=300, blank=True, help_text=_("Public."))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recorded by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    objects = StageEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ["reached_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["page", "stage"], name="crowdsolving_stage_once"),
            models.CheckConstraint(
                condition=models.Q(conclusion="") | models.Q(stage="study"),
                name="crowdsolving_conclusion_of_study",
            ),
        ]

    def __str__(self):
        return f"{self.get_stage_display()} ({self.date_text})"

    @property
    def date_text(self):
        """The date as far as it is known: “3 March 2019”, “March 2019” or “2019”."""
        formats = {Precision.YEAR: "Y", Precision.MONTH: "YEAR_MONTH_FORMAT"}
        return dates.write(self.reached_on, formats.get(self.precision, "DATE_FORMAT"))

    @property
    def date_machine(self):
        """The same for machines: "2019-03-03", "2019-03" or "2019"."""
        length = {Precision.YEAR: 4, Precision.MONTH: 7}.get(self.precision, 10)
        return self.reached_on.isoformat()[:length]


kinds.register(
    kinds.Kind(
        lambda pages: StageEntry.objects.filter(page__in=pages),
        lambda n: ngettext("%(n)d stage", "%(n)d stages", n) % {"n": n},
    )
)
