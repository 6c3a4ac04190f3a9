"""Writes a body as a page keeps it: every block with its id, and none that the editor would refuse to save."""

from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from django.core.exceptions import ValidationError

from standfirst.publishing.models import ArticlePage

from .bodies import Block

StoredBlock = dict[str, Any]


def stored_body(blocks: Sequence[Block], name: str) -> tuple[list[StoredBlock], Counter[str]]:
    """Return the blocks of a body as the stream field keeps them, and what had to be written as words.

    Args:
        name: names the body once for all, so that its blocks have the same ids whenever it is imported.
    """
    written: Counter[str] = Counter()
    stored: list[StoredBlock] = []
    for number, block in enumerate(blocks):
        made = _with_ids(block, f"{name}#{number}")
        if not _can_be_saved(made):
            written[f"{block.type} that the editor would not save: its words"] += 1
            words = "".join(f"<p>{line}</p>" for line in _lines_in(block.value))
            if not words:
                continue
            made = {**made, "type": "text", "value": words}
        stored.append(made)
    return stored, written


def _with_ids(block: Block, name: str) -> StoredBlock:
    value = block.value
    if block.type == "gallery":
        # Wagtail reads an item of a list without an id as one of an older kind, and finds nothing in it.
        items = [
            {**item, "id": str(uuid5(NAMESPACE_URL, f"{name}.{at}"))}
            for at, item in enumerate(value["pictures"])
        ]
        value = {**value, "pictures": items}
    return {"type": block.type, "value": value, "id": str(uuid5(NAMESPACE_URL, name))}


def _can_be_saved(block: StoredBlock) -> bool:
    """Ask the block itself; plain text has nothing to refuse, and is most of a body."""
    if block["type"] == "text":
        return True
    field = ArticlePage._meta.get_field("body").stream_block.child_blocks[block["type"]]
    try:
        field.clean(field.to_python(block["value"]))
    except ValidationError:
        return False
    return True


def _lines_in(value: object) -> Iterator[str]:
    """Yield what a reader would have read of a block, one line for each of its texts; addresses as links."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in {"url", "link"} and _leads_somewhere(inner):
                yield f'<a href="{escape(inner)}">{escape(inner, quote=False)}</a>'
            elif name not in {"type", "size", "level", "language"}:
                yield from _lines_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _lines_in(inner)
    elif isinstance(value, str) and value.strip():
        yield escape(value.strip(), quote=False)


def _leads_somewhere(address: object) -> bool:
    return isinstance(address, str) and urlsplit(address).scheme in {"http", "https"}
