"""Amounts as integer minor units and a currency."""

from dataclasses import dataclass

from babel.numbers import get_decimal_symbol
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from .currencies import exponent_of, payable_step
from .locale_formats import current_locale

NO_BREAK_SPACE = "\u00a0"

SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "BRL": "R$", "PLN": "zł"}


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
        exponent = exponent_of(self.currency)
        whole, rest = divmod(abs(self.minor), 10**exponent)
        text: str = number_format(whole, use_l10n=True, force_grouping=True)
        if rest:
            decimals = f"{rest:0{exponent}d}"
            text = number_format(
                f"{whole}.{decimals}", exponent, use_l10n=True, force_grouping=True
            )
        return f"−{text}" if self.minor < 0 else text

    @property
    def in_column(self) -> str:
        """The figure alone with all its minor digits, so that a column of them lines up."""
        exponent = exponent_of(self.currency)
        text = number_format(
            Money(abs(self.minor), self.currency).decimal,
            exponent,
            use_l10n=True,
            force_grouping=True,
        )
        return f"−{text}" if self.minor < 0 else text

    @property
    def as_typed(self) -> str:
        """The figure for a form field, as the reader's language has it: "12.50" or "12,50", never grouped."""
        return self.decimal.replace(".", get_decimal_symbol(current_locale()))

    @property
    def decimal(self) -> str:
        """The figure for programs: "12.50", never grouped or translated."""
        exponent = exponent_of(self.currency)
        whole, rest = divmod(abs(self.minor), 10**exponent)
        text = f"{whole}.{rest:0{exponent}d}" if exponent else str(whole)
        return f"-{text}" if self.minor < 0 else text

    def __str__(self) -> str:
        sign = SIGNS.get(self.currency, self.currency)
        return f"{self.figure}{NO_BREAK_SPACE}{sign}"


def is_payable(amount: Money) -> bool:
    """Tell whether cards can pay it: of currencies with three decimals they pay two."""
    return amount.minor % payable_step(amount.currency) == 0


def unpayable_words(currency: str) -> str:
    """Return what to do about an amount that cards cannot pay."""
    if payable_step(currency) == 10 ** exponent_of(currency):
        return _("Write a whole amount.")
    return _("Write at most two decimals.")
