"""Who is told of what: the author who is answered, who follows, who moderates; and the feed."""

import xml.etree.ElementTree as ElementTree

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from tests import factories
from tests.contributions.support import REFUSAL, discussion_html, submit, told
from tests.factories import ChallengeFactory, ContributionFactory, UserFactory
from wagtail_crowdsolving.contributions import actions, mails
from wagtail_crowdsolving.contributions.follows import DISCUSSION, THREAD
from wagtail_crowdsolving.contributions.models import Contribution, State
from wagtail_crowdsolving.exceptions import NotAllowed
from wagtail_crowdsolving.notifications.actions import follow, unfollow
from wagtail_crowdsolving.notifications.models import OutboxMail, Subscription

pytestmark = pytest.mark.django_db
EXPERIENCE = "Nous l'avons fait chez nous, et cela tient."


@pytest.fixture
def publish(moderator, django_capture_on_commit_callbacks):
    """Have a text published through the doors; its mails wait in the outbox."""

    def publish(page, author=None, **kwargs):
        item = submit(page, author or UserFactory(), text=EXPERIENCE, **kwargs)
        actions.approve(contribution=item, by=moderator)
        mails.tell_of_publication(item.pk)
        return item

    return publish


def test_a_publication_asks_for_its_mails(
    challenge, member, moderator, django_capture_on_commit_callbacks
):
    root = ContributionFactory(page=challenge)
    reply = submit(challenge, member, in_reply_to=root)
    with django_capture_on_commit_callbacks(execute=True):
        actions.approve(contribution=reply, by=moderator)
    assert told("answered") == [root.user.pk]


class TestAnswered:
    def test_whoever_is_answered_once_for_each_reply(self, challenge, publish, mailoutbox):
        root = ContributionFactory(page=challenge)
        replies = [publish(challenge, in_reply_to=root) for _number in range(2)]
        for reply in replies:
            mails.tell_of_publication(reply.pk)
        publish(challenge, in_reply_to=replies[0])
        assert told("answered") == [root.user.pk, root.user.pk, replies[0].user.pk]
        mail = next(mail for mail in mailoutbox if mail.to == [root.user.email])
        assert EXPERIENCE in mail.body
        assert replies[0].user.get_full_name() in mail.subject
        address = reverse("wagtail_crowdsolving:contribution", args=[replies[0].pk])
        assert address in mail.body

    def test_not_oneself_nor_those_who_left(self, challenge, publish):
        root = ContributionFactory(page=challenge)
        publish(challenge, root.user, in_reply_to=root)
        root.user.delete()
        publish(challenge, in_reply_to=Contribution.objects.get(pk=root.pk))
        assert told("answered") == []

    @pytest.mark.parametrize("what", ["removed", "withdrawn", "unpublished", "restricted"])
    def test_nothing_that_is_gone_in_the_meantime(self, challenge, publish, moderator, what):
        reply = publish(challenge, in_reply_to=ContributionFactory(page=challenge))
        if what == "removed":
            actions.remove(contribution=reply, by=moderator, **REFUSAL)
        elif what == "withdrawn":
            actions.withdraw(contribution=reply, by=reply.user)
        elif what == "unpublished":
            challenge.unpublish()
        else:
            restrict(challenge)
        assert told("answered") == []
        mail = OutboxMail.objects.get(kind="contributions/answered")
        assert mail.state == OutboxMail.State.DROPPED


def restrict(page):
    restriction = PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.GROUPS
    )
    group, _made = Group.objects.get_or_create(name="Un groupe")
    restriction.groups.add(group)
    return group


