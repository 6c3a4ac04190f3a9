"""What a meter shows: figures, the scale they are read on, and the sentence that says the same."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from standfirst.lib import locale_formats
from standfirst.lib.money import Money

# A figure of the scale is about 7.8 px wide, the narrowest scale 288 px (a window of 320).
_CHARACTER = 2.7
_SPACE = 2.5


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the scale; `words` is "" where its words would run into others."""

    position: str  # "50%", along the line, as SVG reads it
    mirrored: str  # the same place where lines run from right to left
    words: str
    anchor: str  # start, middle or end: which part of the words stands at the place


@dataclass(frozen=True, slots=True)
class MilestoneOnMeter:
    """A milestone, as far as the campaign has come."""

    amount: Money
    words: str
    is_reached: bool
    is_next: bool
    reached_on: datetime.date | None


@dataclass(frozen=True, slots=True)
class Promised:
    """What somebody adds to gifts once it is here; not counted until then."""

    giver: str
    percent: int
    # Earned by gifts so far, and at most.
    earned: Money
    most: Money
    ends_on: datetime.date | None

    @property
    def sentence(self) -> str:
        """Said after the sum: it is not part of it."""
        values = {"earned": self.earned, "most": self.most, "giver": self.giver}
        first = (
            _("And %(earned)s promised by %(giver)s, not counted until we have received it.")
            if self.earned.minor
            else _("%(giver)s promised to add up to %(most)s.")
        ) % values
        return f"{first} {self._how}" if self.earned < self.most else first

    @property
    def _how(self) -> str:
        values = {
            "percent": locale_formats.percent(self.percent),
            "most": self.most,
            "day": locale_formats.day(self.ends_on),
        }
        if self.ends_on and self.percent == 100:
            return _("Each gift is doubled until %(day)s, up to %(most)s.") % values
        if self.ends_on:
            return _("%(percent)s are added to each gift until %(day)s, up to %(most)s.") % values
        if self.percent == 100:
            return _("Each gift is doubled, up to %(most)s.") % values
        return _("%(percent)s are added to each gift, up to %(most)s.") % values


@dataclass(frozen=True, slots=True)
class Meter:
    """How far a campaign has come on one day."""

    title: str
    raised: Money
    goal: Money
    supporters: int
    days_left: int | None  # None: open end, not running, or over
    ended_on: datetime.date | None  # None: still running, or not begun
    milestones: tuple[MilestoneOnMeter, ...]
    # The first goal, where it is reached and `goal` is the one beyond it.
    reached_goal: Money | None = None
    # Below this per cent nothing is drawn.
    drawn_from: int = 0
    promised: tuple[Promised, ...] = ()

    @property
    def is_drawn(self) -> bool:
        """Whether there is a bar beside the words."""
        return self.percent >= self.drawn_from

    @property
    def figures(self) -> dict[str, Any]:
        """The same for programs; amounts in minor units."""
        return {
            "title": self.title,
            "currency": self.goal.currency,
            "raised": self.raised.minor,
            "goal": self.goal.minor,
            "reached_goal": self.reached_goal.minor if self.reached_goal else None,
            "percent": self.percent,
            "supporters": self.supporters,
            "days_left": self.days_left,
            "ended_on": self.ended_on.isoformat() if self.ended_on else None,
            "words": f"{self.raised} {self.sentence}",
            "milestones": [
                {"amount": row.amount.minor, "words": row.words, "is_reached": row.is_reached}
                for row in self.milestones
            ],
            "promised": [
                {"giver": row.giver, "amount": row.earned.minor, "most": row.most.minor}
                for row in self.promised
            ],
        }

    @property
    def percent(self) -> int:
        """Rounded, but 100 only when the goal is reached."""
        exact = round(self.raised.minor * 100 / self.goal.minor)
        return max(exact, 100) if self.is_reached else min(exact, 99)

    @property
    def percent_words(self) -> str:
        """The same with its sign."""
        return locale_formats.percent(self.percent)

    @property
    def is_reached(self) -> bool:
        """Whether the whole goal is there."""
        return self.raised.minor >= self.goal.minor

    @property
    def missing(self) -> Money:
        """What the goal still lacks; nothing once it is reached."""
        return Money(max(self.goal.minor - self.raised.minor, 0), self.goal.currency)

    @property
    def beyond(self) -> Money:
        """What came in above the goal."""
        return Money(max(self.raised.minor - self.goal.minor, 0), self.goal.currency)

    @property
    def shown(self) -> Money:
        """What the drawing and `aria-valuenow` show: never above the goal."""
        return min(self.raised, self.goal)

    @property
    def level(self) -> str:
        """The filled part of the drawing, as "60.96%"."""
        return _position(self.shown.minor, self.goal.minor)

    @property
    def scale(self) -> tuple[Mark, ...]:
        """From nothing over the milestones to the goal; words only where there is room for them."""
        start, end = "0", str(self.goal)
        free_from, free_to = _width(start) + _SPACE, 100 - _width(end) - _SPACE
        marks = [Mark("0%", "100%", start, "start")]
        steps = {row.amount for row in self.milestones} | {self.reached_goal or self.goal}
        for amount in sorted(step for step in steps if 0 < step.minor < self.goal.minor):
            words, at = amount.figure, amount.minor * 100 / self.goal.minor
            half = _width(words) / 2
            has_room = free_from <= at - half and at + half <= free_to
            if has_room:
                free_from = at + half + _SPACE
            place = _position(amount.minor, self.goal.minor)
            mirrored = _position(self.goal.minor - amount.minor, self.goal.minor)
            marks.append(Mark(place, mirrored, words if has_room else "", "middle"))
        return (*marks, Mark("100%", "0%", end, "end"))

    @property
    def sentence(self) -> str:
        """What follows the sum: "raised of $5,000 (61%). 84 supporters, 12 days left."."""
        if self.beyond.minor:
            first = _("raised, %(beyond)s more than the goal of %(goal)s.") % {
                "beyond": self.beyond,
                "goal": self.goal,
            }
        elif self.reached_goal:
            first = _(
                "raised: the goal of %(reached)s has been reached. This is %(percent)s of "
                "the next goal, %(goal)s."
            ) % {
                "reached": self.reached_goal,
                "goal": self.goal,
                "percent": self.percent_words,
            }
        else:
            first = _("raised of %(goal)s (%(percent)s).") % {
                "goal": self.goal,
                "percent": self.percent_words,
            }
        return f"{first} {self._people_and_time}."

    @property
    def value_text(self) -> str:
        """The same for somebody who hears it."""
        return _("%(raised)s of %(goal)s, %(percent)s, %(people_and_time)s") % {
            "raised": self.raised,
            "goal": self.goal,
            "percent": self.percent_words,
            "people_and_time": self._people_and_time,
        }

    @property
    def _people_and_time(self) -> str:
        people = ngettext("%(count)d supporter", "%(count)d supporters", self.supporters) % {
            "count": self.supporters
        }
        time = self._time
        return f"{people}, {time}" if time else people

    @property
    def _time(self) -> str:
        if self.ended_on:
            return _("ended on %(day)s") % {"day": locale_formats.day(self.ended_on)}
        if self.days_left is None:
            return ""
        if self.days_left == 0:
            return _("today is the last day")
        return ngettext("%(count)d day left", "%(count)d days left", self.days_left) % {
            "count": self.days_left
        }


def _position(part: int, whole: int) -> str:
    return f"{round(part * 100 / whole, 2):g}%"


def _width(words: str) -> float:
    """Width of a figure in per cent of the narrowest scale."""
    return len(words) * _CHARACTER
