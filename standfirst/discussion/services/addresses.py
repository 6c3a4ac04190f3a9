"""Where comments came from: kept as a hash that changes every month, and for thirty days."""

from datetime import UTC, datetime, timedelta

from django.utils.crypto import salted_hmac

from standfirst.discussion.models import Comment, CommentAddress, RecentAct, VoteAddress
from standfirst.lib.http import sender_of
from standfirst.lib.prepared import insert

KEPT_FOR = timedelta(days=30)
# As long as limits look back, and a little longer.
ACTS_KEPT_FOR = timedelta(hours=1)
VOTERS_KEPT_FOR = timedelta(days=1)


def address_key_of_month(address: str, *, at: datetime) -> str:
    """Return what is kept of `address`, of IPv6 its /64: another value in each calendar month (UTC).

    The key of the month is made of the secret key, so nobody without it finds the address by
    trying all; and no two months can be joined.
    """
    month = at.astimezone(UTC).strftime("%Y-%m")
    salt = f"standfirst.discussion.address.{month}"
    return salted_hmac(salt, sender_of(address), algorithm="sha256").hexdigest()


def note_address(comment: Comment, *, address: str, at: datetime) -> None:
    """Keep the hash of where `comment` came from; an unknown address ("") leaves nothing."""
    if address:
        key = address_key_of_month(address, at=at)
        insert(CommentAddress(comment=comment, address_key=key, at=at))


def forget_what_is_old(*, at: datetime) -> int:
    """Drop addresses older than thirty days, and acts that no limit asks for any more.

    Returns:
        How many rows went. It may be repeated at any time; each table is one statement, by index.
    """
    addresses, _each = CommentAddress.objects.filter(at__lte=at - KEPT_FOR).delete()
    acts, _each = RecentAct.objects.filter(at__lte=at - ACTS_KEPT_FOR).delete()
    voters, _each = VoteAddress.objects.filter(at__lte=at - VOTERS_KEPT_FOR).delete()
    return addresses + acts + voters
