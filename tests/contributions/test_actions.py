"""The doors of a discussion, through their own signatures."""

import datetime
import uuid

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageViewRestriction

from tests.contributions.support import REFUSAL, TEXT, errors_of, submit
from tests.contributions.support import moderator as make_moderator
from tests.factories import ChallengeFactory, ContributionFactory, UserFactory
from wagtail_crowdsolving.contributions import actions
from wagtail_crowdsolving.contributions.models import Contribution, Kind, State
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.notifications.models import OutboxMail

pytestmark = pytest.mark.django_db


def close(challenge):
    challenge.closes_on = datetime.date.today() - datetime.timedelta(days=1)
    challenge.save()


class TestSubmit:
    def test_waits_for_a_moderator(self, challenge, member):
        contribution = submit(challenge, member, text="  Une  idée\r\n\r\n- un\r\n- deux  ")
        contribution.refresh_from_db()
        assert contribution.state == State.PENDING
        assert not contribution.is_public
        assert contribution.comment == "Une  idée\n\n- un\n- deux"
        assert "<ul>" in contribution.body
        assert contribution.page_id == challenge.pk
        assert contribution.object_pk == str(challenge.pk)
        assert contribution.content_object.pk == challenge.pk
        assert (contribution.root_id, contribution.in_reply_to_id, contribution.level) == (
            None,
            None,
            0,
        )
        assert contribution.thread_id == contribution.parent_id == contribution.pk

    def test_logs_no_text_and_no_person(self, challenge, member):
        submit(challenge, member)
        entry = ModelLogEntry.objects.get(action="wagtail_crowdsolving.contribution.submit")
        assert TEXT[:10] not in entry.label
        assert entry.data == {}

    def test_tells_the_author(self, challenge, member):
        submit(challenge, member)
        mail = OutboxMail.objects.get(recipient=member)
        assert mail.kind == "contributions/received"
        assert challenge.title in mail.subject
        assert TEXT in mail.text
        assert "/contributions/mine/" in mail.text

    def test_a_stale_page_object_decides_nothing(self, challenge, member):
        stale = type(challenge).objects.get(pk=challenge.pk)
        challenge.unpublish()
        with pytest.raises(NotAllowed):
            submit(stale, member)
        assert not Contribution.objects.exists()

    def test_refused_after_closing(self, challenge, member):
        stale = type(challenge).objects.get(pk=challenge.pk)
        close(challenge)
        with pytest.raises(Conflict):
            submit(stale, member)
        assert not Contribution.objects.exists()

    def test_refused_on_a_page_that_is_not_discussed(self, home, member):
        with pytest.raises(NotAllowed):
            submit(home, member)

    def test_refused_to_visitors_and_inactive_members(self, challenge):
        for user in (AnonymousUser(), UserFactory(is_active=False)):
            with pytest.raises(NotAllowed):
                submit(challenge, user)

    def test_view_restriction_for_a_group(self, challenge, member):
        group = Group.objects.create(name="Partenaires")
        restriction = PageViewRestriction.objects.create(
            page=challenge.get_parent(), restriction_type=PageViewRestriction.GROUPS
        )
        restriction.groups.add(group)
        with pytest.raises(NotAllowed):
            submit(challenge, member)
        member.groups.add(group)
        assert submit(challenge, member).pk

    def test_view_restriction_with_a_password(self, challenge, member):
        restriction = PageViewRestriction.objects.create(
            page=challenge, restriction_type=PageViewRestriction.PASSWORD, password="ouvre"
        )
        with pytest.raises(NotAllowed):
            submit(challenge, member)
        assert submit(challenge, member, passed_restrictions=[restriction.pk]).pk

    @pytest.mark.parametrize(
        ("typed", "fields"),
        [
            ({"text": ""}, {"text"}),
            ({"text": " \n\t "}, {"text"}),
            ({"text": "Oui."}, {"text"}),
            ({"text": "!!! ??? 123"}, {"text"}),
            ({"text": "mot " * 2501}, {"text"}),
            ({"kind": ""}, {"kind"}),
            ({"kind": "opinion"}, {"kind"}),
            ({"kind": Kind.INSPIRATION}, {"place"}),
            ({"place": "x" * 161}, {"place"}),
            ({"link": "javascript:alert(1)"}, {"link"}),
            ({"link": "data:text/html,<script>alert(1)</script>"}, {"link"}),
            ({"link": "ftp://example.org/x"}, {"link"}),
            ({"link": "//example.org"}, {"link"}),
            ({"link": "https://example.org/" + "x" * 500}, {"link"}),
            ({"link": "https://exam\nple.org"}, {"link"}),
            ({"text": "", "kind": "", "link": "nope"}, {"text", "kind", "link"}),
        ],
    )
    def test_refuses_bad_input_at_its_field(self, challenge, member, typed, fields):
        assert errors_of(submit, page=challenge, author=member, **typed) == fields
        assert not Contribution.objects.exists()
        assert not OutboxMail.objects.exists()

    def test_accepts_the_longest_text(self, challenge, member):
        text = ("mot\n" * 2500)[:-1] + "s"
        assert len(text) == 10000
        assert submit(challenge, member, text=text).comment == text

    def test_inspiration_with_a_place_or_a_link(self, challenge, member):
        place = submit(challenge, member, kind=Kind.INSPIRATION, place=" Nantes\n(44) ")
        link = submit(challenge, member, kind=Kind.INSPIRATION, link="www.example.org/projet")
        assert place.place == "Nantes (44)"
        assert link.link == "https://www.example.org/projet"

    def test_unknown_language_falls_back(self, challenge, member):
        assert submit(challenge, member, language="xx").language == "fr"

    def test_as_many_as_allowed_within_an_hour(self, challenge, member, settings):
        settings.WAGTAIL_CROWDSOLVING = {"CONTRIBUTIONS_PER_HOUR": 2}
        first, _second = submit(challenge, member), submit(challenge, member)
        assert errors_of(submit, page=challenge, author=member) == {"__all__"}
        assert submit(challenge, UserFactory()).pk
        Contribution.objects.filter(pk=first.pk).update(
            submit_date=timezone.now() - datetime.timedelta(minutes=61)
        )
        assert submit(challenge, member).pk


