"""Counters on threads and comments: how many approved comments stand where."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Count, F, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce

from standfirst.discussion.models import DEEPEST, Comment, Thread
from standfirst.lib.prepared import update

from .telling import tell

_PUT_REPLY_COUNTS_RIGHT = """
UPDATE discussion_comment SET reply_count = right_one.replies
FROM (
    WITH RECURSIVE under(above, id, steps) AS (
        SELECT parent_id, id, 1 FROM discussion_comment
        WHERE thread_id = %s AND state = 'approved' AND parent_id IS NOT NULL
        UNION ALL
        SELECT c.parent_id, under.id, under.steps + 1
        FROM under JOIN discussion_comment c ON c.id = under.above
        WHERE c.parent_id IS NOT NULL AND under.steps < %s
    ), tally(above, replies) AS (
        SELECT above, COUNT(*) FROM under GROUP BY above
    )
    SELECT c.id, COALESCE(tally.replies, 0) AS replies
    FROM discussion_comment c LEFT JOIN tally ON tally.above = c.id WHERE c.thread_id = %s
) AS right_one
WHERE discussion_comment.id = right_one.id AND discussion_comment.reply_count <> right_one.replies
"""


def lock_thread(number: int) -> Thread:
    """Return thread `number`, held until the transaction ends; whoever counts in it waits here."""
    return Thread.objects.select_for_update().get(pk=number)


def count_in(comment: Comment, *, thread: Thread) -> None:
    """Count a comment that now is approved; `thread` is its own, locked."""
    if comment.parent_id:
        Comment.objects.above([comment.pk]).update(reply_count=F("reply_count") + 1)
    last = max(filter(None, [thread.last_comment_at, comment.created_at]))
    _save(thread, by=1, last=last)
    tell(thread, about=comment)


def count_out(comment: Comment, *, thread: Thread) -> None:
    """Count no more a comment that was approved until now; `thread` is its own, locked."""
    Comment.objects.above([comment.pk]).update(reply_count=F("reply_count") - 1)
    last = thread.comments.approved().aggregate(last=Max("created_at"))["last"]
    _save(thread, by=-1, last=last)
    tell(thread, about=comment)


def recount(thread: Thread) -> int:
    """Put all counters of `thread` right, in bulk, and return how many comments had a wrong one.

    Two statements at any size; `has_place` follows by itself.
    """
    approved = Comment.objects.approved().filter(thread=OuterRef("pk")).order_by().values("thread")
    with transaction.atomic(), connection.cursor() as cursor:
        lock_thread(thread.pk)
        cursor.execute(_PUT_REPLY_COUNTS_RIGHT, [thread.pk, DEEPEST, thread.pk])
        wrong: int = cursor.rowcount
        Thread.objects.filter(pk=thread.pk).update(
            comment_count=Coalesce(Subquery(approved.annotate(n=Count("*")).values("n")), 0),
            last_comment_at=Subquery(approved.annotate(last=Max("created_at")).values("last")),
        )
    thread.refresh_from_db(fields=["comment_count", "last_comment_at"])
    return wrong


def _save(thread: Thread, *, by: int, last: datetime | None) -> None:
    thread.comment_count += by
    thread.last_comment_at = last
    update(thread, "comment_count", "last_comment_at")
