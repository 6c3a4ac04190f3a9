"""What goes into a conversion and what comes out of it."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class PictureRef:
    """A picture that has been taken over; its words say what need not be repeated in the body."""

    id: int
    caption: str = ""
    credit: str = ""
    alt: str = ""


class Places(Protocol):
    """Where things of the old site are now."""

    def picture(self, wordpress_id: int | None, url: str) -> PictureRef | None:
        """Find a picture by its attachment, or by the address of any of its sizes."""
        ...

    def document(self, url: str) -> int | None:
        """Find a document by the address of its file."""
        ...

    def file(self, wordpress_id: int) -> int | None:
        """Find a document by its attachment."""
        ...

    def page(self, url: str) -> int | None:
        """Find the page that stands for an address of the old site."""
        ...

    def within(self, url: str) -> str:
        """Return the address here of a comment, or of a place on a page, that an address of the old site leads to."""
        ...

    def address(self, url: str) -> str:
        """Return the address here of anything that an address of the old site leads to; note that one without it stays."""
        ...

    def stays(self, url: str) -> None:
        """Note that a link keeps its address."""
        ...

    def title(self, page: int) -> str:
        """Return what a page of ours is called."""
        ...

    def pattern(self, wordpress_id: int) -> str | None:
        """Return the body of a synced pattern."""
        ...

    def attached(self, item: int) -> list[PictureRef]:
        """Return the pictures that were uploaded to an item, in their order."""
        ...

    def absolute(self, url: str) -> str:
        """Complete an address that the old site wrote relative to itself."""
        ...


@dataclass(frozen=True, slots=True)
class Beside:
    """What WordPress keeps beside a body: the item's number, its footnotes as JSON, addresses of its recordings."""

    item: int = 0
    footnotes: str = ""
    recordings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a body, in the shape that the page's stream field keeps."""

    type: str
    value: Any


@dataclass(frozen=True, slots=True)
class Passage:
    """A question put to a passage, and the words around it (up to 32 characters of the same paragraph)."""

    key: str
    question: str
    quote: str
    prefix: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Credit:
    """Who a body says made a picture: true wherever it is shown, and kept where the media library says nothing."""

    picture: int
    name: str


@dataclass(slots=True)
class Converted:
    """A body in our blocks, and what became of the old ones.

    `lead_caption` and `lead_alt` are what this body says of the lead picture. `found` counts the old blocks by name, `made` ours by type; `left_out` says what has no words and no counterpart.
    """

    blocks: list[Block] = field(default_factory=list)
    lead: PictureRef | None = None
    lead_caption: str = ""
    lead_alt: str = ""
    passages: list[Passage] = field(default_factory=list)
    credits: list[Credit] = field(default_factory=list)
    found: Counter[str] = field(default_factory=Counter)
    made: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
