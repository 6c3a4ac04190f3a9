"""How words will look, for who may post them: asked in the order in which posting asks."""

from datetime import datetime

from django.utils.translation import gettext as _

from standfirst.discussion.models import Comment, DiscussionSettings, Thread
from standfirst.lib.pace import WIDER, is_too_often

from .editing import need_changeable
from .posting import need_open
from .refusals import PostRefused
from .words import checked_words, need_short, render_in
from .writers import Writer, need_sign_in, need_standing

MOST_IN_A_MINUTE = 120


class TooManyPreviews(PostRefused):
    """More than anybody types."""

    code, field = "too-many-previews", "words"


def preview_comment(
    *, thread: Thread, typed: str, writer: Writer, rules: DiscussionSettings, at: datetime
) -> str:
    """Return the sanitised HTML of a comment that `writer` may post in `thread`.

    Refusals are subclasses of `PostRefused`.
    """
    need_standing(writer)
    if not rules.guests_may_write:
        need_sign_in(writer)
    need_open(thread, rules, thread.article, at)
    return _rendered(thread, typed, writer=writer, rules=rules)


def preview_edit(
    *, comment: Comment, typed: str, writer: Writer, rules: DiscussionSettings, at: datetime
) -> str:
    """Return the sanitised HTML of what `writer` may make of their own `comment`.

    Refusals are subclasses of `PostRefused`.
    """
    need_changeable(comment, writer, rules=rules, at=at)
    return _rendered(comment.thread, typed, writer=writer, rules=rules)


def _rendered(thread: Thread, typed: str, *, writer: Writer, rules: DiscussionSettings) -> str:
    """Count it by account or address, whichever form it comes from, and render it.

    Raises:
        TooManyPreviews: more than anybody types.
    """
    need_short(typed, longest=rules.longest)
    own, wider = "".join(writer.senders[-1:]), writer.wider_key if not writer.user else ""
    if is_too_often("preview", own, most=MOST_IN_A_MINUTE) or (
        wider and is_too_often("preview", wider, most=MOST_IN_A_MINUTE * WIDER)
    ):
        raise TooManyPreviews(
            _("You have asked for very many previews. Please wait a minute; your words stay here.")
        )
    return render_in(thread, checked_words(typed, longest=rules.longest))
