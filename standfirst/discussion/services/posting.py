"""How a comment gets into a thread."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from standfirst.discussion.models import DEEPEST, Comment, DiscussionSettings, Thread
from standfirst.outbox.services import record
from standfirst.publishing.models import ArticlePage

from .announcing import announce_held, announce_shown
from .confirming import may_have_letter, must_confirm
from .counting import lock_thread
from .holding import why_held
from .pacing import keep_pace
from .pictures import Drawn, PicturesOff, add_picture
from .refusals import PostRefused, ThreadClosed
from .words import checked_words, render_in
from .writers import Writer, name_of, need_mail, need_same_writer, need_sign_in


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed, and what it answers."""

    words: str
    name: str = ""
    mail: str = ""
    parent_id: int | None = None
    # `Writer.number` of whom the form was laid out for; None where there was no form.
    meant: str | None = None
    picture: Drawn | None = None
    # Of this form and these words; with who sends it, a second click has the same and nothing else.
    key: uuid.UUID = field(default_factory=uuid.uuid4)


class CommentClosed(PostRefused):
    """What is answered, or something above it, takes no more replies."""

    code = "comment-closed"


class CommentGone(PostRefused):
    """What is answered is not to be seen in this thread."""

    code = "comment-gone"


class TooDeep(PostRefused):
    """Replies to replies reached their last level."""

    code = "too-deep"


def post_comment(
    *,
    article: ArticlePage,
    draft: Draft,
    writer: Writer,
    rules: DiscussionSettings,
    at: datetime,
) -> Comment:
    """Put a comment under `article`, or a reply below one; the same `draft.key` of the same writer adds nothing.

    The thread is made with its first comment. Everybody who posts in a thread waits for its row,
    so counters are true at once. It is approved or, where `rules` say so, held.

    Args:
        article: a live one; the caller made sure that this reader may see it.
        at: now (UTC).

    Returns:
        The comment, or the one that this writer posted before with this key. A "no" is one of the
        subclasses of `PostRefused`, each with a `code` and the `field` to say it at.
    """
    words = checked_words(draft.words, longest=rules.longest)
    _need_right(draft, writer, rules)
    name = name_of(writer, draft.name)
    with transaction.atomic():
        thread = _thread_of(article)
        posted = _posted_before(draft, writer)
        if posted:
            return posted
        need_open(thread, rules)
        parent = _answered(thread, draft.parent_id)
        if rules.most_in_ten_minutes and not writer.is_moderator:
            keep_pace(writer.senders, most=rules.most_in_ten_minutes, at=at)
        held_for = _why_held(draft, writer, rules)
        comment = Comment.objects.create(
            thread=thread,
            parent=parent,
            root_id=parent.branch_number if parent else None,
            depth=parent.depth + 1 if parent else 1,
            user=writer.user,
            name=name,
            mail=draft.mail,
            words=words,
            html=render_in(thread, words),
            state=Comment.State.HELD if held_for else Comment.State.APPROVED,
            held_for=held_for or "",
            created_at=at,
            guest_key=writer.guest_key,
            key=_key_of(draft, writer.sender),
        )
        if draft.picture:
            add_picture(comment, draft.picture)
        if held_for == Comment.HeldFor.MAIL:
            _ask_for_proof(comment, thread=thread, at=at)
        elif held_for:
            announce_held(comment, thread=thread, at=at)
        else:
            announce_shown(comment, thread=thread, at=at)
    return comment


def need_open(thread: Thread, rules: DiscussionSettings) -> None:
    """Refuse where nobody may write.

    Raises:
        ThreadClosed: so it is.
    """
    if not rules.is_open or thread.state == Thread.State.CLOSED:
        raise ThreadClosed(thread.closed_note or _("This discussion takes no more comments."))


def _need_right(draft: Draft, writer: Writer, rules: DiscussionSettings) -> None:
    if not rules.guests_may_write:
        need_sign_in(writer)
    need_same_writer(writer, draft.meant)
    if rules.mail_required or rules.mail_confirmed:
        need_mail(writer, draft.mail)
    if draft.picture and not rules.pictures_allowed:
        raise PicturesOff(_("Pictures are not taken here. Your words are."))


def _why_held(draft: Draft, writer: Writer, rules: DiscussionSettings) -> Comment.HeldFor | None:
    """Why the comment waits; its address comes first, so that nobody reads what is nobody's."""
    if must_confirm(writer, draft.mail, rules):
        return Comment.HeldFor.MAIL
    return why_held(writer=writer, rules=rules)


def _ask_for_proof(comment: Comment, *, thread: Thread, at: datetime) -> None:
    """Let a letter go out; where none can, a moderator decides."""
    if may_have_letter(comment, at=at):
        record("comment-unproven", about=comment.pk, at=at, thread=thread.key)
    else:
        announce_held(comment, thread=thread, at=at)


def _key_of(draft: Draft, sender: str) -> uuid.UUID:
    """A key that only the same form, the same words and the same sender have."""
    return uuid.uuid5(draft.key, sender)


def _posted_before(draft: Draft, writer: Writer) -> Comment | None:
    """What `writer` posted with this key; a guest who was new then may be known by now.

    A guest who is still new keeps the cookie of the last answer, so the comment becomes theirs by that one.
    """
    keys = [_key_of(draft, sender) for sender in writer.senders or [""]]
    for posted in Comment.objects.filter(key__in=keys):
        if writer.user or posted.guest_key == writer.guest_key:
            return posted
        if writer.is_new:
            posted.guest_key = writer.guest_key
            posted.save(update_fields=["guest_key"])
            return posted
    return None


def _thread_of(article: ArticlePage) -> Thread:
    key = f"article-{article.pk}"
    thread, _made = Thread.objects.get_or_create(key=key, defaults={"article": article})
    return lock_thread(thread.pk)


def _answered(thread: Thread, number: int | None) -> Comment | None:
    if number is None:
        return None
    parent = thread.comments.approved().filter(pk=number).first()
    if parent is None:
        raise CommentGone(
            _(
                "The comment that you answer is no longer there. You can post your words on their own."
            )
        )
    if parent.is_closed or Comment.objects.above([number]).filter(is_closed=True).exists():
        raise CommentClosed(_("This comment takes no more replies."))
    if parent.depth >= DEEPEST:
        raise TooDeep(_("This exchange has reached its last level. Please begin a new comment."))
    return parent
