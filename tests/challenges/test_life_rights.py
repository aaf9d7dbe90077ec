"""The life of a published challenge: who may use its doors."""

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from wagtail.models import GroupPagePermission, PageLogEntry

from tests import factories
from tests.challenges.conftest import in_group
from tests.challenges.support import DAY, MOMENT, document, fresh, picture, set_dates
from wagtail_crowdsolving.challenges import actions, life, rules
from wagtail_crowdsolving.exceptions import NotAllowed

pytestmark = [pytest.mark.versions, pytest.mark.django_db]


class TestRights:
    @pytest.fixture
    def people(self, page):
        call_command("setup_crowdsolving", verbosity=0)
        author = factories.UserFactory()
        author.user_permissions.add(Permission.objects.get(codename="access_admin"))
        group = author.groups.create(name="Auteurs")
        GroupPagePermission.objects.create(
            group=group,
            page_id=page.get_parent().pk,
            permission=Permission.objects.get(
                content_type__app_label="wagtailcore", codename="change_page"
            ),
        )
        return {
            "coordinator": in_group("coordination"),
            "moderator": in_group("moderation"),
            "author": author,
            "member": factories.UserFactory(),
            "superuser": factories.UserFactory(is_superuser=True),
            "former": factories.UserFactory(is_active=False),
        }

    @pytest.mark.parametrize(
        ("role", "dates", "chooses"),
        [
            ("animator", True, False),
            ("coordinator", True, True),
            ("superuser", True, True),
            ("moderator", False, False),
            ("author", False, False),
            ("member", False, False),
            ("former", False, False),
        ],
    )
    def test_who_may_what(self, page, animator, people, role, dates, chooses):
        user = animator if role == "animator" else people[role]
        assert rules.can_keep_alive(user, page) is dates
        assert rules.can_choose_animator(user, page) is chooses
        tries = {
            lambda: set_dates(page, user, closes_on=DAY): dates,
            lambda: actions.add_update(page=page, by=user, **MOMENT): dates,
            lambda: actions.add_document(
                page=page, by=user, title="Un", document=document()
            ): dates,
            lambda: actions.set_picture(
                page=page, by=user, picture=picture(), version=life.version(page, "picture")
            ): dates,
            lambda: actions.set_animator(
                page=page, by=user, animator=None, version=life.version(page, "animator")
            ): chooses,
        }
        for door, allowed in tries.items():
            if allowed:
                door()
            else:
                with pytest.raises(NotAllowed):
                    door()

    def test_whoever_animates_no_more_has_no_right(self, page, animator, people):
        actions.set_animator(
            page=page,
            by=people["coordinator"],
            animator=people["member"],
            version=life.version(page, "animator"),
        )
        # ``page`` was read before.
        with pytest.raises(NotAllowed):
            set_dates(page, animator, closes_on=DAY)
        set_dates(fresh(page), people["member"], closes_on=DAY)

    def test_the_history_names_no_animator(self, page, animator, people):
        actions.set_animator(
            page=page,
            by=people["coordinator"],
            animator=None,
            version=life.version(page, "animator"),
        )
        line = PageLogEntry.objects.get(action="wagtail_crowdsolving.life.animator")
        assert line.data["changes"] == [{"field": "animator", "old": True, "new": False}]


def test_the_challenges_that_one_animates(page, animator, django_assert_num_queries):
    for _number in range(3):
        factories.ChallengeFactory(animator=animator)
    factories.ChallengeFactory(animator=animator, live=False)
    factories.ChallengeFactory()
    with django_assert_num_queries(2):  # one for each page type of the test site
        assert len(life.animated_by(animator)) == 4


def test_the_right_to_one_language_version_is_none_to_all(page):
    """Dates and animator hold in all languages: they are asked of the page that all share."""
    english = page.copy_for_translation(factories.locale("en"), copy_parents=True)
    english.live = True
    english.save()
    english = fresh(english)
    call_command("setup_crowdsolving", verbosity=0)
    user = in_group("coordination")
    GroupPagePermission.objects.filter(page=page.get_parent()).delete()
    assert rules.can_keep_alive(user, english)
    assert not rules.can_keep_alive(user, page)
    with pytest.raises(NotAllowed):
        set_dates(english, user, closes_on=DAY)
    with pytest.raises(NotAllowed):
        actions.set_animator(
            page=english, by=user, animator=user, version=life.version(english, "animator")
        )
