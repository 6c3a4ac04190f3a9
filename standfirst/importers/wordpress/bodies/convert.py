"""Walks a body from top to bottom and writes our blocks; each element is either words, a block, or a box to look into."""

import re
from collections.abc import Callable, Iterable, Iterator
from html import escape
from itertools import groupby

from lxml import etree

from standfirst.lib.html import sanitise_article

from . import around, embedded, media, quotes
from .anchors import MARKED, lead_to_headings, place_html, places_in
from .directions import Directions
from .inline import (
    UNSEEN,
    Inline,
    line_of,
    lines_of,
    safe_address,
    tail_of,
    without_outer_breaks,
    words_of,
)
from .lists import list_html
from .markup import attributes_of, parse_body
from .passages import find_passages
from .providers import provider_of
from .results import Beside, Block, Converted, PictureRef, Places
from .tables import has_merged_cells, table_value

HOISTED = frozenset({
    "img", "picture", "figure", "table", "iframe", "video", "audio", "blockquote", "pre", "details", "ul", "ol", "dl", "hr",
    "wp-embed", "wp-gallery", "wp-playlist",
})  # fmt: skip
BOXES = frozenset({
    "html", "body", "div", "section", "article", "aside", "main", "header", "footer", "nav", "center", "address", "fieldset", "form", "figcaption",
    "tbody", "thead", "tfoot", "tr", "td", "th", "li", "dt", "dd", "dir", "menu", "hgroup", "frameset", "noframes", "wp-block",
})  # fmt: skip
HEADINGS = {"h1": "2", "h2": "2", "h3": "3", "h4": "3", "h5": "3", "h6": "3"}
OURS = frozenset(BOXES | HEADINGS.keys() | (HOISTED - {"dl"}) | UNSEEN | {
    "p", "a", "b", "strong", "i", "em", "cite", "s", "strike", "del", "sup", "sub", "br", "span", "source", "wp-passage", "caption", "summary",
})  # fmt: skip
WITHOUT_WORDS = frozenset({"separator", "spacer", "more", "nextpage"})
CLASSIC = frozenset({"freeform", "classic"})
LIST_STYLE = re.compile(r"list-style(?:-type)?:\s*((?:lower|upper)-(?:alpha|latin|roman))")
LIST_STYLES = {
    "lower-alpha": "a", "lower-latin": "a", "lower-roman": "i", "upper-alpha": "A", "upper-latin": "A", "upper-roman": "I",
}  # fmt: skip
ADDRESS = re.compile(r"https?://[^\s<>\"]+")
LONGEST_HEADING = 200
DEEPEST = 60
BLANK_LINES = re.compile(r"(?<![ \t])[ \t]*+\n[ \t]*+(?:\n[ \t]*+)+")


def convert_body(
    body: str, places: Places, *, featured: int | None = None, beside: Beside | None = None
) -> Converted:
    """Turn a WordPress body into our blocks; a body that opens with a picture hands it over as the lead.

    Args:
        body: as WordPress keeps it, of blocks or classic; any other string is taken as words.
        featured: our id of the lead picture that the article already has.
        beside: what WordPress keeps beside the body.
    """
    walker = Walker(places, beside or Beside())
    root = parse_body(body, found=walker.result.found, left_out=walker.result.left_out)
    around.mark_with_notes(walker, root)
    walker.directions.note(root)
    walker.result.passages = find_passages(root)
    embedded.name_embeds(root, walker.result.left_out)
    walker.box(root)
    around.finish(walker, body)
    walker.directions.count(walker.result.left_out)
    result = walker.result
    result.blocks[:] = _joined(result.blocks)
    lead_to_headings(result.blocks, walker.headings)
    _lift_lead(result, walker.pictures, featured)
    result.made.update(block.type for block in result.blocks)
    return result


