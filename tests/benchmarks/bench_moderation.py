"""The moderators' pages with 20 and with 10,000 contributions waiting, and 1,000 refused in one action.

All in one run, on the same database: ``make bench``, with ``DATABASE_URL`` for PostgreSQL.
"""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.benchmarks.bench_discussion import best, table
from tests.contributions.support import REFUSAL, moderator
from tests.contributions.test_bulk import all_pending
from tests.factories import ChallengeFactory
from wagtail_crowdsolving.contributions.models import Contribution, ModerationDecision, State
from wagtail_crowdsolving.notifications.models import OutboxMail

pytestmark = pytest.mark.django_db
SPACE = "crowdsolving_contributions"
FEW, MANY, REFUSED = 20, 10_000, 1000


def test_first_pages_with_10_000_waiting(client):
    client.force_login(moderator())
    pages = {
        "list": lambda first: reverse(f"{SPACE}:list"),
        "desk": lambda first: reverse(f"{SPACE}:desk_one", args=[first.pk]),
        "home": lambda first: reverse("wagtailadmin_home"),
    }
    spent, asked = {}, {}
    challenge = ChallengeFactory()
    for size, more in ((FEW, FEW), (MANY, MANY - FEW)):
        all_pending(challenge, more, members=50)
        assert Contribution.objects.filter(waits_since__isnull=False).count() == size
        first = Contribution.objects.order_by("waits_since", "pk").first()
        for name, address in pages.items():
            url = address(first)
            client.get(url)
            with CaptureQueriesContext(connection) as cost:
                assert client.get(url).status_code == 200
            asked[name, size] = len(cost)
            spent[name, size] = best(client.get, url, times=7)
    rows = []
    for name in pages:
        ratio = spent[name, MANY] / spent[name, FEW]
        for size in (FEW, MANY):
            rows.append(
                (
                    f"{name}, {size:,} waiting, ms",
                    f"{spent[name, size]:.1f}",
                    f"{asked[name, size]} queries",
                )
            )
        rows.append((f"{name}: {MANY:,} / {FEW}", f"{ratio:.2f}", "< 4"))
    table(f"Moderation, {connection.vendor}", rows)
    for name in pages:
        assert asked[name, FEW] == asked[name, MANY]
        assert spent[name, MANY] / spent[name, FEW] < 4
    assert asked["list", MANY] <= 20
    assert asked["desk", MANY] <= 20


def test_1_000_refused_in_one_action(client):
    client.force_login(moderator())
    items = all_pending(ChallengeFactory(), REFUSED, members=50)
    address = reverse(
        "wagtail_bulk_action", args=["wagtail_crowdsolving", "contribution", "reject"]
    )
    address += f"?id=all&next={reverse(f'{SPACE}:list')}"
    start = time.perf_counter()
    seen = client.get(address).context["seen"]
    shown = time.perf_counter() - start
    start = time.perf_counter()
    client.post(address, {"seen": seen, **REFUSAL})
    decided = time.perf_counter() - start
    assert set(Contribution.objects.values_list("state", flat=True)) == {State.REFUSED}
    assert ModerationDecision.objects.count() == len(items)
    assert OutboxMail.objects.filter(kind="contributions/refused").count() == len(items)
    table(
        f"{REFUSED:,} refused in one action, {connection.vendor}",
        [
            ("page of confirmation, s", f"{shown:.2f}", ""),
            ("all decided, written down and told, s", f"{decided:.2f}", ""),
        ],
    )
