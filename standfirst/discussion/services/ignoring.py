"""What one reader decides about another: to see what they write, or not."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from standfirst.accounts.models import User
from standfirst.discussion.ignoring import can_ignore
from standfirst.discussion.models import Comment, IgnoredReader
from standfirst.discussion.readers import Reader
from standfirst.lib.errors import Refused


class NobodyToIgnore(Refused):
    """The comment is the reader's own, or nobody knows whose it is."""

    code = "nobody-to-ignore"


def ignore(*, reader: Reader, comment: Comment, at: datetime) -> IgnoredReader:
    """Fold what the writer of `comment` writes, here and in all discussions, for `reader` alone.

    Doing it again changes nothing. A guest is known by browser only, and can come back with another.

    Raises:
        NobodyToIgnore: it is their own, or came without an account and from no known browser.
    """
    if reader.user is None or not can_ignore(reader, comment):
        raise NobodyToIgnore(
            _(
                "You cannot ignore this writer: the comment is your own, or nobody knows "
                "whose it is."
            )
        )
    who = _writer_of(comment)
    known = IgnoredReader.objects.filter(user=reader.user, **who).first()
    if known:
        return known
    try:
        with transaction.atomic():
            return IgnoredReader.objects.create(user=reader.user, **who, name=comment.name, at=at)
    except IntegrityError:  # the other half of a double click
        return IgnoredReader.objects.get(user=reader.user, **who)


def show_again(*, user: User, comment: Comment) -> None:
    """Show what the writer of `comment` writes to `user` again."""
    IgnoredReader.objects.filter(user=user, **_writer_of(comment)).delete()


def forget_ignored(*, user: User, number: int) -> None:
    """Take the row of `number` from the list of whom `user` ignores; somebody else's row stays."""
    IgnoredReader.objects.filter(user=user, pk=number).delete()


def _writer_of(comment: Comment) -> dict[str, int | str | None]:
    if comment.user_id is not None:
        return {"ignored_id": comment.user_id, "guest_key": None}
    return {"ignored_id": None, "guest_key": comment.guest_key}
