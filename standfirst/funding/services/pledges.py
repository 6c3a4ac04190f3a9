"""Gifts that readers say they will transfer: told how, and booked once the bank statement has them."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from standfirst.accounts.models import User
from standfirst.funding.acts import TRANSFER_BOOKED, note_act
from standfirst.funding.models import Gift, SupporterLetter
from standfirst.lib.errors import Refused
from standfirst.lib.locale_formats import day
from standfirst.lib.money import Money
from standfirst.lib.pace import Asker, Limit, Limits, count, mailbox_of

from .applying import know_better
from .offline import book_arrival
from .writing import decide_on_gift

# Anybody can type somebody's address: to one mailbox no more of these letters go out.
LETTERS = Limits(subject=Limit(5, 3600))


class BookedBefore(Refused):
    """The transfer is in the books already."""

    code = "booked-before"


class OtherCurrency(Refused):
    """What arrived is in another currency than the gift."""

    code = "other-currency"


def mail_how_to_transfer(*, gift: Gift, at: datetime) -> None:
    """Have a letter sent with the account and the reference, once for each gift, and no more than LETTERS."""
    to = mailbox_of(gift.supporter.mail) if gift.supporter else ""
    if SupporterLetter.objects.filter(kind=SupporterLetter.Kind.TRANSFER, gift=gift).exists():
        return
    if not count("transfer-letter", LETTERS, asker=Asker(), subject=to).is_too_often:
        decide_on_gift(SupporterLetter.Kind.TRANSFER, gift=gift, at=at)


def book_pledge(*, gift: Gift, amount: Money, received_on: date, by: User, at: datetime) -> None:
    """Book a transfer that arrived: from now on it is a gift like any other.

    Args:
        amount: what arrived, whatever was announced.
        by: who read the bank statement.

    Raises:
        BookedBefore: somebody was quicker, or pressed the button twice; the books stay as they are.
        OtherCurrency: `amount` is in another currency than the gift.
    """
    with transaction.atomic():
        locked = Gift.objects.select_for_update(of=("self",)).select_related("supporter")
        gift = locked.get(pk=gift.pk, way=Gift.Way.TRANSFER)
        if gift.state != Gift.State.BEGUN:
            words = _("This transfer was booked before: %(amount)s, received on %(day)s.")
            facts = {"amount": gift.money, "day": day(gift.received_on)}
            raise BookedBefore(words % facts)
        if amount.currency != gift.currency:
            raise OtherCurrency(
                _("Enter the amount in %(currency)s.") % {"currency": gift.currency}
            )
        gift.amount, gift.received_on = amount.minor, received_on
        gift.state = Gift.State.RECEIVED
        gift.save(update_fields=["amount", "received_on", "state"])
        if gift.supporter is not None:
            know_better(gift.supporter, gift)
            note_act(gift.supporter, TRANSFER_BOOKED, by, {"amount": str(amount)})
        book_arrival(gift, received_on=received_on, at=at)
