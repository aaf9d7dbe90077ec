"""Wagtail's screens of workflows and their steps, which say what they do to the lists of challenges."""

from functools import wraps

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.models import TaskState, WorkflowPage

from wagtail_crowdsolving import cases, upstream
from wagtail_crowdsolving.challenges import examination
from wagtail_crowdsolving.challenges.health import of_lists
from wagtail_crowdsolving.selection import lists
from wagtail_crowdsolving.selection.task import CommitteeReviewTask
from wagtail_crowdsolving.selection.workflow import is_unfit


def lists_of(workflows):
    """The lists of challenges that go through one of ``workflows``, in a fixed number of queries."""
    assigned = examination.assignments()
    keys = {workflow.pk for workflow in workflows}
    nearest = [(index, examination.nearest(index, assigned)) for index in lists.all_lists()]
    return [index for index, found in nearest if found and found.workflow.pk in keys]


def _titles(indexes):
    return ", ".join(_("“%(title)s”") % {"title": index.title} for index in indexes)


def last_committee_message(workflows):
    """Why the last review by a committee stays in ``workflows``; empty where it may go."""
    if indexes := lists_of(workflows):
        return _(
            "The challenges of %(lists)s would be examined by no committee any more: they would wait. "
            "Keep a review by a committee in the workflow, or set another workflow on the list first."
        ) % {"lists": _titles(indexes)}
    if any(lists.under_way(workflow)[0] for workflow in workflows):
        return _(
            "Challenges are examined in this workflow, and would come to no committee any more. Keep "
            "a review by a committee in it until they have."
        )
    return ""


def what_disabling_does(workflow):
    """Sentences on what becomes of challenges and lists when ``workflow`` is disabled."""
    challenges, _rounds = lists.under_way(workflow)
    said = []
    if challenges:
        said.append(
            ngettext(
                "The examination of %(number)d challenge is interrupted; its proposer is told that it "
                "waits, and the board lists it: “Take up again” begins it anew.",
                "The examinations of %(number)d challenges are interrupted; their proposers are told "
                "that they wait, and the board lists them: “Take up again” begins them anew.",
                challenges,
            )
            % {"number": challenges}
        )
    if indexes := lists_of([workflow]):
        said.append(
            _(
                "%(lists)s: what is proposed there will wait, until this workflow is enabled again, "
                "which sets it there again, or another is set."
            )
            % {"lists": _titles(indexes)}
        )
    return said


def _unless(message_of):
    """Wrap a view's method: where ``message_of(view)`` says something, that is the answer."""

    def wrap(method):
        @wraps(method)
        def checked(view, request, *args, **kwargs):
            if message := message_of(view):
                messages.error(request, message)
                return redirect(view.edit_url_name, view.object.pk)
            return method(view, request, *args, **kwargs)

        return checked

    return wrap


def why_not_disable(view):
    _challenges, rounds = lists.under_way(view.object)
    return lists.rounds_message(rounds) if rounds else ""


def why_not_disable_task(view):
    task = view.object.specific
    if not getattr(task, "holds_publication", False):
        return ""
    if TaskState.objects.filter(task=task, status=TaskState.STATUS_IN_PROGRESS).exists():
        return _(
            "Challenges are under review at this step: it cannot be disabled. Stop their "
            "examination first, or wait for the committee's decision."
        )
    if not task.active or not examination.committees_decide():
        return ""
    others = examination.holding_tasks().exclude(pk=task.pk)
    alone = task.active_workflows.exclude(workflow_tasks__task__in=others.values("pk"))
    return last_committee_message(list(alone))


def _said_before(get_context_data):
    @wraps(get_context_data)
    def with_lists(view, **kwargs):
        context = get_context_data(view, **kwargs)
        said = [context.get("warning_message"), *what_disabling_does(view.object)]
        context["warning_message"] = " ".join(str(sentence) for sentence in said if sentence)
        return context

    return with_lists


def _keeping_a_committee(is_valid):
    @wraps(is_valid)
    def checked(view, form):
        if not is_valid(view, form):
            return False
        had = examination.holding_workflows().filter(pk=view.object.pk).exists()
        if not had or _has_committee(form) or not examination.committees_decide():
            return True
        if message := last_committee_message([view.object]):
            form.add_error(None, message)
            view.produced_error_message = view.get_error_message()
            return False
        return True

    return checked


def _where_it_fits(is_valid):
    @wraps(is_valid)
    def checked(view, form):
        if not is_valid(view, form):
            return False
        if said := _what_cannot_be_judged(view, form):
            form.add_error(None, said)
            view.produced_error_message = view.get_error_message()
            return False
        return True

    return checked


def _what_cannot_be_judged(view, form):
    """Why a committee has no place in the workflow of the form, by where it is set; empty where it has."""
    if not any(issubclass(task.specific_class, CommitteeReviewTask) for task in _steps(form)):
        return ""
    types = getattr(view, "content_type_form", None)
    if types is not None and types.cleaned_data["content_types"]:
        return _("A committee reviews pages only.")
    pages = {}
    if view.object is not None and view.object.pk:
        rows = WorkflowPage.objects.filter(workflow=view.object).select_related("page")
        pages = {row.page_id: row.page for row in rows}
    formset = getattr(view, "pages_formset", None)
    for row in formset.forms if formset is not None else []:
        if page := row.cleaned_data.get("page"):
            pages[page.pk] = page
            if row in formset.deleted_forms:
                del pages[page.pk]
    names = [page.title for page in pages.values() if is_unfit(page)]
    return cases.no_case_message(names) if names else ""


def _has_committee(form):
    return any(getattr(task.specific_class, "holds_publication", False) for task in _steps(form))


def _steps(form):
    """The steps in use that the workflow has once the form is saved."""
    rows = form.formsets["workflow_tasks"]
    kept = [row.cleaned_data.get("task") for row in rows.forms if row not in rows.deleted_forms]
    return [task for task in kept if task and task.active]


def _asking(get):
    @wraps(get)
    def with_lists(view, request, *args, **kwargs):
        for finding in of_lists([index for index in lists.all_lists() if index.live]):
            if finding.number in ("W024", "W025"):
                messages.warning(request, f"{finding.text} {finding.hint}")
        return get(view, request, *args, **kwargs)

    return with_lists


upstream.wrap_workflow_screens(
    {
        "Disable.get": _unless(why_not_disable),
        "Disable.post": _unless(why_not_disable),
        "Disable.get_context_data": _said_before,
        "DisableTask.get": _unless(why_not_disable_task),
        "DisableTask.post": _unless(why_not_disable_task),
        "Edit.get": _asking,
        "Edit.is_valid": lambda is_valid: _keeping_a_committee(_where_it_fits(is_valid)),
        "Create.is_valid": _where_it_fits,
    }
)
