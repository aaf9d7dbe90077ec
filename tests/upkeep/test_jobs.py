"""What Django and Wagtail expect to be run: what it does, and what it must not do."""

import datetime

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command, get_commands
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django_q.models import Failure, Success, Task
from wagtail.models import Page, PageLogEntry, Revision, TaskState

from tests import factories
from tests.selection import support as selection
from tests.upkeep import support
from wagtail_crowdsolving.pages.models import CatalogueProjectPage, ChallengePage
from wagtail_crowdsolving.selection import actions
from wagtail_crowdsolving.selection.models import Decision, Round
from wagtail_crowdsolving.upkeep import jobs, runs

pytestmark = [pytest.mark.versions, pytest.mark.databases, pytest.mark.django_db]

HOUR = datetime.timedelta(hours=1)


def scheduled(page, at):
    """``page`` with a publication that was allowed for ``at``; Wagtail refuses one in the past."""
    revision = page.save_revision()
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=at)
    return revision


class TestPublication:
    def test_a_page_goes_live_and_expires(self, home):
        now = timezone.now()
        page = home.add_child(instance=Page(title="Demain", slug="demain", live=False))
        page.go_live_at, page.expire_at = now + HOUR, now + 2 * HOUR
        page.save_revision().publish()
        runs.run("publication")
        assert not Page.objects.get(pk=page.pk).live
        Revision.objects.update(approved_go_live_at=now - HOUR)
        revision = Revision.objects.get()
        revision.content["go_live_at"] = (now - HOUR).isoformat()
        revision.save()
        jobs.publish_scheduled()
        page.refresh_from_db()
        assert page.live
        Page.objects.filter(pk=page.pk).update(expire_at=now)
        jobs.publish_scheduled()
        page.refresh_from_db()
        assert (page.live, page.expired) == (False, True)
        jobs.publish_scheduled()

    def test_the_same_lines_in_the_history_as_with_wagtails_command(self, home):
        page = factories.ProjectFactory(live=False)
        scheduled(page, timezone.now() - HOUR)
        jobs.publish_scheduled()
        Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - HOUR)
        jobs.publish_scheduled()
        lines = PageLogEntry.objects.filter(page=page.pk).values_list("action", flat=True)
        assert {"wagtail.publish.scheduled", "wagtail.unpublish.scheduled"} <= set(lines)

    def test_one_that_fails_stops_no_other_and_keeps_its_date(self, home, monkeypatch):
        bad, good = factories.ProjectFactory(live=False), factories.ProjectFactory(live=False)
        past = timezone.now() - HOUR
        kept = scheduled(bad, past - HOUR)
        scheduled(good, past)
        worst = factories.ProjectFactory()
        Page.objects.filter(pk=worst.pk).update(expire_at=past)
        real = CatalogueProjectPage.save

        def save(self, *args, **kwargs):
            if self.pk == bad.pk:
                raise ValueError("broken")
            return real(self, *args, **kwargs)

        monkeypatch.setattr(CatalogueProjectPage, "save", save)
        with pytest.raises(jobs.NotAllDone):
            runs.run("publication")
        assert Page.objects.get(pk=good.pk).live
        assert not Page.objects.get(pk=worst.pk).live
        assert Revision.objects.get(pk=kept.pk).approved_go_live_at == past - HOUR
        assert support.row("publication").error.endswith(".NotAllDone")

    def test_a_revision_whose_page_is_gone_stops_no_other(self, home):
        page, other = factories.ProjectFactory(live=False), factories.ProjectFactory(live=False)
        past = timezone.now() - HOUR
        orphan = scheduled(page, past - HOUR)
        scheduled(other, past)
        Revision.objects.filter(pk=orphan.pk).update(object_id="999999")
        jobs.publish_scheduled()
        assert Page.objects.get(pk=other.pk).live

    def test_a_challenge_under_examination_waits_without_a_word(self, home, caplog):
        s = selection.scene()
        other = factories.ChallengeFactory(live=False)
        past = timezone.now() - HOUR
        Revision.objects.filter(pk=s.page.latest_revision_id).update(approved_go_live_at=past)
        scheduled(other, past + HOUR / 2)
        jobs.publish_scheduled()
        assert not ChallengePage.objects.get(pk=s.page.pk).live
        assert Revision.objects.get(pk=s.page.latest_revision_id).approved_go_live_at == past
        assert ChallengePage.objects.get(pk=other.pk).live
        assert caplog.records == []

    def test_it_costs_the_same_whatever_waits_for_later(self, home, django_assert_num_queries):
        for size in (2, 6):
            for _ in range(size):
                scheduled(factories.ProjectFactory(live=False), timezone.now() + HOUR)
            with django_assert_num_queries(1 + len(jobs.draft_models())):
                jobs.publish_scheduled()


