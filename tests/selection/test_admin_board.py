"""All rounds at a glance, and the ranking of what was judged, in the Wagtail admin."""

import csv
import datetime
import io
import re

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import TaskState

from tests import factories
from tests.selection import support
from tests.selection.admin_support import SECRET, text, url
from wagtail_crowdsolving.exports import disarm
from wagtail_crowdsolving.selection import actions
from wagtail_crowdsolving.selection.admin import ranking
from wagtail_crowdsolving.selection.admin.board import BoardView
from wagtail_crowdsolving.selection.models import Decision, Meeting, Round

pytestmark = [pytest.mark.versions, pytest.mark.django_db]


class TestBoard:
    def test_filters(self, client, scene, coordinator):
        client.force_login(coordinator)
        theme = factories.ThemeFactory()
        page = support.proposed()
        page.themes.add(theme)
        page.save()
        late = support.scene(page=page)
        Round.objects.filter(pk=late.round.pk).update(
            due_at=timezone.now() - datetime.timedelta(days=3)
        )
        for query in ({"committee": late.committee.pk}, {"theme": theme.pk}, {"urgency": "late"}):
            for name in ("index", "index_results", "table", "table_results"):
                content = text(client.get(url(name), query))
                assert late.round.title in content, query
                assert scene.round.title not in content, query
        for query in ({"committee": "x"}, {"theme": "999999"}, {"urgency": "?"}, {"p": "x"}):
            assert client.get(url("index"), query).status_code == 200

    def test_says_what_it_is_and_what_it_lists(self, client, scene, closed, coordinator):
        """In French the overview has not the name of the board of directors."""
        client.force_login(coordinator)
        for name in ("index", "table"):
            page = client.get(url(name))
            assert str(page.context["view"].page_title) == "Tableau de suivi"
            assert "1 défi en cours d’examen" in text(page)
        assert "1 tour clos" in text(client.get(reverse("crowdsolving_ranking:index")))

    def test_columns_are_steps_and_the_oldest_comes_first(self, client, home, coordinator):
        client.force_login(coordinator)
        made, _people = support.committee()
        board, _others = support.committee(kind="board")
        workflow = support.workflow_of(made, board)
        rounds = [support.begin(support.proposed(), workflow) for _number in range(3)]
        for days, round in zip((1, 9, 4), rounds, strict=True):
            state = round.task_state
            state.started_at = timezone.now() - datetime.timedelta(days=days)
            state.save()
        response = client.get(url("index"))
        (column,) = response.context["columns"]
        assert column["label"] == workflow.tasks.first().name
        titles = [row.challenge_title for row in column["rows"]]
        assert titles == [rounds[1].title, rounds[2].title, rounds[0].title]
        assert [row.days for row in column["rows"]] == [9, 4, 1]

    def test_pagination(self, client, home, coordinator, monkeypatch):
        monkeypatch.setattr(BoardView, "paginate_by", 1)
        one, two = support.scene(), support.scene()
        client.force_login(coordinator)
        pages = [text(client.get(url("index"), {"p": number})) for number in (1, 2)]
        assert one.round.title in pages[0]
        assert two.round.title not in pages[0]
        assert two.round.title in pages[1]

    def test_a_challenge_with_its_proposer_waits_in_a_column_of_its_own(
        self, client, closed, coordinator
    ):
        decision = support.decide(closed.round, closed.chair, "changes", message="À préciser.")
        actions.release_decisions(decisions=[decision], by=closed.chair)
        client.force_login(coordinator)
        (column,) = client.get(url("index")).context["columns"]
        assert [row.challenge_title for row in column["rows"]] == [closed.round.title]
        (row,) = column["rows"]
        assert row.is_with_proposer
        TaskState.objects.filter(pk=row.current_task_state_id).update(
            started_at=timezone.now() - datetime.timedelta(days=30)
        )
        assert client.get(url("index")).context["columns"][0]["rows"][0].days == 0


