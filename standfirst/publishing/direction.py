"""Which way words are read: said of each paragraph that runs the other way than the page around it, whoever wrote it.

It is worked out from the words when a page is laid out, so nobody need know or set it: one of Hebrew in an English article,
of English in an Arabic one. The first letter alone, by which `dir="auto"` decides, would turn an Arabic paragraph that
begins with a Latin name.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from html import unescape

RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)((?:\"[^\"]*\"|'[^']*'|[^<>\"'])*)>")
_LETTER = re.compile(r"[^\W\d_]")
_SAYS_IT = re.compile(r"\sdir\s*=\s*[\"']?(rtl|ltr)\b", re.IGNORECASE)
# What stands for itself on a page; code is read from the left whatever it says.
_TURNED = frozenset({
    "p", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "td", "th", "table", "caption", "figcaption", "blockquote", "summary",
})  # fmt: skip
_FROM_THE_LEFT = frozenset({"pre", "code", "script", "style", "svg"})
_VOID = frozenset({
    "br", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "area", "base", "col", "embed",
})  # fmt: skip


@dataclass(slots=True)
class _Element:
    """One element: where an attribute goes in, and how many of its words run which way."""

    tag: str
    ends_at: int
    within: "_Element | None"
    said: str = ""
    words: dict[str, int] = field(default_factory=lambda: {"rtl": 0, "ltr": 0})


def direction_of(words: str) -> str:
    """Return "rtl" or "ltr", the way that most of `words` run; "" where neither is most."""
    return _most(_count(words))


def with_directions(html: str, around: str) -> str:
    """Return well-formed `html` in which each part that runs another way than what is around it says so.

    Args:
        around: "rtl" or "ltr", the way of the page around it.
    """
    if around == "ltr" and not RIGHT_TO_LEFT.search(html):
        return html
    parts, position = list[str](), 0
    for element in _elements(html):
        outer = element.within.said if element.within else around
        own = element.said or (_most(element.words) if element.tag in _TURNED else "")
        if own and not element.said and own != outer:
            parts += [html[position : element.ends_at], f' dir="{own}"']
            position = element.ends_at
        element.said = own or outer
    return "".join([*parts, html[position:]])


def _elements(html: str) -> list[_Element]:
    """Return the elements in their order, with the words of each counted."""
    found, is_open, position = list[_Element](), list[_Element](), 0
    # How many of each tag are open: asking the elements themselves would take tags times depth.
    depths = Counter[str]()
    for tag in _TAG.finditer(html):
        if is_open and not any(depths[name] for name in _FROM_THE_LEFT):
            _add(is_open[-1], _count(unescape(html[position : tag.start()])))
        position, name = tag.end(), tag[2].lower()
        if tag[1]:
            _close(is_open, depths, name)
        elif name not in _VOID and not tag[3].endswith("/"):
            said = _SAYS_IT.search(tag[3])
            within = is_open[-1] if is_open else None
            found.append(_Element(name, tag.end() - 1, within, said[1].lower() if said else ""))
            is_open.append(found[-1])
            depths[name] += 1
    return found


def _close(is_open: list[_Element], depths: Counter[str], name: str) -> None:
    if not depths[name]:
        return
    while True:
        closed = is_open.pop()
        depths[closed.tag] -= 1
        if closed.within is not None and not closed.said and closed.tag != "bdi":
            _add(closed.within, closed.words)
        if closed.tag == name:
            return


def _add(element: _Element, words: dict[str, int]) -> None:
    for way, count in words.items():
        element.words[way] += count


def _count(words: str) -> dict[str, int]:
    counted = {"rtl": 0, "ltr": 0}
    for word in words.split():
        if letter := _LETTER.search(word):
            counted["rtl" if RIGHT_TO_LEFT.match(letter[0]) else "ltr"] += 1
    return counted


def _most(words: dict[str, int]) -> str:
    if words["rtl"] == words["ltr"]:
        return ""
    return "rtl" if words["rtl"] > words["ltr"] else "ltr"
