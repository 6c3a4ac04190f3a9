"""Reads a WordPress export (WXR 1.2) as a stream of records, one comment at a time.

The parser builds no tree: memory holds one comment, or one item's own fields, and never more. In an export an item's
fields and terms come before its comments, so an item is handed out as soon as its first comment opens.
"""

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from standfirst.lib.errors import Refused

from .fields import Collector
from .opening import Stream
from .prolog import check_prolog
from .records import Record
from .refusals import HostileFile, NotAnExport, UnreadableFile

LONGEST_TEXT = 10 * 1024 * 1024
"""Characters in one field. The longest book is shorter; what is longer is there to fill the memory."""

TOO_LONG = ("too big", "huge text", "too long", "buffer size limit")
END = b"</rss>"


def read_export(stream: Stream) -> Iterator[Record]:
    """Yield what the file holds, in its order: the site, then its authors and terms, then items, each before its comments.

    A file that cannot be taken raises UnreadableFile (damaged, cut short, no XML), NotAnExport (XML, and something else)
    or HostileFile (an entity, a document type, a text without end).
    """
    collector = Collector(longest=LONGEST_TEXT)
    parser = etree.XMLParser(
        # It needs no comments, and its text is text: less than the stubs ask for.
        target=collector,  # type: ignore[arg-type]
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
    )
    try:
        yield from _records(stream, collector, parser)
    except (etree.XMLSyntaxError, NotAnExport, HostileFile) as error:
        refusal = _explained(error, stream.path)
        raise refusal from error


def _records(stream: Stream, collector: Collector, parser: etree.XMLParser) -> Iterator[Record]:
    silent, end = 0, b""
    for chunk in check_prolog(stream.chunks(), stream.path):
        steps = collector.steps
        parser.feed(chunk)
        yield from collector.take()
        if parser.feed_error_log:
            break  # `close` says which; nothing after it would be understood
        # libxml2 keeps a text that has not ended in its own buffer, where the collector cannot see it grow.
        silent = silent + len(chunk) if collector.steps == steps else 0
        if silent > LONGEST_TEXT:
            raise HostileFile(collector.too_long())
        end = (end + chunk)[-len(chunk) - 64 :].rstrip()[-len(END) :]
    else:
        if end != END:
            raise UnreadableFile(
                f"{stream.path}: the file is cut short: its last line is missing. "
                "Copy it again, or export it again."
            )
    parser.close()
    collector.check_complete()
    yield from collector.take()


def _explained(error: Exception, path: Path) -> Refused:
    """Say with the file's name what is wrong with it; a refusal may have said so already."""
    if not isinstance(error, etree.XMLSyntaxError):
        named = str(error).startswith(str(path))
        return type(error)(str(error) if named else f"{path}: {error}")  # type: ignore[return-value]
    line = f"line {error.lineno}: " if error.lineno else ""
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
