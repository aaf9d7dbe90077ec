"""What of the list a moderator asks for."""

import django_filters
import swapper
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from wagtail_crowdsolving.contributions import queries
from wagtail_crowdsolving.contributions.admin.access import readable
from wagtail_crowdsolving.contributions.models import Contribution, Kind, State

swapper.set_app_prefix("wagtailcore", "wagtail")

SEARCHED = ("comment", "place", "link", "page__title", "user__first_name", "user__last_name")


class QueueFilterSet(WagtailFilterSet):
    """What waits is shown first: an address without a state means the pending ones."""

    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=State.choices,
        empty_label=pgettext_lazy("states", "All"),
        widget=forms.RadioSelect,
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind"),
        choices=Kind.choices,
        empty_label=pgettext_lazy("kinds", "All"),
        widget=forms.RadioSelect,
    )
    page = django_filters.ModelChoiceFilter(
        label=_("Page"),
        queryset=lambda request: (
            swapper.load_model("wagtailcore", "Page")
            .objects.filter(pk__in=readable(request.user, queries.contributions()).values("page"))
            .order_by("title")
        ),
    )

    class Meta:
        model = Contribution
        fields = ["state", "kind", "page"]

    def __init__(self, data=None, *args, **kwargs):
        data = (data if data is not None else QueryDict()).copy()
        data.setdefault("state", State.PENDING)
        super().__init__(data, *args, **kwargs)
