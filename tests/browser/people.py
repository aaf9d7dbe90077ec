"""What a person does in the browser. Nothing here reads the words of the interface."""

import re

from django.core import mail
from django.urls import reverse

PASSWORD = "Une-phrase-assez-longue-42"
#: A proposal of the situation "resource", step by step: ``{step: {name: value}}``.
#: ``True`` ticks a box, a value in ``()`` chooses a radio button.
PROPOSAL = {
    "qui": {"for_whom": ("organisation",), "organisation_name": "Les Amis de la Halle (essai)"},
    "situation": {"situation": ("resource",)},
    "details": {
        "resource_address": "3 rue de l'Essai, Marseille",
        "resource_surface": "240",
        "resource_availability": "Libre dès janvier.",
        "resource_owner": "La commune",
        "resource_conditions": "Un bail de trois ans.\n\n- accès de plain-pied\n- eau et électricité",
    },
    "defi": {
        "title": "Rouvrir la halle aux grains",
        "guiding_question": "Que faire ensemble d'une halle vide ?",
        "summary": "Une halle vide au milieu d'un quartier qui manque de lieux.",
        "context": "La halle est vide depuis **six ans**.\n\nLe quartier n'a plus de lieu commun.",
        "objectives": "- rouvrir\n- réunir",
        "expected": "Des usages qui ont tenu ailleurs.",
    },
    "contact": {
        "contact_name": "Prosper Gabarit",
        "contact_email": "prosper@example.org",
        "contact_phone": "04 91 00 00 00",
        "consent": True,
    },
}


def fill(page, values):
    """Fill the fields of the page by their names."""
    for name, value in values.items():
        if value is True:
            page.locator(f'[name="{name}"]').check()
        elif isinstance(value, tuple):
            page.locator(f'[name="{name}"][value="{value[0]}"]').check()
        else:
            page.locator(f'main [name="{name}"]').fill(value)


def press(page, selector="main form.cs-form button[type=submit]"):
    """Press a button that leads to another page, and wait for that page. Returns the response."""
    with page.expect_navigation(timeout=30_000) as navigation:
        page.locator(selector).first.click(no_wait_after=True)
    return navigation.value


def confirmation_link(email):
    """The link in the newest mail to this address that opens its account."""
    texts = [message.body for message in mail.outbox if message.to == [email]]
    return re.findall(r"https?://\S+/confirm-email/\S+", texts[-1])[-1]


def sign_up(page, first_name, last_name, email):
    """Open an account, and confirm its address in the same browser: that logs one in."""
    page.goto(reverse("account_signup"))
    fill(
        page,
        {
            "first_name": first_name,
            "last_name": last_name,
            "email": email,
            "password1": PASSWORD,
            "charter": True,
        },
    )
    press(page)
    page.goto(confirmation_link(email))
    press(page, 'main form[action*="confirm-email"] button')


def log_in(page, email, password=PASSWORD, next_url=""):
    """Through the form. ``next_url`` is a page that asks for it."""
    page.goto(next_url or reverse("account_login"))
    if page.locator('main [name="login"]').count():
        fill(page, {"login": email, "password": password})
        press(page)


def log_out(page):
    press(page, f'header form[action="{reverse("account_logout")}"] button')


def begin_proposal(page, index_url):
    """From the list of challenges to the first step of a new draft."""
    page.goto(index_url)
    press(page, f'main a[href="{index_url}proposer/"]')
    return press(page, f'main form[action="{index_url}proposer/"] button')


def complete_step(page, step, values, go="next"):
    assert page.url.endswith(f"/{step}/"), page.url
    fill(page, values)
    return press(page, f'main button[name="go"][value="{go}"]')
