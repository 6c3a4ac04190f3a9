"""Whether a thread is another for one reader than for others."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from standfirst.lib.prepared import Prepared

from .ignoring import NOBODY, Ignored, ignored_by
from .models import Comment, Thread, Vote
from .readers import Reader

# Who has something in more branches than a page shows has the whole page laid out for them.
_MOST_BRANCHES = 200
_MOST_HELD = 20


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
    """Return what `reader` has in `thread`.

    No query for strangers, two for guests, three for who is signed in; one more for who was a guest in this browser, too.
    """
    if not reader.is_known or thread.pk is None:
        return _NOTHING
    user, guest = reader.user, reader.guest_key or ""
    comments = _comments_of_user.all(user.pk, thread.pk) if user else []
    comments += _comments_of_guest.all(guest, thread.pk) if guest else []
    votes = (
        _votes_of_user.all(user.pk, thread.pk) if user else _votes_of_guest.all(guest, thread.pk)
    )
    return Own(
        comments=frozenset(number for (number,) in comments),
        votes=frozenset(number for (number,) in votes),
        ignored=ignored_by(reader),
    )


def commented(thread: int, **who: object) -> "QuerySet[Comment, tuple[int]]":
    """Return the number of the comment on top of each branch in which a reader wrote."""
    comments = Comment.objects.filter(thread=thread, **who)
    return _branches(comments, Coalesce("root_id", "pk"))


def _voted(thread: int, **who: object) -> "QuerySet[Vote, tuple[int]]":
    votes = Vote.objects.filter(comment__thread=thread, **who)
    return _branches(votes, Coalesce("comment__root_id", "comment_id"))


def _branches(found: "QuerySet[Any]", top: Coalesce) -> "QuerySet[Any, tuple[int]]":
    return found.order_by().values_list(top).distinct()[: _MOST_BRANCHES + 1]


_comments_of_user = Prepared(lambda user, thread: commented(thread, user=user), int, int)
_comments_of_guest = Prepared(
    lambda key, thread: commented(thread, guest_key=key, user__isnull=True), str, int
)
_votes_of_user = Prepared(lambda user, thread: _voted(thread, user=user), int, int)
_votes_of_guest = Prepared(lambda key, thread: _voted(thread, guest_key=key), str, int)

# With answers below it, a comment that waits stands in its place anyway.
_held_in: Prepared[tuple[int]] = Prepared(
    lambda user, guest_key, thread: (
        Comment.objects.filter(
            Q(user=user) | Q(guest_key=guest_key, user__isnull=True),
            thread=thread,
            state=Comment.State.HELD,
            has_place=False,
        )
        .order_by("-pk")
        .values_list("pk")[:_MOST_HELD]
    ),
    int, str, int,
)  # fmt: skip


def held_of(*, reader: Reader, thread: Thread) -> list[int]:
    """Return the numbers of the newest comments of `reader` that wait in `thread` and stand in no place. One query."""
    if not reader.is_known:
        return []
    # No account has the number 0, and no guest the key "".
    user, guest = reader.user.pk if reader.user else 0, reader.guest_key or ""
    return [number for (number,) in _held_in.all(user, guest, thread.pk)]
