"""Writes inline HTML anew with only what our rich text knows; nothing of the old mark-up is copied."""

import re
from collections.abc import Collection
from html import escape
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from lxml import etree

from .anchors import MARK, MARKED
from .results import Places

TAGS = {
    "b": "b", "strong": "b", "i": "i", "em": "i", "cite": "i", "s": "s", "strike": "s", "del": "s", "sup": "sup", "sub": "sub",
    "code": "code", "kbd": "code", "samp": "code", "tt": "code", "var": "i", "dfn": "i",
}  # fmt: skip
UNSEEN = frozenset(
    {
        "script",
        "style",
        "template",
        "noscript",
        "head",
        "link",
        "meta",
        "base",
        "object",
        "applet",
        "iframe",
        "wp-gallery",
        "wp-playlist",
    }
)
STYLES = {
    "b": re.compile(r"font-weight:\s*(?:bold|[6-9]00)"),
    "i": re.compile(r"font-style:\s*italic"),
    "s": re.compile(r"text-decoration[\w-]*:[^;]*line-through"),
}
IN_THE_EDITOR = URLValidator(schemes=["http", "https"])
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
LINES = frozenset(
    {
        "p",
        "div",
        "section",
        "article",
        "li",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "figcaption",
        "dt",
        "dd",
        "summary",
    }
)
CELLS = frozenset({"td", "th", "option", "button", "textarea", "legend", "label"})
DEEPEST = 40
# A sign that no body holds by then.
LINE_END = "\x1e"
END_OF_LINE = re.compile(r"\A[ \t]*\n")
# None begins within a run that has been looked at: it would be read anew from each of its signs.
BLANK_LINE = re.compile(r"(?<![ \t])[ \t]*+\n[ \t]*+(?:\n[ \t]*+)+")
OUTER_BREAKS = re.compile(r"\A(?:\s|<br/>)++|(?<!\s)(?<!<br/>)(?:\s|<br/>)++\Z")


class Inline:
    """Writes elements as rich text; with `keep_lines`, a line break of the source is one on the page (classic bodies)."""

    def __init__(self, places: Places, *, skip: frozenset[str]) -> None:
        """`skip` names the elements that become blocks of their own and are not written here."""
        self._places = places
        self._skip = skip | UNSEEN

    def element(self, element: etree._Element, *, keep_lines: bool = False, depth: int = 0) -> str:
        """Write an element and what is in it, without its tail."""
        tag = element.tag
        if tag in self._skip:
            return ""
        if tag == "br":
            return "<br/>"
        place = element.get("data-place")
        mark = f"{MARK}{place}{MARK}" if place else ""
        return mark + self._written(element, keep_lines=keep_lines, depth=depth)

    def _written(self, element: etree._Element, *, keep_lines: bool, depth: int) -> str:
        tag = element.tag
        inner = self.children(element, keep_lines=keep_lines, depth=depth + 1)
        if not MARKED.sub("", inner).strip():
            return inner
        if tag == "a":
            return self.link(element.get("href", ""), inner)
        if tag == "q":
            return f"“{inner}”"
        for ours in (TAGS.get(str(tag)), *_styled(element)):
            inner = f"<{ours}>{inner}</{ours}>" if ours else inner
        return inner

    def children(self, element: etree._Element, *, keep_lines: bool = False, depth: int = 0) -> str:
        """Write what is in an element."""
        if depth > DEEPEST:
            return self.text(" ".join(words_of(element).split()), keep_lines=False)
        parts = [self.text(element.text, keep_lines=keep_lines)]
        for child in element:
            inner = self.element(child, keep_lines=keep_lines, depth=depth)
            parts.append(_apart(str(child.tag), inner))
            parts.append(self.text(tail_of(child), keep_lines=keep_lines))
        return without_outer_breaks("".join(parts)) if depth == 0 else "".join(parts)

    def text(self, text: str | None, *, keep_lines: bool = False) -> str:
        """Write text: escaped, and with its line breaks if they mean something."""
        if not text:
            return ""
        safe = escape(text, quote=False)
        if not keep_lines:
            return re.sub(r"[ \t\n]+", " ", safe)
        return BLANK_LINE.sub("<br/><br/>", safe).replace("\n", "<br/>")

    def link(self, href: str, inner: str) -> str:
        """Write a link around what has been written already; one that leads nowhere is only its words."""
        if "<a " in inner:  # a link in a link: HTML has no such thing, and the inner one says more
            return inner
        if here := self._places.within(href):
            return f'<a href="{escape(here)}">{inner}</a>'
        if (page := self._places.page(href)) is not None:
            return f'<a linktype="page" id="{page}">{inner}</a>'
        if (document := self._places.document(href)) is not None:
            return f'<a linktype="document" id="{document}">{inner}</a>'
        if address := safe_address(href, self._places):
            self._places.stays(href)
            return f'<a href="{escape(address)}">{inner}</a>'
        return inner


