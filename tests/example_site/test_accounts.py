"""From the sign-up form to the deletion of the account, as a browser goes."""

import re

import pytest
from accounts.models import User
from allauth.account.models import EmailAddress, EmailConfirmation
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode
from wagtail.models import PageViewRestriction

from tests import factories
from tests.example_site.conftest import PASSWORD
from wagtail_crowdsolving.contributions.models import Contribution

SIGNUP = {
    "first_name": "Zélie",
    "last_name": "Essai",
    "email": "zelie@example.org",
    "password1": PASSWORD,
    "charter": "on",
}


def link_in(message):
    """The path of the link to this site in a mail."""
    return re.search(r"https?://testserver(/\S+)", message.body)[1]


@pytest.mark.django_db
def test_from_sign_up_to_login_and_reset(client):
    response = client.post("/compte/signup/", SIGNUP)
    assert response.url == reverse("account_email_verification_sent")
    user = User.objects.get(email="zelie@example.org")
    assert (user.first_name, user.last_name) == ("Zélie", "Essai")
    assert user.charter_accepted_at is not None
    assert "zelie" not in user.username.lower()

    # Not before the address is confirmed.
    client.post("/compte/login/", {"login": user.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session

    (message,) = mail.outbox[:1]
    assert message.to == ["zelie@example.org"]
    assert "La Fabrique" in message.subject
    assert "example.com" not in message.body
    page = client.get(link_in(message))
    assert page.status_code == 200
    assert "zelie@example.org" in page.text
    assert not EmailAddress.objects.get(user=user).verified, "a mail program that follows the link"
    client.post(link_in(message))
    assert EmailAddress.objects.get(user=user).verified

    client.logout()
    client.post("/compte/login/", {"login": "ZELIE@example.org", "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(user.pk)
    client.post("/compte/logout/")
    assert "_auth_user_id" not in client.session

    mail.outbox.clear()
    client.post("/compte/password/reset/", {"email": user.email})
    response = client.get(link_in(mail.outbox[0]), follow=True)
    assert 'autocomplete="new-password"' in response.text
    new = "encore-une-autre-phrase-2026"
    client.post(response.request["PATH_INFO"], {"password1": new, "password2": new}, follow=True)
    user.refresh_from_db()
    assert user.check_password(new)
    again = client.get(link_in(mail.outbox[0]), follow=True)
    assert 'type="password"' not in again.text, "a link that was used is dead"


@pytest.mark.django_db
class TestConfirmationInAnotherBrowser:
    PAGE = "/defis/un-defi/?page=2#contribuer"

    def mailed(self, client, page):
        client.post(f"/compte/signup/?{urlencode({'next': page})}", {**SIGNUP, "next": page})
        return link_in(mail.outbox[0])

    def test_leads_back_to_the_page_for_which_one_signed_up(self, client):
        link = self.mailed(client, self.PAGE)
        other = Client()
        form = other.get(link)
        next_url = form.context["redirect_field_value"]
        response = other.post(link.partition("?")[0], {"next": next_url})
        assert response.url.startswith("/compte/login/")
        assert "_auth_user_id" not in other.session, "the link alone opens no account"
        page = other.get(response.url)
        assert page.context["redirect_field_value"] == self.PAGE
        login = {"login": SIGNUP["email"], "password": PASSWORD, "next": self.PAGE}
        assert other.post(response.url, login).url == self.PAGE

    def test_and_in_the_same_one(self, client):
        link = self.mailed(client, self.PAGE)
        response = client.post(link, {})
        assert client.session["_auth_user_id"]
        assert response.url == self.PAGE

    def test_when_the_link_is_asked_for_again(self, client):
        self.mailed(client, "")
        EmailConfirmation.objects.all().delete()
        cache.clear()  # one link in so many minutes
        mail.outbox.clear()
        login = {"login": SIGNUP["email"], "password": PASSWORD, "next": self.PAGE}
        Client().post("/compte/login/", login)
        assert "next=" in link_in(mail.outbox[0])

    @pytest.mark.parametrize(
        "page", ["https://example.net/", "//example.net/", "javascript:alert(1)", "/x" * 300, ""]
    )
    def test_never_elsewhere(self, client, page):
        link = self.mailed(client, page)
        assert "next=" not in link
        other = Client()
        for forged in (page, f"/compte/login/?{urlencode({'next': 'https://example.net/'})}"):
            response = other.post(f"{link}?{urlencode({'next': forged})}", follow=True)
            assert all(
                "example.net" not in url.partition("?")[0] for url, _ in response.redirect_chain
            )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("charter", ""),
        ("first_name", "<script>alert(1)</script>"),
        ("last_name", "https://example.com/"),
        ("first_name", "x" * 61),
        ("email", "zelie"),
        ("password1", "court"),
        ("password1", "zelie@example.org"),
    ],
)
def test_sign_up_refuses_at_the_field_and_keeps_what_was_typed(client, field, value):
    response = client.post("/compte/signup/", {**SIGNUP, field: value})
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert f'id="id_{field}_error"' in response.text
    assert "<script>alert" not in response.text
    assert re.search(r"<title>\s*Err", response.text)
    assert re.search(rf'autofocus data-autofocus>.*href="#id_{field}"', response.text, re.DOTALL)
    if field != "first_name":
        assert 'value="Zélie"' in response.text
    assert not User.objects.exists()
    assert not mail.outbox


@pytest.mark.django_db
def test_a_known_address_is_not_given_away(client, account):
    response = client.post("/compte/signup/", {**SIGNUP, "email": account.email})
    assert response.url == reverse("account_email_verification_sent")
    assert User.objects.count() == 1
    unknown = client.post("/compte/password/reset/", {"email": "personne@example.org"})
    known = client.post("/compte/password/reset/", {"email": account.email})
    assert unknown.url == known.url


@pytest.mark.django_db
def test_a_mail_server_that_is_down_breaks_no_page(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    response = client.post("/compte/signup/", SIGNUP, follow=True)
    assert response.status_code == 200
    assert "cs-message--error" in response.text
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_passwords_cannot_be_tried_for_ever(client, account):
    answers = [
        client.post("/compte/login/", {"login": account.email, "password": f"faux-{n}"})
        for n in range(12)
    ]
    assert "_auth_user_id" not in client.session
    last = client.post("/compte/login/", {"login": account.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session, "even the right one waits"
    assert last.status_code in (200, 429)
    assert all(answer.status_code in (200, 429) for answer in answers)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "tokens"),
    [
        ("/compte/login/", ["email", "current-password"]),
        ("/compte/signup/", ["given-name", "family-name", "email", "new-password"]),
        ("/compte/password/reset/", ["email"]),
    ],
)
def test_forms_say_what_their_fields_are_for(client, path, tokens):
    assert re.findall(r'autocomplete="([^"]+)"', client.get(path).text) == tokens


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/compte/",
        "/compte/email/",
        "/compte/password/change/",
        "/compte/suppression/",
        "/compte/logout/",
        "/compte/inactive/",
        "/compte/confirm-email/",
        "/en/compte/",
    ],
)
def test_account_pages_stand_in_the_frame_of_the_site(signed_in, path):
    response = signed_in.get(path, follow=True)
    assert response.status_code == 200
    assert response.text.count("<h1") == 1
    assert 'class="site-header"' in response.text


@pytest.mark.django_db
def test_profile(signed_in, account):
    response = signed_in.post(
        "/compte/", {"first_name": "Inès", "last_name": "D’Essai", "language": "en"}
    )
    assert response.url == "/compte/"
    account.refresh_from_db()
    assert account.get_full_name() == "Inès D’Essai"
    assert account.wagtail_userprofile.preferred_language == "en"
    response = signed_in.post("/compte/", {"first_name": "a@b", "last_name": "x", "language": "xx"})
    assert sorted(response.context["form"].errors) == ["first_name", "language"]
    account.refresh_from_db()
    assert account.first_name == "Inès"


@pytest.mark.django_db
def test_the_account_is_the_members_own(client):
    for path in ("/compte/", "/compte/suppression/"):
        assert client.get(path).url == f"/compte/login/?next={path}"


@pytest.mark.django_db
def test_deleting_ones_account(signed_in, account, challenge):
    contribution = factories.ContributionFactory(page=challenge, user=account)
    wrong = signed_in.post("/compte/suppression/", {"password": "faux"})
    assert "password" in wrong.context["form"].errors
    assert User.objects.filter(pk=account.pk).exists()
    response = signed_in.post("/compte/suppression/", {"password": PASSWORD}, follow=True)
    assert response.status_code == 200
    assert not User.objects.filter(pk=account.pk).exists()
    assert not EmailAddress.objects.exists()
    assert "_auth_user_id" not in signed_in.session
    assert Contribution.objects.get(pk=contribution.pk).user_id is None


@pytest.mark.django_db
def test_the_last_administrator_stays(signed_in, account):
    account.is_superuser = True
    account.save()
    signed_in.post("/compte/suppression/", {"password": PASSWORD})
    assert User.objects.filter(pk=account.pk).exists()


@pytest.mark.django_db
def test_the_administration_has_the_same_login(signed_in, account):
    visitor = Client()
    step = visitor.get("/admin/")
    assert step.url == "/admin/login/?next=/admin/"
    assert visitor.get(step.url).url == "/compte/login/?next=/admin/"
    # A member without the right is told so, and not sent in circles.
    refused = signed_in.get("/admin/", follow=True)
    assert refused.status_code == 403
    account.is_superuser = True
    account.save()
    assert signed_in.get("/admin/").status_code == 200


@pytest.mark.django_db
def test_a_private_page_has_the_same_login(client, site_home, account):
    """Wagtail's own knows neither the limit of attempts nor addresses that are not confirmed."""
    page = site_home.get_children().first()
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert client.get(page.url).url == f"/compte/login/?next={page.url}"
    EmailAddress.objects.update(verified=False)
    for path in ("/_util/login/", "/en/_util/login/"):
        answer = client.post(
            f"{path}?next={page.url}", {"username": account.email, "password": PASSWORD}
        )
        assert "_auth_user_id" not in client.session
        assert answer.url.endswith(f"/compte/login/?next={page.url}")
