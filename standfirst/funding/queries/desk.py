"""What the treasurer has before them: where campaigns stand, what waits, and one gift with all that is known of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case as DbCase
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Concat

from standfirst.accounts.models import User
from standfirst.funding.given import gone_with
from standfirst.funding.meter import Meter
from standfirst.funding.models import (
    Account,
    Campaign,
    Case,
    Gift,
    Movement,
    ProviderMessage,
    Receipt,
    Reconciliation,
    RefundRequest,
    RegularGift,
)
from standfirst.lib.currencies import CURRENCIES
from standfirst.lib.money import Money
from standfirst.publishing.days import beginning_of, newsroom_day

from .books import WHAT_IT_WENT_FOR, Holding, balances, holdings
from .campaigns import meters, shown_campaigns
from .pledges import pledges

# Ends the fact of a movement that takes back what was entered as spent.
TAKEN_BACK = ":taken-back"
# What providers call a payment that the card's bank refused.
DECLINES = ("payment_intent.payment_failed", "payment.declined")
# What they tell of a payment that came, and of one that is not sure yet or failed: the nightly check
# compares with the books.
SUCCESSES = ("charge.succeeded", "payment_intent.succeeded")
NO_SUCCESSES = (
    "charge.pending",
    "charge.failed",
    "payment_intent.processing",
    "payment_intent.payment_failed",
)
_PAID_ONLINE = (Gift.Way.STRIPE, Gift.Way.DEMONSTRATION)
_GIVING = (RegularGift.State.ACTIVE, RegularGift.State.LATE)
_NOTES_SHOWN = 10
_OPEN_CASES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """A campaign, how far it came, and what the current month and regular givers bring."""

    campaign: Campaign
    meter: Meter
    this_month: Money
    regular: int
    # What regular givers promised, each month and each year.
    monthly: Money
    yearly: Money


@dataclass(frozen=True, slots=True)
class Declines:
    """How many payments by card were tried in a day, and how many of them a bank refused."""

    declined: int
    paid: int

    @property
    def percent(self) -> int | None:
        """Rounded; None where nothing was tried."""
        tries = self.declined + self.paid
        return round(self.declined * 100 / tries) if tries else None


@dataclass(frozen=True, slots=True)
class WaitingRefunds:
    """How many refunds somebody may agree to, and how many of their own wait for a colleague."""

    to_decide: int
    own: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The first page of the treasurer's desk."""

    rows: Sequence[CampaignRow]
    cases: Sequence[Case]
    case_count: int
    refunds: WaitingRefunds
    # Announced, for who may book them; 0 for everybody else.
    transfers: int
    comparisons: Sequence[Reconciliation]
    # What was spent, and fees: between what was raised and where the rest is.
    spent: Sequence[Holding]
    holdings: Sequence[Holding]
    declines: Declines
    # Gifts that came with words for the newsroom, the newest first.
    notes: Sequence[Gift]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for the treasurer, and how many gifts came lately."""

    cases: int
    refunds: WaitingRefunds
    # Announced, for who may book them; 0 for everybody else.
    transfers: int
    # Whether the last comparison found the books and the provider at odds.
    differs: bool
    gifts: int

    @property
    def nothing(self) -> bool:
        """Whether nothing waits for who reads it."""
        return not (self.cases or self.refunds.to_decide or self.transfers or self.differs)


@dataclass(frozen=True, slots=True)
class GiftPage:
    """One gift, and all that is known of it."""

    gift: Gift
    movements: Sequence[Movement]
    refunds: Sequence[RefundRequest]
    messages: Sequence[ProviderMessage]
    # What the provider calls it and its parts.
    names: Sequence[str]
    receipt: Receipt | None
    # Of what is entered by hand nobody knows the hour.
    is_by_day: bool
    # What took the rest of it away, where nothing of it is left.
    gone: Movement | None
    # What of it is here, in the campaign's currency: what it adds to the meter.
    counted: Money


def overview(*, at: datetime, reader: User) -> Overview:
    """Return the first page of the desk as `reader` sees it; thirteen queries or so, whatever there is to show.

    Sums are added up by the database from indexes that hold all they need.
    """
    today = newsroom_day(at)
    campaigns = shown_campaigns(on=today)
    opened = Case.objects.filter(settled_at=None).order_by("-opened_at", "-pk")
    held = balances()
    return Overview(
        rows=_campaign_rows(campaigns, today),
        cases=list(opened.select_related("gift")[:_OPEN_CASES_SHOWN]),
        case_count=opened.count(),
        refunds=_waiting_refunds(reader),
        transfers=_waiting_transfers(reader, at=at),
        comparisons=last_comparisons(),
        spent=holdings(held, WHAT_IT_WENT_FOR),
        holdings=holdings(held),
        declines=declines(at=at),
        notes=list(
            Gift.objects.filter(state=Gift.State.RECEIVED, way__in=_PAID_ONLINE)
            .exclude(note="")
            .select_related("supporter")
            .order_by("-received_on", "-pk")[:_NOTES_SHOWN]
        ),
    )


def what_waits(*, since: date, reader: User, at: datetime) -> Waiting:
    """Return what waits for `reader`, and how many gifts arrived on a day or after it; five queries.

    Entries to explain are the provider's, and asking it takes its time: a difference is what makes them worth a look.
    """
    return Waiting(
        cases=Case.objects.filter(settled_at=None).count(),
        refunds=_waiting_refunds(reader),
        transfers=_waiting_transfers(reader, at=at),
        differs=any(row.difference for row in last_comparisons()),
        gifts=Gift.objects.filter(state=Gift.State.RECEIVED, received_on__gte=since).count(),
    )


def declines(*, at: datetime) -> Declines:
    """Return how many payments were declined within a day before `at`, and how many made; two queries."""
    day = (at - timedelta(days=1), at)
    declined = ProviderMessage.objects.filter(kind__in=DECLINES, received_at__range=day)
    paid = Gift.objects.filter(way__in=_PAID_ONLINE, state=Gift.State.RECEIVED, begun_at__range=day)
    return Declines(declined.count(), paid.count())


def last_comparisons() -> list[Reconciliation]:
    """Return the last comparison of our books with each provider, by provider and currency; one query."""
    newest: dict[str, datetime] = {}
    found: list[Reconciliation] = []
    # One comparison writes a row for each currency, all at the same time.
    for row in Reconciliation.objects.order_by("-pk")[: 2 * len(CURRENCIES)]:
        if newest.setdefault(row.provider, row.at) == row.at:
            found.append(row)
    return sorted(found, key=lambda row: (row.provider, row.currency))


def cases(which: str) -> QuerySet[Case]:
    """Return the cases that are "open", "settled", or "disputes" with banks, open first; newest first."""
    found = Case.objects.select_related("gift", "settled_by").order_by("-opened_at", "-pk")
    if which == "disputes":
        disputes = found.filter(kind__in=(Case.Kind.DISPUTE, Case.Kind.FRAUD))
        return disputes.order_by(F("settled_at").desc(nulls_first=True), "-opened_at", "-pk")
    return found.filter(settled_at__isnull=which == "open")


def spending() -> QuerySet[Movement]:
    """Return what was entered as spent, newest first, each with `is_taken_back`; takings back are left out."""
    movements = Movement.objects.filter(debit=Account.SPENT).select_related("campaign")
    taken_back = Movement.objects.filter(fact=Concat(OuterRef("fact"), Value(TAKEN_BACK)))
    found = movements.annotate(is_taken_back=Exists(taken_back))
    return found.order_by("-occurred_at", "-pk")


def recent_refunds() -> list[RefundRequest]:
    """Return refunds, those that wait for somebody first, then the newest; a hundred at most; one query."""
    everyone = RefundRequest.objects.select_related("gift", "asked_by", "decided_by")
    waits = DbCase(When(state=RefundRequest.State.WAITING, then=0), default=1)
    return list(everyone.order_by(waits, "-pk")[:100])


def gift_page(gift: Gift) -> GiftPage:
    """Return `gift` with its movements, oldest first, refunds and messages; five queries."""
    movements = list(gift.movements.order_by("occurred_at", "pk"))
    names = list(gift.provider_objects.order_by("pk").values_list("name", flat=True))
    messages = ProviderMessage.objects.filter(provider=gift.way, about__in=names)
    refunds = gift.refund_requests.select_related("asked_by", "decided_by", "gift")
    return GiftPage(
        gift=gift,
        movements=movements,
        refunds=list(refunds.order_by("-pk")),
        messages=list(messages.defer("payload").order_by("-told_at", "-pk")[:50]) if names else [],
        names=names,
        is_by_day=gift.way not in _PAID_ONLINE,
        gone=gone_with(movements),
        receipt=gift.receipts.order_by(F("void_at").desc(nulls_first=True)).first(),
        counted=Money(sum(row.meter for row in movements), gift.campaign.currency),
    )


def _waiting_refunds(reader: User) -> WaitingRefunds:
    """Nobody agrees to what they asked for. One query."""
    waiting = RefundRequest.objects.filter(state=RefundRequest.State.WAITING)
    found = waiting.aggregate(all=Count("pk"), own=Count("pk", filter=Q(asked_by=reader)))
    return WaitingRefunds(to_decide=found["all"] - found["own"], own=found["own"])


def _waiting_transfers(reader: User, *, at: datetime) -> int:
    """How many `reader` may book once they are here. One query, none for who may not."""
    return pledges(at=at).count() if reader.has_perm("funding.add_gift") else 0


def _campaign_rows(campaigns: Sequence[Campaign], today: date) -> list[CampaignRow]:
    begins = beginning_of(today.replace(day=1))
    month = dict(
        Movement.objects.filter(occurred_at__gte=begins, campaign__isnull=False)
        .order_by()
        .values_list("campaign")
        .annotate(Sum("meter"))
    )
    promised = _promised_by(campaigns)
    return [
        CampaignRow(
            campaign=campaign,
            meter=meter,
            this_month=Money(int(month.get(campaign.pk, 0)), campaign.currency),
            regular=promised[campaign.pk][0],
            monthly=Money(promised[campaign.pk][1], campaign.currency),
            yearly=Money(promised[campaign.pk][2], campaign.currency),
        )
        for campaign, meter in zip(campaigns, meters(campaigns, on=today), strict=True)
    ]


def _promised_by(campaigns: Iterable[Campaign]) -> dict[int, tuple[int, int, int]]:
    """How many give regularly to each, and what they promised each month and each year."""
    giving = RegularGift.objects.filter(campaign__in=list(campaigns), state__in=_GIVING)
    sums = {
        every: Sum("amount", filter=Q(every=every), default=0) for every in RegularGift.Every.values
    }
    found = {campaign.pk: (0, 0, 0) for campaign in campaigns}
    rows = giving.order_by().values_list("campaign").annotate(count=Count("pk"), **sums)
    for campaign, count, *minor in rows:
        monthly, yearly = map(int, minor)
        found[campaign] = (count, monthly, yearly)
    return found
