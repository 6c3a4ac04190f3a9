"""What moderators do; each keeps the counters true, is logged, and may be repeated without harm."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from standfirst.accounts.models import User
from standfirst.discussion.models import Comment, ModerationEntry, Thread
from standfirst.lib.errors import Refused
from standfirst.lib.reasons import need_reason, short_enough

from .announcing import announce_removed, announce_shown
from .counting import lock_thread
from .telling import tell, tell_waiting

Act = ModerationEntry.Act


class NotTopLevel(Refused):
    """Only what stands at the top level can be put on top."""

    code = "not-top-level"


class NothingToBringBack(Refused):
    """Its writer took the words away; they are theirs."""

    code = "nothing-to-bring-back"


def approve(*, comment: Comment, by: User | None, at: datetime) -> Comment:
    """Show a comment that waited or was taken for spam.

    `by` is None where nobody decided, because what it waited for came true. What its writer deleted is
    refused with `NothingToBringBack`.
    """
    return _move(comment, Comment.State.APPROVED, act=Act.APPROVE, by=by, at=at)


def remove(*, comment: Comment, by: User | None, at: datetime, reason: str = "") -> Comment:
    """Take a comment off the page; with approved replies a tombstone with `reason` stays.

    Where somebody decided so, and does not say why or at too great length, it is refused with `ReasonRefused`.
    """
    if by is not None:
        reason = need_removal_reason(reason)
    return _move(comment, Comment.State.REMOVED, act=Act.REMOVE, by=by, at=at, reason=reason)


def need_removal_reason(typed: str) -> str:
    """Return why a comment is taken down, which its writer and its readers see; `ReasonRefused` as of any reason."""
    return need_reason(typed, missing=_("Enter the reason for removing it. Readers will see it."))


def restore(*, comment: Comment, by: User | None, at: datetime) -> Comment:
    """Show a removed comment again; the reason of its removal goes from the page, not from the log.

    What its writer deleted is refused with `NothingToBringBack`.
    """
    return _move(comment, Comment.State.APPROVED, act=Act.RESTORE, by=by, at=at)


def mark_spam(*, comment: Comment, by: User | None, at: datetime) -> Comment:
    """Take a comment off the page as spam."""
    return _move(comment, Comment.State.SPAM, act=Act.SPAM, by=by, at=at)


def pin(*, comment: Comment, by: User | None, at: datetime, pinned: bool = True) -> Comment:
    """Put a top-level comment above all others, or back in its place.

    Raises:
        NotTopLevel: it is a reply.
    """
    if pinned and comment.parent_id:
        raise NotTopLevel(_("Only a comment at the top level can be pinned, not a reply."))
    act = Act.PIN if pinned else Act.UNPIN
    return _mark(comment, "is_pinned", on=pinned, act=act, by=by, at=at)


def pick(*, comment: Comment, by: User | None, at: datetime, picked: bool = True) -> Comment:
    """Mark a comment as the editor's pick, or take the mark away."""
    act = Act.PICK if picked else Act.UNPICK
    return _mark(comment, "is_picked", on=picked, act=act, by=by, at=at)


def close_branch(
    *, comment: Comment, by: User | None, at: datetime, closed: bool = True
) -> Comment:
    """Take no more replies to a comment and to what stands below it, or take them again."""
    act = Act.CLOSE if closed else Act.OPEN
    return _mark(comment, "is_closed", on=closed, act=act, by=by, at=at)


def close_thread(*, thread: Thread, by: User | None, at: datetime, note: str = "") -> Thread:
    """Take no more comments in a thread; `note` tells readers why. There need be no comment yet.

    A note that is too long is refused with `ReasonRefused`.
    """
    note = short_enough(note)
    values = {"state": Thread.State.CLOSED, "closed_note": note, "is_kept_open": False}
    return _set_thread(thread, values, act=Act.CLOSE_THREAD, by=by, at=at)


def open_thread(*, thread: Thread, by: User | None, at: datetime) -> Thread:
    """Take comments in a thread again, until it closes by its age, where the newsroom has that."""
    values = {"state": Thread.State.OPEN, "closed_note": "", "is_kept_open": False}
    return _set_thread(thread, values, act=Act.OPEN_THREAD, by=by, at=at)


def keep_open(*, thread: Thread, by: User | None, at: datetime) -> Thread:
    """Take comments in a thread at any age of its article, until somebody closes it."""
    values = {"state": Thread.State.OPEN, "closed_note": "", "is_kept_open": True}
    return _set_thread(thread, values, act=Act.KEEP_OPEN, by=by, at=at)


def _move(
    comment: Comment,
    state: Comment.State,
    *,
    act: ModerationEntry.Act,
    by: User | None,
    at: datetime,
    reason: str = "",
) -> Comment:
    with transaction.atomic():
        thread = lock_thread(comment.thread_id)
        comment.refresh_from_db()
        _need_words(comment, state)
        before = comment.state, comment.removed_reason
        was_approved = comment.is_approved
        comment.state, comment.removed_reason, comment.held_for = state, reason, ""
        comment.save(update_fields=["state", "removed_reason", "held_for"])
        if comment.is_approved and not was_approved:
            announce_shown(comment, thread=thread, at=at)
        elif was_approved and not comment.is_approved:
            announce_removed(comment, thread=thread, at=at)
        if before != (comment.state, comment.removed_reason):
            _log(act, thread, comment, by=by, at=at, reason=reason)
            # One that is answered is seen, whatever became of it.
            tell(thread, about=comment)
        if before[0] != comment.state:
            tell_waiting()
    comment.refresh_from_db(fields=["has_place"])
    return comment


def _need_words(comment: Comment, state: Comment.State) -> None:
    if comment.state == Comment.State.DELETED and state != Comment.State.DELETED:
        raise NothingToBringBack(
            _("Its writer has deleted this comment, so there is nothing left to decide.")
        )


def _mark(
    comment: Comment,
    field: str,
    *,
    on: bool,
    act: ModerationEntry.Act,
    by: User | None,
    at: datetime,
) -> Comment:
    with transaction.atomic():
        changed = Comment.objects.filter(pk=comment.pk).exclude(**{field: on}).update(**{field: on})
        setattr(comment, field, on)
        if changed:
            _log(act, comment.thread, comment, by=by, at=at)
        tell(comment.thread, about=comment)
    return comment


def _set_thread(
    thread: Thread,
    values: dict[str, object],
    *,
    act: ModerationEntry.Act,
    by: User | None,
    at: datetime,
) -> Thread:
    with transaction.atomic():
        made, _is_new = Thread.objects.get_or_create(
            key=thread.key, defaults={"article": thread.article}
        )
        locked = lock_thread(made.pk)
        changed = any(getattr(locked, name) != value for name, value in values.items())
        for name, value in values.items():
            setattr(locked, name, value)
            setattr(thread, name, value)
        locked.save(update_fields=list(values))
        thread.pk = locked.pk
        if changed:
            note = str(values["closed_note"])
            _log(act, locked, None, by=by, at=at, reason=note)
            tell(locked)
    return thread


def _log(
    act: ModerationEntry.Act,
    thread: Thread,
    comment: Comment | None,
    *,
    by: User | None,
    at: datetime,
    reason: str = "",
) -> None:
    """Write down what somebody did."""
    if by is not None:
        ModerationEntry.objects.create(
            thread=thread, comment=comment, act=act, reason=reason, by=by, at=at
        )
