"""What a coordinator asks of the board, the ranking and the meetings: searched, narrowed, with a way out."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import factories
from tests.selection import admin_support as support
from tests.shared import shared
from wagtail_crowdsolving import clock
from wagtail_crowdsolving.selection.models import Decision, Meeting, Round

TALLY = {"outcome": "favourable", "score": 60, "counts": {}}


class Scene:
    def __init__(self):
        factories.home()
        self.coordinator = support.coordinator()
        self.committee = support.committee(name="Économie", members=1)
        self.other = support.committee(name="Zones", members=1)
        self.theme = factories.ThemeFactory(name="Énergie")
        self.territory = factories.TerritoryFactory(name="Marseille")
        self.garden = self.round("Jardin de l’École", themes=[self.theme], territory=self.territory)
        self.baths = self.round("Bains publics", committee=self.other)

    def round(self, title, committee=None, themes=(), **values):
        page = factories.ChallengeFactory(title=title, live=False, **values)
        page.themes.set(themes)
        page.save()
        return support.round_of(committee or self.committee, page, state=Round.State.OPEN)

    def close(self, round, met=True, **decision):
        Round.objects.filter(pk=round.pk).update(
            state=Round.State.CLOSED,
            closed_at=timezone.now(),
            committee=self.committee,
            tally={**TALLY, "quorum": {"met": met, "needed": 1, "given": int(met)}},
        )
        if decision:
            Decision.objects.create(round=round, outcome="favourable", **decision)


_made, scene = shared(Scene)


@pytest.fixture
def ask(client, scene):
    """``ask(name, **query)``: the rows that a list shows, and its page."""
    client.force_login(scene.coordinator)

    def asked(name, **query):
        response = client.get(reverse(name), query)
        return list(response.context["object_list"]), response

    return asked


class TestTheBoard:
    def titles(self, ask, **query):
        rows, _response = ask("crowdsolving_rounds:table", **query)
        return [row.challenge_title for row in rows]

    def test_is_searched_and_narrowed(self, scene, ask):
        garden, baths = [scene.garden.title], [scene.baths.title]
        assert self.titles(ask, q="ecole") == garden
        assert self.titles(ask, q="jradin") == garden
        assert self.titles(ask, q="economie") == garden
        assert self.titles(ask, theme=scene.theme.pk) == garden
        assert self.titles(ask, territory=scene.territory.pk) == garden
        assert self.titles(ask, committee=scene.other.pk) == baths
        step = scene.garden.task_state.task_id
        assert len(self.titles(ask, step=step)) == 2
        state = scene.baths.task_state.workflow_state
        state.status = state.STATUS_NEEDS_CHANGES
        state.save()
        assert self.titles(ask, step=step) == garden
        assert self.titles(ask, step="proposer") == baths

    def test_says_what_it_searched_and_how_to_get_out(self, scene, ask):
        for name in ("index", "table"):
            rows, response = ask(f"crowdsolving_rounds:{name}", q="jradin")
            assert (
                "«\N{NO-BREAK SPACE}<bdi>jardin</bdi>\N{NO-BREAK SPACE}»"
                in response.content.decode()
            )
            rows, response = ask(f"crowdsolving_rounds:{name}", q="xylophone", step="?")
            address = reverse(f"crowdsolving_rounds:{name}")
            assert not rows
            assert f'<p><a href="{address}">' in response.content.decode()


class TestTheRanking:
    def titles(self, ask, **query):
        rows, _response = ask("crowdsolving_ranking:index", **query)
        return [row.title for row in rows]

    def test_is_searched_and_narrowed(self, scene, ask):
        scene.close(scene.garden, state=Decision.State.PREPARED)
        scene.close(scene.baths, met=False)
        garden, baths = [scene.garden.title], [scene.baths.title]
        query = {"committee": scene.committee.pk}
        assert self.titles(ask, **query) == baths + garden
        assert self.titles(ask, **query, q="l'ecolle") == garden
        assert self.titles(ask, **query, theme=scene.theme.pk) == garden
        assert self.titles(ask, **query, quorum="met") == garden
        assert self.titles(ask, **query, quorum="missed") == baths
        assert self.titles(ask, **query, decided="draft") == garden
        assert self.titles(ask, **query, decided="no") == baths
        assert self.titles(ask, **query, decided="yes") == []

    def test_a_place_is_the_one_among_all(self, scene, ask):
        scene.close(scene.garden)
        scene.close(scene.baths)
        Round.objects.filter(pk=scene.baths.pk).update(tally={**TALLY, "score": 90, "quorum": {}})
        (row,), response = ask(
            "crowdsolving_ranking:index", committee=scene.committee.pk, q="jardin"
        )
        assert row.place == 2
        assert b"xylophone" not in response.content
        rows, response = ask("crowdsolving_ranking:index", q="xylophone")
        assert f'<p><a href="{reverse("crowdsolving_ranking:index")}">' in response.content.decode()

    def test_the_open_rounds_are_narrowed_too(self, scene, ask):
        _rows, response = ask(
            "crowdsolving_ranking:index", committee=scene.committee.pk, q="jardin"
        )
        assert [one.title for one in response.context["open_rounds"]] == [scene.garden.title]
        _rows, response = ask("crowdsolving_ranking:index", committee=scene.committee.pk, q="bains")
        assert response.context["open_rounds"] == []


class TestTheMeetings:
    @pytest.fixture
    def meetings(self, scene):
        day = clock.today()
        past = Meeting.objects.create(
            committee=scene.committee, held_on=day - datetime.timedelta(days=400), place="Mairie"
        )
        coming = Meeting.objects.create(
            committee=scene.other, held_on=day + datetime.timedelta(days=3), place="Friche"
        )
        return past, coming

    def test_are_searched_and_narrowed(self, scene, meetings, ask):
        past, coming = meetings

        def found(**query):
            rows, _response = ask("crowdsolving_meetings:index", **query)
            return rows

        assert found() == [coming, past]
        assert found(q="marie") == [past]  # a slip
        assert found(q="economie") == [past]
        assert found(committee=scene.other.pk) == [coming]
        assert found(year=past.held_on.year) == [past]
        assert found(when="coming") == [coming]
        assert found(when="past") == [past]
        assert found(decisions="none") == [coming, past]
        scene.close(scene.garden, state=Decision.State.PREPARED, meeting=past)
        assert found(decisions="waiting") == [past]
        assert found(decisions="released") == []
        Decision.objects.update(state=Decision.State.RELEASED, released_at=timezone.now())
        assert found(decisions="released") == [past]
        assert (found(year="x"), found(when="?")) == ([coming, past], [coming, past])

    @pytest.mark.parametrize("size", [2, 12])
    def test_queries(self, scene, ask, size, django_assert_num_queries):
        Meeting.objects.bulk_create(
            Meeting(committee=scene.committee, held_on=datetime.date(2026, 1, 1))
            for _number in range(size)
        )
        ask("crowdsolving_meetings:index")
        with django_assert_num_queries(14):
            rows, _response = ask("crowdsolving_meetings:index")
        assert len(rows) == size
