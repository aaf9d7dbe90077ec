"""Every way in that django-comments or comments-xtd would open: shut, or without effect.

What they would do to what is stored already stands in ``test_traps``.
"""

import importlib

import pytest
from django.apps import apps
from django.contrib.admin import AdminSite
from django.contrib.auth.models import AnonymousUser, Permission
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.management import call_command
from django.db import transaction
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import clear_url_caches, include, path
from django_comments import feeds, get_form
from django_comments.models import Comment, CommentFlag
from django_comments.moderation import moderator as registry
from django_comments.views import comments as comment_views
from django_comments.views import moderation as moderation_views
from django_comments_xtd import signed
from django_comments_xtd import views as xtd_views
from django_comments_xtd.api import views as api_views
from django_comments_xtd.conf import settings as xtd_settings
from django_comments_xtd.models import TmpXtdComment, XtdComment
from django_comments_xtd.moderation import XtdCommentModerator

from tests.contributions.support import discussion_html
from tests.factories import ChallengeFactory, ContributionFactory, UserFactory, locale
from wagtail_crowdsolving.checks import check_urls
from wagtail_crowdsolving.contributions import queries
from wagtail_crowdsolving.contributions.models import Contribution, State

pytestmark = pytest.mark.django_db

WORDS = "Passé par une autre porte"


def request_of(method, user, data=None):
    request = getattr(RequestFactory(), method)("/comments/", data or {})
    request.user = user
    request.session = {}
    request._dont_enforce_csrf_checks = True
    request._messages = CookieStorage(request)
    return request


def form_data(page, **kwargs):
    """What a stock form that was printed for ``page`` posts."""
    blank = get_form()(page)
    return {
        **{
            name: blank[name].value()
            for name in ("content_type", "object_pk", "timestamp", "security_hash")
        },
        "name": "Robot",
        "email": "robot@example.org",
        "comment": WORDS,
        "reply_to": "0",
        **kwargs,
    }


@pytest.fixture(params=["visitor", "member", "moderator"])
def anybody(request, db):
    if request.param == "visitor":
        return AnonymousUser()
    user = UserFactory()
    if request.param == "moderator":
        user.user_permissions.add(
            *Permission.objects.filter(content_type__app_label="django_comments")
        )
    return user


class TestAddresses:
    """A site that mounts them is told by ``manage.py check``."""

    @pytest.mark.parametrize(
        "mounted",
        [
            path("comments/", include("django_comments_xtd.urls")),
            path("comments/", include("django_comments.urls")),
            path("api/", include("django_comments_xtd.api.urls")),
            path("feed/", feeds.LatestCommentFeed()),
            path("post/", comment_views.post_comment),
            path("reply/<int:cid>/", xtd_views.reply),
            path("list/", api_views.CommentList.as_view()),
        ],
        ids=lambda mounted: str(mounted.pattern),
    )
    def test_the_check_names_them(self, settings, mounted):
        class Addresses:
            urlpatterns = [mounted, path("", include("wagtail_crowdsolving.urls"))]

        settings.ROOT_URLCONF = Addresses
        clear_url_caches()
        assert "wagtail_crowdsolving.E017" in [error.id for error in check_urls()]
        clear_url_caches()


class TestPosting:
    """Their views called as if a site had mounted them all the same."""

    def test_the_form_s_view(self, challenge, anybody):
        request = request_of("post", anybody, form_data(challenge))
        assert comment_views.post_comment(request).status_code == 400
        assert not Comment.objects.exists()

    def test_the_api(self, challenge, anybody):
        request = request_of("post", anybody, form_data(challenge, followup="0", honeypot=""))
        view = api_views.CommentCreate.as_view()
        assert view(request, override_drf_defaults=True).status_code in (400, 403)
        assert not Comment.objects.exists()

    def test_a_confirmation_by_mail(self, challenge):
        form = get_form()(challenge, data=form_data(challenge))
        assert form.is_valid()
        comment = form.get_comment_object(site_id=1)
        key = signed.dumps(comment, compress=True, extra_key=xtd_settings.COMMENTS_XTD_SALT)
        request = request_of("get", AnonymousUser())
        assert isinstance(comment, TmpXtdComment)
        xtd_views.confirm(request, key.decode())
        assert not Comment.objects.exists()

    def test_the_base_models(self, challenge):
        """A row of theirs alone is no contribution."""
        kept = {
            "content_object": challenge.page_ptr,
            "site_id": 1,
            "comment": WORDS,
            "user_name": "Robot",
        }
        Comment.objects.create(**kept)
        XtdComment.objects.create(**kept)
        assert not Contribution.objects.exists()
        assert WORDS not in discussion_html(challenge)