class TestFollow:
    def test_the_thread_and_the_page_once_each(self, challenge, publish, mailoutbox):
        root, other = (ContributionFactory(page=challenge) for _number in range(2))
        of_page, of_thread, of_both, of_other = (UserFactory() for _number in range(4))
        for user in (of_page, of_both):
            follow(user=user, topic=DISCUSSION, key=challenge.pk, language="fr")
        for user, thread in ((of_thread, root), (of_both, root), (of_other, other)):
            for _time in range(2):
                follow(user=user, topic=THREAD, key=thread.pk, language="fr")
        author = UserFactory()
        follow(user=author, topic=DISCUSSION, key=challenge.pk, language="fr")
        follow(user=root.user, topic=THREAD, key=root.pk, language="fr")
        item = publish(challenge, author, in_reply_to=root)
        mails.tell_of_publication(item.pk)
        assert told("followed") == [of_page.pk, of_thread.pk, of_both.pk]
        assert told("answered") == [root.user.pk]
        body = next(mail.body for mail in mailoutbox if mail.to == [of_thread.email])
        assert EXPERIENCE in body
        assert root.user.email not in body
        assert author.email not in body

    def test_in_the_language_in_which_one_follows(self, challenge, publish, member, mailoutbox):
        follow(user=member, topic=DISCUSSION, key=challenge.pk, language="en")
        publish(challenge)
        assert told("followed") == [member.pk]
        mail = next(mail for mail in mailoutbox if mail.to == [member.email])
        assert mail.subject.startswith("A new contribution")

    @pytest.mark.parametrize(
        "what", ["removed", "unfollowed", "unpublished", "restricted", "inactive", "password"]
    )
    def test_nothing_once_it_no_longer_holds(self, challenge, publish, member, moderator, what):
        follow(user=member, topic=DISCUSSION, key=challenge.pk, language="fr")
        item = publish(challenge)
        if what == "removed":
            actions.remove(contribution=item, by=moderator, **REFUSAL)
        elif what == "unfollowed":
            unfollow(user=member, topic=DISCUSSION, key=challenge.pk)
        elif what == "unpublished":
            challenge.unpublish()
        elif what == "restricted":
            restrict(challenge)
        elif what == "password":
            PageViewRestriction.objects.create(
                page=challenge.get_parent(),
                restriction_type=PageViewRestriction.PASSWORD,
                password="secret",
            )
        else:
            member.is_active = False
            member.save()
        assert told("followed") == []

    def test_those_who_may_read_a_restricted_page_are_told(self, challenge, publish, member):
        follow(user=member, topic=DISCUSSION, key=challenge.pk, language="fr")
        publish(challenge)
        member.groups.add(restrict(challenge))
        assert told("followed") == [member.pk]

    def test_many_followers_in_batches(self, challenge, publish, monkeypatch):
        monkeypatch.setattr(mails, "BATCH", 2)
        people = [UserFactory() for _number in range(5)]
        for user in people:
            follow(user=user, topic=DISCUSSION, key=challenge.pk, language="fr")
        item = publish(challenge)
        assert OutboxMail.objects.filter(kind="contributions/followed").count() == 2
        for after in (people[1].pk, people[3].pk):
            mails.tell_followers(item.pk, after)
        assert told("followed") == [user.pk for user in people]

    def test_buttons(self, client, challenge, member):
        root = ContributionFactory(page=challenge)
        of_page = reverse("wagtail_crowdsolving:follow_page", args=[challenge.pk])
        of_thread = reverse("wagtail_crowdsolving:follow_thread", args=[root.pk])
        for address in (of_page, of_thread):
            assert "/follow/" not in client.post(address).url
            assert client.get(address).status_code == 405
        assert "/follow/" not in discussion_html(challenge)
        client.force_login(member)
        html = discussion_html(challenge, member)
        assert f'action="{of_page}"' in html
        assert f'formaction="{of_thread}"' in html
        assert 'name="undo"' not in html
        for address in (of_page, of_thread):
            client.post(address)
        assert Subscription.objects.filter(user=member, language="fr").count() == 2
        assert discussion_html(challenge, member).count('name="undo"') == 2
        mine = reverse("wagtail_crowdsolving:my_contributions")
        html = client.get(mine).content.decode()
        assert f'action="{of_page}"' in html
        assert f'action="{of_thread}"' in html
        for address in (of_page, of_thread):
            response = client.post(address, {"undo": "1", "from": "mine"})
            assert response.url == f"{mine}#followed"
        assert not Subscription.objects.exists()
        assert 'id="followed"' not in client.get(mine).content.decode()

    def test_not_what_one_cannot_read(self, client, challenge, member):
        root = ContributionFactory(page=challenge)
        reply = ContributionFactory(page=challenge, in_reply_to=root)
        waiting = ContributionFactory(page=challenge, state=State.PENDING)
        client.force_login(member)
        for item in (reply, waiting):
            address = reverse("wagtail_crowdsolving:follow_thread", args=[item.pk])
            assert client.post(address).status_code == 404
        restrict(challenge)
        for name, pk in (("follow_page", challenge.pk), ("follow_thread", root.pk)):
            assert (
                client.post(reverse(f"wagtail_crowdsolving:{name}", args=[pk])).status_code == 404
            )
        assert not Subscription.objects.exists()

    def test_an_account_that_is_shut_follows_nothing(self, challenge, member):
        member.is_active = False
        with pytest.raises(NotAllowed):
            follow(user=member, topic=DISCUSSION, key=challenge.pk, language="fr")

    def test_one_discussion_for_all_languages(self, client, challenge, member):
        english = factories.locale("en")
        challenge.get_parent().copy_for_translation(english, copy_parents=True)
        version = challenge.copy_for_translation(english)
        version.save_revision().publish()
        client.force_login(member)
        client.post(reverse("wagtail_crowdsolving:follow_page", args=[version.pk]))
        assert Subscription.objects.get().key == challenge.pk


