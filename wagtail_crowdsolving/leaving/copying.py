"""What stays readable without the package: pages as files at their addresses, and all of it as data.

The pages are those that a visitor without an account may read, as such a visitor gets them: nothing else can
come into the copy. The rows of the rooms, with names and addresses of people, are written only where they are asked for.
"""

import json
import os
import re
from collections import deque
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import swapper
from bs4 import BeautifulSoup
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core import serializers
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.fields import StreamField
from wagtail.models import Site

from wagtail_crowdsolving import dates
from wagtail_crowdsolving.catalogue import queries as catalogue
from wagtail_crowdsolving.catalogue.pages import CatalogueProjectMixin
from wagtail_crowdsolving.contributions.models import Contribution
from wagtail_crowdsolving.leaving.removal import OURS, own_types
from wagtail_crowdsolving.network.models import Organisation, Territory, Theme
from wagtail_crowdsolving.network.people import public_name
from wagtail_crowdsolving.network.queries import canonical

#: What a copied address may ask for: the next page of a list, of a discussion.
ASKED = {"page", "discussion"}
#: Of the package's own addresses, those that show something to everybody.
SHOWN = {"contribution", "contribution_thread", "contribution_attachment"}
IN_CSS = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)""")
PAGE, FILE = "page", "file"


class Copy:
    """The pages of one site, copied into ``folder``. ``written``: how many files of each kind."""

    def __init__(self, site, folder):
        self.folder = Path(folder)
        self.host = site.hostname if site.port in (80, 443) else f"{site.hostname}:{site.port}"
        self.client = Client(HTTP_HOST=self.host)
        self.is_secure = site.port == 443
        self.written = {PAGE: 0, FILE: 0}
        self._pages, self._held, self._assets = [], set(), set()
        self._below = tuple(
            page.get_url(current_site=site) for page in _live_pages(site) if page.get_url()
        )

    def write(self):
        """Fetch whatever is reached from the pages of challenges and projects, then lead the links to it."""
        waiting = deque(dict.fromkeys(self._below))
        seen = set(waiting)
        while waiting:
            for found in self._fetch(waiting.popleft()):
                if found not in seen:
                    seen.add(found)
                    waiting.append(found)
        for address in self._pages:
            self._finish(address)
        return self.written

    def _fetch(self, address):
        """Write down what a visitor gets at ``address``; the addresses that it leads to and that are ours."""
        response = self.client.get(address, secure=self.is_secure)
        if 300 <= response.status_code < 400:
            target = _bare(urljoin(address, response["Location"]))
            if not self._is_shown(target):
                return []
            self._save(address, _leads_to(_as_file(response["Location"])))
            return [target]
        if response.status_code != 200:
            return []
        content = b"".join(response)
        if not response["Content-Type"].startswith("text/html"):
            self._save(address, content, FILE)
            return []
        self._save(address, content)
        self._pages.append(address)
        links = BeautifulSoup(content, "html.parser").find_all("a", href=True)
        targets = (self._here(urljoin(address, link["href"])) for link in links)
        return [target for target in targets if target and self._is_shown(target)]

    def _finish(self, address):
        """Bring what a page shows beside itself, and leave no link or button that the copy cannot answer."""
        path = self.folder / _file_of(address)
        html = BeautifulSoup(path.read_bytes(), "html.parser")
        for element in html.find_all(["script", "form", "template", "dialog"]):
            element.decompose()
        for element in html.find_all("a", href=True):
            target = urljoin(address, element["href"])
            bare = self._here(target)
            if bare is None:
                continue
            if bare in self._held:
                element["href"] = _as_file(target)
            elif self._is_ours(bare):
                element.unwrap()
            else:
                self._asset(bare)
        for element in html.find_all("link", rel="alternate"):
            bare = self._here(urljoin(address, element.get("href", "")))
            if bare is not None and bare not in self._held:
                element.decompose()  # a feed
        for element in html.find_all(["link", "img", "source", "video", "audio"]):
            beside = [element.get("href"), element.get("src")]
            beside += [
                part.split()[0] for part in element.get("srcset", "").split(",") if part.strip()
            ]
            for target in filter(None, beside):
                self._asset(self._here(urljoin(address, target)))
        self._say_what_it_is(html)
        path.write_text(str(html))

    def _here(self, target):
        """Path and query of an address of this site; ``None`` of another's."""
        parts = urlsplit(target)
        if parts.scheme in ("", "http", "https") and parts.netloc in ("", self.host):
            return _bare(target)
        return None

    def _is_ours(self, bare):
        path = urlsplit(bare).path
        return path.startswith(self._below) or _name_at(path) is not None

    def _is_shown(self, bare):
        """Whether something of ours stands there that everybody may read."""
        parts = urlsplit(bare)
        if not set(parse_qs(parts.query)) <= ASKED:
            return False
        name = _name_at(parts.path)
        return name in SHOWN if name else parts.path in self._below

    def _asset(self, address):
        """Copy a style sheet, a font, a picture or a document, with what a style sheet asks for."""
        path = urlsplit(address or "").path
        if not path or path in self._assets:
            return
        self._assets.add(path)
        content = _static(path) or _media(path)
        if content is None and path.startswith("/documents/"):
            response = self.client.get(path, secure=self.is_secure)
            content = b"".join(response) if response.status_code == 200 else None
        if content is None:
            return
        self._save(path, content, FILE)
        if path.endswith(".css"):
            for target in IN_CSS.findall(content.decode("utf-8", "replace")):
                if not target.startswith(("data:", "#")):
                    self._asset(urljoin(path, target))

    def _say_what_it_is(self, html):
        main = html.select_one(".cs-main") or html.find("main") or html.find("body")
        if main is not None:
            note = html.new_tag("p", role="note")
            note.string = _(
                "This is a copy of %(date)s, to be read: one can no longer take part."
            ) % {"date": dates.write(timezone.localdate())}
            main.insert(0, note)

    def _save(self, address, content, kind=PAGE):
        path = (self.folder / _file_of(address)).resolve()
        if path.is_relative_to(self.folder.resolve()):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            self.written[kind] += 1
            self._held.add(address)


