"""The gift that a later payment of a regular gift is, and for which campaign it counts: it may outlive its own."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from standfirst.funding.gateways.contract import Payment
from standfirst.funding.models import Campaign, Case, FundingSettings, Gift, RegularGift
from standfirst.funding.queries import running_campaigns
from standfirst.publishing.days import newsroom_day

from .cases import open_case


def make_renewal(
    regular: RegularGift, payment: Payment, provider: str, at: datetime
) -> Gift | None:
    """Make the gift that a later payment of `regular`, which is locked, is; None where it cannot be one."""
    first = regular.gifts.order_by("pk").first()
    if payment.charged.minor <= 0 or payment.charged.currency != regular.currency:
        return None
    amount = payment.charged.minor * regular.amount // (regular.amount + regular.cover)
    amount = max(amount, 1)
    begun_at = min((fact.at for fact in payment.facts), default=at)
    was = regular.campaign_id
    campaign = campaign_of_renewal(regular, on=newsroom_day(begun_at), at=at)
    # Another campaign is in the gift's own currency.
    like = first if campaign.pk == was else None
    return Gift.objects.create(
        campaign=campaign,
        supporter=regular.supporter,
        regular=regular,
        article=first.article if first else None,
        way=provider,
        amount=amount,
        cover=payment.charged.minor - amount,
        currency=regular.currency,
        rate_over=like.rate_over if like else 1,
        rate_under=like.rate_under if like else 1,
        rate_source=like.rate_source if like else "",
        show_name=first.show_name if first else False,
        show_amount=first.show_amount if first else False,
        shown_as=first.shown_as if first else "",
        begun_at=begun_at,
    )


def campaign_of_renewal(regular: RegularGift, *, on: date, at: datetime) -> Campaign:
    """Return the campaign that a payment made on that day counts for, and keep it as the regular gift's.

    The sum of a campaign that is over stands still: it is the one that the treasurer chose for it, else
    the newsroom's running fund. Where nothing was chosen it is the newest that runs for
    everything, and a person is asked.

    Args:
        regular: locked.
    """
    campaign = regular.campaign
    if not campaign.is_over(on=on):
        return campaign
    following = _chosen(regular, on) or _running(regular, on)
    if following is None or not _chosen(regular, on):
        _ask_a_person(campaign, following, at)
    if following is None:
        return campaign
    regular.campaign = following
    regular.save(update_fields=["campaign"])
    return following


def _chosen(regular: RegularGift, on: date) -> Campaign | None:
    """Follow what the treasurer chose to a campaign that takes gifts in that currency; None where it leads to none."""
    rules = FundingSettings.objects.order_by("-site__is_default_site").first()
    fund = rules.running_fund if rules else None
    campaign, seen = regular.campaign, set[int]()
    while campaign.is_over(on=on) and campaign.pk not in seen:
        seen.add(campaign.pk)
        following = campaign.regular_goes_to or fund
        if following is None or following.currency != regular.currency:
            return None
        campaign = following
    return None if campaign.is_over(on=on) else campaign


def _running(regular: RegularGift, on: date) -> Campaign | None:
    running = (
        row
        for row in running_campaigns(on=on)
        if row.section_id is None and row.article_id is None and row.currency == regular.currency
    )
    return next(running, None)


def _ask_a_person(campaign: Campaign, following: Campaign | None, at: datetime) -> None:
    counts = (
        _("Meanwhile they count for “%(following)s”.") % {"following": following.title}
        if following
        else _("They still count for it, so its sum grows.")
    )
    words = _(
        "“%(campaign)s” is over, and its monthly and yearly gifts continue. %(counts)s In "
        "the campaign, choose what they should count for, or choose a running fund in the "
        "settings."
    )
    facts = {"campaign": campaign.title, "counts": counts}
    open_case(kind=Case.Kind.REGULAR, about=campaign.slug, words=words % facts, at=at)
