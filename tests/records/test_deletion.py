"""What is tied to something is not deleted with it: by hand, by many, by code, from above."""

import pytest
from django.contrib.sites.models import Site
from django.db import connection, transaction
from django.db.models.deletion import ProtectedError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Locale, Page, PageLogEntry, Task, Workflow

from tests import factories
from tests.records.support import coordinator, published, stage, superuser
from tests.selection.support import decide, review, scene
from wagtail_crowdsolving.catalogue.models import StageEntry
from wagtail_crowdsolving.challenges.models import Proposal
from wagtail_crowdsolving.contributions.models import Contribution
from wagtail_crowdsolving.network.queries import canonical
from wagtail_crowdsolving.pages.models import ChallengePage
from wagtail_crowdsolving.records import queries
from wagtail_crowdsolving.selection import actions as selection
from wagtail_crowdsolving.selection.models import Decision, Round

pytestmark = [pytest.mark.versions, pytest.mark.databases, pytest.mark.django_db]


def discussed():
    page = published(factories.ChallengeFactory())
    factories.ContributionFactory.create_batch(2, page=page)
    return page


def examined():
    s = scene()
    for person in s.people:
        review(s.round, person)
    selection.release_decisions(decisions=[decide(s.round, s.chair)], by=s.chair)
    return s.page


def staged():
    page = published(factories.ProjectFactory(title="Avec étapes"))
    stage(page)
    return page


def a_list_with_a_proposal():
    index = factories.ChallengeIndexFactory(slug="autres")
    from django.utils import timezone

    factories.ProposalFactory(index=index, submitted_at=timezone.now())
    return index


TIED = [discussed, examined, staged, a_list_with_a_proposal]


@pytest.mark.parametrize("make", TIED)
def test_code_is_refused_and_nothing_is_half_done(home, make):
    page = make()
    page.refresh_from_db()
    parent = page.get_parent()
    children, rounds = parent.numchild, Round.objects.count()
    lines = PageLogEntry.objects.count()
    for going in (page, parent, home):
        with pytest.raises(ProtectedError), transaction.atomic():
            type(going).objects.get(pk=going.pk).delete()
        with pytest.raises(ProtectedError), transaction.atomic():
            Page.objects.get(pk=going.pk).delete()
    assert Page.objects.filter(pk=page.pk, live=page.live).exists()
    assert Page.objects.get(pk=parent.pk).numchild == children
    assert Round.objects.count() == rounds
    assert PageLogEntry.objects.count() == lines


@pytest.mark.django_db(transaction=True)
def test_without_a_transaction_around_it_too():
    page = discussed()
    home = Page.objects.get(slug="accueil")
    before = list(Page.objects.order_by("pk").values_list("pk", "numchild", "live"))
    lines = PageLogEntry.objects.count()
    for going in (page, page.get_parent().specific, home):
        with pytest.raises(ProtectedError):
            going.delete()
    assert list(Page.objects.order_by("pk").values_list("pk", "numchild", "live")) == before
    assert PageLogEntry.objects.count() == lines


@pytest.mark.parametrize("make", TIED)
@pytest.mark.parametrize("above", [False, True])
def test_the_admin_says_what_would_go(client, home, make, above):
    page = make()
    going = page.get_parent() if above else page
    client.force_login(superuser())
    url = reverse("wagtailadmin_pages:delete", args=[going.pk])
    ties = queries.ties_of([going])
    assert ties
    for response in (client.get(url), client.post(url, {"wagtail_site_name": "x"})):
        html = response.content.decode()
        assert all(tie in html for tie in ties)
        archive = reverse("crowdsolving_archive_page", args=[going.pk])
        assert (archive in html) == (make is not a_list_with_a_proposal and not above)
    assert Page.objects.filter(pk=page.pk).exists()


def test_counts_are_said(home):
    page = examined()
    factories.ContributionFactory.create_batch(3, page=page)
    assert queries.ties_of([page]) == ["3 contributions", "1 tour d’examen", "1 décision"]


@pytest.mark.parametrize("make", TIED)
def test_in_bulk(client, home, make):
    page, other = make(), factories.ProjectFactory()
    client.force_login(superuser())
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    response = client.post(
        f"{url}?id={page.pk}&id={other.pk}&next=/admin/", {"wagtail_site_name": "x"}, follow=True
    )
    assert Page.objects.filter(pk__in=[page.pk, other.pk]).count() == 2
    assert queries.ties_of([page])[0] in response.content.decode()


def test_what_nothing_is_tied_to_goes(client, home):
    index = factories.ChallengeIndexFactory()
    page = factories.ChallengeFactory(parent=index, live=False)
    project = factories.ProjectFactory()
    client.force_login(superuser())
    for going in (page, project):
        url = reverse("wagtailadmin_pages:delete", args=[going.pk])
        assert client.get(url).status_code == 200
        assert client.post(url).status_code == 302
        assert not Page.objects.filter(pk=going.pk).exists()


@pytest.mark.parametrize("make", [discussed, staged])
def test_a_language_may_go_for_as_long_as_another_stays(client, home, make):
    page = make()
    english = published(page.copy_for_translation(factories.locale("en"), copy_parents=True))
    client.force_login(superuser())
    assert queries.ties_of([page]) == []
    assert client.post(reverse("wagtailadmin_pages:delete", args=[page.pk])).status_code == 302
    assert not Page.objects.filter(pk=page.pk).exists()
    ties = queries.ties_of([english])
    assert ties
    assert ties[0][0] in "12"
    with pytest.raises(ProtectedError):
        type(english).objects.get(pk=english.pk).delete()