def _live_pages(site):
    base = swapper.load_model("wagtailcore", "Page")
    keys = [page.pk for model in own_types() for page in model.objects.live().only("pk")]
    roots = [site.root_page, *site.root_page.get_translations()]
    return [
        page
        for root in roots
        for page in base.objects.filter(pk__in=keys).descendant_of(root, inclusive=True).specific()
    ]


def _bare(address):
    """Path and query of an address."""
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _file_of(address):
    """The file that a web server hands out at a path; a further page of a list has a name of its own."""
    parts = urlsplit(address)
    path = parts.path.lstrip("/")
    asked = "-".join(
        f"{name}-{values[0]}" for name, values in sorted(parse_qs(parts.query).items())
    )
    asked = re.sub(r"[^\w.-]", "_", asked)
    if path and not path.endswith("/"):
        return path
    return f"{path}{asked or 'index'}.html"


def _as_file(address):
    """The address at which the copy of ``address`` is found."""
    parts = urlsplit(address)
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    if parts.query and parts.path.endswith("/"):
        return f"/{_file_of(_bare(address))}{fragment}"
    return parts.path + fragment


def _leads_to(address):
    """A page that leads on by itself."""
    return format_html(
        '<!doctype html><meta charset="utf-8"><title>→</title>'
        '<meta http-equiv="refresh" content="0; url={0}"><a href="{0}">{0}</a>',
        address,
    ).encode()


def _name_at(path):
    """The name of the package's own address at ``path``; ``None`` where it is none."""
    with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            match = resolve(path)
        except Resolver404:
            return None
    return match.url_name if match.namespace == "wagtail_crowdsolving" else None


