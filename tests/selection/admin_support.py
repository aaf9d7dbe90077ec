"""People, committees and rounds for the tests of the selection in the admin."""

import uuid

from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils.html import escape
from wagtail.models import GroupPagePermission, TaskState, Workflow, WorkflowState, WorkflowTask

from tests import factories
from wagtail_crowdsolving.selection.models import Committee, Criterion, Membership, Round
from wagtail_crowdsolving.selection.task import CommitteeReviewTask

ROLE = Membership.Role
SECRET = "Un mot que personne d'autre ne lit"
#: Allowed; not theirs; no right at all (Wagtail sends them away).
YES, UNKNOWN, NO = 200, 404, 302


def in_html(text):
    return escape(text)


def permission(name):
    app_label, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)


def admit(user, *names):
    """Give somebody access to the admin, and the permissions named besides."""
    for name in ("wagtailadmin.access_admin", *names):
        user.user_permissions.add(permission(name))
    return type(user).objects.get(pk=user.pk)


def coordinator():
    return admit(factories.UserFactory(), "wagtail_crowdsolving.manage_selection")


def editor():
    """Somebody who edits every page and has no part in the selection."""
    user = admit(factories.UserFactory())
    group = Group.objects.create(name=f"Rédaction {uuid.uuid4()}")
    for codename in ("add_page", "change_page", "publish_page"):
        GroupPagePermission.objects.create(
            group=group,
            page=factories.home(),
            permission=Permission.objects.get(
                content_type__app_label="wagtailcore", codename=codename
            ),
        )
    user.groups.add(group)
    return user


def person(role, committee):
    """Somebody of whom a test says by ``role`` what they are to this committee; ``None``: a visitor."""
    if role == "superuser":
        return factories.UserFactory(is_superuser=True)
    if role == "coordinator":
        return coordinator()
    if role == "editor":
        return editor()
    if role == "visitor":
        return None
    seat = ROLE.CHAIR if role == "chair" else ROLE.MEMBER
    user = committee.memberships.filter(role=seat).first().user
    return user if role == "member" else admit(user)


def committee(*, members=3, criteria=2, **values):
    """A committee of ``members`` people, the first of whom chairs it."""
    made = Committee.objects.create(
        **{"name": f"Comité {uuid.uuid4().hex[:6]}", "quorum": 1, **values}
    )
    for number in range(members):
        Membership.objects.create(
            committee=made,
            user=factories.UserFactory(),
            role=ROLE.MEMBER if number else ROLE.CHAIR,
            sort_order=number,
        )
    for number in range(criteria):
        Criterion.objects.create(committee=made, label=f"Critère {number}", sort_order=number)
    return made


def round_of(committee, page=None, **values):
    """A round, past the door: to set a scene."""
    page = page or factories.ChallengeFactory(live=False)
    task = CommitteeReviewTask.objects.first() or CommitteeReviewTask.objects.create(name="Comité")
    workflow = Workflow.objects.filter(name="Essai").first()
    if workflow is None:
        workflow = Workflow.objects.create(name="Essai")
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    from django.contrib.contenttypes.models import ContentType

    revision = page.save_revision()
    state = WorkflowState.objects.create(
        content_type=ContentType.objects.get_for_model(page),
        base_content_type=ContentType.objects.get_for_model(type(page).__mro__[0]),
        object_id=str(page.pk),
        workflow=workflow,
        status=WorkflowState.STATUS_IN_PROGRESS,
    )
    task_state = TaskState.objects.create(
        workflow_state=state, revision=revision, task=task.task_ptr, status="in_progress"
    )
    state.current_task_state = task_state
    state.save()
    return Round.objects.create(
        **{
            "task_state": task_state,
            "page_id": page.pk,
            "committee": committee,
            "title": page.title,
            "content": [],
            "content_hash": "0" * 64,
            "rule": committee.rule,
            "threshold": committee.threshold,
            "quorum": committee.quorum,
            **values,
        }
    )


def url(name, *args):
    return reverse(f"crowdsolving_rounds:{name}", args=args)


def text(response):
    return response.content.decode()
