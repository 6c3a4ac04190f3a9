"""Forgetting somebody who wrote and voted here."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from standfirst.accounts.models import User
from standfirst.discussion.models import (
    Comment,
    CommentAddress,
    CommentQuerySet,
    CommentRevision,
    PassageQuestion,
    RecentAct,
    Thread,
)

from .counting import recount
from .pictures import discard_picture
from .telling import tell
from .voting import withdraw_votes

_NOBODY = {"user": None, "guest_key": None, "name": "", "mail": "", "website": ""}
_NOTHING = {"words": "", "html": "", "removed_reason": "", "held_for": "", "edited_at": None}


def erase_writer(*, user: User, keep_words: bool, at: datetime) -> None:
    """Take `user` out of every discussion; threads keep their shape, and counters are true after it.

    Votes are withdrawn. With `keep_words`, comments and what they said before stay, of nobody.
    Without, comments go where nothing answers them; elsewhere a tombstone stays.
    """
    own = Comment.objects.filter(user=user)
    with transaction.atomic():
        threads = Thread.objects.filter(pk__in=own.values("thread")).order_by("pk")
        locked = list(threads.select_for_update())
        withdraw_votes(user=user)
        RecentAct.objects.filter(sender=f"user-{user.pk}").delete()
        CommentAddress.objects.filter(comment__user=user).delete()
        if keep_words:
            own.update(**_NOBODY)
        else:
            _take_words(user, own)
        for thread in locked:
            recount(thread)
            tell(thread)


def _take_words(user: User, own: CommentQuerySet) -> None:
    PassageQuestion.objects.filter(user=user, is_by_newsroom=False).delete()
    for comment in own.filter(picture__isnull=False):
        discard_picture(comment)
    _delete_unanswered(own)
    _leave_tombstones(own)


def _delete_unanswered(own: CommentQuerySet) -> None:
    """Delete those of `own` that nothing answers, then those that only these answered, and so on."""
    answers = Comment.objects.filter(parent=OuterRef("pk"))
    while own.filter(~Exists(answers)).delete()[0]:
        pass


def _leave_tombstones(own: CommentQuerySet) -> None:
    CommentRevision.objects.filter(comment__in=own).delete()
    own.update(
        **_NOBODY,
        **_NOTHING,
        state=Comment.State.DELETED,
        is_pinned=False,
        is_picked=False,
        question=None,
    )
