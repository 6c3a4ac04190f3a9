"""Money, figures, dates and per cent as a language writes them, by the Unicode locale data in Babel.

One module, for pages, letters and the desk. A language is named as Django names it ("de", "en-gb");
English without a country is American. Dates with a time are told in the zone that is active.

Source: docs/decisions/0025-amounts-by-the-locale.md
"""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError, dates, numbers
from django.utils import timezone
from django.utils.translation import get_language

_DEFAULT = "en"
_MINUS = "\u2212"
_NO_BREAK_SPACE = "\u00a0"


def current_locale() -> Locale:
    """Return the locale of the language that is active."""
    return locale_of(get_language() or _DEFAULT)


@lru_cache(maxsize=32)
def locale_of(language: str) -> Locale:
    """Return the locale of a language; American English for one that the locale data do not have."""
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(_DEFAULT)


def money(amount: Decimal, currency: str, *, decimals: int) -> str:
    """Return an amount with its sign of currency: "$3,048", "3.048 €"; with `decimals` behind the point."""
    locale = current_locale()
    pattern = _money_pattern(locale, decimals)
    text = numbers.format_currency(amount, currency, pattern, locale, currency_digits=False)
    return _spaced(text.replace("-", _MINUS))


def figure(number: Decimal | int, *, decimals: int = 0) -> str:
    """Return a number with signs between its thousands."""
    if not decimals and 0 <= number < 1000:
        return str(number)  # Most are: counts of votes and comments.
    pattern = _figure_pattern(decimals)
    return numbers.format_decimal(number, pattern, current_locale()).replace("-", _MINUS)


def percent(whole: int) -> str:
    """Return "61%", or "61 %" where a language has a space."""
    return numbers.format_percent(Decimal(whole) / 100, locale=current_locale())


def decimal_sign() -> str:
    """Return what stands before decimals."""
    return numbers.get_decimal_symbol(current_locale())


def currency_sign(currency: str) -> str:
    """Return "$" or "€"; the code of a currency that has no sign."""
    return numbers.get_currency_symbol(currency, current_locale())


def is_sign_first() -> bool:
    """Tell whether the sign of a currency stands before its figure."""
    return bool(current_locale().currency_formats["standard"].pattern.startswith("¤"))


def day(value: date | datetime | None) -> str:
    """Return "January 19, 2026"; "" for none, here and below."""
    return _written(value, "day")


def short_day(value: date | datetime | None) -> str:
    """Return "Jan 19, 2026", for a narrow column."""
    return _written(value, "short_day")


def weekday_and_day(value: date | datetime | None) -> str:
    """Return "Monday, January 19, 2026"."""
    return _written(value, "weekday_and_day")


def month(value: date | datetime | None) -> str:
    """Return "January 2026"."""
    return _written(value, "month")


def clock(value: datetime | None) -> str:
    """Return "2:45 PM", or "14:45"."""
    return _written(value, "clock")


def moment(value: datetime | None) -> str:
    """Return "Jan 19, 2026, 2:45 PM"."""
    return _written(value, "moment")


def moment_of_this_year(value: datetime | None) -> str:
    """Return "January 19, 2:45 PM"."""
    return _written(value, "moment_of_this_year")


def moment_in_words(value: datetime | None) -> str:
    """Return "January 19, 2026, 2:45 PM"."""
    return _written(value, "moment_in_words")


def moment_near(value: datetime, year: int) -> str:
    """Return a moment in words, without its year where that is `year`."""
    is_same = timezone.localtime(value).year == year
    return moment_of_this_year(value) if is_same else moment_in_words(value)


def day_near(value: datetime, year: int) -> str:
    """Return a day in words, without its year where that is `year`."""
    is_same = timezone.localtime(value).year == year
    return _written(value, "day_of_this_year" if is_same else "day")


def month_name(number: int) -> str:
    """Return the name of a month by its number, from 1."""
    return str(current_locale().months["stand-alone"]["wide"][number])


def weekday(value: date) -> str:
    """Return "Monday"."""
    return str(current_locale().days["stand-alone"]["wide"][value.weekday()])


def short_weekday(value: date) -> str:
    """Return "Mon"."""
    return str(current_locale().days["stand-alone"]["abbreviated"][value.weekday()])


def _written(value: date | datetime | None, form: str) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        value = local.replace(second=0, microsecond=0, tzinfo=None)  # as no pattern writes them
    return _written_in(current_locale(), form, value)


@lru_cache(maxsize=4096)
def _written_in(locale: Locale, form: str, value: date) -> str:
    return _date_pattern(locale, form).apply(value, locale)


@lru_cache(maxsize=64)
def _date_pattern(locale: Locale, form: str) -> dates.DateTimePattern:
    """Return how a language writes a day or a moment: read once, for a page may have hundreds."""
    days: dict[str, dates.DateTimePattern] = {
        "day": locale.date_formats["long"],
        "short_day": locale.date_formats["medium"],
        "weekday_and_day": locale.date_formats["full"],
        "month": locale.datetime_skeletons["yMMMM"],
        "day_of_this_year": locale.datetime_skeletons["MMMMd"],
        "clock": locale.time_formats["short"],
    }
    if form in days:
        return days[form]
    of_moment = {
        "moment": days["short_day"],
        "moment_in_words": days["day"],
        "moment_of_this_year": days["day_of_this_year"],
    }[form]
    joined = str(locale.datetime_formats["medium"])
    return dates.parse_pattern(joined.format(days["clock"].pattern, of_moment.pattern))


@lru_cache(maxsize=64)
def _money_pattern(locale: Locale, decimals: int) -> numbers.NumberPattern:
    usual = locale.currency_formats["standard"].pattern
    return numbers.parse_pattern(usual.replace(".00", "." + "0" * decimals if decimals else ""))


@lru_cache(maxsize=8)
def _figure_pattern(decimals: int) -> numbers.NumberPattern:
    return numbers.parse_pattern("#,##0" + ("." + "0" * decimals if decimals else ""))


def _spaced(text: str) -> str:
    """Part a code from its figure, "KWD 5", as the locale data ask and Babel does not."""
    for place in range(1, len(text)):
        if text[place - 1].isalpha() and text[place].isdigit():
            return text[:place] + _NO_BREAK_SPACE + text[place:]
    return text
