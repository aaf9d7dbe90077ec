"""The accounts of a site that owes nothing to Django's own: what it need not have, it has not."""

import uuid

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.db import models
from django.utils.functional import cached_property

from wagtail_crowdsolving import people


class AccountManager(models.Manager):
    """No ``UserManager``: the login finds people, and that is all."""

    def get_by_natural_key(self, mail):
        return self.get(mail__iexact=mail)

    def create_user(self, mail, password=None, **fields):
        account = self.model(mail=mail, **fields)
        account.set_password(password)
        account.save()
        return account


class Account(AbstractBaseUser, PermissionsMixin):
    """Known by an address of another name and a UUID; no ``username``, ``get_full_name`` nor ``date_joined``."""

    #: What the tests say, in the words of this model: ``None`` for what it knows nothing of.
    CALLED = {
        "email": "mail",
        "first_name": "given",
        "last_name": "family",
        "username": None,
        "date_joined": None,
        "is_staff": None,
    }
    USERNAME_FIELD = EMAIL_FIELD = "mail"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mail = models.EmailField(unique=True)
    given = models.CharField(max_length=80, blank=True)
    family = models.CharField(max_length=80, blank=True)
    #: In the way of a query that would call something of its own so.
    address = models.TextField(blank=True)
    moderates = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    last_login = None

    objects = AccountManager()

    @property
    def email(self):
        """Wagtail's own mails ask for it."""
        return self.mail

    @cached_property
    def may_open_admin(self):
        """Asked by the templates of the example site, as of its own accounts: one query."""
        return people.with_right("wagtailadmin.access_admin").filter(pk=self.pk).exists()