class TestDeciding:
    @pytest.fixture(params=[s for s in State if s != State.PUBLISHED])
    def hidden(self, request, challenge):
        return ContributionFactory(page=challenge, state=request.param, comment=WORDS)

    def unchanged(self, item, state):
        item = Contribution.objects.get(pk=item.pk)
        assert (item.state, item.is_public) == (state, state == State.PUBLISHED)
        assert not item.decisions.exists()
        assert (WORDS in discussion_html(item.page.specific)) == (state == State.PUBLISHED)
        assert queries.drift(item.page_id) == {"counter": {}, "contributions": {}}

    def test_approve(self, hidden):
        request = request_of("post", UserFactory())
        moderation_views.perform_approve(request, Contribution.objects.get(pk=hidden.pk))
        self.unchanged(hidden, hidden.state)

    @pytest.mark.parametrize("act", ["perform_flag", "perform_delete"])
    def test_delete_and_flag(self, challenge, act):
        item = ContributionFactory(page=challenge, comment=WORDS)
        getattr(moderation_views, act)(request_of("post", UserFactory()), item)
        self.unchanged(item, State.PUBLISHED)

    @pytest.mark.parametrize("act", ["perform_like", "perform_dislike"])
    def test_likes_count_for_nothing(self, challenge, act):
        item = ContributionFactory(page=challenge, comment=WORDS)
        getattr(xtd_views, act)(request_of("post", UserFactory()), item)
        assert CommentFlag.objects.count() == 1
        assert Contribution.objects.get(pk=item.pk).supports == 0
        self.unchanged(item, State.PUBLISHED)

    @pytest.mark.parametrize("manager", [Comment.objects, XtdComment.norel_objects])
    def test_their_columns_written_in_bulk_or_saved(self, hidden, manager):
        row = manager.get(pk=hidden.pk)
        row.is_public = True
        row.save()
        manager.filter(pk=hidden.pk).update(is_public=True, is_removed=False)
        assert WORDS not in discussion_html(hidden.page.specific)
        Contribution.objects.get(pk=hidden.pk).save()
        self.unchanged(hidden, hidden.state)

    def test_their_moderators(self, challenge, hidden):
        class Lenient(XtdCommentModerator):
            auto_moderate_field = None

        registry.register(type(challenge), Lenient)
        try:
            hidden.save()
            request = request_of("post", UserFactory(), form_data(challenge))
            assert comment_views.post_comment(request).status_code == 400
        finally:
            registry.unregister(type(challenge))
        self.unchanged(hidden, hidden.state)


class TestDeleting:
    @pytest.mark.parametrize("model", [Comment, XtdComment])
    def test_a_comment_takes_no_contribution_with_it(self, challenge, model):
        root = ContributionFactory(page=challenge)
        ContributionFactory(page=challenge, in_reply_to=root)
        for delete in (
            model._base_manager.get(pk=root.pk).delete,
            model._base_manager.filter(pk=root.pk).delete,
        ):
            with pytest.raises(TypeError), transaction.atomic():
                delete()
        assert Contribution.objects.count() == 2

    def test_stale_comments(self, challenge):
        """The French page is deleted: the discussion lives on under the English one."""
        english = challenge.copy_for_translation(locale("en"), copy_parents=True)
        english.save_revision().publish()
        root = ContributionFactory(page=challenge)
        ContributionFactory(page=challenge, in_reply_to=root)
        ContributionFactory(page=ChallengeFactory())
        challenge.delete()
        assert Contribution.objects.get(pk=root.pk).content_object.pk == english.pk
        call_command("delete_stale_comments", verbosity=0)
        assert Contribution.objects.count() == 3

    def test_their_other_commands(self, challenge, capsys):
        root = ContributionFactory(page=challenge)
        ContributionFactory(page=challenge, in_reply_to=root, state=State.PENDING)
        before = list(Contribution.objects.order_by("pk").values("state", "is_public", "path"))
        call_command("initialize_nested_count")
        assert before == list(
            Contribution.objects.order_by("pk").values("state", "is_public", "path")
        )
        assert queries.drift(challenge.pk) == {"counter": {}, "contributions": {}}


class TestReading:
    """What a template, a feed or an interface of theirs shows is published at the most."""

    @pytest.fixture
    def shown(self, challenge):
        for state in State:
            ContributionFactory(page=challenge, state=state, comment=f"Texte {state}.")
        return challenge

    @pytest.mark.parametrize(
        "tags",
        [
            "{% load comments %}{% get_comment_list for page as found %}"
            "{% for one in found %}{{ one.comment }}{% endfor %}",
            "{% load comments_xtd %}{% get_last_xtdcomments 9 as found for wagtailcore.page %}"
            "{% for one in found %}{{ one.comment }}{% endfor %}",
            "{% load comments_xtd %}{% get_xtdcomment_tree for page as found %}"
            "{% for one in found %}{{ one.comment.comment }}{% endfor %}",
        ],
    )
    def test_tags(self, shown, tags):
        html = Template(tags).render(Context({"page": shown.page_ptr, "user": AnonymousUser()}))
        assert "Texte published." in html
        assert html.count("Texte ") == 1

    def test_count(self, shown):
        tag = "{% load comments_xtd %}{% get_xtdcomment_count as n for wagtailcore.page %}{{ n }}"
        assert Template(tag).render(Context({})) == "1"

    def test_feed_and_list(self, shown, rf):
        feed = feeds.LatestCommentFeed()
        feed.site = apps.get_model("sites", "Site").objects.get(pk=1)
        assert [item.comment for item in feed.items()] == ["Texte published."]
        view = api_views.CommentList(
            kwargs={"content_type": "wagtailcore-page", "object_pk": str(shown.pk)},
            request=rf.get("/"),
        )
        assert [item.comment for item in view.get_queryset()] == ["Texte published."]


@pytest.mark.parametrize("module", ["django_comments.admin", "django_comments_xtd.admin"])
def test_djangos_admin_edits_none(module, monkeypatch):
    registered = []
    monkeypatch.setattr(AdminSite, "register", lambda *args, **kwargs: registered.append(args))
    monkeypatch.setattr("django.contrib.admin.site", AdminSite())
    monkeypatch.setattr("django.contrib.admin.sites.site", AdminSite())
    importlib.reload(importlib.import_module(module))
    assert registered == []
