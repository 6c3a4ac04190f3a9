"""Open pages hear that something in a thread changed."""

from standfirst.discussion.models import Thread
from standfirst.lib.changes import changed


def tell_waiting() -> None:
    """Say, once this transaction is committed, that more or fewer comments wait to be read."""
    changed("thread:waiting")


def tell(thread: Thread, *, branch: int = 0) -> None:
    """Say, once this transaction is committed, that what readers see of `thread` has changed.

    Args:
        branch: the number of the comment on top of all that changed; the other branches are kept. 0: any may have.
    """
    changed(f"thread:{thread.key}", f"branch:{branch}" if branch else f"branches:{thread.key}")
