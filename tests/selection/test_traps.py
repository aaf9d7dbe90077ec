"""The seventeen traps of Wagtail's workflow, each at the place where one falls into it."""

import json

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.test import Client
from django.urls import reverse
from wagtail.log_actions import registry
from wagtail.models import (
    GroupPagePermission,
    Task,
    TaskState,
    WorkflowState,
)

from tests import factories
from tests.challenges.test_workflow import edit_post
from tests.selection import support
from tests.selection.support import CHANGES, FOR, decide, review, scene
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.notifications.models import OutboxMail
from wagtail_crowdsolving.pages.models import ChallengePage
from wagtail_crowdsolving.selection import actions, queries, workflow
from wagtail_crowdsolving.selection.models import Review, Round

pytestmark = [pytest.mark.versions, pytest.mark.django_db]
IN_PROGRESS = TaskState.STATUS_IN_PROGRESS


def with_admin(user):
    user.user_permissions.add(
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    )
    return user


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def fresh(page):
    return ChallengePage.objects.get(pk=page.pk)


def released(s, outcome="favourable", by=None):
    """All give their opinion, and the decision is released; or the ``Conflict``."""
    for person in [s.chair, *s.members]:
        if not Review.objects.filter(seat__round=s.round, seat__user=person).exists():
            review(s.round, person, CHANGES if outcome == "changes" else FOR)
    decision = decide(s.round, s.chair, outcome)
    done, refused = actions.release_decisions(decisions=[decision], by=by or s.chair)
    return done[0] if done else refused[0][1]


def untouched(s):
    """The round is as open as it was, and nothing of the challenge has moved."""
    s.round.refresh_from_db()
    state = TaskState.objects.get(pk=s.round.task_state_id)
    return (
        state.status == IN_PROGRESS
        and state.workflow_state.status == WorkflowState.STATUS_IN_PROGRESS
        and s.round.state == Round.State.OPEN
        and not fresh(s.page).live
        and not Review.objects.exists()
    )


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


class TestTwoStaleApprovals:
    def test_6_of_a_committee(self):
        s = scene()
        stale = TaskState.objects.get(pk=s.round.task_state_id)
        assert released(s).outcome == "favourable"
        with pytest.raises(PermissionDenied):
            stale.approve()
        with pytest.raises(PermissionDenied):
            stale.reject()
        stale.refresh_from_db()
        assert stale.status == TaskState.STATUS_APPROVED

    def test_6_of_a_group(self, admin_user):
        page = support.proposed()
        factories.plain_workflow().start(page, admin_user)
        first, second = (TaskState.objects.get() for _ in range(2))
        first.approve(user=admin_user)
        with pytest.raises(PermissionDenied):
            second.reject(user=admin_user)
        assert TaskState.objects.filter(status=TaskState.STATUS_REJECTED).count() == 0
        assert page.current_workflow_state.status == WorkflowState.STATUS_IN_PROGRESS

    def test_6_of_a_whole_examination(self):
        s = scene()
        stale = WorkflowState.objects.get()
        assert released(s).outcome == "favourable"
        with pytest.raises(PermissionDenied):
            stale.cancel()
        assert WorkflowState.objects.get().status == WorkflowState.STATUS_APPROVED


def test_7_a_chair_without_rights_publishes_what_was_validated_and_nothing_else():
    s = scene()
    assert not s.page.permissions_for_user(s.chair).can_publish()
    assert released(s).outcome == "favourable"
    page = fresh(s.page)
    assert page.live
    page.title = "Autre chose"
    with pytest.raises(PermissionDenied):
        page.save_revision().publish(user=s.chair)
    assert fresh(s.page).title != "Autre chose"


