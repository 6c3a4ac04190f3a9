"""What a moderator may press, on the page and in the list, and what makes sense where."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from standfirst.accounts.models import User
from standfirst.lib.names import clean_name

from . import services
from .models import Comment, DiscussionSettings, ModerationEntry, Thread

Act = ModerationEntry.Act

LABELS: dict[str, str | Promise] = {
    Act.APPROVE: _("Approve"),
    Act.REMOVE: _("Remove"),
    Act.RESTORE: _("Restore"),
    Act.SPAM: _("Spam"),
    Act.PIN: _("Pin"),
    Act.UNPIN: _("Unpin"),
    Act.PICK: _("Editor’s pick"),
    Act.UNPICK: _("No pick"),
    Act.CLOSE: _("Close for replies"),
    Act.OPEN: _("Open for replies"),
    Act.CLOSE_THREAD: _("Close discussion"),
    Act.OPEN_THREAD: _("Open discussion"),
    Act.KEEP_OPEN: _("Keep open"),
}
# With these, the words that were typed go along: a reason or a note, for readers to see.
WITH_WORDS = frozenset({Act.REMOVE, Act.CLOSE_THREAD})


class NoSuchAct(Exception):  # noqa: N818 - an address that leads nowhere
    """What was pressed is no button of ours."""


@dataclass(frozen=True, slots=True)
class Press:
    """Who pressed a button, when, and what was typed beside it."""

    by: User
    at: datetime
    words: str = ""
    # `services.version_of` what was before them; None where there was no form.
    opened_on: str | None = None


def press_of(request: HttpRequest, *, number: int | None = None) -> Press:
    """Return what a moderator's form says; the view made sure that one sends it.

    Args:
        number: of the comment, where the form is about several.
    """
    words = clean_name(request.POST.get("words", ""))
    opened_on = request.POST.get("opened_on" if number is None else f"opened_on-{number}")
    by = cast("User", request.user)
    return Press(by=by, at=timezone.now(), words=words, opened_on=opened_on)


_ON_COMMENT: dict[str, Callable[[Comment, Press], object]] = {
    Act.APPROVE: lambda it, press: services.approve(comment=it, by=press.by, at=press.at),
    Act.REMOVE: lambda it, press: services.remove(
        comment=it, by=press.by, at=press.at, reason=press.words
    ),
    Act.RESTORE: lambda it, press: services.restore(comment=it, by=press.by, at=press.at),
    Act.SPAM: lambda it, press: services.mark_spam(comment=it, by=press.by, at=press.at),
    Act.PIN: lambda it, press: services.pin(comment=it, by=press.by, at=press.at),
    Act.UNPIN: lambda it, press: services.pin(comment=it, by=press.by, at=press.at, pinned=False),
    Act.PICK: lambda it, press: services.pick(comment=it, by=press.by, at=press.at),
    Act.UNPICK: lambda it, press: services.pick(comment=it, by=press.by, at=press.at, picked=False),
    Act.CLOSE: lambda it, press: services.close_branch(comment=it, by=press.by, at=press.at),
    Act.OPEN: lambda it, press: services.close_branch(
        comment=it, by=press.by, at=press.at, closed=False
    ),
}
ON_THREAD: dict[str, Callable[[Thread, Press], object]] = {
    Act.CLOSE_THREAD: lambda it, press: services.close_thread(
        thread=it, by=press.by, at=press.at, note=press.words
    ),
    Act.OPEN_THREAD: lambda it, press: services.open_thread(thread=it, by=press.by, at=press.at),
    Act.KEEP_OPEN: lambda it, press: services.keep_open(thread=it, by=press.by, at=press.at),
}


# What a comment or a thread is after an act: whoever presses where it is so already changes nothing.
_AFTER: dict[str, dict[str, object]] = {
    Act.APPROVE: {"state": Comment.State.APPROVED},
    Act.RESTORE: {"state": Comment.State.APPROVED},
    Act.SPAM: {"state": Comment.State.SPAM},
    Act.REMOVE: {"state": Comment.State.REMOVED},
    Act.PIN: {"is_pinned": True},
    Act.UNPIN: {"is_pinned": False},
    Act.PICK: {"is_picked": True},
    Act.UNPICK: {"is_picked": False},
    Act.CLOSE: {"is_closed": True},
    Act.OPEN: {"is_closed": False},
    Act.CLOSE_THREAD: {"state": Thread.State.CLOSED},
    Act.OPEN_THREAD: {"state": Thread.State.OPEN, "is_kept_open": False},
    Act.KEEP_OPEN: {"state": Thread.State.OPEN, "is_kept_open": True},
}


def press_on_comment(comment: Comment, act: str, press: Press) -> None:
    """Do `act` to `comment`, or to its whole thread; `DecidedMeanwhile` where it is not as it was opened.

    Raises:
        NoSuchAct: there is no such one.
    """
    if act in ON_THREAD:
        press_on_thread(comment.thread, act, press)
    elif act in _ON_COMMENT:
        with transaction.atomic():
            services.lock_thread(comment.thread_id)
            comment.refresh_from_db(from_queryset=Comment.objects.select_related("thread"))
            if not _is_so(comment, act, press, comment.removed_reason):
                services.need_unchanged(comment, opened_on=press.opened_on)
            _ON_COMMENT[act](comment, press)
    else:
        raise NoSuchAct(act)


def press_on_thread(thread: Thread, act: str, press: Press) -> None:
    """Do `act` to `thread`, which need have no row yet; `DecidedMeanwhile` as above.

    Raises:
        NoSuchAct: there is no such one for a thread.
    """
    if act not in ON_THREAD:
        raise NoSuchAct(act)
    with transaction.atomic():
        now = services.lock_thread(thread.pk) if thread.pk else thread
        if not _is_so(now, act, press, now.closed_note):
            services.need_unchanged(now, opened_on=press.opened_on)
        ON_THREAD[act](thread, press)


def _is_so(row: Comment | Thread, act: str, press: Press, words: str) -> bool:
    """Whether `act` would change nothing; another reason than the one that stands there is a change."""
    is_after = all(getattr(row, name) == value for name, value in _AFTER[act].items())
    return is_after and (act not in WITH_WORDS or words == press.words)


def labels_of(acts: Iterable[Act]) -> dict[str, str]:
    """Return the labels of buttons by the names of their acts."""
    return {act.value: str(LABELS[act]) for act in acts}


def acts_for(comment: Comment) -> list[Act]:
    """Return what makes sense with `comment` as it is, the likeliest first."""
    if comment.state == Comment.State.DELETED:
        return []
    if comment.state == Comment.State.HELD:
        return [Act.APPROVE, Act.REMOVE, Act.SPAM]
    if not comment.is_approved:
        return [Act.RESTORE]
    acts = [Act.REMOVE, Act.SPAM]
    if comment.is_pinned or comment.parent_id is None:
        acts.append(Act.UNPIN if comment.is_pinned else Act.PIN)
    acts.append(Act.UNPICK if comment.is_picked else Act.PICK)
    acts.append(Act.OPEN if comment.is_closed else Act.CLOSE)
    return acts


def acts_for_thread(thread: Thread, rules: DiscussionSettings) -> list[Act]:
    """Return what makes sense with `thread`, which need have no comment yet."""
    if thread.state == Thread.State.CLOSED:
        return [Act.OPEN_THREAD]
    if rules.close_after_days and not thread.is_kept_open:
        return [Act.CLOSE_THREAD, Act.KEEP_OPEN]
    return [Act.CLOSE_THREAD]
