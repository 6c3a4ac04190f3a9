"""Finds the old site's files in a copy of wp-content/uploads, and never a file outside it."""

import re
from dataclasses import dataclass
from pathlib import Path
from unicodedata import normalize
from urllib.parse import unquote, urlsplit

from standfirst.importers.file_names import forms_of

from .records import Item
from .refusals import NoMedia

UPLOADS = "/uploads/"
SITE = re.compile(r"\A(?:sites/\d+|blogs\.dir/\d+/files)/")
NETWORK = re.compile(r"/(?:blogs\.dir/\d+/)?files/(?=\d{4}/\d\d/)")
HOSTED = re.compile(r"\.files\.wordpress\.com\Z")
PHOTON = re.compile(r"i\d\.wp\.com")
STRANGE = re.compile(r"[\x00-\x1f\x7f\\]")


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file, or why there is none."""

    path: Path | None
    why_not: str = ""


class MediaFolder:
    """A copy of wp-content/uploads; without one, nothing is found."""

    def __init__(self, folder: Path | None) -> None:
        """Look at `folder`.

        Raises:
            NoMedia: it is no folder.
        """
        if folder is not None and not folder.is_dir():
            raise NoMedia(f"{folder}: there is no such folder. Give a copy of wp-content/uploads.")
        self._root = folder.resolve() if folder else None

    def find(self, name: str, *, site: str = "") -> FoundFile:
        """Find a file by its name within the uploads; the folder may be of one site, of all of a network, or lie higher up.

        Args:
            site: the folder of the site within a network's uploads, like `sites/3/`.
        """
        if self._root is None:
            return FoundFile(None, "file: no --media folder was given")
        if not name:
            return FoundFile(None, "file: the export does not name it")
        why_not = ""
        for form in forms_of(name):
            for folder in dict.fromkeys(
                (site, "", f"uploads/{site}", f"wp-content/uploads/{site}")
            ):
                for written in dict.fromkeys(
                    (form, normalize("NFC", form), normalize("NFD", form))
                ):
                    found = self._at(self._root, folder + written)
                    if found.path is not None:
                        return found
                    why_not = why_not or found.why_not
        return FoundFile(None, why_not)

    def _at(self, root: Path, name: str) -> FoundFile:
        if STRANGE.search(name) or name.startswith("/") or ".." in Path(name).parts:
            return FoundFile(None, "file: its name leads out of the media folder")
        try:
            path = (root / name).resolve()
            if not path.is_relative_to(root):
                return FoundFile(None, "file: a link in the media folder leads out of it")
            if path.is_file():
                return FoundFile(path)
        except (OSError, ValueError, RuntimeError):
            pass
        return FoundFile(None, "file: missing in the media folder")


def name_of(item: Item) -> str:
    """Return an attachment's name within its site's uploads, like `2026/11/harbour.jpg`."""
    named = item.meta.get("_wp_attached_file", "").strip()
    if named and "://" not in named and not named.startswith("/"):
        return SITE.sub("", named)
    return name_in(named) or name_in(item.attachment_url) or _path_of(item.attachment_url)


def site_folder(item: Item) -> str:
    """Return the folder of an attachment's site in the uploads of a network, with a slash; else nothing."""
    _, found, name = _path_of(item.attachment_url, keep=True).partition(UPLOADS)
    site = SITE.match(name) if found else None
    return site[0] if site else ""


def name_in(url: str) -> str:
    """Return the name within the uploads that an address speaks of; nothing for other addresses.

    WordPress.com and old networks have uploads of their own, and one host serves the pictures of many sites.
    """
    path = _path_of(url, keep=True)
    _, found, name = path.partition(UPLOADS)
    if found:
        return SITE.sub("", name)
    if of_network := NETWORK.search(path):
        return path[of_network.end() :]
    return path.lstrip("/") if HOSTED.search(host_of(url)) else ""


def host_of(url: str) -> str:
    """Return the host that an address's file is of, also where another one passes it on; without `www.`."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
        passed_on = parts.path.lstrip("/").partition("/")[0] if PHOTON.fullmatch(host) else ""
    except ValueError:
        return ""
    return passed_on.lower().removeprefix("www.") or host


def _path_of(url: str, *, keep: bool = False) -> str:
    try:
        parts = urlsplit(url)
        path = unquote(parts.path)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if PHOTON.fullmatch(host):
        path = "/" + path.lstrip("/").partition("/")[2]
    return path if keep else path.lstrip("/")
