"""What the animator of a challenge sees and does of its discussion in the Wagtail admin."""

import pytest
from django.urls import reverse

from tests.contributions.support import QUEUE, SPACE, bulk, deciding, listed, seen, step
from tests.factories import ChallengeFactory, ContributionFactory
from wagtail_crowdsolving.contributions.models import Contribution, State

pytestmark = [pytest.mark.versions, pytest.mark.django_db]


class TestAnimator:
    """Whoever animates a page moderates its contributions, and reads no others."""

    @pytest.fixture
    def animating(self, client, animator):
        client.force_login(animator)
        return client

    @pytest.fixture
    def elsewhere(self, challenge):
        return ContributionFactory(
            page=ChallengeFactory(title="Un autre défi"),
            state=State.PENDING,
            comment="Un texte d'ailleurs",
        )

    @pytest.mark.parametrize("query", ["", "?state=all", "?q=texte"])
    def test_the_queue_is_that_of_their_pages(self, animating, waiting, elsewhere, query):
        response = animating.get(reverse(QUEUE) + query)
        assert listed(response) == [item.pk for item in waiting]
        html = response.content.decode()
        assert "Un texte d" not in html
        assert "Un autre défi" not in html
        assert listed(animating.get(f"{reverse(QUEUE)}?page={elsewhere.page_id}")) != [elsewhere.pk]

    def test_menu_and_home_count_theirs(self, animating, waiting, elsewhere):
        html = animating.get(reverse("wagtailadmin_home")).content.decode()
        assert "(3)" in html
        assert reverse(QUEUE) in html

    @pytest.mark.parametrize("size", [3, 18])
    def test_cost(self, animating, challenge, elsewhere, size, django_assert_num_queries):
        for _number in range(size):
            ContributionFactory(page=challenge, state=State.PENDING)
        animating.get(reverse(f"{SPACE}:list_results"))
        # Those of a moderator, and one for each type of discussed page: two in the tests.
        with django_assert_num_queries(9):
            assert len(listed(animating.get(reverse(f"{SPACE}:list_results")))) == size

    def test_one_at_a_time(self, animating, waiting, elsewhere):
        assert "qui attend alpha" in animating.get(step("inspect", waiting[0])).content.decode()
        data = deciding(waiting[0])
        response = animating.post(step("desk_one", waiting[0]), data)
        assert response.url == step("desk_one", waiting[1])
        waiting[0].refresh_from_db()
        assert waiting[0].state == State.PUBLISHED
        for name in ("inspect", "desk_one"):
            response = animating.get(step(name, elsewhere))
            assert response.status_code == 302
        animating.post(step("desk_one", elsewhere), deciding(elsewhere))
        elsewhere.refresh_from_db()
        assert elsewhere.state == State.PENDING

    def test_many_at_a_time(self, animating, animator, challenge, waiting, elsewhere):
        own = ContributionFactory(page=challenge, user=animator, state=State.PENDING)
        everything = [*waiting, own, elsewhere]
        for address in (bulk("approve"), bulk("approve", *everything)):
            response = animating.get(address)
            assert [row["item"] for row in response.context["items"]] == waiting
            assert "ailleurs" not in response.content.decode()
        animating.post(bulk("approve", *everything), {"seen": seen(*everything)})
        states = dict(Contribution.objects.values_list("pk", "state"))
        assert {states[item.pk] for item in waiting} == {State.PUBLISHED}
        assert states[own.pk] == states[elsewhere.pk] == State.PENDING

    def test_not_without_the_admin(self, client, challenge, waiting, member):
        challenge.animator = member
        challenge.save()
        client.force_login(member)
        assert client.get(reverse(QUEUE)).status_code == 302
        assert client.get(bulk("approve", *waiting)).status_code == 302

    def test_who_animates_no_longer_reads_no_longer(self, animating, challenge, waiting):
        challenge.animator = None
        challenge.save()
        assert animating.get(reverse(QUEUE)).status_code == 302
        assert animating.get(bulk("approve", *waiting)).status_code == 302
