"""Forget what is no longer needed."""

from datetime import datetime, timedelta

from django.db.models import Q

from standfirst.notifications.links import CONFIRM_WITHIN
from standfirst.notifications.models import Follow, Follower, Mailing

# A letter may come back, or be complained of, weeks later.
LETTERS_KEPT = timedelta(days=60)
ENDED_KEPT = timedelta(days=30)


def tidy(*, at: datetime) -> int:
    """Delete old letters, follows that nobody confirmed or that ended, and addresses without a follow.

    Addresses that came back or complained stay as long as somebody wants to write to them: they hold
    their own "no". Returns how many rows of ours are gone.
    """
    sent = Mailing.objects.filter(made_at__lt=at - LETTERS_KEPT, next_at__isnull=True)
    never = Q(confirmed_at__isnull=True, asked_at__lt=at - CONFIRM_WITHIN)
    over = Q(ended_at__lt=at - ENDED_KEPT)
    gone = sent.delete()[0] + Follow.objects.filter(never | over).delete()[0]
    lonely = Follower.objects.filter(follows__isnull=True, suppressed_at__isnull=True)
    return gone + lonely.delete()[0]
