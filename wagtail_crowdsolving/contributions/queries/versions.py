"""The language versions of a page: which one a reader is shown."""

from django.db.models import OuterRef, Subquery
from wagtail.models import Locale

from wagtail_crowdsolving.network.queries import translations_of


def version_in(page, language):
    """The version of ``page`` to show to a reader of ``language``: a live one where there is one."""
    return best_version(versions_of(page), language) or page


def versions_of(page):
    """All versions of ``page``, as ``best_version`` wants them."""
    return list(with_language(translations_of(page)).order_by("pk"))


def with_language(pages):
    """``pages``, each with the ``language_code`` that it is in; no join, so that rows can be locked."""
    code = Locale.objects.filter(pk=OuterRef("locale")).values("language_code")
    return pages.annotate(language_code=Subquery(code))


def best_version(versions, language):
    """Of the versions ``with_language`` of a page the one for a reader of ``language``."""
    return min(
        versions, key=lambda one: (not one.live, one.language_code != language), default=None
    )
