"""What becomes of that which all translations of a page share, where one of them is deleted.

Each is the ``on_delete`` of a foreign key to ``queries.canonical``: the next version inherits. They
differ in what happens with the last of the versions.
"""

from django.db import models

from wagtail_crowdsolving.network.queries import translations_of


def pass_on(collector, field, sub_objs, using):
    """What is no record goes with the last version."""
    _pass_on(collector, field, sub_objs, using, models.CASCADE)


def keep(collector, field, sub_objs, using):
    """A record keeps the last version: ``ProtectedError``. The page is archived instead.

    Where the page is live, so it does the last version that the public can read.
    """
    _pass_on(collector, field, sub_objs, using, models.PROTECT, readable=True)


def let_go(collector, field, sub_objs, using):
    """A record that can be read without any page stays, and leads nowhere."""
    _pass_on(collector, field, sub_objs, using, models.SET_NULL)


def _pass_on(collector, field, sub_objs, using, with_the_last, readable=False):
    base = field.remote_field.model
    going = {
        page.pk
        for model, pages in collector.data.items()
        if issubclass(model, base)
        for page in pages
    }
    page_of = dict(sub_objs.values_list("pk", field.attname))
    for page in base._base_manager.using(using).filter(pk__in=set(page_of.values())):
        items = [item for item in sub_objs if page_of[item.pk] == page.pk]
        heirs = translations_of(page).using(using).exclude(pk__in=going).order_by("pk")
        heir = heirs.first()  # ``canonical`` of those that stay
        if readable and page.live and not heirs.filter(live=True, alias_of=None).exists():
            heir = None
        if heir:
            collector.add_field_update(field, heir.pk, items)
        else:
            with_the_last(collector, field, items, using)
