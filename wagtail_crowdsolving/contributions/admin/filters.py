"""What of the list a moderator asks for."""

from datetime import timedelta

import django_filters
import swapper
from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters.fields import ModelChoiceField
from wagtail.admin.filters import WagtailFilterSet

from wagtail_crowdsolving import folded, people
from wagtail_crowdsolving.contributions import moderation, queries
from wagtail_crowdsolving.contributions.models import Contribution, DiscussionCounter, Kind, State
from wagtail_crowdsolving.folded import Folded
from wagtail_crowdsolving.people import public_name

swapper.set_app_prefix("wagtailcore", "wagtail")

SEARCHED = ("comment", "place", "link", "page__title", *people.name_paths("user"))
#: How many of the newest texts tell which words are used.
NEWEST = 1000
#: Values of ``state`` beside those of a contribution.
WAITING, UNREAD, ALL = "waiting", "unread", "all"


def _discussed(request):
    base = swapper.load_model("wagtailcore", "Page")
    counters = moderation.seen_by(request.user, DiscussionCounter.objects.all())
    return base.objects.filter(pk__in=counters.values("page")).order_by(Folded("title"), "pk")


def _asked_author(request):
    """The author that the address names, if one reads a text of theirs: a choice among all would be too long."""
    texts = moderation.seen_by(request.user, queries.contributions())
    return get_user_model()._default_manager.filter(
        pk=people.key_of(request.GET.get("author")), pk__in=texts.order_by().values("user")
    )


class _PersonField(ModelChoiceField):
    def label_from_instance(self, person):
        return public_name(person)


class PersonFilter(django_filters.ModelChoiceFilter):
    """A person by name: what the model calls them may be their address."""

    field_class = _PersonField


class QueueFilterSet(WagtailFilterSet):
    """What waits is shown first: an address without a state means all that waits.

    ``ALL`` has a value of its own: what is empty, the admin's script leaves out of the address.
    """

    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[
            (WAITING, _("All that waits")),
            *State.choices,
            (UNREAD, _("Published without a moderator")),
            (ALL, pgettext_lazy("states", "All")),
        ],
        empty_label=None,
        method="in_state",
        widget=forms.RadioSelect,
    )
    matter = django_filters.ChoiceFilter(
        label=_("What waits"),
        choices=list(moderation.MATTERS.items()),
        empty_label=pgettext_lazy("what waits", "Everything"),
        method="about",
        widget=forms.RadioSelect,
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind"),
        choices=Kind.choices,
        empty_label=pgettext_lazy("kinds", "All"),
        widget=forms.RadioSelect,
    )
    page = django_filters.ModelChoiceFilter(label=_("Page"), queryset=_discussed)
    language = django_filters.ChoiceFilter(
        label=_("Language"),
        choices=lambda: settings.LANGUAGES,
        empty_label=pgettext_lazy("languages", "All"),
    )
    age = django_filters.ChoiceFilter(
        label=_("Waits for"),
        choices=[
            ("1", _("More than a day")),
            ("3", _("More than three days")),
            ("7", _("More than a week")),
        ],
        empty_label=pgettext_lazy("ages", "Any time"),
        method="waiting_for",
        widget=forms.RadioSelect,
    )
    reader = django_filters.ChoiceFilter(
        label=_("Read by"),
        choices=[("nobody", _("Nobody")), ("me", _("Me")), ("others", _("Others"))],
        empty_label=pgettext_lazy("readers", "Anybody or nobody"),
        method="read_by",
        widget=forms.RadioSelect,
    )

    author = PersonFilter(
        label=_("Author"),
        field_name="user",
        queryset=_asked_author,
        empty_label=pgettext_lazy("readers", "Anybody or nobody"),
    )

    class Meta:
        model = Contribution
        fields = ["state", "matter", "kind", "page", "language", "age", "reader", "author"]

    def __init__(self, data=None, *args, **kwargs):
        data = (data if data is not None else QueryDict()).copy()
        data.setdefault("state", WAITING)
        super().__init__(data, *args, **kwargs)
        if not data.get("author"):
            del self.filters["author"]

    def in_state(self, queryset, name, value):
        if value == ALL:
            return queryset
        if value == WAITING:
            return queryset.filter(waits_since__isnull=False)
        if value == UNREAD:
            return moderation.unread(queryset)
        return queryset.filter(state=value)

    def about(self, queryset, name, value):
        return queryset.filter(moderation.about(value))

    def waiting_for(self, queryset, name, value):
        return queryset.filter(waits_since__lte=timezone.now() - timedelta(days=int(value)))

    def read_by(self, queryset, name, value):
        now, user = timezone.now(), self.request.user
        if value == "me":
            return queryset.filter(claimed_by=user, claimed_until__gt=now)
        if value == "others":
            return queryset.filter(claimed_until__gt=now).exclude(claimed_by=user)
        return queryset.filter(Q(claimed_by__isnull=True) | Q(claimed_until__lte=now))


def asked_for(request, asked):
    """All that the list shows for the query ``asked``: filtered and searched, not its visible page alone."""
    listed = moderation.of(request.user, queries.contributions())
    found = QueueFilterSet(asked, queryset=listed, request=request).qs
    if words := asked.get("q", "")[: queries.SEARCH_LENGTH].replace("\0", "").strip():
        found, _corrected = folded.search(found, *SEARCHED, typed=words, newest=NEWEST)
    return found
