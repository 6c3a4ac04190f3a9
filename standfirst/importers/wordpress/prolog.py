"""Looks at the first bytes of a file: is this an export at all, and does it try to declare entities?

Done on bytes and before the XML parser sees one of them, so that no declaration is ever acted upon.
"""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from .oddities import Oddities
from .refusals import HostileFile, NotAnExport, UnreadableFile

LONGEST = 64 * 1024
HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*(?:<!doctype\s+html|<html)", re.IGNORECASE | re.DOTALL
)
ROOT = re.compile(rb"<rss(?=[\s>])")
DECLARATION = re.compile(rb"<\?xml\s[^<>]*\?>\s*")
NOTHING = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->)*\Z", re.DOTALL)
BOM = b"\xef\xbb\xbf"
DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def check_prolog(
    chunks: Iterator[bytes], path: Path, oddities: Oddities
) -> tuple[Iterator[bytes], int]:
    """Return the chunks from the XML declaration on, and the number of the line that they begin with.

    What PHP or a proxy wrote before it is left out.

    Raises:
        UnreadableFile: it is empty.
        NotAnExport: it has no root element of one.
    """
    start = _start_of(chunks)
    if not start.strip():
        raise UnreadableFile(f"{path}: the file is empty. Export it again.")
    root = ROOT.search(start[:LONGEST])
    if root is None:
        raise NotAnExport(_what_else(start, path))
    before, rest = _parted(start, root.start())
    between = rest[: root.start() - len(before)]
    _check(between if DECLARATION.match(rest) else before + between, path)
    _note(before.removeprefix(BOM), oddities)
    return chain([rest], chunks), 1 + before.count(b"\n")


def _start_of(chunks: Iterator[bytes]) -> bytes:
    start = b""
    for chunk in chunks:
        start += chunk
        if len(start) > LONGEST or ROOT.search(start):
            break
    return start


def _note(before: bytes, oddities: Oddities) -> None:
    if before.strip():
        oddities.note("something before the XML, like a notice of PHP: left out", 1)
    elif before:
        oddities.note("empty lines before the XML: left out", 1)


def _parted(start: bytes, root: int) -> tuple[bytes, bytes]:
    """Part what stands before the XML from it."""
    declaration = next(reversed([*DECLARATION.finditer(start, 0, root)]), None)
    begin = declaration.start() if declaration else root
    if declaration is None and NOTHING.match(start, 0, root):
        begin = 0
    return start[:begin], start[begin:]


def _check(between: bytes, path: Path) -> None:
    """Look at what stands between the declaration and the root element.

    Raises:
        HostileFile: it declares something.
        NotAnExport: it is no XML.
    """
    if DOCTYPE.search(between):
        raise HostileFile(
            f"{path}: it declares a document type, which no WordPress export does: nothing was taken."
        )
    if DECLARATION.match(between) and not NOTHING.match(between):
        raise NotAnExport(
            f"{path}: something stands between its first line and <rss>. Take it out, or export it again."
        )


def _what_else(start: bytes, path: Path) -> str:
    if HTML.match(start):
        return f"{path}: this is an HTML page, not an export. Sign in to WordPress, choose Tools > Export > All content, and give the file it sends."
    return f"{path}: this is not a WordPress export (WXR). In WordPress choose Tools > Export > All content, and give the file it sends."
