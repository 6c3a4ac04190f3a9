"""Amounts as integer minor units and a currency."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from . import locale_formats
from .currencies import exponent_of, payable_step


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """`minor` units (cents for USD) of `currency` (ISO 4217)."""

    minor: int
    currency: str

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __add__(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.minor + other.minor, self.currency)

    @property
    def figure(self) -> str:
        """The figure alone in the reader's language; minor digits only where there are any."""
        return locale_formats.figure(self.whole_units, decimals=self._decimals)

    @property
    def in_column(self) -> str:
        """The figure alone with all its minor digits, so that a column of them lines up."""
        return locale_formats.figure(self.whole_units, decimals=exponent_of(self.currency))

    @property
    def as_typed(self) -> str:
        """The figure for a form field, as the reader's language has it: "12.50" or "12,50", never grouped."""
        return self.decimal.replace(".", locale_formats.decimal_sign())

    @property
    def as_short(self) -> str:
        """The same without decimals where there are none: "15"."""
        return self.short_decimal.replace(".", locale_formats.decimal_sign())

    @property
    def decimal(self) -> str:
        """The figure for programs: "12.50", never grouped or translated."""
        exponent = exponent_of(self.currency)
        whole, rest = divmod(abs(self.minor), 10**exponent)
        text = f"{whole}.{rest:0{exponent}d}" if exponent else str(whole)
        return f"-{text}" if self.minor < 0 else text

    @property
    def short_decimal(self) -> str:
        """The same without decimals where there are none: "15", as suggested amounts are kept."""
        return self.decimal if self._decimals else self.decimal.partition(".")[0]

    @property
    def sign(self) -> str:
        """The sign of the currency, as it stands beside the field in which an amount is typed."""
        return locale_formats.currency_sign(self.currency)

    @property
    def is_sign_first(self) -> bool:
        """Whether the sign stands before the figure."""
        return locale_formats.is_sign_first()

    @property
    def whole_units(self) -> Decimal:
        """The amount as a number, with all its decimals: what a spreadsheet counts with."""
        return Decimal(self.minor).scaleb(-exponent_of(self.currency))

    @property
    def _decimals(self) -> int:
        exponent = exponent_of(self.currency)
        return exponent if self.minor % 10**exponent else 0

    def __str__(self) -> str:
        return locale_formats.money(self.whole_units, self.currency, decimals=self._decimals)


def is_payable(amount: Money) -> bool:
    """Tell whether cards can pay it: of currencies with three decimals they pay two."""
    return amount.minor % payable_step(amount.currency) == 0


def unpayable_words(currency: str) -> str:
    """Return what to do about an amount that cards cannot pay."""
    if payable_step(currency) == 10 ** exponent_of(currency):
        return _("Write a whole amount.")
    return _("Write at most two decimals.")
