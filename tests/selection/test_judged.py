"""A published challenge whose text is changed: compared with what was judged, corrected, examined again."""

import datetime

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry, WorkflowPage, WorkflowState

from tests import factories
from tests.selection import support
from tests.shared import shared
from wagtail_crowdsolving import conf
from wagtail_crowdsolving.challenges import actions as life_doors
from wagtail_crowdsolving.challenges import life
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.notifications.models import OutboxMail
from wagtail_crowdsolving.pages.models import ChallengePage
from wagtail_crowdsolving.selection import actions, judged, rules
from wagtail_crowdsolving.selection.models import Correction, Round

pytestmark = pytest.mark.django_db
DAY = datetime.date(2031, 5, 4)


def fresh(page):
    return ChallengePage.objects.get(pk=page.pk)


def draft_of(page, **changes):
    draft = fresh(page).get_latest_revision_as_object()
    for name, value in changes.items():
        setattr(draft, name, value)
    draft.save_revision()
    return fresh(page)


def decide(round, scene, outcome="favourable"):
    for member in scene.members:
        support.review(round, member)
    support.review(round, scene.chair)
    decision = support.decide(round, scene.chair, outcome)
    actions.release_decisions(decisions=[decision], by=scene.chair)


def build():
    """A challenge that one committee judged and let pass, under a list with its workflow."""
    page = support.proposed(summary="Une halle vidde au milieu du quartier.")
    scene = support.scene(page=page, members=2)
    call_command("setup_crowdsolving", verbosity=0)
    workflow = scene.round.task_state.workflow_state.workflow
    WorkflowPage.objects.filter(page=page.get_parent()).delete()
    WorkflowPage.objects.create(workflow=workflow, page=page.get_parent())
    decide(scene.round, scene)
    scene.round.refresh_from_db()
    scene.page = fresh(page)
    assert scene.page.live
    scene.coordinator = factories.UserFactory(first_name="Colette", last_name="Ordonne")
    scene.coordinator.groups.add(Group.objects.get(name=conf.GROUPS["coordination"]))
    return scene


_made, scene = shared(build)


def correct(page, by):
    found = judged.difference(page)
    return actions.correct_spelling(page=page, by=by, version=found.version)


class TestDifference:
    def test_none_while_the_draft_is_what_was_judged(self, scene):
        assert judged.difference(scene.page) is None

    def test_the_life_is_no_difference(self, scene):
        life_doors.set_dates(
            page=scene.page,
            by=scene.coordinator,
            opens_on=None,
            closes_on=DAY,
            followed_up_on=None,
            version=life.version(scene.page, *life.DATES),
        )
        assert judged.difference(fresh(scene.page)) is None

    def test_each_part_old_and_new(self, scene):
        page = draft_of(
            scene.page,
            title="Un autre titre",
            summary="Une halle vide au milieu du quartier.",
            slug="une-autre-adresse",
            context="",
            beneficiaries="Les voisins",
        )
        found = judged.difference(page)
        assert {change.name: change.new for change in found.changes} == {
            "title": "Un autre titre",
            "summary": "Une halle vide au milieu du quartier.",
            "context": "",
            "beneficiaries": "Les voisins",
            "slug": "une-autre-adresse",
        }
        assert found.round == scene.round
        summary = next(change for change in found.changes if change.name == "summary")
        assert "<del>vidde</del> <ins>vide</ins>" in summary.marked()

    def test_what_people_typed_is_no_markup(self, scene):
        page = draft_of(scene.page, summary="<script>x()</script> vide")
        (change,) = judged.difference(page).changes
        assert "<script>" not in change.marked()
        long = judged.marked("x " * 9000, "<i>" + "y " * 9000)
        assert "<i>" not in long

    def test_back_to_what_was_judged(self, scene):
        draft_of(scene.page, summary="Autre")
        page = draft_of(scene.page, summary="Une halle vidde au milieu du quartier.")
        assert judged.difference(page) is None

    def test_not_where_no_committee_sits_in_the_workflow(self, scene):
        WorkflowPage.objects.all().delete()
        factories.plain_workflow()
        page = draft_of(scene.page, summary="Autre")
        assert judged.difference(page) is None

    def test_what_no_committee_judged_is_compared_with_the_site(self, scene):
        other = factories.ChallengeFactory(live=False, summary="Une fote.")
        other.save_revision().publish()
        page = draft_of(other, summary="Une faute.")
        found = judged.difference(page)
        assert (found.round, [change.name for change in found.changes]) == (None, ["summary"])
        correct(page, scene.coordinator)
        assert fresh(other).summary == "Une faute."


