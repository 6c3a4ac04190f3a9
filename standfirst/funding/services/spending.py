"""What the newsroom says it spent; readers see each entry as it is written."""

import datetime
import uuid

from django.utils.translation import gettext as _

from standfirst.funding.models import Account, Campaign, Movement
from standfirst.funding.queries import TAKEN_BACK
from standfirst.lib.errors import Refused
from standfirst.lib.money import Money
from standfirst.publishing.days import noon_of

_SPENT = "spent:"


class NoSpending(Refused):
    """A movement that is no entry of what was spent, or was taken back already."""

    code = "no-spending"


def record_spending(
    *,
    amount: Money,
    purpose: str,
    on: datetime.date,
    at: datetime.datetime,
    campaign: Campaign | None = None,
) -> Movement:
    """Enter what the newsroom says it spent, and on what; shown to readers as it is written."""
    return Movement.objects.create(
        fact=f"{_SPENT}{uuid.uuid4()}",
        campaign=campaign,
        debit=Account.SPENT,
        credit=Account.BANK,
        currency=amount.currency,
        minor=amount.minor,
        note=purpose,
        occurred_at=noon_of(on),
        posted_at=at,
    )


def take_back_spending(*, entry: Movement, at: datetime.datetime) -> Movement:
    """Book a wrong entry back, on its own day, so that its month adds up; both stay in the books.

    Raises:
        NoSpending: `entry` is not one that was entered as spent, or was taken back before.
    """
    if entry.debit != Account.SPENT:
        raise NoSpending(_("Only an entry of what was spent can be taken back."))
    reverse, is_new = Movement.objects.get_or_create(
        fact=f"{entry.fact}{TAKEN_BACK}",
        defaults={
            "campaign": entry.campaign,
            "debit": entry.credit,
            "credit": entry.debit,
            "currency": entry.currency,
            "minor": entry.minor,
            "note": entry.note,
            "occurred_at": entry.occurred_at,
            "posted_at": at,
        },
    )
    if not is_new:
        raise NoSpending(_("This entry has already been taken back."))
    return reverse
