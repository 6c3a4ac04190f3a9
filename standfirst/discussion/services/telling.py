"""Open pages hear that something in a thread changed."""

from standfirst.discussion.models import Comment, Thread
from standfirst.lib.changes import changed


def tell_waiting() -> None:
    """Say, once this transaction is committed, that more or fewer comments wait to be read."""
    changed("thread:waiting")


def tell(thread: Thread, *, about: Comment | None = None) -> None:
    """Say, once this transaction is committed, that what readers see of `thread` has changed.

    Args:
        about: all that changed is in this comment's branch; what is kept of the others is good.
    """
    keys = [f"thread:{thread.key}"]
    if about:
        keys.append(f"branch:{about.branch_number}")
    if about and about.question_id:
        keys.append(f"questions:{thread.key}")
    changed(*keys)
