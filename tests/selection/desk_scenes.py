"""A round with criteria and one person in each place, for the tests of the desk's pages."""

from types import SimpleNamespace

from tests import factories
from tests.selection import support


def open_round(*, members=2, observers=1, title="Une halle à rouvrir", **fields):
    """``round, page, committee, chair, members, observer, need, means``: the last two name fields."""
    made, people = support.committee(members=members, observers=observers, **fields)
    factories.CriterionFactory(committee=made, label="Besoin", guidance="Qui en profite ?")
    factories.CriterionFactory(committee=made, label="Moyens", allows_na=True, scale=7)
    page = support.proposed(title=title)
    round = support.begin(page, support.workflow_of(made))
    need, means = (f"score_{criterion['key']}" for criterion in round.criteria)
    return SimpleNamespace(
        round=round,
        page=page,
        committee=made,
        chair=people[0],
        members=people[1 : 1 + members],
        observer=people[-1] if observers else None,
        need=need,
        means=means,
    )
