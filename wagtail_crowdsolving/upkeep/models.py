"""When each thing that is done regularly was last done."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ScheduleRun(models.Model):
    """The last run of one order: a single row for each, however often it runs."""

    key = models.CharField(_("key"), max_length=80, unique=True)
    known_since = models.DateTimeField(_("known since"), auto_now_add=True)
    started_at = models.DateTimeField(_("began at"), null=True)
    finished_at = models.DateTimeField(_("ended at"), null=True)
    failures = models.PositiveIntegerField(
        _("failures"), default=0, help_text=_("In a row; 0 after a run that ended well.")
    )
    error = models.CharField(
        _("kind of the last error"), max_length=200, blank=True, help_text=_("Never its text.")
    )

    class Meta:
        verbose_name = _("run of a schedule")
        verbose_name_plural = _("runs of schedules")
        default_permissions = ()
        permissions = [("view_health", _("Can see what keeps the site from working"))]

    def __str__(self):
        return self.key

    @property
    def is_open(self):
        """It began and has not ended: it runs, or its process was killed."""
        return self.started_at is not None and (
            self.finished_at is None or self.finished_at < self.started_at
        )
