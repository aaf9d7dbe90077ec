"""What is wrapped in other packages' code is still there, and is still called as it was."""

import inspect

import pytest
from wagtail.admin.views import workflows
from wagtail.admin.views.pages.edit import EditView
from wagtail.models import Workflow

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
