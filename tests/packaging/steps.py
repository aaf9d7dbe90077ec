"""The code blocks of the documentation, applied to a site.

A comment above a code block (``% apply: …``, which readers do not see) says how it is applied:

``shell``                  its lines are run, one after the other
``serve``                  the last step: the server is started, pages are fetched
``append FILE``            added at the end of a file
``write FILE``             a new file
``rewrite FILE``           the whole of a file that is there
``insert FILE before TEXT``  put above the only line with this text
``replace FILE TEXT``      put in the place of this text, the only one
``replace-last FILE TEXT`` put in the place of the last one of this text
``cut FILE``               each of its lines is taken out of the file, where it stands once

Blocks without such a comment are not for that site (a unit of systemd, say).
"""

import re
import socket
import urllib.error
import urllib.request

from tests.packaging.conftest import ROOT

BLOCK = re.compile(
    r"^(?:% apply: (?P<how>.+)\n)?(?P<fence>`{3,})(?P<head>.+)\n(?P<body>(?:.*\n)*?)(?P=fence)$",
    re.M,
)


def blocks(page="install"):
    """``(how, text)`` of each code block, in the order of the page."""
    for match in BLOCK.finditer((ROOT / "docs" / f"{page}.md").read_text()):
        if match["head"].startswith(":::") or "note" in match["head"]:
            continue
        lines = match["body"].splitlines(keepends=True)
        while lines and re.match(r":\w+:", lines[0]):
            lines.pop(0)
        yield match["how"], "".join(lines)


def apply(site, how, text):
    verb, _, rest = how.partition(" ")
    name, _, detail = rest.partition(" ")
    path = site / name
    if verb in ("write", "rewrite"):
        path.parent.mkdir(parents=True, exist_ok=True)
        assert path.exists() is (verb == "rewrite")
        path.write_text(text)
        return
    content = path.read_text()
    if verb == "append":
        path.write_text(f"{content.rstrip()}\n\n{text}")
    elif verb == "insert":
        wanted = detail.removeprefix("before ")
        lines = content.splitlines(keepends=True)
        (place,) = [number for number, line in enumerate(lines) if line.strip() == wanted]
        path.write_text("".join([*lines[:place], text, *lines[place:]]))
    elif verb == "replace":
        assert content.count(detail) == 1, f"{detail!r} in {name}"
        path.write_text(content.replace(detail, text.strip("\n")))
    elif verb == "replace-last":
        before, _, after = content.rpartition(detail)
        path.write_text(before + text.strip("\n") + after)
    elif verb == "cut":
        for line in filter(None, text.splitlines()):
            assert content.count(line) == 1, f"{line!r} in {name}"
            content = content.replace(line, "")
        path.write_text(content)
    else:
        raise ValueError(how)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


def fetch(url):
    """``(status, location, body)``."""
    try:
        with urllib.request.build_opener(NoRedirect).open(url, timeout=30) as response:
            return response.status, "", response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get("Location", ""), error.read().decode()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
