"""``setup_crowdsolving``: groups, workflow and schedules, as often as one likes."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django_q.models import Schedule
from wagtail.models import GroupPagePermission, Task, Workflow, WorkflowPage

from tests import factories
from wagtail_crowdsolving import conf
from wagtail_crowdsolving.selection.models import Committee, Criterion
from wagtail_crowdsolving.selection.setup import BOARD, STEPS, WORKFLOW, ensure_workflow
from wagtail_crowdsolving.selection.task import CommitteeReviewTask

pytestmark = pytest.mark.versions

MADE = [Group, GroupPagePermission, Workflow, Task, WorkflowPage, Schedule, Committee, Criterion]


def run(**options):
    out = StringIO()
    call_command("setup_crowdsolving", stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def index(home):
    return factories.ChallengeIndexFactory()


def in_group(role):
    user = factories.UserFactory()
    user.groups.add(Group.objects.get(name=conf.GROUPS[role]))
    return user


def test_the_workflow_has_its_three_steps(index):
    assert WORKFLOW in run()
    workflow = index.get_workflow()
    assert workflow.name == WORKFLOW
    eligibility, selection, board = (task.specific for task in workflow.tasks)
    assert [task.name for task in (eligibility, selection, board)] == STEPS
    assert [group.name for group in eligibility.groups.all()] == [conf.GROUPS["coordination"]]
    assert (selection.committee, board.fallback) == (None, None)
    assert [selection.fallback.kind, board.committee.kind] == ["selection", "board"]
    for committee in Committee.objects.all():
        assert committee.criteria.count() >= 2
        committee.full_clean()
        for criterion in committee.criteria.all():
            criterion.full_clean()


def test_what_the_site_changed_in_a_committee_stays(index):
    run()
    board = Committee.objects.get(kind="board")
    board.criteria.all().delete()
    board.quorum = 7
    board.save()
    CommitteeReviewTask.objects.filter(fallback__isnull=False).update(fallback=board)
    assert run() == "Nothing to do: all is set up.\n"
    board.refresh_from_db()
    assert (board.quorum, board.criteria.count()) == (7, 0)
    assert CommitteeReviewTask.objects.filter(fallback=board).exists()


def test_a_committee_that_the_site_made_before_is_taken(index):
    factories.CommitteeFactory(name=BOARD, kind="board", quorum=5)
    run()
    assert Committee.objects.count() == 2
    assert CommitteeReviewTask.objects.get(name=BOARD).committee.quorum == 5


def test_a_site_whose_groups_examine_keeps_them(index):
    plain = factories.plain_workflow()
    run()
    assert index.get_workflow() == plain
    assert not CommitteeReviewTask.objects.exists()
    assert not Committee.objects.exists()


def test_a_second_run_changes_nothing_and_says_so(index):
    first = run()
    before = [sorted(model.objects.values_list("pk", flat=True)) for model in MADE]
    second = run()
    assert len(first.splitlines()) > 10
    assert second == "Nothing to do: all is set up.\n"
    assert before == [sorted(model.objects.values_list("pk", flat=True)) for model in MADE]


def test_what_the_site_chose_stays(index):
    own = Workflow.objects.create(name="Le nôtre")
    WorkflowPage.objects.create(workflow=own, page=index)
    run()
    assert index.get_workflow() == own
    Schedule.objects.filter(name="crowdsolving: mails").update(minutes=5)
    run()
    assert Schedule.objects.get(name="crowdsolving: mails").minutes == 5


def test_a_list_that_has_lost_it_gets_it_at_the_next_run(index):
    run()
    later = factories.ChallengeIndexFactory(slug="autres", title="Autres")
    WorkflowPage.objects.filter(page=later).delete()
    assert "Autres" in run()
    assert later.get_workflow().name == WORKFLOW
    assert Workflow.objects.filter(name=WORKFLOW).count() == 1


def test_on_a_site_without_pages(db):
    run()
    assert Workflow.objects.filter(name=WORKFLOW).count() == 1
    assert Group.objects.filter(name__in=conf.GROUPS.values()).count() == 5


def test_ensure_workflow_reuses_what_it_made(index):
    first, given = ensure_workflow(index_pages=[index])
    assert given == [index]
    assert ensure_workflow(index_pages=[index]) == (first, [])


def test_rights_by_role(index, home):
    catalogue = factories.CatalogueIndexFactory()
    run()
    table = {}
    for role in conf.GROUPS:
        user = in_group(role)
        table[role] = {
            "admin": user.has_perm("wagtailadmin.access_admin"),
            "decline": user.has_perm("wagtail_crowdsolving.decline_proposal"),
            "select": user.has_perm("wagtail_crowdsolving.manage_selection"),
            "moderate": user.has_perm("wagtail_crowdsolving.moderate_contribution"),
            "challenges": index.permissions_for_user(user).can_add_subpage(),
            "catalogue": catalogue.permissions_for_user(user).can_edit(),
            "home": home.permissions_for_user(user).can_edit(),
            "publish": index.permissions_for_user(user).can_publish_subpage(),
            "publish_project": catalogue.permissions_for_user(user).can_publish_subpage(),
        }
    nothing = dict.fromkeys(
        [
            "admin",
            "decline",
            "select",
            "moderate",
            "challenges",
            "catalogue",
            "home",
            "publish",
            "publish_project",
        ],
        False,
    )
    assert table == {
        "coordination": {
            **nothing,
            "admin": True,
            "decline": True,
            "select": True,
            "challenges": True,
            "catalogue": True,
            "publish_project": True,
        },
        "committee": nothing,
        "board": nothing,
        "moderation": {**nothing, "admin": True, "moderate": True},
        # A page of no type of theirs: ``tests/example_site/test_editors.py`` has those.
        "editors": {**nothing, "admin": True},
    }


def test_own_page_types_are_found(home):
    from tests.testapp.models import OwnChallengeIndex

    own = home.add_child(
        instance=OwnChallengeIndex(title="À nous", slug="a-nous", locale=home.locale)
    )
    run()
    assert own.get_workflow().name == WORKFLOW


def test_groups_bear_the_names_of_the_site(index, settings):
    settings.WAGTAIL_CROWDSOLVING = {"GROUPS": {"board": "CA"}, "JOBS_ENGINE": "immediate"}
    run()
    assert Group.objects.filter(name="CA").exists()
    assert not Group.objects.filter(name="Conseil d’administration").exists()
