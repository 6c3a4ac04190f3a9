"""What a campaign suggests and takes where the treasurer says nothing, by its currency."""

from contextlib import suppress
from dataclasses import dataclass

from standfirst.lib.currencies import exponent_of
from standfirst.lib.money import Money
from standfirst.lib.typed_money import PROGRAMS, NoAmount, read_money

# About how many units people give where others give a dollar: round, and no rate of exchange.
_UNITS = {
    "AED": 5, "ARS": 1000, "BDT": 100, "BRL": 5, "CLP": 1000, "CNY": 5, "COP": 4000, "CZK": 20, "DKK": 5,
    "EGP": 50, "HKD": 10, "HUF": 400, "IDR": 10000, "ILS": 5, "INR": 50, "ISK": 100, "JPY": 100, "KES": 100,
    "KRW": 1000, "MAD": 10, "MXN": 20, "NGN": 1000, "NOK": 10, "PHP": 50, "PKR": 200, "PLN": 5, "RON": 5,
    "RSD": 100, "RUB": 100, "SAR": 5, "SEK": 10, "THB": 20, "TRY": 40, "TWD": 20, "UAH": 40, "VND": 20000,
    "ZAR": 20,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Suggested:
    """Amounts as they are kept, with spaces between; limits in minor units."""

    amounts_once: str
    amounts_regular: str
    least: int
    most: int


def suggested_for(currency: str) -> Suggested:
    """Return what a campaign in `currency` suggests and takes."""
    units = _UNITS.get(currency, 1 if exponent_of(currency) else 100)

    def row(*amounts: int) -> str:
        return " ".join(str(amount * units) for amount in amounts)

    one = units * 10 ** exponent_of(currency)
    return Suggested(row(5, 15, 40, 100), row(3, 5, 10, 25), least=one, most=5000 * one)


def read_amounts(texts: str, currency: str) -> list[Money]:
    """Return suggested amounts as they are kept, with spaces between."""
    amounts = []
    for text in texts.split():
        with suppress(NoAmount):  # the treasurer's slip is no reader's trouble
            amounts.append(read_money(text, currency, PROGRAMS))
    return amounts
