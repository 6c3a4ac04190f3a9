"""Whose comments a reader does not want to see."""

from dataclasses import dataclass

from standfirst.lib.prepared import Prepared

from .models import Comment, IgnoredReader
from .readers import Reader


@dataclass(frozen=True, slots=True)
class Ignored:
    """The people whom one reader ignores: by account, or guests by their browser's key."""

    accounts: frozenset[int] = frozenset()
    guests: frozenset[str] = frozenset()

    def wrote(self, comment: Comment) -> bool:
        """Whether one of them wrote `comment`."""
        if comment.user_id is not None:
            return comment.user_id in self.accounts
        return comment.guest_key is not None and comment.guest_key in self.guests


NOBODY = Ignored()
_ignored = Prepared(
    lambda user: IgnoredReader.objects.filter(user=user).values_list("ignored_id", "guest_key"), int
)


def ignored_by(reader: Reader) -> Ignored:
    """Return whom `reader` ignores. One query for who is signed in, none for others."""
    if reader.user is None:
        return NOBODY
    found = _ignored.all(reader.user.pk)
    return Ignored(
        frozenset(account for account, _guest in found if account is not None),
        frozenset(guest for _account, guest in found if guest is not None),
    )


def can_ignore(reader: Reader, comment: Comment) -> bool:
    """Whether `reader` may choose not to see what the writer of `comment` writes."""
    somebody = comment.user_id is not None or comment.guest_key is not None
    return reader.user is not None and somebody and not reader.wrote(comment)
