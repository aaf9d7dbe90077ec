"""Every field of every page type compares in Wagtail's "compare revisions"."""

import datetime
from decimal import Decimal

import pytest
from django.db import models
from django.urls import reverse
from wagtail.fields import RichTextField, StreamField

from tests import factories
from wagtail_crowdsolving.network.fields import ChoicesListField

pytestmark = [pytest.mark.versions, pytest.mark.django_db]
FACTORIES = [
    factories.ChallengeFactory,
    factories.ChallengeIndexFactory,
    factories.ProjectFactory,
    factories.CatalogueIndexFactory,
]
KEPT = {"path", "depth", "numchild", "url_path", "slug", "locale", "live", "translation_key"}


def change(page):
    """Give each field that is edited another value; returns their names."""
    changed = []
    own = {
        field.name for field in type(page)._meta.local_fields + type(page)._meta.local_many_to_many
    }
    for field in type(page)._meta.get_fields():
        name = field.name
        if name not in own or name.endswith("_ptr"):
            continue
        value = getattr(page, name)
        if isinstance(field, ChoicesListField):
            value = [field.flatchoices[-1][0], field.flatchoices[0][0]]
        elif isinstance(field, StreamField):
            value = field.stream_block.to_python([])
        elif isinstance(field, RichTextField):
            value = "<p>Autre texte</p>"
        elif field.many_to_many:
            getattr(page, name).set([factories.ThemeFactory()])
            changed.append(name)
            continue
        elif field.is_relation:
            model = field.remote_field.model.__name__
            value = {
                "Territory": factories.TerritoryFactory,
                "Organisation": factories.OrganisationFactory,
                "User": factories.UserFactory,
                "MemberUser": factories.UserFactory,
            }.get(model, lambda: None)()
        elif field.choices:
            value = field.flatchoices[-1][0]
        elif isinstance(field, models.DateField):
            value = None if value else datetime.date(2031, 5, 4)
        elif isinstance(field, models.BooleanField):
            value = not value
        elif isinstance(field, models.DecimalField):
            value = Decimal("1.5")
        elif isinstance(field, models.IntegerField):
            value = 7
        elif isinstance(field, models.CharField | models.TextField):
            value = "https://exemple.fr/autre" if isinstance(field, models.URLField) else "Autre"
        setattr(page, name, value)
        changed.append(name)
    return changed


@pytest.mark.parametrize("factory", FACTORIES, ids=lambda one: one._meta.model.__name__)
def test_every_field_compares(factory, home, admin_client):
    page = factory(live=False)
    page = type(page).objects.get(pk=page.pk)
    first = page.save_revision(clean=False)
    changed = change(page)
    assert changed
    page.title = "Autre titre"
    second = page.save_revision(clean=False)
    for one, other in ((first, second), (second, first)):
        address = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, one.pk, other.pk])
        answer = admin_client.get(address)
        assert answer.status_code == 200
    names = {
        comparison.field.name for comparison in answer.context["comparison"] if comparison.is_field
    }
    assert "title" in names
    if "goals" in changed:
        assert "goals" in names
        goal = type(page)._meta.get_field("goals").flatchoices[0][1]
        assert str(goal) in answer.content.decode()
