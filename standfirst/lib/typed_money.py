"""Amounts as people type them, read by the habits of the language that the page is in.

What can be read in two ways is not guessed at: "1,000" is a thousand to an English reader, and to a
German one perhaps a mistyped 1,00.

Source: docs/decisions/0025-amounts-by-the-locale.md
"""

import re
import unicodedata
from contextlib import suppress
from functools import lru_cache
from itertools import product
from typing import NoReturn

from babel import Locale, UnknownLocaleError
from babel.numbers import (
    get_currency_name,
    get_currency_symbol,
    get_decimal_symbol,
    get_group_symbol,
    list_currencies,
)
from django.conf import settings

from .currencies import exponent_of
from .errors import Refused
from .locale_formats import current_locale, locale_of
from .money import Money

# What `Money.decimal` writes is read as English.
PROGRAMS = "en"

_ARABIC_DECIMAL, _ARABIC_GROUP = "\u066b", "\u066c"
# Marks of direction, which stand in what was copied from a page in Arabic.
_DIRECTION = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_APOSTROPHES = str.maketrans(dict.fromkeys(f"\u2018\u2019\u02bc{_ARABIC_GROUP}", "'"))
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
# Groups of three behind the first; "15,-" and "15." are whole amounts.
_GROUPED = re.compile(
    rf"([1-9]\d{{0,2}}(?:([ '.,])\d{{3}})(?:\2\d{{3}})*)(?:(?!\2)[.,{_ARABIC_DECIMAL}](\d*)-*)?"
)
_PLAIN = re.compile(rf"(\d*)(?:[.,{_ARABIC_DECIMAL}](\d*)-*)?")
_MOST_DIGITS = 12
_LONGEST = 60
# Common, though no locale data have them.
_ALSO = {"CHF": {"fr", "sfr"}}


class NoAmount(Refused):
    """What was typed is no amount of that currency, or has more decimals than it has."""

    code = "no-amount"


class OtherCurrency(NoAmount):
    """It bears the sign of another currency."""

    code = "other-currency"


class Mistyped(NoAmount):
    """It is none, but what was meant can be told: `reading` has it, for whoever typed it to say."""

    code = "mistyped"

    def __init__(self, typed: str, reading: Money) -> None:
        super().__init__(f"{typed[:40]!r} may mean {reading.decimal}")
        self.reading = reading


class ReadInTwoWays(NoAmount):
    """It could be a thousand or one; `readings` has both, the larger first."""

    code = "two-ways"

    def __init__(self, typed: str, readings: tuple[Money, Money]) -> None:
        super().__init__(f"{typed[:40]!r} can be read in two ways")
        self.readings = readings


def read_money(typed: str, currency: str, language: str = "") -> Money:
    """Return what a person typed, like "12.50", "$1,200", "1 200,5 €" or "15,-".

    A space, apostrophe, point or comma stands between groups of three digits only. A point or comma
    before one or two digits is a decimal sign in every language; before three, the language decides:
    its own sign between groups makes thousands. In currencies with three decimals its own decimal
    sign makes decimals; else somebody is asked. Digits may be those of any script.

    Args:
        language: as Django writes it; "" is the one that is active.

    Raises:
        ReadInTwoWays: a kind of `NoAmount`, as is `OtherCurrency`, which rises for the sign of another.
        Mistyped: another kind: what was meant can be told.
    """
    locale = locale_of(language) if language else current_locale()
    figure, signs = _parted(_plain_signs(typed))
    if not all(sign in signs_of(currency) for sign in signs if sign):
        known = OtherCurrency if any(map(_is_currency, signs)) else NoAmount
        raise known(f"no amount in {currency}: {typed[:40]!r}")
    grouped, plain = _GROUPED.fullmatch(figure), _PLAIN.fullmatch(figure)
    if not (grouped or plain):
        _misread(typed, figure, currency)
    if not (grouped and plain):
        return _money(typed, grouped or plain, currency)
    if figure[-4] == get_group_symbol(locale) and exponent_of(currency) < 3:
        return _money(typed, grouped, currency)
    if figure[-4] == get_decimal_symbol(locale) and exponent_of(currency) >= 3:
        return _money(typed, plain, currency)
    thousands, less = _both(figure, currency)
    exponent = exponent_of(currency)
    if figure[-3:][exponent:].strip("0"):
        raise Mistyped(typed, thousands)  # it has more decimals than the currency
    raise ReadInTwoWays(typed, (thousands, less))


