"""The desk: one text at a time, the longest waiting first, for an hour's work."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from wagtail_crowdsolving import doors
from wagtail_crowdsolving.contributions import actions, moderation, queries
from wagtail_crowdsolving.contributions.admin import undo
from wagtail_crowdsolving.contributions.admin.access import (
    SPACE,
    TEMPLATES,
    get_contribution,
    get_to_decide,
    may_open_queue,
)
from wagtail_crowdsolving.contributions.admin.filters import asked_for
from wagtail_crowdsolving.contributions.admin.matters import matter_of
from wagtail_crowdsolving.exceptions import NotAllowed
from wagtail_crowdsolving.network.people import public_name
from wagtail_crowdsolving.text import key_of, to_plain


class Round:
    """Which texts a moderator goes through: those of a filtered list, from one of them on.

    It stands in the address, so that the list that was asked for lasts as long as the work.
    """

    def __init__(self, request):
        self.request, self.user = request, request.user
        self.asked = request.GET.copy()
        self.after = self._read(self.asked.pop("after", [""])[-1])
        for name in ("p", "ordering"):
            self.asked.pop(name, None)

    def _read(self, value):
        since, _separator, pk = value.rpartition("~")
        try:
            moment = parse_datetime(since)
        except ValueError:
            moment = None
        if moment is None or timezone.is_naive(moment) or key_of(pk) is None:
            return None
        return moment, key_of(pk)

    def pass_over(self, contribution):
        self.after = contribution.waits_since, contribution.pk

    @property
    def query(self):
        asked = self.asked.copy()
        if self.after:
            since, pk = self.after
            asked["after"] = f"{since.isoformat()}~{pk}"
        return f"?{asked.urlencode()}" if asked else ""

    @property
    def list_url(self):
        query = self.asked.urlencode()
        return reverse(f"{SPACE}:list") + (f"?{query}" if query else "")

    def address(self, contribution):
        return reverse(f"{SPACE}:desk_one", args=[contribution.pk]) + self.query

    @property
    def texts(self):
        """All that waits in it, in order, whoever is reading it."""
        return asked_for(self.request, self.asked).filter(waits_since__isnull=False)

    def number_left(self):
        if not self.asked:
            return moderation.number_waiting(self.user)
        return self.texts.count()

    def next(self):
        """Claim the next text; ``None`` where there is none that is free."""
        among = self.texts if self.asked else None
        return actions.claim_next(by=self.user, among=among, after=self.after)


class DeskView(View):
    """Opens the next text."""

    def dispatch(self, request, *args, **kwargs):
        if not may_open_queue(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        return go_on(request, Round(request))


def go_on(request, round_):
    """To the next text, or back to the list with word of what is left."""
    if found := round_.next():
        return redirect(round_.address(found))
    left = round_.number_left()
    if round_.after and left:
        url = reverse(f"{SPACE}:desk") + (f"?{round_.asked.urlencode()}" if round_.asked else "")
        messages.info(
            request,
            gettext("You have gone through the whole list. What you skipped still waits."),
            buttons=[messages.button(url, gettext("Begin again with the oldest"))],
        )
    elif left:
        messages.info(
            request,
            gettext(
                "Nothing is free at the moment: others are reading what is left, or it is not for you."
            ),
        )
    else:
        messages.success(request, gettext("Nothing waits any more. Thank you!"))
    return redirect(round_.list_url)


class DeskTextView(WagtailAdminTemplateMixin, TemplateView):
    """One text with all that one needs to decide on it."""

    index_url_name = None
    template_name = f"{TEMPLATES}/desk.html"
    page_title = _("Moderation desk")
    header_icon = "comment"

    def dispatch(self, request, *args, pk, **kwargs):
        self.contribution = get_to_decide(request, pk)
        self.round = Round(request)
        self.matter = matter_of(self.contribution)
        if self.matter is None:
            if request.method == "POST":
                return self.tell_decided()
            return redirect(f"{SPACE}:inspect", pk)
        if not self.matter.is_for(request.user):
            messages.error(request, gettext("Another moderator decides on this."))
            return redirect(f"{SPACE}:inspect", pk)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        with doors.asked() as answer:
            actions.claim(contribution=self.contribution, by=request.user)
        self.is_claimed = answer.is_done
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        self.is_claimed = True
        step = request.POST.get("decision", "")
        if step == "take_over":
            actions.claim(contribution=self.contribution, by=request.user, take_over=True)
            if self.open(request.POST.get("choice")):
                return self.render_to_response(self.get_context_data())
            return redirect(self.round.address(self.contribution))
        if step in ("skip", "leave"):
            actions.release(contribution=self.contribution, by=request.user)
            if step == "leave":
                return redirect(self.round.list_url)
            self.round.pass_over(self.contribution)
            return go_on(request, self.round)
        choice = self.matter.choose(step, request.POST)
        if choice is None:
            return redirect(self.round.address(self.contribution))
        if request.POST.get("matter") != self.matter.key:
            return self.tell_decided()
        return self.decide(choice)

    def tell_decided(self):
        """Somebody was quicker, or the button was pressed twice: on to what waits now."""
        messages.info(self.request, gettext("This was decided already."))
        return go_on(self.request, self.round)

    def decide(self, choice):
        if choice.form.is_valid():
            try:
                with doors.asked(choice.form) as answer:
                    decided = choice.decide(by=self.request.user)
            except NotAllowed:  # a colleague's work is no reason to leave the desk
                messages.error(self.request, gettext("Another moderator decides on this."))
                return go_on(self.request, self.round)
            if answer.conflict:
                return self.tell_conflict(choice, answer.conflict)
            if answer.is_done:
                if choice.is_undoable:
                    undo.remember(self.request, decided)
                number = self.round.number_left()
                left = ngettext("%(number)d left.", "%(number)d left.", number)
                messages.success(
                    self.request, f"{choice.done} {left % {'number': number} if number else ''}"
                )
                return go_on(self.request, self.round)
        return self.render_to_response(self.get_context_data())

    def tell_conflict(self, choice, conflict):
        """What is to be judged is read again; what the moderator has written stays beside it."""
        before = self.matter.key
        self.contribution = get_contribution(self.contribution.pk)
        self.matter = matter_of(self.contribution)
        if self.matter is None or self.matter.key != before:
            return self.tell_decided()
        if not choice.asks:
            messages.error(self.request, str(conflict))
            return redirect(self.round.address(self.contribution))
        free = moderation.unclaimed(self.request.user, queries.waiting())
        self.is_claimed = free.filter(pk=self.contribution.pk).exists()
        self.open(choice.name).form.add_error(None, str(conflict))
        return self.render_to_response(self.get_context_data(), status=409)

    def open(self, name):
        """The choice of that name, with what was typed, about the text as it now is."""
        return self.matter.choose(name, {**self.request.POST.dict(), "seen": self.matter.seen})

    def get_page_subtitle(self):
        return to_plain(self.contribution.body, 60)

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": self.round.list_url, "label": gettext("Contributions")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs):
        contribution = self.contribution
        record = moderation.records([contribution.user_id]).get(contribution.user_id)
        page = contribution.page.specific
        return {
            **super().get_context_data(**kwargs),
            "contribution": contribution,
            "author": public_name(contribution.user),
            "above": [
                {"item": item, "author": public_name(item.user)}
                for item in dict.fromkeys([contribution.root, contribution.in_reply_to])
                if item
            ],
            "page": page,
            "guiding_question": getattr(page, "guiding_question", ""),
            "record": record or moderation.Record(),
            "earlier": moderation.earlier_decisions(contribution),
            "matter": self.matter,
            "is_begun": any(choice.is_open for choice in self.matter.choices),
            "number_left": self.round.number_left(),
            "undo": undo.offered(self.request),
            "is_claimed": self.is_claimed,
            # Looked up where it is somebody else.
            "reader": ""
            if self.is_claimed or not contribution.claimed_by_id
            else public_name(contribution.claimed_by),
            "until": timezone.localtime(contribution.claimed_until)
            if contribution.claimed_until
            else None,
        }
