"""What the public reads, at a fixed cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page

from tests import factories
from tests.contributions.support import discussion_html, submit
from tests.factories import ChallengeFactory, ContributionFactory
from wagtail_crowdsolving.contributions import actions, queries
from wagtail_crowdsolving.contributions.models import Contribution, State
from wagtail_crowdsolving.network.queries import set_leading_version

pytestmark = [pytest.mark.databases, pytest.mark.django_db]


def shape(discussion):
    """``[(root, [(reply, level), …]), …]`` by primary key; a mark is negative."""

    def key(entry):
        return -entry.pk if entry.is_gone else entry.pk

    return [
        (key(thread.root), [(key(entry), entry.level) for entry in thread.replies])
        for thread in discussion.threads
    ]


class TestThreads:
    def test_newest_thread_first_replies_in_reading_order(self, challenge):
        a = ContributionFactory(page=challenge)
        b = ContributionFactory(page=challenge)
        a1 = ContributionFactory(page=challenge, in_reply_to=a)
        a2 = ContributionFactory(page=challenge, in_reply_to=a)
        a11 = ContributionFactory(page=challenge, in_reply_to=a1)
        a111 = ContributionFactory(page=challenge, in_reply_to=a11)
        a12 = ContributionFactory(page=challenge, in_reply_to=a1)
        found = queries.discussion(challenge)
        assert found.total == 7
        assert shape(found) == [
            (b.pk, []),
            (a.pk, [(a1.pk, 1), (a11.pk, 2), (a111.pk, 3), (a12.pk, 2), (a2.pk, 1)]),
        ]

    @pytest.mark.parametrize("state", [State.PENDING, State.REFUSED])
    def test_unpublished_texts_are_absent(self, challenge, state):
        ContributionFactory(page=challenge, state=state)
        root = ContributionFactory(page=challenge)
        ContributionFactory(page=challenge, in_reply_to=root, state=state)
        found = queries.discussion(challenge)
        assert shape(found) == [(root.pk, [])]
        assert found.total == 1

    @pytest.mark.parametrize("state", [State.WITHDRAWN, State.REMOVED])
    def test_gone_leaves_a_mark_only_above_published_replies(self, challenge, state):
        lonely = ContributionFactory(page=challenge, state=state, comment="Secret seul")
        root = ContributionFactory(page=challenge, state=state, comment="Secret racine")
        middle = ContributionFactory(
            page=challenge, in_reply_to=root, state=state, comment="Secret milieu"
        )
        leaf = ContributionFactory(page=challenge, in_reply_to=middle, comment="Reste visible")
        end = ContributionFactory(
            page=challenge, in_reply_to=leaf, state=state, comment="Secret fin"
        )
        assert shape(queries.discussion(challenge)) == [(-root.pk, [(-middle.pk, 1), (leaf.pk, 2)])]
        html = discussion_html(challenge)
        assert "Reste visible" in html
        assert "Secret" not in html
        for absent in (lonely, end):
            assert f"contribution-{absent.pk}" not in html

    def test_one_reply_to_a_pending_text_hides_nothing(self, challenge):
        """The stock tree loses every other thread then."""
        first = ContributionFactory(page=challenge)
        pending = ContributionFactory(page=challenge, state=State.PENDING)
        ContributionFactory(page=challenge, in_reply_to=pending)
        last = ContributionFactory(page=challenge)
        assert shape(queries.discussion(challenge)) == [(last.pk, []), (first.pk, [])]

    def test_other_pages_stay_apart(self, challenge):
        ContributionFactory(page=ChallengeFactory())
        assert shape(queries.discussion(challenge)) == []


class TestPages:
    @pytest.fixture
    def threads(self, challenge, settings):
        settings.WAGTAIL_CROWDSOLVING = {"THREADS_PER_PAGE": 2}
        return [ContributionFactory(page=challenge) for _number in range(5)]

    @pytest.mark.parametrize(
        ("asked", "shown"),
        [
            (None, [4, 3]),
            ("2", [2, 1]),
            ("3", [0]),
            ("99", [0]),
            ("9" * 30, [0]),
            ("-1", [0]),
            ("0", [0]),
            ("x", [4, 3]),
        ],
    )
    def test_roots_are_paginated(self, challenge, threads, asked, shown):
        found = queries.discussion(challenge, asked)
        assert [thread.root.pk for thread in found.threads] == [threads[i].pk for i in shown]
        assert found.total == 5

    def test_permanent_address_leads_to_the_page_and_the_place(self, client, challenge, threads):
        reply = ContributionFactory(page=challenge, in_reply_to=threads[1])
        for item, query in (
            (threads[4], ""),
            (threads[1], "?discussion=2"),
            (reply, "?discussion=2"),
        ):
            response = client.get(reverse("wagtail_crowdsolving:contribution", args=[item.pk]))
            assert response.status_code == 302
            assert response.url == f"{challenge.url}{query}#contribution-{item.pk}"
        html = discussion_html(challenge, query="?discussion=2")
        assert f'id="contribution-{reply.pk}"' in html


class TestCost:
    @pytest.mark.parametrize("size", [5, 60])
    def test_discussion(self, challenge, size, django_assert_num_queries):
        for _number in range(size):
            root = ContributionFactory(page=challenge)
            reply = ContributionFactory(page=challenge, in_reply_to=root)
            ContributionFactory(page=challenge, in_reply_to=reply)
        page = type(challenge).objects.get(pk=challenge.pk)
        # Both come with a page that was found by its address.
        page.proposer_pk = None
        set_leading_version([page], [page])
        with django_assert_num_queries(3):
            found = queries.discussion(page)
            for thread in found.threads:
                for entry in (thread.root, *thread.replies):
                    assert entry.author
        assert found.total == size * 3

    @pytest.mark.parametrize("size", [5, 60])
    def test_rendered_for_a_visitor(self, challenge, size, django_assert_num_queries):
        for _number in range(size):
            root = ContributionFactory(page=challenge)
            ContributionFactory(page=challenge, in_reply_to=root)
        # One of the six reads the page itself, one the version that leads, one who proposed it.
        with django_assert_num_queries(6):
            html = discussion_html(challenge)
        assert html.count("<article") == 2 * min(size, 20)

    def test_own_list(self, client, member, django_assert_num_queries):
        client.force_login(member)
        url = reverse("wagtail_crowdsolving:my_contributions")
        costs = []
        for size in (5, 15):
            while queries.mine(member).count() < size:
                ContributionFactory(page=ChallengeFactory(), user=member, state=State.REFUSED)
            with django_assert_num_queries(4):
                for item in queries.mine(member):
                    assert item.page.locale.language_code == "fr"
                    assert list(item.decisions.all()) == []
            client.get(url)
            # The frame of the page is the site's: its queries are not counted here.
            with CaptureQueriesContext(connection) as cost:
                response = client.get(url)
            assert response.content.decode().count("<article") == size
            costs.append(len(cost))
        assert costs[0] == costs[1]


class TestTranslations:
    @pytest.fixture
    def english(self, challenge):
        locale = factories.locale("en")
        challenge.get_parent().copy_for_translation(locale, copy_parents=True)
        page = challenge.copy_for_translation(locale)
        page.title = "The challenge"
        page.save_revision().publish()
        return type(challenge).objects.get(pk=page.pk)

    def test_one_discussion_for_both(self, challenge, english, member, moderator):
        from_english = submit(english, member, language="en", text="An idea from abroad")
        assert from_english.page_id == challenge.pk
        actions.approve(contribution=from_english, by=moderator)
        reply = submit(challenge, member, in_reply_to=from_english)
        actions.approve(contribution=reply, by=moderator)
        for page in (challenge, english):
            assert shape(queries.discussion(page)) == [(from_english.pk, [(reply.pk, 1)])]
            assert [item.pk for item in queries.newest(page, 9)] == [reply.pk, from_english.pk]

    def test_one_count_for_both(self, challenge, english):
        other = ChallengeFactory()
        root = ContributionFactory(page=english)
        ContributionFactory(page=challenge, in_reply_to=root)
        ContributionFactory(page=challenge, state=State.PENDING)
        ContributionFactory(page=challenge, state=State.REMOVED)
        counts = dict(
            queries.with_contribution_counts(Page.objects.all()).values_list(
                "pk", "contribution_count"
            )
        )
        assert (counts[challenge.pk], counts[english.pk], counts[other.pk]) == (2, 2, 0)

    def test_language_of_a_text_is_marked_where_it_differs(self, challenge, english):
        item = ContributionFactory(page=english, language="en", comment="An idea from abroad")
        assert 'class="cs-contribution__body" lang="en">' in discussion_html(challenge)
        with translation.override("en"):
            assert 'class="cs-contribution__body">' in discussion_html(english)
        assert item.language == "en"

    def test_permanent_address_leads_to_the_version_of_the_reader(self, client, challenge, english):
        item = ContributionFactory(page=challenge)
        french = client.get(f"/contributions/{item.pk}/")
        in_english = client.get(f"/en/contributions/{item.pk}/")
        assert french.url == f"{challenge.url}#contribution-{item.pk}"
        assert in_english.url == f"{english.url}#contribution-{item.pk}"
        english.unpublish()
        assert client.get(f"/en/contributions/{item.pk}/").url == french.url

    def test_open_in_english_while_the_french_page_is_a_draft(self, challenge, english, member):
        challenge.unpublish()
        assert submit(english, member).page_id == challenge.pk

    def test_mail_names_the_page_in_the_language_of_the_author(self, challenge, english, member):
        from wagtail_crowdsolving.notifications.models import OutboxMail

        submit(english, member, language="en")
        assert "The challenge" in OutboxMail.objects.get().subject


def test_mine_and_waiting(challenge, member):
    mine = ContributionFactory(page=challenge, user=member, state=State.PENDING)
    other = ContributionFactory(page=challenge, state=State.PENDING)
    ContributionFactory(page=challenge, user=member, state=State.REFUSED)
    assert queries.mine(member).count() == 2
    assert [item.pk for item in queries.waiting()] == [mine.pk, other.pk]
    assert Contribution.objects.count() == 3
