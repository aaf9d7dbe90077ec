"""What the lists of challenges in the admin, and of what belongs to them, are narrowed by."""

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail_crowdsolving import folding
from wagtail_crowdsolving.challenges.editing import named
from wagtail_crowdsolving.challenges.types import Challenge
from wagtail_crowdsolving.challenges.words import Situation
from wagtail_crowdsolving.network.filters import ClassifiedFilterSet
from wagtail_crowdsolving.page_types import page_types

#: The value of ``animator`` for challenges that nobody animates.
NOBODY = "nobody"


def animators():
    """``[(key, name)]`` of whoever animates a challenge, by name."""
    tied = Q()
    for model in page_types(Challenge):
        animated = model._default_manager.filter(animator__isnull=False).order_by()
        tied |= Q(pk__in=animated.values("animator"))
    people = named(get_user_model()._default_manager.filter(tied) if tied else ())
    return sorted(
        ((str(key), name) for key, name in people), key=lambda one: folding.sort_key(one[1])
    )


class ChallengeFilters(ClassifiedFilterSet):
    """By theme, territory, situation and animator."""

    classified = Challenge

    situation = django_filters.ChoiceFilter(
        label=_("Starting situation"),
        choices=Situation.choices,
        method="by_situation",
        empty_label=pgettext_lazy("situations", "All"),
    )
    animator = django_filters.ChoiceFilter(
        label=_("Animator"),
        choices=lambda: [(NOBODY, _("Nobody")), *animators()],
        method="by_animator",
        empty_label=pgettext_lazy("animators", "All"),
    )

    def by_situation(self, queryset, name, value):
        return self.where(queryset, Q(situation=value))

    def by_animator(self, queryset, name, value):
        return self.where(queryset, Q(animator=None if value == NOBODY else value))
