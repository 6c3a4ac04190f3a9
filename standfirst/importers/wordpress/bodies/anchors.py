"""Keeps links within a page: of all ids and named anchors, those that a link leads to stay places."""

import re
from collections import Counter
from collections.abc import Collection
from html import unescape
from urllib.parse import unquote

from django.utils.text import slugify
from lxml import etree

from .results import Block

PREFIX = "place-"
"""What the sanitiser lets stand as an id: no place of an old page can be mistaken for a part of ours."""

MARK = "\ue001"
MARKED = re.compile(f"{MARK}([^{MARK}]*){MARK}")
LINK = re.compile(r'href="#([\w.-]+)"')
HEADING = re.compile(r"<(?P<end>/?)h[1-6]\b[^<>]*>", re.IGNORECASE)
TAG = re.compile(r"<[^<>]*>")
NAME = re.compile(r"""<[^<>]*\s(?:id|name)\s*=\s*["']?([^"'\s<>]+)""", re.IGNORECASE)
ARROWS = re.compile(r"[\s↩↑⤴^︎️]*")


def mark_places(root: etree._Element) -> None:
    """Note on each element that a link of the page leads to, as `data-place`, the id that it gets, and lead the links there.

    Notes lead back to where they are called: those links go, since every paragraph with a note would be a place of its own.
    """
    order = {
        element: number
        for number, element in enumerate(root.iter())
        if element.get("id") or element.tag == "a"
    }
    places: dict[str, etree._Element] = {}
    for element in order:
        for name in (element.get("id"), element.get("name") if element.tag == "a" else None):
            if name:
                places.setdefault(name, element)
    for link in [element for element in order if element.tag == "a"]:
        name = unquote((link.get("href") or "").strip().removeprefix("#"))
        target = places.get(name) if (link.get("href") or "").strip().startswith("#") else None
        if target is None:
            continue
        if order[target] < order[link] and _calls_a_note(target, places, order):
            del link.attrib["href"]
            if ARROWS.fullmatch(link.text or "") and len(link) == 0:
                link.text = ""
        else:
            target.set("data-place", place_of(name))
            link.set("href", f"#{place_of(name)}")


def lead_to_notes(root: etree._Element, notes: Collection[str]) -> set[str]:
    """Lead links to notes that are not in the tree to the places that these will be, and return which are called."""
    called: set[str] = set()
    for link in root.iter("a"):
        before, found, name = (link.get("href") or "").strip().partition("#")
        if found and not before and unquote(name) in notes:
            called.add(unquote(name))
            link.set("href", f"#{place_of(unquote(name))}")
    return called


def place_of(name: str) -> str:
    """Return what an id of the old page is called here."""
    return PREFIX + re.sub(r"[^\w.-]", "-", name)[:80]


def _calls_a_note(
    element: etree._Element, places: dict[str, etree._Element], order: dict[etree._Element, int]
) -> bool:
    """Say whether an element is the mark of a note that follows: a link, in a link, or around one."""
    if not re.fullmatch(r"a|sup|span", str(element.tag)):
        return False
    around = [above for above in list(element.iterancestors())[:2] if above.tag == "a"]
    for link in (*element.iter("a"), *around):
        href = link.get("href") or ""
        name = unquote(href.removeprefix("#"))
        if href.startswith(f"#{PREFIX}") or (
            name in places and order[places[name]] > order.get(element, 0)
        ):
            return True
    return False


def places_in(element: etree._Element) -> list[str]:
    """Return the places that an element and what is in it are."""
    return [place for part in element.iter() if (place := part.get("data-place"))]


def place_html(places: list[str]) -> str:
    """Return what marks places in a block of HTML, before the block that they stand in."""
    return "".join(f'<span id="{place}"></span>' for place in places)


def lead_to_headings(blocks: list[Block], places: dict[int, list[str]]) -> None:
    """Lead links to headings to the anchors that our pages give those themselves.

    Args:
        places: the places of each heading, by the identity of its value.
    """
    used: Counter[str] = Counter()
    anchors: dict[str, str] = {}
    for block in blocks:
        if block.type == "heading":
            unique = _unique(block.value["text"], used)
            anchors.update(dict.fromkeys(places.get(id(block.value), ()), unique))
    if anchors:
        for number, block in enumerate(blocks):
            blocks[number] = Block(block.type, _led(block.value, anchors))


def anchors_of_headings(html: str) -> dict[str, str]:
    """Return the anchors that our pages give to the headings of a body, by the ids that they had, without reading it as a whole."""
    found: dict[str, str] = {}
    used: Counter[str] = Counter()
    start: re.Match[str] | None = None
    for tag in HEADING.finditer(html):
        if not tag["end"]:
            start = tag
        elif start is not None:
            inside = html[start.end() : tag.start()]
            words = " ".join(unescape(TAG.sub("", inside)).split())
            if words:
                unique = _unique(words, used)
                names = NAME.findall(f"{start[0]}{inside}")
                found.update((unquote(unescape(name)), unique) for name in names)
            start = None
    return found


def _unique(words: str, used: Counter[str]) -> str:
    anchor = slugify(words, allow_unicode=True) or "part"
    used[anchor] += 1
    return anchor if used[anchor] == 1 else f"{anchor}-{used[anchor]}"


def _led(value: object, anchors: dict[str, str]) -> object:
    if isinstance(value, str):
        return LINK.sub(lambda link: f'href="#{anchors.get(link[1], link[1])}"', value)
    if isinstance(value, dict) and isinstance(value.get("text"), str):
        return {**value, "text": _led(value["text"], anchors)}
    return value
