"""Whatever is deleted, merged, archived, in whatever order: no record becomes unreadable, no past figure changes.

Few examples as a rule; ``make prove`` plays many more.
"""

import datetime

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.models.deletion import ProtectedError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import Phase
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from wagtail.models import Page

from tests import factories
from tests.proof import examples, times
from tests.records.support import published, stage, superuser
from tests.selection.support import decide, review, scene
from wagtail_crowdsolving.contributions import actions as contributions
from wagtail_crowdsolving.contributions import transparency
from wagtail_crowdsolving.contributions.models import Contribution, ModerationDecision
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.network import actions as network
from wagtail_crowdsolving.network.models import Organisation, Territory, Theme
from wagtail_crowdsolving.people import public_name
from wagtail_crowdsolving.records import actions as records
from wagtail_crowdsolving.selection import actions as selection
from wagtail_crowdsolving.selection.models import Decision, Meeting, Round

REFUSALS = (Conflict, NotAllowed, ProtectedError, TypeError)
NUMBERS = st.integers(0, 11)


def main_of(response):
    html = response.content.decode()
    start = html.index("<main")
    return " ".join(html[start : html.index("</main>")].split())


class Deletions(RuleBasedStateMachine):
    """A site with one of everything that somebody may have to answer for, and an administrator without mercy."""

    @initialize()
    def build(self):
        self.point = transaction.savepoint()
        home = factories.home()
        self.chief = superuser()
        self.client = Client()
        self.client.force_login(self.chief)
        organisation = factories.OrganisationFactory(name="Une structure")
        factories.OrganisationFactory(name="La même")
        themes = factories.ThemeFactory.create_batch(2)
        places = factories.TerritoryFactory.create_batch(2)
        s = scene(members=2)
        factories.MembershipFactory(committee=s.committee, organisation=organisation)
        seated = factories.UserFactory()
        selection.invite(
            round=s.round, by=s.chair, user=seated, role="member", organisation=organisation
        )
        selection.recuse(round=s.round, by=seated, reason="Un proche.")
        for person in s.people:
            review(s.round, person)
        self.meeting = Meeting.objects.create(
            committee=s.committee, held_on=datetime.date(2024, 5, 2), notes="Nourri."
        )
        self.meeting.present.set([s.chair, s.members[0]])
        decision = decide(s.round, s.chair)
        decision = selection.place_decision(decision=decision, by=s.chair, meeting=self.meeting)
        selection.release_decisions(decisions=[decision], by=s.chair)
        challenge = type(s.page).objects.get(pk=s.page.pk)
        challenge.themes.set(themes[:1])
        challenge.territory, challenge.organisation = places[0], organisation
        challenge.save()
        self.challenge = published(challenge)
        self.english = self.challenge.copy_for_translation(
            factories.locale("en"), copy_parents=True
        )
        self.project = published(factories.ProjectFactory(territory=places[0]))
        stage(self.project)
        self.empty = published(factories.ProjectFactory())
        author, moderator = factories.UserFactory(), self.chief
        texts = factories.ContributionFactory.create_batch(
            2, page=self.challenge, user=author, state="pending", waits_since=timezone.now()
        )
        contributions.approve(contribution=texts[0], by=moderator)
        self.refused = contributions.reject(
            contribution=texts[1], by=moderator, rule="off_topic", reason="Hors sujet, hélas."
        )
        self.people = [s.chair, *s.members, seated, author]
        self.names = {person.pk: person.get_full_name() for person in self.people}
        self.author = author
        self.round = s.round
        self.pages = [
            self.challenge, self.english, self.project, self.empty,
            self.challenge.get_parent(), self.project.get_parent(), home,
        ]  # fmt: skip
        self.left = set()
        self.before = self.records()

    def teardown(self):
        if hasattr(self, "point"):
            transaction.savepoint_rollback(self.point)

    def words(self, text):
        """Without the names of those who left: nobody in their place."""
        for pk in self.left:
            text = text.replace(self.names[pk], public_name(None))
        return text

    def records(self):
        get = self.client.get
        minutes = get(reverse("crowdsolving_meetings:minutes", args=[self.meeting.pk]))
        round = get(reverse("crowdsolving_rounds:inspect", args=[self.round.pk]))
        history = get(reverse("crowdsolving_decisions"))
        report = transparency.report()
        assert minutes.status_code == round.status_code == history.status_code == 200
        row = Round.objects.get(pk=self.round.pk)
        return {
            "minutes": main_of(minutes),
            "round": (row.title, row.content, row.criteria, row.tally, row.seats.count()),
            "seats": [seat.sits_for for seat in row.seats.order_by("pk")],
            "decision": list(
                Decision.objects.order_by("pk").values("outcome", "message", "state", "released_at")
            ),
            "register": list(
                ModerationDecision.objects.order_by("pk").values(
                    "outcome", "rule", "reason", "text"
                )
            ),
            "texts": list(Contribution.objects.order_by("pk").values("comment", "state")),
            "report": [
                (str(table.title), [(str(line.label), line.values) for line in table.lines])
                for table in report.tables
            ],
            "stages": self.project.crowdsolving_stages.count(),
            "in the round": row.title in round.content.decode(),
            "in the history": "Hors sujet" in history.content.decode(),
        }

    def attempt(self, act):
        try:
            with transaction.atomic():
                act()
        except REFUSALS:
            pass

    def post(self, url, data=None):
        response = self.client.post(url, data or {})
        assert response.status_code in (200, 302, 400, 403, 404, 409), (url, response.status_code)

    def page(self, number):
        return Page.objects.filter(pk=self.pages[number % len(self.pages)].pk).first()

    @rule(number=NUMBERS)
    def delete_a_page(self, number):
        if page := self.page(number):
            url = reverse("wagtailadmin_pages:delete", args=[page.pk])
            self.post(url, {"wagtail_site_name": "La Fabrique"})

    @rule(numbers=st.lists(NUMBERS, min_size=1, max_size=3))
    def delete_pages(self, numbers):
        pages = [page for page in map(self.page, numbers) if page]
        query = "&".join(f"id={page.pk}" for page in pages)
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
        if pages:
            self.post(f"{url}?{query}")

    @rule(number=NUMBERS)
    def delete_a_page_by_code(self, number):
        if page := self.page(number):
            self.attempt(page.delete)

    @rule(number=NUMBERS)
    def archive(self, number):
        if page := self.page(number):
            self.post(
                reverse("crowdsolving_archive_page", args=[page.pk]), {"reason": "Pour voir."}
            )

    @rule(number=NUMBERS)
    def unarchive(self, number):
        if (page := self.page(number)) and number % len(self.pages) < 4:
            self.attempt(lambda: records.unarchive(page=page, by=self.chief))

    @rule(model=st.sampled_from([Organisation, Theme, Territory]), number=NUMBERS)
    def delete_a_snippet(self, model, number):
        rows = list(model.objects.order_by("pk"))
        if rows:
            row = rows[number % len(rows)]
            self.post(reverse(model.snippet_viewset.get_url_name("delete"), args=[row.pk]))
            self.attempt(lambda: model.objects.filter(pk=row.pk).delete())

    @rule(model=st.sampled_from([Organisation, Theme, Territory]), number=NUMBERS)
    def merge(self, model, number):
        rows = list(model.objects.order_by("pk"))
        if len(rows) > 1:
            doubled, into = rows[number % len(rows)], rows[(number + 1) % len(rows)]
            self.attempt(lambda: network.merge(doubled=doubled, into=into, by=self.chief))

    @rule(number=NUMBERS)
    def delete_an_account(self, number):
        person = self.people[number % len(self.people)]
        if person.pk not in self.left:
            self.post(reverse("wagtailusers_users:delete", args=[person.pk]))
            assert not get_user_model().objects.filter(pk=person.pk).exists()
            self.left.add(person.pk)

    @rule()
    def delete_the_meeting(self):
        self.post(reverse("crowdsolving_meetings:delete", args=[self.meeting.pk]))
        self.attempt(self.meeting.delete)

    @rule()
    def change_the_meeting(self):
        url = reverse("crowdsolving_meetings:edit", args=[self.meeting.pk])
        self.post(url, {"held_on": "2030-01-01", "place": "Ailleurs", "notes": "", "present": []})

    @rule()
    def delete_the_committee(self):
        committee = Round.objects.get().committee
        self.post(reverse("crowdsolving_committees:delete", args=[committee.pk]))
        self.attempt(committee.delete)

    @rule()
    def delete_the_workflow(self):
        step = Round.objects.get().task_state
        for row in (step, step.workflow_state, step.workflow_state.workflow, step.task):
            self.attempt(row.delete)

    @invariant()
    def all_can_be_read(self):
        if not hasattr(self, "before"):
            return
        now = self.records()
        for name, value in self.before.items():
            if name == "minutes":
                # Those who left have no name any more; nothing else differs.
                assert now[name] == self.words(value)
            else:
                assert now[name] == value, name

    @invariant()
    def the_author_reads_the_statement(self):
        if hasattr(self, "before") and self.author.pk not in self.left:
            client = Client()
            client.force_login(self.author)
            url = reverse("wagtail_crowdsolving:contribution_appeal", args=[self.refused.pk])
            response = client.get(url)
            assert response.status_code == 200
            assert "Hors sujet, hélas." in response.content.decode()

    @invariant()
    def the_tree_is_whole(self):
        if hasattr(self, "before"):
            assert not any(Page.find_problems()[:4])


@pytest.mark.prove
@pytest.mark.django_db
def test_no_order_of_deletions_harms_a_record():
    run_state_machine_as_test(
        Deletions,
        settings=examples(
            3,
            40,
            stateful_step_count=times(8, 25),
            # What failed reads well enough: to shorten it takes minutes.
            phases=[Phase.reuse, Phase.generate],
        ),
    )
    assert connection.in_atomic_block
