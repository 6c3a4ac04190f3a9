"""How a comment gets into a thread."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from standfirst.discussion.closing import why_closed
from standfirst.discussion.models import (
    DEEPEST,
    Comment,
    DiscussionSettings,
    PassageQuestion,
    Thread,
)
from standfirst.discussion.queries import key_of
from standfirst.discussion.screening import why_held
from standfirst.lib.prepared import Prepared, insert, update
from standfirst.outbox.services import record
from standfirst.publishing.models import ArticlePage

from .addresses import note_address
from .announcing import announce_held, announce_shown
from .confirming import may_have_letter, must_confirm
from .counting import lock_thread
from .holding import candidate_of, need_no_spam
from .pace import need_pace, need_room
from .pictures import SentPicture, add_picture, draw_anew, need_picture_allowed
from .refusals import PostRefused, ThreadClosed
from .telling import tell, tell_waiting
from .words import checked_words, need_short, render_in
from .writers import Writer, name_of, need_mail, need_same_writer, need_sign_in, need_standing

# A comment keeps its place where the clock was put back by so much at most.
CLOCK_JUMPS = timedelta(hours=1)

_seen = Prepared(lambda key: Thread.objects.filter(key=key), str)
_locked = Prepared(lambda key: Thread.objects.select_for_update().filter(key=key), str)
# A writer is one sender or two.
_with_keys = Prepared(
    lambda one, other: Comment.objects.filter(key__in=[one, other]), uuid.UUID, uuid.UUID
)


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed, and what it answers."""

    words: str
    name: str = ""
    mail: str = ""
    parent_id: int | None = None
    # The question about a passage that it answers.
    question_id: int | None = None
    # `Writer.number` of whom the form was laid out for; None where there was no form.
    meant: str | None = None
    picture: SentPicture | None = None
    # Its writer wants to hear of answers to it.
    wants_replies: bool = False
    # Of this form and these words; with who sends it, a second click has the same and nothing else.
    key: uuid.UUID = field(default_factory=uuid.uuid4)


class CommentClosed(PostRefused):
    """What is answered, or something above it, takes no more replies."""

    code = "comment-closed"


class CommentGone(PostRefused):
    """What is answered is not to be seen in this thread."""

    code = "comment-gone"


class QuestionGone(PostRefused):
    """The question about a passage that is answered is not to be seen in this thread."""

    code = "question-gone"


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
    # What costs little is asked first: nobody has words rendered or a picture drawn who may not post.
    _need_right(draft, writer, rules)
    need_short(draft.words, longest=rules.longest)
    name = name_of(writer, draft.name)
    seen = _seen.first(key_of(article)) or Thread(key=key_of(article))
    if posted := _need_room(draft, writer, rules, thread=seen, article=article, at=at):
        return posted
    words = checked_words(draft.words, longest=rules.longest)
    html = render_in(seen, words)
    held_for = _why_held(draft, writer, rules, name=name, html=html)
    drawn = draw_anew(draft.picture, sender=writer.senders[-1]) if draft.picture else None
    with transaction.atomic():
        thread = _thread_of(article)
        if posted := _posted_before(draft, writer, thread):
            return posted
        need_open(thread, rules, article, at)
        parent = _answered(thread, draft.parent_id)
        question = _asked(thread, draft.question_id)
        need_pace(writer, rules, at=at)
        comment = Comment(
            thread=thread,
            parent=parent,
            root_id=parent.branch_number if parent else None,
            depth=parent.depth + 1 if parent else 1,
            question=question,
            user=writer.user,
            name=name,
            mail=draft.mail,
            words=words,
            html=html,
            state=Comment.State.HELD if held_for else Comment.State.APPROVED,
            held_for=held_for or "",
            created_at=_written_at(thread, at),
            guest_key=writer.guest_key,
            key=_key_of(draft, writer.sender),
        )
        insert(comment)
        note_address(comment, address=writer.address, at=at)
        if drawn:
            add_picture(comment, drawn)
        if draft.wants_replies:
            record("replies-wished", about=comment.pk, at=at)
        if held_for == Comment.HeldFor.MAIL:
            _ask_for_proof(comment, writer, thread=thread, at=at)
        elif held_for:
            announce_held(comment, thread=thread, at=at)
        else:
            announce_shown(comment, thread=thread, at=at, is_new=True)
    return comment


