"""What is no challenge: refused by committees in words, and judged once a case tells of it."""

import pytest
from django.urls import reverse
from wagtail.models import Workflow, WorkflowContentType, WorkflowPage, WorkflowState, WorkflowTask
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from tests import factories
from tests.selection.support import FOR, begin, committee, manager, review, workflow_of
from tests.testapp.models import Article
from wagtail_crowdsolving import cases
from wagtail_crowdsolving.exceptions import NotAllowed
from wagtail_crowdsolving.network.models import Theme
from wagtail_crowdsolving.notifications.models import OutboxMail
from wagtail_crowdsolving.selection import actions, queries, rules
from wagtail_crowdsolving.selection.models import Round
from wagtail_crowdsolving.selection.task import CommitteeReviewTask

pytestmark = pytest.mark.django_db


class ArticleCase(cases.Case):
    def names(self, page):
        return [page.title]

    def proposer(self, page):
        article = page.specific
        if article.proposed_by is None:
            return None
        return cases.Proposer(article.proposed_by, "fr", lambda: ("/espace/", "Lire"))

    def proposed_by(self, user):
        return Article.objects.filter(proposed_by=user.pk).values("pk")


@pytest.fixture
def article(home):
    article = Article(
        title="Un article",
        slug="un-article",
        text="Des mots.",
        live=False,
        locale=factories.locale(),
    )
    home.add_child(instance=article)
    article.save_revision()
    return article


@pytest.fixture
def case():
    cases.register(Article, ArticleCase())
    yield
    cases.unregister(Article)


class TestWithoutACase:
    def test_a_step_that_begins_anyway_is_refused_in_words(self, article):
        made, _people = committee()
        with pytest.raises(NotAllowed, match=str(Article._meta.verbose_name)):
            workflow_of(made).start(article, None)
        assert not Round.objects.exists()

    def test_nor_is_such_a_workflow_set_on_it(self, article):
        workflow = workflow_of(committee()[0])
        with pytest.raises(NotAllowed, match="Un article"):
            WorkflowPage.objects.create(workflow=workflow, page=article)

    def test_but_on_a_list_below_which_challenges_stand(self, home):
        workflow = workflow_of(committee()[0])
        WorkflowPage.objects.create(workflow=workflow, page=factories.ChallengeIndexFactory())
        WorkflowPage.objects.create(workflow=workflow, page=home)

    def test_nor_on_snippets(self):
        from django.contrib.contenttypes.models import ContentType

        workflow = workflow_of(committee()[0])
        with pytest.raises(NotAllowed):
            WorkflowContentType.objects.create(
                workflow=workflow, content_type=ContentType.objects.get_for_model(Theme)
            )

    def test_nor_does_a_committee_enter_where_it_is_set(self, article):
        workflow = factories.plain_workflow()
        WorkflowPage.objects.create(workflow=workflow, page=article)
        step = CommitteeReviewTask.objects.create(name="Comité", committee=committee()[0])
        with pytest.raises(NotAllowed, match="Un article"):
            WorkflowTask.objects.create(workflow=workflow, task=step, sort_order=9)

    def test_the_form_of_a_workflow_says_so(self, admin_client, article):
        workflow = workflow_of(committee()[0])
        url = reverse("wagtailadmin_workflows:edit", args=[workflow.pk])
        (row,) = workflow.workflow_tasks.all()
        post = {
            "name": workflow.name,
            "active": "on",
            "workflow_tasks": inline_formset([{"id": row.pk, "task": row.task_id}], initial=1),
            "pages": inline_formset([{"page": article.pk}]),
        }
        response = admin_client.post(url, nested_form_data(post))
        assert response.status_code == 200
        assert cases.no_case_message(["Un article"]) in response.context["form"].non_field_errors()
        assert not WorkflowPage.objects.filter(page=article).exists()

    def test_the_editor_keeps_it_as_a_draft(self, admin_client, home, article):
        workflow = workflow_of(committee()[0])
        WorkflowPage.objects.create(workflow=workflow, page=home)
        url = reverse("wagtailadmin_pages:edit", args=[article.pk])
        assert 'name="action-submit"' not in admin_client.get(url).text
        post = {"title": "Autre titre", "slug": "un-article", "text": "Des mots.", "comments": []}
        post |= {"comments": inline_formset([]), "action-submit": "on"}
        response = admin_client.post(url, nested_form_data(post), follow=True)
        assert response.status_code == 200
        sentence = cases.no_case_message([Article._meta.verbose_name])
        assert any(sentence in str(message) for message in response.context["messages"])
        assert (
            Article.objects.get(pk=article.pk).get_latest_revision_as_object().title
            == "Autre titre"
        )
        assert not WorkflowState.objects.exists()


@pytest.mark.usefixtures("case")
class TestWithACase:
    def test_it_is_judged_from_the_first_opinion_to_its_publication(self, article):
        author = factories.UserFactory()
        article.proposed_by = author
        article.save_revision()
        article.save()
        made, (chair, *members) = committee(quorum=1)
        round = begin(article, workflow_of(made))
        assert round.title == "Un article"
        assert [part["name"] for part in round.content] == ["text"]
        assert rules.is_proposer(author, round)
        assert not rules.can_see_dossier(author, round)
        assert round.pk in [state.round_id for state in queries.board()]
        for person in (chair, *members):
            review(round, person, FOR)
        decision = actions.draft_decision(
            round=round, by=chair, outcome="favourable", message="Bravo."
        )
        with pytest.raises(NotAllowed):
            article.get_latest_revision().publish()
        actions.prepare_decision(decision=decision, by=chair)
        actions.release_decision(decision=decision, by=chair)
        assert Article.objects.get(pk=article.pk).live
        assert OutboxMail.objects.filter(kind="selection/favourable", recipient=author).exists()

    def test_an_unfavourable_decision_ends_it(self, article):
        made, (chair, *members) = committee(quorum=1)
        round = begin(article, workflow_of(made))
        for person in (chair, *members):
            review(round, person, FOR)
        decision = actions.draft_decision(
            round=round, by=chair, outcome="unfavourable", message="Non.", departure="Car."
        )
        actions.prepare_decision(decision=decision, by=chair)
        actions.release_decision(decision=decision, by=chair)
        assert WorkflowState.objects.get().status == WorkflowState.STATUS_CANCELLED
        assert not Article.objects.get(pk=article.pk).live

    def test_what_was_stopped_is_taken_up_again(self, article):
        author, coordinator = manager(), manager()
        Article.objects.filter(pk=article.pk).update(proposed_by=author)
        workflow = workflow_of(committee()[0])
        WorkflowPage.objects.create(workflow=workflow, page=article)
        actions.stop_examination(round=begin(article, workflow), by=coordinator)
        assert [page.pk for page in queries.interrupted(coordinator)] == [article.pk]
        assert not queries.interrupted(author).exists()
        actions.take_up_again(page=article, by=coordinator)
        assert not queries.interrupted(coordinator).exists()
        assert Round.objects.open().count() == 1

    def test_what_has_ended_is_not_ended_another_way(self, article):
        state = workflow_of(committee()[0]).start(article, None)
        stale = WorkflowState.objects.get(pk=state.pk)
        state.cancel()
        stale.status = WorkflowState.STATUS_APPROVED
        with pytest.raises(NotAllowed):
            stale.save()

    def test_its_workflow_is_set(self, article):
        WorkflowPage.objects.create(workflow=workflow_of(committee()[0]), page=article)
        assert Workflow.objects.filter(workflow_pages__page=article).exists()
