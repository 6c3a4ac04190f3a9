"""Whether a thread is another for one reader than for others."""

from dataclasses import dataclass

from django.db.models import Q

from .ignoring import NOBODY, Ignored, ignored_by
from .models import Comment, Thread, Vote
from .readers import Reader


@dataclass(frozen=True, slots=True)
class Own:
    """What a reader has in a thread: comments, votes, somebody whom they do not want to read."""

    has_comments: bool = False
    has_votes: bool = False
    ignored: Ignored = NOBODY

    def __bool__(self) -> bool:
        return self.has_comments or self.has_votes or self.ignored != NOBODY


_NOTHING = Own()


def own_of(*, reader: Reader, thread: Thread) -> Own:
    """Return what `reader` has in `thread`; no query for strangers, two for guests, three for who is signed in."""
    if not reader.is_known or thread.pk is None:
        return _NOTHING
    whose = Q(user=reader.user) if reader.user else Q(guest_key=reader.guest_key)
    return Own(
        has_comments=Comment.objects.filter(reader.wrote_those, thread=thread).exists(),
        has_votes=Vote.objects.filter(whose, comment__thread=thread).exists(),
        ignored=ignored_by(reader),
    )
