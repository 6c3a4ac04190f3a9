"""Lines of a bank statement as they were copied: the references, amounts and days in each.

Every bank writes them in its own way, and not in that of the page: an amount or a day that can be read in two ways
is both, and what is not clear is left to whoever has the statement.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from standfirst.lib.currencies import exponent_of
from standfirst.lib.money import Money
from standfirst.lib.typed_money import (
    NoAmount,
    OtherCurrency,
    ReadInTwoWays,
    read_money,
    signs_of,
)

from .transfer_references import WrittenReference, written_references

_Read = TypeVar("_Read", Money, date)

_DAY = re.compile(
    r"(?<![\w.,/-])"
    r"(?:(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"
    r"|(?P<first>\d{1,2})(?P<sep>[./-])(?P<second>\d{1,2})(?P=sep)(?P<last>\d{4}|\d\d))"
    r"(?![\w/-]|[.,]\d)"
)
# "27.11." has no year, and is no amount either.
_DAY_WITHOUT_YEAR = re.compile(r"(?<![\w.,])\d{1,2}\.\d{1,2}\.(?!\d)")
_ACCOUNT = re.compile(r"\b[A-Z]{2}\d\d(?: ?[A-Z0-9]{4}){3,7}\b")
_BLANK = "[ \u00a0\u202f]"
_SIGN = r"[^\W\d_]{1,4}|[^\w\s.,:;/|'’\"()+*#−-]"
_FIGURE = re.compile(
    rf"(?:(?<!\w)(?P<before>{_SIGN}){_BLANK}?|(?<![\w.,:/'’]))"
    r"(?P<minus>[-−])?"
    rf"(?P<figure>(?:\d{{1,3}}(?:(?:{_BLANK}|[.,'’])\d{{3}})+|\d{{1,12}})(?:[.,](?:\d{{1,3}}|-+))?)"
    rf"(?:{_BLANK}?(?P<after>{_SIGN})(?!\w)|(?![\w:/%]|[.,'’-]\d))"
)
# As banks write amounts, whatever language the page is in.
_LANGUAGES = ("en", "de")


@dataclass(frozen=True, slots=True)
class Reading(Generic[_Read]):
    """What a line says of one thing: `value`, or None where that is not clear; then perhaps `several`."""

    value: _Read | None
    several: Sequence[_Read] = ()


@dataclass(frozen=True, slots=True)
class BankLine:
    """One line, or the two that one reference is cut in."""

    text: str
    written: Sequence[WrittenReference]

    @property
    def right(self) -> list[str]:
        """The references in it whose check digits are right, each once."""
        return list(dict.fromkeys(it.reference for it in self.written if it.is_right))

    @property
    def mistyped(self) -> list[str]:
        """The others."""
        return list(dict.fromkeys(it.reference for it in self.written if not it.is_right))

    def day(self) -> Reading[date] | None:
        """The day in it; None where there is none."""
        days = list(dict.fromkeys(day for found in self._days() for day in _days_of(found)))
        if not days:
            return None
        return Reading(days[0]) if len(days) == 1 else Reading(None, sorted(days))

    def amount(self, announced: Money) -> Reading[Money]:
        """The amount that arrived, of several the announced one; the announced one where there is none."""
        clear, other, is_strange = self._amounts(announced.currency)
        if announced in clear or (not clear and not is_strange and announced in other):
            return Reading(announced)
        if len(clear) == 1 and not is_strange:
            return Reading(clear[0])
        if clear or other or is_strange:
            return Reading(None, clear if len(clear) > 1 else ())
        return Reading(announced)

    def _days(self) -> "list[re.Match[str]]":
        return list(_DAY.finditer(self._without_references()))

    def _amounts(self, currency: str) -> tuple[list[Money], list[Money], bool]:
        """Those that are written as such, other whole numbers, and whether some are less or in another currency."""
        text = _ACCOUNT.sub(" ; ", self._without_references())
        text = _DAY_WITHOUT_YEAR.sub(" ; ", _DAY.sub(" ; ", text))
        clear: dict[Money, None] = {}
        other: dict[Money, None] = {}
        is_strange = False
        for found in _FIGURE.finditer(text):
            signs = {sign.casefold() for sign in (found["before"], found["after"]) if sign}
            is_own = bool(signs & signs_of(currency))
            if found["minus"] or (not is_own and _is_of_another(signs, currency)):
                is_strange = True
                continue
            amounts = dict.fromkeys(_readings(found["figure"], currency))
            (clear if is_own or _has_decimals(found["figure"], currency) else other).update(amounts)
        return list(clear), list(other), is_strange

    def _without_references(self) -> str:
        text = self.text
        for it in self.written:
            text = f"{text[: it.start]}{';' * (it.end - it.start)}{text[it.end :]}"
        return text


def read_lines(text: str) -> list[BankLine]:
    """Return the lines of `text` in their order, without empty ones."""
    whole = "\n".join(text.splitlines())
    for it in written_references(whole):
        if it.is_right:
            cut = whole[it.start : it.end].replace("\n", " ")
            whole = f"{whole[: it.start]}{cut}{whole[it.end :]}"
    lines = (line.strip() for line in whole.split("\n"))
    return [BankLine(line, _written_in(line)) for line in lines if line]


def _written_in(line: str) -> list[WrittenReference]:
    """The references in a line; what looks mistyped within a right one is part of that."""
    written = list(written_references(line))
    right = [it for it in written if it.is_right]
    return [
        it
        for it in written
        if it.is_right or not any(one.start < it.end and it.start < one.end for one in right)
    ]


def _days_of(found: "re.Match[str]") -> list[date]:
    """The days that it can mean: with points the day stands first, else either may."""
    if found["year"]:
        return _valid([(int(found["year"]), int(found["month"]), int(found["day"]))])
    first, second, year = int(found["first"]), int(found["second"]), int(found["last"])
    year += 2000 if len(found["last"]) == 2 else 0
    readings = [(year, second, first)]
    if found["sep"] != ".":
        readings.append((year, first, second))
    return _valid(readings)


def _valid(readings: list[tuple[int, int, int]]) -> list[date]:
    days = []
    for year, month, day in readings:
        with suppress(ValueError):
            days.append(date(year, month, day))
    return days


def _readings(figure: str, currency: str) -> list[Money]:
    """The amounts above zero that a figure can mean, by the habits of English and German banks."""
    amounts: list[Money] = []
    # "4711 250,00" may be a number, and beside it an amount.
    tail = re.split(_BLANK, figure)[-1]
    for text in {figure, tail} if not tail.startswith("0") else {figure}:
        for language in _LANGUAGES:
            try:
                amounts.append(read_money(text, currency, language))
            except ReadInTwoWays as asked:
                amounts += asked.readings
            except NoAmount:
                continue
    return sorted({it for it in amounts if it.minor})


def _has_decimals(figure: str, currency: str) -> bool:
    """Whether it is written as an amount is, not as the number of something."""
    decimals = re.search(r"[.,](\d*)-*$", figure)
    if decimals is None:
        return False
    return len(decimals[1]) in {0, exponent_of(currency), 3}


def _is_of_another(signs: set[str], currency: str) -> bool:
    for sign in signs:
        try:
            read_money(f"{sign} 1", currency)
        except OtherCurrency:
            return True
        except NoAmount:
            continue
    return False
