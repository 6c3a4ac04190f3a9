"""Receipts: one for each gift that is here, numbered without a gap, never taken out of the book."""

from datetime import datetime

from django.db import transaction

from standfirst.funding.models import FundingSettings, Gift, Receipt, ReceiptBook, SupporterLetter
from standfirst.publishing.days import newsroom_day

from .booking import net_of
from .writing import decide_on


def issue_receipt(*, gift: Gift, at: datetime) -> Receipt | None:
    """Number a receipt for `gift` and have it mailed; None while nothing of the gift is here.

    Asked again it is the same receipt. The year is that of the issue, in the newsroom's time zone. The
    next number is given out under a lock that is held until the receipt is written: who fails on
    the way gives it back, so no number is missing and none is used twice.
    """
    year = newsroom_day(at).year
    with transaction.atomic():
        gift = Gift.objects.select_for_update().get(pk=gift.pk)
        known = gift.receipts.filter(void_at=None).first()
        if known or net_of(gift) <= 0:
            return known
        rules = FundingSettings.objects.order_by("-site__is_default_site").first()
        rules = rules or FundingSettings()
        receipt = Receipt.objects.create(
            year=year,
            number=_next_number(year),
            gift=gift,
            issued_at=at,
            name=_name_for(gift),
            campaign_title=gift.campaign.title,
            legal_words=rules.legal_words,
            tax_words=rules.tax_words,
        )
        decide_on(
            SupporterLetter.Kind.RECEIPT,
            f"{receipt.pk}",
            supporter=gift.supporter,
            receipt=receipt,
            at=at,
        )
    return receipt


def void_receipt(*, gift: Gift, at: datetime) -> Receipt | None:
    """Void the receipt of `gift` if nothing of it is here any more, and say so by mail; else None.

    The number stays used. What comes back later gets a new receipt.
    """
    with transaction.atomic():
        gift = Gift.objects.select_for_update().get(pk=gift.pk)
        receipt = gift.receipts.filter(void_at=None).first()
        if receipt is None or net_of(gift) > 0:
            return None
        receipt.void_at = at
        receipt.save(update_fields=["void_at"])
        decide_on(
            SupporterLetter.Kind.VOID,
            f"{receipt.pk}",
            supporter=gift.supporter,
            receipt=receipt,
            at=at,
        )
    return receipt


def _name_for(gift: Gift) -> str:
    """As it was written with this gift, else as its giver is known."""
    return gift.receipt_name or (gift.supporter.name if gift.supporter else "")


def _next_number(year: int) -> int:
    ReceiptBook.objects.get_or_create(year=year)
    book = ReceiptBook.objects.select_for_update().get(year=year)
    book.last += 1
    book.save(update_fields=["last"])
    return book.last