class TestCorrectSpelling:
    @pytest.fixture
    def page(self, scene):
        return draft_of(scene.page, summary="Une halle vide au milieu du quartier.")

    def test_it_is_on_the_site_named_logged_and_told(self, scene, page):
        correction = correct(page, scene.coordinator)
        now = fresh(page)
        assert now.summary == "Une halle vide au milieu du quartier."
        assert now.live
        assert not now.has_unpublished_changes
        assert not WorkflowState.objects.active().for_instance(now).exists()
        assert Round.objects.count() == 1
        assert correction.by == scene.coordinator
        assert [(change["name"], change["old"]) for change in correction.changes] == [
            ("summary", "Une halle vidde au milieu du quartier.")
        ]
        line = PageLogEntry.objects.get(action="wagtail_crowdsolving.spelling.correct")
        assert line.user == scene.coordinator
        mail = OutboxMail.objects.get(kind="selection/corrected")
        assert mail.to_email == scene.chair.email
        assert "Une halle" not in mail.text

    def test_the_committee_reads_it(self, scene, page, client):
        correct(page, scene.coordinator)
        client.force_login(scene.members[0])
        html = client.get(
            reverse("wagtail_crowdsolving:round", args=[scene.round.pk])
        ).content.decode()
        assert "<del>vidde</del> <ins>vide</ins>" in html
        assert "Colette Ordonne" in html
        client.force_login(scene.coordinator)
        html = client.get(
            reverse("crowdsolving_rounds:inspect", args=[scene.round.pk])
        ).content.decode()
        assert "<del>vidde</del> <ins>vide</ins>" in html

    def test_the_next_one_is_compared_with_it(self, scene, page):
        correct(page, scene.coordinator)
        assert judged.difference(fresh(page)) is None
        page = draft_of(page, beneficiaries="Les voisins")
        assert [change.name for change in judged.difference(page).changes] == ["beneficiaries"]
        assert judged.difference(page).corrected

    def test_a_later_examination_judges_the_corrected_text(self, scene, page):
        correct(page, scene.coordinator)
        page = draft_of(page, guiding_question="Une autre question ?")
        found = judged.difference(page)
        state = actions.examine_again(page=page, by=scene.coordinator, version=found.version)
        round = Round.objects.get(task_state=state.current_task_state)
        decide(round, scene)
        assert fresh(page).guiding_question == "Une autre question ?"
        assert judged.difference(fresh(page)) is None
        page = draft_of(page, beneficiaries="Tous")
        assert judged.difference(page).round == round
        assert not judged.difference(page).corrected

    def test_twice_is_once(self, scene, page):
        version = judged.difference(page).version
        actions.correct_spelling(page=page, by=scene.coordinator, version=version)
        with pytest.raises(Conflict):
            actions.correct_spelling(page=page, by=scene.coordinator, version=version)
        assert Correction.objects.count() == 1

    def test_not_what_was_not_read(self, scene, page):
        version = judged.difference(page).version
        draft_of(page, guiding_question="Tout autre chose ?")
        with pytest.raises(Conflict):
            actions.correct_spelling(page=page, by=scene.coordinator, version=version)
        assert "vidde" in fresh(page).summary

    def test_not_while_an_examination_runs(self, scene, page):
        found = judged.difference(page)
        actions.examine_again(page=page, by=scene.coordinator, version=found.version)
        for door in (actions.correct_spelling, actions.examine_again):
            with pytest.raises((Conflict, NotAllowed)):
                door(page=fresh(page), by=scene.coordinator, version=found.version)
        assert "vidde" in fresh(page).summary

    @pytest.mark.parametrize(
        "changes",
        [{"situation": "idea"}, {"goals": [1]}, {"territory_kind": "rural"}, {"themes": True}],
    )
    def test_what_is_chosen_is_no_spelling(self, scene, page, changes):
        if "themes" in changes:
            changes = {"themes": [factories.ThemeFactory()]}
        page = draft_of(page, **changes)
        found = judged.difference(page)
        assert not found.is_spelling_possible
        with pytest.raises(ValidationError):
            correct(page, scene.coordinator)

    def test_the_life_stays(self, scene, page):
        life_doors.set_dates(
            page=page,
            by=scene.coordinator,
            opens_on=None,
            closes_on=DAY,
            followed_up_on=None,
            version=life.version(page, *life.DATES),
        )
        correct(fresh(page), scene.coordinator)
        assert fresh(page).closes_on == DAY

    def test_who_may(self, scene, page):
        animator = factories.UserFactory()
        ChallengePage.objects.filter(pk=page.pk).update(animator=animator)
        for user in (animator, scene.chair, scene.members[0], factories.UserFactory()):
            with pytest.raises(NotAllowed):
                correct(fresh(page), user)
        proposer = page.crowdsolving_proposal.proposer
        proposer.groups.add(Group.objects.get(name=conf.GROUPS["coordination"]))
        with pytest.raises(NotAllowed):
            correct(fresh(page), proposer)

    def test_a_name_that_is_forgotten_leaves_it(self, scene):
        page = draft_of(scene.page, proposed_by="Dominique Secrette")
        correct(page, scene.coordinator)
        with actions.without_name(page=page, is_named=lambda text: "Secrette" in text):
            pass
        correction = Correction.objects.get()
        assert "Secrette" not in str([correction.content, correction.changes])


