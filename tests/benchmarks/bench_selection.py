"""The pages of the selection at 25, 50, 100 and 200 rows: time, queries, and what a row costs more.

Whole pages, as a signed-in person gets them: ``make bench``.
"""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from tests import factories
from tests.benchmarks.bench_discussion import best
from tests.bulk import fill_rounds, large_committee
from tests.selection import admin_support as support

pytestmark = pytest.mark.django_db

SIZES = [25, 50, 100, 200]


def measure(title, grow, client, address):
    """``grow(number)`` adds rows. A row of the largest page may cost no more than of a smaller one."""
    spent, asked, size = {}, {}, 0
    for wanted in SIZES:
        grow(wanted - size)
        size = wanted
        assert client.get(address).status_code == 200
        with CaptureQueriesContext(connection) as cost:
            client.get(address)
        asked[size] = len(cost)
        spent[size] = best(client.get, address)
    print(
        f"\n\n{title}, {connection.vendor}\n  {'rows':>6}{'ms':>10}{'ms a row':>12}{'queries':>10}"
    )
    for size in SIZES:
        print(f"  {size:>6}{spent[size]:>10.1f}{spent[size] / size:>12.2f}{asked[size]:>10}")
    growth = (spent[200] - spent[25]) / 175
    earlier = (spent[100] - spent[25]) / 75
    print(f"  each further row: {earlier:.2f} ms up to 100, {growth:.2f} ms up to 200")
    assert len(set(asked.values())) == 1
    assert max(asked.values()) <= 20
    # Linear or better: four times the rows, at most four times the time, plus what a clock errs by.
    assert spent[200] <= 4.4 * spent[50]


@pytest.fixture
def coordinator(client):
    factories.home()
    client.force_login(support.coordinator())
    return client


def test_ranking(coordinator):
    committee = large_committee()
    measure(
        "Ranking, 7 reviews of 6 criteria a row",
        lambda number: fill_rounds(number, committee, is_closed=True),
        coordinator,
        reverse("crowdsolving_ranking:index"),
    )


@pytest.mark.parametrize("name", ["index", "table"])
def test_board(coordinator, name):
    committee = large_committee()
    measure(
        f"Board ({name})",
        lambda number: fill_rounds(number, committee, is_closed=False),
        coordinator,
        reverse(f"crowdsolving_rounds:{name}"),
    )


def test_members_desk():
    try:
        address = reverse("wagtail_crowdsolving:committee_desk")
    except NoReverseMatch:
        pytest.skip("the site serves no desk")
    factories.home()
    committee, client = large_committee(), Client()
    client.force_login(committee.memberships.order_by("sort_order")[1].user)
    measure(
        "The desk of a member",
        lambda number: fill_rounds(number, committee, is_closed=False),
        client,
        address,
    )
