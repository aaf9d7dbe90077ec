"""Run in a clean environment: prints the pages of a minimal site as a visitor gets them."""

import json
import os

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "minimal_settings"
django.setup()

from django.contrib.staticfiles import finders  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from wagtail.models import Site  # noqa: E402

import wagtail_crowdsolving  # noqa: E402
from wagtail_crowdsolving.pages import models  # noqa: E402

call_command("migrate", verbosity=0)
home = Site.objects.get(is_default_site=True).root_page
challenges = home.add_child(instance=models.ChallengeIndexPage(title="Les défis", slug="defis"))
challenges.add_child(
    instance=models.ChallengePage(
        title="L'eau à la Friche",
        slug="eau",
        guiding_question="Comment boire de l'eau du robinet ?",
        summary="Des gourdes, pas de bouteilles.",
        context="<p>Il fait chaud.</p>",
    )
)
catalogue = home.add_child(instance=models.CatalogueIndexPage(title="Catalogue", slug="catalogue"))
catalogue.add_child(
    instance=models.CatalogueProjectPage(
        title="Conciergerie", slug="conciergerie", summary="Utile."
    )
)

client = Client(SERVER_NAME="localhost", HTTP_ACCEPT_LANGUAGE="fr")
pages = {}
for path in ("/defis/", "/defis/eau/", "/catalogue/", "/catalogue/conciergerie/"):
    response = client.get(path)
    pages[path] = {"status": response.status_code, "html": response.content.decode()}
print(
    json.dumps(
        {
            "package": wagtail_crowdsolving.__file__,
            "stylesheet": finders.find("wagtail_crowdsolving/crowdsolving.css"),
            "pages": pages,
        }
    )
)
