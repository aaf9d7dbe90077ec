"""What stays readable without the package: its pages, as files at their addresses.

The pages are those that a visitor without an account may read, as such a visitor gets them: nothing else can
come into the copy.
"""

import re
from collections import deque
from pathlib import Path
from urllib.parse import quote, urlsplit

from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Site

from wagtail_crowdsolving import clock, dates
from wagtail_crowdsolving.contributions.words import DISCUSSION_PAGE, SMALLER, THREAD_PAGE
from wagtail_crowdsolving.leaving import addresses, assets
from wagtail_crowdsolving.leaving.belongings import own_types, page_model
from wagtail_crowdsolving.leaving.public_data import shown_types
from wagtail_crowdsolving.listing.pages import LIST_PAGE

#: What a copied address may ask for: the next page of a list, of a discussion, of a thread; a smaller picture.
ASKED = {LIST_PAGE, DISCUSSION_PAGE, THREAD_PAGE, SMALLER}
#: Of the package's own addresses, those that show something to everybody.
SHOWN = {"contribution", "contribution_thread", "contribution_attachment"}
IN_CSS = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)""")
#: What shows a file inside a page.
SHOWING = ["link", "img", "source", "video", "audio"]
PAGE, FILE = "page", "file"


class Copy:
    """The pages of one site, copied into ``folder``.

    ``written``: how many files of each kind; ``missing``: the addresses of public pages that the site did not
    hand out, with why; ``elsewhere``: pictures and style sheets of other hosts, which are left out.
    """

    def __init__(self, site, folder):
        self.folder = Path(folder)
        self.host = host_of(site)
        # A site behind a proxy says "this is broken" by its status, which is named then.
        self.client = Client(HTTP_HOST=self.host, raise_request_exception=False)
        self.is_secure = site.port == 443 or settings.SECURE_SSL_REDIRECT
        self.written = {PAGE: 0, FILE: 0}
        self.missing, self.elsewhere = {}, set()
        self._pages, self._held, self._assets, self._led = [], {}, set(), {}
        self._shown, self._below = _public_pages(site)

    def write(self):
        """Fetch whatever is reached from the pages of challenges and projects, then lead the links to it."""
        waiting = deque(self._shown)
        seen = set(waiting)
        while waiting:
            for found in self._fetch(waiting.popleft()):
                if found not in seen:
                    seen.add(found)
                    waiting.append(found)
        for address, target in self._led.items():
            if target not in self._held:
                self._miss(address, "leads to an address that is not shown")
        for address in self._pages:
            self._finish(address)
        return self.written

    def _get(self, address):
        return self.client.get(addresses.inside(address), secure=self.is_secure)

    def _miss(self, address, why):
        if address in self._shown:
            self.missing[address] = why

    def _fetch(self, address):
        """Write down what a visitor gets at ``address``; the addresses that it leads to and that are ours."""
        response = self._get(address)
        if 300 <= response.status_code < 400:
            where = addresses.joined(address, response["Location"])
            target = self._here(where)
            if target is None or target == address or not self._is_shown(target):
                self._miss(address, f"{response.status_code} → {response['Location']}")
                return []
            self._led[address] = target
            self._save(address, addresses.leads_to(addresses.link_to(where)))
            return [target]
        if response.status_code != 200:
            self._miss(address, str(response.status_code))
            return []
        content = b"".join(response)
        if not response["Content-Type"].startswith("text/html"):
            self._save(address, content, FILE, addresses.ending_of(response["Content-Type"]))
            return []
        if not self._save(address, content):
            return []
        self._pages.append(address)
        html = BeautifulSoup(content, "html.parser")
        links = [link["href"] for link in html.find_all("a", href=True)]
        links += [link for element in html.find_all(SHOWING) for link in _shown_in(element)]
        targets = (self._here(addresses.joined(address, link)) for link in links)
        return [target for target in targets if target and self._is_shown(target)]

    def _finish(self, address):
        """Bring what a page shows beside itself, and leave no link or button that the copy cannot answer."""
        path = self._path(self._held[address])
        html = BeautifulSoup(path.read_bytes(), "html.parser")
        for element in html.find_all(["script", "form", "template", "dialog"]):
            element.decompose()
        for element in html.find_all("a", href=True):
            target = addresses.joined(address, element["href"])
            bare = self._here(target)
            if bare is None:
                continue
            if bare in self._held:
                element["href"] = self._link(bare, urlsplit(target).fragment)
            elif self._is_ours(bare):
                element.unwrap()
            else:
                self._document(bare)
        for element in html.find_all("link", rel="alternate"):
            bare = self._here(addresses.joined(address, element.get("href", "")))
            if bare is not None and bare not in self._held:
                element.decompose()  # a feed
        for element in html.find_all(SHOWING):
            self._bring(element, address)
        _say_what_it_is(html)
        path.write_text(str(html), encoding="utf-8")

    def _bring(self, element, address):
        """The files that ``element`` shows: those of contributions by their new names, others at their address."""
        for link in _shown_in(element):
            target = addresses.joined(address, link)
            bare = self._here(target)
            if bare is None:
                if target and urlsplit(target).scheme in ("http", "https"):
                    self.elsewhere.add(target)
            elif bare in self._held:
                for name in ("href", "src", "poster"):
                    if element.get(name) == link:
                        element[name] = self._link(bare)
                if element.get("srcset"):
                    element["srcset"] = ", ".join(
                        " ".join([self._link(bare) if word == link else word for word in words])
                        for words in _candidates(element)
                    )
            else:
                self._asset(bare)

    def _here(self, target):
        """Path and query of an address of this site; ``None`` of another's."""
        if target is None:
            return None
        parts = urlsplit(target)
        if parts.scheme in ("", "http", "https") and parts.netloc in ("", *self._hosts):
            return addresses.bare(target)
        return None

    @property
    def _hosts(self):
        name = self.host.partition(":")[0]
        return {self.host} if name != self.host else {name, f"{name}:80", f"{name}:443"}

    def _is_ours(self, bare):
        path = urlsplit(bare).path
        return (
            path in self._shown
            or path.startswith(self._below)
            or addresses.name_at(path) is not None
        )

    def _is_shown(self, bare):
        """Whether something of ours stands there that everybody may read."""
        path = urlsplit(bare).path
        if not set(addresses.asked(bare)) <= ASKED:
            return False
        name = addresses.name_at(path)
        return name in SHOWN if name else path in self._shown

    def _document(self, bare):
        """A document of the library, as the view that asks for a visitor's rights hands it out."""
        path = urlsplit(bare).path
        match = addresses.match_at(path)
        if match is None or match.url_name != "wagtaildocs_serve" or path in self._assets:
            return
        self._assets.add(path)
        response = self._get(path)
        content = b"".join(response) if response.status_code == 200 else None
        if 300 <= response.status_code < 400:
            target = self._here(addresses.joined(path, response["Location"]))
            if target is not None:
                content = assets.read_media(urlsplit(target).path, self.host, private=True)
        if content is not None:
            self._save(path, content, FILE, "")

    def _asset(self, bare, *, media=True):
        """Copy a style sheet, a font or a picture, with what a style sheet asks for."""
        path = urlsplit(bare).path
        if path in self._assets:
            return
        self._assets.add(path)
        content = assets.read_static(path, self.host)
        if content is None and media:
            content = assets.read_media(path, self.host)
        if content is None:
            return
        self._save(path, content, FILE, "")
        if path.endswith(".css"):
            for link in IN_CSS.findall(content.decode("utf-8", "replace")):
                target = self._here(addresses.joined(path, link))
                if target is not None and not link.startswith(("data:", "#")):
                    self._asset(target, media=False)

    def _save(self, address, content, kind=PAGE, ending=addresses.HTML):
        """Whether it could be written; a page that could not is named."""
        name = addresses.name_of(address, ending)
        try:
            path = self._path(name).resolve()
            if not path.is_relative_to(self.folder.resolve()):
                raise ValueError(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except (OSError, ValueError) as error:
            self._miss(address, str(error))
            return False
        self.written[kind] += 1
        self._held[address] = name
        return True

    def _path(self, name):
        return self.folder / name

    def _link(self, bare, fragment=""):
        """The address of the copy of what was found at ``bare``."""
        name = self._held[bare]
        if name.endswith("index.html") and not urlsplit(bare).query:
            return urlsplit(bare).path + (f"#{fragment}" if fragment else "")
        return f"/{quote(name)}" + (f"#{fragment}" if fragment else "")


def _shown_in(element):
    """The links of the files that ``element`` shows; of a ``link`` only style sheets and icons."""
    if element.name == "link":
        rel = element.get("rel") or []
        shows = any(word == "stylesheet" or word.endswith("icon") for word in rel)
        return [element["href"]] if shows and element.get("href") else []
    found = [element.get("src"), element.get("poster")]
    found += [words[0] for words in _candidates(element)]
    return list(dict.fromkeys(filter(None, found)))


def _candidates(element):
    """The parts of a ``srcset``: ``[address, width]``."""
    return [part.split() for part in element.get("srcset", "").split(",") if part.strip()]


def _say_what_it_is(html):
    """One line on top, in the language of the page."""
    main = html.select_one(".cs-main") or html.find("main") or html.find("body")
    if main is None:
        return
    language = html.html.get("lang") if html.html else None
    with translation.override(language or settings.LANGUAGE_CODE):
        note = html.new_tag("p", role="note")
        note.string = _("This is a copy of %(date)s, to be read: one can no longer take part.") % {
            "date": dates.write(clock.today())
        }
    main.insert(0, note)


def _public_pages(site):
    """The addresses of the pages that everybody may read and that show something of the package, in order;
    and those below which all is the package's."""
    keys = {page.pk for model in shown_types() for page in model.objects.live().only("pk")}
    roots = [site.root_page, *site.root_page.get_translations()]
    first = {root.pk for root in roots}
    own = tuple(own_types())
    shown, below = {}, []
    for root in roots:
        pages = page_model().objects.filter(pk__in=keys).descendant_of(root, inclusive=True)
        for page in pages.public().specific():
            if not (address := page.get_url(current_site=site)):
                continue
            address = addresses.bare(addresses.joined("/", address))
            shown[address] = page.pk
            if isinstance(page, own) and page.pk not in first:
                below.append(f"{address.rstrip('/')}/")
    return shown, tuple(below)


def host_of(site):
    """The name by which browsers ask for a site."""
    return site.hostname if site.port in (80, 443) else f"{site.hostname}:{site.port}"


def folder_of(site, all_sites):
    """The folder of a site's pages: its name, with the port where two of its name differ by that."""
    alike = [one for one in all_sites if one.hostname == site.hostname]
    return site.hostname if len(alike) == 1 else f"{site.hostname}-{site.port}"


def sites():
    """The sites of this installation. 1 query."""
    return list(Site.objects.select_related("root_page"))
