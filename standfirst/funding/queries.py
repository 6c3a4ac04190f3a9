"""Reads over campaigns and gifts. A meter is always added up from the books, never kept."""

import datetime
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Count, Q, Sum

from standfirst.lib.money import Money

from .meter import Meter, MilestoneOnMeter
from .models import Campaign, Gift, Milestone, Movement


def running_campaigns(*, on: datetime.date) -> list[Campaign]:
    """Return the campaigns that readers are asked to give to on that day, newest first."""
    return list(
        Campaign.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=on),
            state=Campaign.State.LIVE,
            starts_on__lte=on,
        ).order_by("-starts_on", "-pk")
    )


def current_campaign(*, on: datetime.date) -> Campaign | None:
    """Return the campaign that stands beside articles on that day: the newest of the running."""
    return next(iter(running_campaigns(on=on)), None)


def shown_campaigns(*, on: datetime.date) -> list[Campaign]:
    """Return every campaign that has a public page: the running first, then the newest."""
    campaigns = Campaign.objects.exclude(state=Campaign.State.DRAFT).order_by("-starts_on", "-pk")
    return sorted(campaigns, key=lambda campaign: not campaign.is_running(on=on))


def meter(campaign: Campaign, *, on: datetime.date) -> Meter:
    """Return how far `campaign` has come; three queries."""
    return meters([campaign], on=on)[0]


def meters(campaigns: Iterable[Campaign], *, on: datetime.date) -> list[Meter]:
    """Return how far each has come, in the order given; three queries for any number of them.

    Supporters are those of whose gifts something is still here, and each such gift of nobody's.
    """
    campaigns = list(campaigns)
    raised = _raised(campaigns)
    supporters = _supporters(campaigns)
    milestones: dict[int, list[Milestone]] = {campaign.pk: [] for campaign in campaigns}
    for milestone in Milestone.objects.filter(campaign__in=campaigns).order_by("amount"):
        milestones[milestone.campaign_id].append(milestone)
    return [
        _meter(
            campaign,
            Money(raised.get(campaign.pk, 0), campaign.currency),
            supporters.get(campaign.pk, 0),
            milestones[campaign.pk],
            on,
        )
        for campaign in campaigns
    ]


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


def _raised(campaigns: Iterable[Campaign]) -> dict[int, int]:
    movements = Movement.objects.filter(campaign__in=campaigns).order_by()
    # PostgreSQL adds big integers up to a decimal.
    return {
        number: int(raised)
        for number, raised in movements.values_list("campaign").annotate(Sum("meter"))
    }


def _supporters(campaigns: Iterable[Campaign]) -> dict[int, int]:
    worth = Movement.objects.filter(campaign__in=campaigns, gift__isnull=False)
    here = worth.values("gift").annotate(net=Sum("meter")).filter(net__gt=0).values("gift")
    people = Count("supporter", distinct=True) + Count("pk", filter=Q(supporter=None))
    gifts = Gift.objects.filter(pk__in=here).order_by()
    return dict(gifts.values("campaign").annotate(people=people).values_list("campaign", "people"))


def _meter(
    campaign: Campaign,
    raised: Money,
    supporters: int,
    milestones: list[Milestone],
    on: datetime.date,
) -> Meter:
    is_running = campaign.is_running(on=on)
    following = next((row.pk for row in milestones if row.amount > raised.minor), None)
    return Meter(
        title=campaign.title,
        raised=raised,
        goal=campaign.goal_money,
        supporters=supporters,
        days_left=(campaign.ends_on - on).days if is_running and campaign.ends_on else None,
        ended_on=_ended_on(campaign, on),
        milestones=tuple(
            MilestoneOnMeter(
                amount=Money(row.amount, campaign.currency),
                words=row.words,
                is_reached=row.amount <= raised.minor,
                is_next=row.pk == following,
                reached_on=row.reached_on if row.amount <= raised.minor else None,
            )
            for row in milestones
        ),
    )


def _ended_on(campaign: Campaign, on: datetime.date) -> datetime.date | None:
    """The last day of a campaign that is over; one ended early, or without a day, has none to show."""
    if campaign.ends_on and campaign.ends_on < on:
        return campaign.ends_on
    return None
