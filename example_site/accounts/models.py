from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A member, known by their e-mail address; ``username`` is filled by itself and never shown."""

    email = models.EmailField(_("e-mail address"), unique=True)
    charter_accepted_at = models.DateTimeField(
        _("charter accepted at"), null=True, blank=True, editable=False
    )

    class Meta(AbstractUser.Meta):
        verbose_name = _("member")
        verbose_name_plural = _("members")

    def __str__(self):
        return self.get_full_name() or self.email

    @cached_property
    def may_open_admin(self):
        """As ``has_perm("wagtailadmin.access_admin")``, by one query instead of two: every page asks it."""
        people = type(self).objects.with_perm(
            "wagtailadmin.access_admin", backend="django.contrib.auth.backends.ModelBackend"
        )
        return self.is_superuser or people.filter(pk=self.pk).exists()
