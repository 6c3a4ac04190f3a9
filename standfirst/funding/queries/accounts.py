"""Where the money came from and went, added up from the books for everybody to read."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import CharField, Func, Sum

from standfirst.funding.models import Account, Campaign, Movement
from standfirst.lib.money import Money
from standfirst.publishing.days import newsroom_zone

from .books import Holding, holdings

# So many months stand by themselves, older ones as one sum.
MONTHS_SHOWN = 24


class Moment(Func):
    """A time in UTC as "2026-01-15 12:00", cut out by the database, a hundred thousand at a time.

    Near the turn of a month it is the minute, since it depends on the time zone which month it is; else
    any moment of that month is as good as another, and the fewer there are, the fewer groups.
    """

    output_field = CharField()
    _CUT = "CASE WHEN SUBSTR({0}, 9, 2) IN ('01', '28', '29', '30', '31') THEN SUBSTR({0}, 1, 16) ELSE SUBSTR({0}, 1, 7) || '-15 12:00' END"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:  # noqa: ANN401
        """Times are kept as text there, in UTC."""
        template = self._CUT.format("%(expressions)s")
        return self.as_sql(compiler, connection, template=template)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:  # noqa: ANN401
        """Times have a zone there."""
        text = "TO_CHAR(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI')"
        return self.as_sql(compiler, connection, template=self._CUT.format(text))


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
    """Return the books of each currency, by currency; four queries.

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
    """Return the same figures line by line, newest month first; four queries."""
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
    zone = newsroom_zone()
    sums = (
        Movement.objects.annotate(moment=Moment("occurred_at"))
        .order_by()
        .values_list("moment", "currency", "campaign", "debit", "credit")
        .annotate(Sum("minor"))
    )
    return [
        _Group(_month(moment, zone), currency, campaign, (debit, credit), int(minor))
        for moment, currency, campaign, debit, credit, minor in sums
    ]


def _month(moment: str, zone: ZoneInfo) -> str:
    """The newsroom's month of a moment."""
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC).astimezone(zone)
    return f"{at.year:04d}-{at.month:02d}"


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
