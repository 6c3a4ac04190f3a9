"""How much one sender may do in a while."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from standfirst.discussion.models import DiscussionSettings, RecentAct
from standfirst.lib.pace import WIDER, WRITTEN_AHEAD, is_too_often
from standfirst.lib.prepared import Prepared

from .refusals import PostRefused
from .writers import Writer

TEN_MINUTES = timedelta(minutes=10)
# Tries for each post that is allowed: a form that is refused is sent again.
_TRIES = 3
# All guests at one address together have so many times what one guest has.
GUESTS_AT_ONE_ADDRESS = 5
_counts: Prepared[tuple[str, int]] = Prepared(
    lambda one, two, three, act, since, until: (
        RecentAct.objects.filter(sender__in=[one, two, three], act=act, at__gt=since, at__lte=until)
        .order_by()
        .values_list("sender")
        .annotate(acts=Count("pk"))
    ),
    *[str] * 4,
    *[datetime] * 2,
)


class TooManyPosts(PostRefused):
    """More comments in ten minutes than one sender, or all guests at one address, may write."""

    code, field = "too-many-posts", "words"


@dataclass(frozen=True, slots=True)
class _Budget:
    """How many posts a sender has in ten minutes, and whether several people are that sender."""

    sender: str
    most: int
    is_shared: bool = False

    @property
    def used_up(self) -> str:
        """What is said to whom it is used up for."""
        if self.is_shared:
            return _(
                "Many comments came from your network in the last ten minutes. Sign in to post yours now, or wait a while; your words stay here."
            )
        words = ngettext(
            "You can post %(most)s comment in ten minutes. Please wait a while; your "
            "words stay here.",
            "You can post %(most)s comments in ten minutes. Please wait a while; your "
            "words stay here.",
            self.most,
        )
        return words % {"most": self.most}


def need_pace(writer: Writer, rules: DiscussionSettings, *, at: datetime) -> None:
    """Count a comment or a change of one for who writes it; moderators are not slowed down.

    Refuses, as `need_room` does, where the writer, or all guests where they are, wrote as many within
    ten minutes as `rules` allow.
    """
    budgets = _need_budget(writer, rules, at=at)
    act = RecentAct.Act.POST
    RecentAct.objects.bulk_create(RecentAct(sender=b.sender, act=act, at=at) for b in budgets)


def need_room(writer: Writer, rules: DiscussionSettings, *, at: datetime) -> None:
    """Refuse, before words are rendered, who has written enough; a look that counts only the try.

    Raises:
        TooManyPosts: the writer, or all guests where they are, wrote as many within ten minutes as
            `rules` allow, or have tried several times as often.
    """
    # By account or address: a guest's cookie can be thrown away.
    tries = "".join(writer.senders[-1:])
    for budget in _need_budget(writer, rules, at=at):
        if budget.sender == tries and is_too_often(
            "write", tries, most=_TRIES * budget.most, seconds=600
        ):
            raise TooManyPosts(budget.used_up)


def _need_budget(writer: Writer, rules: DiscussionSettings, *, at: datetime) -> list[_Budget]:
    """Return what a post of `writer` counts for. One query.

    Raises:
        TooManyPosts: one of them is used up.
    """
    budgets = _budgets(writer, rules)
    acts = _acts([budget.sender for budget in budgets], act=RecentAct.Act.POST, at=at)
    for budget in budgets:
        if acts.get(budget.sender, 0) >= budget.most:
            raise TooManyPosts(budget.used_up)
    return budgets


def _budgets(writer: Writer, rules: DiscussionSettings) -> list[_Budget]:
    """The narrowest first. A school or a library has one address for all its guests; whoever signs in has their own."""
    most: int = rules.most_in_ten_minutes
    if not most or writer.is_moderator:
        return []
    if writer.user:
        return [_Budget(f"user-{writer.user.pk}", most)]
    here = most * GUESTS_AT_ONE_ADDRESS
    budgets = [
        _Budget(writer.guest_key or "", most),
        _Budget(writer.address_key, here, is_shared=True),
        _Budget(writer.wider_key, here * WIDER, is_shared=True),
    ]
    return [budget for budget in budgets if budget.sender]


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
    if any(acts >= most for acts in _acts(senders, act=act, at=at).values()):
        return False
    RecentAct.objects.bulk_create(RecentAct(sender=sender, act=act, at=at) for sender in senders)
    return True


def _acts(senders: Sequence[str], *, act: RecentAct.Act, at: datetime) -> dict[str, int]:
    """How often each sender, of three at most, did it in ten minutes."""
    if not senders:
        return {}
    one, two, three = [*senders, senders[-1], senders[-1]][:3]
    found = _counts.all(one, two, three, act, at - TEN_MINUTES, at + WRITTEN_AHEAD)
    return dict(found)
