"""What a reader finds under a comment: two figures, and whether a vote of theirs is among them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from .models import Comment, DiscussionSettings, Vote
from .readers import Reader


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the two votes; pressing it when it is pressed takes it back."""

    label: str
    icon: str
    value: str
    is_pressed: bool


@dataclass(frozen=True, slots=True)
class Ballot:
    """The votes under one comment; without `address` there are only figures."""

    number: int
    choices: tuple[Choice, ...]
    address: str = ""
    # Where a guest signs in who could vote then.
    sign_in: str = ""
    # Why the last vote was not counted.
    refusal: str = ""

    @property
    def said(self) -> str:
        """What is told, once, to who cannot see the figures change."""
        return self.refusal or ", ".join(choice.label for choice in self.choices)


def own_votes(*, reader: Reader, numbers: Iterable[int]) -> dict[int, bool]:
    """The votes of `reader` among the comments of `numbers`: True is for it. One query; none for strangers."""
    if not reader.is_known:
        return {}
    votes = Vote.objects.filter(comment__in=list(numbers))
    if reader.user:
        votes = votes.filter(user=reader.user)
    else:
        votes = votes.filter(guest_key=reader.guest_key)
    return dict(votes.values_list("comment", "is_up"))


def can_vote(reader: Reader, rules: DiscussionSettings) -> bool:
    """Whether votes are taken of `reader`; a stranger is a guest who has done nothing yet."""
    return rules.is_open and (reader.user is not None or rules.guests_may_vote)


def ballot_of(
    comment: Comment,
    *,
    reader: Reader,
    rules: DiscussionSettings,
    own_vote: bool | None,
    refusal: str = "",
) -> Ballot:
    """Lay out the votes under an approved comment for `reader`, whose `own_vote` is known."""
    choices = [_choice(is_up=True, count=comment.up, own_vote=own_vote)]
    if rules.down_votes:
        choices.append(_choice(is_up=False, count=comment.down, own_vote=own_vote))
    is_own = reader.wrote(comment)
    may = can_vote(reader, rules) and not is_own
    return Ballot(
        number=comment.pk,
        choices=tuple(choices),
        address=reverse("discussion:vote", args=[comment.pk]) if may else "",
        refusal=refusal,
    )


def _choice(*, is_up: bool, count: int, own_vote: bool | None) -> Choice:
    pressed = own_vote is is_up
    figure = number_format(count, force_grouping=True, use_l10n=True)
    label = _("Agree, %(figure)s") if is_up else _("Disagree, %(figure)s")
    return Choice(
        label=label % {"figure": figure},
        icon="up" if is_up else "down",
        value="none" if pressed else "up" if is_up else "down",
        is_pressed=pressed,
    )
