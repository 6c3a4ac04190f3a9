"""Claims: words of an article that somebody said, tied to the source they come from.

An editor links words to `#source-2`; here that link becomes a claim with the number of
its source, and the paragraph learns which notes to hang in its margin.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe
from lxml import html as lxml_html

from .sources import Source

_LINK = re.compile(r"#source-([1-9][0-9]{0,3})")


@dataclass(frozen=True, slots=True)
class Claim:
    """Linked words; `anchor` is their id on the page, unique even if a source is used twice."""

    source: Source
    anchor: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Some blocks of text (paragraphs, lists) and the claims in them, in reading order.

    Without claims it is as many blocks as follow each other; with claims it is one,
    because its note hangs beside it. `notes` are laid out by whoever has something to say of it.
    """

    html: SafeString
    claims: tuple[Claim, ...] = ()
    notes: tuple[SafeString, ...] = ()


def find_passages(
    html: str, *, sources: Sequence[Source], earlier: Mapping[int, int] | None = None
) -> tuple[Passage, ...]:
    """Split sanitised `html` at the paragraphs that hold claims, and mark the claims.

    Args:
        sources: what the article rests on; a link to a number beyond them loses its link.
        earlier: how often each source's number was used by earlier text of the same page.
    """
    if "#source-" not in html:
        return (Passage(mark_safe(html)),)  # noqa: S308 - sanitised when it was saved
    used = Counter(earlier or {})
    passages: list[Passage] = []
    plain: list[str] = []
    for piece in lxml_html.fragments_fromstring(html):
        claims = () if isinstance(piece, str) else _mark(piece, sources, used)
        if claims:
            _flush(plain, passages)
            passages.append(Passage(as_html(piece), claims))
            plain.append(as_text(piece.tail))
        else:
            plain.append(
                as_text(piece) if isinstance(piece, str) else as_html(piece) + as_text(piece.tail)
            )
    _flush(plain, passages)
    return tuple(passages)


def _mark(
    block: lxml_html.HtmlElement, sources: Sequence[Source], used: Counter[int]
) -> tuple[Claim, ...]:
    """Turn the claim links of `block` into claims, counting them in `used`."""
    claims = []
    for link in list(block.iter("a")):
        match = _LINK.fullmatch(link.get("href", ""))
        if match is None:
            continue
        number = int(match[1])
        if number > len(sources):
            link.drop_tag()
            continue
        used[number] += 1
        claim = Claim(sources[number - 1], _anchor(number, used[number]))
        _dress(link, claim)
        claims.append(claim)
    return tuple(claims)


def _anchor(number: int, time: int) -> str:
    return f"claim-{number}" if time == 1 else f"claim-{number}-{time}"


def _dress(link: lxml_html.HtmlElement, claim: Claim) -> None:
    href = link.get("href")
    link.attrib.clear()
    link.set("class", "claim")
    link.set("id", claim.anchor)
    link.set("href", href)
    number = lxml_html.Element("sup")
    number.text = str(claim.source.number)
    number.set("aria-hidden", "true")
    link.append(number)


def as_text(words: str | None) -> str:
    """Return text between blocks as HTML again; the parser resolved its entities."""
    return escape(words or "", quote=False)


def as_html(element: lxml_html.HtmlElement) -> SafeString:
    """Return an element, without what follows it, as HTML."""
    text: str = lxml_html.tostring(element, encoding="unicode", with_tail=False)
    return mark_safe(text)  # noqa: S308 - parsed from what was sanitised, attributes escaped


def _flush(plain: list[str], passages: list[Passage]) -> None:
    """Move the blocks without claims that were gathered so far into one passage."""
    text = "".join(plain)
    plain.clear()
    if text.strip():
        passages.append(Passage(mark_safe(text)))  # noqa: S308 - as above
