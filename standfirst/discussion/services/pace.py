"""How much one sender may do in a while."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Count
from django.utils.translation import ngettext

from standfirst.discussion.models import DiscussionSettings, RecentAct
from standfirst.lib.pace import WIDER, WRITTEN_AHEAD, is_too_often

from .refusals import PostRefused
from .writers import Writer

TEN_MINUTES = timedelta(minutes=10)
# Tries for each post that is allowed: a form that is refused is sent again.
_TRIES = 3


class TooManyPosts(PostRefused):
    """More comments in ten minutes than one sender may write."""

    code, field = "too-many-posts", "words"


def need_pace(writer: Writer, rules: DiscussionSettings, *, at: datetime) -> None:
    """Count a comment or a change of one for who writes it; moderators are not slowed down.

    Raises:
        TooManyPosts: one sender has written as many within ten minutes as `rules` allow.
    """
    most = _most(writer, rules)
    act = RecentAct.Act.POST
    wider = [writer.wider_key] if writer.wider_key and not writer.user else []
    if not keep_pace(senders=writer.senders, act=act, most=most, at=at) or not keep_pace(
        senders=wider, act=act, most=most * WIDER, at=at
    ):
        raise TooManyPosts(_too_many(most))


def need_room(writer: Writer, rules: DiscussionSettings, *, at: datetime) -> None:
    """Refuse, before words are rendered, who has written enough; a look that counts only the try.

    Raises:
        TooManyPosts: one sender has written as many within ten minutes as `rules` allow, or has
            tried several times as often.
    """
    most = _most(writer, rules)
    if not most or not writer.senders:
        return
    is_full = _is_full(senders=writer.senders, act=RecentAct.Act.POST, most=most, at=at)
    # By account or address: a guest's cookie can be thrown away.
    if is_full or is_too_often("write", writer.senders[-1], most=_TRIES * most, seconds=600):
        raise TooManyPosts(_too_many(most))


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
        at: when the request arrived (UTC); what is more than a minute ahead of it was written by a
            wrong clock, and counts for nothing.

    Returns:
        Whether it was counted: False is a "no".
    """
    if not most or not senders:
        return True
    if _is_full(senders=senders, act=act, most=most, at=at):
        return False
    RecentAct.objects.bulk_create(RecentAct(sender=sender, act=act, at=at) for sender in senders)
    return True


def _is_full(*, senders: Sequence[str], act: RecentAct.Act, most: int, at: datetime) -> bool:
    recent = RecentAct.objects.filter(
        sender__in=senders, act=act, at__gt=at - TEN_MINUTES, at__lte=at + WRITTEN_AHEAD
    )
    counts = recent.order_by().values("sender").annotate(acts=Count("pk"))
    return any(row["acts"] >= most for row in counts)


def _most(writer: Writer, rules: DiscussionSettings) -> int:
    """How many posts `writer` has in ten minutes; 0 sets no limit."""
    most: int = rules.most_in_ten_minutes
    return 0 if most and writer.is_moderator else most


def _too_many(most: int) -> str:
    return ngettext(
        "%(most)s comment in ten minutes is all that one sender can post. Please wait a while; your words stay here.",
        "%(most)s comments in ten minutes are all that one sender can post. Please wait a while; your words stay here.",
        most,
    ) % {"most": most}
