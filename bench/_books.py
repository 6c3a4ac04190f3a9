"""What `_inside` answers about money: gifts to be paid, and what the books say of them afterwards."""

import os
from collections.abc import Callable
from typing import Any

# One unit in the campaign's currency, as a fraction of minor units.
_RATES = {"USD": (1, 1), "EUR": (10837, 10000), "JPY": (67, 101)}
_TURNS = ("USD", "USD", "EUR", "JPY")


def begin_gifts() -> dict[str, Any]:
    """Begin gifts as the form does; return reference, minor units and currency of each, and their campaign."""
    from django.utils import timezone  # noqa: PLC0415 - Django is set up by now

    from standfirst.funding.models import Gift  # noqa: PLC0415
    from standfirst.funding.testing import make_campaign  # noqa: PLC0415

    campaign, now = make_campaign(), timezone.now()
    begun = []
    for number in range(int(os.environ["BENCH_GIFTS"])):
        currency = _TURNS[number % len(_TURNS)]
        over, under = _RATES[currency]
        begun.append(
            Gift(
                campaign=campaign,
                way=Gift.Way.STRIPE,
                amount=500 + number * 7 % 9000,
                cover=(0, 44)[number % 2],
                currency=currency,
                rate_over=over,
                rate_under=under,
                begun_at=now,
            )
        )
    Gift.objects.bulk_create(begun)
    gifts = Gift.objects.order_by("pk")
    return {
        "gifts": [[gift.reference, gift.charged.minor, gift.currency] for gift in gifts],
        "campaign": campaign.slug,
    }


def booked() -> dict[str, Any]:
    """Return what is here of each gift, whether meters agree, sums by currency, what waits for whom."""
    from standfirst.funding.models import Campaign, Case, Gift, Movement  # noqa: PLC0415
    from standfirst.funding.queries import balances, meter  # noqa: PLC0415
    from standfirst.funding.services.booking import net_of, worth  # noqa: PLC0415
    from standfirst.funding.services.intake import waiting  # noqa: PLC0415

    nets, wrong, raised = {}, 0, 0
    for gift in Gift.objects.all():
        nets[gift.reference] = net_of(gift)
        meters = Movement.objects.filter(gift=gift).values_list("meter", flat=True)
        wrong += sum(meters) != worth(gift, nets[gift.reference])
        raised += worth(gift, nets[gift.reference])
    campaign, held = Campaign.objects.get(), balances()
    sums: dict[str, int] = {}
    for (_account, code), minor in held.items():
        sums[code] = sums.get(code, 0) + minor
    return {
        "net": nets,
        "meter_wrong": wrong,
        "meter_off_by": meter(campaign, on=campaign.starts_on).raised.minor - raised,
        "provider": {code: minor for (account, code), minor in held.items() if account == "provider"},
        "books_sum": sums,
        "waiting": waiting(provider="stripe"),
        "open_cases": Case.objects.filter(settled_at=None).exclude(kind=Case.Kind.DISPUTE).count(),
    }  # fmt: skip


ASKS: dict[str, Callable[[], dict[str, Any]]] = {
    "begin_gifts": begin_gifts,
    "booked": booked,
}