class TestPageDeleted:
    """Nobody has contributed: what is followed goes to the version that inherits, or ends with the last."""

    @pytest.fixture
    def version(self, challenge):
        english = factories.locale("en")
        challenge.get_parent().copy_for_translation(english, copy_parents=True)
        return challenge.copy_for_translation(english)

    def test_the_next_version_inherits_once_for_each(self, challenge, version):
        both, one = UserFactory(), UserFactory()
        for user, page in ((both, challenge), (both, version), (one, challenge)):
            follow(user=user, topic=DISCUSSION, key=page.pk, language="fr")
        follow(user=one, topic=THREAD, key=challenge.pk, language="fr")
        challenge.delete()
        found = Subscription.objects.order_by("pk").values_list("user", "topic", "key")
        assert list(found) == [
            (both.pk, "discussion", version.pk),
            (one.pk, "discussion", version.pk),
            (one.pk, "thread", challenge.pk),
        ]

    def test_it_ends_with_the_last(self, challenge, member):
        follow(user=member, topic=DISCUSSION, key=challenge.pk, language="fr")
        challenge.get_parent().delete()
        assert not Subscription.objects.exists()

    def test_what_no_room_knows_any_more_is_not_shown(self, client, challenge, member):
        Subscription.objects.create(user=member, topic="gone", key=1, language="fr")
        follow(user=member, topic=THREAD, key=10**9, language="fr")
        client.force_login(member)
        html = client.get(reverse("wagtail_crowdsolving:my_contributions")).content.decode()
        assert 'id="followed"' not in html


