"""Looks at the first bytes of a file: is this an export at all, and does it try to declare entities?

Done on bytes and before the XML parser sees one of them, so that no declaration is ever acted upon.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from .refusals import HostileFile, NotAnExport, UnreadableFile

LONGEST = 64 * 1024
BEFORE_ROOT = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
HTML = re.compile(rb"<!doctype\s+html|<html", re.IGNORECASE)
ROOT = re.compile(rb"<rss[\s>]")


def check_prolog(chunks: Iterator[bytes], path: Path) -> Iterator[bytes]:
    """Pass the chunks through once the root element has been seen.

    Raises:
        UnreadableFile: it is empty.
    """
    start = b""
    for chunk in chunks:
        start += chunk
        rest = start[_end_of_prolog(start) :]
        if len(rest) >= 16 or len(start) > LONGEST:
            break
    if not start.strip():
        raise UnreadableFile(f"{path}: the file is empty. Export it again.")
    _check_root(start[_end_of_prolog(start) :], path)
    yield start
    yield from chunks


def _end_of_prolog(start: bytes) -> int:
    found = BEFORE_ROOT.match(start)
    return found.end() if found else 0


def _check_root(rest: bytes, path: Path) -> None:
    if HTML.match(rest):
        raise NotAnExport(
            f"{path}: this is an HTML page, not an export. Sign in to WordPress, choose Tools > Export > All content, and give the file it sends."
        )
    if rest[:9].upper() == b"<!DOCTYPE":
        raise HostileFile(
            f"{path}: it declares a document type, which no WordPress export does: nothing was taken."
        )
    if not ROOT.match(rest):
        raise NotAnExport(
            f"{path}: this is not a WordPress export (WXR). In WordPress choose Tools > Export > All content, and give the file it sends."
        )
