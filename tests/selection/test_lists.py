"""A list of challenges gets its workflow and its rights when it is made, and keeps them."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import override
from wagtail.models import GroupPagePermission, Page, Workflow, WorkflowPage, WorkflowTask

from tests import factories
from tests.selection import support
from tests.selection.test_ways_around import coordinator, proposed, said, signed_in
from wagtail_crowdsolving import conf
from wagtail_crowdsolving.exceptions import NotAllowed
from wagtail_crowdsolving.pages.models import ChallengeIndexPage
from wagtail_crowdsolving.selection import actions
from wagtail_crowdsolving.selection.models import Round
from wagtail_crowdsolving.selection.setup import WORKFLOW
from wagtail_crowdsolving.selection.task import CommitteeReviewTask

pytestmark = [pytest.mark.versions, pytest.mark.django_db]


@pytest.fixture
def site(home):
    """A site that ``setup_crowdsolving`` has set up before it has any list."""
    call_command("setup_crowdsolving", verbosity=0)
    return home


def the_workflow():
    return Workflow.objects.get(name=WORKFLOW)


def set_on(page):
    """The names of the workflows set on this page itself."""
    return list(
        WorkflowPage.objects.filter(page_id=page.pk).values_list("workflow__name", flat=True)
    )


def rights(page):
    rows = GroupPagePermission.objects.filter(page_id=page.pk)
    return sorted(
        (row.group.name, row.permission.codename)
        for row in rows.select_related("group", "permission")
    )


COORDINATION = [("Coordination", "add_page"), ("Coordination", "change_page")]


class TestWhenItIsMade:
    def test_in_the_admin(self, site, admin_user):
        url = reverse(
            "wagtailadmin_pages:add", args=["crowdsolving_pages", "challengeindexpage", site.pk]
        )
        client = signed_in(admin_user)
        data = {"title": "Autres défis", "slug": "autres", "intro": "", "takes_proposals": "on"}
        response = client.post(url, {**data, "action-publish": "1"})
        assert response.status_code == 302
        index = ChallengeIndexPage.objects.get(slug="autres")
        assert index.get_workflow() == the_workflow()
        assert rights(index) == COORDINATION
        assert index.permissions_for_user(coordinator()).can_add_subpage()
        history = client.get(reverse("wagtailadmin_pages:history", args=[index.pk]))
        assert escape(WORKFLOW) in history.content.decode()

    def test_copied(self, site):
        index = factories.ChallengeIndexFactory()
        copied = index.copy(update_attrs={"slug": "copie", "title": "Copie"})
        assert copied.get_workflow() == the_workflow()
        assert rights(copied) == COORDINATION

    @pytest.mark.parametrize("alias", [True, False])
    def test_translated_it_goes_the_way_of_its_other_version(self, site, alias):
        index = factories.ChallengeIndexFactory()
        committee, _people = support.committee()
        own = support.workflow_of(committee)
        WorkflowPage.objects.filter(page=index).update(workflow=own)
        english = factories.locale("en")
        site.copy_for_translation(english, alias=alias)
        index = ChallengeIndexPage.objects.get(pk=index.pk)
        translation = index.copy_for_translation(english, alias=alias)
        assert translation.get_workflow() == own
        assert rights(translation) == COORDINATION

    def test_of_a_sites_own_type(self, site):
        from tests.testapp.models import OwnChallengeIndex

        own = site.add_child(
            instance=OwnChallengeIndex(title="À nous", slug="a-nous", locale=site.locale)
        )
        assert own.get_workflow() == the_workflow()
        assert rights(own) == COORDINATION

    def test_a_catalogue_gets_its_rights(self, site):
        catalogue = factories.CatalogueIndexFactory()
        assert rights(catalogue) == [*COORDINATION, ("Coordination", "publish_page")]
        copied = catalogue.copy(update_attrs={"slug": "copie", "title": "Copie"})
        assert rights(copied) == rights(catalogue)

    def test_when_it_begins_to_take_proposals(self, site):
        index = factories.ChallengeIndexFactory(takes_proposals=False)
        WorkflowPage.objects.all().delete()
        index.title = "Un autre titre"
        index.save_revision().publish()
        assert not WorkflowPage.objects.exists()
        index.takes_proposals = True
        index.save_revision().publish()
        assert WorkflowPage.objects.get().workflow == the_workflow()

    def test_what_somebody_took_away_stays_away(self, site):
        index = factories.ChallengeIndexFactory()
        WorkflowPage.objects.all().delete()
        GroupPagePermission.objects.filter(page=index).delete()
        index.title = "Un autre titre"
        index.save_revision().publish()
        assert not WorkflowPage.objects.exists()
        assert rights(index) == []

    def test_a_workflow_of_the_sites_own_name(self, site):
        first = factories.ChallengeIndexFactory()
        Workflow.objects.update(name="Notre examen")
        later = factories.ChallengeIndexFactory(slug="autres")
        assert later.get_workflow() == first.get_workflow()

    def test_none_without_a_committee(self, site):
        """Better none, which everybody is told, than one that asks nobody."""
        CommitteeReviewTask.objects.update(active=False)
        index = factories.ChallengeIndexFactory()
        assert not WorkflowPage.objects.filter(page=index).exists()

    def test_on_a_site_that_is_not_set_up_nothing_is_made(self, home):
        index = factories.ChallengeIndexFactory()
        assert rights(index) == []
        assert not WorkflowPage.objects.filter(page=index).exists()
        assert not Group.objects.filter(name=conf.GROUPS["coordination"]).exists()

    def test_a_site_whose_groups_examine_keeps_their_workflow(self, home):
        plain = factories.plain_workflow()
        call_command("setup_crowdsolving", verbosity=0)
        assert factories.ChallengeIndexFactory().get_workflow() == plain


class TestDisabled:
    @pytest.fixture
    def index(self, site):
        return factories.ChallengeIndexFactory()

    def address(self, name, *args):
        return reverse(f"wagtailadmin_workflows:{name}", args=args)

    def test_and_enabled_it_is_set_where_it_was(self, index, admin_user):
        other = factories.ChallengeIndexFactory(slug="autres")
        client, workflow = signed_in(admin_user), the_workflow()
        client.post(self.address("disable", workflow.pk))
        assert not WorkflowPage.objects.filter(workflow=workflow).exists()
        # Another came in its place on one of the lists.
        committee, _people = support.committee()
        mine = support.workflow_of(committee)
        WorkflowPage.objects.create(page=other, workflow=mine)
        client.post(self.address("enable", workflow.pk))
        assert ChallengeIndexPage.objects.get(pk=index.pk).get_workflow() == workflow
        assert ChallengeIndexPage.objects.get(pk=other.pk).get_workflow() == mine

    def test_a_page_above_the_lists_is_remembered_too(self, index, home):
        WorkflowPage.objects.all().delete()
        WorkflowPage.objects.create(page=home, workflow=the_workflow())
        the_workflow().deactivate()
        workflow = Workflow.objects.get(name=WORKFLOW)
        workflow.active = True
        workflow.save()
        assert WorkflowPage.objects.get().page == Page.objects.get(pk=home.pk)

    def enable(self, client, workflow):
        client.post(self.address("enable", workflow.pk))
        workflow.refresh_from_db()
        assert workflow.active

    def test_not_where_another_is_set_above_since(self, index, home, admin_user):
        client, workflow = signed_in(admin_user), the_workflow()
        client.post(self.address("disable", workflow.pk))
        committee, _people = support.committee()
        mine = support.workflow_of(committee)
        WorkflowPage.objects.create(page=home, workflow=mine)
        self.enable(client, workflow)
        assert set_on(index) == []
        assert ChallengeIndexPage.objects.get(pk=index.pk).get_workflow() == mine

    def test_but_where_it_stood_above_before(self, index, home, admin_user):
        committee, _people = support.committee()
        WorkflowPage.objects.create(page=home, workflow=support.workflow_of(committee))
        client, workflow = signed_in(admin_user), the_workflow()
        client.post(self.address("disable", workflow.pk))
        self.enable(client, workflow)
        assert set_on(index) == [WORKFLOW]

    def test_and_where_what_is_set_above_asks_no_committee(self, index, home, admin_user):
        client, workflow = signed_in(admin_user), the_workflow()
        client.post(self.address("disable", workflow.pk))
        stock = Workflow.objects.create(name="Actualités")
        WorkflowPage.objects.create(page=home, workflow=stock)
        self.enable(client, workflow)
        assert set_on(index) == [WORKFLOW]

    def test_not_once_it_asks_no_committee_itself(self, index, admin_user):
        client, workflow = signed_in(admin_user), the_workflow()
        client.post(self.address("disable", workflow.pk))
        WorkflowTask.objects.filter(workflow=workflow).exclude(task__name="Éligibilité").delete()
        self.enable(client, workflow)
        assert set_on(index) == []

    def test_twice_and_renamed_between(self, index):
        for _time in range(2):
            the_workflow().deactivate()
            workflow = the_workflow()
            workflow.active = True
            workflow.save()
            assert set_on(index) == [WORKFLOW]
        WorkflowPage.objects.all().delete()
        workflow.save()
        assert set_on(index) == []

    def test_a_deleted_list_is_forgotten(self, index):
        workflow = the_workflow()
        workflow.deactivate()
        index.delete()
        workflow.active = True
        workflow.save()
        assert not workflow.workflow_pages.exists()

    def test_the_page_before_it_says_what_will_happen(self, index, admin_user):
        proposed(index)
        client, workflow = signed_in(admin_user), the_workflow()
        text = client.get(self.address("disable", workflow.pk)).content.decode()
        assert index.title in text
        assert "1 défi" in text or "1 challenge" in text

    @pytest.fixture
    def before_a_committee(self, index):
        page = proposed(index)
        page.current_workflow_task_state.approve(user=coordinator())
        assert Round.objects.count() == 1
        return page

    def test_not_while_a_committee_examines(self, before_a_committee, admin_user):
        client, workflow = signed_in(admin_user), the_workflow()
        for response in (
            client.get(self.address("disable", workflow.pk)),
            client.post(self.address("disable", workflow.pk)),
        ):
            assert response["Location"] == self.address("edit", workflow.pk)
            assert "1" in said(response)
        with pytest.raises(NotAllowed):
            workflow.deactivate()
        assert the_workflow().active
        assert before_a_committee.workflow_in_progress

    def test_but_once_it_is_stopped(self, before_a_committee, admin_user):
        actions.stop_examination(round=Round.objects.get(), by=admin_user)
        signed_in(admin_user).post(self.address("disable", the_workflow().pk))
        assert not the_workflow().active

    def test_replaced_what_has_begun_ends_in_the_old_one(self, before_a_committee, index):
        committee, _people = support.committee()
        other = support.workflow_of(committee)
        WorkflowPage.objects.filter(page=index).update(workflow=other)
        assert before_a_committee.current_workflow_state.workflow == the_workflow()
        assert proposed(index).current_workflow_state.workflow == other

    def test_stock_workflows_are_disabled_as_ever(self, site, admin_user):
        plain = Workflow.objects.create(name="Actualités")
        news = site.add_child(instance=Page(title="Actus", slug="actus", locale=site.locale))
        WorkflowPage.objects.create(workflow=plain, page=news)
        client = signed_in(admin_user)
        client.post(self.address("disable", plain.pk))
        client.post(self.address("enable", plain.pk))
        plain.refresh_from_db()
        assert plain.active
        assert not plain.workflow_pages.exists()


class TestTheScreensOfWorkflows:
    """What would leave a list without a committee is refused, with words and without harm."""

    @pytest.fixture
    def index(self, site):
        return factories.ChallengeIndexFactory()

    def edit(self, client, workflow, keep):
        tasks = list(workflow.workflow_tasks.order_by("sort_order"))
        data = {
            "name": workflow.name,
            "workflow_tasks-TOTAL_FORMS": len(tasks),
            "workflow_tasks-INITIAL_FORMS": len(tasks),
            "workflow_tasks-MIN_NUM_FORMS": 0,
            "workflow_tasks-MAX_NUM_FORMS": 1000,
            "pages-TOTAL_FORMS": 0,
            "pages-INITIAL_FORMS": 0,
            "pages-MIN_NUM_FORMS": 0,
            "pages-MAX_NUM_FORMS": 1000,
        }
        for number, row in enumerate(tasks):
            data[f"workflow_tasks-{number}-id"] = row.pk
            data[f"workflow_tasks-{number}-task"] = row.task_id
            data[f"workflow_tasks-{number}-ORDER"] = number + 1
            data[f"workflow_tasks-{number}-DELETE"] = "" if row.task.name in keep else "on"
        return client.post(reverse("wagtailadmin_workflows:edit", args=[workflow.pk]), data)

    def test_the_last_committee_stays_in_the_workflow_of_a_list(self, index, admin_user):
        client, workflow = signed_in(admin_user), the_workflow()
        response = self.edit(client, workflow, {"Éligibilité"})
        assert response.status_code == 200
        assert index.title in response.content.decode()
        assert workflow.workflow_tasks.count() == 3
        response = self.edit(client, workflow, {"Éligibilité", "Comité de sélection"})
        assert response.status_code == 302
        assert workflow.workflow_tasks.count() == 2

    def test_a_workflow_of_no_list_is_changed_freely(self, index, admin_user):
        WorkflowPage.objects.all().delete()
        workflow = the_workflow()
        assert self.edit(signed_in(admin_user), workflow, {"Éligibilité"}).status_code == 302
        assert workflow.workflow_tasks.count() == 1

    def test_its_last_committee_is_not_switched_off(self, index, admin_user):
        WorkflowTask.objects.filter(task__name="Conseil d’administration").delete()
        task = CommitteeReviewTask.objects.get(name="Comité de sélection")
        client = signed_in(admin_user)
        url = reverse("wagtailadmin_workflows:disable_task", args=[task.pk])
        response = client.post(url)
        assert response["Location"] == reverse("wagtailadmin_workflows:edit_task", args=[task.pk])
        assert index.title in said(response)
        task.refresh_from_db()
        assert task.active
        board = CommitteeReviewTask.objects.get(name="Conseil d’administration")
        client.post(reverse("wagtailadmin_workflows:disable_task", args=[board.pk]))
        board.refresh_from_db()
        assert not board.active

    def test_a_step_before_which_challenges_stand_says_why_it_stays(self, index, admin_user):
        page = proposed(index)
        page.current_workflow_task_state.approve(user=coordinator())
        task = Round.objects.get().task_state.task
        client = signed_in(admin_user)
        response = client.post(reverse("wagtailadmin_workflows:disable_task", args=[task.pk]))
        assert response["Location"] == reverse("wagtailadmin_workflows:edit_task", args=[task.pk])
        assert said(response)
        task.refresh_from_db()
        assert task.active

    def test_what_a_list_lacks_is_said_where_workflows_are_set(self, index, admin_user):
        client, workflow = signed_in(admin_user), the_workflow()
        url = reverse("wagtailadmin_workflows:edit", args=[workflow.pk])
        assert said(client.get(url)) == ""
        client.post(reverse("wagtailadmin_workflows:remove", args=[index.pk, workflow.pk]))
        client = signed_in(admin_user)
        assert index.title in said(client.get(url))

    def test_and_in_the_editor_of_the_list(self, index, admin_user):
        url = reverse("wagtailadmin_pages:edit", args=[index.pk])
        with override("fr"):
            before = signed_in(admin_user).get(url).content.decode()
            WorkflowPage.objects.all().delete()
            GroupPagePermission.objects.filter(page=index).delete()
            after = signed_in(admin_user).get(url).content.decode()
        marker = "crowdsolving-list-lacks"
        assert (marker in before, after.count(marker)) == (False, 2)


def test_an_anonymous_visitor_has_no_part_in_it(site):
    url = reverse("wagtailadmin_workflows:disable", args=[the_workflow().pk])
    assert Client().post(url).status_code == 302
    assert the_workflow().active
