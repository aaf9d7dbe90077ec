"""The report on a year of moderation (DSA, art. 15), counted from the record alone: nobody is named."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, Exists, F, Min, OuterRef, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext_lazy as _

from wagtail_crowdsolving import clock
from wagtail_crowdsolving.contributions import queries
from wagtail_crowdsolving.contributions.models import Appeal, ModerationDecision, Notice, Rule

Outcome = ModerationDecision.Outcome


@dataclass
class Line:
    label: str
    values: list


@dataclass
class Table:
    title: str
    columns: list
    lines: list
    note: str = ""

    @property
    def rows(self):
        """The lines, each with its values behind the headings of their columns."""
        return [
            (line.label, list(zip(self.columns, line.values, strict=True))) for line in self.lines
        ]


@dataclass
class Report:
    """``tables`` of one ``year``; ``years`` are those that there is something to say about."""

    year: int
    years: list
    tables: list = field(default_factory=list)

    @property
    def is_over(self):
        return self.year < clock.today().year


def report(year=None):
    """The report on ``year`` (by default, and where it is none of those known, this one).

    Nine queries, whatever there is to count.
    """
    now = clock.today().year
    oldest = queries.contributions().aggregate(first=Min("submit_date"))["first"]
    years = list(range(now, (clock.day_of(oldest).year if oldest else now) - 1, -1))
    found = Report(next((known for known in years if str(known) == str(year)), now), years)
    decided = _decisions(found.year)
    found.tables = [
        _contributions(found, decided),
        _outcomes(decided),
        _restrictions(decided),
        _notices(found.year),
        _appeals(found.year),
        _automated_means(decided),
    ]
    return found


def _decisions(year):
    """``{(outcome, rule, follows a notice, is automatic): number}``."""
    rows = (
        ModerationDecision.objects.filter(decided_at__year=year)
        .order_by()
        .annotate(noticed=Exists(Notice.objects.filter(pk=OuterRef("notice"))))
        .values_list("outcome", "rule", "noticed", "is_automatic")
        .annotate(number=Count("pk"))
    )
    return {tuple(key): number for *key, number in rows}


def _sum(decided, **wanted):
    """How many decisions have these values of ``outcome``, ``rule``, ``noticed`` and ``automatic``."""
    names = ("outcome", "rule", "noticed", "automatic")
    return sum(
        number
        for key, number in decided.items()
        if wanted.items() <= dict(zip(names, key, strict=True)).items()
    )


def _contributions(found, decided):
    received = queries.contributions().filter(submit_date__year=found.year).count()
    earlier = ModerationDecision.objects.filter(
        contribution=OuterRef("contribution"), pk__lt=OuterRef("pk")
    )
    first = ModerationDecision.objects.filter(
        ~Exists(earlier), decided_at__year=found.year, is_automatic=False
    )
    number, hours = _median(first, F("decided_at") - F("contribution__submit_date"))
    lines = [
        Line(_("Contributions received"), [received]),
        Line(_("Contributions on which a moderator decided for the first time"), [number]),
        Line(_("Median time to decide, in hours"), [hours]),
    ]
    if not found.is_over:
        lines.append(
            Line(_("Texts and changes that wait today"), [queries.texts_waiting().count()])
        )
    return Table(_("Contributions"), [_("Number")], lines)


def _outcomes(decided):
    lines = [Line(outcome.label, [_sum(decided, outcome=outcome)]) for outcome in Outcome]
    lines.append(Line(_("All decisions"), [_sum(decided)]))
    return Table(_("Decisions by outcome"), [_("Number")], lines)


def _restrictions(decided):
    restrictions = ModerationDecision.RESTRICTIONS

    def values(**of):
        by_outcome = [_sum(decided, outcome=outcome, **of) for outcome in restrictions]
        noticed = sum(_sum(decided, outcome=one, noticed=True, **of) for one in restrictions)
        return [*by_outcome, noticed, sum(by_outcome) - noticed]

    return Table(
        _("Restrictions by rule"),
        [
            *(outcome.label for outcome in restrictions),
            _("Of which after a notice"),
            _("Of which on the moderation’s own initiative"),
        ],
        [
            *(Line(rule.label, values(rule=rule)) for rule in Rule),
            Line(_("All rules"), values()),
        ],
        _("A restriction concerns one text, and only whether it can be seen."),
    )


def _notices(year):
    of_year = Notice.objects.filter(created_at__year=year).order_by()
    numbers = Counter()
    for rule, state, number in of_year.values_list("rule", "state").annotate(number=Count("pk")):
        numbers[rule, state] += number
    states = [Notice.State.UPHELD, Notice.State.DISMISSED, Notice.State.WAITING]

    def line(label, rules):
        by_state = [sum(numbers[rule, state] for rule in rules) for state in states]
        return Line(label, [sum(by_state), *by_state])

    decided = of_year.exclude(state=Notice.State.WAITING)
    _number, hours = _median(decided, F("decided_at") - F("created_at"))
    return Table(
        _("Notices by rule"),
        [_("Received"), *(state.label for state in states)],
        [
            *(line(rule.label, [rule]) for rule in Rule),
            line(_("All rules"), list(Rule)),
            Line(_("Median time to decide, in hours"), [hours, "", "", ""]),
        ],
    )


def _appeals(year):
    of_year = Appeal.objects.filter(created_at__year=year).order_by()
    numbers = dict(of_year.values_list("answer__outcome").annotate(number=Count("pk")).order_by())
    _number, hours = _median(
        of_year.filter(answer__isnull=False), F("answer__decided_at") - F("created_at")
    )
    lines = [
        Line(_("Appeals received"), [sum(numbers.values())]),
        Line(_("The decision was reversed"), [numbers.get(Outcome.RESTORED, 0)]),
        Line(_("The decision was confirmed"), [numbers.get(Outcome.UPHELD, 0)]),
        Line(_("Waiting for a moderator"), [numbers.get(None, 0)]),
        Line(_("Median time to decide, in hours"), [hours]),
    ]
    return Table(_("Appeals"), [_("Number")], lines)


def _automated_means(decided):
    restricted = sum(
        _sum(decided, outcome=outcome, automatic=True)
        for outcome in ModerationDecision.RESTRICTIONS
    )
    return Table(
        _("Automated means"),
        [_("Number")],
        [
            Line(_("Restrictions decided by a program"), [restricted]),
            Line(
                _("Contributions of trusted authors, published without a moderator"),
                [_sum(decided, automatic=True) - restricted],
            ),
        ],
    )


def _median(queryset, took):
    """``(number, median in hours)`` of the duration ``took``: one query. The median of none is empty."""
    numbered = queryset.order_by().annotate(
        took=took,
        place=Window(RowNumber(), order_by=took),
        number=Window(Count("pk")),
    )
    middle = list(
        numbered.filter(
            place__gte=(F("number") + 1) / 2, place__lte=(F("number") + 2) / 2
        ).values_list("took", "number")
    )
    if not middle:
        return 0, ""
    seconds = sum(took.total_seconds() for took, _number in middle) / len(middle)
    return middle[0][1], round(seconds / 3600, 1)
