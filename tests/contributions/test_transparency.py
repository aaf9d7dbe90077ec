"""The report on moderation: counted from the record, naming nobody, at the same cost at any size."""

import csv
import io
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.contributions.support import ADDRESS, REFUSAL, SECRET, report, submit
from tests.contributions.support import moderator as make_moderator
from tests.factories import ChallengeFactory, ContributionFactory, UserFactory
from wagtail_crowdsolving.contributions import actions, transparency
from wagtail_crowdsolving.contributions.models import (
    Appeal,
    Contribution,
    ModerationDecision,
    Notice,
    Rule,
)
from wagtail_crowdsolving.exports import as_text

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def numbers(report):
    """``{title of the table: {label of the line: values}}``, in the order of the report."""
    return [{str(line.label): line.values for line in table.lines} for table in report.tables]


def backdate(model, pk, **values):
    """As if it had happened then; a decision's queryset refuses to, which is its business."""
    QuerySet(model).filter(pk=pk).update(**values)


def story(page, moderator, other):
    """Six contributions, four of them restricted, one after a notice; one appeal of each outcome."""
    author = UserFactory()

    def sent(text):
        return submit(page, author, text=text)

    actions.approve(contribution=sent("Une première idée."), by=moderator)
    actions.request_changes(contribution=sent("Une deuxième."), by=moderator, reason="Précisez.")
    sent("Une troisième, qui attend.")
    refused = actions.reject(
        contribution=sent("Une quatrième."), by=moderator, rule="advertising", reason="Publicité."
    )
    item = sent("Une cinquième.")
    actions.approve(contribution=item, by=moderator)
    item.refresh_from_db()
    removed = actions.remove(contribution=item, by=moderator, **REFUSAL)
    item = sent("Une sixième, signalée.")
    actions.approve(contribution=item, by=moderator)
    item.refresh_from_db()
    actions.decide_notice(
        notice=report(item),
        by=moderator,
        outcome=Notice.State.UPHELD,
        answer="Merci.",
        rule="illegal",
        reason="Injure.",
    )
    for decision, upheld in ((refused, True), (removed, False)):
        actions.decide_appeal(
            appeal=actions.appeal(decision=decision, by=author, text="Relisez, merci."),
            by=other,
            upheld=upheld,
            reason="Voilà.",
        )
    actions.appeal(decision=item.decisions.get(outcome="removed"), by=author, text="Relisez.")
    item = ContributionFactory(page=page)
    dismissed = report(item, rule=Rule.ADVERTISING)
    actions.decide_notice(
        notice=dismissed, by=moderator, outcome=Notice.State.DISMISSED, answer="Non."
    )
    report(item, by=UserFactory(), rule=Rule.ADVERTISING)


def test_counts_what_happened(challenge, moderator):
    story(challenge, moderator, make_moderator())
    received, outcomes, restrictions, notices, appeals, automated = numbers(transparency.report())
    received = list(received.values())
    assert received[0] == [7]
    assert received[1] == [5]
    assert received[3] == [1]
    assert {label: value for label, [value] in outcomes.items() if value} == {
        str(ModerationDecision.Outcome(outcome).label): number
        for outcome, number in {
            "approved": 3,
            "changes_requested": 1,
            "refused": 1,
            "removed": 2,
            "restored": 1,
            "upheld": 1,
        }.items()
    } | {str(list(outcomes)[-1]): 9}
    assert {label: values for label, values in restrictions.items() if any(values)} == {
        str(Rule.OFF_TOPIC.label): [0, 1, 0, 0, 1],
        str(Rule.ADVERTISING.label): [1, 0, 0, 0, 1],
        str(Rule.ILLEGAL.label): [0, 1, 0, 1, 0],
        list(restrictions)[-1]: [1, 2, 0, 1, 2],
    }
    assert notices[str(Rule.DISRESPECT.label)] == [1, 1, 0, 0]
    assert notices[str(Rule.ADVERTISING.label)] == [2, 0, 1, 1]
    assert list(notices.values())[-2] == [3, 1, 1, 1]
    assert [value for [value] in list(appeals.values())[:4]] == [3, 1, 1, 1]
    assert list(automated.values()) == [[0], [0]]


