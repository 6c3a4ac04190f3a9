"""Finds the old site's files in a copy of wp-content/uploads, and never a file outside it."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from .records import Item
from .refusals import NoMedia

UPLOADS = "/uploads/"
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

    def find(self, name: str) -> FoundFile:
        """Find a file by its name within the uploads."""
        if self._root is None:
            return FoundFile(None, "file: no --media folder was given")
        if not name:
            return FoundFile(None, "file: the export does not name it")
        if STRANGE.search(name) or name.startswith("/") or ".." in Path(name).parts:
            return FoundFile(None, "file: its name leads out of the media folder")
        try:
            path = (self._root / name).resolve()
            if not path.is_relative_to(self._root):
                return FoundFile(None, "file: a link in the media folder leads out of it")
            return (
                FoundFile(path)
                if path.is_file()
                else FoundFile(None, "file: missing in the media folder")
            )
        except (OSError, ValueError, RuntimeError):
            return FoundFile(None, "file: missing in the media folder")


def name_of(item: Item) -> str:
    """Return an attachment's name within the uploads, like `2026/11/harbour.jpg`."""
    named = item.meta.get("_wp_attached_file", "").strip()
    if named and "://" not in named:
        return named
    return name_in(named or item.attachment_url)


def name_in(url: str) -> str:
    """Return the name within the uploads that an address speaks of; nothing for other addresses."""
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return ""
    _, found, name = path.partition(UPLOADS)
    return name if found else ""
