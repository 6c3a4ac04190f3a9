"""What is known of a person: each app that keeps something of people has a module that tells and forgets it.

`settings.PERSONAL_DATA` lists those modules, what stands on others before what it stands on.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Protocol, cast

from django.conf import settings

from .models import User

Value = str | int | bool | None
Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of one kind that are about a person."""

    # Names the files: "comments".
    name: str
    title: str
    # Read anew each time, a few at a time. Keys are words of the glossary; times are ISO 8601.
    rows: Callable[[], Iterable[Row]]


class Keeper(Protocol):
    """A module that keeps something of people."""

    def export(self, user: User) -> Iterable[Section]:
        """Return all that it keeps of `user`."""

    def erase(self, user: User, *, keep_words: bool, at: datetime) -> None:
        """Forget `user`, who is gone after this, inside a transaction that the caller holds.

        `keep_words`: what they wrote for others to read stays, without anything that leads to them.
        """


def keepers() -> list[Keeper]:
    """Return the modules, in the order in which they forget."""
    return [cast(Keeper, import_module(name)) for name in settings.PERSONAL_DATA]
