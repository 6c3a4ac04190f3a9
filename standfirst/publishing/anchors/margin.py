"""Hangs notes beside the passages they speak of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString, mark_safe
from lxml import html as lxml_html

from standfirst.publishing.body import Body, Part
from standfirst.publishing.claims import Passage, as_html, as_text

from .text import ArticleText, Run


@dataclass(frozen=True, slots=True)
class MarginNote:
    """What another part of the house says of a passage, laid out by it."""

    # The id that the passage gets on the page.
    anchor: str
    quote: str
    # A few words behind the passage's last one, and what hangs in the margin beside it.
    mark: SafeString
    html: SafeString
    start: int | None = None
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Hung:
    """A body with its notes, and the notes whose passage is not in it (any more)."""

    body: Body
    left: tuple[MarginNote, ...] = ()


def hang(body: Body, notes: Sequence[MarginNote]) -> Hung:
    """Return `body` with `notes` beside their passages; without any it is handed back as it is.

    A passage that overlaps one with a mark already gets its note, but no mark of its own.
    """
    if not notes:
        return Hung(body)
    text = ArticleText(body)
    located = [
        (text.locate(note.quote, start=note.start, prefix=note.prefix, suffix=note.suffix), note)
        for note in notes
    ]
    placed = [(span, note) for span, note in located if span is not None]
    beside: dict[int, list[SafeString]] = {}
    for span, note in sorted(placed, key=lambda pair: pair[0]):
        block = text.pieces(span)[0][0].block
        beside.setdefault(block, []).append(note.html)
    # From the end, so that what stands before keeps its place while text is taken apart.
    marked_from = len(text.text)
    for span, note in sorted(placed, key=lambda pair: pair[0], reverse=True):
        if span.end <= marked_from:
            _mark(text.pieces(span), note)
            marked_from = span.start
    left = tuple(note for span, note in located if span is None)
    return Hung(replace(body, parts=tuple(_with_notes(body.parts, text, beside))), left)


def _mark(pieces: Sequence[tuple[Run, int, int]], note: MarginNote) -> None:
    """Wrap the words of a passage, and put the note's mark behind them, outside of any link."""
    wrapped = [_wrap(run, begin, end) for run, begin, end in reversed(pieces)]
    wrapped[-1].set("id", note.anchor)
    last = wrapped[0]
    for link in last.iterancestors("a"):
        last = link
    _put_behind(last, lxml_html.fragment_fromstring(note.mark.strip()))


def _wrap(run: Run, begin: int, end: int) -> lxml_html.HtmlElement:
    words = (run.element.tail if run.is_tail else run.element.text) or ""
    span = lxml_html.Element("span")
    span.set("class", "passage")
    span.text, span.tail = words[begin:end], words[end:]
    if run.is_tail:
        run.element.tail = words[:begin]
        parent = run.element.getparent()
        parent.insert(parent.index(run.element) + 1, span)
    else:
        run.element.text = words[:begin]
        run.element.insert(0, span)
    return span


def _put_behind(element: lxml_html.HtmlElement, mark: lxml_html.HtmlElement) -> None:
    parent = element.getparent()
    mark.tail, element.tail = element.tail, None
    parent.insert(parent.index(element) + 1, mark)


def _with_notes(
    parts: Iterable[Part],
    text: ArticleText,
    beside: dict[int, list[SafeString]],
) -> Iterable[Part]:
    number = 0
    for part in parts:
        passages: list[Passage] = []
        for passage in part.passages:
            count = sum(
                not isinstance(piece, str) for piece in lxml_html.fragments_fromstring(passage.html)
            )
            own = range(number, number + count)
            number += count
            if any(block in beside for block in own):
                passages += _split(passage, own, text, beside)
            else:
                passages.append(passage)
        yield replace(part, passages=tuple(passages))


def _split(
    passage: Passage,
    own: range,
    text: ArticleText,
    beside: dict[int, list[SafeString]],
) -> Iterable[Passage]:
    """Give each block with notes a passage of its own; the others stay together."""
    plain = as_text(text.loose.get(own.start))
    for block in own:
        html = as_html(text.blocks[block])
        if passage.claims or block in beside:
            if plain.strip():
                yield Passage(mark_safe(plain))  # noqa: S308 - sanitised when it was saved
            yield Passage(html, passage.claims, tuple(beside.get(block, ())))
            plain = ""
        else:
            plain += html
        plain += as_text(text.blocks[block].tail)
    if plain.strip():
        yield Passage(mark_safe(plain))  # noqa: S308 - as above