def need_open(
    thread: Thread, rules: DiscussionSettings, article: ArticlePage | None, at: datetime
) -> None:
    """Refuse where nobody may write.

    Raises:
        ThreadClosed: so it is.
    """
    if closed := why_closed(thread=thread, rules=rules, article=article, at=at):
        raise ThreadClosed(closed)


def _need_right(draft: Draft, writer: Writer, rules: DiscussionSettings) -> None:
    need_standing(writer)
    if not rules.guests_may_write:
        need_sign_in(writer)
    need_same_writer(writer, draft.meant)
    if rules.mail_required or rules.mail_confirmed or draft.wants_replies:
        need_mail(writer, draft.mail)
    need_picture_allowed(draft.picture, rules)


def _need_room(
    draft: Draft,
    writer: Writer,
    rules: DiscussionSettings,
    *,
    thread: Thread,
    article: ArticlePage,
    at: datetime,
) -> Comment | None:
    """Refuse, by a look that locks nothing, where nobody may write or who wrote enough; both are asked again.

    Returns:
        What `writer` posted before with this key, which is not refused.

    Raises:
        PostRefused: it is closed, or these were too many.
    """
    try:
        need_open(thread, rules, article, at)
        need_room(writer, rules, at=at)
    except PostRefused:
        if posted := _posted_before(draft, writer, thread):
            return posted
        raise
    return None


def _why_held(
    draft: Draft, writer: Writer, rules: DiscussionSettings, *, name: str, html: str
) -> Comment.HeldFor | None:
    """Why the comment waits; words of spam are not taken at all."""
    candidate = candidate_of(
        writer,
        words=draft.words,
        html=html,
        name=name,
        mail=draft.mail,
        # Where nobody has to prove an address, anybody can type it.
        is_mail_confirmed=rules.mail_confirmed and not must_confirm(writer, draft.mail, rules),
    )
    need_no_spam(candidate, rules)
    return why_held(candidate, rules)


def _ask_for_proof(comment: Comment, writer: Writer, *, thread: Thread, at: datetime) -> None:
    """Let a letter go out; where none can, a moderator decides."""
    if may_have_letter(comment, writer):
        record("comment-unproven", about=comment.pk, at=at, thread=thread.key)
        tell_waiting()
    else:
        announce_held(comment, thread=thread, at=at)


def _key_of(draft: Draft, sender: str) -> uuid.UUID:
    """A key that only the same form, the same words and the same sender have."""
    return uuid.uuid5(draft.key, sender)


def _posted_before(draft: Draft, writer: Writer, thread: Thread) -> Comment | None:
    """What `writer` posted in `thread` with this key; a guest who was new then may be known by now.

    A guest who is still new keeps the cookie of the last answer, so the comment becomes theirs by that one.
    """
    keys = [_key_of(draft, sender) for sender in writer.senders or [""]]
    for posted in _with_keys.all(keys[0], keys[-1]):
        if writer.user or posted.guest_key == writer.guest_key:
            return posted
        if writer.is_new:
            posted.guest_key = writer.guest_key
            with transaction.atomic():
                update(posted, "guest_key")
                tell(thread, about=posted)
            return posted
    return None


def _thread_of(article: ArticlePage) -> Thread:
    key = key_of(article)
    if thread := _locked.first(key):
        return thread
    thread, _made = Thread.objects.get_or_create(key=key, defaults={"article": article})
    return lock_thread(thread.pk)


def _written_at(thread: Thread, at: datetime) -> datetime:
    """When it was written; where the clock was put back a little, not before the last comment."""
    last = thread.last_comment_at
    return last if last and at < last <= at + CLOCK_JUMPS else at


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
        raise CommentClosed(_("This comment is closed to replies."))
    if parent.depth >= DEEPEST:
        raise TooDeep(_("This exchange has reached its last level. Please start a new comment."))
    return parent


def _asked(thread: Thread, number: int | None) -> PassageQuestion | None:
    if number is None:
        return None
    question = thread.questions.filter(pk=number, state=PassageQuestion.State.APPROVED).first()
    if question is None:
        raise QuestionGone(
            _(
                "The question that you answer is no longer there. You can post your words on their own."
            )
        )
    return question
