"""A selection from end to end, each person in a browser of their own; and who could read what, when.

At each moment every page of the selection is read as everybody: the words of an opinion stand
only where they may.
"""

import datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone
from wagtail.models import WorkflowState

from tests.browser import people
from tests.factories import ChallengeIndexFactory, ProposalFactory, ThemeFactory, UserFactory
from wagtail_crowdsolving.challenges import actions as proposals
from wagtail_crowdsolving.challenges.models import ProposalEvent
from wagtail_crowdsolving.notifications.models import OutboxMail
from wagtail_crowdsolving.selection import jobs
from wagtail_crowdsolving.selection.models import Committee, Criterion, Membership, Round

BRIEF = {
    "for_whom": "myself",
    "situation": "priority_issue",
    "title": "Une ressourcerie au marché",
    "guiding_question": "Comment donner une seconde vie aux invendus ?",
    "summary": "Chaque samedi, des tonnes partent à la benne.",
    "context": "Le marché jette beaucoup.",
    "objectives": "Jeter moins.",
    "expected": "Des exemples qui ont tenu.",
    "already_tried": "Une collecte, un an.",
    "contact_name": "Prune Essai",
    "contact_email": "prune@example.org",
    "consent": True,
}
ASKED = "Dites combien de tonnes, et qui trie."
REASONS = "Un projet semblable ouvre déjà à côté."
PLACES = {
    "wagtail_crowdsolving:committee_desk": None,
    "wagtail_crowdsolving:space": None,
    "wagtail_crowdsolving:proposal": "proposal",
    **{
        f"wagtail_crowdsolving:{name}": "round"
        for name in (
            "round",
            "round_review",
            "round_recuse",
            "round_discussion",
            "round_progress",
            "round_decision",
        )
    },
    "wagtailadmin_home": None,
    "wagtailadmin_reports:workflow": None,
    "wagtailadmin_reports:workflow_tasks": None,
    "wagtailadmin_reports:site_history": None,
    "wagtailadmin_pages:edit": "page",
    "wagtailadmin_pages:history": "page",
    "wagtailadmin_pages:workflow_history": "page",
}


