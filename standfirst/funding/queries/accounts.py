"""Where the money came from and went, added up from the books for everybody to read."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Func, Sum

from standfirst.funding.models import Account, Campaign, Movement
from standfirst.lib.money import Money

from .books import Holding, holdings

# So many months stand by themselves, older ones as one sum.
MONTHS_SHOWN = 24


class Month(Func):
    """The month of a time, in UTC, as "2026-01": cut out by the database, a hundred thousand at a time."""

    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:  # noqa: ANN401
        """Times are kept as text there, in UTC."""
        return self.as_sql(compiler, connection, template="SUBSTR(%(expressions)s, 1, 7)")

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:  # noqa: ANN401
        """Times have a zone there."""
        template = "TO_CHAR(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM')"
        return self.as_sql(compiler, connection, template=template)


@dataclass(frozen=True, slots=True)
class Flow:
    """What came and went, in one currency; each line is above zero in the usual case."""

    # Gifts as they came, and what banks returned after disputes; what went back to givers.
    came: Money
    went_back: Money
    cover: Money
    fees: Money
    spent: Money
    # What nobody could place yet, and what came of changing money from or into other currencies.
    unexplained: Money
    exchanged: Money

    @property
    def counted(self) -> Money:
        """What the meters count: gifts less what went back."""
        return Money(self.came.minor - self.went_back.minor, self.came.currency)

    @property
    def left(self) -> Money:
        """What is left of it all: below zero where more was spent than came."""
        came = self.counted.minor + self.cover.minor + self.unexplained.minor + self.exchanged.minor
        return Money(came - self.fees.minor - self.spent.minor, self.came.currency)


@dataclass(frozen=True, slots=True)
class MonthRow:
    """What came and went in a month."""

    month: date
    flow: Flow


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """What came for a campaign and was spent on it; None: for no campaign in particular."""

    campaign: Campaign | None
    flow: Flow


@dataclass(frozen=True, slots=True)
class Accounts:
    """The books in one currency: all of it, by campaign, by month, and where what is left lies."""

    currency: str
    since: date
    total: Flow
    campaigns: Sequence[CampaignRow]
    # Newest first, MONTHS_SHOWN at most; what came before them, if anything did.
    months: Sequence[MonthRow]
    earlier: Flow | None
    holdings: Sequence[Holding]


@dataclass(frozen=True, slots=True)
class AccountLine:
    """What came and went in one month, currency and campaign ("" is none in particular)."""

    month: str
    currency: str
    campaign: str
    flow: Flow


@dataclass(frozen=True, slots=True)
class _Group:
    month: str
    currency: str
    campaign: int | None
    accounts: tuple[str, str]
    minor: int


def public_accounts() -> list[Accounts]:
    """Return the books of each currency, by currency; two queries.

    The database adds up all movements by month, campaign and accounts: at 100,000 of them that takes
    it about a fifth of a second, whatever the number of gifts behind them.
    """
    groups = _groups()
    campaigns = Campaign.objects.in_bulk({row.campaign for row in groups if row.campaign})
    currencies = sorted({row.currency for row in groups})
    return [
        _accounts(code, [row for row in groups if row.currency == code], campaigns)
        for code in currencies
    ]


def account_lines() -> list[AccountLine]:
    """Return the same figures line by line, newest month first; two queries."""
    groups = _groups()
    slugs = dict(Campaign.objects.values_list("pk", "slug"))
    lines: dict[tuple[str, str, int | None], list[_Group]] = defaultdict(list)
    for row in groups:
        lines[row.month, row.currency, row.campaign].append(row)
    return [
        AccountLine(month, currency, slugs.get(campaign or 0, ""), _flow(rows, currency))
        for (month, currency, campaign), rows in sorted(
            lines.items(),
            key=lambda line: (line[0][0], line[0][1], -(line[0][2] or 0)),
            reverse=True,
        )
    ]


def _groups() -> list[_Group]:
    sums = (
        Movement.objects.annotate(month=Month("occurred_at"))
        .order_by()
        .values_list("month", "currency", "campaign", "debit", "credit")
        .annotate(Sum("minor"))
    )
    return [
        _Group(month, currency, campaign, (debit, credit), int(minor))
        for month, currency, campaign, debit, credit, minor in sums
    ]


def _accounts(currency: str, rows: Sequence[_Group], campaigns: Mapping[int, Campaign]) -> Accounts:
    by_month: dict[str, list[_Group]] = defaultdict(list)
    by_campaign: dict[int | None, list[_Group]] = defaultdict(list)
    for row in rows:
        by_month[row.month].append(row)
        by_campaign[row.campaign].append(row)
    months = sorted(by_month, reverse=True)
    shown, earlier = months[:MONTHS_SHOWN], months[MONTHS_SHOWN:]
    found = [
        CampaignRow(campaigns[number] if number else None, _flow(of, currency))
        for number, of in by_campaign.items()
    ]
    return Accounts(
        currency=currency,
        since=_first_of(months[-1]),
        total=_flow(rows, currency),
        campaigns=sorted(found, key=_newest_first),
        months=[MonthRow(_first_of(month), _flow(by_month[month], currency)) for month in shown],
        earlier=_flow([row for month in earlier for row in by_month[month]], currency)
        if earlier
        else None,
        holdings=_held(rows, currency),
    )


def _newest_first(row: CampaignRow) -> tuple[bool, int, int]:
    """What is for no campaign comes last."""
    if row.campaign is None:
        return True, 0, 0
    return False, -row.campaign.starts_on.toordinal(), -row.campaign.pk


def _flow(rows: Iterable[_Group], currency: str) -> Flow:
    into: dict[str, int] = defaultdict(int)
    out_of: dict[str, int] = defaultdict(int)
    for row in rows:
        debit, credit = row.accounts
        into[debit] += row.minor
        out_of[credit] += row.minor

    def earned(account: Account) -> Money:
        return Money(out_of[account] - into[account], currency)

    def used(account: Account) -> Money:
        return Money(into[account] - out_of[account], currency)

    return Flow(
        came=Money(out_of[Account.GIFTS], currency),
        went_back=Money(into[Account.GIFTS], currency),
        cover=earned(Account.COVER),
        fees=used(Account.FEES),
        spent=used(Account.SPENT),
        unexplained=earned(Account.UNEXPLAINED),
        exchanged=earned(Account.EXCHANGE),
    )


def _held(rows: Iterable[_Group], currency: str) -> list[Holding]:
    held: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        debit, credit = row.accounts
        held[debit, currency] += row.minor
        held[credit, currency] -= row.minor
    return holdings(held)


def _first_of(month: str) -> date:
    return date.fromisoformat(f"{month}-01")
