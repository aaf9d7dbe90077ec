"""A committee's meetings and their minutes, for whoever chairs it, on the site: to be read and printed."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wagtail_crowdsolving import clock, doors
from wagtail_crowdsolving.selection import minutes as record
from wagtail_crowdsolving.selection import queries, rules
from wagtail_crowdsolving.selection.models import Meeting
from wagtail_crowdsolving.selection.views.access import TEMPLATES, Search

PER_PAGE = 20


@doors.private
@require_safe
@login_required
def meetings(request):
    """The meetings of the committees that this person chairs, the last first."""
    rows = queries.meetings_chaired_by(request.user)
    search = Search(request, rows, "committee__name", "place", "notes")
    shown = Paginator(search.found, PER_PAGE).get_page(request.GET.get("p"))
    return TemplateResponse(
        request, TEMPLATES + "meetings.html", {"shown": shown, "search": search}
    )


@doors.private
@require_safe
@login_required
def minutes(request, pk):
    """The minutes as they are printed. Nothing of what the person stands aside from."""
    meeting = Meeting.objects.select_related("committee").filter(pk=pk).first()
    if meeting is None or not rules.can_manage(request.user, meeting.committee):
        raise Http404
    return TemplateResponse(
        request,
        TEMPLATES + "admin/minutes.html",
        {
            "head": record.head_of(meeting),
            "decisions": record.printed_in(meeting, request.user),
            "printed_on": clock.today(),
            "back_url": reverse("wagtail_crowdsolving:committee_meetings"),
            "back_label": _("Back to the meetings"),
        },
    )