class TestWhatIsPublishedIsWhatWasJudged:
    @pytest.mark.parametrize("by_superuser", [False, True])
    @pytest.mark.parametrize("in_place", [False, True], ids=["newer", "autosave"])
    def test_8_a_text_that_changed_is_refused(self, in_place, by_superuser, admin_user):
        s = scene()
        changed = fresh(s.page)
        changed.summary = "Tout autre chose."
        changed.save_revision(overwrite_revision=s.page.latest_revision if in_place else None)
        outcome = released(s, by=admin_user if by_superuser else None)
        assert isinstance(outcome, Conflict)
        assert not fresh(s.page).live
        s.round.refresh_from_db()
        assert s.round.decision.state == "prepared"
        assert TaskState.objects.get().status == IN_PROGRESS

    def test_8_nor_does_it_pass_to_the_board(self):
        s = scene(page=support.proposed())
        board, _people = support.committee()
        task = support.workflow_of(board).workflow_tasks.get()
        task.pk, task.workflow_id, task.sort_order = (
            None,
            s.round.task_state.workflow_state.workflow_id,
            5,
        )
        task.save()
        changed = fresh(s.page)
        changed.title = "Tout autre chose"
        changed.save_revision()
        assert isinstance(released(s), Conflict)
        assert Round.objects.count() == 1

    def test_8_what_changes_between_the_look_and_the_publication(self):
        """An autosave that commits while the decision takes effect."""
        s = scene(members=0)
        review(s.round, s.chair)
        decision = decide(s.round, s.chair)
        changed = fresh(s.page)
        changed.title = "Tout autre chose"

        def release():
            with transaction.atomic(), workflow.released(decision):
                changed.save_revision(overwrite_revision=s.page.latest_revision)
                TaskState.objects.get().approve(user=s.chair)

        with pytest.raises(Conflict):
            release()
        assert not fresh(s.page).live
        assert TaskState.objects.get().status == IN_PROGRESS

    def test_8_the_same_text_saved_again_is_the_same(self):
        s = scene()
        fresh(s.page).save_revision(overwrite_revision=s.page.latest_revision)
        assert released(s).outcome == "favourable"
        assert fresh(s.page).live

    def test_8_a_refusal_needs_no_unchanged_text(self):
        s = scene()
        changed = fresh(s.page)
        changed.title = "Tout autre chose"
        changed.save_revision()
        assert released(s, "changes").outcome == "changes"


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
    assert all(s.page.title in home.content.decode() for s in scenes)
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


class TestDirectPublication:
    def test_15_is_refused_during_a_round(self, admin_user):
        s = scene()
        url = reverse("wagtailadmin_pages:edit", args=[s.page.pk])
        signed_in(admin_user).post(url, edit_post(s.page, **{"action-publish": "1"}))
        with pytest.raises(NotAllowed):
            s.page.get_latest_revision().publish()
        assert untouched(s)

    def test_15_and_between_two_rounds(self, admin_user):
        s = scene()
        assert released(s, "changes").outcome == "changes"
        url = reverse("wagtailadmin_pages:edit", args=[s.page.pk])
        signed_in(admin_user).post(url, edit_post(s.page, **{"action-publish": "1"}))
        assert not fresh(s.page).live
        assert WorkflowState.objects.get().status == WorkflowState.STATUS_NEEDS_CHANGES

    def test_15_is_free_once_the_examination_has_been_stopped(self, admin_user):
        s = scene()
        WorkflowState.objects.get().cancel(user=admin_user)
        s.round.refresh_from_db()
        assert s.round.state == Round.State.CANCELLED
        s.page.get_latest_revision().publish(user=admin_user)
        assert fresh(s.page).live

    def test_15_who_may_is_known(self):
        s = scene()
        group = Group.objects.create(name="Publication")
        GroupPagePermission.objects.create(
            group=group,
            page=s.page.get_parent(),
            permission=Permission.objects.get(codename="publish_page"),
        )
        # Wagtail's own "Moderators" may publish everywhere.
        assert list(queries.who_can_publish(s.page)) == [
            Group.objects.get(name="Moderators"),
            group,
        ]


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
