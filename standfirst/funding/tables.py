"""The desk's lists as tables: a column for each thing, amounts as numbers, their currency beside them."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.db.models import F, Max, Min, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from standfirst.lib.money import Money
from standfirst.lib.spreadsheets import Cell, Table

from .models import INCOME, Account, Gift, RegularGift, Supporter


def gifts_table(gifts: QuerySet[Gift]) -> Table:
    """Return gifts with what the books have of each: what came, went back and was kept as a fee, and what is left.

    A gift that was never received came to nothing. Where the provider counts its fee in another currency,
    the fee stands there in that one, and what is left is not worked out. One query.
    """
    headings = [
        _("Reference"), _("Campaign"), _("Currency"), _("Amount"), _("Fee covered"), _("Gross"),
        _("Refunded"), _("Fee"), _("Currency of the fee"), _("Net"), _("Supporter"), _("Email"), _("Way"),
        _("State"), _("Received on"), _("Note"),
    ]  # fmt: skip
    return Table("gifts", headings, _gift_rows(gifts))


def regular_gifts_table(regular: QuerySet[RegularGift]) -> Table:
    """Return what readers promised to give every month or year; amounts are those of each payment."""
    headings = [
        _("Campaign"), _("Currency"), _("Amount"), _("Fee covered"), _("Gross"), _("How often"), _("State"),
        _("Supporter"), _("Email"), _("Next"), _("Begun"), _("Ended"),
    ]  # fmt: skip
    return Table("regular-gifts", headings, map(_regular_row, regular.iterator(2000)))


def _gift_rows(gifts: QuerySet[Gift]) -> Iterator[Sequence[Cell]]:
    own, fees = Q(movements__currency=F("currency")), Account.FEES
    counted = gifts.annotate(
        came=Sum("movements__minor", filter=own & Q(movements__credit__in=INCOME)),
        went=Sum("movements__minor", filter=own & Q(movements__debit__in=INCOME)),
        fee_taken=Sum("movements__minor", filter=Q(movements__debit=fees)),
        fee_returned=Sum("movements__minor", filter=Q(movements__credit=fees)),
        fee_currency=Max("movements__currency", filter=Q(movements__debit=fees)),
        other_fee_currency=Min("movements__currency", filter=Q(movements__debit=fees)),
    )
    return map(_gift_row, counted.iterator(2000))


def _gift_row(gift: Gift) -> Sequence[Cell]:
    row = gift.__dict__  # with what was counted
    came, went = row["came"] or 0, row["went"] or 0
    fee_currency = row["fee_currency"] or gift.currency
    fee = (row["fee_taken"] or 0) - (row["fee_returned"] or 0)
    is_one, is_own = (
        row["other_fee_currency"] in {fee_currency, None},
        fee_currency == gift.currency,
    )
    return (
        gift.reference,
        gift.campaign.title,
        gift.currency,
        _units(gift.amount, gift.currency),
        _units(gift.cover, gift.currency),
        _units(came, gift.currency),
        _units(went, gift.currency),
        _units(fee, fee_currency) if is_one else None,
        fee_currency if is_one else "",
        _units(came - went - fee, gift.currency) if is_one and is_own else None,
        *_who(gift.supporter),
        str(gift.get_way_display()),
        str(gift.get_state_display()),
        gift.received_on,
        gift.note,
    )


def _regular_row(regular: RegularGift) -> Sequence[Cell]:
    return (
        regular.campaign.title,
        regular.currency,
        regular.money.whole_units,
        _units(regular.cover, regular.currency),
        regular.charged.whole_units,
        str(regular.get_every_display()),
        str(regular.get_state_display()),
        *_who(regular.supporter),
        regular.next_on,
        regular.begun_at,
        regular.ended_at,
    )


def _who(supporter: Supporter | None) -> tuple[str, str]:
    return (supporter.name, supporter.mail) if supporter else ("", "")


def _units(minor: int, currency: str) -> Decimal:
    return Money(int(minor), currency).whole_units
