"""Makes one tree of a body: block delimiters and shortcodes become elements, then HTML is parsed as browsers do.

WordPress writes structure in three languages at once (HTML, comments that delimit blocks, shortcodes in brackets).
After this step there is one, and what follows only has to look at elements.
"""

import json
import re
from collections import Counter
from html import escape, unescape
from typing import Any

from lxml import etree

from .emoji import with_signs
from .shortcodes import expand_shortcodes

DELIMITER = re.compile(
    r"\s+(/?)wp:([a-z][a-z0-9_-]*(?:/[a-z][a-z0-9_-]*)?)\s*(.*?)(/?)\s*\Z", re.DOTALL
)
# “a<b and c>d”: words, where an element would have attributes with values.
NO_TAG = re.compile(
    r"<(?=(?:[abiqsup]|em|br)\s(?!\s*hidden\b)\s*+[a-z]++(?:\s++[a-z]++)*+\s*+>)", re.IGNORECASE
)
LONGEST_DELIMITER = 20_000
# What this package marks places in a text with, until it is written.
RESERVED = re.compile("[\ue000\ue001]")
NOTE = re.compile(r"(?<=\s)\(\((?=[^\s()])([^()]+)\)\)")
AS_TYPED = frozenset({"code", "kbd", "pre", "samp", "textarea", "tt", "var"})
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
UNSEEN = re.compile(
    r"<(script|style|template)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|<[a-z/!?][^>]*(?:>|\Z)",
    re.IGNORECASE | re.DOTALL,
)


def parse_body(
    body: str, *, found: Counter[str] | None = None, left_out: Counter[str] | None = None
) -> etree._Element:
    """Return the body's root element; never fails, and a body nested beyond reason keeps its words only.

    Shortcodes are counted in `found`, and in `left_out` those without a counterpart.
    """
    text = (
        with_signs(RESERVED.sub("", CONTROL.sub("", NO_TAG.sub("&lt;", body))))
        .replace("\r\n", "\n")
        .replace("\r", "\n")
    )
    parser = etree.HTMLParser(
        remove_comments=True, remove_pis=True, encoding="utf-8", huge_tree=False
    )
    expanded = expand_shortcodes(
        text,
        found=Counter() if found is None else found,
        left_out=Counter() if left_out is None else left_out,
    )
    marked = _with_block_elements(expanded)
    root = etree.fromstring(f"<html><body>{marked}</body></html>".encode(), parser)
    if root is None or any(
        entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log
    ):
        return _words_only(text)
    _write_notes(root)
    return root


def _write_notes(root: etree._Element) -> None:
    """Write a note in double brackets, as a plugin reads them, like the other notes: in single ones."""
    for element in root.iter(etree.Element):
        if element.tag not in AS_TYPED and element.text:
            element.text = NOTE.sub(r"(\1)", element.text)
        parent = element.getparent()
        if element.tail and (parent is None or parent.tag not in AS_TYPED):
            element.tail = NOTE.sub(r"(\1)", element.tail)


def attributes_of(element: etree._Element) -> dict[str, Any]:
    """Return the attributes that a block's delimiter carried; none where they are no JSON object."""
    try:
        found = json.loads(element.get("data-attributes", ""))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _with_block_elements(text: str) -> str:
    parts: list[str] = []
    position = 0
    while (start := text.find("<!--", position)) != -1:
        end = text.find("-->", start)
        if end == -1:
            break
        inside = text[start + 4 : end]
        parts.append(text[position:start])
        if len(inside) < LONGEST_DELIMITER and (mark := DELIMITER.match(inside)):
            parts.append(_tag(*mark.groups()))
        else:
            parts.append(text[start : end + 3])
        position = end + 3
    parts.append(text[position:])
    return "".join(parts)


def _tag(closes: str, name: str, attributes: str, empty: str) -> str:
    if closes:
        return "</wp-block>"
    opening = f'<wp-block data-name="{name.removeprefix("core/")}" data-attributes="{escape(attributes.strip())}">'
    return f"{opening}</wp-block>" if empty else opening


def _words_only(text: str) -> etree._Element:
    root = etree.Element("body")
    paragraph = etree.SubElement(root, "p")
    paragraph.text = CONTROL.sub("", unescape(UNSEEN.sub(" ", text)))
    return root
