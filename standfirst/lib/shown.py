"""What a page that is to be kept shows, noted while it is laid out, so that it is made anew when that changes."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta

from django.utils import timezone

THREADS = "threads"
"""The key of what shows something of discussions that it cannot name: the ones that are most discussed."""
FUNDING = "funding"
"""The key of what shows anything of campaigns and gifts. On a busy day these come every few seconds."""
TABLES_OF_FUNDING = "funding_"
SETTINGS = frozenset(
    [
        "accounts_accountsettings",
        "discussion_discussionsettings",
        "funding_fundingsettings",
        "publishing_newsroomsettings",
    ]
)
"""The tables of settings: what is written there makes all old, whatever else is named."""
LONGEST_LIFE = 60.0
"""Seconds; what happens by the clock alone (a discussion closes) is seen after as long at the latest."""


class Shown:
    """The keys of what was shown; whether discussions were read of which none was named, and anything of funding."""

    def __init__(self, named: Iterable[str] = ()) -> None:
        self.named = set(named)
        self.reads_threads = self.reads_funding = False

    @property
    def keys(self) -> frozenset[str]:
        """Everything that the page is to be kept under."""
        threads = self.named or ({THREADS} if self.reads_threads else set())
        return frozenset(threads | ({FUNDING} if self.reads_funding else set()))


_shown: ContextVar[Shown | None] = ContextVar("shown", default=None)


@contextmanager
def noting_what_is_shown() -> Iterator[Shown]:
    """Note what is shown until the block ends."""
    shown = Shown()
    token = _shown.set(shown)
    try:
        yield shown
    finally:
        _shown.reset(token)


def shows(*keys: str) -> None:
    """Say that the page that is laid out, if one is, shows what `keys` name; see `changes.changed`."""
    if shown := _shown.get():
        shown.named.update(key for key in keys if key != FUNDING)
        shown.reads_funding |= FUNDING in keys


def good_until() -> float:
    """When what is laid out now is laid out anew in any case, by `time.monotonic`: within a minute, at the newsroom's midnight."""
    now = timezone.localtime()
    midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), now.tzinfo)
    return time.monotonic() + min(LONGEST_LIFE, (midnight - now).total_seconds())


def note(part: Shown) -> None:
    """Say that the page that is laid out shows what a part of it does, which was laid out before."""
    if shown := _shown.get():
        shown.named |= part.named
        shown.reads_threads |= part.reads_threads and not part.named
        shown.reads_funding |= part.reads_funding


def note_read(sql: str) -> None:
    """Note a query that may read of discussions, or of funding."""
    if shown := _shown.get():
        shown.reads_threads |= "discussion_" in sql
        shown.reads_funding |= TABLES_OF_FUNDING in sql
