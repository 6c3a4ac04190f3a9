"""What moderators do; each keeps the counters true and may be repeated without harm."""

from django.db import transaction
from django.utils.translation import gettext as _

from standfirst.discussion.models import Comment, Thread
from standfirst.lib.errors import Refused

from .counting import count_in, count_out, lock_thread


class NotTopLevel(Refused):
    """Only what stands at the top level can be put on top."""

    code = "not-top-level"


class DeletedByWriter(Refused):
    """Its writer took it back; there is nothing left to show."""

    code = "deleted-by-writer"


def approve(*, comment: Comment) -> Comment:
    """Show a comment that waited or was taken for spam."""
    return _move(comment, Comment.State.APPROVED)


def remove(*, comment: Comment, reason: str = "") -> Comment:
    """Take a comment off the page; with approved replies a tombstone with `reason` stays."""
    return _move(comment, Comment.State.REMOVED, reason=reason)


def restore(*, comment: Comment) -> Comment:
    """Show a removed comment again; the reason of its removal goes."""
    return _move(comment, Comment.State.APPROVED)


def mark_spam(*, comment: Comment) -> Comment:
    """Take a comment off the page as spam."""
    return _move(comment, Comment.State.SPAM)


def pin(*, comment: Comment, pinned: bool = True) -> Comment:
    """Put a top-level comment above all others, or back in its place.

    Raises:
        NotTopLevel: it is a reply.
    """
    if pinned and comment.parent_id:
        raise NotTopLevel(_("Only a comment at the top level can be pinned, not a reply."))
    return _mark(comment, "is_pinned", on=pinned)


def pick(*, comment: Comment, picked: bool = True) -> Comment:
    """Mark a comment as the editor's pick, or take the mark away."""
    return _mark(comment, "is_picked", on=picked)


def close_branch(*, comment: Comment, closed: bool = True) -> Comment:
    """Take no more replies to a comment and to what stands below it, or take them again."""
    return _mark(comment, "is_closed", on=closed)


def close_thread(*, thread: Thread, note: str = "") -> Thread:
    """Take no more comments in a thread; `note` tells readers why."""
    return _set_thread(thread, Thread.State.CLOSED, note)


def open_thread(*, thread: Thread) -> Thread:
    """Take comments in a thread again."""
    return _set_thread(thread, Thread.State.OPEN, "")


def _move(comment: Comment, state: Comment.State, *, reason: str = "") -> Comment:
    with transaction.atomic():
        thread = lock_thread(comment.thread_id)
        comment.refresh_from_db()
        if comment.state == Comment.State.DELETED:
            raise DeletedByWriter(_("Its writer deleted this comment, and its words with it."))
        was_approved = comment.is_approved
        comment.state, comment.removed_reason = state, reason
        comment.save(update_fields=["state", "removed_reason"])
        if comment.is_approved and not was_approved:
            count_in(comment, thread=thread)
        elif was_approved and not comment.is_approved:
            count_out(comment, thread=thread)
    comment.refresh_from_db(fields=["has_place"])
    return comment


def _mark(comment: Comment, field: str, *, on: bool) -> Comment:
    setattr(comment, field, on)
    comment.save(update_fields=[field])
    return comment


def _set_thread(thread: Thread, state: Thread.State, note: str) -> Thread:
    thread.state, thread.closed_note = state, note
    thread.save(update_fields=["state", "closed_note"])
    return thread
