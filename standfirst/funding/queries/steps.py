"""When a campaign came to what it reached, by the books."""

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import F, Q, Sum, Window

from standfirst.funding.models import Campaign, Movement


def reached_at(campaign: Campaign, amounts: Iterable[int]) -> dict[int, datetime]:
    """Return when the meter rose to each of `amounts` and has stayed there since, by amount.

    Amounts in minor units of the campaign's currency. What the meter never rose to is left out; so is
    nothing, from where it began. One query, none without amounts.
    """
    wanted = sorted(set(amounts))
    if not wanted:
        return {}
    moved = Movement.objects.filter(campaign=campaign).exclude(meter=0)
    total = Window(Sum("meter"), order_by=[F("occurred_at").asc(), F("pk").asc()])
    rises = [Q(after__gte=amount, after__lt=F("meter") + amount) for amount in wanted]
    rows = moved.annotate(after=total).filter(reduce(or_, rises)).order_by("occurred_at", "pk")
    return {
        amount: at
        for at, meter, after in rows.values_list("occurred_at", "meter", "after")
        for amount in wanted
        if after - meter < amount <= after
    }


def last_moved_at(campaign: Campaign) -> datetime | None:
    """Return when money of `campaign` was last booked; None before the first. One query."""
    moved = Movement.objects.filter(campaign=campaign).order_by("-pk")
    return moved.values_list("posted_at", flat=True).first()