@pytest.mark.parametrize("alias", [False, True])
@pytest.mark.parametrize("make", [discussed, staged])
def test_a_translation_that_nobody_reads_inherits_nothing_from_a_live_page(
    client, home, make, alias
):
    page = make()
    english = page.copy_for_translation(factories.locale("en"), copy_parents=True, alias=alias)
    assert english.live is alias
    client.force_login(superuser())
    assert queries.ties_of([page])
    assert client.post(reverse("wagtailadmin_pages:delete", args=[page.pk])).status_code == 409
    with pytest.raises(ProtectedError), transaction.atomic():
        type(page).objects.get(pk=page.pk).delete()
    assert type(page).objects.get(pk=page.pk).live
    assert type(english).objects.get(pk=english.pk).live is alias
    english.delete()


def test_the_heir_is_the_page_that_all_versions_share(home):
    page = staged()
    draft = page.copy_for_translation(factories.locale("de"), copy_parents=True)
    english = published(page.copy_for_translation(factories.locale("en"), copy_parents=True))
    page.delete()
    assert draft.pk < english.pk
    assert StageEntry.objects.get().page_id == draft.pk
    assert canonical(english).pk == draft.pk
    # Nobody can read the draft: the last live version goes with no record that stands there.
    assert queries.ties_of([english])
    assert english.pk in queries.tied(Page.objects.all()).values_list("pk", flat=True)
    with pytest.raises(ProtectedError), transaction.atomic():
        type(english).objects.get(pk=english.pk).delete()


def test_the_version_that_was_examined_stays(home):
    page = examined()
    english = page.copy_for_translation(factories.locale("en"), copy_parents=True)
    with pytest.raises(ProtectedError):
        page.delete()
    english.delete()


def test_both_languages_ticked(client, home):
    page = discussed()
    english = page.copy_for_translation(factories.locale("en"), copy_parents=True)
    client.force_login(superuser())
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    client.post(f"{url}?id={page.pk}&id={english.pk}")
    assert Page.objects.filter(pk__in=[page.pk, english.pk]).count() == 2


def test_a_list_takes_drafts_of_proposals_along(home):
    index = factories.ChallengeIndexFactory(slug="autres")
    factories.ProposalFactory(index=index)
    index.delete()
    assert not Proposal.objects.exists()


def test_a_proposal_outlives_its_page(home):
    from django.utils import timezone

    page = factories.ChallengeFactory(live=False)
    proposal = factories.ProposalFactory(
        page_id=page.pk, submitted_at=timezone.now(), data={"title": "Mon idée"}
    )
    english = page.copy_for_translation(factories.locale("en"), copy_parents=True)
    page.delete()
    proposal.refresh_from_db()
    assert proposal.page_id == english.pk
    english.delete()
    proposal.refresh_from_db()
    assert (proposal.page, proposal.title) == (None, "Mon idée")


def test_what_stands_around_a_record(home):
    """The workflow, its steps, the committee, the language, the site of django.contrib.sites."""
    page = examined()
    factories.locale("en")
    factories.ContributionFactory(page=page)
    round = Round.objects.get()
    step = round.task_state
    for row, error in (
        (step, ProtectedError),
        (step.revision, ProtectedError),
        (step.workflow_state, ProtectedError),
        (Task.objects.get(pk=step.task_id), ProtectedError),
        (Workflow.objects.get(pk=step.workflow_state.workflow_id), ProtectedError),
        (round.committee, ProtectedError),
        (Locale.objects.get(language_code="fr"), ProtectedError),
        (Site.objects.get(pk=1), TypeError),
        (Contribution.objects.get(), TypeError),
    ):
        with pytest.raises(error), transaction.atomic():
            row.delete()
    with pytest.raises(ProtectedError), transaction.atomic():
        round.delete()
    assert Decision.objects.get().state == "released"
    assert Contribution.objects.count() == 1


def test_old_revisions_are_cleared_away_but_for_those_that_were_judged(home):
    from django.core.management import call_command

    page = examined()
    judged = Round.objects.get().task_state.revision_id
    for number in range(3):
        page.title = f"Titre {number}"
        page.save_revision()
    call_command("purge_revisions", verbosity=0)
    assert page.revisions.filter(pk=judged).exists()
    assert Round.objects.get().decision


def test_the_coordination_is_led_to_the_archive(client, home):
    page = discussed()
    client.force_login(coordinator("publish"))
    response = client.get(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert reverse("crowdsolving_archive_page", args=[page.pk]) in response.content.decode()


def test_ties_cost_the_same_at_any_size(home, django_assert_num_queries):
    for _n in range(2):
        discussed()
    with django_assert_num_queries(6):
        queries.ties_of([home])
    for _n in range(4):
        discussed()
    with django_assert_num_queries(6):
        assert queries.ties_of([home]) == ["12 contributions"]


def test_what_is_kept_below_costs_the_same_at_any_size(client, home):
    def asked():
        with CaptureQueriesContext(connection) as asked:
            kept = client.get(url).context["below"]
        return len(asked), [(one.pk, ties) for one, ties in kept]

    page = discussed()
    published(page.copy_for_translation(factories.locale("en"), copy_parents=True))  # an heir
    index = page.get_parent()
    client.force_login(superuser())
    url = reverse("wagtailadmin_pages:delete", args=[index.pk])
    tied = factories.ContributionFactory(page=factories.ChallengeFactory(parent=index)).page
    asked()
    before, kept = asked()
    assert kept == [(tied.pk, ["1 contribution"])]
    factories.ChallengeFactory.create_batch(30, parent=index)
    assert asked() == (before, kept)
    for below in ChallengePage.objects.child_of(index).exclude(pk__in=[page.pk, tied.pk]):
        factories.ContributionFactory(page=below)
    after, kept = asked()
    assert len(kept) == 20
    assert after <= before + 19 * 6
