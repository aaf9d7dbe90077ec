"""Every mail of the site, in French and in English, as text and as HTML: one example of each."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from wagtail.models import TaskState
from wagtail.users.models import UserProfile

import wagtail_crowdsolving
from tests import factories
from tests.selection import support
from wagtail_crowdsolving import conf
from wagtail_crowdsolving.challenges import mails as of_challenges
from wagtail_crowdsolving.challenges.models import ProposalEvent
from wagtail_crowdsolving.contributions import mails as of_contributions
from wagtail_crowdsolving.contributions.follows import DISCUSSION
from wagtail_crowdsolving.contributions.models import ModerationDecision, Notice, Rule, State
from wagtail_crowdsolving.notifications import mails
from wagtail_crowdsolving.notifications.actions import follow
from wagtail_crowdsolving.notifications.models import OutboxMail
from wagtail_crowdsolving.selection import actions
from wagtail_crowdsolving.selection import mails as of_selection
from wagtail_crowdsolving.selection.models import Decision, Invitation, Round, Seat

pytestmark = [pytest.mark.django_db, pytest.mark.versions]

Outcome = ModerationDecision.Outcome
EXAMPLES = {}
TEMPLATES = Path(wagtail_crowdsolving.__file__).parent / "templates" / "wagtail_crowdsolving"
#: Parts of mails, not mails.
PARTS = {
    "notifications/base",
    "notifications/footer",
    "notifications/greeting",
    "notifications/together",
    "contributions/statement",
}


def example(*declared):
    """The function queues each of these mails: ``function(mail, language)``."""

    def register(function):
        for mail in declared:
            EXAMPLES[mail.name] = (function, mail)
        return function

    return register


def speaker(language, **fields):
    user = factories.UserFactory(**fields)
    UserProfile.objects.create(user=user, preferred_language=language)
    return user


def contribution(language, **fields):
    return factories.ContributionFactory(language=language, **fields)


def decided(item, outcome):
    return ModerationDecision.objects.create(
        contribution=item,
        outcome=outcome,
        rule=Rule.ILLEGAL if outcome in ModerationDecision.RESTRICTIONS else "",
        reason="Une raison.",
        text=item.text_to_judge,
    )


@example(of_contributions.RECEIVED)
def received(mail, language):
    of_contributions.to_author(mail, contribution(language, state=State.PENDING))


@example(of_contributions.RETAINED)
def retained(mail, language):
    of_contributions.to_author(mail, contribution(language, retained_at=timezone.now()))


@example(*of_contributions.OF_OUTCOME.values())
def judged(mail, language):
    (outcome,) = [key for key, one in of_contributions.OF_OUTCOME.items() if one == mail]
    item = contribution(language)
    of_contributions.to_author(mail, item, decision=decided(item, outcome))


@example(of_contributions.APPEAL_RECEIVED)
def contested(mail, language):
    item = contribution(language, state=State.REFUSED)
    of_contributions.to_author(mail, item, decision=decided(item, Outcome.REFUSED))


@example(of_contributions.APPEAL_UPHELD, of_contributions.APPEAL_RESTORED)
def answered_appeal(mail, language):
    item = contribution(language)
    stands = mail == of_contributions.APPEAL_UPHELD
    decision = decided(item, Outcome.UPHELD if stands else Outcome.RESTORED)
    of_contributions.to_author(mail, item, decision=decision)


@example(of_contributions.NOTICE_RECEIVED, of_contributions.NOTICE_DECIDED)
def notice(mail, language):
    made = Notice.objects.create(
        contribution=contribution(language),
        rule=Rule.ILLEGAL,
        explanation="x",
        text="y",
        answer="Une réponse.",
        notifier_email="someone@example.org",
        language=language,
    )
    of_contributions.to_notifier(mail, made)


@example(of_contributions.ANSWERED)
def answered(mail, language):
    item = contribution(language)
    reply = contribution(language, page=item.page, in_reply_to=item)
    of_contributions.tell_of_publication(reply.pk)


@example(of_contributions.FOLLOWED)
def followed(mail, language):
    item = contribution(language)
    follow(user=factories.UserFactory(), topic=DISCUSSION, key=item.page_id, language=language)
    of_contributions.tell_of_publication(item.pk)


@example(of_contributions.WAITING)
def waiting(mail, language):
    now = timezone.now()
    since = [now - timedelta(days=3), now]
    of_contributions.to_moderator(speaker(language), since, turn=1, now=now)


def coordinator(language):
    user = speaker(language)
    user.groups.add(Group.objects.get_or_create(name=conf.GROUPS["coordination"])[0])
    return user


def proposal(language):
    page = factories.ChallengeFactory(live=False)
    return factories.ProposalFactory(
        page_id=page.pk, language=language, submitted_at=timezone.now(), data={"title": page.title}
    )


@example(*of_challenges.OF_EVENT.values())
def event(mail, language):
    (kind,) = [key for key, one in of_challenges.OF_EVENT.items() if one == mail]
    of_challenges.to_proposer(
        ProposalEvent.objects.create(proposal=proposal(language), kind=kind, message="Un mot.")
    )


@example(of_challenges.NEW_PROPOSAL)
def proposed(mail, language):
    coordinator(language)
    of_challenges.tell_coordinators(proposal(language).pk)


@example(of_challenges.CAME_BACK)
def came_back(mail, language):
    coordinator(language)
    event = ProposalEvent.objects.create(
        proposal=proposal(language), kind=ProposalEvent.Kind.RESUBMITTED, message="Fait."
    )
    of_challenges.tell_it_came_back(event.pk)


@example(of_challenges.TO_ANIMATE)
def to_animate(mail, language):
    of_challenges.tell_new_animator(factories.ChallengeFactory(animator=speaker(language)))


@example(of_challenges.OFFLINE)
def offline(mail, language):
    page = factories.ChallengeFactory(animator=speaker(language), live=False)
    of_challenges.tell_animator_it_is_offline(page)


@example(of_challenges.TO_EXAMINE)
def to_examine(mail, language):
    page = support.proposed()
    workflow = factories.plain_workflow()
    speaker(language).groups.add(Group.objects.get(name=conf.GROUPS["coordination"]))
    speaker(language).groups.add(Group.objects.get(name=conf.GROUPS["committee"]))
    workflow.start(page, None)
    task_state = TaskState.objects.get()
    task_state.task.specific.groups.add(Group.objects.get(name=conf.GROUPS["committee"]))
    of_challenges.tell_reviewers(task_state.pk)


def seated(language):
    """A seat of an open round, whose holder speaks ``language``."""
    round = support.scene(chairs=1, members=0, quorum=1).round
    seat = Seat.objects.select_related("user", "round").get(round=round)
    UserProfile.objects.create(user=seat.user, preferred_language=language)
    OutboxMail.objects.all().delete()
    return seat


@example(of_selection.INVITED, of_selection.REOPENED, of_selection.REPLACED, of_selection.STOPPED)
def about_a_seat(mail, language):
    of_selection.to_seat(mail, seated(language), reason="Une raison.")


@example(of_selection.INVITATION)
def invitation(mail, language):
    round = seated(language).round
    made = Invitation.objects.create(
        committee=round.committee,
        round=round,
        email="nouvelle@example.org",
        role="member",
        token="x",
        invited_by=factories.UserFactory(is_superuser=True),
        sent_at=timezone.now(),
        expires_at=timezone.now() + timedelta(days=14),
    )
    of_selection.to_invited(made, "lien", language)


@example(of_selection.EXTENDED, of_selection.REMINDER, of_selection.OVERDUE)
def asking_for_an_opinion(mail, language):
    seat = seated(language)
    of_selection.to_seat(mail, seat, of_selection.stamp(seat.round.due_at), 1)


@example(of_selection.DECIDED)
def told_of_the_decision(mail, language):
    of_selection.to_seat(mail, seated(language), outcome="favourable")


@example(of_selection.RECUSED, of_selection.CORRECTED)
def told_to_the_chair(mail, language):
    seat = seated(language)
    of_selection.to_lead(mail, seat.round, "1", who=seat.user, parts=["Résumé"])


@example(of_selection.CLOSED)
def closed(mail, language):
    round = seated(language).round
    round.state, round.closed_at, round.tally = Round.State.CLOSED, timezone.now(), {}
    round.save()
    of_selection.to_lead(mail, round, of_selection.stamp(round.closed_at), view="round_decision")


@example(of_selection.NO_COMMITTEE)
def no_committee(mail, language):
    round = seated(language).round
    Round.objects.update(state=Round.State.WAITING)
    coordinator(language)
    of_selection.to_coordinators(mail, round, view="editor")


@example(of_selection.TROUBLE)
def in_trouble(mail, language):
    round = seated(language).round
    Round.objects.update(quorum=5)
    actions.tell_of_trouble(round=round)


@example(of_selection.FAVOURABLE)
def favourable(mail, language):
    round = seated(language).round
    proposal = round.page.crowdsolving_proposal
    proposal.language = language
    proposal.save()
    of_selection.to_proposer(Decision(round=round, outcome="favourable", message="Bravo."))


def own():
    """The mails that the package declares, without those of the tests and of the other's app."""
    return {name for name in mails.declared() if not name.startswith(("tests/", "weather/"))}


