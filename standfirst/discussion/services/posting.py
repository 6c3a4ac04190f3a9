"""How a comment gets into a thread."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from standfirst.accounts.models import User
from standfirst.discussion.closing import why_closed
from standfirst.discussion.models import (
    DEEPEST,
    MODERATE,
    Comment,
    DiscussionSettings,
    PassageQuestion,
    RecentAct,
    Thread,
)
from standfirst.discussion.screening import Candidate, is_spam, why_held
from standfirst.lib.errors import Refused
from standfirst.lib.html import plain_text, render_comment
from standfirst.lib.names import clean_name, look_of, printable
from standfirst.outbox.services import record
from standfirst.publishing.models import ArticlePage, AuthorPage

from .addresses import note_address
from .counting import count_in, lock_thread
from .standing import why_suspended

LONGEST_NAME = 80
# A comment keeps its place where the clock was put back by so much at most.
CLOCK_JUMPS = timedelta(hours=1)
LOOKS_BACK = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed, and what it answers."""

    words: str
    name: str = ""
    mail: str = ""
    parent_id: int | None = None
    # The question about a passage that it answers.
    question_id: int | None = None
    # Of this form and these words; with who sends it, a second click has the same and nothing else.
    key: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True, slots=True)
class Writer:
    """Who types; a guest is known by keyed hashes of a cookie and of an address."""

    user: User | None = None
    guest_key: str | None = None
    address_key: str = ""
    # Where the post came from; a hash of it is kept for thirty days.
    address: str = ""
    # The guest's cookie did not come with the post: the guest key is made for this one.
    is_new: bool = False

    @property
    def senders(self) -> list[str]:
        """Under which names the limit counts."""
        if self.user:
            return [f"user-{self.user.pk}"]
        return [key for key in (self.guest_key, self.address_key) if key]

    @property
    def sender(self) -> str:
        """Whose post it is: a first double click has no cookie yet, but one address."""
        return self.senders[-1 if self.is_new else 0] if self.senders else ""

    @property
    def is_moderator(self) -> bool:
        """Moderators are neither held nor slowed down."""
        return self.user is not None and self.user.has_perm(MODERATE)


class PostRefused(Refused):
    """A comment that is not taken; `field` is where the form says so ("" is above it)."""

    field = ""


class ThreadClosed(PostRefused):
    """The discussion takes no comments."""

    code = "thread-closed"


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


class WordsEmpty(PostRefused):
    """Nothing that can be read was written."""

    code, field = "words-empty", "words"


class WordsTooLong(PostRefused):
    """More was written than the newsroom takes."""

    code, field = "words-too-long", "words"


class NameTooLong(PostRefused):
    """A name that fits on no line."""

    code, field = "name-too-long", "name"


class NameOfStaff(PostRefused):
    """A guest's name that readers would take for somebody's who works here."""

    code, field = "name-of-staff", "name"


class MailMissing(PostRefused):
    """The newsroom wants to know where guests can be reached."""

    code, field = "mail-missing", "mail"


class WriterSuspended(PostRefused):
    """The newsroom lets this reader write nothing for now."""

    code = "writer-suspended"


class WordsOfSpam(PostRefused):
    """It has a word that the newsroom takes for spam."""

    code, field = "words-of-spam", "words"


class TooManyPosts(PostRefused):
    """More comments in ten minutes than one sender may write."""

    code, field = "too-many-posts", "words"


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
    _need_standing(writer)
    html = _rendered(draft.words, longest=rules.longest)
    name = _name_of(draft, writer)
    _need_mail(draft, writer, required=rules.mail_required)
    candidate = _candidate(draft, writer, name=name, html=html)
    _need_no_spam(candidate, rules)
    with transaction.atomic():
        thread = _thread_of(article)
        posted = _posted_before(draft, writer)
        if posted:
            return posted
        _need_open(thread, rules, article, at)
        parent = _answered(thread, draft.parent_id)
        question = _asked(thread, draft.question_id)
        _keep_pace(writer, most=rules.most_in_ten_minutes, at=at)
        held_for = why_held(candidate, rules)
        comment = Comment.objects.create(
            thread=thread,
            parent=parent,
            root_id=parent.branch_number if parent else None,
            depth=parent.depth + 1 if parent else 1,
            question=question,
            user=writer.user,
            name=name,
            mail=draft.mail,
            words=printable(draft.words),
            html=html,
            state=Comment.State.HELD if held_for else Comment.State.APPROVED,
            held_for=held_for or "",
            created_at=_written_at(thread, at),
            guest_key=writer.guest_key,
            key=_key_of(draft, writer.sender),
        )
        note_address(comment, address=writer.address, at=at)
        if comment.is_approved:
            count_in(comment, thread=thread)
        happened = "comment-shown" if comment.is_approved else "comment-held"
        record(happened, about=comment.pk, at=at, thread=thread.key)
    return comment


