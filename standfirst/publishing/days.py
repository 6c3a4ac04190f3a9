"""The newsroom's days: on which one something happened, and when one begins.

A gift, a receipt, the books and a campaign's last day must have the same date whoever looks, and
whether a page, the worker or a command brought it in.
"""

import zoneinfo
from datetime import date, datetime, time

from .queries import newsroom

_NOON = time(12)


def newsroom_zone() -> zoneinfo.ZoneInfo:
    """Return the time zone of the newsroom."""
    return zoneinfo.ZoneInfo(newsroom().time_zone)


def newsroom_day(at: datetime) -> date:
    """Return the day that it was in the newsroom."""
    return at.astimezone(newsroom_zone()).date()


def noon_of(day: date) -> datetime:
    """Return the newsroom's noon: the moment of what is only known by its day."""
    return datetime.combine(day, _NOON, tzinfo=newsroom_zone())


def beginning_of(day: date) -> datetime:
    """Return when the day began in the newsroom."""
    return datetime.combine(day, time.min, tzinfo=newsroom_zone())
