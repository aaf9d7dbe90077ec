"""The board and the ranking cost the same number of queries at 20 rows and at 200."""

import pytest
from django.urls import reverse

from tests.bulk import fill_rounds, large_committee
from tests.selection import admin_support as support

pytestmark = pytest.mark.django_db

SIZES = [20, 200]


@pytest.fixture
def coordinator(home, client):
    user = support.coordinator()
    client.force_login(user)
    return user


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("name", "queries"), [("index", 20), ("table", 20)])
def test_the_board(client, coordinator, name, queries, size, django_assert_num_queries):
    fill_rounds(size, large_committee(), is_closed=False)
    url = reverse(f"crowdsolving_rounds:{name}")
    client.get(url)
    with django_assert_num_queries(queries):
        content = client.get(url).content.decode()
    assert content.count("Défi numéro") >= size
    assert content.count("5/7") == size


@pytest.mark.parametrize("size", SIZES)
def test_the_ranking(client, coordinator, size, django_assert_num_queries):
    committee = large_committee()
    fill_rounds(size, committee, is_closed=True)
    fill_rounds(size, committee, is_closed=False)
    url = reverse("crowdsolving_ranking:index")
    client.get(url)
    with django_assert_num_queries(17):
        content = client.get(url).content.decode()
    assert content.count("cs-range__mean") == size
    assert content.count("5/7") == size


@pytest.mark.parametrize("size", SIZES)
def test_the_spreadsheet(client, coordinator, size, django_assert_num_queries):
    fill_rounds(size, large_committee(), is_closed=True)
    url = reverse("crowdsolving_ranking:index") + "?export=csv"
    client.get(url).getvalue()
    with django_assert_num_queries(9):
        rows = client.get(url).getvalue().decode().splitlines()
    assert len(rows) == size + 1
