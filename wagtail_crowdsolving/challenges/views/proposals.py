"""What the pages of a proposal share: whose it is, where it stands, what was typed."""

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _

from wagtail_crowdsolving import doors, kept
from wagtail_crowdsolving.challenges import actions, brief, links, queries, rules
from wagtail_crowdsolving.challenges.models import Proposal, ProposalEvent
from wagtail_crowdsolving.network.queries import shared_key

TEMPLATES = "wagtail_crowdsolving/challenges/"


Kind = ProposalEvent.Kind


def other_answers(form, typed, stored):
    """``(label, text)`` of what another tab saved in the place of what was typed here."""
    return [
        (form[name].label, _readable(form.fields[name], stored[name]))
        for name in typed
        if name in stored and stored[name] != typed[name]
    ]


def _readable(field, value):
    choices = {str(key): str(label) for key, label in getattr(field, "choices", [])}
    values = value if isinstance(value, list) else [value]
    return ", ".join(choices.get(str(item), str(item)) for item in values)


def change_files(request, proposal):
    """``(form, answer)``: the files of ``proposal``, and what became of those that were posted.

    They are taken, whatever else is wrong with the form that they came with.
    """
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form, answer = brief.FilesForm(*posted, files=proposal.files.shown()), doors.Answer()
    answer.is_done = True
    if given := form.given():
        with doors.asked(form) as answer:
            actions.change_files(proposal=proposal, by=request.user, **given)
        form.show(proposal.files.shown())
    return form, answer


def change_files_signed_out(request, proposal):
    """Nobody is signed in: the files are the proposer's where the form was printed for them, else nobody's."""
    given = brief.FilesForm(request.POST, request.FILES, files=()).given()
    if not given:
        return
    proposer = proposal.proposer
    is_theirs = proposer is not None and kept.marked(request.POST) == str(proposer.pk)
    if is_theirs and rules.is_proposer(proposer, proposal):
        with doors.asked(request=request):
            actions.change_files(proposal=proposal, by=proposer, **given)
    else:
        messages.info(request, _("Files are not kept: choose them again."))


def typed_in(request, form):
    """What was posted while nobody was signed in, as it can be kept: known fields only, bounded."""
    return {"version": kept.posted_version(request.POST), "data": form.typed()}


def own_or_404(request, pk, **where):
    """The member's own proposal with its ``state``. Anybody else's does not exist."""
    proposal = queries.proposals_of(request.user).filter(pk=pk, **where).first()
    if proposal is None:
        # What was typed for somebody else's draft stays with nobody.
        kept.forget(request, request.path)
        raise Http404
    return proposal


def proposal_url(request, page):
    """Where the member who proposed ``page`` follows it; empty for everybody else. No query but for them."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or page.pk is None:
        return ""
    if user.pk not in page.get_discussion_roles():
        return ""
    proposal = Proposal.objects.of_versions(shared_key(page)).filter(proposer=user.pk).first()
    return links.own(proposal) if proposal else ""


def row(request, proposal):
    """What the space says of one proposal: its state in words, and the next thing to do."""
    if proposal.is_draft:
        url = links.step(proposal, first_step(proposal), request)
        return {
            "proposal": proposal,
            "state": queries.DRAFT,
            "label": _("Draft"),
            "url": url,
            "next": _("Finish your draft and send it.")
            if url
            else _("This list of challenges is not on the site at the moment."),
        }
    gone = proposal.page_id is None
    return {
        "proposal": proposal,
        "state": proposal.state,
        "label": _("Removed by the team") if gone else Kind(proposal.state).label,
        "url": links.own(proposal),
        "next": _("The team has removed this challenge.") if gone else NEXT[proposal.state](),
        "public_url": proposal.page.get_url(request)
        if proposal.state == Kind.PUBLISHED and not gone
        else "",
    }


NEXT = {
    Kind.RECEIVED: lambda: _("The team will examine it. You need do nothing."),
    Kind.ELIGIBLE: lambda: _("The committee will examine it. You need do nothing."),
    Kind.UNDER_REVIEW: lambda: _("It is being examined. You need do nothing."),
    Kind.CHANGES_REQUESTED: lambda: _("You are asked to change something."),
    Kind.RESUBMITTED: lambda: _("The team examines your changes. You need do nothing."),
    Kind.VALIDATED: lambda: _("It will be published soon. You need do nothing."),
    Kind.PUBLISHED: lambda: _("It is on the site: read the contributions."),
    Kind.UNPUBLISHED: lambda: _("It is no longer on the site. Write to the team to know more."),
    Kind.DECLINED: lambda: _("Read the reasons of the team."),
    Kind.WITHDRAWN: lambda: _("You have withdrawn it. There is nothing to do."),
}


def first_step(proposal):
    """The first step that holds nothing yet; the preview where all do."""
    for step in brief.STEPS:
        if not any(name in proposal.data for name in brief.fields_of(step, proposal.data)):
            return step
    return brief.PREVIEW
