"""The rule of a committee, against the words of the rule."""

from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from wagtail_crowdsolving.selection.tally import clean_scores, explain, score_of, score_text, tally
from wagtail_crowdsolving.selection.words import Opinion, Outcome, VotingRule

F, C, U, A = Opinion


def criterion(key, *, scale=5, weight="1", required=True, na=False):
    return {
        "key": key,
        "label": key,
        "guidance": "",
        "scale": scale,
        "weight": weight,
        "required": required,
        "na": na,
    }


def count(opinions, *, rule=VotingRule.MAJORITY, quorum=1, threshold="60", scores=None, away=()):
    """The tally of one opinion a seat; those of the numbers in ``away`` do not vote."""
    seats = [SimpleNamespace(pk=n, votes=n not in away) for n in range(len(opinions))]
    # A mark on this scale is the score itself, to the hundredth.
    criteria = [criterion("score", scale=10001, required=False)]
    reviews = [
        SimpleNamespace(seat_id=n, opinion=opinion, scores=_marks(scores[n] if scores else None))
        for n, opinion in enumerate(opinions)
        if opinion
    ]
    return tally(
        rule=rule,
        threshold=Decimal(threshold),
        quorum=quorum,
        criteria=criteria,
        seats=seats,
        reviews=reviews,
    )


def _marks(score):
    return {} if score is None else {"score": int(score * 100) + 1}


@pytest.mark.parametrize(
    ("rule", "opinions", "outcome"),
    [
        (VotingRule.MAJORITY, [F, F, U], "favourable"),
        (VotingRule.MAJORITY, [F, U], "tie"),
        (VotingRule.MAJORITY, [F, U, A, A], "tie"),
        (VotingRule.MAJORITY, [F, F, U, U, C], "tie"),
        (VotingRule.MAJORITY, [F, C, U], "tie"),
        (VotingRule.MAJORITY, [F, A, A], "favourable"),
        (VotingRule.MAJORITY, [U, U, C], "unfavourable"),
        (VotingRule.MAJORITY, [U, C], "tie"),
        (VotingRule.MAJORITY, [C, C, U], "changes"),
        (VotingRule.MAJORITY, [F, F, C, U], "changes"),
        (VotingRule.MAJORITY, [A, A, A], "no_opinion"),
        (VotingRule.SCORE, [A, A], "no_opinion"),
        (VotingRule.MAJORITY, [], "no_quorum"),
        (VotingRule.TWO_THIRDS, [F, F, U], "favourable"),
        (VotingRule.TWO_THIRDS, [F, F, C, U], "changes"),
        (VotingRule.TWO_THIRDS, [F, F, U, A], "favourable"),
        (VotingRule.TWO_THIRDS, [F, U, U], "unfavourable"),
        (VotingRule.TWO_THIRDS, [F, U], "changes"),
    ],
)
def test_opinions_make_an_outcome(rule, opinions, outcome):
    assert count(opinions, rule=rule)["outcome"] == outcome


def test_the_quorum_counts_abstentions_and_never_those_who_stand_aside():
    assert count([F, F, A], quorum=3)["outcome"] == "favourable"
    assert count([F, F, A], quorum=4)["outcome"] == "no_quorum"
    result = count([F, F, A, U], quorum=4, away={3})
    assert result["outcome"] == "no_quorum"
    assert result["quorum"] == {"needed": 4, "given": 3, "met": False}
    assert result["counts"]["unfavourable"] == 0


def test_the_score_is_the_mean_of_the_members():
    score = VotingRule.SCORE
    scores = [Decimal("50"), Decimal("70"), Decimal("0")]
    result = count([C, F, A], rule=score, scores=scores)
    assert (result["score"], result["outcome"]) == ("60.00", "favourable")
    result = count([F, F, A], rule=score, scores=scores, threshold="60.01")
    assert result["outcome"] == "changes"
    result = count([U, U, F], rule=score, scores=scores)
    assert (result["score"], result["outcome"]) == ("40.00", "unfavourable")
    assert count([F, F], rule=score, scores=[None, None])["outcome"] == "changes"


def test_a_score_is_compared_as_it_is_and_shown_with_the_digits_that_decide():
    """59.995 is less than 60, and is not shown as 60.00."""
    scores = [Decimal("59.99"), Decimal("60.00")]
    result = count([F, F], rule=VotingRule.SCORE, scores=scores)
    assert (result["score"], result["outcome"]) == ("59.995", "changes")
    with translation.override("en"):
        assert score_text(result) == "59.995"
        assert "59.995" in " ".join(map(str, explain(result)))
    nearly = [Decimal("59.99"), *[Decimal("60.00")] * 2999]
    result = count([F] * 3000, rule=VotingRule.SCORE, scores=nearly)
    assert (result["score"], result["outcome"]) == ("59.999997", "changes")
    result = count([F, F], rule=VotingRule.SCORE, scores=[Decimal("60.01"), Decimal("60.00")])
    assert (result["score"], result["outcome"]) == ("60.01", "favourable")


def test_no_member_s_score_is_rounded_before_the_mean():
    """Of a scale of seven, 66.666… reaches no 66.67, rounded or not."""
    criteria = [criterion("a", scale=7)]
    seats = [SimpleNamespace(pk=n, votes=True) for n in range(2)]
    reviews = [SimpleNamespace(seat_id=n, opinion=F, scores={"a": 5}) for n in range(2)]
    result = tally(
        rule=VotingRule.SCORE,
        threshold=Decimal("66.67"),
        quorum=1,
        criteria=criteria,
        seats=seats,
        reviews=reviews,
    )
    assert (result["score"], result["outcome"]) == ("66.667", "changes")


