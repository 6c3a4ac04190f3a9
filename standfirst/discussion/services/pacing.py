"""How much one sender may write in a while."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Count
from django.utils.translation import ngettext

from standfirst.discussion.models import RecentAct

from .refusals import PostRefused

LOOKS_BACK = timedelta(minutes=10)


class TooManyPosts(PostRefused):
    """More comments in ten minutes than one sender may write."""

    code, field = "too-many-posts", "words"


def keep_pace(senders: Sequence[str], *, most: int, at: datetime) -> None:
    """Count something written for `senders`, unless one of them has had `most` within ten minutes.

    Raises:
        TooManyPosts: so it is.
    """
    since = at - LOOKS_BACK
    RecentAct.objects.filter(at__lte=since).delete()
    recent = RecentAct.objects.filter(
        sender__in=senders, act=RecentAct.Act.POST, at__gt=since, at__lte=at
    )
    counts = recent.order_by().values("sender").annotate(posts=Count("pk"))
    if any(row["posts"] >= most for row in counts):
        raise TooManyPosts(
            ngettext(
                "%(most)s comment in ten minutes is all that one sender can post. Please wait a while; your words stay here.",
                "%(most)s comments in ten minutes are all that one sender can post. Please wait a while; your words stay here.",
                most,
            )
            % {"most": most}
        )
    RecentAct.objects.bulk_create(
        RecentAct(sender=sender, act=RecentAct.Act.POST, at=at) for sender in senders
    )
