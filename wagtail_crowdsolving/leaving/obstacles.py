"""What stands in the way of taking the package out, in words: what is the site's own and hangs on it."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Site

from wagtail_crowdsolving.leaving import surroundings
from wagtail_crowdsolving.leaving.belongings import own_content_types, page_model, pages


def refusals() -> list[str]:
    """Why it can't be done yet."""
    found = [
        _("“%(page)s” is the first page of the site %(site)s: give the site another one.")
        % {"page": site.root_page, "site": site.hostname}
        for site in Site.objects.filter(root_page__in=pages()).select_related("root_page")
    ]
    found += _pages_below()
    for model, field, rows in surroundings.pointing(own_content_types()):
        if not surroundings.goes_with(model, field):
            found += _refers(model, field, rows)
    return list(dict.fromkeys(found))


def _pages_below():
    """Pages of the site's own that stand below one that goes. 2 queries."""
    ours = dict(pages().values_list("path", "title"))
    step = page_model().steplen
    others = page_model().objects.order_by("path").values_list("path", "title")
    found = []
    for path, title in others.iterator():
        above = next((path[:n] for n in range(len(path) - step, 0, -step) if path[:n] in ours), "")
        if above and path not in ours:
            found.append(
                _("“%(below)s” stands below “%(page)s”: move it elsewhere, or delete it.")
                % {"below": title, "page": ours[above]}
            )
    return found


def _refers(model, field, rows):
    number = model._base_manager.filter(rows).count()
    if not number:
        return []
    # What a site's developer knows of a table between two is the field that it is made for.
    owner, name = model, field.name
    if model._meta.auto_created:
        owner = model._meta.auto_created
        name = next(
            (
                many.name
                for many in owner._meta.local_many_to_many
                if many.remote_field.through is model
            ),
            name,
        )
    return [
        ngettext(
            "%(number)d row of %(model)s refers to %(target)s: empty its field %(field)s, or delete it.",
            "%(number)d rows of %(model)s refer to %(target)s: empty their field %(field)s, or delete them.",
            number,
        )
        % {
            "number": number,
            "model": owner._meta.label,
            "target": field.related_model._meta.label,
            "field": name,
        }
    ]