def test_a_tie_is_named_with_what_is_tied():
    result = count([F, F, U, U, C, A])
    assert (result["outcome"], result["tied"]) == ("tie", ["favourable", "unfavourable"])
    with translation.override("en"):
        assert "tied (favourable, unfavourable)" in " ".join(explain(result))
    assert count([F, F, C, U])["tied"] == []
    assert count([F, U], quorum=3)["tied"] == []


def test_abstentions_alone_are_said_to_be_so():
    result = count([A, A, A], quorum=2)
    assert (result["outcome"], result["quorum"]["met"]) == ("no_opinion", True)
    with translation.override("en"):
        assert "nobody gave an opinion that counts" in " ".join(explain(result))


def test_the_formula_is_told_in_words(settings):
    settings.LANGUAGE_CODE = "en"
    result = count([F, F, U], rule=VotingRule.TWO_THIRDS, quorum=2)
    text = " ".join(map(str, explain(result)))
    for number in ("3", "2"):
        assert number in text
    assert explain(count([A]))
    assert explain(count([F], rule=VotingRule.SCORE, scores=[None]))


def test_a_criterion_without_answer_is_left_out_and_never_zero():
    criteria = [
        criterion("a", weight="3"),
        criterion("b", scale=3, weight="1"),
        criterion("c", weight="0"),
        criterion("d", na=True, weight="10"),
    ]
    assert score_of(criteria, {"a": 5, "b": 1, "c": 1, "d": None}) == Decimal("75.00")
    assert score_of(criteria, {"a": 5}) == Decimal("100.00")
    assert score_of(criteria, {"c": 1, "d": None}) is None
    assert score_of([], {}) is None


@given(
    st.lists(
        st.tuples(
            st.integers(2, 20),
            st.decimals(0, 100, places=1),
            st.one_of(st.none(), st.integers(1, 20)),
        ),
        max_size=6,
    )
)
def test_the_score_is_a_weighted_mean(rows):
    rows = [(scale, weight, mark and min(mark, scale)) for scale, weight, mark in rows]
    criteria = [criterion(str(n), scale=row[0], weight=str(row[1])) for n, row in enumerate(rows)]
    marks = {str(n): row[2] for n, row in enumerate(rows)}
    parts = [
        (Fraction(weight), Fraction(mark - 1, scale - 1))
        for scale, weight, mark in rows
        if mark is not None
    ]
    weights = sum(weight for weight, _share in parts)
    score = score_of(criteria, marks)
    if not weights:
        assert score is None
    else:
        exact = 100 * sum(weight * share for weight, share in parts) / weights
        assert abs(Fraction(score) - exact) <= Fraction(1, 200)


@given(st.lists(st.sampled_from([None, F, C, U, A]), max_size=9), st.integers(1, 9), st.data())
def test_an_outcome_is_what_the_rule_says(opinions, quorum, data):
    away = data.draw(st.sets(st.integers(0, 8)))
    rule = data.draw(st.sampled_from([VotingRule.MAJORITY, VotingRule.TWO_THIRDS]))
    result = count(opinions, rule=rule, quorum=quorum, away=away)
    voiced = [o for n, o in enumerate(opinions) if o and n not in away]
    spoken = [o for o in voiced if o != A]
    needed = Fraction(1, 2) if rule == VotingRule.MAJORITY else Fraction(2, 3)
    share = Fraction(spoken.count(F), len(spoken)) if spoken else 0
    numbers = sorted(spoken.count(o) for o in (F, C, U))
    if len(voiced) < quorum:
        expected = Outcome.NO_QUORUM
    elif not spoken:
        expected = Outcome.NO_OPINION
    elif share > needed or (share == needed and rule == VotingRule.TWO_THIRDS):
        expected = Outcome.FAVOURABLE
    elif Fraction(spoken.count(U), len(spoken)) > Fraction(1, 2):
        expected = Outcome.UNFAVOURABLE
    elif rule == VotingRule.MAJORITY and numbers[-1] == numbers[-2]:
        expected = Outcome.TIE
    else:
        expected = Outcome.CHANGES
    assert result["outcome"] == expected
    assert sum(result["counts"].values()) == result["quorum"]["given"] == len(voiced)


@pytest.mark.parametrize(
    ("scores", "fields"),
    [
        ({"a": 99999, "b": 1}, {"score_a"}),
        ({"a": 0, "b": 1}, {"score_a"}),
        ({"a": True, "b": 1}, {"score_a"}),
        ({"a": 2.5, "b": 1}, {"score_a"}),
        ({"a": "5", "b": 1}, {"score_a"}),
        ({"a": [1], "b": {}}, {"score_a", "score_b"}),
        ({"a": None, "b": 1}, {"score_a"}),
        ({"b": 1}, {"score_a"}),
        ({"a": 1, "b": 1, "z": 1}, {"scores"}),
        ([1, 2], {"scores"}),
        (None, {"scores"}),
    ],
)
def test_forged_marks_are_refused(scores, fields):
    criteria = [criterion("a"), criterion("b", na=True), criterion("c", required=False)]
    with pytest.raises(ValidationError) as error:
        clean_scores(criteria, scores)
    assert set(error.value.error_dict) == fields


def test_marks_as_the_criteria_allow_them():
    criteria = [criterion("a"), criterion("b", na=True), criterion("c", required=False)]
    assert clean_scores(criteria, {"a": 5, "b": None, "c": ""}) == {"a": 5, "b": None}
