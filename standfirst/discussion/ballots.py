"""What a reader finds under a comment: two figures, and whether a vote of theirs is among them."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.conf import settings
from django.shortcuts import resolve_url
from django.urls import reverse

from standfirst.lib import locale_formats

from .models import Comment, DiscussionSettings
from .readers import STRANGER, Reader

_NUMBER = 4_294_967_291  # stands for a comment's number while an address is looked up


@dataclass(frozen=True, slots=True)
class Ballots:
    """The votes under the comments of one page, laid out for one reader: flags and words of a shape."""

    reader: Reader
    rules: DiscussionSettings
    # What this reader thinks of comments of the page, by number: True is for it.
    own: dict[int, bool] = field(default_factory=dict)
    # Without it there are only figures.
    address: str = ""
    sign_in: str = ""

    @classmethod
    def lay_out(
        cls, *, reader: Reader, rules: DiscussionSettings, own: dict[int, bool]
    ) -> "Ballots":
        """Find out once what is the same for all comments of a page."""
        if not rules.is_open or reader.is_suspended:
            return cls(reader, rules, own)
        if reader.user is None and not rules.guests_may_vote:
            return cls(reader, rules, own, sign_in=sign_in_place(_NUMBER))
        return cls(reader, rules, own, reverse("discussion:vote", args=[_NUMBER]))

    def shape_of(self, comment: Comment) -> set[str]:
        """Which votes there are, and which is pressed."""
        own = self.own.get(comment.pk)
        flags = {"has_down": self.rules.down_votes, "is_up": own is True, "is_down": own is False}
        return {name for name, is_so in flags.items() if is_so}

    def words_of(self, comment: Comment) -> dict[str, str]:
        """The figures, and where votes on `comment` go."""
        number = str(comment.pk)
        words = {"number": number, "up": _figure(comment.up), "down": _figure(comment.down)}
        if not comment.is_approved or self.reader.wrote(comment):
            return words
        if self.address:
            words["vote_place"] = self.address.replace(str(_NUMBER), number)
        elif self.sign_in:
            words["sign_in"] = self.sign_in.replace(str(_NUMBER), number)
        return words


FIGURES = Ballots(STRANGER, DiscussionSettings(is_open=False))
"""Ballots for a page on which nobody votes."""


def _figure(number: int) -> str:
    return locale_formats.figure(number)


def sign_in_place(number: int) -> str:
    """Where a guest signs in, and comes back to comment `number`."""
    return sign_in_at(reverse("discussion:comment", args=[number]))


def sign_in_at(back: str) -> str:
    """Where a guest signs in, and comes back to the address `back`."""
    return f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}"
