"""The discussion against comments-xtd's own tree, and against the least that such a page can cost.

All in one run, on the same rows: ``make bench``. On PostgreSQL also page 1 at 1,000 and at 100,000.
"""

import time
from urllib.parse import quote

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from tests.bulk import fill
from tests.factories import ChallengeFactory, UserFactory
from wagtail_crowdsolving.contributions import queries, views
from wagtail_crowdsolving.contributions.models import State
from wagtail_crowdsolving.network.queries import canonical

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.benchmarks.urls")]

EVERYTHING = {"THREADS_PER_PAGE": 10**6, "REPLIES_SHOWN": 10**6}
POSTGRESQL = connection.vendor == "postgresql"


def ours(page, query=""):
    request = RequestFactory().get(f"/{query}")
    request.user, request.session = AnonymousUser(), {}
    return render_to_string(
        "wagtail_crowdsolving/contributions/discussion.html",
        {"page": page, **views.discussion_context(request, page)},
        request=request,
    )


def stock(page):
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    template = Template(
        "{% load comments_xtd %}{% get_xtdcomment_tree for page as comments %}"
        "{% render_xtdcomment_tree with comments=comments %}"
    )
    return template.render(
        Context({"page": canonical(page), "request": request, "user": request.user})
    )


BARE = """{% for row in rows %}<li><article id="c{{ row.pk }}"><h3>{{ row.kind }} {{ row.user__first_name }}
{{ row.user__last_name }}</h3><p>{{ row.submit_date }}</p>{{ row.body|safe }}</article></li>{% endfor %}"""


def floor(page, limit=None):
    rows = queries.contributions().filter(page=page.pk, state=State.PUBLISHED).order_by("pk")
    names = ("pk", "kind", "user__first_name", "user__last_name", "submit_date", "body")
    return Template(BARE).render(Context({"rows": rows.values(*names)[:limit]}))


def best(function, *args, times=5):
    """The shortest of several runs, in milliseconds; the first one only warms up."""
    spent = []
    for _time in range(times + 1):
        start = time.perf_counter()
        function(*args)
        spent.append(time.perf_counter() - start)
    return min(spent[1:] or spent) * 1000


def table(title, rows):
    print(f"\n\n{title}")
    for name, figure, target in rows:
        print(f"  {name:<52}{figure:>12}   {target}")


@pytest.mark.parametrize(("size", "served_target"), [(500, 20), (5000, 100)])
def test_against_the_stock_tree_and_the_floor(size, served_target, settings):
    site = settings.WAGTAIL_CROWDSOLVING
    page, users = ChallengeFactory(), [UserFactory() for _number in range(50)]
    page.proposer_pk = None
    fill(page, size, users)
    html = ours(page)
    assert html.count("<article") == 100
    served = best(ours, page)
    floor_served = best(floor, page, 100)
    start = time.perf_counter()
    assert stock(page).count('class="comment') >= size
    spent_by_stock = (time.perf_counter() - start) * 1000  # long enough to be measured once
    settings.WAGTAIL_CROWDSOLVING = {**site, **EVERYTHING}
    assert ours(page).count("<article") == size
    whole = best(ours, page, times=4)
    least = best(floor, page, times=4)
    table(
        f"{size} contributions, {connection.vendor}",
        [
            ("stock tree, ms", f"{spent_by_stock:.1f}", ""),
            ("as served (page 1), ms", f"{served:.1f}", ""),
            ("everything on one page, ms", f"{whole:.1f}", ""),
            ("floor of everything, ms", f"{least:.1f}", ""),
            ("floor of 100 rows, ms", f"{floor_served:.1f}", ""),
            ("stock / as served", f"{spent_by_stock / served:.1f}", f">= {served_target}"),
            ("stock / equal work", f"{spent_by_stock / whole:.1f}", ">= 8"),
            ("equal work / floor", f"{whole / least:.2f}", "<= 2.5"),
        ],
    )
    assert spent_by_stock / served >= served_target
    assert spent_by_stock / whole >= 8
    assert whole / least <= 2.5


def test_search():
    users = [UserFactory() for _number in range(50)]
    words = ["vélos", "recuperer marches", "velso", "introuvable"]
    spent = {}
    for size in (500, 5000):
        page = ChallengeFactory()
        page.proposer_pk = None
        fill(page, size, users)
        spent[size] = [best(ours, page, f"?q={quote(word)}") for word in words]
    rows = [
        (f"{word}: 500 / 5,000 texts, ms", f"{few:.1f} / {many:.1f}", "ratio < 5")
        for word, few, many in zip(words, *spent.values(), strict=True)
    ]
    table(f"A search, {connection.vendor}", rows)
    assert all(many < 5 * few for few, many in zip(*spent.values(), strict=True))


@pytest.mark.skipif(not POSTGRESQL, reason="The target is PostgreSQL's: needs DATABASE_URL")
def test_page_1_at_any_size():
    users = [UserFactory() for _number in range(50)]
    spent, asked = {}, {}
    for size in (1000, 100_000):
        page = ChallengeFactory()
        page.proposer_pk = None
        fill(page, size, users)
        with CaptureQueriesContext(connection) as cost:
            ours(page)
        spent[size], asked[size] = best(ours, page, times=30), len(cost)
    ratio = spent[100_000] / spent[1000]
    deep = best(ours, page, "?discussion=990", times=3)
    found, absent = (best(ours, page, f"?q={word}", times=3) for word in ("vélos", "introuvable"))
    table(
        "Page 1, postgresql",
        [
            ("1,000 contributions, ms", f"{spent[1000]:.1f}", f"{asked[1000]} queries"),
            ("100,000 contributions, ms", f"{spent[100_000]:.1f}", f"{asked[100_000]} queries"),
            ("100,000 / 1,000", f"{ratio:.2f}", "< 1.3"),
            ("100,000: page 990 of 1,000, ms", f"{deep:.1f}", ""),
            ("100,000: search for a frequent word, ms", f"{found:.1f}", ""),
            ("100,000: search for a word that nobody wrote, ms", f"{absent:.1f}", ""),
        ],
    )
    assert asked[1000] == asked[100_000]
    assert ratio < 1.3
