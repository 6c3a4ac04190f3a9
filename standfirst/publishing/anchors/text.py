"""The text of an article: what an anchor counts its characters in."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from lxml import html as lxml_html

from standfirst.publishing.body import Body

CONTEXT = 64
"""Characters kept of what stands before and after a passage, in the same paragraph."""

# Of what was sent along with a passage, in which white space may be long.
_MOST_AROUND = 4 * CONTEXT

_TOKEN = re.compile(r"\s+|\S+")
_PARAGRAPHS = {"p", "li", "ul", "ol", "blockquote", "pre", "div", "dt", "dd", "td", "th"}
# One character for one, so that places stay: who copies words by hand types plain quotation marks.
_PLAIN = str.maketrans("“”„‟«»‹›‘’‚‛‐‑", "\"\"\"\"\"\"''''''--")  # noqa: RUF001 - alike is the point


class Span(NamedTuple):
    """From the first character of a passage to behind its last, in the article's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Run:
    """Words inside or behind one element of a block, as the parser holds them."""

    block: int
    element: lxml_html.HtmlElement
    is_tail: bool


class _Token(NamedTuple):
    """A word: where it begins in the article's text, and in its run."""

    start: int
    run: int
    at: int
    length: int


class ArticleText:
    """The running text of a body: its text blocks and updates, as they are read.

    Paragraphs (and items of lists) follow each other with one line end between them; inside, each
    run of white space is one space. Headings, quotations, tables, captions and the numbers behind
    claims are not part of it; a dateline is.

    `blocks` are the top-level elements of all passages, parsed anew: marking them changes no page
    but the one that is being laid out.
    """

    def __init__(self, body: Body) -> None:
        self.blocks: list[lxml_html.HtmlElement] = []
        # Words before the first block of a passage, by the number of that block.
        self.loose: dict[int, str] = {}
        self.runs: list[Run] = []
        self._tokens: list[_Token] = []
        self._words: list[str] = []
        self._numbers: list[tuple[int, str]] = []
        self._length, self._gap = 0, ""
        for part in body.parts:
            for passage in part.passages:
                self._read(passage.html)
        self.text = "".join(self._words)

    def find(self, quote: str, *, prefix: str = "", suffix: str = "") -> list[Span]:
        """Return where the words of `quote` stand, each time in one paragraph.

        White space and the shape of quotation marks do not matter, nor do numbers of claims that
        were copied along. Where the words stand more than once, what stood around them decides,
        if it can.
        """
        wanted = _plain(quote)
        if not wanted:
            return []
        text = self.text.translate(_PLAIN)
        found = list(_all_in(text, wanted)) or self._with_numbers(wanted)
        if len(found) > 1 and (prefix or suffix):
            # No more is compared than is kept of a passage, whatever was sent.
            before, after = _plain(prefix[-_MOST_AROUND:]), _plain(suffix[:_MOST_AROUND])
            around = [span for span in found if _stands_between(text, span, before, after)]
            return around or found
        return found

    def locate(
        self, quote: str, *, start: int | None, prefix: str = "", suffix: str = ""
    ) -> Span | None:
        """Return where a passage is that was kept: where it stood, or the one place it can be now."""
        if start is not None and self.text.startswith(quote, start):
            return Span(start, start + len(quote))
        found = self.find(quote, prefix=prefix, suffix=suffix)
        return found[0] if len(found) == 1 else None

    def words_of(self, span: Span) -> str:
        """The words of a passage, as they are kept."""
        return self.text[span.start : span.end]

    def around(self, span: Span) -> tuple[str, str]:
        """What stands before and after a passage in its paragraph, up to `CONTEXT` characters each."""
        before = self.text[max(0, span.start - CONTEXT) : span.start].rpartition("\n")[2]
        after = self.text[span.end : span.end + CONTEXT].partition("\n")[0]
        return before, after

    def pieces(self, span: Span) -> list[tuple[Run, int, int]]:
        """Return what a passage takes of each run: from which character of it to behind which."""
        first = max(0, bisect_right(self._tokens, span.start, key=lambda token: token.start) - 1)
        taken: dict[int, tuple[int, int]] = {}
        for token in self._tokens[first:]:
            if token.start >= span.end:
                break
            begin = token.at + max(0, span.start - token.start)
            end = token.at + min(token.length, span.end - token.start)
            if begin < end:
                taken[token.run] = (taken.get(token.run, (begin, 0))[0], end)
        return [(self.runs[run], begin, end) for run, (begin, end) in taken.items()]

    def _read(self, html: str) -> None:
        for block in lxml_html.fragments_fromstring(html):
            if isinstance(block, str):
                self.loose[len(self.blocks)] = block
                continue
            self.blocks.append(block)
            self._walk(block, len(self.blocks) - 1)

    def _walk(self, element: lxml_html.HtmlElement, block: int) -> None:
        is_paragraph = element.tag in _PARAGRAPHS
        if is_paragraph:
            self._gap = "\n"
        elif element.tag == "br":
            self._gap = self._gap or " "
        if element.tag == "sup" and element.get("aria-hidden"):
            self._numbers.append((self._length, element.text or ""))
        else:
            self._take(element.text, Run(block, element, is_tail=False))
            for child in element:
                self._walk(child, block)
                self._take(child.tail, Run(block, child, is_tail=True))
        if is_paragraph:
            self._gap = "\n"

    def _take(self, words: str | None, run: Run) -> None:
        if not words:
            return
        self.runs.append(run)
        for found in _TOKEN.finditer(words):
            if found[0].isspace():
                self._gap = self._gap or " "
                continue
            if self._words and self._gap:
                self._words.append(self._gap)
                self._length += 1
            self._gap = ""
            self._tokens.append(
                _Token(self._length, len(self.runs) - 1, found.start(), len(found[0]))
            )
            self._words.append(found[0])
            self._length += len(found[0])

    def _with_numbers(self, wanted: str) -> list[Span]:
        """Where `wanted` stands in the text as a browser copies it, with the numbers of claims."""
        copied, places, last = "", [], 0
        for at, number in self._numbers:
            copied += self.text[last:at]
            places.append((len(copied), len(number)))
            copied, last = copied + number, at
        copied += self.text[last:]

        def without(place: int) -> int:
            return place - sum(min(length, place - at) for at, length in places if at < place)

        found = _all_in(copied.translate(_PLAIN), wanted)
        return [Span(without(span.start), without(span.end)) for span in found]


def _stands_between(text: str, span: Span, prefix: str, suffix: str) -> bool:
    begin = max(0, span.start - len(prefix) - 1)
    before = text[begin : span.start].rpartition("\n")[2].rstrip()
    after = text[span.end : span.end + len(suffix) + 1].partition("\n")[0].lstrip()
    return before.endswith(prefix) and after.startswith(suffix)


def _plain(words: str) -> str:
    return " ".join(words.split()).translate(_PLAIN)


def _all_in(text: str, wanted: str) -> Iterator[Span]:
    at = text.find(wanted)
    while at >= 0:
        yield Span(at, at + len(wanted))
        at = text.find(wanted, at + 1)
