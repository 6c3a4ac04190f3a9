"""Amounts that people type: read by the habits of their language, and refused in words that help."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from standfirst.lib.currencies import exponent_of
from standfirst.lib.money import Money
from standfirst.lib.typed_money import (
    Mistyped,
    NoAmount,
    OtherCurrency,
    ReadInTwoWays,
    read_money,
)

_DEFAULT_CURRENCY = "USD"


def read_amount(typed: str, currency: str, language: str = "") -> Money:
    """Return the amount that somebody typed.

    Args:
        language: whose habits it is read by; "" is the one that is active.

    Raises:
        ValidationError: it is none, or could be two; in words for whoever typed it.
    """
    try:
        return read_money(typed, currency, language)
    except ReadInTwoWays as asked:
        thousands, less = asked.readings
        words = _("Do you mean %(thousands)s or %(less)s? Write %(plain)s or %(short)s.")
        raise ValidationError(
            words
            % {
                "thousands": thousands,
                "less": less,
                "plain": thousands.as_short,
                "short": less.as_short,
            },
            code="two_ways",
        ) from asked
    except OtherCurrency as error:
        words = _("Amounts here are in another currency: %(currency)s. Write one like %(example)s.")
        values = {"currency": currency, "example": _example(currency)}
        raise ValidationError(words % values, code="other_currency") from error
    except Mistyped as error:
        words = _(
            "We could not read “%(typed)s” as an amount. Do you mean %(amount)s? Write %(plain)s."
        )
        meant = error.reading
        values = {"typed": typed.strip()[:40], "amount": str(meant), "plain": meant.as_short}
        raise ValidationError(words % values, code="mistyped") from error
    except NoAmount as error:
        raise ValidationError(_unread(typed, currency), code="no_amount") from error


class MoneyField(forms.CharField):
    """An amount as people write it ("12.50"); its value is minor units of `currency`."""

    currency = _DEFAULT_CURRENCY

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Bring up the keyboard with figures."""
        return {**super().widget_attrs(widget), "inputmode": "decimal", "autocomplete": "off"}

    def to_python(self, value: Any) -> Any:  # noqa: ANN401
        """Return minor units, None for nothing typed.

        Raises:
            ValidationError: it is no amount above zero.
        """
        text = super().to_python(value)
        if not text:
            return None
        minor = read_amount(text, self.currency).minor
        if minor == 0:
            raise ValidationError(_("Enter an amount above zero."), code="zero")
        return minor

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401
        """Show minor units as they would be typed, and what was typed as it was."""
        return Money(value, self.currency).as_typed if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:  # noqa: ANN401
        """Compare what is shown with what was sent."""
        return super().has_changed(self.prepare_value(initial), data)


def _unread(typed: str, currency: str) -> str:
    if not typed.strip():
        return _("Enter an amount.")
    if exponent_of(currency) == 0:
        words = _(
            "We could not read “%(typed)s” as an amount. Write a whole number like %(example)s."
        )
    else:
        words = _("We could not read “%(typed)s” as an amount. Write it like %(example)s.")
    return words % {"typed": typed.strip()[:40], "example": _example(currency)}


def _example(currency: str) -> str:
    """An amount with all its decimals: twelve and a half, or 1250 where there are none."""
    return Money(125 * 10 ** max(exponent_of(currency) - 1, 1), currency).as_typed