class Selection:
    """The people, the committees and one challenge on its way."""

    def __init__(self, log_in):
        self.log_in = log_in
        self.pages = {}
        theme = ThemeFactory(name="Réemploi", slug="reemploi")
        index = ChallengeIndexFactory()
        call_command("setup_crowdsolving", stdout=StringIO())
        names = [
            "chair",
            "recused",
            "late",
            "abstaining",
            "fifth",
            "president",
            "second",
            "proposer",
            "stranger",
        ]
        self.users = {name: UserFactory(first_name=name.title()) for name in names}
        self.users["coordinator"] = coordinator = UserFactory(first_name="Coordinator")
        coordinator.groups.add(_group("coordination"))
        self.users["superuser"] = UserFactory(is_superuser=True, is_staff=True)
        self.sector = Committee.objects.create(name="Réemploi et déchets", quorum=3)
        self.sector.themes.set([theme])
        self.sector.save()
        self.criterion = Criterion.objects.create(
            committee=self.sector, label="Utilité sociale", scale=5, sort_order=1
        )
        for order, name in enumerate(names[:5]):
            self._sit(self.sector, name, "member" if order else "chair")
        self.board = Committee.objects.get(kind=Committee.Kind.BOARD)
        self.board.quorum = 2
        self.board.save()
        self._sit(self.board, "president", "chair")
        self._sit(self.board, "second", "member")
        self.index, self.theme = index, theme

    def _sit(self, committee, name, role):
        Membership.objects.create(committee=committee, user=self.users[name], role=role)

    def propose(self, **changes):
        """A proposal in its first step: its way to the site is another test's."""
        data = {**BRIEF, "themes": [str(self.theme.pk)], **changes}
        proposal = ProposalFactory(proposer=self.users["proposer"], index=self.index, data=data)
        proposals.submit(proposal=proposal, by=proposal.proposer)
        proposal.refresh_from_db()
        return proposal

    def browser(self, name):
        if name not in self.pages:
            self.pages[name] = self.log_in(self.users[name])
        return self.pages[name]

    def round_of(self, proposal):
        return Round.objects.filter(page=proposal.page_id).latest("opened_at")

    def find_eligible(self, proposal):
        """The coordinator's way: the first step is a stock one, taken in the editor."""
        page = self.browser("coordinator")
        page.goto(reverse("wagtailadmin_pages:edit", args=[proposal.page_id]))
        button = page.locator(
            '[data-workflow-action-name="approve"]:not([data-workflow-action-modal-url])'
        ).first
        if not button.is_visible():
            page.locator("footer [data-w-dropdown-target=toggle]").first.click()
        with page.expect_navigation():
            button.click()

    def to_round(self, name, proposal):
        """From the desk to the dossier that waits there."""
        page = self.browser(name)
        page.goto(reverse("wagtail_crowdsolving:committee_desk"))
        pk = self.round_of(proposal).pk
        people.press(page, f'main a[href*="{pk}"]')
        return page, pk

    def review(self, name, proposal, opinion, mark="4"):
        page, pk = self.to_round(name, proposal)
        page.goto(reverse("wagtail_crowdsolving:round_review", args=[pk]))
        for criterion in self.round_of(proposal).criteria:
            if opinion != "abstain":
                people.fill(page, {f"score_{criterion['key']}": (mark,)})
        words = {"comment": _said(name), "to_proposer": _told(name)}
        people.fill(page, {"opinion": (opinion,), **words})
        people.press(page, 'main button[name="go"][value="give"]')

    def decide(self, name, proposal, outcome, message=""):
        """The chair's way: write, prepare, release."""
        page, pk = self.to_round(name, proposal)
        page.goto(reverse("wagtail_crowdsolving:round_decision", args=[pk]))
        people.fill(page, {"outcome": (outcome,), "message": message})
        people.press(page, 'main button[name="do"][value="prepare"]')
        assert not OutboxMail.objects.filter(kind="selection/decided", text__contains=pk).exists()
        people.press(page, 'main button[name="do"][value="release"]')

    def reading(self, proposal):
        """What everybody reads now, whichever page it is: a function from words to roles."""
        texts = {
            name: "\n".join(self.everything(user, proposal))
            for name, user in [*self.users.items(), ("visitor", None)]
        }
        return lambda words: {name for name, text in texts.items() if words in text}

    def everything(self, user, proposal):
        """The text of every page that could tell something of the challenge, as ``user`` reads it."""
        client = Client()
        if user:
            client.force_login(user)
        keys = {
            "round": self.round_of(proposal).pk,
            "page": proposal.page_id,
            "proposal": proposal.pk,
        }
        addresses = [
            reverse(name, args=[keys[about]] if about else []) for name, about in PLACES.items()
        ]
        addresses += [*_admin_addresses(keys["round"]), self.index.url, proposal.page.url]
        for address in addresses:
            response = client.get(address, HTTP_HOST="localhost")
            assert response.status_code < 500, address
            if not response.streaming:
                yield response.content.decode(errors="replace")

    def kinds(self, proposal):
        return list(proposal.events.order_by("at", "pk").values_list("kind", flat=True))


def _group(role):
    from django.contrib.auth.models import Group

    from wagtail_crowdsolving import conf

    return Group.objects.get(name=conf.GROUPS[role])


def _said(name):
    return f"Mot secret de {name}"


def _told(name):
    return f"Conseil de {name}"


def _admin_addresses(round_pk):
    """Every address of this package in the admin that needs nothing, or the key of a round."""
    found = []

    def walk(resolver, names):
        for entry in resolver.url_patterns:
            if hasattr(entry, "url_patterns"):
                walk(entry, [*names, entry.namespace] if entry.namespace else names)
            elif entry.name not in (None, "chosen") and any(
                part and "crowdsolving" in part for part in names
            ):
                name = ":".join([*names, entry.name])
                for args in ([], [round_pk]):
                    try:
                        found.append(reverse(name, args=args))
                    except NoReverseMatch:
                        continue

    walk(get_resolver(), [])
    return [address for address in set(found) if address.startswith("/admin/")]


@pytest.fixture
def selection(site, log_in, settings):
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    settings.WAGTAIL_EDITING_SESSION_PING_INTERVAL = 3_600_000
    return Selection(log_in)


