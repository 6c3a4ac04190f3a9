"""The books as files that other programs read: a table of every movement, and Beancount.

Both are written line by line, a few thousand movements at a time, however many there are.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from standfirst.funding.models import Account, Campaign, Movement
from standfirst.lib.money import Money
from standfirst.lib.spreadsheets import Cell, Table
from standfirst.publishing.days import newsroom_zone

_AT_A_TIME = 2000
_COLUMNS = (
    "number", "fact", "day", "occurred_at", "posted_at", "debit", "credit", "amount", "currency", "minor",
    "campaign", "meter", "meter_currency", "gift", "way", "note",
)  # fmt: skip
_NAMES = {
    Account.PROVIDER: "Assets:Provider",
    Account.BANK: "Assets:Bank",
    Account.HAND: "Assets:Hand",
    Account.GIFTS: "Income:Gifts",
    Account.COVER: "Income:Cover",
    Account.FEES: "Expenses:Fees",
    Account.SPENT: "Expenses:Reporting",
    Account.EXCHANGE: "Equity:Exchange",
    Account.UNEXPLAINED: "Equity:Unexplained",
}


def movements_table() -> Table:
    """Return all movements, oldest first; moments in UTC.

    `day` is the newsroom's, as on receipts and in the public accounts.
    `amount` is a decimal of `currency`, `minor` the same in its smallest units; `meter` is in the
    smallest units of `meter_currency`, the campaign's.
    """
    zone = newsroom_zone()
    rows = (_row(movement, zone) for movement in _movements())
    return Table("movements", _COLUMNS, rows)


def books_as_beancount() -> Iterator[str]:
    """Yield the books as Beancount keeps them: a transaction for each movement, oldest first.

    At the end each account is said to hold what its movements add up to, so that `bean-check` adds
    them up again. What readers gave is below zero there, as income is.

    Source: https://beancount.github.io/docs/beancount_language_syntax.html
    """
    names = _Names(Campaign.objects.order_by("pk"))
    yield 'option "title" "Reader funding"\n'
    opened: set[str] = set()
    held: dict[tuple[str, str], int] = defaultdict(int)
    last, zone = date.min, newsroom_zone()
    for movement in _movements():
        last = movement.occurred_at.astimezone(zone).date()
        debit, credit = (
            names.of(account, movement.campaign_id) for account in (movement.debit, movement.credit)
        )
        for account in (debit, credit):
            if account not in opened:
                opened.add(account)
                yield f"\n{last} open {account}\n"
        held[debit, movement.currency] += movement.minor
        held[credit, movement.currency] -= movement.minor
        yield _transaction(movement, last, debit, credit)
    for (account, currency), minor in sorted(held.items()):
        amount = Money(minor, currency).decimal
        yield f"\n{last + timedelta(days=1)} balance {account}  {amount} {currency}\n"


class _Names:
    """What accounts are called there: one for each campaign's gifts, told apart where two would be the same."""

    def __init__(self, campaigns: Iterable[Campaign]) -> None:
        self._of: dict[int, str] = {}
        for campaign in campaigns:
            name = (
                re.sub(r"[^A-Za-z0-9]+", "-", campaign.slug).strip("-").capitalize() or "Campaign"
            )
            taken = name in self._of.values()
            self._of[campaign.pk] = f"{name}-{campaign.pk}" if taken else name

    def of(self, account: str, campaign: int | None) -> str:
        name = _NAMES[Account(account)]
        if account != Account.GIFTS:
            return name
        return f"{name}:{self._of.get(campaign or 0, 'Other')}"


def _movements() -> Iterator[Movement]:
    movements = Movement.objects.select_related("gift", "campaign")
    return movements.order_by("occurred_at", "pk").iterator(_AT_A_TIME)


def _row(movement: Movement, zone: ZoneInfo) -> tuple[Cell, ...]:
    gift, campaign = movement.gift, movement.campaign
    return (
        movement.pk,
        movement.fact,
        movement.occurred_at.astimezone(zone).date(),
        movement.occurred_at,
        movement.posted_at,
        movement.debit,
        movement.credit,
        movement.money.whole_units,
        movement.currency,
        movement.minor,
        campaign.slug if campaign else "",
        movement.meter,
        campaign.currency if campaign else "",
        gift.reference if gift else "",
        gift.way if gift else "",
        movement.note,
    )


def _transaction(movement: Movement, day: date, debit: str, credit: str) -> str:
    amount = movement.money
    words = movement.note or movement.get_credit_display()
    lines = [
        f"\n{day} * {_quoted(words)}",
        f"  fact: {_quoted(movement.fact)}",
    ]
    if movement.gift:
        lines.append(f"  gift: {_quoted(movement.gift.reference)}")
    lines += [
        f"  {debit}  {amount.decimal} {amount.currency}",
        f"  {credit}  {(-amount).decimal} {amount.currency}",
    ]
    return "\n".join(lines) + "\n"


def _quoted(words: str) -> str:
    flat = " ".join(words.split())
    return '"' + flat.replace("\\", "\\\\").replace('"', '\\"') + '"'
