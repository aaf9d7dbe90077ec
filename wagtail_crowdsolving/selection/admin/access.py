"""Who finds what of the selection in the Wagtail admin, asked once a request."""

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.permission_policies import BasePermissionPolicy

from wagtail_crowdsolving import people
from wagtail_crowdsolving.folded import Folded
from wagtail_crowdsolving.selection import rules
from wagtail_crowdsolving.selection.models import Committee, Membership

TEMPLATES = "wagtail_crowdsolving/selection/admin"
STYLE = forms.Media(css={"all": ["wagtail_crowdsolving/selection-admin.css"]})


def chaired(user):
    """The keys of the committees that this person chairs today."""
    if not hasattr(user, "_crowdsolving_chaired"):
        user._crowdsolving_chaired = set(
            Membership.objects.in_force()
            .chairs()
            .filter(user_id=user.pk)
            .values_list("committee_id", flat=True)
            if user.is_active and user.is_authenticated
            else ()
        )
    return user._crowdsolving_chaired


def may_enter(user):
    """Coordinators, and chairs who have access to the admin."""
    return rules.can_manage(user) or bool(chaired(user))


def may_run(user, committee_id):
    """``rules.can_manage`` for a committee, from what is known of the user already."""
    return rules.can_manage(user) or committee_id in chaired(user)


def committees_for(user):
    """The committees that this person runs: all of them for a coordinator, a chair's own."""
    committees = Committee.objects.order_by(Folded("name"), "pk")
    return committees if rules.can_manage(user) else committees.filter(pk__in=chaired(user))


def committees_of(user):
    """``committees_for`` as a list, asked once a request."""
    if not hasattr(user, "_crowdsolving_committees"):
        user._crowdsolving_committees = list(committees_for(user))
    return user._crowdsolving_committees


class CommitteeFilter(django_filters.ChoiceFilter):
    """By one of the committees that whoever asks runs."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Committee"))
        kwargs.setdefault("empty_label", pgettext_lazy("committees", "All"))
        super().__init__(**kwargs)

    @property
    def field(self):
        self.extra["choices"] = [
            (str(one.pk), one.name) for one in committees_of(self.parent.request.user)
        ]
        return super().field


class EnterMixin:
    """A view for those who run a committee."""

    def dispatch(self, request, *args, **kwargs):
        if not may_enter(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class SelectionPolicy(BasePermissionPolicy):
    """Coordinators do everything; a chair looks after what is their committee's own.

    ``chair_actions`` are what a chair may do as well, ``path`` leads from the model to the committee.
    """

    def __init__(self, model, path, chair_actions):
        super().__init__(model)
        self.path = path
        self.chair_actions = set(chair_actions)

    def user_has_permission(self, user, action):
        if rules.can_manage(user):
            return True
        return action in self.chair_actions and bool(chaired(user))

    def user_has_permission_for_instance(self, user, action, instance):
        if rules.can_manage(user):
            return True
        return action in self.chair_actions and getattr(instance, self.path) in chaired(user)

    def instances_user_has_any_permission_for(self, user, actions):
        everything = self.model._default_manager.all()
        if rules.can_manage(user):
            return everything
        if not self.chair_actions & set(actions):
            return everything.none()
        return everything.filter(**{f"{self.path}__in": chaired(user)})

    def users_with_any_permission(self, actions):
        return people.with_right(rules.MANAGE)
