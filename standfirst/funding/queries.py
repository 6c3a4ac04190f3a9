"""Reads over campaigns and gifts. A meter is always counted from the gifts, never kept."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Lower, Trim

from standfirst.lib.money import Money

from .meter import Meter, MilestoneOnMeter
from .models import Campaign, Gift, Milestone


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
    """Return how far `campaign` has come; two queries."""
    return meters([campaign], on=on)[0]


def meters(campaigns: Iterable[Campaign], *, on: datetime.date) -> list[Meter]:
    """Return how far each has come, in the order given; two queries for any number of them.

    Supporters are the distinct named givers (capitals and spaces around do not count) and
    every gift without a name.
    """
    campaigns = list(campaigns)
    named = ~Q(name="")
    counted = {
        row["campaign"]: row
        for row in Gift.objects.filter(campaign__in=campaigns)
        .annotate(name=Lower(Trim("giver")))
        .values("campaign")
        .annotate(
            raised=Sum("amount"),
            supporters=Count("name", distinct=True, filter=named) + Count("pk", filter=~named),
        )
        .order_by(F("campaign"))
    }
    nothing = {"raised": 0, "supporters": 0}
    milestones: dict[int, list[Milestone]] = {campaign.pk: [] for campaign in campaigns}
    for milestone in Milestone.objects.filter(campaign__in=campaigns).order_by("amount"):
        milestones[milestone.campaign_id].append(milestone)
    return [
        _meter(campaign, counted.get(campaign.pk, nothing), milestones[campaign.pk], on)
        for campaign in campaigns
    ]


def _meter(
    campaign: Campaign, counted: Mapping[str, Any], milestones: list[Milestone], on: datetime.date
) -> Meter:
    raised = int(counted["raised"])  # PostgreSQL adds big integers up to a decimal
    is_running = campaign.is_running(on=on)
    following = next((row.pk for row in milestones if row.amount > raised), None)
    return Meter(
        title=campaign.title,
        raised=Money(raised, campaign.currency),
        goal=campaign.goal_money,
        supporters=counted["supporters"],
        days_left=(campaign.ends_on - on).days if is_running and campaign.ends_on else None,
        ended_on=_ended_on(campaign, on),
        milestones=tuple(
            MilestoneOnMeter(
                amount=Money(row.amount, campaign.currency),
                words=row.words,
                is_reached=row.amount <= raised,
                is_next=row.pk == following,
                reached_on=row.reached_on if row.amount <= raised else None,
            )
            for row in milestones
        ),
    )


def _ended_on(campaign: Campaign, on: datetime.date) -> datetime.date | None:
    """The last day of a campaign that is over; one ended early, or without a day, has none to show."""
    if campaign.ends_on and campaign.ends_on < on:
        return campaign.ends_on
    return None
