"""Whatever happens in whatever order in a committee's round, against a model that knows only the words of the rule."""

from datetime import timedelta
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import Phase
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from wagtail.models import WorkflowState

from tests import factories
from tests.proof import examples
from tests.selection import support
from tests.selection.support import ABSTAIN, AGAINST, CHANGES, FOR, Role
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.pages.models import ChallengePage
from wagtail_crowdsolving.selection import actions, queries, rules
from wagtail_crowdsolving.selection.models import Decision, Review, Round, Seat

REFUSALS = (Conflict, NotAllowed, ValidationError)
PEOPLE = 7
CROWD = st.integers(0, PEOPLE - 1)


class Model:
    """What a round is by the words of the rule: people, their opinions, and what was decided."""

    def __init__(self, rule, quorum, seats):
        self.rule, self.quorum = rule, quorum
        self.seats = dict(seats)  # person → role
        self.aside, self.gone = set(), set()
        self.opinions = {}  # person → (opinion, score)
        self.silent = set()  # chairs who could read the others before they had spoken
        self.state, self.decision = "open", None
        self.given_ever = 0

    def voters(self):
        return {
            person
            for person, role in self.seats.items()
            if role != Role.OBSERVER and person not in self.aside | self.gone
        }

    def missing(self):
        return self.voters() - set(self.opinions) - self.silent

    def close_if_complete(self):
        given = self.voters() & set(self.opinions)
        if not self.missing() and given and len(given) >= self.quorum:
            self.state = "closed"

    def outcome(self):
        given = [self.opinions[person] for person in self.voters() if person in self.opinions]
        spoken = [pair for pair in given if pair[0] != ABSTAIN]
        if len(given) < self.quorum:
            return "no_quorum"
        if not spoken:
            return "no_opinion"
        favourable = Fraction(sum(pair[0] == FOR for pair in spoken), len(spoken))
        against = Fraction(sum(pair[0] == AGAINST for pair in spoken), len(spoken))
        mean = Fraction(sum(pair[1] for pair in spoken), len(spoken))
        wins = {
            "majority": favourable > Fraction(1, 2),
            "two_thirds": favourable >= Fraction(2, 3),
            "score": mean >= 60,
        }[self.rule]
        if wins:
            return "favourable"
        if against > Fraction(1, 2):
            return "unfavourable"
        numbers = sorted(sum(pair[0] == one for pair in spoken) for one in (FOR, CHANGES, AGAINST))
        is_tied = self.rule == "majority" and numbers[-1] == numbers[-2]
        return "tie" if is_tied else "changes"


