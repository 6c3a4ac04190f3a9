"""What follows from what happened to gifts."""

from datetime import datetime

from standfirst.accounts.models import User
from standfirst.funding.models import Gift, RegularGift, Supporter
from standfirst.funding.services.marking import mark_reader, mark_supporter
from standfirst.funding.services.receipts import issue_receipt, void_receipt
from standfirst.funding.services.regular_letters import tell_of_change
from standfirst.outbox.models import Event


def acknowledge(event: Event, *, at: datetime) -> None:
    """Number a receipt and have it mailed."""
    issue_receipt(gift=Gift.objects.get(pk=event.about), at=at)


def take_receipt_back(event: Event, *, at: datetime) -> None:
    """Void the receipt of a gift that went back."""
    void_receipt(gift=Gift.objects.get(pk=event.about), at=at)


def mark_giver(event: Event, *, at: datetime) -> None:
    """Bring the mark of whoever gave in line with the books."""
    _mark(Gift.objects.select_related("supporter").get(pk=event.about).supporter, at)


def mark_regular_giver(event: Event, *, at: datetime) -> None:
    """The same for whoever gives regularly, or no longer does."""
    _mark(RegularGift.objects.select_related("supporter").get(pk=event.about).supporter, at)


def mark_who_came(event: Event, *, at: datetime) -> None:
    """Know a supporter by the address that they have just proven."""
    reader = User.objects.filter(pk=event.about).first()
    if reader is not None:
        mark_reader(reader=reader, at=at)


def write_of_change(event: Event, *, at: datetime) -> None:
    """Write of a payment that failed, or of a regular gift that ended."""
    regular = RegularGift.objects.select_related("supporter").get(pk=event.about)
    tell_of_change(
        regular=regular, was=event.data["was"], now=event.data["now"], told_in=event.pk, at=at
    )


def _mark(supporter: Supporter | None, at: datetime) -> None:
    if supporter is not None:
        mark_supporter(supporter=supporter, at=at)
