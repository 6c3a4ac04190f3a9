"""The newsroom's bank account, and the code from which a banking app reads a transfer to it."""

from dataclasses import dataclass
from decimal import Decimal

import segno
from segno.helpers import make_epc_qr
from stdnum import iban

from standfirst.lib.money import Money
from standfirst.lib.names import clean_name

# The standard knows no other currency, and no more than that.
_CURRENCY = "EUR"
_MOST = 99_999_999_999


@dataclass(frozen=True, slots=True)
class BankAccount:
    """Where readers transfer gifts to."""

    holder: str
    # Without blanks; the BIC may be "".
    iban: str
    bic: str = ""

    @property
    def iban_in_groups(self) -> str:
        """The IBAN as it is read and typed."""
        return iban.format(self.iban)


def transfer_code(account: BankAccount, amount: Money, reference: str) -> str:
    """Return the QR code of a transfer as an SVG element; "" where there is none for the amount.

    Source: EPC069-12, "Quick response code: guidelines to enable data capture for the initiation of a
    SEPA credit transfer", version 3.1
    """
    if amount.currency != _CURRENCY or not 0 < amount.minor <= _MOST:
        return ""
    try:
        code = make_epc_qr(
            # Each row of the code is a line; the form keeps one, but what was kept before may have more.
            name=clean_name(account.holder),
            iban=account.iban,
            bic=account.bic or None,
            amount=Decimal(amount.decimal),
            reference=reference,
        )
    except ValueError:  # more than the standard lets a code hold
        return ""
    return _drawn(code)


def _drawn(code: segno.QRCode) -> str:
    # The page says in words what is in it; dark on light, whatever the page is.
    svg: str = code.svg_inline(border=4, omitsize=True, light="#fff", svgclass=None, lineclass=None)
    return svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
