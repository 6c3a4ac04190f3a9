"""Who reads or writes here: the one answer for pages, forms and services."""

from dataclasses import dataclass

from django.http import HttpRequest

from standfirst.accounts.models import User
from standfirst.lib.access import holds

from .guests import known_guest
from .models import MODERATE, Comment


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody signed in, a guest known by cookie, both in one browser, or a stranger."""

    user: User | None = None
    guest_key: str | None = None
    is_moderator: bool = False

    @property
    def is_known(self) -> bool:
        """Whether pages are rendered for this reader alone."""
        return self.user is not None or self.guest_key is not None

    @property
    def is_suspended(self) -> bool:
        """Whether they may read and do no more."""
        return self.user is not None and self.user.is_suspended

    def wrote(self, comment: Comment) -> bool:
        """Whether `comment` is this reader's own: by account, or posted as a guest from this browser."""
        if comment.user_id is not None:
            return self.user is not None and comment.user_id == self.user.pk
        return self.guest_key is not None and comment.guest_key == self.guest_key


STRANGER = Reader()


def reader_of(request: HttpRequest | None) -> Reader:
    """Return who sent `request`; a page without one (a preview, a feed) is for a stranger."""
    user = getattr(request, "user", None)
    if request is None or user is None:
        return STRANGER
    guest_key = known_guest(request)
    if not user.is_authenticated:
        return Reader(guest_key=guest_key)
    return Reader(user, guest_key, is_moderator=holds(request, MODERATE))
