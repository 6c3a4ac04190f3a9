"""What becomes of a comment is counted, and told to the outbox, in one place."""

from datetime import datetime

from standfirst.discussion.mentions import mentioned_by
from standfirst.discussion.models import Comment, Thread
from standfirst.outbox.services import record, record_once

from .counting import count_in, count_out
from .telling import tell, tell_waiting


def announce_shown(comment: Comment, *, thread: Thread, at: datetime, is_new: bool = False) -> None:
    """Count a comment that now is approved, and say once in its life that it appeared.

    The event's `mentions` are the numbers of the comments that its mentions lead to: their writers
    are who is mentioned; its `answers` the one that it answers, or None. `thread` is its own, locked.

    Args:
        is_new: it was made in this transaction, so nothing was said of it yet.
    """
    count_in(comment, thread=thread)
    say = record if is_new else record_once
    say(
        "comment-shown",
        about=comment.pk,
        at=at,
        thread=thread.key,
        answers=comment.parent_id,
        mentions=mentioned_by(comment),
    )


def announce_held(comment: Comment, *, thread: Thread, at: datetime) -> None:
    """Say that a comment waits for somebody to read it, to open lists of moderators, too."""
    tell_waiting()
    record("comment-held", about=comment.pk, at=at, thread=thread.key)


def announce_edited(comment: Comment, *, thread: Thread, at: datetime) -> None:
    """Say that the words of a comment that is shown were changed, to open pages, too."""
    record(
        "comment-edited",
        about=comment.pk,
        at=at,
        thread=thread.key,
        mentions=mentioned_by(comment),
    )
    tell(thread, about=comment)


def announce_removed(comment: Comment, *, thread: Thread, at: datetime) -> None:
    """Count no more a comment that was approved until now, and say that it is gone."""
    count_out(comment, thread=thread)
    record("comment-removed", about=comment.pk, at=at, thread=thread.key)
