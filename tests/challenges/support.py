"""What the tests of a published challenge's life share."""

import datetime

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from wagtail_crowdsolving.challenges import actions, life
from wagtail_crowdsolving.pages.models import ChallengePage

DAY = datetime.date(2031, 5, 4)
NEW = {"opens_on": None, "closes_on": DAY, "followed_up_on": None}
MOMENT = {"date": DAY, "title": "Première rencontre", "text": "<p>Vingt personnes sont venues.</p>"}


def fresh(page):
    return ChallengePage.objects.get(pk=page.pk)


def set_dates(page, by, **changes):
    dates = {name: getattr(page, name) for name in life.DATES}
    return actions.set_dates(
        page=page, by=by, version=life.version(page, *life.DATES), **{**dates, **changes}
    )


def picture(title="Une photo"):
    return get_image_model().objects.create(title=title, file=get_test_image_file())


def document(title="Étude"):
    return get_document_model().objects.create(
        title=title, file=ContentFile(b"%PDF-1.4", name="etude.pdf")
    )


def told(page):
    return [value["title"] for _key, _version, value in life.listed(fresh(page), "updates")]


def dates_of(page, version=None, **changes):
    values = {name: getattr(page, name) or "" for name in life.DATES}
    version = life.version(page, *life.DATES) if version is None else version
    posted = {f"dates-{name}": value for name, value in {**values, **changes}.items()}
    return {"do": "dates", "version": version, **posted}
