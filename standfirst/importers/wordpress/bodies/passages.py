"""Finds the passages that the newsroom put a question to, with the words around each."""

from lxml import etree

from .inline import words_of
from .results import Passage

AROUND = 32
"""Characters before and after that tell one occurrence of a sentence from the next."""

PARAGRAPHS = frozenset({"p", "li", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "figcaption", "wp-block", "div", "body"})


def find_passages(root: etree._Element) -> list[Passage]:
    """Return the passages in the order of the text."""
    found: list[Passage] = []
    for element in root.iter("wp-passage"):
        quote = " ".join(words_of(element).split())
        if quote:
            before, after = _around(element)
            key = element.get("data-key") or f"feedback-{len(found) + 1}"
            found.append(Passage(key, element.get("data-question", ""), quote, before[-AROUND:], after[:AROUND]))
    return found


def _around(element: etree._Element) -> tuple[str, str]:
    paragraph = element.getparent()
    while paragraph.tag not in PARAGRAPHS and paragraph.getparent() is not None:
        paragraph = paragraph.getparent()
    return " ".join(_before(element, paragraph).split()), " ".join(_after(element, paragraph).split())


def _before(element: etree._Element, paragraph: etree._Element) -> str:
    parts: list[str] = []
    this = element
    while this is not paragraph:
        parent = this.getparent()
        for sibling in this.itersiblings(preceding=True):
            parts.append(words_of(sibling) + (sibling.tail or ""))
        parts.append(parent.text or "")
        this = parent
    return "".join(reversed(parts))


def _after(element: etree._Element, paragraph: etree._Element) -> str:
    parts: list[str] = []
    this = element
    while this is not paragraph:
        parts.append(this.tail or "")
        for sibling in this.itersiblings():
            parts.append(words_of(sibling) + (sibling.tail or ""))
        this = this.getparent()
    return "".join(parts)