def test_sessions_that_ended_go(home):
    now = timezone.now()
    for name, at in (("over", now - HOUR), ("alive", now + HOUR)):
        Session.objects.create(session_key=name, session_data="", expire_date=at)
    runs.run("sessions")
    assert [session.session_key for session in Session.objects.all()] == ["alive"]


@pytest.mark.usefixtures("indexed")
class TestSearchIndex:
    def test_what_was_written_past_the_signals_is_found(self, home):
        page = factories.ProjectFactory(title="Ancien")
        Page.objects.filter(pk=page.pk).update(title="Ruchers", draft_title="Ruchers")
        assert not list(Page.objects.search("Ruchers"))
        runs.run("search index")
        assert list(Page.objects.search("Ruchers"))

    def test_a_rebuild_that_fails_says_so_and_leaves_the_old_index(self, home, monkeypatch):
        """Its transaction must not be left open: what is written after would go with it."""
        factories.ProjectFactory(title="Ruchers")
        monkeypatch.setattr(CatalogueProjectPage, "get_indexed_objects", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            runs.run("search index")
        kept = support.row("search index")
        assert (kept.failures, kept.error) == (1, "builtins.ZeroDivisionError")
        assert list(Page.objects.search("Ruchers"))


class TestRevisions:
    LONG_AGO = datetime.timedelta(days=800)

    def versions(self, page, count):
        """``count`` revisions from long ago, one day after the other; the last one is the latest."""
        made = []
        for number in range(count):
            page.title = f"{page.title} {number}"
            made.append(page.save_revision())
            Revision.objects.filter(pk=made[-1].pk).update(
                created_at=timezone.now() - self.LONG_AGO + datetime.timedelta(days=number)
            )
        return made

    def left(self):
        return set(Revision.objects.values_list("pk", flat=True))

    def test_old_drafts_go_and_what_is_needed_stays(self, home):
        page = factories.ProjectFactory()
        first, live, draft, planned, latest = self.versions(page, 5)
        Page.objects.filter(pk=page.pk).update(live_revision=live)
        Revision.objects.filter(pk=planned.pk).update(
            approved_go_live_at=timezone.now() + datetime.timedelta(days=9)
        )
        assert jobs.purge_revisions() == 2
        assert self.left() == {live.pk, planned.pk, latest.pk}
        assert jobs.purge_revisions() == 0

    def test_young_ones_stay(self, home):
        self.versions(factories.ProjectFactory(), 3)
        Revision.objects.update(created_at=timezone.now() - datetime.timedelta(days=729))
        assert jobs.purge_revisions() == 0

    def test_a_site_may_keep_all(self, home, settings):
        settings.WAGTAIL_CROWDSOLVING = {**settings.WAGTAIL_CROWDSOLVING, "REVISION_KEEP_DAYS": 0}
        self.versions(factories.ProjectFactory(), 3)
        assert jobs.purge_revisions() == 0

    def test_no_version_of_a_challenge_goes(self, home):
        self.versions(factories.ChallengeFactory(), 3)
        assert jobs.purge_revisions() == 0

    def test_what_a_step_of_a_workflow_examined_stays(self, home):
        page = factories.ProjectFactory()
        workflow = factories.plain_workflow()
        [first, *_rest] = self.versions(page, 1)
        workflow.start(page, None).cancel()
        self.versions(page, 2)
        assert TaskState.objects.filter(revision=first).exists()
        jobs.purge_revisions()
        assert first.pk in self.left()

    @pytest.fixture
    def decided(self, home):
        """A challenge that a committee decided on, published and changed since."""
        s = selection.scene(members=0)
        selection.review(s.round, s.chair)
        decision = selection.decide(s.round, s.chair)
        actions.release_decisions(decisions=[decision], by=s.chair)
        page = ChallengePage.objects.get(pk=s.page.pk)
        page.title = "Mieux dit"
        page.save_revision().publish()
        Revision.objects.update(created_at=timezone.now() - self.LONG_AGO)
        page.save_revision()
        return s

    @pytest.mark.django_db(transaction=True)
    def test_wagtails_own_command_takes_no_round_with_it(self, decided):
        judged = decided.round.task_state.revision_id
        call_command("purge_revisions")
        assert Round.objects.get().task_state.revision_id == judged
        assert Decision.objects.count() == 1
        assert judged in self.left()

    def test_nor_does_deleting_them_by_a_query(self, decided):
        with pytest.raises(ProtectedError), transaction.atomic():
            Revision.objects.all().delete()
        assert Round.objects.exists()


def test_old_failures_of_jobs_go(home):
    now = timezone.now()
    for name, success, days in (
        ("old", False, 31),
        ("young", False, 29),
        ("good", True, 31),
    ):
        at = now - datetime.timedelta(days=days)
        Task.objects.create(id=name, name=name, func="x", started=at, stopped=at, success=success)
    runs.run("failed jobs")
    assert [one.name for one in Failure.objects.all()] == ["young"]
    assert Success.objects.count() == 1


#: Every command of the apps that a site installs, and why nobody need call it by a clock:
#: "order": ours does it; "hand": for a moment that a person knows; "never": it would delete records;
#: "develop": for developers; "process": it runs all the time.
COMMANDS = {
    "clearsessions": "order",
    "publish_scheduled": "order",
    "publish_scheduled_pages": "order",
    "purge_revisions": "order",
    "rebuild_modelsearch_index": "order",
    "update_index": "order",
    "wagtail_update_index": "order",
    "qcluster": "process",
    "delete_stale_comments": "never",
    "remove_stale_contenttypes": "never",
    **dict.fromkeys(
        [
            "account_unsetmultipleprimaryemails",
            "api_tokens",
            "changepassword",
            "collectstatic",
            "convert_mariadb_uuids",
            "create_log_entries_from_revisions",
            "createsuperuser",
            "crowdsolving_copy",
            "crowdsolving_health",
            "crowdsolving_remove",
            "deduplicate_tags",
            "enable_fuzzystrmatch",
            "enable_trigram",
            "enable_unaccent",
            "fixtree",
            "import_redirects",
            "initialize_nested_count",
            "move_pages",
            "populate_xtdcomments",
            "purge_embeds",
            "qinfo",
            "qmemory",
            "qmonitor",
            "rebuild_references_index",
            "recount_contributions",
            "remove_orphaned_tags",
            "run_schedules",
            "set_url_paths",
            "setup_crowdsolving",
            "show_references_index",
            "sync_locale_trees",
            "wagtail_update_image_renditions",
        ],
        "hand",
    ),
    **dict.fromkeys(["findstatic", "generateschema", "load_demo", "runserver"], "develop"),
}


def test_of_every_installed_command_is_decided_who_calls_it():
    """A new version may bring one that is expected to run regularly: then this fails."""
    installed = {name for name, app in get_commands().items() if app != "django.core"}
    assert installed <= COMMANDS.keys()
