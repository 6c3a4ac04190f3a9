"""A feed before it is written in any format; every word in it can stand in XML."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from standfirst.delivery.pictures import SharedPicture


@dataclass(frozen=True, slots=True)
class Writer:
    """Somebody who wrote an entry, and the address of their page."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One article; `guid` stays the same when it moves or its headline changes, also from another system to ours."""

    guid: str
    url: str
    title: str
    summary: str
    html: str
    writers: Sequence[Writer]
    categories: Sequence[str]
    published_at: datetime
    updated_at: datetime
    picture: SharedPicture | None
    language: str


@dataclass(frozen=True, slots=True)
class Feed:
    """What is new in one place; `address` is where it is read, `own_address` the feed's own."""

    title: str
    description: str
    address: str
    own_address: str
    language: str
    copyright: str
    icon: str
    entries: Sequence[Entry]
    updated_at: datetime
