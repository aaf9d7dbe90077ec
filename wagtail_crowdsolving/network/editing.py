"""How editors class a page in the Wagtail admin."""

from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving.fields import TypedPageForm
from wagtail_crowdsolving.network.queries import offered


class ClassifiedEditForm(TypedPageForm):
    """Offers the themes of the page's language, in another one where there is none; a translation keeps those of its source."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "themes" in self.fields:
            field = self.fields["themes"]
            tied = list(self.instance.themes.all())
            field.queryset = offered(field.queryset, self.instance.locale_id, tied)

    def clean(self):
        data = super().clean()
        is_route = getattr(self.parent_page and self.parent_page.specific, "is_route", None)
        if is_route and data.get("slug") and is_route(data["slug"]):
            self.add_error(
                "slug",
                _("The list itself uses this address: nobody would see the page. Change it."),
            )
        return data
