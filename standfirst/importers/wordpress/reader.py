"""Reads a WordPress export (WXR 1.0 to 1.2) as a stream of records, one comment at a time.

The parser builds no tree: memory holds one comment, or one item's own fields, and never more. In an export an item's
fields and terms come before its comments, so an item is handed out as soon as its first comment opens.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from standfirst.lib.errors import Refused

from .cleaning import cleaned
from .fields import Collector
from .identities import Identities
from .oddities import Oddities
from .opening import Stream
from .prolog import check_prolog
from .records import Record
from .refusals import HostileFile, NotAnExport, UnreadableFile

LONGEST_TEXT = 10 * 1024 * 1024
"""Characters in one field. The longest book is shorter; what is longer is there to fill the memory."""

TOO_LONG = ("too big", "huge text", "too long", "buffer size limit")
END = b"</rss>"
LINES = re.compile(rb"[^\n]*\n|[^\n]+")


def read_export(
    stream: Stream, oddities: Oddities | None = None, identities: Identities | None = None
) -> Iterator[Record]:
    """Yield what the file holds, in its order: the site, then its authors and terms, then items, each before its comments.

    Args:
        oddities: is told what was odd and could be understood.
        identities: knows the items of other files that are read with this one.

    A file that cannot be taken raises UnreadableFile (damaged, cut short, no XML), NotAnExport (XML, and something else)
    or HostileFile (an entity, a document type, a text without end).
    """
    oddities = oddities or Oddities()
    collector = Collector(
        longest=LONGEST_TEXT, oddities=oddities, identities=identities or Identities()
    )
    parser = etree.XMLParser(
        # It needs no comments, and its text is text: less than the stubs ask for.
        target=collector,  # type: ignore[arg-type]
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
    )
    chunks, first_line = check_prolog(stream.chunks(), stream.path, oddities)
    collector.line = first_line
    try:
        yield from _records(cleaned(chunks, oddities, line=first_line), stream, collector, parser)
    except (etree.XMLSyntaxError, NotAnExport, HostileFile) as error:
        refusal = _explained(error, stream.path, first_line - 1)
        raise refusal from error
    if collector.has_more:
        oddities.note("something after the end of the XML: left out", collector.line)


def _records(
    chunks: Iterator[bytes], stream: Stream, collector: Collector, parser: etree.XMLParser
) -> Iterator[Record]:
    silent, end = 0, b""
    for chunk in chunks:
        steps = collector.steps
        _feed(chunk, collector, parser)
        yield from collector.take()
        end = (end + chunk)[-len(chunk) - 64 :].rstrip()[-len(END) :]
        if collector.is_closed:
            continue  # the rest is read for the sake of its compression alone
        if parser.feed_error_log:
            break  # `close` says which; nothing after it would be understood
        # libxml2 keeps a text that has not ended in its own buffer, where the collector cannot see it grow.
        silent = silent + len(chunk) if collector.steps == steps else 0
        if silent > LONGEST_TEXT:
            raise HostileFile(collector.too_long())
    else:
        if not collector.is_closed:
            raise UnreadableFile(
                f"{stream.path}: the file is cut short: its last line is missing. "
                "Copy it again, or export it again."
            )
    if not collector.is_closed:
        parser.close()
    collector.has_more = end != END
    collector.check_complete()
    yield from collector.take()


def _feed(chunk: bytes, collector: Collector, parser: etree.XMLParser) -> None:
    """Feed line by line, so that the collector knows in which it is, until the root element ends."""
    for line in LINES.findall(chunk):
        if collector.is_closed or parser.feed_error_log:
            return
        parser.feed(line)
        collector.line += line.endswith(b"\n")


def _explained(error: Exception, path: Path, lines_before: int) -> Refused:
    """Say with the file's name what is wrong with it; a refusal may have said so already."""
    if not isinstance(error, etree.XMLSyntaxError):
        named = str(error).startswith(str(path))
        return type(error)(str(error) if named else f"{path}: {error}")  # type: ignore[return-value]
    line = f"line {error.lineno + lines_before}: " if error.lineno else ""
    said = " ".join((error.msg or "no XML").split(", line ")[0].split())
    lowered = said.lower()
    if any(sign in lowered for sign in TOO_LONG):
        return HostileFile(
            f"{path}: {line}a text is longer than any article (10 MB): nothing was taken."
        )
    if "entity" in lowered and "not defined" in lowered:
        return HostileFile(
            f"{path}: {line}{said}, which no WordPress export holds: nothing was taken."
        )
    return UnreadableFile(
        f"{path}: {line}not well-formed XML ({said}). Repair the line, or export it again."
    )
