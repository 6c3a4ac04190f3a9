"""Sums over the books as a whole."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Sum

from standfirst.funding.models import Account, Movement
from standfirst.lib.money import Money

WHERE_MONEY_IS = (Account.PROVIDER, Account.BANK, Account.HAND)
WHAT_IT_WENT_FOR = (Account.SPENT, Account.FEES)


@dataclass(frozen=True, slots=True)
class Holding:
    """What an account holds, in one currency."""

    account: Account
    money: Money


def balances() -> dict[tuple[str, str], int]:
    """Return what each account holds, by account and currency, in minor units; two queries.

    Debits less credits: what we have is above zero, what readers gave below.
    """
    held: dict[tuple[str, str], int] = defaultdict(int)
    for side, sign in (("debit", 1), ("credit", -1)):
        sums = Movement.objects.values_list(side, "currency").annotate(Sum("minor")).order_by()
        for account, currency, minor in sums:
            held[account, currency] += sign * int(minor)
    return dict(held)


def holdings(
    held: Mapping[tuple[str, str], int], accounts: Sequence[Account] = WHERE_MONEY_IS
) -> list[Holding]:
    """Return where our money is, of what `balances` returns, by currency; empty places are left out."""
    return [
        Holding(Account(account), Money(minor, currency))
        for currency in sorted({currency for _account, currency in held})
        for account in accounts
        if (minor := held.get((account, currency), 0))
    ]


def ledger() -> list[Holding]:
    """Return what each account holds, by currency and in the order of accounts; two queries."""
    held = balances()
    return [
        Holding(account, Money(held[account, currency], currency))
        for currency in sorted({currency for _account, currency in held})
        for account in Account
        if (account, currency) in held
    ]
