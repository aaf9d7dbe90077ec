"""The hands in other packages' code: each test fails where what it holds is no longer there, or no longer enough."""

import inspect

import django_comments_xtd.models
import pytest
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages
from django.db import connection
from django.db.models.signals import pre_save
from django.urls import reverse
from wagtail import hooks
from wagtail.actions import delete_page
from wagtail.admin import signal_handlers
from wagtail.admin.mail import Notifier
from wagtail.admin.views import mixins, workflows
from wagtail.admin.views.generic.workflow import WorkflowAction
from wagtail.admin.views.pages.edit import EditView
from wagtail.models import TaskState, Workflow, WorkflowState
from wagtail_localize.operations import translate_object
from wagtail_localize.wagtail_hooks import page_listing_more_buttons

from tests import factories
from wagtail_crowdsolving import exports, page_guards, staleness, upstream
from wagtail_crowdsolving.contributions.models import Contribution

pytestmark = pytest.mark.versions


@pytest.mark.parametrize(
    ("owner", "method", "parameters"),
    [
        (Workflow, "deactivate", ["self", "user"]),
        (EditView, "get_side_panels", ["self"]),
        (workflows.Disable, "get", ["self", "request", "args", "kwargs"]),
        (workflows.Disable, "post", ["self", "request", "args", "kwargs"]),
        (workflows.Disable, "get_context_data", ["self", "kwargs"]),
        (workflows.DisableTask, "get", ["self", "request", "args", "kwargs"]),
        (workflows.DisableTask, "post", ["self", "request", "args", "kwargs"]),
        (workflows.Edit, "get", ["self", "request", "args", "kwargs"]),
        (workflows.Edit, "is_valid", ["self", "form"]),
        (workflows.Create, "is_valid", ["self", "form"]),
        (WorkflowAction, "post", ["self", "request", "args", "kwargs"]),
    ],
)
def test_a_method_that_is_wrapped(owner, method, parameters):
    ours = getattr(owner, method)
    theirs = inspect.unwrap(ours)
    assert ours is not theirs
    assert not theirs.__module__.startswith("wagtail_crowdsolving")
    assert list(inspect.signature(theirs).parameters) == parameters


def test_disabling_a_workflow_drops_what_it_is_set_on():
    assert "WorkflowPage.objects.filter(workflow=self).delete()" in inspect.getsource(
        inspect.unwrap(Workflow.deactivate)
    )


def test_these_send_wagtails_workflow_mails():
    senders = {name for name, it in vars(signal_handlers).items() if isinstance(it, Notifier)}
    assert senders == set(upstream.WORKFLOW_NOTIFIERS)
    for name in upstream.WORKFLOW_NOTIFIERS:
        asked = inspect.signature(type(getattr(signal_handlers, name)).can_handle).parameters
        assert list(asked)[:2] == ["self", "instance"]
    # They hand over a step, or the whole of the workflow.
    assert TaskState._meta.get_field("workflow_state").related_model is WorkflowState
    assert not hasattr(WorkflowState, "workflow_state")


@pytest.mark.parametrize("is_ours", [True, False])
def test_a_workflow_that_is_ours_sends_none(monkeypatch, is_ours):
    name = upstream.WORKFLOW_NOTIFIERS[0]
    notifier = getattr(signal_handlers, name)
    monkeypatch.setattr(notifier, "can_handle", lambda instance, **kwargs: True)
    monkeypatch.setattr(upstream, "WORKFLOW_NOTIFIERS", [name])
    upstream.quieten_workflow_mails(lambda state: is_ours)
    assert notifier.can_handle(WorkflowState()) is not is_ours


def test_a_page_is_deleted_through_this_action(home, monkeypatch):
    """And in a transaction: what records refuse leaves nothing half done."""
    assert delete_page.DeletePageAction.execute.is_whole
    within = []
    monkeypatch.setattr(
        delete_page.DeletePageAction,
        "execute",
        lambda self, *args, **kwargs: within.append(connection.in_atomic_block),
    )
    factories.ChallengeFactory().delete()
    assert within == [True]


def test_replies_are_left_alone():
    handler = django_comments_xtd.models.publish_or_unpublish_on_pre_save
    assert list(inspect.signature(handler).parameters)[:2] == ["sender", "instance"]
    assert pre_save.disconnect(handler, sender=Contribution) is False  # it was done at the start
    pre_save.connect(handler, sender=Contribution)
    upstream.leave_replies_alone(Contribution)
    assert pre_save.disconnect(handler, sender=Contribution) is False


def test_every_spreadsheet_of_wagtail_is_written_here():
    """The two methods write all of a file: a list of Wagtail's with a writing of its own would pass by."""
    for name, parameters in (
        ("stream_csv", ["self", "queryset"]),
        ("write_xlsx", ["self", "queryset", "output"]),
    ):
        source = inspect.getsource(mixins)
        assert f"def {name}({', '.join(parameters)})" in source
        owners = [
            view
            for view in every_subclass(mixins.SpreadsheetExportMixin)
            if name in vars(view) and view.__module__.startswith("wagtail.")
        ]
        assert owners == []
        assert getattr(mixins.SpreadsheetExportMixin, name).__module__ == exports.__name__


def every_subclass(kind):
    for one in kind.__subclasses__():
        yield one
        yield from every_subclass(one)


def test_a_row_that_knows_its_translations_has_the_buttons_of_wagtail_localize(
    home, admin_user, django_assert_num_queries
):
    english = factories.locale("en")
    page = factories.ChallengeFactory()
    page.get_parent().copy_for_translation(english, copy_parents=True)
    plain = factories.ProjectFactory()
    translate_object(page, [english])
    rows = [page, page.get_translation(english), plain]
    (buttons,) = [
        function
        for function in hooks.get_hooks("register_page_listing_more_buttons")
        if getattr(function, "__wrapped__", None) is page_listing_more_buttons
    ]

    def shown(page):
        return [(one.label, one.url) for one in buttons(page, admin_user, next_url="/x/")]

    # Where they would be refused there are none: neither in a list nor above the page.
    reader = factories.UserFactory()
    reader.user_permissions.add(Permission.objects.get(codename="submit_translation"))
    assert list(buttons(page, reader)) == []
    assert buttons in hooks.get_hooks("register_page_header_buttons")
    asked = [shown(row) for row in rows]
    assert [len(row) for row in asked] == [1, 0, 1]
    with django_assert_num_queries(3):
        staleness.tell(rows)
        assert [shown(row) for row in rows] == asked


def test_an_alias_among_those_that_are_published_is_told(home, client, admin_user):
    page = factories.ChallengeFactory(live=False)
    alias = page.create_alias(update_slug="alias")
    client.force_login(admin_user)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    for asked, typed in ((alias, {}), (page.get_parent(), {"include_descendants": "on"})):
        answer = client.post(f"{url}?id={asked.pk}", typed)
        *_earlier, said = get_messages(answer.wsgi_request)
        assert (answer.status_code, said.level_tag) == (302, "error")


def test_of_many_aliases_some_are_named_and_the_others_counted(
    home, client, admin_user, monkeypatch
):
    monkeypatch.setattr(page_guards, "SAID", 1)
    page = factories.ChallengeFactory(live=False)
    aliases = [page.create_alias(update_slug=f"alias-{number}") for number in range(3)]
    client.force_login(admin_user)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    answer = client.post(f"{url}?{'&'.join(f'id={one.pk}' for one in aliases)}")
    said = [str(one) for one in get_messages(answer.wsgi_request)]
    assert len(said) == 2
    assert page.title in said[0]
    assert "2" in said[1]
