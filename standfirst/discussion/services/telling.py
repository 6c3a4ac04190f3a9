"""Open pages hear that something in a thread changed."""

from standfirst.discussion.models import Thread
from standfirst.lib.changes import changed


def tell_waiting() -> None:
    """Say, once this transaction is committed, that more or fewer comments wait to be read."""
    changed("thread:waiting")


def tell(thread: Thread) -> None:
    """Say, once this transaction is committed, that what readers see of `thread` has changed."""
    changed(f"thread:{thread.key}")
