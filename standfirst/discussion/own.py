"""Whether a thread is another for one reader than for others."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from .ignoring import NOBODY, Ignored, ignored_by
from .models import Comment, Thread, Vote
from .readers import Reader

# Who has something in more branches than a page shows has the whole page laid out for them.
_MOST_BRANCHES = 200


@dataclass(frozen=True, slots=True)
class Own:
    """What a reader has in a thread: comments, votes, somebody whom they do not want to read."""

    # Of branches, by the number of the comment on top.
    comments: frozenset[int] = frozenset()
    votes: frozenset[int] = frozenset()
    ignored: Ignored = NOBODY

    def __bool__(self) -> bool:
        return bool(self.comments or self.votes) or self.ignored != NOBODY

    def has_in(self, branch: int) -> bool:
        """Whether `branch` may be another for this reader than for others."""
        is_many = len(self.comments) > _MOST_BRANCHES or len(self.votes) > _MOST_BRANCHES
        return self.ignored != NOBODY or is_many or branch in self.comments or branch in self.votes


_NOTHING = Own()


def own_of(*, reader: Reader, thread: Thread) -> Own:
    """Return what `reader` has in `thread`; no query for strangers, two for guests, three for who is signed in."""
    if not reader.is_known or thread.pk is None:
        return _NOTHING
    whose = Q(user=reader.user) if reader.user else Q(guest_key=reader.guest_key)
    comments = Comment.objects.filter(reader.wrote_those, thread=thread)
    votes = Vote.objects.filter(whose, comment__thread=thread)
    return Own(
        comments=_branches(comments, Coalesce("root_id", "pk")),
        votes=_branches(votes, Coalesce("comment__root_id", "comment_id")),
        ignored=ignored_by(reader),
    )


def _branches(found: "QuerySet[Any]", top: Coalesce) -> frozenset[int]:
    numbers = found.order_by().values_list(top, flat=True).distinct()
    return frozenset(numbers[: _MOST_BRANCHES + 1])