def test_each_declared_mail_has_its_example():
    assert set(EXAMPLES) == own()


@pytest.mark.parametrize("suffix", ["txt", "html"])
def test_each_template_belongs_to_a_declared_mail(suffix):
    found = {
        f"{path.parent.parent.name}/{path.stem}" for path in TEMPLATES.glob(f"*/mail/*.{suffix}")
    }
    assert found - PARTS == own()


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_in_french_and_in_english_as_text_and_as_html(home, name):
    function, mail = EXAMPLES[name]
    made = {}
    for language in ("fr", "en"):
        with transaction.atomic():
            function(mail, language)
            made[language] = row = OutboxMail.objects.get(kind=name)
            assert mails.is_wanted(row.key)
            transaction.set_rollback(True)
        assert row.language == language
        assert f'<html lang="{language}">' in row.html
        for part in (row.subject, row.text, row.html):
            assert not [sign for sign in ("%(", "{{", "{%", "None") if sign in part]
        assert "\n--\n" in row.text
    assert made["en"].text.startswith("Hello")
    assert "Hello" in made["en"].html
    why = "You receive this message because"
    assert why in made["en"].text
    assert why in made["en"].html
    assert why not in made["fr"].text
    assert why not in made["fr"].html
    assert made["fr"].subject != made["en"].subject


@pytest.mark.parametrize("condition", ["tests.no.such", {}, 1])
def test_a_condition_that_is_no_function_is_refused_at_once(condition):
    before = mails.declared()
    with pytest.raises(ValueError, match="condition"):
        mails.declare("tests/refused", "Refused", is_wanted=condition)
    assert mails.declared() == before