def tail_of(element: etree._Element) -> str:
    """Return what follows an element; a line break and the end of its line in the source are one."""
    tail = element.tail or ""
    return END_OF_LINE.sub("", tail) if element.tag == "br" else tail


def _styled(element: etree._Element) -> list[str]:
    """What old editors wrote as a style instead of an element."""
    style = element.get("style", "") if element.tag in {"span", "font"} else ""
    return [ours for ours, pattern in STYLES.items() if pattern.search(style)]


def without_outer_breaks(html: str) -> str:
    """Drop the line breaks and spaces that begin or end a run of rich text."""
    return OUTER_BREAKS.sub("", html)


def lines_of(html: str) -> list[str]:
    """Return a run of rich text by its lines; words that are marked over several lines stay together."""
    lines: list[list[str]] = [[]]
    depth = 0
    for part in re.split(r"(<[^<>]*>)", html):
        if part == "<br/>" and depth == 0:
            lines.append([])
            continue
        if part.startswith("<") and part != "<br/>":
            depth += -1 if part.startswith("</") else 1
        lines[-1].append(part)
    return ["".join(line) for line in lines]


def _apart(tag: str, html: str) -> str:
    """Keep words apart that the old mark-up kept apart without any space between them."""
    if tag in LINES and html.strip():
        return f"<br/>{html}<br/>"
    return f" {html} " if tag in CELLS else html


def safe_address(href: str, places: Places, *, schemes: frozenset[str] = SCHEMES) -> str:
    """Return an absolute address, or one within the page, that cannot run anything; else nothing."""
    href = re.sub(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+", "", href) if href else ""
    if re.fullmatch(r"#[\w.:-]+", href):
        return href if schemes is SCHEMES else ""
    try:
        address = places.absolute(href) if href else ""
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return ""
    if parts.scheme not in schemes or (parts.scheme in {"http", "https"} and not parts.hostname):
        return ""
    return address


def is_web_address(address: str) -> bool:
    """Say whether the editor would take an address."""
    try:
        IN_THE_EDITOR(address)
    except ValidationError:
        return False
    return True


def words_of(
    element: etree._Element, *, but: Collection[etree._Element] = (), line_end: str = " "
) -> str:
    """Return the words a reader would see in an element, spaces as they are, without those of the elements in `but`."""
    parts: list[str] = []
    stack: list[etree._Element | str] = [element]
    while stack:
        this = stack.pop()
        if isinstance(this, str):
            parts.append(this)
            continue
        if this is not element and this.tail:
            stack.append(this.tail)
        if this.tag in UNSEEN or this in but:
            continue
        if apart := line_end if this.tag == "br" or this.tag in LINES else _space_of(this):
            parts.append(apart)
            stack.append(apart)
        stack.extend(reversed(this))
        if this.text:
            stack.append(this.text)
    return "".join(parts)


def _space_of(element: etree._Element) -> str:
    return " " if element.tag in CELLS else ""


def line_of(element: etree._Element | None, *, but: Collection[etree._Element] = ()) -> str:
    """Return the words of an element as one line; none of no element."""
    return "" if element is None else " ".join(words_of(element, but=but).split())


def lines_of_cell(cell: etree._Element) -> str:
    """Return the words of a table's cell, on as many lines as its line breaks and paragraphs make of them."""
    lines = words_of(cell, line_end=LINE_END).split(LINE_END)
    return "\n".join(line for words in lines if (line := " ".join(words.split())))
