"""One decision on many contributions."""

import re

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from wagtail_crowdsolving.contributions import actions, queries
from wagtail_crowdsolving.contributions.admin.access import (
    SPACE,
    TEMPLATES,
    may_open_queue,
    may_read,
)
from wagtail_crowdsolving.contributions.admin.decide import ReasonForm
from wagtail_crowdsolving.contributions.admin.filters import asked_for
from wagtail_crowdsolving.contributions.models import Contribution, State
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.network.people import public_name
from wagtail_crowdsolving.text import to_plain

BULK_LIMIT = 100


class _BulkDecision(SnippetBulkAction):
    """One decision on many contributions: each is listed in full, then goes through its door."""

    models = [Contribution]
    form_class = forms.Form
    action_priority = 10
    door = None
    question = ""
    submit_label = ""

    def dispatch(self, request, *args, **kwargs):
        if not may_open_queue(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @classmethod
    def get_queryset(cls, model, object_ids):
        chosen = [pk for pk in object_ids if re.fullmatch("[0-9]{1,18}", str(pk))]
        return (
            queries.contributions()
            .filter(pk__in=chosen)
            .select_related("user", "page", "in_reply_to__user")
            .order_by("pk")
        )[:BULK_LIMIT]

    def get_all_objects_in_listing_query(self, parent_id):
        """All that the list shows, as it was filtered and searched: not the visible page alone."""
        asked = QueryDict(self.next_url.partition("?")[2])
        return asked_for(self.request, asked).order_by("pk").values_list("pk", flat=True)

    def check_perm(self, obj):
        user = self.request.user
        return obj.state == State.PENDING and obj.user_id != user.pk and may_read(user, obj)

    def get_actionable_objects(self):
        """Those left out are listed too: never what this person may not read."""
        objects, others = super().get_actionable_objects()
        user = self.request.user
        return objects, {
            name: [item for item in items if may_read(user, item)] for name, items in others.items()
        }

    def object_context(self, obj):
        return {
            "item": obj,
            "author": public_name(obj.user),
            "url": reverse(f"{SPACE}:inspect", args=[obj.pk]),
        }

    @classmethod
    def execute_action(cls, objects, view, **kwargs):
        """Decide on what the moderator was shown, and on nothing else."""
        seen = dict(
            value.split(":", 1) for value in view.request.POST.getlist("seen") if ":" in value
        )
        typed = view.cleaned_form.cleaned_data
        done, view.left = 0, []
        for contribution in objects:
            try:
                if str(contribution.pk) not in seen:
                    raise Conflict(_("It was not in the list that you confirmed."))
                cls.door(
                    contribution=contribution,
                    by=view.request.user,
                    seen=seen[str(contribution.pk)],
                    **typed,
                )
                done += 1
            except (Conflict, NotAllowed) as error:
                view.left.append((contribution, error))
        return done, 0

    def get_execution_context(self):
        return {"view": self}

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except ValidationError as error:
            # One reason for all: the first door has refused it, and nothing is decided.
            form.add_error(None, error)
            return self.form_invalid(form)

    def get_success_message(self, num_parent_objects, num_child_objects):
        for contribution, error in self.left:
            messages.warning(
                self.request,
                format_html(
                    # Translators: the beginning of a contribution, and why it is left as it was.
                    gettext("“{text}”: {reason}"),
                    text=to_plain(contribution.body, 60),
                    reason=str(error) or gettext("Not allowed."),
                ),
            )
        if num_parent_objects:
            return self.done_message(num_parent_objects)
        return None

    def get_context_data(self, **kwargs):
        return {
            **super().get_context_data(**kwargs),
            "question": self.question,
            "submit_label": self.submit_label,
            "is_serious": "serious" in self.classes,
            "limit": BULK_LIMIT,
        }


@hooks.register("register_bulk_action")
class BulkApprove(_BulkDecision):
    action_type = "approve"
    display_name = _("Validate")
    aria_label = _("Validate the selected contributions")
    template_name = f"{TEMPLATES}/bulk.html"
    door = staticmethod(actions.approve)
    question = _("Validate and publish these contributions?")
    submit_label = _("Validate and publish")

    def done_message(self, number):
        return ngettext(
            "%(number)d contribution is published.",
            "%(number)d contributions are published.",
            number,
        ) % {"number": number}


@hooks.register("register_bulk_action")
class BulkReject(_BulkDecision):
    action_type = "reject"
    action_priority = 20
    display_name = _("Refuse")
    aria_label = _("Refuse the selected contributions")
    template_name = f"{TEMPLATES}/bulk.html"
    form_class = ReasonForm
    classes = {"serious"}
    door = staticmethod(actions.reject)
    question = _("Refuse these contributions? Each author receives the reason.")
    submit_label = _("Refuse")

    def done_message(self, number):
        return ngettext(
            "%(number)d contribution is refused. Its author is told why.",
            "%(number)d contributions are refused. Their authors are told why.",
            number,
        ) % {"number": number}


@hooks.register("before_bulk_action")
def never_delete(request, action_type, objects, action):
    """Wagtail's own "Delete" for snippets knows nothing of the doors."""
    if action.model is Contribution and action_type not in ("approve", "reject"):
        raise PermissionDenied
