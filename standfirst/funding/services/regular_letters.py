"""Letters about gifts that come every month or year, and about what somebody gave in a year."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef

from standfirst.funding.models import Gift, Movement, RegularGift, Supporter, SupporterLetter
from standfirst.lib.one_by_one import one_by_one
from standfirst.outbox.models import Event
from standfirst.publishing.days import newsroom_day

from .writing import decide_on

# Before a yearly payment.
AHEAD = timedelta(days=3)
# The event that says whose wish it is that a regular gift ends.
STOP_ASKED = "regular-gift-stop-asked"
_MOST = 500
# By then the last payments of the year before are here.
_FIRST_DAY = 5
_State = RegularGift.State
_Kind = SupporterLetter.Kind


def tell_of_change(*, regular: RegularGift, was: str, now: str, told_in: int, at: datetime) -> None:
    """Decide on the letter that a change of a regular gift calls for, if any.

    Args:
        told_in: the number of the event that told of the change; each has one letter at most.
    """
    kind = _letter_for(was, now)
    if kind == _Kind.LAPSED and Event.objects.filter(name=STOP_ASKED, about=regular.pk).exists():
        kind = _Kind.STOPPED
    if kind is not None:
        decide_on(kind, f"{told_in}", supporter=regular.supporter, regular=regular, at=at)


def tell_of_new_amount(*, regular: RegularGift, at: datetime) -> None:
    """Decide on a letter about the amount that was just chosen for the next payments."""
    about = f"{regular.pk}:{at.isoformat()}"
    decide_on(_Kind.CHANGED, about, supporter=regular.supporter, regular=regular, at=at)


def _letter_for(was: str, now: str) -> SupporterLetter.Kind | None:
    if now == _State.LATE and was != _State.BEGUN:
        return _Kind.LATE
    if now != _State.ENDED or was == _State.BEGUN:
        return None
    return _Kind.LAPSED if was == _State.LATE else _Kind.STOPPED


def announce_renewals(*, at: datetime) -> int:
    """Decide on a letter ahead of each yearly payment of the next days; returns how many. May be repeated."""
    today = newsroom_day(at)
    soon = RegularGift.objects.filter(
        every=RegularGift.Every.YEAR, state=_State.ACTIVE, next_on__range=(today, today + AHEAD)
    )
    soon = soon.exclude(supporter=None).select_related("supporter")
    decided: list[bool] = []

    def announce(regular: RegularGift) -> None:
        about = f"{regular.pk}:{regular.next_on}"
        decided.append(
            decide_on(
                _Kind.AHEAD,
                about,
                supporter=regular.supporter,
                regular=regular,
                day=regular.next_on,
                at=at,
            )
        )

    one_by_one(soon, announce, event="renewal_not_announced")
    return sum(decided)


def sum_up_the_year(*, at: datetime, most: int = _MOST) -> int:
    """In January, decide on a letter to each who gave in the year before; returns how many.

    May be repeated: each supporter and year has one. Up to `most` at a time, in two queries.
    """
    today = newsroom_day(at)
    if not settings.CAN_MAIL or today.month != 1 or today.day < _FIRST_DAY:
        return 0
    year = today.year - 1
    gave = Gift.objects.filter(supporter=OuterRef("pk"), received_on__year=year)
    gave = gave.filter(Exists(Movement.objects.filter(gift=OuterRef("pk"))))
    had = SupporterLetter.objects.filter(supporter=OuterRef("pk"), kind=_Kind.YEAR, year=year)
    waiting = Supporter.objects.exclude(mail="").filter(Exists(gave), ~Exists(had)).order_by("pk")
    letters = [
        SupporterLetter(
            kind=_Kind.YEAR,
            key=f"{_Kind.YEAR}:{supporter}:{year}",
            supporter_id=supporter,
            year=year,
            made_at=at,
            next_at=at,
        )
        for supporter in waiting.values_list("pk", flat=True)[:most]
    ]
    SupporterLetter.objects.bulk_create(letters, ignore_conflicts=True)
    return len(letters)
