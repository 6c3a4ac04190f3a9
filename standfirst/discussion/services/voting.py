"""How somebody agrees or disagrees with a comment, and thinks again."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from standfirst.accounts.models import User
from standfirst.discussion.models import Comment, DiscussionSettings, RecentAct, Vote, VoteAddress
from standfirst.discussion.readers import Reader
from standfirst.discussion.scores import wilson
from standfirst.lib.errors import Refused
from standfirst.lib.pace import WIDER

from .pace import keep_pace
from .standing import why_suspended
from .telling import tell

MOST_OF_ONE_READER = 60  # in ten minutes: one vote every ten seconds, without a rest
MOST_FROM_ONE_ADDRESS = 300  # in ten minutes: a school, or a street behind one address
# Without it, who empties their browser's cookies could vote for one comment as often as they like.
MOST_GUESTS_AT_ONE_ADDRESS = 3
ONE_DAY = timedelta(days=1)
_AT_A_TIME = 500
_FIGURES = ["up", "down", "score", "best"]


class VoteRefused(Refused):
    """A vote that is not counted."""


class OwnComment(VoteRefused):
    """Nobody votes on what they wrote themselves."""

    code = "own-comment"


class CommentNotShown(VoteRefused):
    """The comment waits, or was taken down."""

    code = "comment-not-shown"


class VotesClosed(VoteRefused):
    """The newsroom has shut its discussions."""

    code = "votes-closed"


class GuestsCannotVote(VoteRefused):
    """Only who signed in votes here."""

    code = "guests-cannot-vote"


class VoterSuspended(VoteRefused):
    """The newsroom does not want to hear from this account at present."""

    code = "voter-suspended"


class NoDownVotes(VoteRefused):
    """Readers agree here, or say in words why they do not."""

    code = "no-down-votes"


class TooManyVotes(VoteRefused):
    """More votes in ten minutes than anybody makes who reads."""

    code = "too-many-votes"


class TooManyGuests(VoteRefused):
    """As many guests as we believe in have voted on this comment from one address."""

    code = "too-many-guests"


def cast_vote(
    *,
    comment: Comment,
    reader: Reader,
    is_up: bool | None,
    rules: DiscussionSettings,
    at: datetime,
    address_key: str = "",
    wider_key: str = "",
) -> Comment:
    """Set what `reader` makes of `comment`: agreement, disagreement, or None, which takes a vote back.

    Whoever votes on a comment waits for its row, and its figures move by the difference: those that
    came from another system without a row for each vote stay counted. The same vote again changes
    nothing. A vote can be taken back at any time, whatever `rules` say by now.

    Args:
        reader: somebody known; by account if signed in, else by the guest's cookie.
        at: now (UTC).
        address_key: of where the vote comes from.
        wider_key: of the network around that address, where a sender can easily have many.

    Returns:
        The comment as it stands now. A "no" is one of the subclasses of `VoteRefused`.
    """
    if is_up is not None:
        _need_right(reader, rules, is_up=is_up)
    with transaction.atomic():
        if is_up is not None:
            _need_pace(reader, address_key, wider_key, at=at)
        locked = Comment.objects.select_for_update().get(pk=comment.pk)
        vote = Vote.objects.filter(comment=locked, **_whose(reader)).first()
        before = vote.is_up if vote else None
        locked.thread = comment.thread
        if is_up == before:
            return locked
        if vote and is_up is None:
            vote.delete()
        elif is_up is not None:
            _need_votable(locked, reader)
            if vote is None:
                # Of one comment, the whole network around an address counts as one place.
                _enter(locked, reader, wider_key or address_key, is_up=is_up, at=at)
            else:
                vote.is_up, vote.at = is_up, at
                vote.save(update_fields=["is_up", "at"])
        _move(locked, before=before, after=is_up)
        locked.save(update_fields=_FIGURES)
        tell(comment.thread, about=comment)
    return locked


def withdraw_votes(*, user: User) -> int:
    """Take all votes of `user` back, on whatever they are, and return how many there were."""
    withdrawn = 0
    while votes := dict(
        Vote.objects.filter(user=user)
        .order_by("comment")
        .values_list("comment", "is_up")[:_AT_A_TIME]
    ):
        with transaction.atomic():
            comments = Comment.objects.select_for_update().filter(pk__in=list(votes)).order_by("pk")
            by_number = {comment.pk: comment for comment in comments}
            mine = Vote.objects.filter(user=user, comment__in=list(by_number))
            for number, is_up in mine.values_list("comment", "is_up"):
                _move(by_number[number], before=is_up, after=None)
            Comment.objects.bulk_update(by_number.values(), _FIGURES)
            withdrawn += mine.delete()[0]
    return withdrawn


def _need_right(reader: Reader, rules: DiscussionSettings, *, is_up: bool) -> None:
    if suspended := why_suspended(reader.user):
        raise VoterSuspended(suspended)
    if not rules.is_open:
        raise VotesClosed(_("Voting is turned off at present."))
    if reader.user is None and not rules.guests_may_vote:
        raise GuestsCannotVote(_("Please sign in to vote."))
    if reader.is_suspended:
        raise VoterSuspended(_("You cannot vote at present: your account is suspended."))
    if not is_up and not rules.down_votes:
        raise NoDownVotes(
            _("Readers cannot vote against a comment here. Please say in a reply what you think.")
        )


def _need_votable(comment: Comment, reader: Reader) -> None:
    if not comment.is_approved:
        raise CommentNotShown(_("This comment is not shown, so nobody can vote on it."))
    if reader.wrote(comment):
        raise OwnComment(_("This is your own comment. Others vote on it."))


def _need_pace(reader: Reader, address_key: str, wider_key: str, *, at: datetime) -> None:
    if reader.is_moderator:
        return
    person = f"user-{reader.user.pk}" if reader.user else f"{reader.guest_key}"
    for sender, most in [
        (person, MOST_OF_ONE_READER),
        (address_key, MOST_FROM_ONE_ADDRESS),
        (wider_key, MOST_FROM_ONE_ADDRESS * WIDER),
    ]:
        if sender and not keep_pace(senders=[sender], act=RecentAct.Act.VOTE, most=most, at=at):
            raise TooManyVotes(
                _("You have voted many times in ten minutes. Please vote again later.")
            )


def _enter(
    comment: Comment, reader: Reader, address_key: str, *, is_up: bool, at: datetime
) -> None:
    """Write a first vote down, with the address of a guest.

    Raises:
        TooManyGuests: as many of one address as we believe in have voted on it.
    """
    is_told_apart_by_address = reader.user is None and address_key != ""
    if is_told_apart_by_address:
        _forget_addresses(until=at - ONE_DAY)
        here = VoteAddress.objects.filter(vote__comment=comment, address_key=address_key)
        if here.count() >= MOST_GUESTS_AT_ONE_ADDRESS:
            raise TooManyGuests(
                _("Several guests on your network voted on this. Please sign in to vote.")
            )
    vote = Vote.objects.create(comment=comment, **_whose(reader), is_up=is_up, at=at)
    if is_told_apart_by_address:
        VoteAddress.objects.create(vote=vote, address_key=address_key, at=at)


def _forget_addresses(*, until: datetime) -> None:
    """Drop what no limit looks back to; rows that another vote is dropping are left to it."""
    old = VoteAddress.objects.filter(at__lte=until).order_by("pk")
    numbers = old.select_for_update(skip_locked=True).values("pk")
    VoteAddress.objects.filter(pk__in=numbers).delete()


def _whose(reader: Reader) -> dict[str, User | str | None]:
    """The one name under which a reader votes.

    Raises:
        ValueError: it is a stranger, whom nobody could tell from the next.
    """
    if not reader.is_known:
        raise ValueError("Nobody votes without a name.")
    return {"user": reader.user} if reader.user else {"guest_key": reader.guest_key}


def _move(comment: Comment, *, before: bool | None, after: bool | None) -> None:
    """Count a vote that was `before` and is `after`, on a locked row; the caller saves it."""
    comment.up = max(0, comment.up + (after is True) - (before is True))
    comment.down = max(0, comment.down + (after is False) - (before is False))
    comment.score = comment.up - comment.down
    comment.best = wilson(comment.up, comment.down)
