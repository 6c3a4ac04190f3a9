"""How somebody comes to follow something."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from standfirst.accounts.models import User
from standfirst.accounts.queries import proven_address, with_proven_address
from standfirst.discussion.models import MODERATE, Comment
from standfirst.lib.errors import Refused
from standfirst.lib.pace import Asker, Limit, Limits, count, mailbox_of
from standfirst.notifications.models import Follow, Follower, Frequency, Kind, Mailing
from standfirst.notifications.queries import followed
from standfirst.outbox.models import Event

_HOUR, _DAY = 3600, 24 * 3600
# Letters that ask for confirmation: how many one network may ask for, and how many one mailbox gets.
ASKS = Limits(network=Limit(10, _HOUR), site=Limit(1000, _HOUR))
LETTERS = Limits(here=Limit(3, _DAY), subject=Limit(6, _DAY), device=Limit(3, _DAY))


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to hear of, and how often."""

    kind: Kind
    target: str = ""
    frequency: Frequency = Frequency.AT_ONCE


class FollowRefused(Refused):
    """A follow that cannot be had; `field` is where the form says so ("" is above it)."""

    field = ""


class NothingToFollow(FollowRefused):
    """What is asked for is not there, or not for everybody."""

    code = "nothing-to-follow"


class TooManyAsks(FollowRefused):
    """More letters of confirmation than one sender may cause."""

    code, field = "too-many-asks", "mail"


class FollowGone(FollowRefused):
    """What was to be confirmed was asked for too long ago, or its reader had it erased."""

    code = "follow-gone"


def ask_to_follow(*, mail: str, wish: Wish, asker: Asker, at: datetime) -> None:
    """Send a letter to `mail` that asks its owner whether they want this; nothing else comes before their yes.

    It ends in the same way whether the address is known, has had its letters of the day, or has called
    our letters unwanted: who asks learns nothing of it.

    Args:
        mail: an address that may be anybody's.
        at: now (UTC).

    Raises:
        TooManyAsks: this network asked too often.
    """
    _need_target(wish)
    if count("follow-ask", ASKS, asker=asker).is_too_often:
        raise TooManyAsks(
            _("You have asked for many of these emails. Please wait an hour, then try again.")
        )
    with transaction.atomic():
        _ask(mail=mail, wish=wish, asker=asker, at=at)


def follow(*, user: User, wish: Wish, at: datetime) -> Follow:
    """Let a signed-in reader follow something; it stands at once, for their address is proven.

    Where it is not yet, as of an account that an operator made, they are asked by letter like anybody.
    What is not there to be followed, or not for them, is refused with `NothingToFollow`.
    """
    _need_target(wish, may_moderate=user.has_perm(MODERATE))
    with transaction.atomic():
        row = _row(_follower_with(user=user, at=at), wish, at=at)
        if proven_address(user):
            return _stand(row, wish.frequency, at=at)
        if not row.stands:
            _ask(mail=user.email, wish=wish, at=at)
        return row


def follow_replies(*, comment: Comment, at: datetime) -> None:
    """Do what the writer of `comment` ticked: tell them of answers to it; may be repeated.

    A signed-in reader follows the answers to all their comments. A guest's address follows those to this
    one, after it was confirmed; from a browser whose guest did that before, it needs no more.
    """
    if comment.user is not None:
        follow(user=comment.user, wish=Wish(Kind.REPLIES), at=at)
        return
    if not comment.mail:
        return
    wish = Wish(Kind.REPLIES, str(comment.pk))
    with transaction.atomic():
        if _is_proven(comment):
            follower = Follower.objects.get(mail=comment.mail.lower())
            _stand(_row(follower, wish, at=at), wish.frequency, at=at)
        elif not Follow.objects.filter(kind=wish.kind, target=wish.target).exists():
            _ask(mail=comment.mail, wish=wish, at=at)


def follow_as_wished(event: Event, *, at: datetime) -> None:
    """React to the wish of somebody who posted a comment to hear of answers to it."""
    comment = Comment.objects.select_related("user").filter(pk=event.about).first()
    if comment is not None:
        follow_replies(comment=comment, at=at)


def take_along(event: Event, *, at: datetime) -> None:
    """React to the proof of an account's address: what the address followed is the account's from now on."""
    user = User.objects.filter(pk=event.about).first()
    if user is not None and Follower.objects.filter(mail=user.email.lower()).exists():
        with transaction.atomic():
            _follower_with(user=user, at=at)


