"""The whole job of the site, by different people, each in a browser of their own.

A need is proposed, examined, published and discussed; a visitor reads all of it.
"""

import re

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from tests.browser import people
from wagtail_crowdsolving.challenges.models import ProposalEvent
from wagtail_crowdsolving.notifications.jobs import deliver
from wagtail_crowdsolving.notifications.models import OutboxMail
from wagtail_crowdsolving.selection import actions as selection
from wagtail_crowdsolving.selection.models import Membership, Round

INDEX = "/defis/"
TITLE = people.PROPOSAL["defi"]["title"]
CONTRIBUTION = (
    "Chez nous, une cuisine partagée a tenu six ans.\n\n"
    "- deux salariés\n- un loyer progressif\n\nLe secret : **un gardien**."
)
Kind = ProposalEvent.Kind


def mails_to(email):
    """``{kind: (state, language)}`` of the outbox; each of them was really sent, once."""
    rows = list(OutboxMail.objects.filter(to_email=email).order_by("pk"))
    for row in rows:
        if row.state == OutboxMail.State.QUEUED:  # it waits for the next working morning
            OutboxMail.objects.filter(pk=row.pk).update(due_at=timezone.now())
            deliver(row.pk)
            row.refresh_from_db()
        sent = [m for m in mail.outbox if m.to == [email] and m.subject == row.subject]
        assert len(sent) == 1, f"{row.subject}: sent {len(sent)} times"
        assert row.html in [content for content, mimetype in sent[0].alternatives]
    return {row.kind: (row.state, row.language) for row in rows}


def link_in_mail(email, kind, part):
    """The address that holds ``part`` in the text of the newest mail of this kind."""
    text = OutboxMail.objects.filter(to_email=email, kind=kind).latest("pk").text
    return re.search(rf"https?://\S*{part}\S*", text)[0]


def log_in_to_admin(context, login):
    """A person of the demo's team, through the login form that the administration leads to."""
    from demo.people import PASSWORD

    page = context.new_page()
    people.log_in(page, f"{login}@example.org", PASSWORD, next_url="/admin/")
    assert page.url.endswith("/admin/")
    return page


def approve_in_editor(page):
    """The coordinator's way: from the report of what waits, into the page, to the button."""
    page.goto(reverse("wagtailadmin_reports:workflow_tasks"))
    people.press(page, f'main a:has-text("{TITLE}")')
    button = page.locator(
        '[data-workflow-action-name="approve"]:not([data-workflow-action-modal-url])'
    ).first
    if not button.is_visible():
        page.locator("footer [data-w-dropdown-target=toggle]").first.click()
    with page.expect_navigation():
        button.click()


def favourable(chair):
    """A committee's part, by its doors: the members' desk has a browser test of its own."""
    round = Round.objects.get(title=TITLE, state=Round.State.OPEN)
    marks = {criterion["key"]: criterion["scale"] for criterion in round.criteria}
    for seat in round.seats.exclude(role=Membership.Role.OBSERVER):
        selection.give_review(round=round, by=seat.user, opinion="favourable", scores=marks)
    by = get_user_model().objects.get(email=f"{chair}@example.org")
    decision = selection.draft_decision(round=round, by=by, outcome="favourable")
    decision = selection.prepare_decision(decision=decision, by=by)
    assert selection.release_decisions(decisions=[decision], by=by) == ([decision], [])


def timeline(page):
    """The kinds of the steps that the proposer reads, in their order; not what committees did."""
    kinds = [
        item.get_attribute("class").rpartition("--")[2]
        for item in page.locator(".cs-timeline__item").all()
    ]
    return [kind for kind in kinds if kind != "committee"]


