"""What keeps committees from deciding, and what leads past them, is named by the checks."""

import datetime

import pytest
from django.contrib.auth.models import Group, Permission
from django.core import checks
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import GroupPagePermission

from tests import factories
from tests.selection import support
from wagtail_crowdsolving.selection.models import CommitteeReviewTask, Membership

pytestmark = pytest.mark.django_db


def found(**options):
    options.setdefault("databases", ["default"])
    messages = checks.run_checks(**options)
    return sorted(
        message.id[-4:]
        for message in messages
        if (message.id or "").startswith("wagtail_crowdsolving.W02") and message.hint
    )


@pytest.fixture
def index(home):
    """A list whose challenges a sound committee examines, and that nobody may publish."""
    GroupPagePermission.objects.filter(permission__codename="publish_page").delete()
    index = factories.ChallengeIndexFactory()
    committee, _people = support.committee()
    support.workflow_of(committee).workflow_pages.create(page=index)
    assert found() == []
    return index


def test_a_check_asks_no_database_unless_it_is_told_to(index, django_assert_num_queries):
    CommitteeReviewTask.objects.update(committee=None)
    with django_assert_num_queries(0):
        assert found(databases=None) == []
        checks.run_checks(tags=["database"], databases=[])


def test_a_step_without_any_committee(index):
    CommitteeReviewTask.objects.update(committee=None)
    assert found() == ["W020"]
    CommitteeReviewTask.objects.update(active=False)
    assert found() == []


def test_a_committee_that_has_not_its_quorum(index):
    committee = CommitteeReviewTask.objects.get().committee
    committee.quorum = 5
    committee.save()
    assert found() == ["W021"]
    factories.MembershipFactory(committee=committee, role=Membership.Role.OBSERVER)
    assert found() == ["W021"]
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    factories.MembershipFactory(committee=committee, ends_on=yesterday)
    assert found() == ["W021"]
    factories.MembershipFactory(committee=committee, user__is_active=False)
    assert found() == ["W021"]
    factories.MembershipFactory(committee=committee, ends_on=timezone.localdate())
    assert found() == []


def test_a_committee_without_a_chair(index):
    Membership.objects.filter(role=Membership.Role.CHAIR).update(role=Membership.Role.MEMBER)
    assert found() == ["W022"]


def test_a_right_to_publish_that_asks_no_committee(index, home):
    group = Group.objects.create(name="Rédaction")
    GroupPagePermission.objects.create(
        group=group, page=home, permission=Permission.objects.get(codename="publish_page")
    )
    assert found() == ["W023"]
    index.workflowpage.delete()
    assert found() == []


def test_what_a_new_site_still_has_to_do(home):
    factories.ChallengeIndexFactory()
    call_command("setup_crowdsolving", verbosity=0)
    assert found() == ["W021", "W021", "W022", "W022", "W023"]
