"""What is kept is what one counts, and a page of discussion is the same at any size."""

import json
import re
from html import unescape

import pytest
from django.contrib.messages import get_messages
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from tests import factories
from tests.bulk import fill
from tests.contributions.support import REFUSAL, discussion_html, submit
from tests.factories import ChallengeFactory, ContributionFactory, ProposalFactory, UserFactory
from wagtail_crowdsolving.contributions import actions, queries
from wagtail_crowdsolving.contributions.models import (
    Contribution,
    DiscussionCounter,
    Kind,
    State,
    Support,
)
from wagtail_crowdsolving.exceptions import NotAllowed

pytestmark = [pytest.mark.databases, pytest.mark.django_db]
EXACT = {"counter": {}, "contributions": {}}


def counter(page):
    return DiscussionCounter.objects.values().get(page=page.pk)


class TestCounters:
    def test_from_submit_to_removal(self, challenge, member, moderator):
        root = submit(challenge, member)
        assert (counter(challenge)["waiting"], counter(challenge)["published"]) == (1, 0)
        actions.approve(contribution=root, by=moderator)
        reply = submit(challenge, member, in_reply_to=root, kind=Kind.EXPERIENCE)
        actions.approve(contribution=reply, by=moderator)
        reply.refresh_from_db()
        kept = counter(challenge)
        assert kept["last_activity_at"] == reply.published_at
        assert {name: kept[name] for name in ("published", "waiting", "threads")} == {
            "published": 2,
            "waiting": 0,
            "threads": 1,
        }
        assert (kept["idea"], kept["experience"], kept["inspiration"]) == (1, 1, 0)
        root.refresh_from_db()
        assert root.answers == 1
        actions.withdraw(contribution=root, by=member)
        assert counter(challenge)["threads"] == 1
        actions.remove(contribution=reply, by=moderator, **REFUSAL)
        assert counter(challenge)["threads"] == 0
        assert queries.drift(challenge.pk) == EXACT

    def test_a_reply_at_the_end_counts_for_all_above(self, challenge, member, moderator):
        above = [ContributionFactory(page=challenge)]
        for _level in range(2):
            above.append(ContributionFactory(page=challenge, in_reply_to=above[-1]))
        leaf = submit(challenge, member, in_reply_to=above[-1])
        actions.approve(contribution=leaf, by=moderator)
        answers = Contribution.objects.order_by("pk").values_list("answers", flat=True)
        assert list(answers) == [3, 2, 1, 0]

    def test_those_who_leave_take_no_number_along(self, challenge, member):
        item = ContributionFactory(page=challenge)
        actions.support(contribution=item, by=member)
        item.user.delete()
        member.delete()
        item.refresh_from_db()
        assert item.supports == Support.objects.count() == 1
        assert queries.drift(challenge.pk) == EXACT

    def test_a_page_goes_with_its_numbers(self, challenge):
        DiscussionCounter.objects.create(page_id=challenge.pk)
        challenge.delete()
        assert DiscussionCounter.objects.count() == 0

    def test_numbers_follow_the_discussion_to_the_other_language(self, challenge, member):
        english = factories.locale("en")
        challenge.get_parent().copy_for_translation(english, copy_parents=True)
        english = challenge.copy_for_translation(english)
        english.save_revision().publish()
        ContributionFactory(page=challenge)
        type(challenge).objects.get(pk=challenge.pk).delete()
        assert counter(english)["published"] == 1
        assert queries.drift(english.pk) == EXACT


class TestRecount:
    def test_reports_then_sets_right(self, challenge, capsys):
        root = ContributionFactory(page=challenge)
        ContributionFactory(page=challenge, in_reply_to=root)
        call_command("recount_contributions")
        Contribution.objects.filter(pk=root.pk).update(answers=7, supports=2, words=" secret")
        DiscussionCounter.objects.update(published=40)
        with pytest.raises(SystemExit) as end:
            call_command("recount_contributions")
        assert end.value.code == 1
        said = capsys.readouterr().out
        assert f"page {challenge.pk}: published is 40, counted 2" in said
        assert f"contribution {root.pk}: words is other than its text" in said
        assert "secret" not in said
        call_command("recount_contributions", fix=True)
        assert queries.drift(challenge.pk) == EXACT
        root.refresh_from_db()
        assert (root.answers, root.supports) == (1, 0)
        assert root.words == root.words_shown() != ""

    def test_a_discussion_without_a_counter(self, challenge, member):
        ContributionFactory(page=challenge)
        DiscussionCounter.objects.all().delete()
        assert queries.drift(challenge.pk)["counter"]["published"] == (None, 1)
        submit(challenge, member)
        assert queries.drift(challenge.pk) == EXACT


