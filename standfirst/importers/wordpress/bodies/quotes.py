"""Quotes, pull quotes, boxes that open, and text whose spaces count."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from .inline import line_of, safe_address, tail_of

if TYPE_CHECKING:
    from lxml import etree

    from .convert import Walker
    from .results import Block

LISTS = re.compile(r"</?(?:ul|ol)>")
LONGEST_LINE = 255
WEB = frozenset({"http", "https"})


def quote(walker: Walker, element: etree._Element) -> None:
    """A quote with its attribution; what is no words in it follows it."""
    if "pullquote" in _classes_around(element):
        pull_quote(walker, element)
        return
    attribution = _take_attribution(element)
    text, rest = _text_and_rest(walker.apart(element))
    source = safe_address(element.get("cite", ""), walker.places, schemes=WEB)
    if text:
        # A quote holds paragraphs only: a list in it becomes one paragraph per point.
        flat = LISTS.sub("", text).replace("<li>", "<p>").replace("</li>", "</p>")
        flat = re.sub(r"<p>((?:(?!</p>).)*?)<p>", r"<p>\1</p><p>", flat, flags=re.DOTALL)
        flat = re.sub(r"</p>\s*</p>", "</p>", flat)
        walker.add("quote", {"text": flat, "attribution": attribution, "source_url": source})
    else:
        walker.words(attribution)
    _add_all(walker, rest)


def pull_quote(walker: Walker, element: etree._Element) -> None:
    """A line of the text set large."""
    attribution = _take_attribution(element)
    text = line_of(element)
    if text:
        walker.add("pull_quote", {"text": text, "attribution": attribution})
    else:
        walker.words(attribution)


def details(walker: Walker, element: etree._Element) -> None:
    """A box that opens: for us a box with a title, since nothing is hidden on our pages."""
    summary = element.find("summary")
    title = line_of(summary)
    if summary is not None:
        _detach(summary)
    text, rest = _text_and_rest(walker.apart(element))
    if title and text and len(title) <= LONGEST_LINE:
        walker.add("data_box", {"title": title, "text": text, "source": ""})
    else:
        walker.words(title)
        if text:
            walker.add("text", text)
    _add_all(walker, rest)


def preformatted(walker: Walker, element: etree._Element) -> None:
    """Verse keeps its lines as words; everything else whose spaces count is code."""
    if "wp-block-verse" in (element.get("class") or ""):
        html = walker.inline.children(element, keep_lines=True)
        if html:
            walker.add("text", f"<p>{html}</p>")
        return
    for line_break in element.iter("br"):
        line_break.tail = "\n" + tail_of(line_break)
    text = "".join(map(str, element.itertext())).strip("\n")
    if text.strip():
        walker.add("code", {"language": _language(element), "code": text})


def _language(element: etree._Element) -> str:
    for part in (element, *element.iter("code")):
        if found := re.search(r"(?:language|lang)-([\w+#-]{1,30})", part.get("class") or ""):
            return found[1]
    return ""


def _take_attribution(element: etree._Element) -> str:
    for tag in ("cite", "footer", "figcaption"):
        for found in element.iter(tag):
            if tag != "cite" or not (found.tail or "").strip():
                line = line_of(found)
                if line and len(line) <= LONGEST_LINE and line != line_of(element):
                    _detach(found)
                    return re.sub(r"^[—–-]+\s*", "", line) or line
    return ""


def _detach(element: etree._Element) -> None:
    parent, previous, tail = element.getparent(), element.getprevious(), element.tail or ""
    if parent is None:
        return
    if previous is not None:
        previous.tail = (previous.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _classes_around(element: etree._Element) -> str:
    parent = element.getparent()
    return (
        f"{element.get('class') or ''} {(parent.get('class') or '') if parent is not None else ''}"
    )


def _text_and_rest(blocks: list[Block]) -> tuple[str, list[Block]]:
    """Put together what is words, or can be said as words; the rest follows in its order."""
    text: list[str] = []
    rest: list[Block] = []
    for block in blocks:
        if block.type == "text":
            text.append(block.value)
        elif block.type == "heading":
            text.append(f"<p><b>{escape(block.value['text'], quote=False)}</b></p>")
        else:
            rest.append(block)
    return "".join(text), rest


def _add_all(walker: Walker, blocks: list[Block]) -> None:
    for block in blocks:
        walker.add(block.type, block.value)
