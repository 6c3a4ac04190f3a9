"""Sheets of a calendar: the days of a month and how much was published on each."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Day:
    """A day and the number of articles published on it."""

    date: date
    count: int


@dataclass(frozen=True, slots=True)
class MonthSheet:
    """A month as weeks of seven places, Monday first; a place outside the month is None."""

    first: date
    weeks: tuple[tuple[Day | None, ...], ...]

    @property
    def count(self) -> int:
        """How many articles the month holds."""
        return sum(day.count for week in self.weeks for day in week if day)

    @property
    def weekdays(self) -> list[date]:
        """Seven days in a row from a Monday, to be named in the reader's language."""
        return [date(2024, 1, day) for day in range(1, 8)]


def month_sheet(year: int, month: int, counts: Mapping[int, int]) -> MonthSheet:
    """Return the sheet of a month; `counts` are articles by day of the month."""
    weeks = calendar.Calendar(firstweekday=calendar.MONDAY).monthdatescalendar(year, month)
    return MonthSheet(
        date(year, month, 1),
        tuple(
            tuple(Day(day, counts.get(day.day, 0)) if day.month == month else None for day in week)
            for week in weeks
        ),
    )


def year_sheets(year: int, counts: Mapping[int, Mapping[int, int]]) -> list[MonthSheet]:
    """Return the sheets of the months of `year` that hold articles, the last first."""
    return [month_sheet(year, month, counts[month]) for month in sorted(counts, reverse=True)]
