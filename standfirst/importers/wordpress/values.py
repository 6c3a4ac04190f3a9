"""Turns the strings of an export into typed values, and refuses what cannot be one."""

import re
from datetime import UTC, datetime
from typing import NamedTuple

from .identities import MADE_UP

LARGEST_ID = MADE_UP
"""WordPress counts from 1 upwards; beyond this a number is damage, not a count."""

LARGEST_VOTES = 10**8
"""More votes than any paper has readers; keeps a forged number out of a 32-bit column."""

VOTES = re.compile(r'\Aa:2:\{s:4:"like";i:(\d{1,18});s:7:"dislike";i:(\d{1,18});\}\Z')
"""The one shape in which wpDiscuz writes `wpdiscuz_votes_seperate`; no other PHP value is ever unpacked."""


class Votes(NamedTuple):
    """What readers thought of a comment; both figures are counts, never negative."""

    up: int = 0
    down: int = 0


def moment(utc: str, local: str = "") -> datetime | None:
    """Read a date; the local one stands in where the UTC one is `0000-00-00`, as it is for drafts."""
    for text in (utc, local):
        if not text or text.startswith("0000"):
            continue
        try:
            return datetime.strptime(text.strip(), "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


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