def test_a_challenge_is_selected_and_another_is_declined(selection):
    proposal = selection.propose()
    selection.find_eligible(proposal)
    first = selection.round_of(proposal)
    assert first.committee == selection.sector
    for name in ("chair", "recused", "late", "abstaining", "fifth"):
        email = selection.users[name].email
        assert OutboxMail.objects.filter(to_email=email, kind="selection/invited").count() == 1

    # One stands aside, before they could read anybody.
    page, pk = selection.to_round("recused", proposal)
    page.goto(reverse("wagtail_crowdsolving:round_recuse", args=[pk]))
    people.fill(page, {"reason": "J'emploie la personne qui propose."})
    people.press(page, "main form.cs-form button[type=submit]")

    # Three answer; nobody reads what they said but those whose own is in. The chair waits too.
    selection.review("chair", proposal, "changes", "3")
    selection.review("fifth", proposal, "changes", "2")
    selection.review("abstaining", proposal, "abstain")
    readers_of = selection.reading(proposal)
    assert readers_of(_said("fifth")) == {"fifth", "abstaining"}
    assert readers_of(_said("chair")) == {"chair", "fifth", "abstaining"}
    assert readers_of("la personne qui propose") <= {"chair", "coordinator", "superuser"}

    # One is late, and reminded; their opinion is the last one, and closes the round.
    Round.objects.filter(pk=first.pk).update(due_at=timezone.now() - datetime.timedelta(days=2))
    OutboxMail.objects.filter(kind="selection/invited").update(
        created_at=timezone.now() - datetime.timedelta(days=9)
    )
    first.seats.update(invited_at=timezone.now() - datetime.timedelta(days=9))
    jobs.remind()
    jobs.remind()
    reminded = OutboxMail.objects.filter(kind="selection/overdue")
    assert [mail.to_email for mail in reminded] == [selection.users["late"].email]
    selection.review("late", proposal, "favourable", "5")
    first.refresh_from_db()
    assert (first.state, first.tally["outcome"]) == ("closed", "changes")
    committee = {"chair", "late", "abstaining", "fifth"}
    coordination = {"coordinator", "superuser"}
    assert selection.reading(proposal)(_said("late")) == committee | coordination

    # Changes are asked for; the proposer makes them, and a second round begins.
    selection.decide("chair", proposal, "changes", ASKED)
    readers_of = selection.reading(proposal)
    assert readers_of(ASKED) >= {"proposer", "chair"}
    assert readers_of(ASKED).isdisjoint({"recused", "visitor", "stranger", "president", "second"})
    assert readers_of(_told("fifth")) == committee | coordination
    proposer = selection.browser("proposer")
    proposer.goto(reverse("wagtail_crowdsolving:proposal", args=[proposal.pk]))
    assert ASKED in proposer.locator("main").inner_text()
    people.press(proposer, f'main a[href*="{proposal.pk}"]:has-text("")')
    people.fill(proposer, {"summary": "Trois tonnes par samedi, triées par le quartier."})
    people.press(proposer)
    second = selection.round_of(proposal)
    assert (second.number, second.committee, second.state) == (2, selection.sector, "open")
    assert "Trois tonnes" in str(second.content)
    assert "Trois tonnes" not in str(first.content)

    # This time they agree, and the board validates.
    for name in ("chair", "recused", "late", "abstaining", "fifth"):
        selection.review(name, proposal, "favourable")
    selection.decide("chair", proposal, "favourable")
    proposal.page.refresh_from_db()
    assert not proposal.page.live
    assert selection.round_of(proposal).committee == selection.board
    assert selection.reading(proposal)(_said("fifth")).isdisjoint({"president", "second"})
    selection.review("president", proposal, "favourable")
    selection.review("second", proposal, "favourable")
    selection.decide("president", proposal, "favourable")
    proposal.page.refresh_from_db()
    assert proposal.page.live
    assert selection.kinds(proposal)[-2:] == [
        ProposalEvent.Kind.VALIDATED,
        ProposalEvent.Kind.PUBLISHED,
    ]

    # Everybody reads which bodies selected it, and nobody who said what.
    visitor = selection.browser("stranger")
    visitor.goto(proposal.page.url)
    public = visitor.locator("main").inner_text()
    assert "Trois tonnes" in public
    assert selection.sector.name in public
    assert selection.board.name in public
    for name in ("chair", "fifth", "president"):
        assert _said(name) not in visitor.content()
        assert selection.users[name].get_full_name() not in visitor.content()

    # Another one is declined, with its reasons.
    declined = selection.propose(title="Une autre idée")
    selection.find_eligible(declined)
    for name in ("chair", "recused", "late", "abstaining", "fifth"):
        selection.review(name, declined, "unfavourable", "1")
    selection.decide("chair", declined, "unfavourable", REASONS)
    assert selection.kinds(declined)[-1] == ProposalEvent.Kind.DECLINED
    assert not WorkflowState.objects.active().filter(object_id=str(declined.page_id)).exists()
    proposer.goto(reverse("wagtail_crowdsolving:proposal", args=[declined.pk]))
    assert REASONS in proposer.locator("main").inner_text()
    mail = OutboxMail.objects.get(kind="challenges/declined")
    assert REASONS in mail.text
    assert mail.to_email == selection.users["proposer"].email
    declined.page.refresh_from_db()
    assert not declined.page.live
