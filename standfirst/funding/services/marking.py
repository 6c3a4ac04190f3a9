"""Who is marked as a supporter in discussions: the books say so, no person does."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from standfirst.accounts.models import User
from standfirst.accounts.queries import with_proven_address
from standfirst.accounts.services import note_supporter
from standfirst.funding.given import with_held
from standfirst.funding.models import Gift, RegularGift, Supporter
from standfirst.publishing.days import newsroom_day

# A single gift marks for that long.
MARKED_FOR = timedelta(days=365)


def mark_supporter(*, supporter: Supporter, at: datetime) -> None:
    """Bring the marks of readers who are `supporter` in line with the books."""
    own = Q(pk=supporter.user_id)
    if supporter.mail:
        own |= Q(email=supporter.mail.lower())
    for reader in User.objects.filter(own):
        mark_reader(reader=reader, at=at)


def mark_reader(*, reader: User, at: datetime) -> None:
    """Mark `reader` as a supporter, or no longer."""
    is_supporter = _giving(at).filter(pk=reader.pk).exists()
    if is_supporter != reader.is_supporter:
        note_supporter(reader=reader, is_supporter=is_supporter)


def mark_all(*, at: datetime) -> int:
    """Bring every reader's mark in line with the books; returns how many changed.

    Four queries, two of them for the newsroom's day.
    """
    gives = _giving(at).values("pk")
    outdated = User.objects.filter(is_supporter=True).exclude(pk__in=gives)
    return outdated.update(is_supporter=False) + User.objects.filter(
        is_supporter=False, pk__in=gives
    ).update(is_supporter=True)


def _giving(at: datetime) -> QuerySet[User]:
    """Return readers who are supporters: a regular gift goes on, or one came within a year and is still here.

    A regular gift whose first payment is still on its way does not mark yet.

    They are known by their address, if they have proven it, or were signed in when they gave.
    """
    since = newsroom_day(at) - MARKED_FOR
    lately = Gift.objects.filter(state=Gift.State.RECEIVED, received_on__gte=since)
    here = with_held(lately).filter(held__gt=0).values("supporter")  # type: ignore[misc]
    going_on = RegularGift.objects.filter(
        state=RegularGift.State.ACTIVE, gifts__state=Gift.State.RECEIVED
    ).values("supporter")
    gives = Supporter.objects.filter(Q(pk__in=going_on) | Q(pk__in=here), erased_at=None)
    by_mail = gives.exclude(mail="").annotate(key=Lower("mail")).values("key")
    by_account = gives.exclude(user=None).values("user")
    return User.objects.filter(
        (with_proven_address() & Q(email__in=by_mail)) | Q(pk__in=by_account)
    )
