"""Turns the strings of an export into typed values, and refuses what cannot be one."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from .identities import MADE_UP

LARGEST_ID = MADE_UP
"""WordPress counts from 1 upwards; beyond this a number is damage, not a count."""

EARLIEST_YEAR = 1600
"""There was no newspaper before; `0001-01-01` and `-0001-11-30` are how programs write that they know no date."""

LARGEST_VOTES = 10**8
"""More votes than any paper has readers; keeps a forged number out of a 32-bit column."""

VOTES = re.compile(r'\Aa:2:\{s:4:"like";i:(\d{1,18});s:7:"dislike";i:(\d{1,18});\}\Z')
"""The one shape in which wpDiscuz writes `wpdiscuz_votes_seperate`; no other PHP value is ever unpacked."""


class Votes(NamedTuple):
    """What readers thought of a comment; both figures are counts, never negative."""

    up: int = 0
    down: int = 0


def moment(*texts: str) -> datetime | None:
    """Read the first that is a date: `0000-00-00` stands for none, and what is before print is damage."""
    for text in texts:
        try:
            found = datetime.strptime(text.strip(), "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
        except ValueError:
            continue
        if found.year >= EARLIEST_YEAR:
            return found
    return None


def moment_in_feed(text: str) -> datetime | None:
    """Read a date as feeds write it."""
    try:
        found = parsedate_to_datetime(text.strip())
    except ValueError:
        return None
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    return found.astimezone(UTC) if found.year >= EARLIEST_YEAR else None


def number(text: str) -> int | None:
    """Read an id or a count; None where it is no number, or one that WordPress cannot have written."""
    text = text.strip() or "0"
    if not re.fullmatch(r"\d{1,16}", text, re.ASCII) or int(text) >= LARGEST_ID:
        return None
    return int(text)


def votes(meta: dict[str, str]) -> Votes:
    """Read wpDiscuz' votes: both counts where it kept them apart, else the net score on one side."""
    if apart := VOTES.match(meta.get("wpdiscuz_votes_seperate", "").strip()):
        up, down = (min(int(figure), LARGEST_VOTES) for figure in apart.groups())
        return Votes(up, down)
    if re.fullmatch(r"-?\d{1,18}", score := meta.get("wpdiscuz_votes", "").strip(), re.ASCII):
        net = max(-LARGEST_VOTES, min(int(score), LARGEST_VOTES))
        return Votes(max(net, 0), max(-net, 0))
    return Votes()
