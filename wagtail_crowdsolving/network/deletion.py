"""What becomes of that which all translations of a page share, where one of them is deleted."""

from django.db import models

from wagtail_crowdsolving.network.queries import translations_of


def pass_on(collector, field, sub_objs, using):
    """The ``on_delete`` of a foreign key to ``queries.canonical``: the next version inherits.

    What belongs to a page goes only with the last of its translations.
    """
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
        heir = translations_of(page).using(using).exclude(pk__in=going).order_by("pk").first()
        if heir:
            collector.add_field_update(field, heir.pk, items)
        else:
            models.CASCADE(collector, field, items, using)
