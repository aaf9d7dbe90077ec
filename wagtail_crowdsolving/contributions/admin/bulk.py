"""One decision on many contributions."""

import re

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail import hooks
from wagtail.admin import messages
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from wagtail_crowdsolving import doors
from wagtail_crowdsolving.contributions import actions, moderation, queries
from wagtail_crowdsolving.contributions.admin.access import (
    SPACE,
    TEMPLATES,
    may_open_queue,
)
from wagtail_crowdsolving.contributions.admin.decide import ReasonForm
from wagtail_crowdsolving.contributions.admin.filters import asked_for
from wagtail_crowdsolving.contributions.models import Contribution, State
from wagtail_crowdsolving.network.people import public_name
from wagtail_crowdsolving.text import to_plain

#: How many are decided on in one request: the longest waiting ones.
BULK_LIMIT = 2000
#: How many the page of confirmation shows in full.
SHOWN = 20


class _BulkForm(forms.Form):
    """What the moderator confirms: each contribution, with the fingerprint of its text."""

    # One field: a form of a thousand would be refused (``DATA_UPLOAD_MAX_NUMBER_FIELDS``).
    seen = forms.CharField(widget=forms.HiddenInput, max_length=BULK_LIMIT * (18 + 1 + 64 + 1))

    def clean_seen(self):
        pairs = self.cleaned_data["seen"].split()[:BULK_LIMIT]
        # One pair at a time: a pattern of many can be read in too many ways.
        if not all(re.fullmatch("[0-9]{1,18}:[0-9a-f]{1,64}", pair) for pair in pairs):
            raise ValidationError(gettext("Tick the contributions again."), code="invalid")
        return {int(pk): seen for pk, seen in (pair.split(":") for pair in pairs)}


class _BulkReasonForm(_BulkForm, ReasonForm):
    pass


class _BulkDecision(SnippetBulkAction):
    """One decision on many: the first are shown in full, each goes through the door as it was confirmed."""

    models = [Contribution]
    form_class = _BulkForm
    action_priority = 10
    door = None
    question = ""
    submit_label = ""

    def dispatch(self, request, *args, **kwargs):
        if not may_open_queue(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_chosen(self):
        """What was ticked, or all that the list shows as it was filtered; of it, what one may read."""
        chosen = self.request.GET.getlist("id")
        if "all" in chosen:
            asked = QueryDict(self.next_url.partition("?")[2])
            return asked_for(self.request, asked)
        chosen = [pk for pk in chosen if re.fullmatch("[0-9]{1,18}", pk)]
        return moderation.of(self.request.user, queries.contributions()).filter(pk__in=chosen)

    def get_actionable_objects(self):
        user, now = self.request.user, timezone.now()
        chosen = self.get_chosen()
        pending = chosen.pending().order_by("waits_since", "pk")
        pending = pending.prefetch_related("attachments").select_related("user", "page")
        objects, left = [], list(chosen.exclude(state=State.PENDING).order_by("pk")[:SHOWN])
        self.over = 0
        for item in pending[: BULK_LIMIT + 1]:
            if len(objects) == BULK_LIMIT:
                self.over = pending.count() - BULK_LIMIT - len(left)
            elif item.user_id == user.pk or (
                item.claimed_by_id not in (None, user.pk) and item.claimed_until > now
            ):
                left.append(item)
            else:
                objects.append(item)
        return objects, left

    def object_context(self, obj):
        return {
            "item": obj,
            "author": public_name(obj.user),
            "url": reverse(f"{SPACE}:inspect", args=[obj.pk]),
        }

    def get_context_data(self, **kwargs):
        # Only what is shown is made ready to be shown.
        objects, others = self.get_actionable_objects()
        return {
            **FormView.get_context_data(self, **kwargs),
            "excerpts_left": [to_plain(item.body, 60) for item in others],
            "items": [self.object_context(item) for item in objects[:SHOWN]],
            "number": len(objects),
            "number_more": max(len(objects) - SHOWN, 0),
            "number_over": max(self.over, 0),
            "limit": BULK_LIMIT,
            "seen": " ".join(f"{item.pk}:{item.fingerprint}" for item in objects),
            "next": self.next_url,
            "submit_url": f"{self.request.path}?{self.request.META['QUERY_STRING']}",
            "model_opts": self.model._meta,
            "header_icon": self.model.snippet_viewset.icon,
            "question": self.question,
            "short_title": self.display_name,
            "submit_label": self.submit_label,
            "is_serious": "serious" in self.classes,
        }

    def form_valid(self, form):
        """Decide on what was confirmed and on nothing else; a batch that is written stays written."""
        typed = dict(form.cleaned_data)
        confirmed = typed.pop("seen")
        allowed = self.get_chosen().filter(pk__in=confirmed)
        confirmed = {pk: confirmed[pk] for pk in allowed.values_list("pk", flat=True)}
        for before in hooks.get_hooks("before_bulk_action"):
            answer = before(self.request, self.action_type, allowed, self)
            if hasattr(answer, "status_code"):
                return answer
        with doors.asked(form) as asked:
            decisions, left = type(self).door(confirmed=confirmed, by=self.request.user, **typed)
        if not asked.is_done:
            # One reason for all: nothing is decided.
            return self.form_invalid(form)
        if decisions:
            messages.success(self.request, self.done_message(len(decisions)))
        self.tell_left(left)
        return redirect(self.next_url)

    def tell_left(self, left):
        """Say what was left as it is, and why."""
        if not left:
            return
        rows = [
            (to_plain(item.body, 60), str(error) or gettext("Not allowed."))
            for item, error in left[:SHOWN]
        ]
        number = len(left)
        message = ngettext(
            "%(number)d contribution is left as it was:",
            "%(number)d contributions are left as they were:",
            number,
        )
        messages.warning(
            self.request,
            format_html(
                "{} <ul>{}</ul>{}",
                message % {"number": number},
                # Translators: the beginning of a contribution, and why it is left as it was.
                format_html_join(
                    "",
                    "<li>{}</li>",
                    (
                        (gettext("“{text}”: {reason}").format(text=text, reason=why),)
                        for text, why in rows
                    ),
                ),
                "…" if number > SHOWN else "",
            ),
        )

    @classmethod
    def execute_action(cls, objects, **kwargs):
        """Wagtail's own step: ``form_valid`` does it all."""
        raise NotImplementedError


@hooks.register("register_bulk_action")
class BulkApprove(_BulkDecision):
    action_type = "approve"
    display_name = _("Validate")
    aria_label = _("Validate the selected contributions")
    template_name = f"{TEMPLATES}/bulk.html"
    door = staticmethod(actions.approve_many)
    question = _("Validate and publish these contributions?")
    submit_label = _("Validate and publish")

    def done_message(self, number):
        return ngettext(
            "%(number)d contribution is published. Its author is told.",
            "%(number)d contributions are published. Their authors are told.",
            number,
        ) % {"number": number}


@hooks.register("register_bulk_action")
class BulkReject(_BulkDecision):
    action_type = "reject"
    action_priority = 20
    display_name = _("Refuse")
    aria_label = _("Refuse the selected contributions")
    template_name = f"{TEMPLATES}/bulk.html"
    form_class = _BulkReasonForm
    classes = {"serious"}
    door = staticmethod(actions.reject_many)
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