def _joined(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield `blocks`, texts that follow each other as one: all at once, since a body has thousands of paragraphs."""
    for is_text, run in groupby(blocks, key=lambda block: block.type == "text"):
        if is_text:
            yield Block("text", "".join(str(block.value) for block in run))
        else:
            yield from run


def _lift_lead(result: Converted, pictures: dict[int, PictureRef], featured: int | None) -> None:
    first = result.blocks[0] if result.blocks else None
    if first is None or first.type != "picture" or first.value["link"]:
        return  # a link that is only this article's would be lost with the block
    picture = first.value["picture"]
    if featured in {None, picture}:
        result.lead = pictures[picture]
        result.lead_caption, result.lead_alt = first.value["caption"], first.value["alt"]
        result.blocks.pop(0)
        result.made["lead picture"] += 1


class Walker:
    """Keeps what has been written of one body, and the words that wait for their paragraph to end."""

    def __init__(self, places: Places, beside: Beside) -> None:
        self.places, self.beside = places, beside
        self.result, self.directions = Converted(), Directions()
        self.footnotes_written = False
        self.notes_called: set[str] = set()
        self.patterns_open: set[int] = set()
        self.pattern_lengths: list[int] = []
        self.inline = Inline(places, skip=HOISTED)
        self.pictures: dict[int, PictureRef] = {}
        self.headings: dict[int, list[str]] = {}
        self._blocks: list[Block] = self.result.blocks
        self._run: list[str] = []
        self._lines_count = True
        self._depth = 0

    # What the modules beside this one write with

    def add(self, kind: str, value: object) -> None:
        """Write a block; text that follows text joins it in the end."""
        self.flush()
        self._blocks.append(Block(kind, value))

    def words(self, text: str) -> None:
        """Write plain words as a paragraph."""
        if text.strip():
            self.add("text", f"<p>{escape(text.strip(), quote=False)}</p>")

    def apart(self, element: etree._Element) -> list[Block]:
        """Convert what is in an element into blocks of their own, for somebody who puts them into a larger one."""
        self.flush()
        outer, self._blocks = self._blocks, []
        try:
            self.box(element)
            return list(_joined(self._blocks))
        finally:
            self._blocks = outer

    def box(self, element: etree._Element) -> None:
        """Convert what is in an element, in order."""
        if self._depth > DEEPEST:
            self.words(line_of(element))
            return
        self._depth += 1
        self._say(element.text)
        for child in element:
            self._element(child)
            self._say(child.tail if BLANK_LINES.match(child.tail or "") else tail_of(child))
        self._depth -= 1
        self.flush()

    def flush(self) -> None:
        """End the paragraph that words outside any block have made."""
        run, self._run = "".join(self._run), []
        for paragraph in BLANK_LINES.split(run) if self._lines_count else [run]:
            inner = without_outer_breaks(paragraph.strip())
            if self._lines_count:
                inner = inner.replace("\n", "<br/>")
            self._paragraph(inner)

    # One element

    def _say(self, text: str | None) -> None:
        if text:
            self._run.append(
                escape(text, quote=False) if self._lines_count else self.inline.text(text)
            )

    def _element(self, element: etree._Element) -> None:
        tag = str(element.tag)
        place = element.get("data-place")
        if place and tag not in HEADINGS and (tag in HANDLERS or tag in BOXES):
            self.add("html", place_html([place]))
        if handler := HANDLERS.get(tag):
            self.flush()
            handler(self, element)
        elif tag in BOXES:
            self.flush()
            self.box(element)
        elif tag not in UNSEEN:
            self._run.append(self.inline.element(element, keep_lines=self._lines_count))
            self._hoist(element)

    def _hoist(self, element: etree._Element) -> None:
        """Write after a paragraph what stood in it and is a block for us."""
        for block in list(topmost(element)):
            self.flush()
            self._element(block)

    def _paragraph(self, inner: str) -> None:
        if places := MARKED.findall(inner):
            inner = without_outer_breaks(MARKED.sub("", inner))
            self._blocks.append(Block("html", place_html(places)))
        said: list[str] = []
        for line in lines_of(inner) if self._lines_count else [inner]:
            address = line.strip().replace("&amp;", "&")
            if not ADDRESS.fullmatch(address):
                said.append(line)
            elif provider_of(address) or self.places.page(address) is not None:
                self._write(said)
                said = []
                media.embed(self, address, "")
            else:
                said.append(self.inline.link(address, line.strip()))
        self._write(said)

    def _write(self, lines: list[str]) -> None:
        if inner := without_outer_breaks("<br/>".join(lines)):
            self._blocks.append(Block("text", f"<p>{inner}</p>"))

    def paragraph(self, element: etree._Element) -> None:
        """A paragraph, and what is in it without being words."""
        self._paragraph(self.inline.children(element, keep_lines=self._lines_count))
        self._hoist(element)

    def heading(self, element: etree._Element) -> None:
        """A heading; one too long for a heading is a paragraph in bold."""
        text = line_of(element)
        if len(text) > LONGEST_HEADING:
            self.add("text", f"<p><b>{escape(text, quote=False)}</b></p>")
        elif text:
            value = {"text": text, "level": HEADINGS[str(element.tag)]}
            self.headings[id(value)] = places_in(element)
            self.add("heading", value)
        self._hoist(element)

    def listing(self, element: etree._Element) -> None:
        """A list, or the old form of a gallery, which is one."""
        if "blocks-gallery-grid" in (element.get("class") or ""):
            media.gallery(self, element)
            return
        if _has_its_own_numbers(element) or places_in(element):
            self.result.left_out["list with numbers or places of its own: kept as HTML"] += 1
            self.html(element)
            return
        if html := list_html(element, self.inline):
            self.add("text", html)
        for block in topmost(element):
            if block.tag not in {"ul", "ol"}:
                self._element(block)
            else:
                self._hoist_from_list(block)

    def _hoist_from_list(self, element: etree._Element) -> None:
        for block in list(topmost(element)):
            if block.tag in {"ul", "ol"}:
                self._hoist_from_list(block)
            else:
                self._element(block)

    def table(self, element: etree._Element, note: str = "") -> None:
        """A table of plain cells, or as HTML if it holds more."""
        value = table_value(element, note)
        if value is None:
            self.result.left_out[
                "table with merged cells: kept as HTML"
                if has_merged_cells(element)
                else "table of more than plain cells: kept as HTML"
            ] += 1
            self.html(element)
            self.words(note)
        else:
            self.add("table", value)

    def rule(self, _: etree._Element) -> None:
        """A line across: our pages have none."""
        self.result.left_out["separator"] += 1

    def html(self, element: etree._Element) -> None:
        """What has no block of its own, sanitised; its pictures and players follow it as blocks."""
        hoisted = [
            part
            for part in element.iter("img", "iframe", "video", "audio", "wp-gallery", "wp-embed")
            if part is not element
        ]
        for part in element.iter():
            part.set("id", part.get("data-place") or "")
            if part.tag == "a" and not (part.get("href") or "#").startswith("#"):
                href = part.get("href") or ""
                part.set("href", self.places.address(href) or safe_address(href, self.places))
        self.directions.keep(element)
        copy = sanitise_article(_outer(element)).strip()
        if re.sub(r"<[^>]*>|&nbsp;|\s", "", copy):
            self.add("html", copy)
        for part in hoisted:
            self._element(part)

    def block(self, element: etree._Element) -> None:
        """A block of WordPress' own editor: most are known by their HTML, some only by name."""
        name = element.get("data-name", "")
        self.result.found[name] += 1
        outer, self._lines_count = self._lines_count, name in CLASSIC
        try:
            self._named(name, element)
        finally:
            self.flush()
            self._lines_count = outer

    def _named(self, name: str, element: etree._Element) -> None:
        if name in WITHOUT_WORDS:
            self.result.left_out[name] += 1
            self.words(line_of(element))
        elif name == "html" and {str(part.tag) for part in element.iterdescendants()} - OURS:
            self.html(element)
        elif name in {"embed", "core-embed"} or name.startswith("core-embed/"):
            media.embed_block(self, element, str(attributes_of(element).get("url", "")))
        elif handler := NAMED.get(name):
            handler(self, element)
        elif len(element) == 0 and not words_of(element).strip():
            self.result.left_out[f"block {name}"] += 1
            around.link(self, element)
        else:
            self.box(element)


def topmost(element: etree._Element) -> Iterator[etree._Element]:
    """Yield the outermost elements inside that are blocks for us."""
    for child in element:
        if child.tag in HOISTED:
            yield child
        elif child.tag not in UNSEEN:
            yield from topmost(child)


def _has_its_own_numbers(element: etree._Element) -> bool:
    """Say whether points are counted from elsewhere, backwards, or in letters, which our text cannot."""
    for points in element.iter("ol"):
        if found := LIST_STYLE.search(points.get("style", "")):
            points.set("type", LIST_STYLES[found[1]])
        style = points.get("type", "1")
        if (
            points.get("start", "1").strip() != "1"
            or points.get("reversed") is not None
            or style != "1"
        ):
            return True
    return any(point.get("value") for point in element.iter("li"))


def _outer(element: etree._Element) -> str:
    inside = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
    return re.sub(r"<(img|source|track)\b[^>]*>", " ", inside)


NAMED: dict[str, Callable[[Walker, etree._Element], None]] = {
    "gallery": media.gallery,
    "pullquote": quotes.pull_quote,
    "file": media.file,
    **around.HANDLERS,
}
HANDLERS: dict[str, Callable[[Walker, etree._Element], None]] = {
    "p": Walker.paragraph,
    **dict.fromkeys(HEADINGS, Walker.heading),
    "ul": Walker.listing,
    "ol": Walker.listing,
    "dl": Walker.html,
    "table": Walker.table,
    "hr": Walker.rule,
    "wp-block": Walker.block,
    "blockquote": quotes.quote,
    "details": quotes.details,
    "pre": quotes.preformatted,
    "figure": media.figure,
    "img": media.picture,
    "picture": media.figure,
    "iframe": media.frame,
    "video": media.player,
    "audio": media.player,
    "wp-embed": media.embed_element,
    "wp-gallery": media.gallery_by_number,
    "wp-playlist": media.playlist,
}
