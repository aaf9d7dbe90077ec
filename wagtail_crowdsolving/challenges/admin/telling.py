"""After what somebody does to a challenge in Wagtail's screens: that its proposer is told, which Wagtail does not say."""

from functools import wraps

from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages

from wagtail_crowdsolving import upstream
from wagtail_crowdsolving.challenges import mails
from wagtail_crowdsolving.challenges.models import ProposalEvent

#: Where a request keeps how far the timeline went before.
BEFORE = "_crowdsolving_timeline"


def _newest(page):
    return (
        ProposalEvent.objects.filter(proposal__page=page.pk)
        .select_related("proposal__proposer")
        .newest_first()
        .first()
    )


@hooks.register("before_edit_page")
@hooks.register("before_unpublish_page")
def remember(request, page):
    if request.method == "POST":
        setattr(request, BEFORE, _newest(page))


@hooks.register("after_edit_page")
@hooks.register("after_unpublish_page")
def say_who_is_told(request, page):
    """The last line that was written since, where a mail tells of it."""
    if not hasattr(request, BEFORE):
        return
    event = _newest(page)
    if event and event != getattr(request, BEFORE) and mails.is_told(event):
        messages.success(
            request,
            _("Whoever proposed this challenge is told by mail: %(step)s.")
            % {"step": event.get_kind_display()},
        )


@upstream.wrap_workflow_action
def _from_a_list(post):
    """A step that is taken on Wagtail's home page or in a list: the hooks of the editor are not asked there."""

    @wraps(post)
    def with_ours(self, request, *args, **kwargs):
        remember(request, self.object)
        response = post(self, request, *args, **kwargs)
        say_who_is_told(request, self.object)
        return response

    return with_ours
