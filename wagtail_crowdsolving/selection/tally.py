"""From opinions to an outcome: pure functions of numbers, by a committee's rule."""

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from wagtail_crowdsolving.selection.words import Opinion, Outcome, VotingRule

CENT = Decimal("0.01")


def freeze_criteria(criteria):
    """A committee's ``Criterion`` rows as a round keeps them."""
    return [
        {
            "key": str(criterion.key),
            "label": criterion.label,
            "guidance": criterion.guidance,
            "scale": criterion.scale,
            "weight": str(criterion.weight),
            "required": criterion.is_required,
            "na": criterion.allows_na,
        }
        for criterion in criteria
    ]


def clean_scores(criteria, scores):
    """``{key: mark, or None for “not applicable”}`` as the frozen criteria allow it.

    Raises ``ValidationError`` by "score_<key>", and by "scores" for what names no criterion.
    """
    if not isinstance(scores, dict) or set(scores) - {entry["key"] for entry in criteria}:
        raise ValidationError({"scores": _("These marks do not belong to this examination.")})
    cleaned, errors = {}, {}
    for entry in criteria:
        key, mark = entry["key"], scores.get(entry["key"], "")
        if mark is None:
            if entry["na"]:
                cleaned[key] = None
            else:
                errors[f"score_{key}"] = _("This criterion always applies: choose a mark.")
        elif mark == "":
            if entry["required"]:
                errors[f"score_{key}"] = _("Choose a mark.")
        elif type(mark) is int and 1 <= mark <= entry["scale"]:
            cleaned[key] = mark
        else:
            errors[f"score_{key}"] = _("Choose a mark from 1 to %(scale)s.") % entry
    if errors:
        raise ValidationError(errors)
    return cleaned


def score_of(criteria, scores):
    """The weighted mean of the answered criteria, out of 100; ``None`` where none counts.

    A mark m on a scale of s counts as (m − 1) / (s − 1); “not applicable”, no answer and a weight of
    0 are left out.
    """
    total = weights = Decimal(0)
    for entry in criteria:
        mark, weight = scores.get(entry["key"]), Decimal(entry["weight"])
        if mark is not None and weight:
            total += weight * Decimal(mark - 1) / Decimal(entry["scale"] - 1)
            weights += weight
    return _rounded(100 * total / weights) if weights else None


def tally(*, rule, threshold, quorum, seats, reviews):
    """What the opinions make by the rule, as a dict that JSON can keep.

    ``reviews`` are the current ones; those of seats that do not vote are left out. An abstention
    counts for the quorum and for nothing else.
    """
    voting = {seat.pk for seat in seats if seat.votes}
    given = [review for review in reviews if review.seat_id in voting]
    opinions = Counter(review.opinion for review in given)
    expressed = len(given) - opinions[Opinion.ABSTAIN]
    scores = [
        review.score
        for review in given
        if review.opinion != Opinion.ABSTAIN and review.score is not None
    ]
    score = _rounded(sum(scores) / len(scores)) if scores else None
    favourable = opinions[Opinion.FAVOURABLE]
    if len(given) < quorum or not expressed:
        outcome = Outcome.NO_QUORUM
    elif (
        (rule == VotingRule.MAJORITY and favourable * 2 > expressed)
        or (rule == VotingRule.TWO_THIRDS and favourable * 3 >= expressed * 2)
        or (rule == VotingRule.SCORE and score is not None and score >= threshold)
    ):
        outcome = Outcome.FAVOURABLE
    elif opinions[Opinion.UNFAVOURABLE] * 2 > expressed:
        outcome = Outcome.UNFAVOURABLE
    else:
        outcome = Outcome.CHANGES
    return {
        "outcome": outcome.value,
        "quorum": {"needed": quorum, "given": len(given), "met": len(given) >= quorum},
        "counts": {opinion.value: opinions[opinion] for opinion in Opinion},
        "score": None if score is None else str(score),
        "formula": {
            "rule": str(rule),
            "threshold": str(threshold),
            "favourable": favourable,
            "unfavourable": opinions[Opinion.UNFAVOURABLE],
            "expressed": expressed,
            "scores": len(scores),
        },
    }


def explain(tally):
    """The formula in sentences, in the reader's language: what was counted, against what."""
    formula, quorum = tally["formula"], tally["quorum"]
    sentences = [
        _("Quorum: %(given)s opinions given, %(needed)s needed; recusals are left out.") % quorum
    ]
    if tally["outcome"] == Outcome.NO_QUORUM:
        if quorum["met"]:
            sentences.append(_("There are only abstentions: nothing can be counted."))
        return sentences
    values = {
        **formula,
        "score": _number(tally["score"]),
        "threshold": _number(formula["threshold"]),
    }
    sentences.append(
        {
            VotingRule.MAJORITY: _(
                "Favourable: %(favourable)s of %(expressed)s opinions expressed; more than half is needed."
            ),
            VotingRule.TWO_THIRDS: _(
                "Favourable: %(favourable)s of %(expressed)s opinions expressed; two thirds are needed."
            ),
            VotingRule.SCORE: _(
                "Mean score of %(scores)s members: %(score)s out of 100; %(threshold)s is needed."
            ),
        }[formula["rule"]]
        % values
    )
    if tally["outcome"] != Outcome.FAVOURABLE:
        sentences.append(
            _(
                "Unfavourable: %(unfavourable)s of %(expressed)s; more than half ends the examination, "
                "otherwise changes are requested."
            )
            % values
        )
    sentences.append(_("Abstentions are left out, but for the quorum."))
    return sentences


def _rounded(number):
    return number.quantize(CENT, ROUND_HALF_UP)


def _number(text):
    return "–" if text is None else number_format(Decimal(text), use_l10n=True)


def opinion_rows(counts):
    """``[(opinion, number)]`` of a tally's counts."""
    return [(opinion.label, counts.get(opinion.value, 0)) for opinion in Opinion]
