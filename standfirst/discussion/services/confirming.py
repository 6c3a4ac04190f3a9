"""A guest proves that the mail address of a comment is theirs, and the comment appears."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from standfirst.discussion.models import Comment, DiscussionSettings
from standfirst.discussion.screening import why_held
from standfirst.lib.http import networks_of
from standfirst.lib.pace import Asker, Limit, Limits, count, mailbox_of

from .announcing import announce_held, announce_shown
from .counting import lock_thread
from .holding import candidate_of
from .telling import tell_waiting
from .writers import Writer

_HOUR = 3600
# So that nobody's letter box is filled by somebody else.
LETTERS = Limits(here=Limit(3, _HOUR), subject=Limit(5, _HOUR), site=Limit(1000, _HOUR))


def must_confirm(writer: Writer, mail: str, rules: DiscussionSettings) -> bool:
    """Whether a comment of `writer` waits until their address is proven.

    Who has a comment with this address on a page, from this browser, is not asked again. One query
    where the newsroom wants addresses proven, else none.
    """
    if not rules.mail_confirmed or writer.user:
        return False
    shown = Comment.objects.approved().filter(user__isnull=True, guest_key=writer.guest_key)
    return not shown.filter(mail__iexact=mail).exists()


def may_have_letter(comment: Comment, writer: Writer) -> bool:
    """Count a letter about `comment` and tell whether it may go out: few enough went to its mailbox of late."""
    if not settings.CAN_MAIL:
        return False
    asker = Asker(networks_of(writer.address))
    counted = count("comment-letter", LETTERS, asker=asker, subject=mailbox_of(comment.mail))
    return not counted.is_too_often


def confirm_mail(*, comment: Comment, rules: DiscussionSettings, at: datetime) -> Comment:
    """Show a comment whose writer proved the address, or let it wait for what else holds it.

    Doing it again, or after a moderator decided, changes nothing.
    """
    with transaction.atomic():
        thread = lock_thread(comment.thread_id)
        comment.refresh_from_db()
        if comment.state != Comment.State.HELD or comment.held_for != Comment.HeldFor.MAIL:
            return comment
        held_for = why_held(
            candidate_of(
                Writer(guest_key=comment.guest_key),
                words=comment.words,
                html=comment.html,
                name=comment.name,
                mail=comment.mail,
                is_mail_confirmed=True,
            ),
            rules,
        )
        comment.held_for = held_for or ""
        comment.state = Comment.State.HELD if held_for else Comment.State.APPROVED
        comment.save(update_fields=["state", "held_for"])
        if held_for:
            announce_held(comment, thread=thread, at=at)
        else:
            announce_shown(comment, thread=thread, at=at)
            tell_waiting()
    comment.refresh_from_db(fields=["has_place"])
    return comment
