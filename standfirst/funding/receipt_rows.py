"""What a receipt says, line by line: the same in the letter, on the page and in the saved file."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Sum
from django.utils.translation import gettext as _

from standfirst.lib import locale_formats
from standfirst.lib.money import Money

from .given import held, returned, with_held
from .models import Account, Gift, Receipt, RegularGift


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what, and how much or when."""

    label: str
    value: str
    is_sum: bool = False


def receipt_rows(receipt: Receipt) -> list[Row]:
    """Return the lines of `receipt`, whose gift has its campaign and regular gift; two queries."""
    return list(_rows(receipt))


def often(regular: RegularGift | None) -> str:
    """Return how often it is given."""
    if regular is None:
        return _("Once")
    return _("Every year") if regular.every == RegularGift.Every.YEAR else _("Every month")


def _rows(receipt: Receipt) -> Iterator[Row]:
    gift = with_held(Gift.objects.select_related("campaign", "regular")).get(pk=receipt.gift_id)
    if gift.received_on:
        yield Row(_("Date"), locale_formats.day(gift.received_on))
    yield Row(_("For"), receipt.campaign_title)
    yield Row(_("How often"), often(gift.regular))
    yield Row(_("Gift"), str(gift.money), is_sum=not gift.cover)
    if gift.cover:
        yield Row(_("Fee covered"), str(Money(gift.cover, gift.currency)))
        yield Row(_("Paid in all"), str(gift.charged), is_sum=True)
    back = returned(gift)
    if back:
        yield Row(_("Returned"), str(back), is_sum=True)
    yield from _costs(gift)
    yield Row(_("Paid by"), gift.get_way_display())
    yield Row(_("Reference"), gift.reference)


def _costs(gift: Gift) -> Iterator[Row]:
    """What the provider kept and what is left, where it is known, and in the currency of the gift."""
    fees = gift.movements.filter(currency=gift.currency, debit=Account.FEES)
    fee = int(fees.aggregate(minor=Sum("minor"))["minor"] or 0)
    if fee:
        yield Row(_("Payment fee"), str(Money(fee, gift.currency)))
        yield Row(_("Reaches us"), str(Money(held(gift).minor - fee, gift.currency)))