def confirm(*, number: int, at: datetime) -> Follow:
    """Let the follow of this number stand: the owner of the address said yes.

    Letters reach them, so whatever stopped letters before no longer does.

    Raises:
        FollowGone: there is no such follow any more.
    """
    with transaction.atomic():
        asked = Follow.objects.select_for_update(of=("self",)).select_related("follower__user")
        found = asked.filter(pk=number).first()
        if found is None:
            raise FollowGone(_("This link is too old. Please ask to follow it again."))
        follower = found.follower
        if follower.suppressed_at:
            follower.suppressed_at, follower.suppressed_for = None, ""
            follower.save(update_fields=["suppressed_at", "suppressed_for"])
        return found if found.stands else _stand(found, found.frequency, at=at)


def _need_target(wish: Wish, *, may_moderate: bool = False) -> None:
    is_about_all = not wish.target
    if is_about_all and (wish.kind == Kind.REPLIES or (wish.kind == Kind.HELD and may_moderate)):
        return
    if wish.kind == Kind.REPLIES or followed(wish.kind, wish.target) is None:
        raise NothingToFollow(_("You can no longer follow this."))


def _ask(*, mail: str, wish: Wish, at: datetime, asker: Asker = Asker()) -> None:  # noqa: B008 - frozen
    """Have a letter of confirmation sent, unless the mailbox has had enough of them or wants none."""
    to = mailbox_of(mail)
    if count("follow-letter", LETTERS, asker=asker, subject=to, account=mail).is_too_often:
        return
    follower = _follower_with(mail=mail, at=at)
    if follower.suppressed_for == Follower.Suppressed.COMPLAINED:
        return
    row = _row(follower, wish, at=at)
    if not row.stands:
        row.asked_at, row.frequency = at, wish.frequency
        row.save(update_fields=["asked_at", "frequency"])
    Mailing.objects.create(
        follower=follower, kind=Mailing.Kind.CONFIRM, follow=row, made_at=at, next_at=at
    )


def _follower_with(*, at: datetime, user: User | None = None, mail: str = "") -> Follower:
    """Return the one follower that letters to an account, or to an address, are for.

    It is the account's once that proved its address; what the bare address followed comes along.
    """
    if user is not None and proven_address(user):
        follower, _made = Follower.objects.get_or_create(user=user, defaults={"made_at": at})
        _take_over(follower, mail=user.email)
        return follower
    address = (user.email if user else mail).lower()
    owners = User.objects.filter(with_proven_address(), email=address, is_active=True)
    of_account = Follower.objects.filter(user__in=owners).first()
    if of_account is not None:
        return of_account
    return Follower.objects.get_or_create(mail=address, defaults={"made_at": at})[0]


def _take_over(follower: Follower, *, mail: str) -> None:
    """Let `follower` have what the bare address had, its "no" included; the bare one goes."""
    bare = Follower.objects.filter(mail=mail.lower()).first()
    if bare is None:
        return
    for row in bare.follows.all():
        if not follower.follows.filter(kind=row.kind, target=row.target).exists():
            row.follower = follower
            row.save(update_fields=["follower"])
    if bare.suppressed_at and not follower.suppressed_at:
        follower.suppressed_at, follower.suppressed_for = bare.suppressed_at, bare.suppressed_for
        follower.save(update_fields=["suppressed_at", "suppressed_for"])
    bare.delete()


def _row(follower: Follower, wish: Wish, *, at: datetime) -> Follow:
    usual = {"asked_at": at, "frequency": wish.frequency}
    row, _made = Follow.objects.get_or_create(
        follower=follower, kind=wish.kind, target=wish.target, defaults=usual
    )
    return row


def _stand(row: Follow, frequency: str, *, at: datetime) -> Follow:
    row.confirmed_at = row.confirmed_at if row.stands else at
    row.ended_at, row.ended_for, row.frequency = None, "", frequency
    row.save(update_fields=["confirmed_at", "ended_at", "ended_for", "frequency"])
    return row


def _is_proven(comment: Comment) -> bool:
    """Whether this browser's guest confirmed this address before, for another comment of theirs."""
    confirmed = Follow.objects.filter(
        follower__mail=comment.mail.lower(), kind=Kind.REPLIES, confirmed_at__isnull=False
    )
    numbers = [int(target) for target in confirmed.values_list("target", flat=True) if target]
    own = Comment.objects.filter(pk__in=numbers, guest_key=comment.guest_key)
    return comment.guest_key is not None and own.exists()
