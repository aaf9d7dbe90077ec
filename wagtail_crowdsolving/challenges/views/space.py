"""A member's own space."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import select_template
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from wagtail_crowdsolving import doors, extensions, kept
from wagtail_crowdsolving.challenges import actions, brief, life, links, queries, rules
from wagtail_crowdsolving.challenges.models import Proposal, ProposalFile
from wagtail_crowdsolving.challenges.views.proposals import (
    TEMPLATES,
    Kind,
    change_files,
    change_files_signed_out,
    other_answers,
    own_or_404,
    row,
    typed_in,
)
from wagtail_crowdsolving.contributions.views.reading import hand_out
from wagtail_crowdsolving.doors import private


@private
@require_safe
@login_required
def space(request):
    """Each challenge and draft of a member, with where it stands and the next thing to do."""
    rows = [row(request, proposal) for proposal in queries.proposals_of(request.user)]
    return TemplateResponse(
        request,
        TEMPLATES + "space.html",
        {
            "drafts": [row for row in rows if row["proposal"].is_draft],
            "proposals": [row for row in rows if not row["proposal"].is_draft],
            "entries": extensions.space.ask(request),
            "animated": life.animated_by(request.user),
            "propose_urls": [
                (index.title, index.get_url(request) + index.reverse_subpage("propose"))
                for index in queries.open_indexes()
                if index.get_url(request)
            ],
        },
    )


@private
@require_safe
@login_required
def proposal(request, pk):
    """One challenge: where it stands, and its timeline."""
    proposal = own_or_404(request, pk)
    if proposal.is_draft:
        return redirect("wagtail_crowdsolving:space")
    return TemplateResponse(
        request,
        TEMPLATES + "proposal.html",
        {
            "proposal": proposal,
            "row": row(request, proposal),
            "files": proposal.files.shown(),
            "timeline": queries.timeline_of(proposal),
            "can_revise": rules.can_revise(request.user, proposal, proposal.state),
            "can_withdraw": rules.can_withdraw(request.user, proposal, proposal.state),
        },
    )


@private
@require_safe
def file(request, pk):
    """A file of a proposal, for whoever may read it; for everybody else there is none."""
    found = get_object_or_404(ProposalFile.objects.select_related("proposal__page"), pk=pk)
    if not rules.can_see_file(request.user, found):
        raise Http404
    return hand_out(request, found)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def revise(request, pk):
    """The whole brief on one page, while changes are requested."""
    if not request.user.is_authenticated:
        keep = None
        if request.method == "POST":
            proposal = get_object_or_404(Proposal.objects.submitted(), pk=pk)
            form = brief.RevisionForm(request.POST, index=proposal.index.specific)
            keep = typed_in(request, form)
            change_files_signed_out(request, proposal)
        return doors.sign_in(request, keep=keep)
    proposal = own_or_404(request, pk)
    if not rules.can_revise(request.user, proposal, proposal.state):
        messages.error(request, _("No changes are requested for this challenge."))
        return redirect(links.own(proposal))
    index = proposal.index.specific
    page = proposal.page.get_latest_revision_as_object()
    version, answer, others, unsaved = queries.version_of(page), doors.Answer(), (), False
    files_form, files = change_files(request, proposal)
    if not files.is_done:
        form, version = (
            brief.RevisionForm(request.POST, index=index),
            kept.posted_version(request.POST),
        )
    elif request.method == "POST":
        form = brief.RevisionForm(request.POST, index=index)
        posted = kept.posted_version(request.POST)
        with doors.asked() as answer:
            actions.revise(proposal=proposal, by=request.user, data=request.POST, version=posted)
        if answer.is_done:
            kept.forget(request, request.path)
            messages.success(request, _("Thank you: the team examines your changes."))
            return redirect(links.own(proposal))
        if answer.conflict:
            others = other_answers(form, form.typed(), brief.typed_from_page(page))
        else:
            version = posted
            if form.is_valid():  # else it says so itself
                doors.put(form, answer.error)
    elif typed := kept.kept(request, request.path):
        form = brief.RevisionForm(typed["data"], index=index)
        version, unsaved = typed["version"], True
    else:
        form = brief.RevisionForm(index=index, initial=brief.typed_from_page(page))
    request_for_changes = proposal.events.filter(kind=Kind.CHANGES_REQUESTED).last()
    return answer.render(
        request,
        TEMPLATES + "proposal_revise.html",
        {
            "proposal": proposal,
            "form": form,
            "files_form": files_form,
            "reader": kept.mark(request.user),
            "version": version,
            "conflict": answer.conflict,
            "others": others,
            "unsaved": unsaved,
            "comment": request_for_changes.message if request_for_changes else "",
        },
    )


@private
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, pk):
    proposal = own_or_404(request, pk)
    if request.method == "POST":
        with doors.asked(request=request) as answer:
            actions.withdraw(proposal=proposal, by=request.user)
        if answer.is_done:
            messages.success(request, _("Your challenge is withdrawn."))
        return redirect(links.own(proposal))
    if not rules.can_withdraw(request.user, proposal, proposal.state):
        return redirect(links.own(proposal))
    return TemplateResponse(request, TEMPLATES + "proposal_withdraw.html", {"proposal": proposal})


@private
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request, pk):
    proposal = own_or_404(request, pk)
    if not proposal.is_draft:
        return redirect(links.own(proposal))
    if request.method == "POST":
        with doors.asked(request=request) as answer:
            actions.discard(proposal=proposal, by=request.user)
        if answer.is_done:
            messages.success(request, _("The draft is deleted."))
        return redirect("wagtail_crowdsolving:space")
    return TemplateResponse(request, TEMPLATES + "proposal_discard.html", {"proposal": proposal})


@private
@require_safe
@login_required
def preview(request, pk):
    """The challenge as the public will see it, for its proposer alone."""
    proposal = own_or_404(request, pk)
    if proposal.page is None:
        raise Http404
    page = proposal.page.get_latest_revision_as_object()
    request.is_preview = True
    mode = page.default_preview_mode
    # The page as a whole speaks its own language, whatever the one of the member's space.
    with override(page.locale.language_code):
        template = page.get_preview_template(request, mode)
        return TemplateResponse(
            request,
            TEMPLATES + "proposal_preview.html",
            {
                **page.get_preview_context(request, mode),
                # A template can extend one, not the first that there is of many.
                "preview_template": select_template(
                    [template] if isinstance(template, str) else template
                ),
                "proposal": proposal,
            },
        ).render()