def _need_standing(writer: Writer) -> None:
    if suspended := why_suspended(writer.user):
        raise WriterSuspended(suspended)


def _candidate(draft: Draft, writer: Writer, *, name: str, html: str) -> Candidate:
    return Candidate(
        words=draft.words,
        html=html,
        name=name,
        mail=draft.mail,
        address=writer.address,
        user=writer.user,
        guest_key=writer.guest_key,
    )


def _need_no_spam(candidate: Candidate, rules: DiscussionSettings) -> None:
    if is_spam(candidate, rules):
        raise WordsOfSpam(
            _("This holds a word that the newsroom takes for spam. Please say it in other words.")
        )


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


def _rendered(words: str, *, longest: int) -> str:
    if len(words) > longest:
        raise WordsTooLong(
            _("This is %(length)s characters long; %(longest)s are taken. Please shorten it.")
            % {
                "length": number_format(len(words), force_grouping=True),
                "longest": number_format(longest, force_grouping=True),
            }
        )
    html = render_comment(printable(words))
    if not clean_name(plain_text(html)):
        raise WordsEmpty(_("Please write something first."))
    return html


def _name_of(draft: Draft, writer: Writer) -> str:
    if writer.user and writer.user.get_full_name():
        return clean_name(writer.user.get_full_name())[:LONGEST_NAME]
    name = clean_name(draft.name)
    if len(name) > LONGEST_NAME:
        raise NameTooLong(_("Please give a name of at most 80 characters."))
    if look_of(name) in _looks_of_staff():
        raise NameOfStaff(
            _("Somebody who works here has this name. Please add something that tells you apart.")
        )
    return name


def _looks_of_staff() -> set[str]:
    """How the names of those look who write for the paper or work behind it."""
    staff = User.objects.staff()
    names = [user.get_full_name() for user in staff.only("display_name", "first_name", "last_name")]
    names += AuthorPage.objects.live().values_list("title", flat=True)
    return {look for name in names if (look := look_of(name))}


def _need_mail(draft: Draft, writer: Writer, *, required: bool) -> None:
    if required and not writer.user and not draft.mail:
        raise MailMissing(_("Please give a mail address. It is never shown."))


def _need_open(
    thread: Thread, rules: DiscussionSettings, article: ArticlePage, at: datetime
) -> None:
    if closed := why_closed(thread=thread, rules=rules, article=article, at=at):
        raise ThreadClosed(closed)


def _thread_of(article: ArticlePage) -> Thread:
    key = f"article-{article.pk}"
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
        raise CommentClosed(_("This comment takes no more replies."))
    if parent.depth >= DEEPEST:
        raise TooDeep(_("This exchange has reached its last level. Please begin a new comment."))
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


def _keep_pace(writer: Writer, *, most: int, at: datetime) -> None:
    """Count the post for its senders, unless one of them has had `most` within ten minutes.

    Raises:
        TooManyPosts: so it is.
    """
    if not most or writer.is_moderator:
        return
    since = at - LOOKS_BACK
    RecentAct.objects.filter(at__lte=since).delete()
    recent = RecentAct.objects.filter(
        sender__in=writer.senders, act=RecentAct.Act.POST, at__gt=since, at__lte=at
    )
    counts = recent.order_by().values("sender").annotate(posts=Count("pk"))
    if any(row["posts"] >= most for row in counts):
        raise TooManyPosts(
            ngettext(
                "%(most)s comment in ten minutes is all that one sender can post. Please wait a while; your words stay here.",
                "%(most)s comments in ten minutes are all that one sender can post. Please wait a while; your words stay here.",
                most,
            )
            % {"most": most}
        )
    RecentAct.objects.bulk_create(
        RecentAct(sender=sender, act=RecentAct.Act.POST, at=at) for sender in writer.senders
    )