class TestDuringAnExamination:
    def test_the_life_goes_on_and_the_decision_publishes_what_was_judged(self, scene):
        page = draft_of(scene.page, guiding_question="Une autre question ?")
        found = judged.difference(page)
        state = actions.examine_again(page=page, by=scene.coordinator, version=found.version)
        round = Round.objects.get(task_state=state.current_task_state)
        mails = OutboxMail.objects.count()
        life_doors.set_dates(
            page=page,
            by=scene.coordinator,
            opens_on=None,
            closes_on=DAY,
            followed_up_on=None,
            version=life.version(page, *life.DATES),
        )
        life_doors.add_update(
            page=page, by=scene.coordinator, date=DAY, title="Une visite", text="<p>Vingt.</p>"
        )
        assert OutboxMail.objects.count() == mails
        assert Round.objects.count() == 2
        assert fresh(page).guiding_question != "Une autre question ?"
        decide(round, scene)
        now = fresh(page)
        assert now.guiding_question == "Une autre question ?"
        assert (now.closes_on, len(now.updates)) == (DAY, 1)


class TestInTheAdmin:
    def test_the_editor_shows_it_and_the_choice_explains(self, scene, client):
        page = draft_of(scene.page, summary="Une halle vide au milieu du quartier.")
        client.force_login(scene.coordinator)
        url = reverse("crowdsolving_judged:choose", args=[page.pk])
        editor = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
        assert editor.count(url) >= 2  # the notice, and the item of the menu
        response = client.get(url)
        html = response.content.decode()
        assert "<del>vidde</del> <ins>vide</ins>" in html
        version = response.context_data["difference"].version
        client.post(url, {"do": "correct", "version": version})
        assert "vide" in fresh(page).summary
        editor = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
        assert url not in editor

    def test_a_stale_choice_is_refused(self, scene, client):
        page = draft_of(scene.page, summary="Une halle vide.")
        client.force_login(scene.coordinator)
        url = reverse("crowdsolving_judged:choose", args=[page.pk])
        version = client.get(url).context_data["difference"].version
        draft_of(page, summary="Une halle.")
        client.post(url, {"do": "correct", "version": version})
        assert "vidde" in fresh(page).summary

    def test_a_new_examination(self, scene, client):
        page = draft_of(scene.page, guiding_question="Une autre question ?")
        client.force_login(scene.coordinator)
        url = reverse("crowdsolving_judged:choose", args=[page.pk])
        version = client.get(url).context_data["difference"].version
        client.post(url, {"do": "examine", "version": version})
        assert Round.objects.filter(page=page, state="open").count() == 1
        response = client.get(url)
        assert response.status_code == 200
        assert 'name="do"' not in response.content.decode()

    def test_for_nobody_else(self, scene, client):
        page = draft_of(scene.page, summary="Une halle vide.")
        url = reverse("crowdsolving_judged:choose", args=[page.pk])
        client.force_login(scene.members[0])
        assert client.get(url).status_code in (302, 403)
        assert client.post(url, {"do": "correct"}).status_code in (302, 403)
        assert "vidde" in fresh(page).summary


