"""The content of the invented paper as it lies in files, with its days filled in."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from .dates import fill_in_days, last_time_it_was
from .markup import split_front_matter

_HERE = Path(__file__).parent
CONTENT, PICTURES = _HERE / "content", _HERE / "pictures"


@dataclass(frozen=True)
class Sheet:
    """One article or page: its address, what is said of it, and its body in the files' markup."""

    slug: str
    head: dict[str, Any]
    body: str
    # What its hours count back from.
    counted_from: datetime


@dataclass(frozen=True)
class Remark:
    """One comment of a thread, in reading order; `depth` counts from 1."""

    depth: int
    name: str
    up: int
    down: int
    words: str
    special: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Exchange:
    """The thread under the article of that slug."""

    slug: str
    remarks: list[Remark]
    head: dict[str, Any]
    question: dict[str, str]


def read_table(name: str, *, at: datetime) -> dict[str, Any]:
    """Return the TOML file of that name."""
    return tomllib.loads(_read(CONTENT / f"{name}.toml", at))


def read_sheets(folder: str, *, at: datetime, zone: str) -> list[Sheet]:
    """Return everything in `articles` or `pages`, by name of file; clocks are those of `zone`."""
    sheets = []
    for path in sorted((CONTENT / folder).glob("*.md")):
        head, body = split_front_matter(_read(path, at))
        sheets.append(Sheet(path.stem, head, body, _counted_from(head, at, zone)))
    return sheets


def read_exchanges(*, at: datetime) -> Iterator[Exchange]:
    """Return the threads, by name of file, which is the article's slug."""
    for path in sorted((CONTENT / "threads").glob("*.toml")):
        table = tomllib.loads(_read(path, at))
        head = table["thread"]
        remarks = [Remark(*row) for row in head.pop("comments")]
        yield Exchange(path.stem, remarks, head, table.get("question", {}))


def _read(path: Path, at: datetime) -> str:
    return fill_in_days(path.read_text(encoding="utf-8"), at=at)


def _counted_from(head: dict[str, Any], at: datetime, zone: str) -> datetime:
    """`at`; for a sheet with a clock, the last such hour that leaves room for what came after it."""
    if "clock" not in head:
        return at
    after = timedelta(hours=max(0, -head.get("changed_hours_ago", 0)))
    return last_time_it_was(head["clock"], at=at, zone=zone, ago=after)
