"""Campaigns and gifts for tests: sound defaults, so that a test names only what it is about."""

import datetime
from typing import Any

from .models import Campaign, Gift, Milestone

TODAY = datetime.date(2026, 1, 19)


def make_campaign(*, milestones: tuple[int, ...] = (), **fields: Any) -> Campaign:  # noqa: ANN401
    """Make a campaign that runs on TODAY; amounts in minor units."""
    defaults: dict[str, Any] = {
        "title": "Harbour reporting fund",
        "slug": f"harbour-{Campaign.objects.count() + 1}",
        "ask": "This report was paid for by readers.",
        "goal": 500_000,
        "starts_on": datetime.date(2026, 1, 1),
        "state": Campaign.State.LIVE,
    }
    campaign: Campaign = Campaign.objects.create(**(defaults | fields))
    for place, amount in enumerate(milestones):
        Milestone.objects.create(
            campaign=campaign, amount=amount, words=f"Step {place + 1}", sort_order=place
        )
    return campaign


def make_gift(campaign: Campaign, amount: int, giver: str = "", **fields: Any) -> Gift:  # noqa: ANN401
    """Make a gift; `amount` in minor units, an empty `giver` is somebody without a name."""
    return Gift.objects.create(
        campaign=campaign, amount=amount, giver=giver, **({"received_on": TODAY} | fields)
    )
