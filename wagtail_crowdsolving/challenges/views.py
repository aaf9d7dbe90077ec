"""Proposing a challenge, and a member's own space.

``propose`` and ``step`` are routes of the index page (``ChallengeIndexMixin``).
"""

from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from wagtail_crowdsolving import conf, kept
from wagtail_crowdsolving.challenges import actions, forms, life, links, queries, rules
from wagtail_crowdsolving.challenges.models import Proposal, ProposalEvent
from wagtail_crowdsolving.exceptions import Conflict

TEMPLATES = "wagtail_crowdsolving/challenges/"

Kind = ProposalEvent.Kind


def private(view):
    """A page of one person: no cache and no search engine keeps it."""

    @wraps(view)
    def wrapped(*args, **kwargs):
        response = view(*args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    return never_cache(wrapped)


def private_route(view):
    """The same for a route, which is called with the page behind the request."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        return private(lambda request: view(request, *args, **kwargs))(request)

    return wrapped


# Proposing


@private_route
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request, index):
    """How it works, the drafts already begun, and the button that begins another."""
    if not index.takes_proposals:
        raise Http404
    if not request.user.is_authenticated:
        return _sign_in(request)
    if request.method == "POST":
        try:
            proposal = actions.begin(
                index=index, by=request.user, language=get_language() or settings.LANGUAGE_CODE
            )
        except Conflict as conflict:
            messages.error(request, str(conflict))
            return redirect(request.path)
        return redirect(links.step(proposal, next(iter(forms.STEPS)), request))
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
            "drafts": [_row(request, draft) for draft in drafts],
            "situations": forms.SITUATION_EXPLANATIONS.items(),
            "full": len(drafts) >= conf.PROPOSAL_DRAFTS_PER_MEMBER,
        },
    )


@private_route
@require_http_methods(["GET", "HEAD", "POST"])
def step(request, index, pk, step):
    """One step of the form, or the preview that ends it."""
    if step not in forms.STEP_TITLES:
        raise Http404
    if not request.user.is_authenticated:
        proposal = get_object_or_404(Proposal, pk=pk, index_id=index.pk)
        if request.method == "POST" and step in forms.STEPS and proposal.is_draft:
            form = forms.STEPS[step](
                request.POST, index=index, situation=proposal.data.get("situation")
            )
            _keep_typed(request, form)
        return _sign_in(request)
    proposal = _own_or_404(request, pk, index_id=index.pk)
    if not proposal.is_draft:
        return redirect(links.own(proposal))
    if step == forms.PREVIEW:
        return _preview_step(request, index, proposal)
    if step == "details" and not proposal.data.get("situation"):
        messages.info(request, _("Choose a situation first: the questions depend on it."))
        return redirect(links.step(proposal, "situation", request))
    if request.method == "POST":
        return _save_step(request, index, proposal, step)
    if typed := kept.kept(request, request.path):
        form = forms.STEPS[step](
            typed["data"],
            index=index,
            user=request.user,
            situation=proposal.data.get("situation"),
        )
        return _render_step(
            request, index, proposal, step, form, version=typed["version"], unsaved=True
        )
    form = forms.step_form(step, data=proposal.data, index=index, user=request.user)
    return _render_step(request, index, proposal, step, form)


def _save_step(request, index, proposal, step):
    form = forms.STEPS[step](
        request.POST,
        index=index,
        user=request.user,
        situation=proposal.data.get("situation"),
    )
    typed = form.typed()
    try:
        proposal = actions.save_draft(
            proposal=proposal,
            by=request.user,
            data=typed,
            version=kept.posted_version(request.POST),
        )
    except Conflict as conflict:
        proposal = Proposal.objects.filter(pk=proposal.pk).first()
        if proposal is None or not proposal.is_draft:
            messages.error(request, str(conflict))
            return redirect("wagtail_crowdsolving:space")
        others = _other_answers(form, typed, proposal.data)
        return _render_step(
            request, index, proposal, step, form, conflict=conflict, others=others, status=409
        )
    kept.forget(request, request.path)
    go = request.POST.get("go")
    steps = list(forms.STEP_TITLES)
    if go == "leave":
        messages.success(
            request, _("Your draft is kept. You can come back to it whenever you like.")
        )
        return redirect("wagtail_crowdsolving:space")
    if go == "back" and steps.index(step):
        return redirect(links.step(proposal, steps[steps.index(step) - 1], request))
    if not form.is_valid():
        return _render_step(request, index, proposal, step, form)
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
    conflict=None,
    others=(),
    status=200,
):
    return TemplateResponse(
        request,
        TEMPLATES + "proposal_step.html",
        {
            "page": index,
            "proposal": proposal,
            "form": form,
            "step": step,
            "title": forms.STEP_TITLES[step],
            "steps": _steps(request, index, proposal, step),
            "version": proposal.version if version is None else version,
            "is_first": step == next(iter(forms.STEPS)),
            "unsaved": unsaved,
            "conflict": conflict,
            "others": others,
            "action": links.step(proposal, step, request),
        },
        status=status,
    )


def _preview_step(request, index, proposal):
    errors, challenge = {}, None
    try:
        if request.method == "POST":
            page = actions.submit(proposal=proposal, by=request.user)
            messages.success(
                request,
                _("Thank you: “%(title)s” has been received. Follow it here.")
                % {"title": page.title},
            )
            return redirect(links.own(proposal))
        cleaned = forms.clean_brief(data=proposal.data, index=index)
        challenge = actions.build_page(index=index, by=request.user, cleaned=cleaned)
    except ValidationError as error:
        errors = error.message_dict
    except Conflict as conflict:
        messages.error(request, str(conflict))
        return redirect("wagtail_crowdsolving:space")
    steps = _steps(request, index, proposal, forms.PREVIEW)
    return TemplateResponse(
        request,
        TEMPLATES + "proposal_preview_step.html",
        {
            "page": index,
            "proposal": proposal,
            "challenge": challenge,
            "themes": list(challenge.themes.all()) if challenge else [],
            "sections": forms.sections(challenge) if challenge else [],
            "step": forms.PREVIEW,
            "title": forms.STEP_TITLES[forms.PREVIEW],
            "steps": steps,
            "missing": [
                item for item in steps if errors and item["state"] != "done" and item["blocks"]
            ],
            "previous": steps[-2]["url"],
            "action": links.step(proposal, forms.PREVIEW, request),
        },
        status=400 if request.method == "POST" else 200,
    )


def _steps(request, index, proposal, current):
    states = forms.step_states(data=proposal.data, index=index)
    return [
        {
            "step": step,
            "title": title,
            "url": links.step(proposal, step, request),
            "state": states[step].state if step in states else "",
            "blocks": states[step].blocks if step in states else False,
            "current": step == current,
        }
        for step, title in forms.STEP_TITLES.items()
    ]


def _other_answers(form, typed, stored):
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


# What was typed while nobody was signed in


def _keep_typed(request, form):
    """Keep a post in the fresh session: known fields only, bounded."""
    typed = {"version": kept.posted_version(request.POST), "data": form.typed()}
    if not kept.keep(request, request.path, typed):
        messages.error(
            request,
            _("You were signed out, and this text was too long to be kept. Go back to copy it."),
        )


# A member's own space


@private
@require_safe
@login_required
def space(request):
    """Each challenge and draft of a member, with where it stands and the next thing to do."""
    rows = [_row(request, proposal) for proposal in queries.proposals_of(request.user)]
    try:
        contributions_url = reverse("wagtail_crowdsolving:my_contributions")
    except NoReverseMatch:
        contributions_url = ""
    return TemplateResponse(
        request,
        TEMPLATES + "space.html",
        {
            "drafts": [row for row in rows if row["proposal"].is_draft],
            "proposals": [row for row in rows if not row["proposal"].is_draft],
            "contributions_url": contributions_url,
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
    proposal = _own_or_404(request, pk)
    if proposal.is_draft:
        return redirect("wagtail_crowdsolving:space")
    timeline = list(proposal.events.all())
    return TemplateResponse(
        request,
        TEMPLATES + "proposal.html",
        {
            "proposal": proposal,
            "row": _row(request, proposal),
            "timeline": timeline,
            "can_revise": rules.can_revise(request.user, proposal, proposal.state),
            "can_withdraw": rules.can_withdraw(request.user, proposal, proposal.state),
        },
    )


@private
@require_http_methods(["GET", "HEAD", "POST"])
def revise(request, pk):
    """The whole brief on one page, while changes are requested."""
    if not request.user.is_authenticated:
        if request.method == "POST":
            proposal = get_object_or_404(Proposal, pk=pk, submitted_at__isnull=False)
            _keep_typed(request, forms.RevisionForm(request.POST, index=proposal.index.specific))
        return _sign_in(request)
    proposal = _own_or_404(request, pk)
    if not rules.can_revise(request.user, proposal, proposal.state):
        messages.error(request, _("No changes are requested for this challenge."))
        return redirect(links.own(proposal))
    index = proposal.index.specific
    page = proposal.page.get_latest_revision_as_object()
    version, conflict, others, status = queries.version_of(page), None, (), 200
    unsaved = False
    if request.method == "POST":
        form = forms.RevisionForm(request.POST, index=index)
        try:
            actions.revise(
                proposal=proposal,
                by=request.user,
                data=request.POST,
                version=kept.posted_version(request.POST),
            )
        except ValidationError as error:
            version = kept.posted_version(request.POST)
            if form.is_valid():
                form.add_error(None, error.messages)
        except Conflict as error:
            conflict, status = error, 409
            others = _other_answers(form, form.typed(), forms.typed_from_page(page))
        else:
            kept.forget(request, request.path)
            messages.success(request, _("Thank you: the team examines your changes."))
            return redirect(links.own(proposal))
    elif typed := kept.kept(request, request.path):
        form = forms.RevisionForm(typed["data"], index=index)
        version, unsaved = typed["version"], True
    else:
        form = forms.RevisionForm(index=index, initial=forms.typed_from_page(page))
    request_for_changes = proposal.events.filter(kind=Kind.CHANGES_REQUESTED).last()
    return TemplateResponse(
        request,
        TEMPLATES + "proposal_revise.html",
        {
            "proposal": proposal,
            "form": form,
            "version": version,
            "conflict": conflict,
            "others": others,
            "unsaved": unsaved,
            "comment": request_for_changes.message if request_for_changes else "",
        },
        status=status,
    )


@private
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, pk):
    proposal = _own_or_404(request, pk)
    if request.method == "POST":
        try:
            actions.withdraw(proposal=proposal, by=request.user)
        except Conflict as conflict:
            messages.error(request, str(conflict))
        else:
            messages.success(request, _("Your challenge is withdrawn."))
        return redirect(links.own(proposal))
    if not rules.can_withdraw(request.user, proposal, proposal.state):
        return redirect(links.own(proposal))
    return TemplateResponse(request, TEMPLATES + "proposal_withdraw.html", {"proposal": proposal})


@private
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request, pk):
    proposal = _own_or_404(request, pk)
    if not proposal.is_draft:
        return redirect(links.own(proposal))
    if request.method == "POST":
        try:
            actions.discard(proposal=proposal, by=request.user)
        except Conflict as conflict:
            messages.error(request, str(conflict))
        else:
            messages.success(request, _("The draft is deleted."))
        return redirect("wagtail_crowdsolving:space")
    return TemplateResponse(request, TEMPLATES + "proposal_discard.html", {"proposal": proposal})


@private
@require_safe
@login_required
def preview(request, pk):
    """The challenge as the public will see it, for its proposer alone."""
    proposal = _own_or_404(request, pk)
    if proposal.page is None:
        raise Http404
    page = proposal.page.get_latest_revision_as_object()
    request.is_preview = True
    mode = page.default_preview_mode
    # The page as a whole speaks its own language, whatever the one of the member's space.
    with override(page.locale.language_code):
        return TemplateResponse(
            request,
            TEMPLATES + "proposal_preview.html",
            {
                **page.get_preview_context(request, mode),
                "preview_template": page.get_preview_template(request, mode),
                "proposal": proposal,
            },
        ).render()


def _own_or_404(request, pk, **where):
    """The member's own proposal with its ``state``. Anybody else's does not exist."""
    proposal = queries.proposals_of(request.user).filter(pk=pk, **where).first()
    if proposal is None:
        # What was typed for somebody else's draft stays with nobody.
        kept.forget(request, request.path)
        raise Http404
    return proposal


def _sign_in(request):
    return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))


def _row(request, proposal):
    """What the space says of one proposal: its state in words, and the next thing to do."""
    if proposal.is_draft:
        url = links.step(proposal, _first_step(proposal), request)
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
    Kind.CHANGES_REQUESTED: lambda: _("The team asks you to change something."),
    Kind.RESUBMITTED: lambda: _("The team examines your changes. You need do nothing."),
    Kind.VALIDATED: lambda: _("It will be published soon. You need do nothing."),
    Kind.PUBLISHED: lambda: _("It is on the site: read the contributions."),
    Kind.UNPUBLISHED: lambda: _("It is no longer on the site. Write to the team to know more."),
    Kind.DECLINED: lambda: _("Read the reasons of the team."),
    Kind.WITHDRAWN: lambda: _("You have withdrawn it. There is nothing to do."),
}


def _first_step(proposal):
    """The first step that holds nothing yet; the preview where all do."""
    for step in forms.STEPS:
        if not any(name in proposal.data for name in forms.fields_of(step, proposal.data)):
            return step
    return forms.PREVIEW
