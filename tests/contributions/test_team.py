"""Official answers, retained contributions, and what belongs to a contribution in the thread."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from tests.contributions.support import REFUSAL, discussion_html
from tests.factories import ChallengeFactory, ContributionFactory, ProposalFactory, UserFactory
from tests.markup import flat
from wagtail_crowdsolving.contributions import actions, queries
from wagtail_crowdsolving.contributions.models import Attachment, State
from wagtail_crowdsolving.exceptions import Conflict, NotAllowed
from wagtail_crowdsolving.notifications.jobs import deliver_due
from wagtail_crowdsolving.notifications.models import OutboxMail

pytestmark = pytest.mark.django_db


def highlight_url(item):
    return reverse("wagtail_crowdsolving:contribution_highlight", args=[item.pk])


@pytest.fixture
def animator(challenge):
    challenge.animator = UserFactory()
    challenge.save()
    return challenge.animator


@pytest.fixture
def proposer(challenge):
    return ProposalFactory(page=challenge).proposer


class TestOfficialAnswer:
    @pytest.mark.parametrize("who", ["animator", "moderator"])
    def test_the_team_marks_what_the_team_wrote(self, request, challenge, proposer, animator, who):
        by = request.getfixturevalue(who)
        for author in (proposer, animator, request.getfixturevalue("moderator")):
            item = ContributionFactory(page=challenge, user=author)
            for _time in range(2):
                assert actions.mark_official(contribution=item, by=by).is_official
            for _time in range(2):
                assert not actions.unmark_official(contribution=item, by=by).is_official

    def test_nothing_else_is_official(self, challenge, member, proposer, animator, moderator):
        of_anybody = ContributionFactory(page=challenge)
        of_nobody = ContributionFactory(page=challenge)
        of_nobody.user.delete()
        of_nobody.refresh_from_db()
        of_another_page = ContributionFactory(page=ChallengeFactory(), user=animator)
        for item in (of_anybody, of_nobody, of_another_page):
            with pytest.raises(NotAllowed):
                actions.mark_official(contribution=item, by=moderator)
        item = ContributionFactory(page=challenge, user=proposer)
        for by in (member, proposer):
            with pytest.raises(NotAllowed):
                actions.mark_official(contribution=item, by=by)
        read = ContributionFactory(page=challenge, user=animator)
        actions.remove(contribution=read, by=moderator, **REFUSAL)
        with pytest.raises(Conflict):
            actions.mark_official(contribution=read, by=moderator)

    def test_the_thread_leads_to_it(self, client, challenge, animator, moderator):
        root = ContributionFactory(page=challenge)
        answer = ContributionFactory(page=challenge, in_reply_to=root, user=animator)
        assert "cs-badge--official" not in discussion_html(challenge)
        actions.mark_official(contribution=answer, by=moderator)
        html = discussion_html(challenge)
        assert html.count("cs-badge--official") == 1
        address = reverse("wagtail_crowdsolving:contribution", args=[answer.pk])
        link = f'<p class="cs-contribution__official"><a href="{address}">'
        assert link in flat(html)
        thread = reverse("wagtail_crowdsolving:contribution_thread", args=[root.pk])
        assert link in flat(client.get(thread).content.decode())
        actions.remove(contribution=answer, by=moderator, **REFUSAL)
        html = discussion_html(challenge)
        assert "cs-badge--official" not in html
        assert link not in html

    def test_filter(self, challenge, animator, moderator):
        root = ContributionFactory(page=challenge)
        answer = ContributionFactory(page=challenge, in_reply_to=root, user=animator)
        actions.mark_official(contribution=answer, by=moderator)
        found = queries.discussion(challenge, 1, queries.Choice.read({"mark": "official"}))
        assert [thread.root.pk for thread in found.threads] == [answer.pk]
        html = discussion_html(challenge, query="?mark=official")
        assert f'id="contribution-{root.pk}"' not in html
        assert '<option value="official" selected>' in flat(html)
        assert queries.Choice.read({"mark": "other"}).mark == ""


class TestRetained:
    def test_said_in_public_and_to_the_author(
        self, challenge, animator, django_capture_on_commit_callbacks, mailoutbox
    ):
        item = ContributionFactory(page=challenge)
        with django_capture_on_commit_callbacks(execute=True):
            actions.retain(contribution=item, by=animator, note="Un atelier\nen mars")
            actions.retain(contribution=item, by=animator, note="Un atelier en avril")
        html = discussion_html(challenge)
        assert html.count("cs-badge--retained") == 1
        assert "Un atelier en avril" in html
        [mail] = mailoutbox
        assert mail.to == [item.user.email]
        assert "Un atelier en mars" in mail.body
        found = queries.discussion(challenge, 1, queries.Choice.read({"mark": "retained"}))
        assert [thread.root.pk for thread in found.threads] == [item.pk]
        actions.release_retained(contribution=item, by=animator)
        html = discussion_html(challenge)
        assert "cs-badge--retained" not in html
        assert "atelier" not in html

    def test_what_was_taken_back_is_not_told(self, challenge, animator, mailoutbox):
        item = ContributionFactory(page=challenge)
        actions.retain(contribution=item, by=animator)
        actions.release_retained(contribution=item, by=animator)
        deliver_due()
        assert mailoutbox == []
        assert OutboxMail.objects.get().state == OutboxMail.State.DROPPED

    def test_not_by_anybody_nor_in_bad_words(self, challenge, member, animator):
        item = ContributionFactory(page=challenge)
        with pytest.raises(NotAllowed):
            actions.retain(contribution=item, by=member)
        with pytest.raises(NotAllowed):
            actions.release_retained(contribution=item, by=member)
        for note in ("x" * 301, "x\u202e" * 301):
            with pytest.raises(ValidationError) as error:
                actions.retain(contribution=item, by=animator, note=note)
            assert list(error.value.message_dict) == ["note"]
        waiting = ContributionFactory(page=challenge, state=State.PENDING)
        with pytest.raises(Conflict):
            actions.retain(contribution=waiting, by=animator)
        item.refresh_from_db()
        assert item.retained_at is None


class TestPage:
    def test_button_and_page_for_those_who_may(self, client, challenge, animator, member, proposer):
        item = ContributionFactory(page=challenge)
        address = highlight_url(item)
        for user, shown in ((None, False), (member, False), (proposer, False), (animator, True)):
            assert (f'href="{address}"' in discussion_html(challenge, user)) is shown
        assert client.get(address).status_code == 302
        for user in (member, proposer):
            client.force_login(user)
            assert client.get(address).status_code == 403
            assert client.post(address, {"step": "retain"}).status_code == 403
        client.force_login(animator)
        html = client.get(address).content.decode()
        assert 'value="retain"' in html
        assert 'value="official"' not in html
        own = ContributionFactory(page=challenge, user=animator)
        assert 'value="official"' in client.get(highlight_url(own)).content.decode()

    def test_each_button(self, client, challenge, animator):
        item = ContributionFactory(page=challenge, user=animator)
        client.force_login(animator)
        for step, column, value in (
            ("official", "is_official", True),
            ("retain", "retained_note", "Un essai"),
            ("not_official", "is_official", False),
            ("release", "retained_note", ""),
        ):
            response = client.post(highlight_url(item), {"step": step, "note": "Un essai"})
            assert response.url == reverse("wagtail_crowdsolving:contribution", args=[item.pk])
            item.refresh_from_db()
            assert getattr(item, column) == value

    def test_bad_input_keeps_what_was_typed(self, client, challenge, animator):
        item = ContributionFactory(page=challenge)
        client.force_login(animator)
        for note in ("é" * 301, "x\u202e" * 301):
            html = client.post(
                highlight_url(item), {"step": "retain", "note": note}
            ).content.decode()
            assert 'aria-invalid="true"' in html
            assert note in html
        assert client.post(highlight_url(item), {"step": "x"}).url == highlight_url(item)
        item.refresh_from_db()
        assert item.retained_at is None

    def test_in_the_admin(self, client, challenge, moderator):
        item = ContributionFactory(page=challenge)
        client.force_login(moderator)
        address = reverse("crowdsolving_contributions:inspect", args=[item.pk])
        assert f'href="{highlight_url(item)}"' in client.get(address).content.decode()


class TestCreditsAndFiles:
    def test_credit_on_both(self, client, challenge):
        first = ContributionFactory(page=challenge)
        second = ContributionFactory(page=challenge, builds_on=first)
        ContributionFactory(page=challenge, builds_on=first, state=State.PENDING)
        html = discussion_html(challenge)
        for item, other in ((first, second), (second, first)):
            address = reverse("wagtail_crowdsolving:contribution", args=[other.pk])
            entry = html.split(
                f'<article class="cs-contribution cs-contribution--idea" id="contribution-{item.pk}"'
            )
            credit = entry[1].split("</article>")[0].split("cs-contribution__credit")[1]
            assert f'href="{address}"' in credit
            assert other.user.get_full_name() in credit
        assert html.count("cs-contribution__credit") == 2
        actions.withdraw(contribution=first, by=first.user)
        assert "cs-contribution__credit" not in discussion_html(challenge)

    def test_files(self, challenge):
        item = ContributionFactory(page=challenge)
        kwargs = {"contribution": item, "file": "x", "size": 2048}
        picture = Attachment.objects.create(
            name="cour.png", description="La cour <vide>", width=900, height=30, **kwargs
        )
        document = Attachment.objects.create(
            name="bilan.pdf", content_type="application/pdf", **kwargs
        )
        html = discussion_html(challenge)
        assert 'alt="La cour &lt;vide&gt;" width="900" height="30"' in html
        small = reverse("wagtail_crowdsolving:contribution_attachment", args=[picture.pk])
        assert f'src="{small}?side=400"' in html
        assert f'srcset="{small}?side=400 400w, {small}?side=800 800w, {small} 900w"' in html
        for file in (picture, document):
            address = reverse("wagtail_crowdsolving:contribution_attachment", args=[file.pk])
            assert f'href="{address}"' in html
        assert "bilan.pdf</a>" in html
        assert "(PDF, 2\xa0ko)" in flat(html)

    def test_files_of_a_change_that_waits_are_not_shown(self, challenge):
        item = ContributionFactory(page=challenge)
        change = item.amendments.create(kind="idea", comment="Un texte", body="<p>Un texte</p>")
        Attachment.objects.create(
            contribution=item, amendment=change, name="plus-tard.pdf", file="x", size=1
        )
        assert "plus-tard" not in discussion_html(challenge)

    def test_a_found_reply_leads_to_its_thread(self, challenge):
        root = ContributionFactory(page=challenge)
        ContributionFactory(page=challenge, in_reply_to=root, comment="Un mot rare")
        html = discussion_html(challenge, query="?q=rare")
        assert "cs-contribution__credit" in html
