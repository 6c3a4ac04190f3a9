"""The body of an article as it is read: parts in order, headings, claims, length."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.text import slugify
from wagtail.rich_text import RichText

from .claims import Passage, find_passages
from .sources import ListedSource, Source

WORDS_A_MINUTE = 230
_Block = TypeVar("_Block")
# What Wagtail's editor leaves for itself.
_EDITORS_MARK = re.compile(r' data-block-key="[^"]*"')


@dataclass(frozen=True, slots=True)
class Part:
    """One block of the body; text and updates also as passages, headings with their anchor."""

    kind: str
    value: Any
    anchor: str = ""
    passages: tuple[Passage, ...] = ()

    @property
    def template(self) -> str:
        """The template that lays it out, one per kind."""
        return f"publishing/blocks/{self.kind}.html"


@dataclass(frozen=True, slots=True)
class Body:
    """Everything a page shows of its body, worked out once."""

    parts: tuple[Part, ...]
    sources: tuple[ListedSource, ...] = ()
    claimed: tuple[Source, ...] = ()
    word_count: int = 0

    @property
    def headings(self) -> list[Part]:
        """The headings that a list of contents names."""
        return [
            part for part in self.parts if part.kind == "heading" and part.value["level"] == "2"
        ]

    @property
    def updates(self) -> list[Part]:
        """The updates of a live page, newest first."""
        return [part for part in self.parts if part.kind == "update"]

    @property
    def has_embed(self) -> bool:
        """Whether the page needs what loads an embed in place."""
        return any(part.kind == "embed" for part in self.parts)

    @property
    def minutes(self) -> int:
        """How long reading takes, never less than a minute."""
        return max(1, round(self.word_count / WORDS_A_MINUTE))


def read_body(blocks: Sequence[Any], *, sources: Sequence[Source] = (), dateline: str = "") -> Body:
    """Read the blocks of a stream field; updates come newest first, all else stays where it is."""
    reader = _Reader(sources, dateline)
    newest_first = in_reading_order(
        blocks, lambda block: block.value["at"] if block.block_type == "update" else None
    )
    parts = tuple(reader.read(block) for block in newest_first)
    listed = (ListedSource(it, tuple(reader.claims.get(it.number, ()))) for it in sources)
    return Body(parts, tuple(listed), tuple(reader.claimed), _count_words(blocks))


def in_reading_order(
    blocks: Iterable[_Block], time_of: Callable[[_Block], datetime | None]
) -> list[_Block]:
    """Return `blocks` with the updates newest first, all else where it is; only an update has a time."""
    blocks = list(blocks)
    times = [(time_of(block), block) for block in blocks]
    updates = [(at, block) for at, block in times if at is not None]
    newest = iter(sorted(updates, key=lambda update: update[0], reverse=True))
    return [block if at is None else next(newest)[1] for at, block in times]


def time_of_stored(block: Mapping[str, Any]) -> datetime | None:
    """Return when an update happened, of a block as the database holds it; None of any other block."""
    if block["type"] != "update":
        return None
    at = parse_datetime(block["value"]["at"])
    return timezone.make_aware(at) if at and timezone.is_naive(at) else at


def _count_words(blocks: Sequence[Any]) -> int:
    texts = (text for block in blocks for text in block.block.get_searchable_content(block.value))
    return sum(len(text.split()) for text in texts)


@dataclass(slots=True)
class _Reader:
    """What is known of the page so far, while its blocks are read in order."""

    sources: Sequence[Source]
    dateline: str = ""
    anchors: Counter[str] = field(default_factory=Counter)
    used: Counter[int] = field(default_factory=Counter)
    claimed: list[Source] = field(default_factory=list)
    claims: dict[int, list[str]] = field(default_factory=dict)

    def read(self, block: Any) -> Part:  # noqa: ANN401 - a Wagtail stream child carries no type
        if block.block_type == "text":
            return Part(
                "text", block.value, passages=self._passages(self._dated(_html(block.value)))
            )
        if block.block_type == "passage":
            return Part("passage", block.value, passages=self._passages(_html(block.value["text"])))
        if block.block_type == "update":
            passages = self._passages(_html(block.value["text"]))
            return Part("update", block.value, f"update-{block.id}", passages)
        if block.block_type == "heading":
            return Part("heading", block.value, self._anchor(block.value["text"]))
        return Part(block.block_type, block.value)

    def _passages(self, html: str) -> tuple[Passage, ...]:
        passages = find_passages(html, sources=self.sources, earlier=self.used)
        for claim in (claim for passage in passages for claim in passage.claims):
            self.used[claim.source.number] += 1
            self.claimed.append(claim.source)
            self.claims.setdefault(claim.source.number, []).append(claim.anchor)
        return passages

    def _dated(self, html: str) -> str:
        """Put the dateline before the first words of the body."""
        if not self.dateline or not html.startswith("<p>"):
            return html
        opening = format_html('<p><span class="dateline">{}</span> \u2013 ', self.dateline)
        self.dateline = ""
        return opening + html.removeprefix("<p>")

    def _anchor(self, words: str) -> str:
        anchor = slugify(words, allow_unicode=True) or "part"
        self.anchors[anchor] += 1
        return anchor if self.anchors[anchor] == 1 else f"{anchor}-{self.anchors[anchor]}"


def _html(text: RichText) -> str:
    return _EDITORS_MARK.sub("", str(text.__html__()))
