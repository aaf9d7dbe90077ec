"""Proposing a challenge, step by step: routes of the index page (``ChallengeIndexMixin``)."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wagtail_crowdsolving import conf, doors, kept
from wagtail_crowdsolving.challenges import actions, brief, links, queries
from wagtail_crowdsolving.challenges.models import Proposal
from wagtail_crowdsolving.challenges.views.proposals import (
    TEMPLATES,
    change_files,
    change_files_signed_out,
    other_answers,
    own_or_404,
    row,
    typed_in,
)

#: The step that asks for files as well.
WITH_FILES = "defi"


@doors.private
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request, index):
    """How it works, the drafts already begun, and the button that begins another."""
    if not index.takes_proposals:
        raise Http404
    if not request.user.is_authenticated:
        return doors.sign_in(request)
    if request.method == "POST":
        with doors.asked(request=request) as answer:
            proposal = actions.begin(
                index=index,
                by=request.user,
                language=get_language() or settings.LANGUAGE_CODE,
                submission_key=request.POST.get("key"),
            )
        if not answer.is_done:
            return redirect(request.path)
        # Back and once more: the same draft, or what it has become.
        if not proposal.is_draft:
            return redirect(links.own(proposal))
        return redirect(links.step(proposal, next(iter(brief.STEPS)), request))
    drafts = [
        proposal
        for proposal in queries.proposals_of(request.user)
        if proposal.is_draft and proposal.index_id == index.pk
    ]
    return TemplateResponse(
        request,
        TEMPLATES + "proposal_start.html",
        {
            "page": index,
            "drafts": [row(request, draft) for draft in drafts],
            "situations": brief.SITUATION_EXPLANATIONS.items(),
            "key": uuid.uuid4(),
            "full": len(drafts) >= conf.PROPOSAL_DRAFTS_PER_MEMBER,
        },
    )


@doors.private
@require_http_methods(["GET", "HEAD", "POST"])
def step(request, index, pk, step):
    """One step of the form, or the preview that ends it."""
    if step not in brief.STEP_TITLES:
        raise Http404
    if not request.user.is_authenticated:
        proposal, keep = get_object_or_404(Proposal, pk=pk, index_id=index.pk), None
        if request.method == "POST" and step in brief.STEPS and proposal.is_draft:
            form = brief.STEPS[step](
                request.POST, index=index, situation=proposal.data.get("situation")
            )
            keep = typed_in(request, form)
            if step == WITH_FILES:
                change_files_signed_out(request, proposal)
        return doors.sign_in(request, keep=keep)
    proposal = own_or_404(request, pk, index_id=index.pk)
    if not proposal.is_draft:
        return redirect(links.own(proposal))
    if step == brief.PREVIEW:
        return _preview_step(request, index, proposal)
    if step == "details" and not proposal.data.get("situation"):
        messages.info(request, _("Choose a situation first: the questions depend on it."))
        return redirect(links.step(proposal, "situation", request))
    if request.method == "POST":
        return _save_step(request, index, proposal, step)
    if typed := kept.kept(request, request.path):
        form = brief.STEPS[step](
            typed["data"],
            index=index,
            user=request.user,
            situation=proposal.data.get("situation"),
        )
        return _render_step(
            request, index, proposal, step, form, version=typed["version"], unsaved=True
        )
    form = brief.step_form(step, data=proposal.data, index=index, user=request.user)
    return _render_step(request, index, proposal, step, form)


def _save_step(request, index, proposal, step):
    form = brief.STEPS[step](
        request.POST,
        index=index,
        user=request.user,
        situation=proposal.data.get("situation"),
    )
    typed = form.typed()
    with doors.asked() as answer:
        proposal = actions.save_draft(
            proposal=proposal,
            by=request.user,
            data=typed,
            version=kept.posted_version(request.POST),
        )
    if "draft" in request.GET:
        # Asked by the form itself, while somebody types.
        if not answer.is_done:
            return JsonResponse({"message": str(answer.error)}, status=answer.status)
        kept.forget(request, request.path)
        return JsonResponse({"version": proposal.version, "message": _("Your draft is kept.")})
    files_form, files = None, doors.Answer()
    files.is_done = True
    if step == WITH_FILES:
        files_form, files = change_files(request, proposal)
    if not answer.is_done:
        proposal = Proposal.objects.filter(pk=proposal.pk).first()
        if proposal is None or not proposal.is_draft:
            messages.error(request, str(answer.error))
            return redirect("wagtail_crowdsolving:space")
        others = other_answers(form, typed, proposal.data)
        return _render_step(
            request,
            index,
            proposal,
            step,
            form,
            answer=answer,
            others=others,
            files_form=files_form,
        )
    kept.forget(request, request.path)
    if not files.is_done:
        return _render_step(request, index, proposal, step, form, files_form=files_form)
    go = request.POST.get("go")
    steps = list(brief.STEP_TITLES)
    if go == "leave":
        messages.success(
            request, _("Your draft is kept. You can come back to it whenever you like.")
        )
        return redirect("wagtail_crowdsolving:space")
    if go == "back" and steps.index(step):
        return redirect(links.step(proposal, steps[steps.index(step) - 1], request))
    if not form.is_valid():
        return _render_step(request, index, proposal, step, form, files_form=files_form)
    return redirect(links.step(proposal, steps[steps.index(step) + 1], request))


def _render_step(
    request,
    index,
    proposal,
    step,
    form,
    *,
    version=None,
    unsaved=False,
    answer=None,
    others=(),
    files_form=None,
):
    answer = answer or doors.Answer()
    if step == WITH_FILES and files_form is None:
        files_form, _answer = change_files(request, proposal)
    return answer.render(
        request,
        TEMPLATES + "proposal_step.html",
        {
            "page": index,
            "proposal": proposal,
            "form": form,
            "files_form": files_form,
            "reader": kept.mark(request.user),
            "step": step,
            "title": brief.STEP_TITLES[step],
            "steps": _steps(request, index, proposal, step),
            "version": proposal.version if version is None else version,
            "is_first": step == next(iter(brief.STEPS)),
            "unsaved": unsaved,
            "conflict": answer.conflict,
            "others": others,
            "action": links.step(proposal, step, request),
        },
    )


def _preview_step(request, index, proposal):
    challenge = None
    with doors.asked() as answer:
        if request.method == "POST":
            page = actions.submit(proposal=proposal, by=request.user)
        else:
            cleaned = brief.clean_brief(data=proposal.data, index=index)
            challenge = brief.build_page(index=index, by=request.user, cleaned=cleaned)
    if answer.conflict:
        messages.error(request, str(answer.conflict))
        return redirect("wagtail_crowdsolving:space")
    if answer.is_done and request.method == "POST":
        messages.success(
            request,
            _("Thank you: “%(title)s” has been received. Follow it here.") % {"title": page.title},
        )
        return redirect(links.own(proposal))
    steps = _steps(request, index, proposal, brief.PREVIEW)
    return TemplateResponse(
        request,
        TEMPLATES + "proposal_preview_step.html",
        {
            "page": index,
            "proposal": proposal,
            "challenge": challenge,
            "files": proposal.files.shown() if challenge else (),
            "themes": list(challenge.themes.all()) if challenge else [],
            "claim": _unknown_claim(request.user, cleaned, challenge) if challenge else "",
            "sections": brief.sections(challenge) if challenge else [],
            "step": brief.PREVIEW,
            "title": brief.STEP_TITLES[brief.PREVIEW],
            "steps": steps,
            "missing": [
                item
                for item in steps
                if not answer.is_done and item["state"] != "done" and item["blocks"]
            ],
            "previous": steps[-2]["url"],
            "action": links.step(proposal, brief.PREVIEW, request),
        },
        status=400 if request.method == "POST" else 200,
    )


def _unknown_claim(member, cleaned, challenge):
    """The organisation for which ``member`` is about to speak, where the team will check that they may."""
    if cleaned["for_whom"] != brief.WhoForm.ORGANISATION or queries.speaks_for(
        member, challenge.organisation_id, challenge.proposed_by
    ):
        return ""
    return challenge.by


def _steps(request, index, proposal, current):
    states = brief.step_states(data=proposal.data, index=index)
    return [
        {
            "step": step,
            "title": title,
            "url": links.step(proposal, step, request),
            "state": states[step].state if step in states else "",
            "blocks": states[step].blocks if step in states else False,
            "current": step == current,
        }
        for step, title in brief.STEP_TITLES.items()
    ]
