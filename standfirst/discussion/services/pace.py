"""How much one sender may do in a while."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Count

from standfirst.discussion.models import RecentAct

TEN_MINUTES = timedelta(minutes=10)


def keep_pace(
    *,
    senders: Sequence[str],
    act: RecentAct.Act,
    most: int,
    at: datetime,
) -> bool:
    """Count an act for all its `senders`, unless one of them has done `most` within ten minutes.

    Args:
        most: 0 sets no limit, and nothing is kept.
        at: now (UTC); a clock that was set back counts what is ahead of it for nothing.

    Returns:
        Whether it was counted: False is a "no".
    """
    if not most:
        return True
    recent = RecentAct.objects.filter(
        sender__in=senders, act=act, at__gt=at - TEN_MINUTES, at__lte=at
    )
    counts = recent.order_by().values("sender").annotate(acts=Count("pk"))
    if any(row["acts"] >= most for row in counts):
        return False
    RecentAct.objects.bulk_create(RecentAct(sender=sender, act=act, at=at) for sender in senders)
    return True