class TestWhatIsNotJudged:
    """The door of spelling is no way around a committee."""

    def test_what_one_committee_refused_after_another(self, scene):
        """Only an examination that ended well has judged a text."""
        page = draft_of(scene.page, guiding_question="Comment vendre la halle ?")
        found = judged.difference(page)
        state = actions.examine_again(page=page, by=scene.coordinator, version=found.version)
        round = Round.objects.get(task_state=state.current_task_state)
        decide(round, scene, "favourable")
        WorkflowState.objects.filter(pk=state.pk).update(status=WorkflowState.STATUS_CANCELLED)
        ChallengePage.objects.filter(pk=page.pk).update(
            guiding_question=scene.page.guiding_question, has_unpublished_changes=True
        )
        assert judged.judged_round(page) == scene.round
        assert [one.name for one in judged.difference(page).changes] == ["guiding_question"]

    def test_another_language_version(self, scene):
        """Who proposed the challenge corrects no version of it; the committee reads of each."""
        english = scene.page.copy_for_translation(factories.locale("en"), copy_parents=True)
        english.live = True
        english.save()
        english.save_revision().publish()
        page = draft_of(english, summary="An empty market hall.")
        assert rules.can_correct(scene.coordinator, page)
        correct(page, scene.coordinator)
        (told,) = judged.corrections_since(scene.round)
        assert told.is_elsewhere
        assert OutboxMail.objects.filter(kind="selection/corrected").count() == 1
        scene.page.crowdsolving_proposal.proposer = scene.coordinator
        scene.page.crowdsolving_proposal.save()
        assert not rules.can_correct(scene.coordinator, page)

    def test_nor_who_stood_aside(self, scene):
        assert rules.can_correct(scene.coordinator, scene.page)
        scene.round.seats.create(
            user=scene.coordinator, role="member", recused_at=timezone.now(), recusal_reason="Lien."
        )
        assert not rules.can_correct(scene.coordinator, scene.page)

    def test_nor_a_page_that_somebody_locked(self, scene):
        page = draft_of(scene.page, summary="Autre")
        locker = factories.UserFactory(is_superuser=True)
        ChallengePage.objects.filter(pk=page.pk).update(
            locked=True, locked_by=locker, locked_at=timezone.now()
        )
        with pytest.raises(NotAllowed):
            correct(fresh(page), scene.coordinator)

    def test_nor_a_date_of_expiry(self, scene):
        page = draft_of(
            scene.page, summary="Autre", expire_at=timezone.now() + datetime.timedelta(days=1)
        )
        with pytest.raises(ValidationError, match="expir|péremption"):
            correct(page, scene.coordinator)

    def test_a_draft_that_restores_what_was_judged(self, scene):
        ChallengePage.objects.filter(pk=scene.page.pk).update(
            summary="Autre chose", has_unpublished_changes=True
        )
        found = judged.difference(fresh(scene.page))
        assert found.restores
        assert [one.name for one in found.changes] == ["summary"]
        correct(fresh(scene.page), scene.coordinator)
        assert fresh(scene.page).summary == "Une halle vidde au milieu du quartier."
