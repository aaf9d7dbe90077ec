"""What a site hears of a discussion, whichever way a text comes out or goes."""

import pytest
from django.contrib.auth.models import Permission
from django.db import transaction

from tests.contributions.support import REFUSAL, TEXT, submit
from tests.factories import ContributionFactory, UserFactory
from wagtail_crowdsolving import signals
from wagtail_crowdsolving.contributions import actions
from wagtail_crowdsolving.contributions.models import Notice, State

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(django_capture_on_commit_callbacks):
    """``heard(door, …)``: the names of the signals that were sent for it, and its answer."""
    sent = []
    names = ("contribution_received", "contribution_published", "contribution_removed")
    receivers = {}
    for name in names:

        def receiver(contribution, name=name, **kwargs):
            sent.append((name.removeprefix("contribution_"), contribution.pk, contribution.state))

        receivers[name] = receiver
        getattr(signals, name).connect(receiver)

    def heard(door, *args, **kwargs):
        sent.clear()
        with django_capture_on_commit_callbacks(execute=True):
            answer = door(*args, **kwargs)
        return list(sent), answer

    yield heard
    for name, receiver in receivers.items():
        getattr(signals, name).disconnect(receiver)


def test_received_published_and_taken_back(challenge, member, moderator, heard):
    sent, item = heard(submit, challenge, member)
    assert sent == [("received", item.pk, State.PENDING)]
    sent, _decision = heard(actions.approve, contribution=item, by=moderator)
    assert sent == [("published", item.pk, State.PUBLISHED)]
    item.refresh_from_db()
    sent, _item = heard(actions.withdraw, contribution=item, by=member)
    assert sent == [("removed", item.pk, State.WITHDRAWN)]


def test_at_once_where_its_author_is_trusted(challenge, heard, settings):
    settings.WAGTAIL_CROWDSOLVING = {**settings.WAGTAIL_CROWDSOLVING, "TRUSTED_AUTHORS": True}
    author = UserFactory()
    author.user_permissions.add(Permission.objects.get(codename="skip_moderation"))
    sent, item = heard(submit, challenge, author)
    assert [name for name, _pk, _state in sent] == ["received", "published"]
    assert item.state == State.PUBLISHED


def test_removed_by_a_moderator_and_restored_by_another(challenge, moderator, colleague, heard):
    item = ContributionFactory(page=challenge)
    sent, decision = heard(actions.remove, contribution=item, by=moderator, **REFUSAL)
    assert sent == [("removed", item.pk, State.REMOVED)]
    sent, appeal = heard(actions.appeal, decision=decision, by=item.user, text="Relisez-moi.")
    assert sent == []
    sent, _answer = heard(
        actions.decide_appeal, appeal=appeal, by=colleague, upheld=False, reason="C'est juste."
    )
    assert sent == [("published", item.pk, State.PUBLISHED)]


def test_removed_upon_a_notice(challenge, member, moderator, heard):
    item = ContributionFactory(page=challenge)
    notice = actions.report(
        contribution=item,
        by=member,
        rule="illegal",
        explanation="Ces mots-là.",
        in_good_faith=True,
        language="fr",
    )
    sent, _notice = heard(
        actions.decide_notice,
        notice=notice,
        by=moderator,
        outcome=Notice.State.UPHELD,
        answer="C'est fait.",
        **REFUSAL,
    )
    assert sent == [("removed", item.pk, State.REMOVED)]


def test_of_many_each(challenge, member, moderator, heard):
    items = [submit(challenge, member) for _number in range(2)]
    confirmed = {item.pk: item.fingerprint for item in items}
    sent, _answer = heard(actions.approve_many, confirmed=confirmed, by=moderator)
    assert sorted(sent) == [("published", item.pk, State.PUBLISHED) for item in items]


def test_nothing_of_what_is_refused_changed_or_undone(challenge, member, moderator, heard):
    item = submit(challenge, member)
    assert heard(actions.edit, contribution=item, by=member, text=f"{TEXT} Bien.")[0] == []
    item.refresh_from_db()
    assert heard(actions.reject, contribution=item, by=moderator, **REFUSAL)[0] == []

    def undone():
        with transaction.atomic():
            submit(challenge, member)
            transaction.set_rollback(True)

    assert heard(undone)[0] == []
