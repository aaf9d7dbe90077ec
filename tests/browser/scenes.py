"""The pages of the demo, in the states in which people meet them.

Each function yields ``(name, response)`` with the page standing at it, or addresses alone.
"""

from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Page

from tests.browser import people
from wagtail_crowdsolving.challenges.models import Proposal, ProposalEvent
from wagtail_crowdsolving.contributions.models import Contribution, State
from wagtail_crowdsolving.pages.models import ChallengePage

MISSING = "/nulle-part/"


def person(login):
    return get_user_model().objects.get(email=f"{login}@example.org")


def open_challenge():
    return next(page for page in ChallengePage.objects.live() if page.phase == "open")


def page_addresses():
    """Every page of the site, in both languages."""
    return [
        page.url for page in Page.objects.live().filter(depth__gt=1).order_by("path").specific()
    ]


def list_addresses():
    """The lists in each of their states."""
    challenges = ["q=eau", "phase=closed", "situation=resource&sort=title", "q=zzzzzz", "theme=zz"]
    challenges += [f"q={'x' * 101}", "sort=closing&territory=commune-13055"]
    projects = ["page=2", "q=Nantes", "stage=launch&sort=title", "q=zzzzzz"]
    return [
        *(f"/defis/?{query}" for query in challenges),
        *(f"/catalogue/?{query}" for query in projects),
        "/en/challenges/?q=water",
        "/en/challenges/?q=zzzzzz",
        "/en/catalogue/?q=zzzzzz",
    ]


def door_addresses():
    """The pages before one is logged in."""
    addresses = []
    for language in ("fr", "en"):
        with override(language):
            addresses += [
                reverse(name)
                for name in (
                    "account_login",
                    "account_signup",
                    "account_reset_password",
                    "account_reset_password_done",
                    "account_email_verification_sent",
                    "accounts:deleted",
                )
            ]
            addresses.append(reverse("account_confirm_email", args=["nothing"]))
            addresses.append(reverse("account_reset_password_from_key", args=["1", "nothing-1"]))
    return addresses


def refused_at_the_door(page):
    """What the forms of an account say to an empty post, and to a wrong one."""
    for name in ("account_login", "account_signup", "account_reset_password"):
        page.goto(reverse(name))
        yield f"{name}, empty", people.press(page)
    page.goto(reverse("account_login"))
    people.fill(page, {"login": "nobody@example.org", "password": "nothing"})
    yield "account_login, wrong", people.press(page)
    page.goto(reverse("account_signup"))
    people.fill(page, {"first_name": "<b>", "last_name": "E", "email": "x", "password1": "1"})
    yield "account_signup, wrong", people.press(page)


def proposing(page):
    """Every step of the form, empty, refused and filled."""
    for language, index in (("en", "/en/challenges/"), ("fr", "/defis/")):
        yield f"start ({language})", page.goto(f"{index}proposer/")
        response = people.press(page, f'main form[action="{index}proposer/"] button')
        yield f"qui ({language})", response
    first = page.url
    for step, values in people.PROPOSAL.items():
        page.goto(first.replace("/qui/", f"/{step}/"))
        if step == "contact":
            people.fill(page, {"contact_name": "", "contact_email": "x", "contact_phone": "x"})
        yield f"{step}, refused", people.press(page, 'main button[value="next"]')
        if step == "defi":
            yield "apercu, incomplete", page.goto(first.replace("/qui/", "/apercu/"))
            page.goto(first.replace("/qui/", "/defi/"))
        response = people.complete_step(page, step, values)
        yield f"after {step}", response
    other = page.context.new_page()
    other.goto(first.replace("/qui/", "/defi/"))
    page.goto(first.replace("/qui/", "/defi/"))
    people.fill(other, {"title": "Un autre titre"})
    people.press(other, 'main button[value="next"]')
    other.close()
    people.fill(page, {"title": "Encore un autre titre"})
    yield "defi, changed in another tab", people.press(page, 'main button[value="next"]')
    draft = first.split("/proposer/")[1].split("/")[0]
    yield "discard", page.goto(reverse("wagtail_crowdsolving:proposal_discard", args=[draft]))