@pytest.mark.parametrize("java_script", [True, False], ids=["script", "no-script"])
def test_from_a_need_to_a_published_contribution(demo, new_context, java_script):
    def browser(**options):
        return new_context(java_script_enabled=java_script, **options)

    # The proposer opens an account, and types half of a challenge.
    proposer = browser().new_page()
    people.sign_up(proposer, "Prosper", "Gabarit", "prosper@example.org")
    assert proposer.url == demo + reverse("wagtail_crowdsolving:space")
    assert proposer.locator("html").get_attribute("lang") == "fr"
    people.begin_proposal(proposer, INDEX)
    steps = people.PROPOSAL
    people.complete_step(proposer, "qui", steps["qui"])
    people.complete_step(proposer, "situation", steps["situation"])
    people.complete_step(proposer, "details", steps["details"], go="leave")
    people.log_out(proposer)

    # They come back: the draft stands in their space, and leads to what is still empty.
    people.log_in(proposer, "prosper@example.org", next_url="/espace/")
    people.press(proposer, f'main .cs-card a[href*="{INDEX}proposer/"]')
    details = proposer.url.replace("/defi/", "/details/")
    proposer.goto(details)
    for name, value in steps["details"].items():
        assert proposer.locator(f'main [name="{name}"]').input_value() == value
    proposer.go_back()
    people.complete_step(proposer, "defi", steps["defi"])
    people.complete_step(proposer, "contact", steps["contact"])

    # They preview and send it.
    preview = proposer.locator("main article").inner_text()
    assert TITLE in preview
    assert "Les Amis de la Halle (essai)" in preview
    assert "3 rue de l'Essai, Marseille" in preview
    assert "04 91 00 00 00" not in preview
    assert proposer.locator("main article strong").inner_text() == "six ans"
    people.press(proposer)
    case = proposer.url
    assert timeline(proposer) == [Kind.RECEIVED]
    people.press(proposer, 'main a[href$="/apercu/"]')
    assert proposer.locator("main article h1").inner_text() == TITLE
    assert mails_to("prosper@example.org") == {"challenges/received": ("sent", "fr")}
    assert link_in_mail("prosper@example.org", "challenges/received", "/espace/") == case

    # Nobody else reads it yet.
    visitor = browser().new_page()
    visitor.goto(INDEX)
    assert TITLE not in visitor.locator("main").inner_text()

    # The coordination, a committee and the board examine it.
    assert "challenges/new_proposal" in mails_to("lucie@example.org")
    approve_in_editor(log_in_to_admin(new_context(), "lucie"))
    proposer.goto(case)
    assert timeline(proposer) == [Kind.RECEIVED, Kind.ELIGIBLE, Kind.UNDER_REVIEW]
    assert "Comité de sélection" in proposer.locator(".cs-timeline__item--committee").inner_text()
    assert mails_to("sofia@example.org") == {"selection/invited": ("sent", "fr")}
    favourable("aicha")
    visitor.reload()
    assert TITLE not in visitor.locator("main").inner_text()
    assert mails_to("segolene@example.org") == {"selection/invited": ("sent", "fr")}
    favourable("helene")

    # It is published, and the proposer is told.
    proposer.goto(case)
    assert timeline(proposer) == [
        Kind.RECEIVED,
        Kind.ELIGIBLE,
        Kind.UNDER_REVIEW,
        Kind.VALIDATED,
        Kind.PUBLISHED,
    ]
    assert mails_to("prosper@example.org") == {
        "challenges/received": ("sent", "fr"),
        "challenges/published": ("sent", "fr"),
    }
    visitor.goto(INDEX)
    people.press(visitor, f'main .cs-card a:has-text("{TITLE}")')
    challenge = visitor.url
    assert link_in_mail("prosper@example.org", "challenges/published", INDEX) == challenge
    brief = visitor.locator("main").inner_text()
    assert "Que faire ensemble d'une halle vide ?" in brief
    assert "Les Amis de la Halle (essai)" in brief
    assert "Conseil d’administration" in brief
    assert "prosper@example.org" not in visitor.content()
    assert "04 91 00 00 00" not in visitor.content()

    # A contributor opens an account, comes back another day and contributes from the challenge.
    contributor = browser().new_page()
    people.sign_up(contributor, "Colette", "Essai", "colette@example.org")
    people.log_out(contributor)
    contributor.goto(challenge)
    people.press(contributor, "#contribute a.cs-button")
    people.log_in(contributor, "colette@example.org", next_url=contributor.url)
    assert contributor.url == challenge + "#contribute"
    people.fill(contributor, {"kind": ("experience",), "text": CONTRIBUTION})
    contributor.wait_for_timeout(3_100)  # a form that comes back sooner counts as a robot's
    people.press(contributor, "#contribute form button[type=submit]")
    assert contributor.url == challenge
    contributor.goto(reverse("wagtail_crowdsolving:my_contributions"))
    assert contributor.locator(".cs-badge--pending").count() == 1
    assert mails_to("colette@example.org") == {"contributions/received": ("sent", "fr")}

    # Nobody reads it before a moderator has.
    for reader in (visitor, proposer):
        reader.goto(challenge)
        assert "cuisine partagée" not in reader.content()
    moderator = log_in_to_admin(new_context(), "karim")
    moderator.goto(reverse("crowdsolving_contributions:list"))
    people.press(moderator, 'main td a:has-text("une cuisine partagée a tenu")')
    assert moderator.locator("main strong", has_text="un gardien").count() == 1
    people.press(moderator, 'main button[name="decision"][value="approve"]')
    moderator.goto(reverse("crowdsolving_contributions:list"))
    assert "une cuisine partagée a tenu" not in moderator.locator("main").inner_text()

    # It shows, with its author's name and never their address; the author is told.
    visitor.goto(challenge)
    shown = visitor.locator("#discussion .cs-contribution")
    assert shown.count() == 1
    assert "Colette Essai" in shown.inner_text()
    assert shown.locator(".cs-contribution__body strong").inner_text() == "un gardien"
    assert shown.locator(".cs-contribution__body li").count() == 2
    assert "colette@example.org" not in visitor.content()
    contributor.reload()
    assert contributor.locator(".cs-badge--published").count() == 1
    assert mails_to("colette@example.org") == {
        "contributions/received": ("sent", "fr"),
        "contributions/published": ("sent", "fr"),
    }

    # The catalogue shows what came of such needs.
    people.press(visitor, 'header nav a[href="/catalogue/"]')
    assert visitor.locator("main .cs-card").count() == 12
    people.press(visitor, "main .cs-card h3 a")
    assert visitor.locator("main h1").count() == 1
    assert visitor.context.cookies() == []
