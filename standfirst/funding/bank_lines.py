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
    r"(?:(?P<year>\d{4})(?P<of>[-/.])(?P<month>\d\d)(?P=of)(?P<day>\d\d)"
    r"|(?P<first>\d{1,2})(?P<sep>[./-])(?P<second>\d{1,2})(?P=sep)(?P<last>\d{4}|\d\d))"
    r"(?![\w/-]|[.,]\d)"
)
# "27.11." has no year, and is no amount either.
_DAY_WITHOUT_YEAR = re.compile(r"(?<![\w.,])\d{1,2}\.\d{1,2}\.(?!\d)")
_MONTH = (
    r"(?:jan|feb|fév|mar|mär|mrz|apr|abr|avr|may|mai|mayo|jun|juin|jul|juil|aug|ago|aoû|sep|oct|okt|nov|dec|dez|dic|déc|ene)"
    r"[^\W\d_]*"
)
_DAY_IN_WORDS = re.compile(rf"\b\d{{1,2}}(?:\. ?|[ -]){_MONTH}\b|\b{_MONTH}\.? \d{{1,2}}\b", re.I)
_TIME = re.compile(r"(?<![\w:.,])\d\d:\d\d(?::\d\d)?(?![\w:]|[.,]\d)")
_ACCOUNT = re.compile(r"\b[A-Z]{2}\d\d(?: ?[A-Z0-9]{4}){3,7}\b")
_BLANK = "[ \u00a0\u202f]"
_SYMBOL = r"[^\w\s.,:;/|'’\"()+*#−–—-]"
_SIGN = rf"[^\W\d_]{{0,4}}{_SYMBOL}|[^\W\d_]{{1,4}}"
_FIGURE = re.compile(
    rf"(?:(?<!\w)(?P<before>{_SIGN}){_BLANK}?|(?<![\w.,:/'’]))"
    rf"(?P<figure>(?:\d{{1,3}}(?:(?:{_BLANK}|[.,'’])\d{{3}})+|\d{{1,12}})(?:[.,](?:\d{{1,3}}|-+))?)"
    rf"(?:{_BLANK}?(?P<after>{_SIGN})(?!\w)|(?![\w:/%]|[.,'’]\d))"
)
# Money that went out, or came back: a minus or brackets at a figure, the mark or the word of a debit.
_WENT_OUT = re.compile(
    rf"(?<!\w)[-−–—(]{_BLANK}?(?:{_SIGN})?{_BLANK}?\d|\b[A-Z]{{3}}[-−–—]\d+[.,]\d\d\b|\d{_BLANK}?(?:[^\W\d_]{{3}}{_BLANK}?)?[-−–—)](?!\w)"
    rf"|\d{_BLANK}?(?:S|D|DR|Dr)\b|\b(?:S|D|DR|Dr){_BLANK}?\d"
    r"|\b(?i:soll|lastschrift\w*|debit\w*|storn\w*|reversal\w*|return(?:ed)?|chargeback\w*|refund\w*|withdrawal\w*"
    r"|r(?:ü|ue|u)ck(?:buchung|lastschrift|gabe|(?:ü|ue)berweisung|zahlung)\w*|adeudo\w*|cargo|devoluci(?:ó|o)n\w*"
    r"|pr(?:é|e)l(?:è|e)vement\w*|impay(?:é|e)\w*|rejet\w*)\b"
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

    @property
    def went_out(self) -> bool:
        """Whether it looks like money that went out, or came back."""
        return bool(_WENT_OUT.search(self._without_days(self._without_references())))

    def day(self) -> Reading[date] | None:
        """The day in it; None where it has nothing that may be one."""
        text = self._without_references()
        found = [_days_of(it) for it in _DAY.finditer(text)]
        days = list(dict.fromkeys(day for readings in found for day in readings))
        rest = self._without_days(text)
        if not all(found) or _DAY_IN_WORDS.search(rest) or _DAY_WITHOUT_YEAR.search(text):
            return Reading(None)
        if days:
            return Reading(days[0]) if len(days) == 1 else Reading(None, sorted(days))
        has_figures = any(map(str.isdigit, _FIGURE.sub(_but_amounts, rest)))
        return Reading(None) if has_figures else None

    def amount(self, announced: Money) -> Reading[Money]:
        """The amount that arrived; of a line without figures, the announced one.

        Whoever sends money writes some of the line, so several amounts are told and none is chosen, and no figure is
        passed over: where one cannot be read, nothing is.
        """
        text = self._without_days(self._without_references())
        if self.went_out:
            return Reading(None)
        if not any(map(str.isdigit, text)):
            return Reading(announced)
        clear, other, is_read = _amounts(text, announced.currency)
        if len(clear) > 1:
            return Reading(None, clear)
        if not is_read or not (clear or other == [announced]):
            return Reading(None)
        return Reading(clear[0] if clear else announced)

    def is_in_another_currency(self, currency: str) -> bool:
        """Whether a figure in it bears the sign of another currency."""
        text = self._without_days(self._without_references())
        return any(_is_of_another(_signs(it), currency) for it in _FIGURE.finditer(text))

    def _without_references(self) -> str:
        text = self.text
        for it in self.written:
            text = f"{text[: it.start]}{';' * (it.end - it.start)}{text[it.end :]}"
        return _ACCOUNT.sub(" ; ", text)

    @staticmethod
    def _without_days(text: str) -> str:
        for pattern in (_DAY, _DAY_WITHOUT_YEAR, _TIME):
            text = pattern.sub(" ; ", text)
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


def _amounts(text: str, currency: str) -> tuple[list[Money], list[Money], bool]:
    """Those that are written as such, other whole numbers, and whether every figure was read as one of them."""
    clear: dict[Money, None] = {}
    other: dict[Money, None] = {}
    is_read = not any(map(str.isdigit, _FIGURE.sub(" ; ", text)))
    for found in _FIGURE.finditer(text):
        signs = _signs(found)
        is_own = bool(signs & signs_of(currency))
        if not is_own and _is_of_another(signs, currency):
            is_read = False
            continue
        amounts = dict.fromkeys(_readings(found["figure"], currency))
        (clear if is_own or _has_decimals(found["figure"], currency) else other).update(amounts)
    return list(clear), list(other), is_read


def _signs(found: "re.Match[str]") -> set[str]:
    return {sign.casefold() for sign in (found["before"], found["after"]) if sign}


def _but_amounts(found: "re.Match[str]") -> str:
    """Return a figure that may be part of a day, and nothing of an amount."""
    return "" if re.search(r"[.,]\d\d$", found["figure"]) or _signs(found) else found[0]


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
            if re.search(_SYMBOL, sign):
                return True
    return False
