"""Letters to moderators about comments that wait to be read."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from standfirst.accounts.models import User
from standfirst.accounts.queries import proven_address, with_proven_address
from standfirst.accounts.roles import MODERATOR
from standfirst.discussion.models import Comment
from standfirst.notifications.models import Follow, Frequency, Kind
from standfirst.notifications.queries import of_moderators
from standfirst.outbox.models import Event

from .following import Wish, follow
from .leaving import change_frequency, end_follows
from .noting import note


def choose_letters(*, user: User, frequency: Frequency | None, at: datetime) -> Follow | None:
    """Write to a moderator about comments that wait so often from now on; None is never.

    Returns:
        What they follow, which does not stand while their address is not proven; None where it is nothing.
    """
    with transaction.atomic():
        if frequency is None and not proven_address(user):
            bare = Follow.objects.filter(kind=Kind.HELD, follower__mail=user.email.lower())
            end_follows(numbers=list(bare.values_list("pk", flat=True)), at=at)
            return None
        row = follow(user=user, wish=Wish(Kind.HELD, frequency=frequency or Frequency.DAILY), at=at)
        if frequency is None:
            end_follows(numbers=[row.pk], at=at)
            return None
        return change_frequency(follow=row, frequency=frequency)


def note_held(event: Event, *, at: datetime) -> None:
    """Note for all moderators who want letters that a comment waits; whoever has that role and never chose gets one a day."""
    if not Comment.objects.filter(pk=event.about, state=Comment.State.HELD).exists():
        return
    for user in _who_never_chose():
        follow(user=user, wish=Wish(Kind.HELD, frequency=Frequency.DAILY), at=at)
    note(Follow.objects.standing().filter(Q(kind=Kind.HELD), of_moderators()), event=event, at=at)


def _who_never_chose() -> QuerySet[User]:
    chose = Follow.objects.filter(kind=Kind.HELD)
    people = User.objects.filter(with_proven_address(), groups__name=MODERATOR, is_active=True)
    by_account = chose.filter(follower__user__isnull=False).values("follower__user")
    # Chosen before they proved their address, and not taken along yet.
    by_address = chose.filter(follower__mail__isnull=False).values("follower__mail")
    return people.exclude(Q(pk__in=by_account) | Q(email__in=by_address))