class TestReading:
    @pytest.fixture
    def items(self, challenge):
        kinds = [Kind.IDEA, Kind.EXPERIENCE, Kind.IDEA]
        items = [ContributionFactory(page=challenge, kind=kind) for kind in kinds]
        ContributionFactory(page=challenge, in_reply_to=items[1], comment="Un mot rare")
        actions.support(contribution=items[0], by=UserFactory())
        return items

    @pytest.mark.parametrize(
        ("asked", "order"),
        [
            ({}, [2, 1, 0]),
            ({"sort": "oldest"}, [0, 1, 2]),
            ({"sort": "supported"}, [0, 2, 1]),
            ({"sort": "answered"}, [1, 2, 0]),
            ({"sort": "x", "kind": "x"}, [2, 1, 0]),
            ({"kind": "idea"}, [2, 0]),
            ({"kind": "inspiration"}, []),
        ],
    )
    def test_orders_and_kinds(self, challenge, items, asked, order):
        found = queries.discussion(challenge, 1, queries.Choice.read(asked))
        assert [thread.root.pk for thread in found.threads] == [items[at].pk for at in order]

    def test_search_finds_published_words_only(self, challenge, items):
        ContributionFactory(page=challenge, comment="Un mot rare", state=State.PENDING)
        found = queries.discussion(challenge, 1, queries.Choice(words="MOT RARE"))
        assert [thread.root.contribution.in_reply_to_id for thread in found.threads] == [
            items[1].pk
        ]

    def test_each_state_keeps_its_address(self, challenge, items, settings):
        settings.WAGTAIL_CROWDSOLVING = {"THREADS_PER_PAGE": 1}
        html = discussion_html(challenge, query="?kind=idea&sort=oldest")
        assert 'href="?sort=oldest&amp;kind=idea&amp;discussion=2#discussion"' in html
        html = discussion_html(challenge, query="?kind=idea&sort=oldest&discussion=2")
        assert 'rel="next"' not in html
        assert 'rel="prev"' in html

    def test_long_thread_has_its_own_pages(self, client, challenge, settings):
        settings.WAGTAIL_CROWDSOLVING = {"REPLIES_SHOWN": 2, "REPLIES_PER_PAGE": 3}
        root = ContributionFactory(page=challenge)
        first = ContributionFactory(page=challenge, in_reply_to=root)
        below = [ContributionFactory(page=challenge, in_reply_to=first) for _number in range(4)]
        (thread,) = queries.discussion(challenge).threads
        assert [entry.pk for entry in thread.replies] == [first.pk, below[0].pk]
        assert thread.left_out == 3
        address = reverse("wagtail_crowdsolving:contribution_thread", args=[root.pk])
        assert f'href="{address}"' in discussion_html(challenge)
        second = client.get(f"{address}?thread=2").content.decode()
        assert f'id="contribution-{first.pk}"' not in second
        # What it answers stands on an earlier page: its own address leads there.
        assert f'href="#contribution-{first.pk}"' not in second
        above = reverse("wagtail_crowdsolving:contribution", args=[first.pk])
        assert f'<a href="{above}">' in second
        for item, place in ((below[0], challenge.url), (below[3], f"{address}?thread=2")):
            response = client.get(reverse("wagtail_crowdsolving:contribution", args=[item.pk]))
            assert response.url == f"{place}#contribution-{item.pk}"

    @pytest.mark.parametrize("state", [State.PENDING, State.REFUSED, State.WITHDRAWN])
    def test_no_address_for_a_thread_that_is_not_shown(self, client, challenge, state):
        root = ContributionFactory(page=challenge, state=state)
        address = reverse("wagtail_crowdsolving:contribution_thread", args=[root.pk])
        assert client.get(address).status_code == 404

    def test_badges(self, challenge, moderator):
        challenge.animator = UserFactory()
        challenge.save()
        proposal = ProposalFactory(page=challenge)
        for user in (challenge.animator, proposal.proposer, moderator):
            ContributionFactory(page=challenge, user=user)
        roles = [str(t.root.role) for t in queries.discussion(challenge).threads]
        assert len(set(roles)) == 3
        assert "" not in roles
        assert discussion_html(challenge).count("cs-badge--role") == 3


