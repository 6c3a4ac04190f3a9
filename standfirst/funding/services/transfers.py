"""Money that moves without a gift: fees, payouts, exchange."""

import datetime

from django.db import transaction

from standfirst.funding.models import Account, Gift, Movement
from standfirst.lib.money import Money


def book_transfer(
    *,
    fact: str,
    debit: Account,
    credit: Account,
    amount: Money,
    occurred_at: datetime.datetime,
    at: datetime.datetime,
    gift: Gift | None = None,
) -> Movement:
    """Book money that moved from `credit` to `debit` and is no gift; a known `fact` changes nothing.

    Fees belong to the gift they were taken from, payouts to none; no meter moves.
    """
    movement, _made = Movement.objects.get_or_create(
        fact=fact,
        defaults={
            "gift": gift,
            "campaign": gift.campaign if gift else None,
            "debit": debit,
            "credit": credit,
            "currency": amount.currency,
            "minor": amount.minor,
            "occurred_at": occurred_at,
            "posted_at": at,
        },
    )
    return movement


def book_exchange(
    *,
    fact: str,
    given: Money,
    received: Money,
    occurred_at: datetime.datetime,
    at: datetime.datetime,
    gift: Gift | None = None,
) -> None:
    """Book that the provider turned `given` into `received`: each currency balances by itself."""
    with transaction.atomic():
        for part, amount, debit, credit in (
            ("given", given, Account.EXCHANGE, Account.PROVIDER),
            ("received", received, Account.PROVIDER, Account.EXCHANGE),
        ):
            book_transfer(
                fact=f"{fact}/{part}",
                debit=debit,
                credit=credit,
                amount=amount,
                occurred_at=occurred_at,
                at=at,
                gift=gift,
            )