def test_medians(challenge, moderator):
    """One, two and nine hours: two; without the third: one and a half."""
    member = UserFactory()
    for hours in (1, 2, 9):
        item = submit(challenge, member)
        decision = actions.reject(contribution=item, by=moderator, **REFUSAL)
        appeal = actions.appeal(decision=decision, by=member, text="Relisez, merci.")
        now = timezone.now()
        Contribution.objects.filter(pk=item.pk).update(submit_date=now)
        backdate(ModerationDecision, decision.pk, decided_at=now + hours * HOUR)
        answer = actions.decide_appeal(appeal=appeal, by=make_moderator(), upheld=True, reason="x")
        backdate(Appeal, appeal.pk, created_at=now)
        backdate(ModerationDecision, answer.pk, decided_at=now + hours * HOUR)
        notice = report(ContributionFactory(page=challenge), by=member)
        actions.decide_notice(notice=notice, by=moderator, outcome="dismissed", answer="Non.")
        Notice.objects.filter(pk=notice.pk).update(created_at=now, decided_at=now + hours * HOUR)
    found = transparency.report(year=timezone.localdate().year)
    tables = found.tables
    medians = [tables[0].lines[2].values, tables[3].lines[-1].values, tables[4].lines[-1].values]
    assert [values[0] for values in medians] == [2.0, 2.0, 2.0]
    Notice.objects.get(pk=notice.pk).delete()
    assert transparency.report().tables[3].lines[-1].values[0] == 1.5


def test_a_year_is_the_one_of_the_site(challenge, moderator, settings):
    """Half past midnight in Paris is the year before in Greenwich."""
    paris = ZoneInfo(settings.TIME_ZONE)
    assert settings.TIME_ZONE == "Europe/Paris"
    item = submit(challenge, UserFactory())
    decision = actions.reject(contribution=item, by=moderator, **REFUSAL)
    new_year = datetime(2024, 1, 1, 0, 30, tzinfo=paris)
    Contribution.objects.filter(pk=item.pk).update(submit_date=new_year)
    backdate(ModerationDecision, decision.pk, decided_at=new_year)
    found = transparency.report("2024")
    assert found.is_over
    assert found.years == list(range(timezone.localdate().year, 2023, -1))
    assert found.tables[0].lines[0].values == [1]
    assert found.tables[1].lines[-1].values == [1]
    assert transparency.report().tables[1].lines[-1].values == [0]


@pytest.mark.parametrize("asked", ["", "x", "1066", "99999999999999999999", "-1"])
def test_an_unknown_year_is_this_one(client, challenge, asked):
    response = client.get(reverse("wagtail_crowdsolving:transparency"), {"year": asked})
    assert response.context["report"].year == timezone.localdate().year


def test_nobody_is_named(client, challenge):
    moderator, other = (make_moderator(last_name=name) for name in ("Quiconque", "Quelconque"))
    story(challenge, moderator, other)
    for name in ("transparency", "transparency_csv"):
        answer = client.get(reverse(f"wagtail_crowdsolving:{name}")).content.decode()
        for secret in (SECRET, ADDRESS, "Quiconque", "Quelconque", "Essai", "Publicité.", "idée."):
            assert secret not in answer
    assert not client.cookies


def test_csv_says_the_same_as_the_page(client, challenge, moderator):
    story(challenge, moderator, make_moderator())
    response = client.get(reverse("wagtail_crowdsolving:transparency_csv"))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = response.content.decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text), delimiter=";")
    found = transparency.report()
    assert len(head) == 5
    assert rows == [
        [str(found.year), str(table.title), str(line.label), str(column), as_text(value)]
        for table in found.tables
        for line in table.lines
        for column, value in zip(table.columns, line.values, strict=True)
    ]


def test_nine_queries_at_any_size(challenge, moderator):
    other = make_moderator()
    for _round in range(2):
        story(ChallengeFactory(), moderator, other)
        with CaptureQueriesContext(connection) as cost:
            transparency.report()
        assert len(cost) == 9


def test_nothing_yet(client, home):
    html = client.get(reverse("wagtail_crowdsolving:transparency")).content.decode()
    assert "None" not in html
