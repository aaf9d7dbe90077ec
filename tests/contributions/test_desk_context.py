"""What the desk shows beside a text: its changes, its history, its author's record and trust."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils.translation import gettext

from tests.contributions import support
from tests.contributions.support import QUEUE, REFUSAL, SPACE, TEXT, submit, words
from tests.factories import ChallengeFactory, ContributionFactory, UserFactory
from wagtail_crowdsolving.contributions import actions, moderation, queries
from wagtail_crowdsolving.contributions.admin.matters import marked
from wagtail_crowdsolving.contributions.models import Contribution, ModerationDecision, State
from wagtail_crowdsolving.notifications.models import OutboxMail

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("before", "after", "html"),
    [
        ("un mot", "un mot", "un mot"),
        ("un mot", "deux mots", "<del>un mot</del><ins>deux mots</ins>"),
        ("a <b>", "a <i>", "a &lt;<del>b</del><ins>i</ins>&gt;"),
        ("", "{0} {}", "<ins>{0} {}</ins>"),
        ("{} tout", "", "<del>{} tout</del>"),
    ],
)
def test_marked(before, after, html):
    assert marked(before, after) == html


class TestRecords:
    def test_of_many_in_one_query(self, challenge, django_assert_num_queries):
        first, second, third = UserFactory(), UserFactory(), UserFactory()
        for state in (State.PUBLISHED, State.PUBLISHED, State.REFUSED, State.REMOVED):
            ContributionFactory(page=challenge, user=first, state=state)
        ContributionFactory(page=challenge, user=second, state=State.PENDING)
        ContributionFactory(page=challenge, user=third)
        with django_assert_num_queries(1):
            found = moderation.records([first.pk, second.pk, None])
        assert found == {first.pk: (2, 1, 1)}
        assert moderation.Record().is_new
        assert not found[first.pk].is_new


class TestHistory:
    @pytest.fixture
    def decided(self, challenge, member, colleague):
        item = submit(challenge, member)
        actions.reject(contribution=item, by=colleague, **REFUSAL)
        return item

    def test_who_when_and_by_which_rule(self, moderating, decided):
        html = moderating.get(reverse("crowdsolving_decisions")).content.decode()
        assert "Dominique Collègue" in html
        assert reverse(f"{SPACE}:inspect", args=[decided.pk]) in html
        address = reverse("crowdsolving_decisions_results")
        assert len(moderating.get(address, {"rule": "other"}).context["object_list"]) == 0
        assert len(moderating.get(address, {"rule": "off_topic"}).context["object_list"]) == 1

    def test_the_export_names_nobody(self, moderating, decided, member):
        response = moderating.get(reverse("crowdsolving_decisions"), {"export": "csv"})
        csv = b"".join(response.streaming_content).decode()
        assert str(decided.pk) in csv
        for secret in (member.get_full_name(), member.email, TEXT, REFUSAL["reason"]):
            assert secret not in csv

    def test_not_for_others(self, client, decided, member):
        client.force_login(member)
        assert client.get(reverse("crowdsolving_decisions")).status_code == 302

    def test_animators_see_theirs(self, client, decided):
        animator = support.moderator()
        animator.user_permissions.remove(
            *animator.user_permissions.filter(codename__startswith="moderate")
        )
        other = ChallengeFactory(animator=animator)
        item = submit(other, UserFactory())
        actions.approve(contribution=item, by=support.moderator())
        client.force_login(animator)
        response = client.get(reverse("crowdsolving_decisions"))
        assert [one.contribution_id for one in response.context["object_list"]] == [item.pk]


class TestTrustedAuthors:
    @pytest.fixture
    def trusted(self, member):
        member.user_permissions.add(Permission.objects.get(codename="skip_moderation"))
        return type(member).objects.get(pk=member.pk)

    @pytest.fixture
    def _on(self, settings):
        settings.WAGTAIL_CROWDSOLVING = {**settings.WAGTAIL_CROWDSOLVING, "TRUSTED_AUTHORS": True}

    def test_off_by_default(self, challenge, trusted):
        assert submit(challenge, trusted).state == State.PENDING

    @pytest.mark.usefixtures("_on")
    def test_published_at_once_and_still_seen(self, challenge, trusted, moderating, colleague):
        item = submit(challenge, trusted)
        stored = Contribution.objects.get(pk=item.pk)
        assert (item.state, stored.state, stored.is_public) == ("published", "published", True)
        decision = ModerationDecision.objects.get()
        assert decision.is_automatic
        assert decision.decided_by is None
        assert queries.drift(challenge.pk) == {"counter": {}, "contributions": {}}
        kinds = set(OutboxMail.objects.values_list("kind", flat=True))
        assert kinds == {"contributions/published"}
        unread = f"{reverse(QUEUE)}?state=unread"
        assert list(moderating.get(unread).context["object_list"]) == [stored]
        actions.remove(contribution=stored, by=colleague, **REFUSAL)
        assert not moderating.get(unread).context["object_list"]

    @pytest.mark.usefixtures("_on")
    def test_is_told_that_it_is_published(self, client, challenge, trusted):
        client.force_login(trusted)
        url = support.contribute_url(challenge)
        response = client.post(url, support.form_data(trusted, challenge))
        item = Contribution.objects.get()
        assert response.url == reverse("wagtail_crowdsolving:contribution", args=[item.pk])
        response = client.get(response.url, follow=True)
        assert words(response) == gettext("Thank you. Your contribution is published.")

    @pytest.mark.usefixtures("_on")
    def test_others_and_superusers_wait(self, challenge, member):
        assert submit(challenge, member).state == State.PENDING
        root = UserFactory(is_superuser=True)
        assert submit(challenge, root).state == State.PENDING
