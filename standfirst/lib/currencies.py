"""Currencies, and how finely each is counted."""

from babel.numbers import get_currency_name, get_currency_precision, list_currencies
from iso4217 import Currency

from .locale_formats import current_locale

# ISO 4217 says what a minor unit is, and providers count in it. Unicode's tables (babel) say with how
# many digits prices are usually written, which is another thing (none of forints, of pesos, of
# rupiah): they help with currencies that ISO has withdrawn, whose payments stay in the books.
_ISO = {str(row.code): row.exponent for row in Currency if row.exponent is not None}

# Where the payment provider counts in other units than ISO's, so do we: no amount is rounded at its door.
# Source: https://docs.stripe.com/currencies#special-cases
_COUNTED_OTHERWISE = {"ISK": 2, "MGA": 0, "UGX": 2}

# What a campaign may be in, by code.
CURRENCIES = sorted(_ISO)
# Metals and the like have a code, and no minor unit.
_UNITLESS = {str(row.code) for row in Currency if row.exponent is None}
_KNOWN = frozenset({*_ISO, *(list_currencies() - _UNITLESS)})
# Of these, cards pay whole units only.
_WHOLE_ONLY = {"ISK", "UGX"}


class UnknownCurrency(ValueError):  # noqa: N818 - the house names errors by what is wrong
    """Money in a currency of which nobody told us how finely it is counted: its code is the words."""


def exponent_of(currency: str) -> int:
    """Return how many digits of a count of minor units stand after the decimal point.

    Of an unknown currency it is 2, so that a page can be shown; nothing in it is ever booked.
    """
    if currency in _COUNTED_OTHERWISE:
        return _COUNTED_OTHERWISE[currency]
    if currency in _ISO:
        return _ISO[currency]
    return get_currency_precision(currency)


def is_known(currency: str) -> bool:
    """Tell whether it is known how finely `currency` is counted, today's or withdrawn."""
    return currency in _KNOWN


def currency_choices() -> list[tuple[str, str]]:
    """Return the currencies that a campaign may be in, named in the language of whoever asks."""
    locale = current_locale()
    return [(code, f"{code} – {get_currency_name(code, locale=locale)}") for code in CURRENCIES]


def payable_step(currency: str) -> int:
    """Return of how many minor units what a card pays must be a multiple: of three decimals, it pays two."""
    if currency in _WHOLE_ONLY:
        return 100
    return 10 if exponent_of(currency) == 3 else 1