@lru_cache(maxsize=256)
def signs_of(currency: str) -> frozenset[str]:
    """Return how people write a currency, in small letters: its code, its signs and the words of its name.

    In all languages of the interface: people write as they are used to.
    """
    places = [locale_of(language) for language, _name in settings.LANGUAGES]
    # The first two letters of a code are its country's: there, crowns are "kr".
    with suppress(UnknownLocaleError, ValueError):
        places.append(Locale.parse(f"und_{currency[:2]}"))
    signs = {get_currency_symbol(currency, place) for place in places}
    # Without the letters that tell dollars apart.
    signs |= {re.sub(r"[A-Z]+(?=\W)|(?<=\W)[A-Z]+", "", sign) for sign in signs}
    for place, count in product(places, (1, 5)):
        name = get_currency_name(currency, count, place)
        signs |= {name, *name.split()}
    signs |= {currency, *_ALSO.get(currency, ())}
    return frozenset(_DIRECTION.sub("", sign).casefold().rstrip(".") for sign in signs)


def _plain_signs(typed: str) -> str:
    """Return it with the digits, spaces and dashes that a keyboard in English has."""
    text = _DIRECTION.sub("", typed).translate(_APOSTROPHES).translate(_DASHES)
    digits = (str(unicodedata.decimal(sign, sign)) for sign in text)
    return re.sub(r"\s", " ", "".join(digits)).strip()


def _parted(text: str) -> tuple[str, tuple[str, str]]:
    """Return the figure, and what stands before and after it.

    Raises:
        NoAmount: there is no figure.
    """
    shape = r"(\D*?)((?<!\w)[.,]?\d(?:.*\d)?(?:[.,](?!\w)-*)?)(\D*)"
    found = re.fullmatch(shape, text) if len(text) <= _LONGEST else None
    if found is None:
        raise NoAmount(f"no amount: {text[:40]!r}")
    before, figure, after = found.groups()
    return figure, (_sign(before), _sign(after))


def _sign(text: str) -> str:
    return text.strip().casefold().rstrip(".")


def _is_currency(sign: str) -> bool:
    return any(unicodedata.category(it) == "Sc" for it in sign) or sign.upper() in _codes()


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    return frozenset(list_currencies())


def _money(typed: str, found: re.Match[str] | None, currency: str) -> Money:
    """Return what a reading comes to.

    Raises:
        NoAmount: there is none, or it is too long.
    """
    whole = re.sub(r"\D", "", found[1]) if found else ""
    decimals = (found[found.re.groups] or "") if found else ""
    exponent = exponent_of(currency)
    if not whole + decimals or len(whole) > _MOST_DIGITS or len(decimals) > exponent:
        raise NoAmount(f"no amount in {currency}: {typed[:40]!r}")
    return Money(int((whole or "0") + decimals.ljust(exponent, "0")), currency)


def _misread(typed: str, figure: str, currency: str) -> NoReturn:
    """Refuse what is no figure; of "12 50" say that 12.50 may be meant.

    Raises:
        Mistyped: that may be meant.
        NoAmount: nobody can tell.
    """
    whole, gap, decimals = figure.rpartition(" ")
    found = _GROUPED.fullmatch(whole) or _PLAIN.fullmatch(whole)
    is_figure = found is not None and found[found.re.groups] is None and decimals.isdecimal()
    if gap and is_figure and len(decimals) == exponent_of(currency):
        units = _money(typed, found, currency)
        raise Mistyped(typed, Money(units.minor + int(decimals), currency))
    raise NoAmount(f"no amount in {currency}: {typed[:40]!r}")


def _both(figure: str, currency: str) -> tuple[Money, Money]:
    """Return "1,250" as thousands, and as one and a bit, as far as the currency has decimals."""
    exponent = exponent_of(currency)
    whole, decimals = figure[:-4], figure[-3:]
    return (
        Money(int(whole + decimals) * 10**exponent, currency),
        Money(int(whole + decimals[:exponent]), currency),
    )
