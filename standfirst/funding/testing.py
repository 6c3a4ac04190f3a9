"""Campaigns and gifts for tests: sound defaults, so that a test names only what it is about."""

import datetime
from typing import Any

from standfirst.lib.money import Money

from .models import Campaign, Gift, Milestone, Supporter
from .services.offline import Words, record_gift

TODAY = datetime.date(2026, 1, 19)
NOW = datetime.datetime(2026, 1, 19, 12, tzinfo=datetime.UTC)


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
    """Enter a gift that came by transfer; `amount` in minor units, the same `giver` is one, an empty one nobody known."""
    defaults: dict[str, Any] = {"way": Gift.Way.TRANSFER, "received_on": TODAY, "at": NOW}
    values = defaults | fields
    words = Words(note=values.pop("note", ""))
    money, name = Money(amount, campaign.currency), " ".join(giver.split())
    known = Supporter.objects.filter(name__iexact=name, mail="", user=None).first()
    if name and known is None:
        known = Supporter.objects.create(name=name, created_at=values["at"])
    supporter = known if name else None
    return record_gift(campaign=campaign, amount=money, supporter=supporter, words=words, **values)
