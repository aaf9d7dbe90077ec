import pytest
from allauth.account.models import EmailAddress
from site_pages.models import GovernancePage, HomePage, StandardPage

from tests import factories

PASSWORD = "une-phrase-assez-longue-2026"


@pytest.fixture
def site_home(home):
    """The site's own pages around a home page of the site, in French; the charter in English too."""
    page = home.get_parent().add_child(
        instance=HomePage(
            title="Accueil",
            slug="maison",
            locale=factories.locale(),
            headline="Des besoins d'ici, les idées de tout le monde",
            steps=[("step", {"title": "Un besoin", "text": "Quelqu'un le dit."})],
        )
    )
    site = home.get_site()
    site.root_page = page
    site.save()
    for title, slug, purpose, in_menu in (
        ("À propos", "a-propos", "", True),
        ("Charte des contributions", "charte", "charter", False),
        ("Accessibilité", "accessibilite", "accessibility", False),
        ("Mentions légales", "mentions-legales", "legal", False),
    ):
        page.add_child(
            instance=StandardPage(
                title=title,
                slug=slug,
                purpose=purpose,
                show_in_menus=in_menu,
                locale=factories.locale(),
                lead="En bref.",
                body=[
                    ("text", "<h2>Un titre</h2><p>Un texte.</p>"),
                    ("notice", {"text": "<p>Une note.</p>"}),
                    ("question", {"question": "Qui ?", "answer": "<p>Nous.</p>"}),
                ],
            )
        )
    page.add_child(
        instance=GovernancePage(
            title="Gouvernance", slug="gouvernance", locale=factories.locale(), show_in_menus=True
        )
    )
    return page


@pytest.fixture
def account(db):
    """A member with a confirmed address and a password."""
    user = factories.UserFactory()
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def signed_in(client, account):
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
