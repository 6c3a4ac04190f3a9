"""A reader's list of their own comments."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from standfirst.accounts.models import User
from standfirst.lib.html import plain_lines

from .models import Comment
from .queries import comments_of, readable_articles

PAGE = 50
_LONGEST = 280


@dataclass(frozen=True, slots=True)
class OwnComment:
    """One comment in short, with what has become of it; `place` is "" where nobody sees it."""

    number: int
    words: str
    at: datetime
    title: str
    state: str = ""
    place: str = ""
    replies: int = 0


@dataclass(frozen=True, slots=True)
class OwnComments:
    """A page of comments, the latest first; `next` is before which the next page begins, 0 on the last."""

    comments: tuple[OwnComment, ...]
    next: int = 0


def show_own_comments(*, user: User, before: int = 0) -> OwnComments:
    """One page of what `user` wrote, of those before comment `before`. Two queries."""
    found = comments_of(user).filter(pk__lt=before) if before else comments_of(user)
    comments = list(found[: PAGE + 1])
    page = comments[:PAGE]
    readable = readable_articles(comment.thread.article_id for comment in page)
    shown = tuple(
        _shown(comment, is_readable=comment.thread.article_id in readable) for comment in page
    )
    return OwnComments(shown, page[-1].pk if len(comments) > PAGE else 0)


def _shown(comment: Comment, *, is_readable: bool) -> OwnComment:
    article = comment.thread.article
    is_seen = is_readable and (comment.has_place or comment.state == Comment.State.HELD)
    return OwnComment(
        number=comment.pk,
        words=Truncator(plain_lines(comment.html)).chars(_LONGEST),
        at=comment.created_at,
        title=article.title if article and is_readable else "",
        state=what_became_of(comment),
        place=reverse("discussion:comment", args=[comment.pk]) if is_seen else "",
        replies=comment.reply_count,
    )


def what_became_of(comment: Comment) -> str:
    """What has become of it, in a sentence; nothing where it is simply shown."""
    if comment.state == Comment.State.REMOVED and comment.removed_reason:
        return _("Removed by the desk: %(reason)s") % {"reason": comment.removed_reason}
    sentences = {
        Comment.State.HELD.value: _("A person reads it before it appears."),
        Comment.State.REMOVED.value: _("Removed by the desk."),
        Comment.State.SPAM.value: _("Marked as spam. Nobody else sees it."),
        Comment.State.DELETED.value: _("You deleted it."),
    }
    return sentences.get(comment.state, "")
