"""Gifts that come without a provider: by transfer, in cash, by cheque."""

import datetime
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from standfirst.funding.models import Account, Campaign, Gift, Movement, Supporter
from standfirst.lib.errors import Refused
from standfirst.lib.money import Money
from standfirst.outbox.services import record
from standfirst.publishing.days import noon_of

from .booking import Fact, Kind, book, net_of
from .receipts import void_receipt

OFFLINE = Gift.OFFLINE


@dataclass(frozen=True, slots=True)
class Words:
    """What is noted beside a gift, and how it is shown; `shown_as` is "" where no name may be."""

    note: str = ""
    in_honour_of: str = ""
    shown_as: str = ""
    show_amount: bool = False


class MoreThanGiven(Refused):
    """More would go back than is left of a gift."""

    code = "more-than-given"


def record_gift(
    *,
    campaign: Campaign,
    amount: Money,
    way: Gift.Way,
    received_on: datetime.date,
    at: datetime.datetime,
    supporter: Supporter | None = None,
    words: Words = Words(),
) -> Gift:
    """Enter a gift that arrived, and book it.

    Args:
        amount: in the campaign's currency.
        supporter: who gave; None where nobody is named. Nobody is guessed by a name: two people share one.
    """
    with transaction.atomic():
        gift = Gift.objects.create(
            campaign=campaign,
            supporter=supporter,
            way=way,
            state=Gift.State.RECEIVED,
            amount=amount.minor,
            currency=amount.currency,
            note=words.note,
            in_honour_of=words.in_honour_of,
            shown_as=words.shown_as,
            show_name=bool(words.shown_as),
            show_amount=words.show_amount,
            received_on=received_on,
            begun_at=at,
        )
        book_arrival(gift, received_on=received_on, at=at)
    return gift


def book_arrival(gift: Gift, *, received_on: datetime.date, at: datetime.datetime) -> None:
    """Book that all of a gift is here, and let its thanks and its receipt follow; call it in a transaction."""
    fact = Fact(f"{gift.reference}:received", Kind.CAPTURED, gift.money, noon_of(received_on))
    book(gift=gift, facts=[fact], account=_account(gift), at=at)
    record("gift-received", about=gift.pk, at=at)


def give_back(
    *, gift: Gift, amount: Money, on: datetime.date, at: datetime.datetime
) -> list[Movement]:
    """Book that some or all of an offline gift went back.

    Raises:
        MoreThanGiven: less than `amount` is left of it.
    """
    with transaction.atomic():
        locked = Gift.objects.select_for_update().get(pk=gift.pk)
        left = Money(net_of(locked), locked.currency)
        if amount.minor > left.minor:
            raise MoreThanGiven(_("Only %(left)s of this gift is left.") % {"left": left})
        fact = Fact(f"{gift.reference}:{uuid.uuid4()}:refunded", Kind.REFUNDED, amount, noon_of(on))
        movements = book(gift=locked, facts=[fact], account=_account(locked), at=at)
        if amount == left:
            # At once, so that no page shows a receipt for what is not here any more.
            void_receipt(gift=locked, at=at)
            record("gift-returned", about=gift.pk, at=at)
    return movements


def _account(gift: Gift) -> Account:
    return Account.HAND if gift.way == Gift.Way.CASH else Account.BANK
