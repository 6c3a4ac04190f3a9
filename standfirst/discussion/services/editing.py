"""What writers do to their own comments: change the words for a while, or take them back."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from standfirst.discussion.models import Comment, CommentRevision, DiscussionSettings, Thread
from standfirst.discussion.readers import Reader
from standfirst.discussion.screening import why_held
from standfirst.discussion.text_diff import changes_between
from standfirst.lib.names import readable

from .announcing import announce_edited, announce_held, announce_removed
from .counting import lock_thread
from .holding import candidate_of, need_no_spam
from .pace import need_pace, need_room
from .pictures import discard_picture, with_picture
from .posting import need_open
from .refusals import PostRefused
from .telling import tell_waiting
from .words import checked_words, need_short, render_in
from .writers import Writer, need_standing

_EDITABLE = {Comment.State.APPROVED, Comment.State.HELD}


class NotTheirs(PostRefused):
    """Somebody else wrote it, or the same person while they were signed in."""

    code = "not-theirs"


class TooLate(PostRefused):
    """The words stand: the minutes in which they could be changed are over."""

    code = "too-late"


class CommentTakenDown(PostRefused):
    """It is not on the page any more."""

    code = "comment-taken-down"


def edit_comment(
    *, comment: Comment, words: str, writer: Writer, rules: DiscussionSettings, at: datetime
) -> Comment:
    """Change the words of a comment; what readers saw before stays in its revisions.

    The same words again change nothing, so a second click or a retried request adds no revision.
    Words that are held for reading take the comment off the page until somebody has read them.

    Args:
        at: now (UTC).

    Refusals are subclasses of `PostRefused`.
    """
    need_their_own(comment, writer)
    need_short(words, longest=rules.longest)
    if readable(words) == comment.words:
        return comment
    need_changeable(comment, writer, rules=rules, at=at)
    need_room(writer, rules, at=at)
    new = checked_words(words, longest=rules.longest)
    html = render_in(comment.thread, new)
    with transaction.atomic():
        thread = lock_thread(comment.thread_id)
        comment.refresh_from_db()
        if new == comment.words:
            return comment
        _need_editable(comment, thread, rules=rules, at=at)
        need_pace(writer, rules, at=at)
        candidate = candidate_of(
            writer,
            words=new,
            html=html,
            name=comment.name,
            mail=comment.mail,
            is_mail_confirmed=True,
        )
        need_no_spam(candidate, rules)
        was_shown = comment.is_approved
        if was_shown:
            _keep_revision(comment, followed_by=new)
            comment.edited_at = at
        comment.words, comment.html = new, with_picture(comment, html)
        held_for = why_held(candidate, rules) if was_shown else None
        if held_for:
            comment.state, comment.held_for = Comment.State.HELD, held_for
        comment.save(update_fields=["words", "html", "edited_at", "state", "held_for"])
        if was_shown:
            _announce(comment, thread=thread, at=at)
    comment.refresh_from_db(fields=["has_place"])
    return comment


def delete_comment(*, comment: Comment, writer: Writer, at: datetime) -> Comment:
    """Take back a comment for its writer, at any time: words, picture and revisions go for good.

    Where it was answered, a tombstone holds its place. Doing it again changes nothing.

    Raises:
        NotTheirs: `writer` did not write it.
    """
    if not _wrote(writer, comment):
        raise NotTheirs(
            _("Only the person who wrote this comment can delete it. Sign in again if it is yours.")
        )
    with transaction.atomic():
        thread = lock_thread(comment.thread_id)
        comment.refresh_from_db()
        was_shown = comment.is_approved
        comment.state = Comment.State.DELETED
        comment.words = comment.html = comment.website = comment.mail = ""
        comment.held_for = comment.removed_reason = ""
        comment.is_pinned = comment.is_picked = False
        comment.save()
        comment.revisions.all().delete()
        discard_picture(comment)
        tell_waiting()
        if was_shown:
            announce_removed(comment, thread=thread, at=at)
    comment.refresh_from_db(fields=["has_place"])
    return comment


def can_edit(comment: Comment, rules: DiscussionSettings, *, at: datetime) -> bool:
    """Whether its writer may still change its words. A clock that went back only gives more time."""
    window = timedelta(minutes=rules.edit_minutes)
    return comment.state in _EDITABLE and at - comment.created_at < window


def need_their_own(comment: Comment, writer: Writer) -> None:
    """Refuse to let anybody speak for another.

    Raises:
        NotTheirs: `writer` did not write it.
    """
    if not _wrote(writer, comment):
        raise NotTheirs(
            _(
                "Only the person who wrote this comment can change it. Were you signed in "
                "when you wrote it? Sign in again; your words stay here."
            )
        )


def need_changeable(
    comment: Comment, writer: Writer, *, rules: DiscussionSettings, at: datetime
) -> None:
    """Refuse, by a look that locks nothing, who may not change the words of `comment` now.

    Refusals are subclasses of `PostRefused`.
    """
    need_their_own(comment, writer)
    need_standing(writer)
    _need_editable(comment, comment.thread, rules=rules, at=at)


def _wrote(writer: Writer, comment: Comment) -> bool:
    return Reader(writer.user, writer.guest_key).wrote(comment)


def _need_editable(
    comment: Comment, thread: Thread, *, rules: DiscussionSettings, at: datetime
) -> None:
    need_open(thread, rules, thread.article, at)
    if comment.state not in _EDITABLE:
        raise CommentTakenDown(
            _("This comment is no longer on the page, so its words cannot be changed.")
        )
    if not can_edit(comment, rules, at=at):
        raise TooLate(
            ngettext(
                "You can change a comment for %(minutes)s minute after posting it. You "
                "can reply to it with another comment instead.",
                "You can change a comment for %(minutes)s minutes after posting it. You "
                "can reply to it with another comment instead.",
                rules.edit_minutes,
            )
            % {"minutes": rules.edit_minutes}
        )


def _announce(comment: Comment, *, thread: Thread, at: datetime) -> None:
    """Tell of new words of a comment that was shown: they are to be seen, or were taken off the page."""
    if comment.is_approved:
        announce_edited(comment, thread=thread, at=at)
    else:
        announce_removed(comment, thread=thread, at=at)
        announce_held(comment, thread=thread, at=at)


def _keep_revision(comment: Comment, *, followed_by: str) -> None:
    CommentRevision.objects.create(
        comment=comment,
        words=comment.words,
        html=comment.html,
        changes=changes_between(comment.words, followed_by),
        written_at=comment.edited_at or comment.created_at,
    )