def following(page, user):
    """A proposer's space, and each of their challenges as it stands."""
    yield "space", page.goto(reverse("wagtail_crowdsolving:space"))
    with override("en"):
        address = reverse("wagtail_crowdsolving:space")
    yield "space (en)", page.goto(address)
    for proposal in Proposal.objects.filter(proposer=user, submitted_at__isnull=False):
        kind = proposal.events.last().kind
        for name in ("proposal", "proposal_preview"):
            address = reverse(f"wagtail_crowdsolving:{name}", args=[proposal.pk])
            yield f"{name}, {kind}", page.goto(address)


def revising(page, log_in, **options):
    """The page on which a proposer changes what they were asked to, and the withdrawal."""
    proposal = next(
        proposal
        for proposal in Proposal.objects.filter(submitted_at__isnull=False)
        if proposal.events.last().kind == ProposalEvent.Kind.CHANGES_REQUESTED
    )
    page = log_in(proposal.proposer, **options)
    address = reverse("wagtail_crowdsolving:proposal_revise", args=[proposal.pk])
    yield "revise", page, page.goto(address)
    people.fill(page, {"title": "", "summary": "x" * 500})
    yield "revise, refused", page, people.press(page)
    address = reverse("wagtail_crowdsolving:proposal_withdraw", args=[proposal.pk])
    yield "withdraw a challenge", page, page.goto(address)


def contributing(page, user):
    """Taking part: the form on the challenge, refused, a reply, and what one wrote."""
    challenge = open_challenge()
    yield "challenge, as a member", page.goto(challenge.url)
    page.goto(challenge.url)
    yield "contribute, refused", people.press(page, "#contribute form button[type=submit]")
    answered = Contribution.objects.filter(
        page=challenge, state=State.PUBLISHED, root__isnull=True
    ).first()
    reply = reverse("wagtail_crowdsolving:contribution_reply", args=[answered.pk])
    yield "reply", page.goto(reply)
    yield "reply, refused", people.press(page)
    mine = reverse("wagtail_crowdsolving:my_contributions")
    yield "my contributions", page.goto(mine)
    page.goto(challenge.url)
    people.fill(page, {"kind": ("idea",), "text": "Une idée à relire."})
    page.wait_for_timeout(3_100)
    yield "challenge, after contributing", people.press(page, "#contribute form button")
    pending = Contribution.objects.filter(user=user, state=State.PENDING).latest("pk")
    for name in ("contribution_edit", "contribution_withdraw"):
        address = reverse(f"wagtail_crowdsolving:{name}", args=[pending.pk])
        yield name, page.goto(address)


def account(page):
    """A member's account."""
    from demo.people import PASSWORD

    for name in ("accounts:profile", "accounts:delete"):
        yield name, page.goto(reverse(name))
    yield "accounts:delete, refused", people.press(page, "main form button[type=submit]")
    yield "account_logout", page.goto(reverse("account_logout"))
    yield "account_reauthenticate", page.goto(reverse("account_reauthenticate"))
    yield "account_reauthenticate, refused", people.press(page, "main form button")
    people.fill(page, {"password": PASSWORD})
    people.press(page, "main form button")
    yield "account_email", page.goto(reverse("account_email"))
    people.fill(page, {"email": "x"})
    yield "account_email, refused", people.press(page)
    yield "account_change_password", page.goto(reverse("account_change_password"))
    yield "account_change_password, refused", people.press(page)


def without_the_right(page):
    """Pages that this member may not see, or that do not exist."""
    yield "404", page.goto(MISSING)
    yield "403", page.goto(f"/admin/login/?{urlencode({'next': '/admin/'})}")


def of_members(log_in, **options):
    """``(name, page, response)`` of all that is not public."""
    nadia, camille = person("nadia"), person("camille")
    page = log_in(nadia, **options)
    for scenes in (following(page, nadia), proposing(page)):
        for name, response in scenes:
            yield name, page, response
    yield from revising(page, log_in, **options)
    page = log_in(camille, **options)
    for scenes in (contributing(page, camille), account(page), without_the_right(page)):
        for name, response in scenes:
            yield name, page, response
