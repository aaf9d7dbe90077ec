"""Off the site in all languages, kept in the admin, and back as it was."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from django.db.models.deletion import ProtectedError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from tests import factories
from tests.records.support import alias_of, coordinator, published, stage, superuser
from tests.selection.support import scene
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.pages.models import CatalogueProjectPage, ChallengePage
from wagtail_crowdsolving.records import actions
from wagtail_crowdsolving.records.models import Archive
from wagtail_crowdsolving.selection import actions as selection

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(home):
    return coordinator()


@pytest.fixture(params=[factories.ChallengeFactory, factories.ProjectFactory])
def page(request, home):
    return published(request.param(title="Une page"))


def fresh(page):
    return type(page).objects.get(pk=page.pk)


def archive(page, by, reason="Doublon."):
    return actions.archive(page=page, by=by, reason=reason)


@pytest.mark.usefixtures("indexed")
def test_gone_from_the_site(client, page, by):
    index = page.get_parent()
    assert "Une page" in client.get(index.url).content.decode()
    archive(page, by)
    response = client.get(page.url)
    html = response.content.decode()
    assert response.status_code == 410
    assert "archivée" in html or "archived" in html
    assert "Une page" not in html
    assert index.url in html
    for url in (index.url, f"{index.url}feed/", "/sitemap.xml", f"{index.url}?q=page"):
        assert "Une page" not in client.get(url).content.decode()


def test_comes_back_as_it_was(client, page, by):
    before = fresh(page)
    page.title = "Pas encore publié"
    page.save_revision()
    archive(page, by)
    actions.unarchive(page=page, by=by)
    after = fresh(page)
    assert after.live
    assert after.has_unpublished_changes
    assert after.live_revision_id == before.live_revision_id
    assert (after.title, after.first_published_at) == (before.title, before.first_published_at)
    assert "Une page" in client.get(page.url).content.decode()
    assert not Archive.objects.exists()


def test_all_languages_and_aliases(client, home, by):
    page = published(factories.ChallengeFactory())
    english = published(page.copy_for_translation(factories.locale("en"), copy_parents=True))
    draft = page.copy_for_translation(factories.locale("de"), copy_parents=True)
    alias = alias_of(page)
    assert alias.live
    archive(english, by)  # any of them
    for one in (page, english, alias):
        assert not fresh(one).live
    assert client.get(alias.url).status_code == client.get(page.url).status_code == 410
    assert not fresh(draft).get_archive().was_online(draft)
    actions.unarchive(page=alias, by=by)
    assert [fresh(one).live for one in (page, english, alias, draft)] == [True, True, True, False]


@pytest.mark.parametrize("named", [0, 1, 2])
def test_an_alias_of_an_alias(client, page, by, named):
    """Archived by whichever name, and brought back by another."""
    chain = [page, alias_of(page)]
    chain.append(alias_of(chain[1]))
    archive(chain[named], by)
    assert Archive.objects.get().page_id == page.pk
    for one in chain:
        assert not fresh(one).live
        assert fresh(one).get_archive()
        assert client.get(one.url).status_code == 410
    client.force_login(by)
    ask = reverse("crowdsolving_unarchive_page", args=[chain[2].pk])
    assert len(client.get(ask).context["versions"]) == 3
    client.force_login(superuser())
    client.post(reverse("wagtailadmin_pages:convert_alias", args=[chain[2].pk]))
    assert fresh(chain[2]).alias_of_id == chain[1].pk
    actions.unarchive(page=chain[named - 1], by=by)
    assert all(fresh(one).live for one in chain)
    fresh(page).save_revision().publish()


def test_a_draft_that_nobody_read_is_not_found(client, home, by):
    page = factories.ChallengeFactory(live=False)
    archive(page, by)
    assert client.get(page.url).status_code == 404
    actions.unarchive(page=page, by=by)
    assert not fresh(page).live


@pytest.mark.parametrize("reason", ["", "   ", "x" * 2001, "\u0301" * 200_000, "\x00\u202e"])
def test_a_reason_is_asked_and_bounded(page, by, reason):
    with pytest.raises(ValidationError) as error:
        archive(page, by, reason)
    assert set(error.value.message_dict) == {"reason"}
    assert fresh(page).live


def test_who_may(page, by, member):
    editor = factories.UserFactory()
    for user in (member, editor):
        with pytest.raises(NotAllowed):
            archive(page, user)
    archive(page, by)
    with pytest.raises(NotAllowed):
        actions.unarchive(page=page, by=member)
    by.is_active = False
    with pytest.raises(NotAllowed):
        actions.unarchive(page=page, by=by)


def test_the_right_to_one_language_is_not_enough(home, by):
    from wagtail.models import GroupPagePermission

    page = published(factories.ChallengeFactory())
    english = page.copy_for_translation(factories.locale("en"), copy_parents=True)
    root = english.get_ancestors().get(depth=2)
    GroupPagePermission.objects.update(page=root)
    with pytest.raises(NotAllowed):
        archive(english, type(by).objects.get(pk=by.pk))


def test_once(page, by):
    archive(page, by)
    with pytest.raises(Conflict):
        archive(page, by)
    actions.unarchive(page=page, by=by)
    with pytest.raises(Conflict):
        actions.unarchive(page=page, by=by)
    lines = PageLogEntry.objects.filter(action__in=[actions.ARCHIVED, actions.UNARCHIVED])
    assert sorted(lines.values_list("action", flat=True)) == [actions.ARCHIVED, actions.UNARCHIVED]
    assert not any(line.data for line in lines)


def test_not_while_a_committee_examines(home, by):
    s = scene()
    with pytest.raises(Conflict, match="exam"):
        archive(s.page, by)
    selection.stop_examination(round=s.round, by=by)
    archive(s.page, by)
    assert Archive.objects.exists()


def test_nothing_publishes_it_meanwhile(page, by):
    revision = page.save_revision(approved_go_live_at=timezone.now() - timezone.timedelta(hours=1))
    archive(page, by)
    assert not page.revisions.filter(approved_go_live_at__isnull=False).exists()
    for attempt in (
        lambda: revision.publish(),
        lambda: revision.publish(user=superuser()),
        lambda: type(page).objects.get(pk=page.pk).publish(revision, skip_permission_checks=True),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    live = fresh(page)
    live.live = True
    with pytest.raises(NotAllowed):
        live.save()
    page.revisions.filter(pk=revision.pk).update(approved_go_live_at=timezone.now())
    call_command("publish_scheduled")
    assert not fresh(page).live


def test_what_it_comes_back_with_is_not_cleared_away(page, by, settings):
    from wagtail_crowdsolving.upkeep.jobs import purge_revisions

    live = page.live_revision
    archive(page, by)
    page.save_revision()
    page.revisions.update(created_at=timezone.now() - timezone.timedelta(days=9000))
    page.revisions.exclude(pk=live.pk).update(created_at=timezone.now())
    with pytest.raises(ProtectedError), transaction.atomic():
        live.delete()  # as Wagtail's command does, which counts it and goes on
    settings.WAGTAIL_CROWDSOLVING = {**settings.WAGTAIL_CROWDSOLVING, "REVISION_KEEP_DAYS": 30}
    purge_revisions()
    actions.unarchive(page=page, by=by)
    assert fresh(page).live_revision == live


@pytest.fixture
def translated(page, django_capture_on_commit_callbacks):
    """The English of ``page``, which wagtail-localize keeps up to date; live."""
    source, _created = TranslationSource.update_or_create_from_instance(page)
    translation = Translation.objects.create(source=source, target_locale=factories.locale("en"))
    segment = source.stringsegment_set.get(context__path="title")

    def word(text):
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            locale=translation.target_locale,
            context=segment.context,
            defaults={"data": text},
        )

    word("A page")
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    made = page.get_translation(translation.target_locale)
    assert (made.title, made.live) == ("A page", True)
    made.word = word
    return made


def test_the_editor_of_translations_does_not_overwrite_it(
    client, translated, by, django_capture_on_commit_callbacks
):
    archive(translated, by)
    translated.word("Tampered")
    client.force_login(superuser())
    edit = reverse("wagtailadmin_pages:edit", args=[translated.pk])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(edit, {"action": "publish"})
    assert (fresh(translated).title, fresh(translated).live) == ("A page", False)
    actions.unarchive(page=translated, by=by)
    assert (fresh(translated).title, fresh(translated).live) == ("A page", True)


def test_it_comes_back_as_its_revision_says(page, by):
    before = fresh(page)
    archive(page, by)
    type(page).objects.filter(pk=page.pk).update(title="Tampered", summary="Tampered")
    actions.unarchive(page=page, by=by)
    for name in ("title", "summary", "slug", "url_path", "last_published_at", "live_revision_id"):
        assert getattr(fresh(page), name) == getattr(before, name)


def test_what_has_expired_meanwhile_stays_offline(client, page, by):
    english = published(page.copy_for_translation(factories.locale("en"), copy_parents=True))
    page.expire_at = timezone.now() + timezone.timedelta(hours=1)
    page = published(page)
    alias = alias_of(page)
    archive(page, by)
    over = timezone.now() - timezone.timedelta(hours=1)
    type(page).objects.filter(pk__in=[page.pk, alias.pk]).update(expire_at=over)
    for revision in page.revisions.all():
        revision.content["expire_at"] = over.isoformat()
        revision.save()
    client.force_login(by)
    url = reverse("crowdsolving_unarchive_page", args=[page.pk])
    assert [one.pk for one in client.get(url).context["versions"]] == [english.pk]
    actions.unarchive(page=page, by=by)
    assert [fresh(one).live for one in (page, alias, english)] == [False, False, True]
    assert fresh(page).expired
    assert not Archive.objects.exists()


def test_a_list_is_published_with_what_stands_below_it(client, page, by):
    draft = page.copy(update_attrs={"slug": "brouillon"}, keep_live=False)
    parent = page.get_parent()
    archive(page, by)
    client.force_login(superuser())
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    client.post(f"{url}?id={parent.pk}", {"include_descendants": "on"})
    assert (fresh(draft).live, fresh(page).live) == (True, False)


def test_no_examination_begins_on_it(home, by):
    s = scene()
    selection.stop_examination(round=s.round, by=by)
    archive(s.page, by)
    workflow = s.round.task_state.workflow_state.workflow
    with pytest.raises(NotAllowed):
        workflow.start(fresh(s.page), by)


def test_in_the_admin(client, page, by):
    stage(page) if isinstance(page, CatalogueProjectPage) else factories.ContributionFactory(
        page=page
    )
    client.force_login(by)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    url = reverse("crowdsolving_archive_page", args=[page.pk])
    assert url in client.get(edit).content.decode()
    assert "1 " in client.get(url).content.decode()
    assert client.post(url, {"reason": ""}).status_code == 400
    assert client.post(url, {"reason": "Doublon du 12."}).status_code == 302
    assert Archive.objects.get().archived_by == by
    shown = client.get(edit)
    assert shown.status_code == 200
    assert "Doublon du 12." in shown.content.decode()
    assert shown.context["locked_for_user"]
    back = reverse("crowdsolving_unarchive_page", args=[page.pk])
    assert back in shown.content.decode()
    listed = client.get(reverse("crowdsolving_archives:index"))
    assert "Une page" in listed.content.decode()
    assert "Doublon du 12." in client.get(back).content.decode()
    assert client.post(back).status_code == 302
    assert fresh(page).live


def test_not_in_the_admin_of_others(client, page, by):
    user = coordinator()
    user.user_permissions.clear()
    from django.contrib.auth.models import Permission

    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    for name in ("crowdsolving_archive_page", "crowdsolving_unarchive_page"):
        url = reverse(name, args=[page.pk])
        assert url not in edit
        # Wagtail leads whoever may not back to its home page.
        assert client.post(url, {"reason": "x"}).status_code in (302, 403)
    assert not Archive.objects.exists()
    assert fresh(page).live


def test_the_list_costs_the_same_at_any_size(client, home, by, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(by)
    url = reverse("crowdsolving_archives:index")
    counts = []
    for number in (2, 10):
        for _n in range(number):
            archive(factories.ProjectFactory(), by)
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_list_is_not_archived(client, home, by):
    index = factories.ChallengeIndexFactory()
    client.force_login(by)
    url = reverse("crowdsolving_archive_page", args=[index.pk])
    client.post(url, {"reason": "x"})
    assert not Archive.objects.exists()
    assert ChallengePage.objects.count() == 0
