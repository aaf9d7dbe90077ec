from django import template
from django.conf import settings
from django.urls import translate_url
from django.utils.translation import get_language, get_language_info
from wagtail.models import Page

from site_pages.frame import get_frame
from wagtail_crowdsolving.network.queries import language_versions

register = template.Library()


@register.simple_tag(takes_context=True)
def site_frame(context):
    """The ``Frame`` around the page: ``{% site_frame as frame %}``."""
    return get_frame(context.get("request"))


@register.simple_tag(takes_context=True)
def other_languages(context):
    """``[{code, name, url}]`` of the languages in which what is shown can be read, but the active one.

    A Wagtail page is followed to its translations (one query at most); any other address is translated
    as an address.
    """
    request = context.get("request")
    if request is None:
        return []
    active = get_language()
    page = context.get("page")
    codes = [code for code, name in settings.LANGUAGES if code != active]
    if isinstance(page, Page) and page.pk:
        urls = {
            version.locale.language_code: version.get_url(request)
            for version in language_versions(page)
        }
    elif request.resolver_match and request.resolver_match.url_name != "wagtail_serve":
        urls = {code: translate_url(request.get_full_path(), code) for code in codes}
    else:
        urls = {}
    return [
        {
            "code": code,
            "name": get_language_info(code)["name_local"].capitalize(),
            "url": urls[code],
        }
        for code in codes
        if urls.get(code)
    ]


@register.filter
def starts_with(path, prefix):
    """Whether ``path`` is ``prefix`` or below it."""
    return bool(prefix) and str(path).startswith(str(prefix))
