"""The first reading: the whole file is read through before anything is written, and only what is short is kept of it."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import cast

from .bodies.anchors import anchors_of_headings
from .identities import Identities
from .oddities import Oddities
from .opening import Stream
from .reader import read_export
from .records import Author, Comment, Item, Record, Site, Term
from .refusals import OtherSite
from .threads import Shape
from .values import votes

COMMENT_TYPES = frozenset({"", "comment", "wpdiscuz_sticky", "review"})
PINGS = frozenset({"pingback", "trackback"})
STATES = {
    "1": "approved",
    "approve": "approved",
    "0": "held",
    "hold": "held",
    "spam": "spam",
    "trash": "removed",
    "post-trashed": "removed",
}
PICTURE_IN_BODY = re.compile(r"\bwp-image-(\d{1,15})\b")
PATTERN = "wp_block"
LONG_META = frozenset({"footnotes"})
PASSAGE_END = "[/wpdiscuz-feedback]"


@dataclass(slots=True)
class Plan:
    """What the file holds, without its long texts.

    `shapes` are the discussions by item; `passages` counts inline feedback marks by item; `shown_in` says which item shows an attachment first; `anchors` are those of headings that had ids, by item and id;
    `patterns` are the bodies that many bodies show.
    """

    site: Site
    types: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""
    authors: dict[str, Author] = field(default_factory=dict)
    terms: dict[tuple[str, str], Term] = field(default_factory=dict)
    items: dict[int, Item] = field(default_factory=dict)
    digests: dict[int, str] = field(default_factory=dict)
    shapes: dict[int, Shape] = field(default_factory=dict)
    passages: dict[int, int] = field(default_factory=dict)
    shown_in: dict[int, int] = field(default_factory=dict)
    anchors: dict[int, dict[str, str]] = field(default_factory=dict)
    patterns: dict[int, str] = field(default_factory=dict)
    comments: Counter[str] = field(default_factory=Counter)
    votes: int = 0
    voted: int = 0

    def as_taken(self, record: Record) -> Record:
        """Return a record as what it is taken for: an item of a plugin's type may be a post or a page for us."""
        if isinstance(record, Item) and record.type in self.types:
            return replace(record, type=self.types[record.type], type_there=record.type)
        return record

    def of_type(self, kind: str) -> list[Item]:
        """Return the items of one type, in the file's order."""
        return [item for item in self.items.values() if item.type == kind]


def is_taken(comment: Comment) -> bool:
    """Say whether a comment is somebody's words: pings and other plugins' notes are not."""
    return comment.type in COMMENT_TYPES


def state_of(comment: Comment) -> str:
    """Return our word for a comment's state; one that WordPress does not know waits for a moderator."""
    return STATES.get(comment.approved, "held")


def read_files(streams: Sequence[Stream], oddities: Sequence[Oddities] = ()) -> Iterator[Record]:
    """Yield what one site's files hold, in their order, as if it were one file; an item that came before is left out."""
    identities = Identities()
    for stream, odd in zip(streams, oddities or [Oddities() for _ in streams], strict=True):
        yield from read_export(stream, odd, identities)


def read_plan(
    streams: Sequence[Stream],
    tell: Callable[[str], None],
    oddities: Sequence[Oddities],
    *,
    types: Mapping[str, str] | None = None,
) -> Plan:
    """Read the files through, so that a damaged one is refused before anything is written.

    Args:
        types: what items of their other types are taken for, by type.

    Raises:
        OtherSite: they are of two sites.
    """
    records = read_files(streams, oddities)
    site = next(records)
    # The reader names the site before anything that belongs to it, and refuses a file without one.
    plan = Plan(cast("Site", site), types or {})
    item = 0
    fingerprint = sha256(repr(site).encode())
    for record in map(plan.as_taken, records):
        if isinstance(record, Comment):
            _note_comment(plan, item, record)
            tell(f"reading: {plan.comments.total():,} comments")
        elif isinstance(record, Item):
            item = record.id
            _note_item(plan, record)
        elif isinstance(record, Author):
            plan.authors.setdefault(record.login, record)
        elif isinstance(record, Term):
            _note_term(plan, record)
        elif same_site(record.base_url) != same_site(plan.site.base_url):
            raise OtherSite(
                f"the files are of two sites, {plan.site.base_url} and {record.base_url}. Import one after the other."
            )
        fingerprint.update(repr(record).encode("utf-8", "surrogatepass"))
    plan.digest = fingerprint.hexdigest()
    for shape in plan.shapes.values():
        shape.settle()
    return plan


def same_site(address: str) -> str:
    """Return an address without what one site may be written with or without."""
    return address.partition("://")[2].lower().removeprefix("www.").rstrip("/")


def _note_item(plan: Plan, item: Item) -> None:
    """Keep an item without its body."""
    plan.digests[item.id] = sha256(repr(item).encode("utf-8", "surrogatepass")).hexdigest()
    plan.passages[item.id] = item.content.count(PASSAGE_END)
    if item.type in {"post", "page"}:
        shown = [item.meta.get("_thumbnail_id", "").strip(), *PICTURE_IN_BODY.findall(item.content)]
        for number in shown:
            if number.isascii() and number.isdigit() and len(number) < 16:
                plan.shown_in.setdefault(int(number), item.id)
        if anchors := anchors_of_headings(item.content):
            plan.anchors[item.id] = anchors
    if item.type == PATTERN:
        plan.patterns[item.id] = item.content
    short = {key: value for key, value in item.meta.items() if key not in LONG_META}
    plan.items[item.id] = replace(item, content="", meta=short)


def _note_term(plan: Plan, term: Term) -> None:
    known = plan.terms.setdefault((term.taxonomy, term.slug), term)
    if term.id and not known.id:
        plan.terms[term.taxonomy, term.slug] = replace(known, id=term.id)


def _note_comment(plan: Plan, item: int, comment: Comment) -> None:
    if not is_taken(comment):
        plan.comments["ping" if comment.type in PINGS else f"of the type {comment.type[:40]}"] += 1
        return
    state = state_of(comment)
    plan.comments[state] += 1
    plan.shapes.setdefault(item, Shape()).add(
        comment.id, comment.parent, approved=state == "approved"
    )
    if "wpdiscuz_votes" in comment.meta or "wpdiscuz_votes_seperate" in comment.meta:
        up, down = votes(comment.meta)
        plan.votes += up - down
        plan.voted += 1