class Examination(RuleBasedStateMachine):
    """A chair, members, an observer and strangers do anything, in any order."""

    @initialize(kind=st.sampled_from(["majority", "two_thirds", "score"]), quorum=st.integers(1, 4))
    def set_scene(self, kind, quorum):
        self.example = transaction.atomic()
        self.example.__enter__()
        committee, people = support.committee(members=3, observers=1, rule=kind, quorum=quorum)
        factories.CriterionFactory(committee=committee)
        spare = PEOPLE - len(people)
        self.people = [*people, *[factories.UserFactory() for _number in range(spare)]]
        self.manager = support.manager()
        self.page = support.proposed()
        self.round = support.begin(self.page, support.workflow_of(committee))
        roles = [Role.CHAIR, Role.MEMBER, Role.MEMBER, Role.MEMBER, Role.OBSERVER]
        self.kind, self.needed = kind, quorum
        self.model = Model(kind, quorum, enumerate(roles))
        self.past = []

    def teardown(self):
        if hasattr(self, "example"):
            transaction.set_rollback(True)
            self.example.__exit__(None, None, None)

    def attempt(self, door, **kwargs):
        """Whether the door let it happen; nothing half done otherwise."""
        try:
            with transaction.atomic():
                done = door(**kwargs)
        except REFUSALS:
            return None
        self.round.refresh_from_db()
        return done

    def decision(self):
        return Decision.objects.filter(round=self.round).first()

    @rule(
        who=CROWD, opinion=st.sampled_from([FOR, CHANGES, AGAINST, ABSTAIN]), mark=st.integers(3, 5)
    )
    def review(self, who, opinion, mark):
        model = self.model
        scores = {self.round.criteria[0]["key"]: mark}
        score = 25 * (mark - 1)
        same = model.opinions.get(who) == (opinion, None if opinion == ABSTAIN else score)
        done = self.attempt(
            actions.give_review,
            round=self.round,
            by=self.people[who],
            opinion=opinion,
            scores=scores,
        )
        may = who in model.voters() - model.silent and (model.state == "open" or same)
        assert bool(done) == may
        if may and not same:
            first = who not in model.opinions
            model.opinions[who] = (opinion, None if opinion == ABSTAIN else score)
            model.given_ever += 1
            if first:
                model.close_if_complete()

    @rule(who=CROWD)
    def recuse(self, who):
        model = self.model
        done = self.attempt(
            actions.recuse, round=self.round, by=self.people[who], reason="Un lien."
        )
        may = model.state == "open" and who in model.missing()
        assert bool(done) == may
        if may:
            model.aside.add(who)
            model.close_if_complete()

    @rule(who=CROWD, role=st.sampled_from(Role.values), by=CROWD)
    def invite(self, who, role, by):
        model = self.model
        done = self.attempt(
            actions.invite, round=self.round, by=self.leader(by), user=self.people[who], role=role
        )
        may = self.leads(by) and model.state == "open" and who not in model.seats
        assert bool(done) == may
        if may:
            model.seats[who] = role

    @rule(who=CROWD, new=CROWD, by=CROWD)
    def replace(self, who, new, by):
        model = self.model
        seat = Seat.objects.filter(round=self.round, user=self.people[who]).first()
        if seat is None:
            return
        done = self.attempt(
            actions.replace_member, seat=seat, by=self.leader(by), user=self.people[new]
        )
        may = (
            self.leads(by)
            and model.state == "open"
            and who not in model.gone
            and who not in model.opinions
            and new not in model.seats
        )
        assert bool(done) == may
        if may:
            model.gone.add(who)
            model.seats[new] = model.seats[who]

    def leader(self, number):
        """The manager, for the last of the crowd; the person otherwise."""
        return self.manager if number == PEOPLE - 1 else self.people[number]

    def leads(self, number):
        return number == PEOPLE - 1 or (number == 0 and number not in self.model.aside)

    @rule(by=CROWD, days=st.integers(15, 60))
    def extend(self, by, days):
        due_at = self.round.due_at + timedelta(days=days)
        done = self.attempt(actions.extend, round=self.round, by=self.leader(by), due_at=due_at)
        assert bool(done) == (self.leads(by) and self.model.state == "open")

    @rule(by=CROWD)
    def close(self, by):
        done = self.attempt(actions.close_round, round=self.round, by=self.leader(by))
        may = self.leads(by) and self.model.state == "open"
        assert bool(done) == may
        if may:
            self.model.state = "closed"

    @rule(by=CROWD)
    def reopen(self, by):
        model = self.model
        done = self.attempt(
            actions.reopen_round,
            round=self.round,
            by=self.leader(by),
            reason="Il manque une pièce.",
            due_at=timezone.now() + timedelta(days=20),
        )
        may = self.leads(by) and model.state == "closed" and model.decision != "released"
        assert bool(done) == may
        if may:
            model.state = "open"
            model.silent |= self.chairs() - set(model.opinions)
            model.decision = model.decision and "draft"

    def chairs(self):
        return {p for p in self.model.voters() if self.model.seats[p] == Role.CHAIR}

    def decides(self, number):
        if number == PEOPLE - 1:
            return not self.chairs()
        return number in self.chairs()

    @rule(by=CROWD, outcome=st.sampled_from(["favourable", "changes", "unfavourable"]))
    def draft(self, by, outcome):
        model = self.model
        done = self.attempt(
            actions.draft_decision,
            round=self.round,
            by=self.leader(by),
            outcome=outcome,
            message="Voici pourquoi.",
            departure="Nous pensons autrement.",
        )
        may = self.decides(by) and model.state == "closed" and model.decision in (None, "draft")
        assert bool(done) == may
        if may:
            model.decision = "draft"

    @rule(by=CROWD)
    def prepare(self, by):
        if decision := self.decision():
            model = self.model
            done = self.attempt(actions.prepare_decision, decision=decision, by=self.leader(by))
            may = self.decides(by) and model.state == "closed" and model.decision == "draft"
            assert bool(done) == may
            if may:
                model.decision = "prepared"

    @rule(by=CROWD)
    def undo(self, by):
        if decision := self.decision():
            done = self.attempt(actions.undo_decision, decision=decision, by=self.leader(by))
            may = (self.decides(by) or self.leads(by)) and self.model.decision == "prepared"
            assert bool(done) == may
            if may:
                self.model.decision = "draft"

    @rule(by=CROWD, twice=st.booleans())
    def release(self, by, twice):
        decision = self.decision()
        if decision is None:
            return
        model, may = self.model, self.leads(by) and self.model.decision == "prepared"
        for _time in range(1 + twice):
            done = self.attempt(actions.release_decisions, decisions=[decision], by=self.leader(by))
            assert bool(done and done[0]) == may
            if may:
                model.decision = "released"
            may = False
        if model.decision == "released":
            self.after(decision)

    def after(self, decision):
        """What the decision does: once more from the start where changes were asked."""
        decision.refresh_from_db()
        live = ChallengePage.objects.get(pk=self.page.pk).live
        assert live == (decision.outcome == "favourable")
        state = WorkflowState.objects.get(object_id=str(self.page.pk))
        if decision.outcome != "changes" or state.status != WorkflowState.STATUS_NEEDS_CHANGES:
            return
        state.resume()
        state.refresh_from_db()
        self.past.append((self.round, self.model))
        self.round = actions.open_round(task_state=state.current_task_state)
        roles = [Role.CHAIR, Role.MEMBER, Role.MEMBER, Role.MEMBER, Role.OBSERVER]
        self.model = Model(self.kind, self.needed, enumerate(roles))

    def every(self):
        if hasattr(self, "round"):
            yield from [*self.past, (self.round, self.model)]

    @invariant()
    def the_round_is_where_the_model_says(self):
        for round, model in self.every():
            round.refresh_from_db()
            assert round.state == model.state
            decision = Decision.objects.filter(round=round).first()
            assert (decision and decision.state) == model.decision

    @invariant()
    def quorum_and_tally_are_as_the_rule_says(self):
        for round, model in self.every():
            if model.state == "open":
                assert round.tally is None
                continue
            assert round.tally["outcome"] == model.outcome()
            voiced = model.voters() & set(model.opinions)
            assert round.tally["quorum"] == {
                "needed": model.quorum,
                "given": len(voiced),
                "met": len(voiced) >= model.quorum,
            }

    @invariant()
    def no_opinion_is_lost(self):
        for round, model in self.every():
            reviews = Review.objects.filter(seat__round=round)
            assert reviews.count() == model.given_ever
            current = reviews.filter(superseded_at=None).values_list(
                "seat__user", "opinion", "score"
            )
            assert {
                self.people.index(next(p for p in self.people if p.pk == user)): (opinion, score)
                for user, opinion, score in current
            } == model.opinions

    @invariant()
    def nobody_reads_before_their_own_is_in(self):
        for round, model in self.every():
            for number, person in enumerate([*self.people, self.manager]):
                role = model.seats.get(number)
                out = number in model.aside | model.gone
                others = [
                    review
                    for review in queries.visible_reviews(person, round)
                    if review.seat.user_id != person.pk
                ]
                closed = model.state == "closed"
                may_read = (
                    closed
                    if person == self.manager
                    else role is not None
                    and not out
                    and (number in model.opinions if role == Role.MEMBER else closed)
                )
                if not may_read:
                    assert others == []
                    assert queries.visible_tally(person, round) is None
                else:
                    own = number in model.opinions and not out
                    voiced = model.voters() & set(model.opinions)
                    assert len(others) == len(voiced) - (1 if own else 0)
                if out:
                    assert not rules.can_see_dossier(person, round) or number in model.gone
                    assert not queries.desk_of(person).filter(round=round).exists()
                    assert list(queries.visible_messages(person, round)) == []

    @invariant()
    def one_decision_for_a_closed_round(self):
        for round, _model in self.every():
            assert Decision.objects.filter(round=round).count() <= 1
            released = Decision.objects.filter(round=round, state=Decision.State.RELEASED)
            assert not released.exists() or round.state == Round.State.CLOSED


@pytest.mark.prove
@pytest.mark.django_db
def test_any_order(home):
    run_state_machine_as_test(
        Examination,
        settings=examples(
            4,
            40,
            stateful_step_count=25,
            # So few steps read well enough: to shorten them takes minutes.
            phases=[Phase.reuse, Phase.generate],
        ),
    )
