"""What an import did, said so that every figure can be counted again in the file."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .plurals import counted


@dataclass(slots=True)
class Report:
    """Counts by what they count; the words are the keys, since they are only ever read by people."""

    source: str = ""
    is_dry_run: bool = False
    in_file: Counter[str] = field(default_factory=Counter)
    taken: Counter[str] = field(default_factory=Counter)
    already_here: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    remarks: Counter[str] = field(default_factory=Counter)
    oddities: Counter[str] = field(default_factory=Counter)
    blocks_found: Counter[str] = field(default_factory=Counter)
    blocks_made: Counter[str] = field(default_factory=Counter)
    missing_files: list[str] = field(default_factory=list)
    without_credit: list[str] = field(default_factory=list)
    unresolved_links: list[str] = field(default_factory=list)
    votes: int = 0
    voted: int = 0

    def as_data(self) -> dict[str, Any]:
        """Return the report as plain values, for programs and for the record of runs."""
        counters = {
            name: dict(sorted(getattr(self, name).items()))
            for name in (
                "in_file",
                "taken",
                "already_here",
                "left_out",
                "remarks",
                "oddities",
                "blocks_found",
                "blocks_made",
            )
        }
        votes = {"sum": self.votes, "comments": self.voted}
        return {
            "source": self.source,
            "dry_run": self.is_dry_run,
            **counters,
            "votes": votes,
            "missing_files": self.missing_files,
            "without_credit": self.without_credit,
            "unresolved_links": self.unresolved_links,
        }

    def lines(self) -> Iterator[str]:
        """Yield the report as lines for a terminal."""
        yield f"{self.source}{' (dry run: nothing was written)' if self.is_dry_run else ''}"
        for title, counter in (
            ("In the file", self.in_file),
            ("Taken", self.taken),
            ("Already here", self.already_here),
            ("Left out, or changed on the way", self.left_out),
            ("To know", self.remarks),
            ("Odd in the file, and read all the same", self.oddities),
        ):
            yield from _table(
                title, {counted(words, count): count for words, count in counter.items()}
            )
        yield from _table("Blocks in the bodies", self.blocks_found)
        yield from _table("Blocks made of them", self.blocks_made)
        yield ""
        yield f"Votes in the file: {self.votes:,} net, on {self.voted:,} comments"
        yield from _named("no file for", self.missing_files)
        yield from _named("credit missing:", self.without_credit)
        yield from _named("leads to no page, comment or place here:", self.unresolved_links)


def _named(why: str, names: list[str]) -> Iterator[str]:
    for name in names[:20]:
        yield f"  {why} {name}"
    if len(names) > 20:
        yield f"  and {len(names) - 20:,} more"


def _table(title: str, counter: Mapping[str, int]) -> Iterator[str]:
    shown = {words: count for words, count in counter.items() if count}
    if not shown:
        return
    yield ""
    yield title
    for words, count in sorted(shown.items()):
        yield f"  {count:>11,}  {words}"
