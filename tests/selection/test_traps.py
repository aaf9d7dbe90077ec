"""The seventeen traps of Wagtail's workflow, each at the place where one falls into it."""

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from wagtail.log_actions import registry
from wagtail.models import Task, TaskState, WorkflowState

from tests import factories
from tests.challenges.test_workflow import edit_post
from tests.selection import support
from tests.selection.support import (
    CHANGES,
    IN_PROGRESS,
    fresh,
    released,
    review,
    scene,
    signed_in,
    untouched,
    with_admin,
)
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.notifications.models import OutboxMail
from wagtail_crowdsolving.selection import actions, queries
from wagtail_crowdsolving.selection.models import Review, Round

pytestmark = pytest.mark.django_db


def test_1_the_step_is_a_stock_one_and_members_are_told_at_its_start():
    s = scene()
    state = s.round.task_state
    assert type(state.specific) is TaskState
    assert state.task.specific.get_task_state_class() is TaskState
    invited = OutboxMail.objects.filter(kind="selection/invited")
    assert {mail.recipient for mail in invited} == set(s.people)


@pytest.mark.parametrize("action", ["approve", "reject", "review"])
def test_2_a_step_is_not_reached_through_another_page(action, admin_user):
    s = scene()
    other = support.proposed()
    support.groups_then_committee().start(other, admin_user)
    for user in (admin_user, with_admin(s.chair), with_admin(s.members[0])):
        url = reverse(
            "wagtailadmin_pages:workflow_action", args=[other.pk, action, s.round.task_state_id]
        )
        assert signed_in(user).post(url, {"comment": "x"}).status_code == 302
        assert untouched(s)
    assert other.current_workflow_task_state.status == IN_PROGRESS


def test_3_a_step_that_has_ended_takes_nothing_more():
    s = scene()
    assert released(s).outcome == "favourable"
    state = TaskState.objects.get(pk=s.round.task_state_id)
    assert state.status == TaskState.STATUS_APPROVED
    for person in (s.chair, s.members[0]):
        with pytest.raises(PermissionDenied):
            state.task.specific.on_action(state, person, "approve")
        with pytest.raises(Conflict):
            review(s.round, person, CHANGES)
    assert Review.objects.count() == 4


@pytest.mark.parametrize(
    "extra",
    [
        {"score": 99999},
        {"user": 1},
        {"comment": "x", "update": False},
        {"task_state": None, "action_name": "approve"},
        [],
        None,
    ],
)
def test_4_forged_data_of_the_editor_goes_nowhere(extra, admin_user):
    s = scene()
    url = reverse("wagtailadmin_pages:edit", args=[s.page.pk])
    for user in (admin_user, with_admin(s.chair)):
        response = signed_in(user).post(
            url,
            {
                **edit_post(s.page),
                "action-workflow-action": "true",
                "workflow-action-name": "approve",
                "workflow-action-extra-data": "{" if extra is None else json.dumps(extra),
            },
        )
        assert response.status_code < 400
        assert untouched(s)


def test_4_marks_are_validated_by_the_door():
    s = scene()
    key = str(factories.CriterionFactory(committee=s.committee).key)
    for scores in ({key: 99999}, {"nothing": 1}):
        with pytest.raises(ValidationError):
            actions.give_review(round=s.round, by=s.chair, opinion="favourable", scores=scores)
    assert untouched(s)


def test_5_a_refusal_is_no_error_of_the_server(admin_user):
    s = scene()
    state = s.round.task_state
    with pytest.raises(PermissionDenied):
        state.task.specific.on_action(state, admin_user, "approve", comment="x", score=1)
    url = reverse("wagtailadmin_pages:workflow_action", args=[s.page.pk, "approve", state.pk])
    client = signed_in(admin_user)
    assert client.post(url).status_code == 302
    assert client.post(url, headers={"x-requested-with": "XMLHttpRequest"}).status_code == 403
    assert client.get(url).status_code == 302
    assert untouched(s)


class TestTheLock:
    def test_9_nobody_edits_what_is_judged(self, admin_user):
        s = scene()
        for user in (admin_user, s.chair, s.members[0], support.manager()):
            page = fresh(s.page)
            task = page.current_workflow_task
            assert page.get_lock().for_user(user)
            assert task.locked_for_user(page, user)
            assert not task.user_can_access_editor(page, user)
            assert not task.user_can_lock(page, user)
        assert not s.page.permissions_for_user(s.chair).can_edit()

    def test_9_not_even_with_a_lock_of_ones_own(self, admin_user):
        s = scene()
        client = signed_in(admin_user)
        client.post(reverse("wagtailadmin_pages:lock", args=[s.page.pk]))
        page = fresh(s.page)
        assert page.locked_by == admin_user
        assert page.get_lock().for_user(admin_user)
        url = reverse("wagtailadmin_pages:edit", args=[s.page.pk])
        response = client.post(url, {**edit_post(s.page), "title": "Tout autre chose"})
        assert response.status_code == 200
        assert fresh(s.page).get_latest_revision_as_object().title == s.page.title

    def test_9_a_lock_from_before_goes(self, admin_user):
        page = support.proposed()
        page.locked, page.locked_by = True, admin_user
        page.save()
        scene(page=page)
        assert not fresh(page).locked

    def test_9_the_editor_says_why(self, admin_user, settings):
        settings.LANGUAGE_CODE = "en"
        s = scene()
        response = signed_in(admin_user).get(
            reverse("wagtailadmin_pages:edit", args=[s.page.pk]), follow=True
        )
        assert s.round.task_state.task.name in response.content.decode()
        assert response.status_code == 200