def _static(path):
    base = urlsplit(staticfiles_storage.base_url or "").path
    if not base or not path.startswith(base):
        return None
    name = path.removeprefix(base)
    found = finders.find(name)
    if found:
        return Path(found).read_bytes()
    try:  # the name that a storage with fingerprints gave it
        with staticfiles_storage.open(name) as file:
            return file.read()
    except OSError:
        return None


def _media(path):
    base = urlsplit(getattr(default_storage, "base_url", "") or "").path
    if not base or not path.startswith(base):
        return None
    try:
        with default_storage.open(path.removeprefix(base)) as file:
            return file.read()
    except OSError:
        return None


def write_public_data(folder):
    """What everybody could read, for programs, as one file for each kind of thing. How many of each."""
    pages = [
        _page(page)
        for model in own_types()
        for page in model.objects.live().public().order_by("pk")
    ]
    public = {page["id"] for page in pages} | {page["discussion"] for page in pages}
    texts = [
        _contribution(one)
        for one in Contribution.objects.published()
        .filter(page__in=public)
        .select_related("user")
        .order_by("pk")
    ]
    rows = {"pages": pages, "contributions": texts}
    for name, model in (
        ("organisations", Organisation),
        ("themes", Theme),
        ("territories", Territory),
    ):
        named = model.objects.select_related("locale").order_by("pk")
        rows[name] = [_named(one) for one in named]
    Path(folder).mkdir(parents=True, exist_ok=True)
    for name, found in rows.items():
        text = json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        (Path(folder) / f"{name}.json").write_text(text)
    return {name: len(found) for name, found in rows.items()}


def _page(page):
    """What the package knows of a public page: no field of the site's own, and no account."""
    fields = [
        field
        for base in type(page).__mro__
        if base.__module__.startswith(f"{OURS[0]}.") and hasattr(base, "_meta")
        for field in (*base._meta.local_fields, *base._meta.local_many_to_many)
        if field.related_model is not get_user_model() and not field.name.endswith("_ptr")
    ]
    held = page.serializable_data()
    data = {
        "id": page.pk,
        "type": page._meta.label,
        "address": page.full_url,
        "language": page.locale.language_code,
        "discussion": canonical(page).pk,
        "title": page.title,
        "published": page.first_published_at,
    }
    for field in fields:
        value = held.get(field.name)
        data[field.name] = json.loads(value) if isinstance(field, StreamField) else value
    if isinstance(page, CatalogueProjectMixin):
        data["stages"] = [
            {"stage": entry.stage, "date": entry.date_machine, "note": entry.note}
            for entry in catalogue.entries_of(page)
        ]
    return data


def _named(one):
    return {"id": one.pk, "language": one.locale.language_code, "name": one.name}


def _contribution(one):
    with translation.override(one.language):
        return {
            "id": one.pk,
            "discussion": one.page_id,
            "answers": one.in_reply_to_id,
            "kind": one.kind,
            "language": one.language,
            "author": public_name(one.user),
            "published": one.published_at,
            "text": one.comment,
            "html": one.body,
            "place": one.place,
            "link": one.link,
            "official": one.is_official,
            "retained": one.retained_at,
            "retained_because": one.retained_note,
            "supports": one.supports,
        }


def write_records(path):
    """Every row of the package as a line of JSON, people's names and addresses with them: read by its owner alone.

    ``manage.py loaddata`` reads it on a site that has the package (``.jsonl``). How many lines.
    """
    number = 0
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        for model in apps.get_models():
            if model._meta.app_label not in OURS:
                continue
            rows = model._base_manager.order_by("pk").iterator(chunk_size=500)
            for row in rows:
                serializers.serialize("jsonl", [row], stream=file)
                number += 1
    return number


def sites():
    """The sites of this installation. 1 query."""
    return list(Site.objects.select_related("root_page"))