class TestRanking:
    @pytest.fixture
    def ranked(self, home):
        committee, people = support.committee(members=2, quorum=1)
        factories.CriterionFactory(committee=committee, label="=Utilité", scale=5)
        workflow = support.workflow_of(committee)
        rounds = []
        for number, marks in enumerate([(1, 3, 5), (5, 5, 5), (2, 2, 2)]):
            page = support.proposed(title=f"=Défi {number}")
            round = support.begin(page, workflow)
            (entry,) = round.criteria
            for person, mark in zip(people, marks, strict=True):
                support.review(round, person, scores={entry["key"]: mark}, comment=SECRET)
            rounds.append(round)
        abstained = support.begin(support.proposed(), workflow)
        for person in people:
            actions.give_review(round=abstained, by=person, opinion="abstain", scores={})
        return committee, [*rounds, abstained], people

    def titles(self, client, **query):
        response = client.get(reverse("crowdsolving_ranking:index"), query)
        return [row.title for row in response.context["object_list"]]

    def test_by_score_spread_and_opinions(self, client, ranked, coordinator):
        client.force_login(coordinator)
        committee, (spread, best, low, abstained), _people = ranked
        assert self.titles(client) == [best.title, spread.title, low.title, abstained.title]
        assert self.titles(client, ordering="-score") == [
            low.title,
            spread.title,
            best.title,
            abstained.title,
        ]
        assert self.titles(client, ordering="spread")[0] == spread.title
        assert self.titles(client, ordering="abstain")[0] == abstained.title
        assert self.titles(client, ordering="nonsense")[0] == best.title
        response = client.get(reverse("crowdsolving_ranking:index"))
        rows = response.context["object_list"]
        assert [row.place for row in rows[:3]] == [1, 2, 3]
        assert [(row.score, row.spread, row.lowest, row.highest) for row in rows[:2]] == [
            (100.0, 0.0, 100.0, 100.0),
            (50.0, 40.8, 0.0, 100.0),
        ]
        numbers = [bar["number"] for bar in response.context["bars"]]
        assert numbers == [0, 0, 1, 0, 0, 1, 0, 0, 0, 1]
        content = text(response)
        assert "style=" not in content.partition('<svg class="cs-')[2].partition("</table>")[0]

    def test_the_drawing_is_of_whole_numbers_in_any_language(self, client, ranked, coordinator):
        client.force_login(coordinator)
        content = text(client.get(reverse("crowdsolving_ranking:index")))
        drawn = "".join(re.findall(r"<svg class=\"cs-.*?</svg>", content, re.S))
        assert re.findall(r" (?:x|y|cx|cy|width|height)=\"(-?\d+)\"", drawn)
        assert not re.findall(r" (?:x|y|cx|cy|width|height)=\"[^\"]*[,.]", drawn)

    def test_the_last_round_of_a_challenge_alone(self, client, ranked, coordinator):
        client.force_login(coordinator)
        committee, rounds, people = ranked
        decision = support.decide(rounds[0], people[0], "changes")
        actions.release_decisions(decisions=[decision], by=coordinator)
        assert rounds[0].title in self.titles(client)
        state = rounds[0].task_state.workflow_state
        state.refresh_from_db()
        state.resume(user=coordinator)
        actions.open_round(task_state=state.current_task_state)
        response = client.get(reverse("crowdsolving_ranking:index"))
        assert rounds[0].title not in [row.title for row in response.context["object_list"]]
        assert [row.title for row in response.context["open_rounds"]] == [rounds[0].title]

    def test_exports_say_what_was_counted_and_run_nothing(self, client, ranked, coordinator):
        client.force_login(coordinator)
        committee, rounds, people = ranked
        address = reverse("crowdsolving_ranking:index")
        file = client.get(address + "?export=csv").getvalue().decode()
        rows = list(csv.reader(io.StringIO(file.removeprefix("\ufeff")), delimiter=";"))
        assert len(rows) == 5
        assert rows[1][1] == "'=Défi 1"
        decision = support.decide(rounds[1], people[0], "favourable")
        file = client.get(address + "?export=csv").getvalue().decode()
        said = f"{decision.get_outcome_display()} ({decision.get_state_display()})"
        assert said in file
        assert said in text(client.get(address))
        home = reverse("wagtailadmin_home")
        tile = f'<a href="{reverse("crowdsolving_rounds:index")}"><span>1</span>'
        assert tile in re.sub(r">\s+", ">", text(client.get(home)))
        meeting = Meeting.objects.create(committee=committee, held_on="2026-03-02")
        Decision.objects.filter(pk=decision.pk).update(meeting=meeting)
        held = reverse("crowdsolving_meetings:inspect", args=[meeting.pk])
        assert f'<a href="{held}">' in text(client.get(home))
        actions.release_decisions(decisions=[decision], by=coordinator)
        assert f'<a href="{held}">' not in text(client.get(home))
        with translation.override("en"):
            assert ranking.in_words(91.67) == "91.67"
        assert not [cell for row in rows for cell in row if cell.startswith("=")]
        workbook = openpyxl.load_workbook(
            io.BytesIO(client.get(address + "?export=xlsx").getvalue())
        )
        cells = [cell for row in workbook.active.iter_rows() for cell in row]
        assert len(cells) == 5 * len(rows[0])
        assert not [cell for cell in cells if cell.data_type == "f"]
        both = file + "".join(str(cell.value) for cell in cells)
        assert SECRET not in both
        for person in people:
            assert person.get_full_name() not in both
            assert person.email not in both

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [("=1+1", "'=1+1"), ("@x", "'@x"), ("\t=1", "'\t=1"), ("Un défi", "Un défi"), (-3.5, -3.5)],
    )
    def test_what_could_be_a_formula(self, typed, kept):
        assert disarm(typed) == kept
