"""The addresses of a site, and the files of its copy that stand for them."""

import mimetypes
import re
from urllib.parse import parse_qs, quote, unquote, urljoin, urlsplit

from django.conf import settings
from django.urls import Resolver404, get_script_prefix, resolve
from django.utils import translation
from django.utils.encoding import iri_to_uri
from django.utils.html import format_html

HTML = ".html"


def joined(address, link):
    """Where ``link`` on the page at ``address`` leads to; ``None`` where it is no address."""
    try:
        return iri_to_uri(urljoin(address, link.strip()))
    except ValueError:
        return None


def bare(address):
    """Path and query of an address."""
    parts = urlsplit(address)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def asked(address):
    """What an address asks for: ``{name: [values]}``."""
    return parse_qs(urlsplit(address).query, keep_blank_values=True)


def name_of(address, ending=HTML):
    """The file for what is found at ``address``, as a path in the copy.

    A page is the ``index.html`` of its folder, a further page of a list ``page-2.html`` beside it; another
    thing has the last part of its address for its name. ``ending``: what the name must end in.
    """
    path = unquote(urlsplit(address).path).strip("/")
    query = "-".join(f"{name}-{values[0]}" for name, values in sorted(asked(address).items()))
    query = re.sub(r"[^\w.-]", "_", query)
    if ending == HTML:
        return "/".join(filter(None, (path, (query or "index") + HTML)))
    name = f"{path}-{query}" if query else path
    return name if name.endswith(ending) else name + ending


def ending_of(content_type):
    """How the name of a file ends, that web servers may know it again: ``.jpg``."""
    kind = content_type.partition(";")[0].strip()
    return mimetypes.guess_extension(kind) or ".bin"


def link_to(address):
    """The address at which the copy of the page at ``address`` is found."""
    parts = urlsplit(address)
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return (f"/{quote(name_of(bare(address)))}" if parts.query else parts.path) + fragment


def leads_to(address):
    """A page that leads on by itself."""
    return format_html(
        '<!doctype html><meta charset="utf-8"><title>→</title>'
        '<meta http-equiv="refresh" content="0; url={0}"><a href="{0}">{0}</a>',
        address,
    ).encode()


def inside(address):
    """``address`` without the path below which the server has put the site (``FORCE_SCRIPT_NAME``)."""
    prefix = get_script_prefix()
    return f"/{address.removeprefix(prefix)}" if address.startswith(prefix) else address


def match_at(path):
    """What answers at ``path``, by Django's resolver; ``None``: nothing."""
    path = unquote(inside(path))
    with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            return resolve(path)
        except Resolver404:
            return None


def name_at(path):
    """The name of the package's own address at ``path``; ``None`` where it is none."""
    match = match_at(path)
    return match.url_name if match and match.namespace == "wagtail_crowdsolving" else None
