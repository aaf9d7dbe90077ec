"""What keeps committees from deciding, and what leads past them, is named by the checks."""

import datetime

import pytest
from django.contrib.auth.models import Group, Permission
from django.core import checks
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import GroupPagePermission, Workflow, WorkflowPage, WorkflowTask

from tests import factories
from tests.selection import support
from wagtail_crowdsolving import conf, health
from wagtail_crowdsolving.selection import actions
from wagtail_crowdsolving.selection.models import Committee, Membership, Round
from wagtail_crowdsolving.selection.task import CommitteeReviewTask

pytestmark = [pytest.mark.versions, pytest.mark.django_db]


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
    assert found() == ["W025"]


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
    closed = factories.MembershipFactory(committee=committee, user__is_active=False)
    assert found() == ["W021", "W028"]
    factories.MembershipFactory(committee=committee, ends_on=timezone.localdate())
    assert found() == ["W028"]
    closed.ends_on = yesterday
    closed.save()
    assert found() == []


def test_a_committee_without_a_chair(index):
    Membership.objects.filter(role=Membership.Role.CHAIR).update(role=Membership.Role.MEMBER)
    assert found() == ["W022"]


def test_a_right_to_publish_that_asks_no_committee(index, home):
    group = Group.objects.create(name="Publication")
    GroupPagePermission.objects.create(
        group=group, page=home, permission=Permission.objects.get(codename="publish_page")
    )
    assert found() == ["W023"]
    CommitteeReviewTask.objects.all().delete()
    Committee.objects.all().delete()
    assert found() == []


def test_what_a_new_site_still_has_to_do(home):
    factories.ChallengeIndexFactory()
    call_command("setup_crowdsolving", verbosity=0)
    assert found() == ["W021", "W021", "W022", "W022", "W023"]


class TestGroups:
    """A role finds its people by the name of its group."""

    def lacking(self):
        return [one.text for one in health.findings() if one.key == "challenges.no_group"]

    def test_renamed_or_deleted(self, home, settings):
        assert self.lacking() == [], "it was never set up"
        call_command("setup_crowdsolving", verbosity=0)
        assert self.lacking() == []
        Group.objects.filter(name="Modération").update(name="Modérateurs")
        Group.objects.filter(name="Coordination").delete()
        first, second = self.lacking()
        assert ("Coordination" in first, "Modération" in second) == (True, True)
        renamed = {**conf.GROUPS, "moderation": "Modérateurs"}
        settings.WAGTAIL_CROWDSOLVING = {**settings.WAGTAIL_CROWDSOLVING, "GROUPS": renamed}
        assert self.lacking() == [first]
        call_command("setup_crowdsolving", verbosity=0)
        assert self.lacking() == []


class TestLists:
    def test_without_any_workflow(self, index):
        WorkflowPage.objects.all().delete()
        assert found() == ["W024"]

    def test_below_a_workflow_that_asks_no_committee(self, index):
        index.workflowpage.delete()
        assert found() == ["W025"]

    def test_in_whose_workflow_no_committee_is_left(self, index):
        WorkflowTask.objects.filter(workflow=index.get_workflow()).delete()
        assert found() == ["W025"]

    def test_whose_workflow_is_disabled(self, index):
        index.get_workflow().deactivate()
        assert found() == ["W025", "W026"]
        workflow = Workflow.objects.get(name="Examen par comités")
        workflow.active = True
        workflow.save()
        assert found() == []

    def test_whose_disabled_workflow_was_replaced_above(self, index, home):
        index.get_workflow().deactivate()
        committee, _people = support.committee()
        WorkflowPage.objects.filter(page=home).delete()
        support.workflow_of(committee).workflow_pages.create(page=home)
        assert found() == []

    def test_whose_disabled_workflow_has_no_committee_left(self, index):
        """To enable it would not help: the hint would be false."""
        workflow = index.get_workflow()
        workflow.deactivate()
        WorkflowTask.objects.filter(workflow=workflow).delete()
        assert found() == ["W025"]

    def test_that_take_no_proposals_or_are_not_on_the_site_need_none(self, index):
        index.workflowpage.delete()
        type(index).objects.update(takes_proposals=False)
        assert found() == []
        type(index).objects.update(takes_proposals=True, live=False)
        assert found() == []

    def test_on_which_the_coordination_has_no_right(self, index):
        catalogue = factories.CatalogueIndexFactory()
        Group.objects.create(name="Coordination")
        assert found() == ["W027", "W027"]
        call_command("setup_crowdsolving", verbosity=0)
        assert "W027" not in found()
        GroupPagePermission.objects.filter(page=catalogue).delete()
        assert found().count("W027") == 1


class TestExaminations:
    def test_a_place_in_an_open_round_whose_account_is_closed(self, index):
        page = support.proposed(parent=index)
        round = support.begin(page, index.get_workflow())
        member, other = (seat.user for seat in round.seats.filter(role="member")[:2])
        support.review(round, other)
        for user in (member, other):
            user.is_active = False
            user.save()
        Membership.objects.filter(user__is_active=False).delete()
        messages = {f.key: f for f in health.findings()}
        assert messages["selection.inactive_seat"].url.endswith(f"{round.pk}/")
        assert [number for number in found() if number == "W028"] == ["W028"]

    def test_one_that_waits_for_a_committee(self, index):
        Membership.objects.all().delete()
        support.begin(support.proposed(parent=index), index.get_workflow())
        assert Round.objects.get().state == Round.State.WAITING
        assert found().count("W020") == 1

    def test_one_that_was_interrupted(self, index):
        page = support.proposed(parent=index)
        assert found() == ["W029"]
        actions.take_up_again(page=page, by=support.manager())
        assert found() == []
        page.current_workflow_state.cancel()
        assert found() == ["W029"]

    def test_one_in_a_workflow_without_a_committee(self, index, settings):
        stock = factories.plain_workflow()
        Group.objects.all().delete()
        settings.WAGTAIL_CROWDSOLVING = {"COMMITTEES_DECIDE": False, "JOBS_ENGINE": "immediate"}
        stock.start(support.proposed(parent=index), None)
        assert found() == []
        settings.WAGTAIL_CROWDSOLVING = {"JOBS_ENGINE": "immediate"}
        assert found() == ["W029"]


def fill(number):
    """``number`` times whatever a finding may be about."""
    for _each in range(number):
        list_ = factories.ChallengeIndexFactory(slug=None)
        WorkflowPage.objects.filter(page=list_).delete()
        factories.CommitteeFactory(quorum=9)
        factories.ThemeFactory()
        page = support.proposed(parent=list_)
        made, people = support.committee()
        support.begin(page, support.workflow_of(made))
        people[1].is_active = False
        people[1].save()
        support.proposed(parent=list_)


def test_the_findings_cost_the_same_at_any_size(index, django_assert_num_queries):
    Group.objects.create(name="Coordination")
    CommitteeReviewTask.objects.create(name="Sans comité")
    fill(1)
    health.findings()
    with CaptureQueriesContext(connection) as few:
        small = len(health.findings())
    fill(3)
    with django_assert_num_queries(len(few)):
        assert len(health.findings()) > small + 6


def test_no_finding_names_a_person_or_a_proposal(index):
    fill(1)
    rooms = ("challenges.", "selection.")
    ours = [finding for finding in health.findings() if finding.key.startswith(rooms)]
    text = " ".join(f"{finding.text} {finding.hint}" for finding in ours)
    assert "Essai" not in text
    assert "Défi" not in text
    assert all(finding.url for finding in ours)
