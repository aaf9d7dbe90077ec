"""Style sheets, fonts and pictures, read where the site has them."""

import posixpath
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage

#: Folders of the media that a visitor reaches through a view which asks for rights, or not at all.
PRIVATE = ("documents/", "original_images/")


def read_static(path, host):
    """The static file at ``path`` of the site at ``host``; ``None``: there is none."""
    name = _name(staticfiles_storage, path, host)
    if name is None:
        return None
    try:
        found = finders.find(name)
        if found:
            return Path(found).read_bytes()
    except (OSError, SuspiciousOperation, ValueError):
        return None
    return _read(staticfiles_storage, name)  # the name that a storage with fingerprints gave it


def read_media(path, host, *, private=False):
    """The medium at ``path``; ``private``: also one that is handed out by a view alone."""
    name = _name(default_storage, path, host)
    if name is None or (not private and name.lower().startswith(PRIVATE)):
        return None
    return _read(default_storage, name)


def _name(storage, path, host):
    """The name of the file at ``path`` in ``storage``, if its address is one of this host."""
    base = urlsplit(getattr(storage, "base_url", None) or "")
    if not base.path or base.netloc not in ("", host):
        return None
    path = unquote(path)
    if not path.startswith(base.path) or "\\" in path:
        return None
    name = path.removeprefix(base.path)
    # "a/../b" and "a//b" are what no page of the site writes.
    return name if name and name == posixpath.normpath(name) and name[0] not in "./" else None


def _read(storage, name):
    try:
        with storage.open(name) as file:
            return file.read()
    except (OSError, SuspiciousOperation, ValueError):
        return None