class TestSubmissionKey:
    def test_replay_returns_the_first(self, challenge, member):
        key = uuid.uuid4()
        first = submit(challenge, member, submission_key=key)
        second = submit(challenge, member, submission_key=key, text="Un autre texte plus tard")
        assert first.pk == second.pk
        assert second.comment == TEXT
        assert Contribution.objects.count() == 1
        assert OutboxMail.objects.count() == 1

    def test_replay_after_closing_returns_the_first(self, challenge, member):
        key = uuid.uuid4()
        first = submit(challenge, member, submission_key=key)
        close(challenge)
        assert submit(challenge, member, submission_key=key).pk == first.pk

    def test_key_of_another_author(self, challenge, member):
        key = uuid.uuid4()
        submit(challenge, member, submission_key=key)
        with pytest.raises(NotAllowed):
            submit(challenge, UserFactory(), submission_key=key)
        assert Contribution.objects.count() == 1


class TestReply:
    def test_stands_below_its_parent(self, challenge, member):
        root = ContributionFactory(page=challenge)
        reply = submit(challenge, member, in_reply_to=root, kind="")
        deeper = ContributionFactory(page=challenge, in_reply_to=root)
        second = submit(challenge, member, in_reply_to=deeper)
        for item in (reply, second):
            item.refresh_from_db()
        assert (reply.root_id, reply.in_reply_to_id, reply.level) == (root.pk, root.pk, 1)
        assert (second.root_id, second.in_reply_to_id, second.level) == (root.pk, deeper.pk, 2)
        assert reply.kind == Kind.IDEA

    @pytest.mark.parametrize(
        "state", [State.PENDING, State.REFUSED, State.WITHDRAWN, State.REMOVED]
    )
    def test_only_to_what_is_published(self, challenge, member, state):
        root = ContributionFactory(page=challenge, state=state)
        with pytest.raises(Conflict):
            submit(challenge, member, in_reply_to=root)
        assert Contribution.objects.count() == 1

    def test_not_to_another_page(self, challenge, member):
        root = ContributionFactory(page=ChallengeFactory())
        with pytest.raises(NotAllowed):
            submit(challenge, member, in_reply_to=root)
        assert Contribution.objects.count() == 1

    def test_not_to_what_no_longer_exists(self, challenge, member):
        root = ContributionFactory(page=challenge)
        root.pk += 1000
        with pytest.raises(Conflict):
            submit(challenge, member, in_reply_to=root)
        assert Contribution.objects.count() == 1

    def test_not_too_deep(self, challenge, member, settings):
        settings.WAGTAIL_CROWDSOLVING = {"CONTRIBUTION_MAX_LEVEL": 1}
        root = ContributionFactory(page=challenge)
        reply = ContributionFactory(page=challenge, in_reply_to=root)
        assert errors_of(submit, page=challenge, author=member, in_reply_to=reply) == {"__all__"}
        assert Contribution.objects.count() == 2

    @pytest.mark.parametrize("replies", [2, 40])
    def test_writes_a_bounded_number_of_rows(self, challenge, member, replies):
        """comments-xtd renumbers the whole thread at each reply."""
        root = ContributionFactory(page=challenge)
        for _number in range(replies):
            ContributionFactory(page=challenge, in_reply_to=root)
        submit(challenge, member, in_reply_to=root)
        before = dict(Contribution.norel_objects.values_list("pk", "order"))
        with CaptureQueriesContext(connection) as cost:
            submit(challenge, member, in_reply_to=root)
        asked = [query["sql"] for query in cost.captured_queries if "SAVEPOINT" not in query["sql"]]
        assert len(asked) == 10
        assert sum(not sql.startswith("SELECT") for sql in asked) == 6
        assert sum(sql.startswith("UPDATE") for sql in asked) == 1
        after = dict(Contribution.norel_objects.values_list("pk", "order"))
        assert before.items() <= after.items()


