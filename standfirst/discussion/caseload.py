"""What lies before the moderators: comments by state, what was done to them, and who wrote them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Sum

from .models import Comment, CommentAddress, CommentQuerySet, ModerationEntry, Thread
from .queries import for_moderators


@dataclass(frozen=True, slots=True)
class Case:
    """A comment, the last act on it, and how many came from the same address within thirty days."""

    comment: Comment
    last: ModerationEntry | None = None
    # Itself included; 0 where the address is not known any more.
    from_address: int = 0

    @property
    def others_from_address(self) -> int:
        """How many besides it."""
        return max(0, self.from_address - 1)


def waiting_count() -> int:
    """How many comments wait. One query, by index."""
    return Comment.objects.filter(state=Comment.State.HELD).count()


def counts_by_state() -> dict[str, int]:
    """How many comments are in each state. Two queries: approved ones are counted with their threads."""
    hidden = Comment.objects.filter(
        state__in=[state for state in Comment.State if state != Comment.State.APPROVED]
    )
    counts = dict.fromkeys(Comment.State.values, 0)
    counts |= dict(hidden.order_by().values_list("state").annotate(n=Count("*")))
    shown: int | None = Thread.objects.aggregate(n=Sum("comment_count"))["n"]
    return counts | {Comment.State.APPROVED.value: shown or 0}


def comments_before(*, state: str, words: str, same_address: int | None = None) -> CommentQuerySet:
    """Comments for the list, newest first, with their articles and writers.

    Args:
        state: "" is any.
        words: what they hold somewhere; "" is anything.
        same_address: the number of a comment; those that came from where it came.
    """
    found = for_moderators(state=state, words=words).select_related(
        "thread__article", "parent", "user"
    )
    if same_address is not None:
        keys = CommentAddress.objects.filter(comment=same_address).values("address_key")
        found = found.filter(address__address_key__in=keys)
    return found


def cases_of(comments: Sequence[Comment]) -> list[Case]:
    """Return what a moderator should know of each of `comments`, in order. Three queries."""
    numbers = [comment.pk for comment in comments]
    last = _last_acts(numbers)
    tally = _tally_by_address(numbers)
    return [Case(comment, last.get(comment.pk), tally.get(comment.pk, 0)) for comment in comments]


def _last_acts(numbers: Iterable[int]) -> dict[int, ModerationEntry]:
    entries = ModerationEntry.objects.filter(comment__in=list(numbers)).select_related("by")
    return {entry.comment_id or 0: entry for entry in entries.order_by("at", "pk")}


def _tally_by_address(numbers: Iterable[int]) -> dict[int, int]:
    known = CommentAddress.objects.filter(comment__in=list(numbers))
    keys = dict(known.values_list("comment_id", "address_key"))
    alike = CommentAddress.objects.filter(address_key__in=set(keys.values())).order_by()
    tally = dict(alike.values_list("address_key").annotate(n=Count("*")))
    return {number: tally[key] for number, key in keys.items()}