def test_10_what_waits_can_be_combined_with_other_tasks(admin_user):
    s = scene()
    other = support.proposed()
    plain = support.groups_then_committee()
    plain.start(other, None)
    member = s.members[0]
    member.groups.add(plain.tasks.first().specific.groups.get())
    waiting = s.round.task_state.task.specific.get_task_states_user_can_moderate(member)
    assert waiting.model is TaskState
    assert not waiting.query.distinct
    assert list(waiting) == [s.round.task_state]
    assert TaskState.objects.reviewable_by(member).count() == 2


def test_11_what_one_has_reviewed_waits_no_more(django_assert_max_num_queries):
    scenes = [scene() for _ in range(2)]
    member = with_admin(factories.UserFactory())
    for s in scenes:
        actions.invite(round=s.round, by=s.chair, user=member, role="member")
    assert TaskState.objects.reviewable_by(member).count() == 2
    home = signed_in(member).get(reverse("wagtailadmin_home"))
    # Each leads to the desk, and Wagtail's own panel to none: nothing could be done there.
    assert all(
        home.content.decode().count(reverse("wagtail_crowdsolving:round", args=[s.round.pk])) == 1
        and home.content.decode().count(s.page.title) == 1
        for s in scenes
    )
    review(scenes[0].round, member)
    actions.recuse(round=scenes[1].round, by=member, reason="Un proche.")
    assert TaskState.objects.reviewable_by(member).count() == 0
    observer = factories.UserFactory()
    actions.invite(round=scenes[0].round, by=scenes[0].chair, user=observer, role="observer")
    assert TaskState.objects.reviewable_by(observer).count() == 0


def test_12_one_step_is_one_round():
    s = scene()
    assert released(s, "changes").outcome == "changes"
    WorkflowState.objects.get().resume(user=s.page.crowdsolving_proposal.proposer)
    first, second = Round.objects.order_by("opened_at")
    assert first.task_state_id != second.task_state_id
    assert (first.number, second.number) == (1, 2)
    assert (first.state, second.state) == (Round.State.CLOSED, Round.State.OPEN)
    assert queries.visible_reviews(s.members[0], first).count() == 4
    assert queries.visible_reviews(s.members[0], second).count() == 0


class TestDeactivation:
    def test_13_a_task_under_way_stays(self, admin_user):
        s = scene()
        task = s.round.task_state.task
        url = reverse("wagtailadmin_workflows:disable_task", args=[task.pk])
        assert signed_in(admin_user).post(url).status_code == 302
        for one in (task, task.specific):
            with pytest.raises(PermissionDenied):
                one.deactivate(user=admin_user)
        assert Task.objects.get(pk=task.pk).active
        assert untouched(s)

    def test_13_one_that_nobody_waits_for_goes(self, admin_user):
        s = scene()
        task = s.round.task_state.task
        WorkflowState.objects.get().cancel()
        task.specific.deactivate(user=admin_user)
        assert not Task.objects.get(pk=task.pk).active

    def test_13_a_step_is_not_skipped(self, admin_user):
        s = scene()
        state = s.round.task_state
        for end in (state.cancel, lambda: state.cancel(resume=True)):
            with pytest.raises(PermissionDenied):
                end()
        state.status = TaskState.STATUS_SKIPPED
        with pytest.raises(PermissionDenied):
            state.save()
        assert untouched(s)


def test_14_no_action_bears_wagtails_name(admin_user):
    s = scene()
    task = s.round.task_state.task.specific
    for user in (admin_user, s.chair, s.members[0]):
        assert task.get_actions(s.page, user) == []
    examined = WorkflowState.objects.get()
    assert not examined.user_can_cancel(s.chair)
    assert not examined.user_can_cancel(s.members[0])


def test_16_no_opinion_where_others_can_read_it():
    s = scene()
    for person in s.people:
        review(s.round, person, CHANGES, comment="SECRET comment", to_proposer="SECRET hint")
    actions.post_message(round=s.round, by=s.chair, text="SECRET word")
    decision = actions.draft_decision(
        round=s.round, by=s.chair, outcome="changes", message="Précisez.", departure="SECRET why"
    )
    actions.prepare_decision(decision=decision, by=s.chair)
    assert actions.release_decisions(decisions=[decision], by=s.chair)[0]
    told = [
        *TaskState.objects.values_list("comment", flat=True),
        *s.page.crowdsolving_proposal.events.values_list("message", flat=True),
        *OutboxMail.objects.filter(kind__startswith="challenges/").values_list("text", flat=True),
    ]
    told += [
        str(entry.data) for log in registry.get_log_entry_models() for entry in log.objects.all()
    ]
    assert any("Précisez." in text for text in told)
    assert not any("SECRET" in text for text in told)
    assert not s.page.wagtail_admin_comments.exists()


def test_17_a_superuser_is_no_member(admin_user):
    s = scene()
    assert not TaskState.objects.reviewable_by(admin_user).exists()
    with pytest.raises(NotAllowed):
        review(s.round, admin_user)
    for person in s.people:
        review(s.round, person)
    with pytest.raises(NotAllowed):
        actions.draft_decision(round=s.round, by=admin_user, outcome="favourable")