class TestAuthor:
    def test_edit_while_it_waits(self, challenge, member):
        contribution = submit(challenge, member, place="Gardanne")
        actions.edit(contribution=contribution, by=member, text="Une **autre** idée")
        contribution.refresh_from_db()
        assert contribution.comment == "Une **autre** idée"
        assert "<strong>autre</strong>" in contribution.body
        assert (contribution.place, contribution.kind) == ("Gardanne", Kind.IDEA)

    def test_edit_refuses_bad_input(self, challenge, member):
        contribution = submit(challenge, member)
        assert errors_of(actions.edit, contribution=contribution, by=member, text="") == {"text"}
        assert errors_of(
            actions.edit, contribution=contribution, by=member, text=TEXT, kind="inspiration"
        ) == {"place"}

    @pytest.mark.parametrize("decide", [actions.reject, actions.remove])
    def test_no_edit_of_what_is_refused_or_gone(self, challenge, member, moderator, decide):
        contribution = submit(challenge, member)
        stale = Contribution.objects.get(pk=contribution.pk)
        if decide is actions.remove:
            actions.approve(contribution=contribution, by=moderator)
        decide(contribution=contribution, by=moderator, **REFUSAL)
        with pytest.raises(Conflict):
            actions.edit(contribution=stale, by=member, text="Trop tard pour changer")
        stale.refresh_from_db()
        assert stale.comment == TEXT

    def test_of_others_neither_edit_nor_withdraw(self, challenge, member, moderator):
        contribution = submit(challenge, member)
        for user in (UserFactory(), moderator, AnonymousUser()):
            with pytest.raises(NotAllowed):
                actions.edit(contribution=contribution, by=user, text="Un autre texte")
            with pytest.raises(NotAllowed):
                actions.withdraw(contribution=contribution, by=user)

    @pytest.mark.parametrize("approved", [False, True])
    def test_withdraw(self, challenge, member, moderator, approved):
        contribution = submit(challenge, member)
        if approved:
            actions.approve(contribution=contribution, by=moderator)
        actions.withdraw(contribution=contribution, by=member)
        contribution.refresh_from_db()
        assert contribution.state == State.WITHDRAWN
        assert not contribution.is_public

    def test_withdraw_once(self, challenge, member):
        contribution = submit(challenge, member)
        actions.withdraw(contribution=contribution, by=member)
        with pytest.raises(Conflict):
            actions.withdraw(contribution=contribution, by=member)
        with pytest.raises(Conflict):
            actions.approve(contribution=contribution, by=make_moderator())