class TestSupport:
    def test_once_a_member(self, challenge, member):
        item = ContributionFactory(page=challenge)
        for _time in range(2):
            actions.support(contribution=item, by=member)
        item.refresh_from_db()
        assert item.supports == 1
        for _time in range(2):
            actions.withdraw_support(contribution=item, by=member)
        item.refresh_from_db()
        assert item.supports == 0

    def test_not_one_s_own_nor_what_waits(self, challenge, member):
        for item in (
            ContributionFactory(page=challenge, user=member),
            ContributionFactory(page=challenge, state=State.PENDING),
        ):
            with pytest.raises(NotAllowed):
                actions.support(contribution=item, by=member)

    def test_button(self, client, challenge, member):
        item = ContributionFactory(page=challenge)
        address = reverse("wagtail_crowdsolving:contribution_support", args=[item.pk])
        assert client.post(address).url.startswith("/")
        assert Support.objects.count() == 0
        client.force_login(member)
        assert f'formaction="{address}"' in discussion_html(challenge, member)
        assert client.get(address).status_code == 405
        response = client.post(address)
        assert response.url == reverse("wagtail_crowdsolving:contribution", args=[item.pk])
        assert Support.objects.get().user == member
        assert 'name="undo"' in discussion_html(challenge, member)
        client.post(address, {"undo": "1"})
        assert Support.objects.count() == 0

    def test_answers_in_place(self, client, challenge, member):
        item = ContributionFactory(page=challenge)
        reply = ContributionFactory(page=challenge, in_reply_to=item)
        client.force_login(member)
        fetched = {"X-Requested-With": "fetch"}
        support = reverse("wagtail_crowdsolving:contribution_support", args=[item.pk])
        with translation.override("en"):
            on, off = (
                client.post(f"/en{support}", typed, headers=fetched).json()
                for typed in ({}, {"undo": "1"})
            )
        assert on == {
            "said": "You support this contribution. 1 support.",
            "label": "Take back my support",
            "isOn": True,
            "number": "1 support",
        }
        assert (off["label"], off["isOn"], off["number"]) == ("Support", False, "")
        thread = reverse("wagtail_crowdsolving:contribution_thread", args=[item.pk])
        html = client.get(thread).content.decode()
        assert 'name="thread" value="1"' in html
        for name, one in (("support", reply), ("support", item), ("follow", item)):
            address = f"{reverse('wagtail_crowdsolving:contribution', args=[one.pk])}{name}/"
            response = client.post(address, {"thread": "1"})
            assert response.url == f"{thread}?thread=1#contribution-{one.pk}"
        assert len(list(get_messages(response.wsgi_request))) == 3
        follow = reverse("wagtail_crowdsolving:follow_page", args=[challenge.pk])
        response = client.post(follow, {"back": "sort=oldest"})
        assert response.url == f"{challenge.url}?sort=oldest#discussion"
        assert client.post(follow, headers=fetched).json()["isOn"] is True

    def test_one_stays_in_the_list_that_one_reads(self, client, challenge, member, settings):
        settings.WAGTAIL_CROWDSOLVING = {"THREADS_PER_PAGE": 1}
        items = [ContributionFactory(page=challenge) for _number in range(3)]
        client.force_login(member)
        html = client.get(f"{challenge.url}?sort=oldest&discussion=2").content.decode()
        back, *others = re.findall(r'name="back" value="([^"]*)"', html)
        assert others == [back], "that of the button to follow, and that of all others"
        address = reverse("wagtail_crowdsolving:contribution_support", args=[items[1].pk])
        response = client.post(address, {"back": unescape(back)})
        place = f"{challenge.url}?sort=oldest&discussion=2#contribution-{items[1].pk}"
        assert response.url == place
        # Nothing but a place in this discussion is taken from the form.
        for forged in (
            "//example.org/",
            "sort=oldest&next=//example.org/",
            "discussion=-1",
            "q=%00",
        ):
            url = client.post(address, {"back": forged}).url
            assert "example.org" not in url
            assert client.get(url).status_code in (200, 302)

    def test_a_page_that_one_cannot_read(self, client, member):
        item = ContributionFactory(page=ChallengeFactory(live=False))
        client.force_login(member)
        address = reverse("wagtail_crowdsolving:contribution_support", args=[item.pk])
        assert client.post(address).status_code == 404


