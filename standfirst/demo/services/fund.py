"""The campaign, its milestones, the gifts and what was spent, as a treasurer would have entered them."""

from datetime import datetime, timedelta

from standfirst.demo.shelf import read_table
from standfirst.funding.models import Campaign, Gift, Milestone, Supporter
from standfirst.funding.services.offline import Words, record_gift
from standfirst.funding.services.spending import record_spending
from standfirst.lib.money import Money
from standfirst.publishing.days import newsroom_day


def lay_out_campaign(*, at: datetime) -> None:
    """Make the live campaign with everything given to it, and spent of it, so far."""
    table, today = read_table("campaign", at=at), newsroom_day(at)
    starts_on = today - timedelta(days=table.pop("starts_days_ago"))
    ends_on = today + timedelta(days=table.pop("ends_in_days"))
    milestones = table.pop("milestones")
    campaign = Campaign.objects.create(
        **table, starts_on=starts_on, ends_on=ends_on, state=Campaign.State.LIVE
    )
    for place, row in enumerate(milestones):
        days = row.pop("reached_days_ago", None)
        reached_on = None if days is None else today - timedelta(days=days)
        Milestone.objects.create(campaign=campaign, sort_order=place, reached_on=reached_on, **row)
    known: dict[str, Supporter] = {}
    for amount, days, giver, note, *shown in read_table("gifts", at=at)["gifts"]:
        if giver and giver not in known:
            known[giver] = Supporter.objects.create(name=giver, created_at=at)
        record_gift(
            campaign=campaign,
            amount=Money(amount, campaign.currency),
            way=Gift.Way.CASH if "cash" in shown else Gift.Way.TRANSFER,
            received_on=today - timedelta(days=days),
            supporter=known.get(giver),
            words=Words(
                note=note,
                shown_as=giver if "name" in shown else "",
                show_amount="amount" in shown,
            ),
            at=at,
        )
    for amount, days, purpose in read_table("spending", at=at)["spending"]:
        record_spending(
            amount=Money(amount, campaign.currency),
            purpose=purpose,
            on=today - timedelta(days=days),
            campaign=campaign,
            at=at,
        )
