"""Open pages hear that something in a thread changed."""

from functools import partial

from django.db import transaction

from standfirst.discussion.models import Thread
from standfirst.lib import bus


def tell_waiting() -> None:
    """Say, once this transaction is committed, that more or fewer comments wait to be read."""
    transaction.on_commit(partial(bus.publish, "thread:waiting"))


def tell(thread: Thread) -> None:
    """Say, once this transaction is committed, that what readers see of `thread` has changed."""
    transaction.on_commit(partial(bus.publish, f"thread:{thread.key}"))
