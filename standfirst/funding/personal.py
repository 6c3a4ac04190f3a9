"""What funding keeps of a person: see `accounts.data`."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from standfirst.accounts.data import Row, Section
from standfirst.accounts.models import User
from standfirst.accounts.queries import is_at_proven_address
from standfirst.lib.money import Money

from .models import Gift, RegularGift, Supporter
from .services import supporters

_AT_A_TIME = 500


def export(user: User) -> Iterable[Section]:
    """Return what `user` gave, once and regularly."""
    return [
        Section("gifts", _("Gifts"), lambda: _gifts(user)),
        Section("regular-gifts", _("Regular gifts"), lambda: _regular(user)),
    ]


def erase(user: User, *, keep_words: bool, at: datetime) -> None:
    """Forget who gave; the gifts stay in the books as somebody's, and regular ones are stopped."""
    for supporter in _supporters(user):
        supporters.erase(supporter=supporter, at=at)


def _supporters(user: User) -> QuerySet[Supporter]:
    """By account, or by the address that `user` has proven."""
    return Supporter.objects.filter(Q(user=user) | is_at_proven_address(user, "mail"))


def _gifts(user: User) -> Iterable[Row]:
    gifts = Gift.objects.filter(supporter__in=_supporters(user))
    gifts = gifts.select_related("campaign").prefetch_related("receipts")
    for gift in gifts.order_by("pk").iterator(_AT_A_TIME):
        yield {
            "reference": gift.reference,
            "campaign": gift.campaign.title,
            "amount": gift.money.decimal,
            "fee_cover": Money(gift.cover, gift.currency).decimal,
            "currency": gift.currency,
            "way": gift.way,
            "state": gift.state,
            "begun_at": gift.begun_at.isoformat(),
            "received_on": gift.received_on.isoformat() if gift.received_on else None,
            "receipt_name": gift.receipt_name,
            "shown_as": gift.shown_as,
            "name_may_be_shown": gift.show_name,
            "amount_may_be_shown": gift.show_amount,
            "note": gift.note,
            "in_honour_of": gift.in_honour_of,
            "receipts": ", ".join(map(str, gift.receipts.all())) or None,
        }


def _regular(user: User) -> Iterable[Row]:
    promised = RegularGift.objects.filter(supporter__in=_supporters(user)).select_related(
        "campaign"
    )
    for regular in promised.order_by("pk").iterator(_AT_A_TIME):
        yield {
            "campaign": regular.campaign.title,
            "amount": regular.money.decimal,
            "currency": regular.currency,
            "every": regular.every,
            "state": regular.state,
            "begun_at": regular.begun_at.isoformat(),
            "next_on": regular.next_on.isoformat() if regular.next_on else None,
            "ended_at": regular.ended_at.isoformat() if regular.ended_at else None,
        }
