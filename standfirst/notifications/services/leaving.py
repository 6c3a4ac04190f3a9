"""How somebody hears less, or nothing any more."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from standfirst.notifications.models import Follow, Follower, Frequency, Notice


def change_frequency(*, follow: Follow, frequency: Frequency) -> Follow:
    """Tell of it more or less often from now on, what waits already included."""
    with transaction.atomic():
        follow.frequency = frequency
        follow.save(update_fields=["frequency"])
        Notice.objects.filter(follow=follow, mailing__isnull=True).update(frequency=frequency)
    return follow


def end_follows(*, numbers: Sequence[int], at: datetime) -> int:
    """End the follows of these numbers; returns how many stood until now. May be repeated."""
    standing = Follow.objects.filter(pk__in=numbers, ended_at__isnull=True)
    return standing.update(ended_at=at, ended_for=Follow.Ended.BY_READER)


def end_all(*, follower: Follower, at: datetime) -> int:
    """End everything that `follower` follows; returns how much stood until now."""
    return end_follows(numbers=list(follower.follows.values_list("pk", flat=True)), at=at)


def erase(*, follower: Follower) -> None:
    """Forget a follower: the address, what it followed, and what was written to it."""
    follower.delete()


def resume(*, follower: Follower) -> Follower:
    """Write to somebody again to whom letters were stopped, for they ask for it."""
    follower.suppressed_at, follower.suppressed_for = None, ""
    follower.save(update_fields=["suppressed_at", "suppressed_for"])
    return follower
