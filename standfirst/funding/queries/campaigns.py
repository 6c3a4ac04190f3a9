"""Reads over campaigns and gifts. A meter is always added up from the books, never kept."""

import datetime
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from wagtail.models import Page

from standfirst.funding.meter import Meter, MilestoneOnMeter, Promised
from standfirst.funding.models import Campaign, Gift, Match, Milestone, Movement
from standfirst.lib.money import Money
from standfirst.publishing.models import ArticlePage

_DEFAULT_CURRENCY = "USD"


def running_campaigns(*, on: datetime.date) -> list[Campaign]:
    """Return the campaigns that readers are asked to give to on that day, newest first."""
    return list(
        _with_matches()
        .filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=on),
            state=Campaign.State.LIVE,
            starts_on__lte=on,
        )
        .order_by("-starts_on", "-pk")
    )


def current_campaign(*, on: datetime.date, page: Page | None = None) -> Campaign | None:
    """Return the campaign that stands on `page` that day: its own before its section's before the general.

    Of several, the newest; one that is for a section or an article stands nowhere else. One query.
    """
    ranked = [
        (rank, place, campaign)
        for place, campaign in enumerate(running_campaigns(on=on))
        if (rank := _nearness(campaign, page)) is not None
    ]
    return min(ranked)[2] if ranked else None


def _nearness(campaign: Campaign, page: Page | None) -> int | None:
    """0 at its own article, 1 in its section, 2 everywhere; None where it has no business."""
    if campaign.article_id is not None:
        return 0 if page is not None and campaign.article_id == page.pk else None
    if campaign.section_id is None:
        return 2
    section = page.section if isinstance(page, ArticlePage) else page
    is_here = isinstance(section, Page) and campaign.section_id == section.pk
    return 1 if is_here else None


def shown_campaigns(*, on: datetime.date) -> list[Campaign]:
    """Return the campaigns that are listed: the running first, then the newest; archived ones are not."""
    hidden = (Campaign.State.DRAFT, Campaign.State.ARCHIVED)
    campaigns = _with_matches().exclude(state__in=hidden).order_by("-starts_on", "-pk")
    return sorted(campaigns, key=lambda campaign: not campaign.is_running(on=on))


def usual_currency() -> str:
    """Return the currency of the newest campaign, US dollars where there is none."""
    newest = Campaign.objects.order_by("-starts_on", "-pk")
    return newest.values_list("currency", flat=True).first() or _DEFAULT_CURRENCY


def givers(*, campaign: Campaign | None = None) -> QuerySet[Gift]:
    """Return gifts of which something is here, whose givers wish a name or an amount to be shown.

    Newest first, each with its campaign, its regular gift, and as `net` what of it is here, in minor
    units of the campaign's currency. One query.
    """
    shown = Gift.objects.filter(Q(show_name=True) & ~Q(shown_as="") | Q(show_amount=True))
    if campaign:
        shown = shown.filter(campaign=campaign)
    here = shown.annotate(net=Sum("movements__meter")).filter(net__gt=0)
    return here.select_related("campaign", "regular").order_by("-received_on", "-pk")


def meter(campaign: Campaign, *, on: datetime.date) -> Meter:
    """Return how far `campaign` has come; three queries, and one more where gifts may be matched."""
    return meters([campaign], on=on)[0]


def meters(campaigns: Iterable[Campaign], *, on: datetime.date) -> list[Meter]:
    """Return how far each has come, in the order given; three or four queries for any number of them.

    Supporters are those of whose gifts something is still here, and each such gift of nobody's.
    """
    campaigns = list(campaigns)
    raised = _raised(campaigns)
    supporters = _supporters(campaigns)
    milestones: dict[int, list[Milestone]] = {campaign.pk: [] for campaign in campaigns}
    for milestone in Milestone.objects.filter(campaign__in=campaigns).order_by("amount"):
        milestones[milestone.campaign_id].append(milestone)
    promised = _promised([row for row in campaigns if row.may_be_matched], on)
    return [
        _meter(
            campaign,
            Money(raised.get(campaign.pk, 0), campaign.currency),
            supporters.get(campaign.pk, 0),
            milestones[campaign.pk],
            promised.get(campaign.pk, []),
            on,
        )
        for campaign in campaigns
    ]


def _raised(campaigns: Iterable[Campaign]) -> dict[int, int]:
    movements = Movement.objects.filter(campaign__in=campaigns).order_by()
    # PostgreSQL adds big integers up to a decimal.
    return {
        number: int(raised)
        for number, raised in movements.values_list("campaign").annotate(Sum("meter"))
    }


def _with_matches() -> QuerySet[Campaign]:
    """Campaigns that know whether anything is promised to them, so that the rest are not asked."""
    promises = Match.objects.filter(campaign=OuterRef("pk"), received_on=None)
    campaigns: QuerySet[Campaign] = Campaign.objects.annotate(may_be_matched=Exists(promises))
    return campaigns


def _promised(campaigns: list[Campaign], on: datetime.date) -> dict[int, list[Promised]]:
    """What matching gifts come to so far, by campaign; only those that began and are not here yet."""
    if not campaigns:
        return {}
    promises = Match.objects.filter(
        campaign__in=campaigns, received_on=None, starts_on__lte=on
    ).annotate(given=Coalesce(_given_to_match(), 0))
    currencies = {campaign.pk: campaign.currency for campaign in campaigns}
    found: dict[int, list[Promised]] = defaultdict(list)
    for match in promises.order_by("sort_order", "pk"):
        is_over = match.ends_on is not None and match.ends_on < on
        earned = min(max(int(match.given), 0) * match.percent // 100, match.most)
        if is_over and not earned:
            continue
        currency = currencies[match.campaign_id]
        # What is over earns no more: what was earned is all there will be.
        most = Money(earned if is_over else match.most, currency)
        found[match.campaign_id].append(
            Promised(match.giver, match.percent, Money(earned, currency), most, match.ends_on)
        )
    return found


def _given_to_match() -> Subquery:
    """What readers gave while a match ran."""
    last_day = Coalesce(OuterRef("ends_on"), Value(datetime.date.max))
    matched = Movement.objects.filter(
        campaign=OuterRef("campaign"),
        gift__received_on__gte=OuterRef("starts_on"),
        gift__received_on__lte=last_day,
    )
    sums = matched.order_by().values("campaign").annotate(sum=Sum("meter"))
    return Subquery(sums.values("sum"))


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
    promised: list[Promised],
    on: datetime.date,
) -> Meter:
    is_running = campaign.is_running(on=on)
    goal = campaign.goal_money
    beyond = campaign.stretch_goal or 0
    is_stretched = raised >= goal and beyond > goal.minor
    following = next((row.pk for row in milestones if row.amount > raised.minor), None)
    return Meter(
        title=campaign.title,
        raised=raised,
        goal=Money(beyond, campaign.currency) if is_stretched else goal,
        reached_goal=goal if is_stretched else None,
        drawn_from=campaign.hidden_below,
        promised=tuple(promised) if is_running else (),
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