def with_documents_and_pictures(challenge):
    image = get_image_model().objects.create(title="Cour", file=get_test_image_file())
    document = get_document_model().objects.create(
        title="bilan", file=ContentFile(b"bilan", name="bilan.txt")
    )
    challenge.picture = image
    value = {"date": "2026-01-01", "title": "Visite", "text": "Vu.", "picture": image.pk}
    challenge.updates = json.dumps([{"type": "update", "value": value}])
    value = {"title": "Le bilan", "document": document.pk}
    challenge.documents = json.dumps([{"type": "document", "value": value}])
    challenge.animator = UserFactory()
    challenge.save()


class TestAtSize:
    @pytest.fixture(params=[50, 5000])
    def size(self, request, challenge):
        fill(challenge, request.param, [UserFactory() for _number in range(30)])
        return request.param

    def test_what_was_filled_in_is_what_the_doors_would_keep(self, challenge, size):
        assert queries.drift(challenge.pk) == EXACT
        assert counter(challenge)["threads"] == size // 5

    def test_whole_page(self, client, challenge, member, size, django_assert_num_queries):
        """With a document and a pictured key moment, which cost one query each, and a third for all pictures."""
        with_documents_and_pictures(challenge)
        client.get(challenge.url)
        with django_assert_num_queries(11):
            html = client.get(challenge.url).content.decode()
        assert html.count('class="cs-contribution cs-') == min(size, 100)
        assert "bilan" in html
        assert html.count("<img") == 2
        client.force_login(member)
        client.get(challenge.url)
        with django_assert_num_queries(14):
            client.get(challenge.url)

    def test_each_order_and_kind_at_the_same_cost(self, challenge, size, django_assert_num_queries):
        challenge.proposer_pk = None
        for asked in ({"sort": "supported"}, {"sort": "answered", "kind": "idea"}):
            with django_assert_num_queries(3):
                queries.discussion(challenge, 1, queries.Choice.read(asked))


@pytest.mark.parametrize("size", [50, 5000])
def test_reply_into_a_long_thread(challenge, member, moderator, size):
    fill(challenge, size, [UserFactory()], thread=size)
    root = Contribution.objects.get(root=None)
    submit(challenge, member, in_reply_to=root)
    with CaptureQueriesContext(connection) as cost:
        reply = submit(challenge, member, in_reply_to=root)
    asked = [query["sql"] for query in cost.captured_queries if "SAVEPOINT" not in query["sql"]]
    written = [sql for sql in asked if not sql.startswith("SELECT")]
    # Three tables of a contribution, the counter, the log, the mail.
    assert (len(asked), len(written)) == (10, 6)
    # One row is updated, the counter's.
    (updated,) = [sql for sql in written if sql.startswith("UPDATE")]
    assert "discussioncounter" in updated
    actions.approve(contribution=reply, by=moderator)
    root.refresh_from_db()
    assert root.answers == size
    assert queries.drift(challenge.pk) == EXACT


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="Filled by the database itself")
def test_whole_page_of_a_hundred_thousand(client, challenge, member, django_assert_num_queries):
    fill(challenge, 100_000, [UserFactory() for _number in range(30)])
    with_documents_and_pictures(challenge)
    client.get(challenge.url)
    with django_assert_num_queries(11):
        client.get(challenge.url)
    client.force_login(member)
    client.get(challenge.url)
    with django_assert_num_queries(14):
        client.get(challenge.url)
