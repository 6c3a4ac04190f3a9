"""Letters to supporters are forgotten after a while, never so soon that one could go out again."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.db.models.functions import Coalesce

from standfirst.funding.models import SupporterLetter

# Somebody may ask what became of a letter.
KEPT = timedelta(days=90)
# What comes once a year is decided on by the calendar: its key is what says that it went out. The others
# are decided on with what they tell of, in one transaction, and not again.
KEPT_OF_YEARLY = timedelta(days=400)
_YEARLY = (SupporterLetter.Kind.AHEAD, SupporterLetter.Kind.YEAR)


def tidy_letters(*, at: datetime) -> int:
    """Delete letters that were sent, given up or dropped long ago; returns how many. What is due stays."""
    done = SupporterLetter.objects.filter(next_at=None).annotate(
        done_at=Coalesce("sent_at", "made_at")
    )
    yearly = Q(kind__in=_YEARLY)
    old = done.filter(
        Q(yearly, done_at__lt=at - KEPT_OF_YEARLY) | Q(~yearly, done_at__lt=at - KEPT)
    )
    return SupporterLetter.objects.filter(pk__in=old.values("pk")).delete()[0]
