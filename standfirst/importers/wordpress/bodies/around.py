"""Writes what a body shows and does not hold: footnotes, synced patterns, pictures named by a block's attributes, recordings."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from . import media
from .anchors import lead_to_notes, mark_places, place_html, place_of
from .embedded import name_embeds
from .inline import words_of
from .markup import attributes_of, parse_body

if TYPE_CHECKING:
    from lxml import etree

    from .convert import Walker

MOST_DIGITS = 15
# What all synced patterns together may add to one body: patterns that hold each other twice double at each level.
MOST_PATTERNS, LONGEST_OF_PATTERNS = 200, 1_000_000
BEYOND = "synced pattern beyond what one body may show"


def finish(walker: Walker, body: str) -> None:
    """Write what no block has shown: footnotes without a place of their own, recordings that the body does not play."""
    if walker.beside.footnotes and not walker.footnotes_written:
        footnotes(walker, None)
    for address in dict.fromkeys(walker.beside.recordings):
        if address and address not in body:
            media.recording(walker, address)
            walker.result.found["recording beside the body"] += 1


def footnotes(walker: Walker, _: etree._Element | None) -> None:
    """The notes, which WordPress keeps beside the body: a paragraph each, after its number."""
    walker.footnotes_written = True
    notes = _notes(walker.beside.footnotes)
    if not notes:
        walker.result.left_out["footnotes without their words"] += 1
    for number, (name, note) in enumerate(notes, 1):
        if name in walker.notes_called:
            walker.add("html", place_html([place_of(name)]))
        root = parse_body(note, found=walker.result.found, left_out=walker.result.left_out)
        inside = walker.inline.children(root)
        if inside.strip():
            walker.add("text", f"<p><sup>{number}</sup> {inside}</p>")


def mark_with_notes(walker: Walker, root: etree._Element) -> None:
    """Mark the places of a tree; the calls of notes lead to the notes, which are written later."""
    names = {name for name, _ in _notes(walker.beside.footnotes) if name}
    walker.notes_called |= lead_to_notes(root, names)
    mark_places(root)


def _notes(text: str) -> list[tuple[str, str]]:
    """Return each note's id and words."""
    try:
        found = json.loads(text or "[]")
    except (ValueError, RecursionError):
        return [("", text)]
    notes = found if isinstance(found, list) else []
    return [
        (str(note.get("id", "")), str(note.get("content", "")))
        for note in notes
        if isinstance(note, dict)
    ]


def pattern(walker: Walker, element: etree._Element) -> None:
    """A synced pattern, which stands in an item of its own; one in itself is shown once, and all together have a limit."""
    reference = _number(attributes_of(element).get("ref"))
    body = walker.places.pattern(reference) if reference else None
    if body is None or reference is None or reference in walker.patterns_open:
        walker.result.left_out["synced pattern that is not in the file"] += 1
        return
    lengths = walker.pattern_lengths
    if len(lengths) >= MOST_PATTERNS or sum(lengths) + len(body) > LONGEST_OF_PATTERNS:
        walker.result.left_out[BEYOND] += 1
        return
    lengths.append(len(body))
    walker.patterns_open.add(reference)
    root = parse_body(body, found=walker.result.found, left_out=walker.result.left_out)
    mark_with_notes(walker, root)
    walker.directions.note(root)
    name_embeds(root, walker.result.left_out)
    walker.box(root)
    walker.patterns_open.discard(reference)


def cover(walker: Walker, element: etree._Element) -> None:
    """A picture with words on it, which older versions named in the block's attributes only."""
    attributes = attributes_of(element)
    address = attributes.get("url", attributes.get("mediaUrl"))
    is_picture = attributes.get("backgroundType", "image") == "image"
    number = _number(attributes.get("id", attributes.get("mediaId")))
    is_shown = next(element.iter("img", "video"), None) is not None
    if not is_shown and is_picture and (number or isinstance(address, str)):
        media.show(walker, number, address if isinstance(address, str) else "")
    if len(element) or words_of(element).strip():
        walker.box(element)


def link(walker: Walker, element: etree._Element) -> None:
    """A block without words that draws something from elsewhere: its address."""
    attributes = attributes_of(element)
    for name in ("url", "feedURL", "src", "link"):
        address = attributes.get(name)
        if isinstance(address, str) and address.startswith(("https://", "http://")):
            media.embed(walker, address, "")
            return


def _number(value: object) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= MOST_DIGITS:
        value = int(value)
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return int(str(value)) if is_number and 0 < int(str(value)) < 10**MOST_DIGITS else None


HANDLERS: dict[str, Callable[[Walker, etree._Element], None]] = {
    "footnotes": footnotes,
    "block": pattern,
    "cover": cover,
    "media-text": cover,
}