class TestStop:
    @pytest.fixture
    def address(self, challenge, member, publish):
        """The address in a mail of somebody who follows the page and the thread."""
        root = ContributionFactory(page=challenge)
        follow(user=member, topic=DISCUSSION, key=challenge.pk, language="fr")
        follow(user=member, topic=THREAD, key=root.pk, language="fr")
        follow(user=UserFactory(), topic=DISCUSSION, key=challenge.pk, language="fr")
        publish(challenge, in_reply_to=root)
        mail = OutboxMail.objects.get(kind="contributions/followed", recipient=member)
        assert mail.stop_url in mail.text
        return mail.stop_url

    def test_asks_then_ends_it_signed_out(self, client, address, member, challenge):
        html = client.get(address).content.decode()
        assert '<form method="post">' in html
        assert member.get_full_name() not in html
        assert Subscription.objects.filter(user=member).count() == 2
        response = client.post(address)
        assert response.status_code == 200
        assert not Subscription.objects.filter(user=member).exists()
        assert Subscription.objects.count() == 1
        assert client.post(address).status_code == 200
        assert client.get(address).status_code == 200

    def test_from_a_mail_program(self, address, member):
        from django.test import Client

        program = Client(enforce_csrf_checks=True)
        response = program.post(address, {"List-Unsubscribe": "One-Click"})
        assert response.status_code == 200
        assert not Subscription.objects.filter(user=member).exists()

    def test_a_later_follow_of_something_else_stays(self, client, address, member):
        other = ChallengeFactory()
        follow(user=member, topic=DISCUSSION, key=other.pk, language="fr")
        client.post(address)
        assert Subscription.objects.get(user=member).key == other.pk

    @pytest.mark.parametrize("token", ["x", "WyIxIiwxLG51bGxd:abc"])
    def test_what_was_not_signed_here(self, client, db, token):
        address = reverse("wagtail_crowdsolving:stop", args=[token])
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404

    def test_a_member_who_left(self, client, address, member):
        member.delete()
        assert client.get(address).status_code == 404


class TestFeed:
    def read(self, client, page):
        address = reverse("wagtail_crowdsolving:discussion_feed", args=[page.pk])
        response = client.get(address)
        assert response.status_code == 200
        return response, ElementTree.fromstring(response.content)

    def entries(self, client, page):
        atom = "{http://www.w3.org/2005/Atom}"
        _response, root = self.read(client, page)
        return [entry.find(f"{atom}link").get("href") for entry in root.iter(f"{atom}entry")]

    def test_newest_published_first(self, client, challenge, publish, moderator):
        early = submit(challenge, UserFactory())
        late = publish(challenge)
        actions.approve(contribution=early, by=moderator)
        ContributionFactory(page=challenge, state=State.PENDING)
        assert [address.split("/")[-2] for address in self.entries(client, challenge)] == [
            str(early.pk),
            str(late.pk),
        ]
        response, _root = self.read(client, challenge)
        assert response["Content-Type"].startswith("application/atom+xml")
        text = response.content.decode()
        assert early.user.get_full_name() in text
        assert "@" not in text
        actions.remove(contribution=late, by=moderator, **REFUSAL)
        assert len(self.entries(client, challenge)) == 1

    def test_nothing_executes_and_no_text_breaks_it(self, client, challenge):
        ContributionFactory(page=challenge, body="<p>\x0b&lt;script&gt;</p>")
        response, _root = self.read(client, challenge)
        assert b"<script" not in response.content

    def test_linked_from_a_page_that_everybody_reads(self, client, challenge):
        ContributionFactory(page=challenge)
        address = reverse("wagtail_crowdsolving:discussion_feed", args=[challenge.pk])
        html = client.get(challenge.url).content.decode()
        assert html.count(f'href="{address}"') == 2

    def test_none_of_a_page_that_not_everybody_reads(self, client, challenge, member):
        group = restrict(challenge)
        member.groups.add(group)
        address = reverse("wagtail_crowdsolving:discussion_feed", args=[challenge.pk])
        assert client.get(address).status_code == 404
        client.force_login(member)
        assert client.get(address).status_code == 404
        assert f'href="{address}"' not in client.get(challenge.url).content.decode()
        PageViewRestriction.objects.all().delete()
        challenge.unpublish()
        assert client.get(address).status_code == 404

    @pytest.mark.parametrize("size", [3, 15])
    def test_cost(self, client, challenge, size, django_assert_num_queries):
        for _number in range(size):
            ContributionFactory(page=challenge, published_at=timezone.now())
        self.read(client, challenge)
        with django_assert_num_queries(7):
            self.read(client, challenge)
