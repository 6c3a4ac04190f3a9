"""What an open page of a discussion is told."""

from dataclasses import dataclass

from standfirst.discussion.caseload import waiting_count
from standfirst.discussion.models import Comment, Thread
from standfirst.lib.moments import microseconds

# No thread's key: the news are how many comments wait, for moderators.
WAITING = "waiting"
# Comments looked at for what is new; who missed more is told "more than".
WINDOW = 100


@dataclass(frozen=True, slots=True)
class Recent:
    """An approved comment: when it was written (microseconds since 1970), by whom, in answer to whom."""

    number: int
    written: int
    name: str
    user_id: int | None
    guest_key: str | None
    answered_user_id: int | None
    answered_guest_key: str | None


@dataclass(frozen=True, slots=True)
class ThreadNews:
    """A thread as streams tell it: its count, and its last comments, newest first."""

    count: int = 0
    recent: tuple[Recent, ...] = ()

    @property
    def upto(self) -> int:
        """When the newest comment was written; 0 before the first."""
        return self.recent[0].written if self.recent else 0

    @property
    def reaches_back(self) -> int:
        """Since when nothing is left out of `recent`."""
        return self.recent[-1].written if len(self.recent) == WINDOW else 0


def news_of(key: str) -> ThreadNews:
    """Return the news of the thread with `key`, or of all that wait; two queries at any size, by an index."""
    if key == WAITING:
        return ThreadNews(waiting_count())
    thread = Thread.objects.filter(key=key).only("comment_count").first()
    if thread is None:
        return ThreadNews()
    newest = Comment.objects.approved().filter(thread=thread).order_by("-created_at", "-pk")
    rows = newest.values_list(
        "pk", "created_at", "name", "user_id", "guest_key", "parent__user_id", "parent__guest_key"
    )[:WINDOW]
    recent = tuple(Recent(row[0], microseconds(row[1]), *row[2:]) for row in rows)
    return ThreadNews(thread.comment_count, recent)
