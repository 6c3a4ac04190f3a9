"""The content of the invented paper as it lies in files, with its days filled in."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from .dates import fill_in_days
from .markup import split_front_matter

_HERE = Path(__file__).parent
CONTENT, PICTURES = _HERE / "content", _HERE / "pictures"


@dataclass(frozen=True)
class Sheet:
    """One article or page: its address, what is said of it, and its body in the files' markup."""

    slug: str
    head: dict[str, Any]
    body: str


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


def read_sheets(folder: str, *, at: datetime) -> list[Sheet]:
    """Return everything in `articles` or `pages`, by name of file."""
    return [
        Sheet(path.stem, *split_front_matter(_read(path, at)))
        for path in sorted((CONTENT / folder).glob("*.md"))
    ]


def read_exchanges(*, at: datetime) -> Iterator[Exchange]:
    """Return the threads, by name of file, which is the article's slug."""
    for path in sorted((CONTENT / "threads").glob("*.toml")):
        table = tomllib.loads(_read(path, at))
        head = table["thread"]
        remarks = [Remark(*row) for row in head.pop("comments")]
        yield Exchange(path.stem, remarks, head, table.get("question", {}))


def _read(path: Path, at: datetime) -> str:
    return fill_in_days(path.read_text(encoding="utf-8"), at=at)
