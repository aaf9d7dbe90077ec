"""The stock workflow, walked through Wagtail's own admin by members of three groups."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from wagtail.fields import RichTextField
from wagtail.models import (
    GroupApprovalTask,
    TaskState,
    Workflow,
    WorkflowPage,
    WorkflowState,
    WorkflowTask,
)
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from tests import factories
from wagtail_crowdsolving.challenges import actions
from wagtail_crowdsolving.challenges.brief import typed_from_page
from wagtail_crowdsolving.challenges.models import Proposal, ProposalEvent
from wagtail_crowdsolving.challenges.queries import version_of
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.notifications.models import OutboxMail
from wagtail_crowdsolving.pages.models import ChallengePage

pytestmark = pytest.mark.versions

Kind = ProposalEvent.Kind


def kinds(page):
    return [Kind(kind) for kind in page.crowdsolving_proposal.events.values_list("kind", flat=True)]


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def take_step(user, page, action="approve", comment="", task_state=None):
    """What the approve and reject buttons of the admin post."""
    state = task_state or page.current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk])
    return signed_in(user).post(url, {"comment": comment})


def edit_post(page, **extra):
    """What the editor of the admin posts; that it is valid, the direct publication below shows."""
    page = page.get_latest_revision_as_object()
    rich = {
        field.name: rich_text(getattr(page, field.name), features=field.features)
        for field in page._meta.get_fields()
        if isinstance(field, RichTextField)
    }
    return nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "guiding_question": page.guiding_question,
            "summary": page.summary,
            "situation": page.situation,
            "proposed_by": page.proposed_by,
            "documents": streamfield([]),
            "updates": streamfield([]),
            "comments": inline_formset([]),
            **rich,
            **extra,
        }
    )


@pytest.fixture
def page(site, draft, member):
    return actions.submit(proposal=draft, by=member)


def fresh(page):
    return ChallengePage.objects.get(pk=page.pk)


def test_three_groups_take_it_to_publication(site, page, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert take_step(site["coordination"], page).status_code == 302
        assert kinds(page) == [Kind.RECEIVED, Kind.ELIGIBLE, Kind.UNDER_REVIEW]
        take_step(site["committee"], page)
        assert kinds(page) == [Kind.RECEIVED, Kind.ELIGIBLE, Kind.UNDER_REVIEW]
        assert not fresh(page).live
        take_step(site["board"], page)
    assert kinds(page) == [
        Kind.RECEIVED,
        Kind.ELIGIBLE,
        Kind.UNDER_REVIEW,
        Kind.VALIDATED,
        Kind.PUBLISHED,
    ]
    page = fresh(page)
    assert page.live
    assert page.live_revision == page.latest_revision
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_APPROVED
    assert page.crowdsolving_proposal.events.get(kind=Kind.VALIDATED).by == site["board"]
    published = OutboxMail.objects.get(kind="challenges/published")
    assert published.recipient == page.crowdsolving_proposal.proposer
    assert page.full_url in published.text


@pytest.mark.parametrize("role", ["committee", "board", "moderation"])
def test_nobody_takes_the_step_of_another_group(site, page, role):
    response = take_step(site[role], page)
    assert response.status_code == 302
    assert response["Location"] == reverse("wagtailadmin_home")
    assert TaskState.objects.get().status == TaskState.STATUS_IN_PROGRESS
    assert kinds(page) == [Kind.RECEIVED]


def test_the_proposer_has_no_way_into_the_admin(page, member):
    client = signed_in(member)
    for url in (
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        reverse("wagtailadmin_pages:view_draft", args=[page.pk]),
        reverse("crowdsolving_proposals:index"),
    ):
        assert client.get(url).status_code in (302, 403)
    take_step(member, page)
    assert TaskState.objects.get().status == TaskState.STATUS_IN_PROGRESS


class TestPublication:
    """A board without the right to publish publishes what it validated, and nothing else."""

    def at_the_board(self, site, page):
        take_step(site["coordination"], page)
        take_step(site["committee"], page)
        return fresh(page)

    def test_not_by_the_publish_button(self, site, page):
        page = self.at_the_board(site, page)
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        for role in ("board", "committee", "coordination"):
            signed_in(site[role]).post(url, edit_post(page, **{"action-publish": "1"}))
            assert not fresh(page).live

    def test_not_before_the_last_step(self, site, page):
        take_step(site["board"], page)
        with pytest.raises(Exception, match="permission"):
            page.get_latest_revision().publish(user=site["board"])
        assert not fresh(page).live

    def test_not_another_revision_than_the_one_examined(self, site, page):
        page = self.at_the_board(site, page)
        changed = page.get_latest_revision_as_object()
        changed.title = "Tout autre chose"
        changed.save_revision()
        take_step(site["board"], page)
        page = fresh(page)
        assert not page.live
        assert kinds(page)[-1] == Kind.UNDER_REVIEW
        assert page.current_workflow_task_state.status == TaskState.STATUS_IN_PROGRESS

    def test_not_a_second_time(self, site, page):
        page = self.at_the_board(site, page)
        take_step(site["board"], page)
        page = fresh(page)
        page.unpublish()
        assert kinds(page)[-1] == Kind.UNPUBLISHED
        with pytest.raises(Exception, match="permission"):
            page.get_latest_revision().publish(user=site["board"])
        assert not fresh(page).live

    def test_not_another_page(self, site, page, index):
        page = self.at_the_board(site, page)
        other = factories.ChallengeFactory(parent=index, live=False)
        revision = other.save_revision()
        take_step(site["board"], page)
        with pytest.raises(Exception, match="permission"):
            revision.publish(user=site["board"])
        assert not fresh(other).live


class TestChangesRequested:
    @pytest.fixture
    def returned(self, site, page, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            take_step(site["coordination"], page)
            take_step(site["committee"], page, "reject", "Précisez le quartier <b>.")
        return fresh(page)

    def revision(self, page, **changes):
        return {**typed_from_page(page.get_latest_revision_as_object()), **changes}

    def test_tells_the_proposer_with_the_comment(self, returned):
        assert kinds(returned)[-1] == Kind.CHANGES_REQUESTED
        assert returned.crowdsolving_proposal.events.last().message == "Précisez le quartier <b>."
        message = OutboxMail.objects.get(kind="challenges/changes_requested")
        assert "Précisez le quartier <b>." in message.text
        assert "&lt;b&gt;" in message.html
        assert f"/espace/defis/{returned.crowdsolving_proposal.pk}/modifier/" in message.text

    def test_the_proposer_answers_and_it_goes_on_where_it_stood(self, site, returned, member):
        proposal = returned.crowdsolving_proposal
        actions.revise(
            proposal=proposal,
            by=member,
            data=self.revision(returned, summary="Au 37, rue Bernard."),
            version=version_of(returned),
        )
        assert kinds(returned)[-3:] == [Kind.CHANGES_REQUESTED, Kind.RESUBMITTED, Kind.UNDER_REVIEW]
        page = fresh(returned)
        assert page.current_workflow_task.name == "Comité de sélection"
        assert page.current_workflow_task_state.revision == page.latest_revision
        take_step(site["committee"], page)
        take_step(site["board"], page)
        page = fresh(page)
        assert page.live
        assert page.summary == "Au 37, rue Bernard."
        assert kinds(page).count(Kind.ELIGIBLE) == 1

    def test_an_untouched_text_keeps_the_team_s_links(self, returned, member):
        edited = returned.get_latest_revision_as_object()
        edited.context = f'<p>Voir <a linktype="page" id="{returned.pk}">ce défi</a>.</p>'
        edited.save_revision()
        page = fresh(returned)
        page = actions.revise(
            proposal=page.crowdsolving_proposal,
            by=member,
            data=self.revision(page, summary="Autre résumé."),
            version=version_of(page),
        )
        assert 'linktype="page"' in page.context
        assert page.summary == "Autre résumé."

    def test_two_line_breaks_in_a_row_stay(self, returned, member):
        edited = returned.get_latest_revision_as_object()
        edited.context = "<p>37, rue Bernard<br/><br/>Marseille</p>"
        edited.save_revision()
        page = fresh(returned)
        data = self.revision(page)
        page = actions.revise(
            proposal=page.crowdsolving_proposal,
            by=member,
            data={**data, "context": data["context"] + "\n\nAu fond de la cour."},
            version=version_of(page),
        )
        assert page.context.replace("\n", "") == (
            "<p>37, rue Bernard<br><br>Marseille</p><p>Au fond de la cour.</p>"
        )

    def test_a_change_of_situation_empties_the_old_one(self, returned, member):
        page = actions.revise(
            proposal=returned.crowdsolving_proposal,
            by=member,
            data=self.revision(returned, situation="idea", handover_terms="Sans conditions."),
            version=version_of(returned),
        )
        assert (page.needs, page.situation) == ("", "idea")
        assert "Sans conditions." in page.handover_terms

    def test_conflicts(self, site, returned, member):
        proposal, data = returned.crowdsolving_proposal, self.revision(returned)
        version = version_of(returned)
        with pytest.raises(NotAllowed):
            actions.revise(proposal=proposal, by=site["board"], data=data, version=version)
        with pytest.raises(Conflict):
            actions.revise(proposal=proposal, by=member, data=data, version=version - 1)
        actions.revise(proposal=proposal, by=member, data=data, version=version)
        with pytest.raises(Conflict):
            actions.revise(proposal=proposal, by=member, data=data, version=version)
        assert TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).count() == 1

    def test_a_revision_that_the_team_rewrote_in_place_is_a_conflict(self, site, returned, member):
        """As the autosave of the editor does."""
        page = returned.get_latest_revision_as_object()
        revision = page.save_revision(user=site["coordination"])
        page = fresh(returned).get_latest_revision_as_object()
        data, version = typed_from_page(page), version_of(page)
        page.title = "Corrigé par l'équipe"
        page.save_revision(user=site["coordination"], overwrite_revision=revision)
        assert fresh(returned).latest_revision_id == revision.pk
        with pytest.raises(Conflict):
            actions.revise(
                proposal=returned.crowdsolving_proposal, by=member, data=data, version=version
            )
        assert fresh(returned).get_latest_revision_as_object().title == "Corrigé par l'équipe"

    def test_the_team_may_resubmit_in_the_proposer_s_place(self, site, returned):
        returned.current_workflow_state.resume(user=site["coordination"])
        assert kinds(returned)[-2:] == [Kind.RESUBMITTED, Kind.UNDER_REVIEW]

    def test_it_may_be_withdrawn_or_declined_meanwhile(self, site, returned, member):
        actions.decline(
            proposal=returned.crowdsolving_proposal,
            by=site["coordination"],
            reasons="Pas de réponse.",
        )
        assert kinds(returned)[-1] == Kind.DECLINED
        assert returned.current_workflow_state is None


class TestStoppedByTheTeam:
    def cancel(self, site, page):
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        return signed_in(site["coordination"]).post(
            url, {**edit_post(page), "action-cancel-workflow": "1"}
        )

    def test_the_proposer_reads_that_it_is_received_and_waits(self, site, page):
        self.cancel(site, page)
        assert WorkflowState.objects.get().status == WorkflowState.STATUS_CANCELLED
        last = page.crowdsolving_proposal.events.last()
        assert last.kind == Kind.RECEIVED
        assert last.message
        # The receipt is not sent again.
        assert OutboxMail.objects.filter(kind="challenges/received").count() == 1

    def test_and_that_it_is_examined_again(self, site, page):
        take_step(site["coordination"], page)
        page = fresh(page)
        page.current_workflow_state.cancel(user=site["coordination"])
        page.get_workflow().start(page, site["coordination"])
        assert kinds(page)[-2:] == [Kind.RECEIVED, Kind.RECEIVED]
        messages = list(page.crowdsolving_proposal.events.values_list("message", flat=True))[-2:]
        assert len(set(messages)) == 2
        assert all(messages)
        take_step(site["coordination"], page)
        assert kinds(page)[-2:] == [Kind.ELIGIBLE, Kind.UNDER_REVIEW]


def test_one_task_reads_sensibly(index, site, draft, member):
    WorkflowPage.objects.all().delete()
    workflow = Workflow.objects.create(name="Court")
    task = GroupApprovalTask.objects.get(name="Conseil d’administration")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.create(workflow=workflow, page=index)
    page = actions.submit(proposal=draft, by=member)
    take_step(site["board"], page)
    assert kinds(page) == [Kind.RECEIVED, Kind.VALIDATED, Kind.PUBLISHED]


def test_direct_publication_bypasses_the_committee_and_says_published_only(site, page, admin_user):
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    signed_in(admin_user).post(url, edit_post(page, **{"action-publish": "1"}))
    assert fresh(page).live
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_CANCELLED
    assert kinds(page) == [Kind.RECEIVED, Kind.PUBLISHED]


def test_later_editing_is_no_examination(site, page):
    for role in ("coordination", "committee", "board"):
        take_step(site[role], page)
    page = fresh(page)
    before = kinds(page)
    page.save_revision()
    page.get_workflow().start(page, site["coordination"])
    take_step(site["coordination"], page, "reject", "À revoir")
    page.current_workflow_state.cancel(user=site["coordination"])
    assert kinds(page) == before


def test_mails_leave_by_the_outbox_only(
    site, index, answers, django_capture_on_commit_callbacks, settings
):
    settings.WAGTAIL_CROWDSOLVING = {"JOBS_ENGINE": "immediate"}
    draft = factories.ProposalFactory(index=index, data=answers)
    page = actions.submit(proposal=draft, by=draft.proposer)
    take_step(site["coordination"], page, "reject", "Encore un effort")
    # Nothing has been committed: Wagtail's own mails would have left already.
    assert mail.outbox == []


def test_each_step_tells_its_group(site, draft, member, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        page = actions.submit(proposal=draft, by=member)
    with django_capture_on_commit_callbacks(execute=True):
        take_step(site["coordination"], page)
    told = set(
        OutboxMail.objects.filter(
            kind__in=["challenges/new_proposal", "challenges/to_examine"]
        ).values_list("kind", "recipient")
    )
    assert told == {
        ("challenges/new_proposal", site["coordination"].pk),
        ("challenges/to_examine", site["committee"].pk),
    }


def test_wagtail_still_mails_about_other_pages(site, home, settings):
    from wagtail.models import Page

    other = home.add_child(instance=Page(title="Autre", slug="autre", locale=home.locale))
    other.save_revision()
    Workflow.objects.get(name="Examen d’un défi").start(other, None)
    assert [message.to for message in mail.outbox] == [[site["coordination"].email]]


def test_a_page_that_the_team_deletes_leaves_the_case_file(page, member):
    page.delete()
    proposal = Proposal.objects.get()
    assert proposal.page is None
    assert proposal.title == "Mieux manger à la Belle de Mai"
