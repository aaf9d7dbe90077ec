"""Where an invitation by mail is accepted: with or without an account so far."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wagtail_crowdsolving import doors
from wagtail_crowdsolving.people import public_name
from wagtail_crowdsolving.selection import actions, links, queries, rules
from wagtail_crowdsolving.selection.models import Invitation
from wagtail_crowdsolving.selection.views.access import FORM, TEMPLATES


@doors.private
@require_http_methods(FORM)
def invitation(request, token):
    """Says what for, until when and by whom; asks to sign in or up, and takes the place with a button.

    Never whether the address has an account.
    """
    found = queries.invitation_of(token)
    if found is None:
        raise Http404
    answer = doors.Answer()
    if request.method == "POST":
        if not request.user.is_authenticated:
            return doors.sign_in(request)
        with doors.asked(request=request) as answer:
            actions.accept_invitation(token=token, by=request.user)
        if answer.is_done:
            messages.success(request, _("You have accepted the invitation."))
            return redirect(
                links.to_round(found.round)
                if found.round
                else "wagtail_crowdsolving:committee_desk"
            )
    login = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': request.path})}"
    context = {
        "invitation": found,
        "is_waiting": rules.can_be_accepted(found) and not answer.conflict,
        "is_closed": found.state == Invitation.State.CLOSED,
        "inviter": public_name(found.invited_by) if found.invited_by else "",
        "login_url": login,
        "name": public_name(request.user) if request.user.is_authenticated else "",
    }
    return answer.render(request, TEMPLATES + "invitation.html", context)
