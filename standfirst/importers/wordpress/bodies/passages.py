"""Finds the passages that the newsroom put a question to, with the words around each."""

from lxml import etree

from .inline import words_of
from .results import Passage

AROUND = 32
"""Characters before and after that tell one occurrence of a sentence from the next."""

PARAGRAPHS = frozenset(
    {
        "p",
        "li",
        "td",
        "th",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "figcaption",
        "wp-block",
        "div",
        "body",
    }
)


def find_passages(root: etree._Element) -> list[Passage]:
    """Return the passages in the order of the text."""
    found: list[Passage] = []
    for element in root.iter("wp-passage"):
        quote = " ".join(words_of(element).split())
        if quote:
            before, after = _around(element)
            key = element.get("data-key") or f"feedback-{len(found) + 1}"
            found.append(
                Passage(
                    key, element.get("data-question", ""), quote, before[-AROUND:], after[:AROUND]
                )
            )
    return found


def _around(element: etree._Element) -> tuple[str, str]:
    """Return the words of the same paragraph before and after an element."""
    before: list[str] = []
    after: list[str] = []
    this, above = element, element.getparent()
    while above is not None:
        after.append(this.tail or "")
        after.extend(words_of(sibling) + (sibling.tail or "") for sibling in this.itersiblings())
        before.extend(
            words_of(sibling) + (sibling.tail or "")
            for sibling in this.itersiblings(preceding=True)
        )
        before.append(above.text or "")
        if above.tag in PARAGRAPHS:
            break
        this, above = above, above.getparent()
    return " ".join("".join(reversed(before)).split()), " ".join("".join(after).split())
