"""Reads a WordPress export (WXR 1.2) as a stream of records, one comment at a time.

The parser builds no tree: memory holds one comment, or one item's own fields, and never more. In an export an item's
fields and terms come before its comments, so an item is handed out as soon as its first comment opens.
"""

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from .fields import Collector
from .opening import Stream
from .prolog import check_prolog
from .records import Record
from .refusals import HostileFile, NotAnExport, UnreadableFile

LONGEST_TEXT = 10 * 1024 * 1024
"""Characters in one field. The longest book is shorter; what is longer is there to fill the memory."""


def read_export(stream: Stream) -> Iterator[Record]:
    """Yield what the file holds, in its order: the site, then its authors and terms, then items, each before its comments.

    Raises:
        UnreadableFile: damaged, cut short, or not XML.
        NotAnExport: XML, and not a WordPress export that we can read.
        HostileFile: an entity, a document type or a text without end.
    """
    collector = Collector(longest=LONGEST_TEXT)
    parser = etree.XMLParser(target=collector, resolve_entities=False, no_network=True, huge_tree=False)
    try:
        yield from _records(stream, collector, parser)
    except etree.XMLSyntaxError as error:
        raise _explained(error, stream.path) from error
    except (NotAnExport, HostileFile) as error:
        if str(error).startswith(str(stream.path)):
            raise
        raise type(error)(f"{stream.path}: {error}") from error


def _records(stream: Stream, collector: Collector, parser: etree.XMLParser) -> Iterator[Record]:
    silent = 0
    for chunk in check_prolog(stream.chunks(), stream.path):
        steps = collector.steps
        parser.feed(chunk)
        # libxml2 keeps a text that has not ended in its own buffer, where the collector cannot see it grow.
        silent = silent + len(chunk) if collector.steps == steps else 0
        if silent > LONGEST_TEXT:
            raise HostileFile(collector.too_long())
        yield from collector.take()
    parser.close()
    yield from collector.take()
    collector.check_complete()


def _explained(error: etree.XMLSyntaxError, path: Path) -> UnreadableFile | HostileFile:
    line = f"line {error.lineno}: " if error.lineno else ""
    said = (error.msg or "no XML").split(", line ")[0].strip()
    lowered = said.lower()
    if "too big" in lowered or "huge text" in lowered or "too long" in lowered:
        return HostileFile(f"{path}: {line}a text is longer than any article (10 MB): nothing was taken.")
    if "entity" in lowered and "not defined" in lowered:
        return HostileFile(f"{path}: {line}an entity ({said}), which no WordPress export holds: nothing was taken.")
    if any(sign in lowered for sign in ("premature end", "end of document", "cdata section not finished", "couldn't find end")):
        return UnreadableFile(f"{path}: {line}the file is cut short. Copy it again, or export it again.")
    return UnreadableFile(f"{path}: {line}not well-formed XML ({said}). Repair the line, or export it again.")
