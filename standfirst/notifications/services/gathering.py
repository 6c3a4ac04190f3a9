"""From what somebody is to be told to the letter that tells it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Case, IntegerField, Value, When

from standfirst.notifications.models import Frequency, Mailing, Notice
from standfirst.notifications.queries import ripe


def gather(*, at: datetime, most: int) -> int:
    """Decide on up to `most` letters of each sort that are due now; returns how many were made.

    At once is one letter for each notice; a digest is one letter for all that somebody follows so. A
    fixed number of queries, and memory for `most`, however many wait. The caller is the only one who
    gathers.
    """
    return _at_once(at=at, most=most) + _digests(at=at, most=most)


def _at_once(*, at: datetime, most: int) -> int:
    waiting = Notice.objects.filter(frequency=Frequency.AT_ONCE, mailing__isnull=True)
    rows = list(waiting.order_by("at", "pk").values_list("pk", "follower_id")[:most])
    if not rows:
        return 0
    with transaction.atomic():
        made = _make([follower for _notice, follower in rows], at=at)
        numbers = [notice for notice, _follower in rows]
        letter_of = {notice: it.pk for notice, it in zip(numbers, made, strict=True)}
        Notice.objects.filter(pk__in=numbers).update(mailing=_chosen("pk", letter_of))
    return len(made)


def _digests(*, at: datetime, most: int) -> int:
    waiting = Notice.objects.exclude(frequency=Frequency.AT_ONCE).filter(mailing__isnull=True)
    if not waiting.exists():
        return 0
    told = waiting.filter(ripe(at=at))
    followers = list(told.order_by().values_list("follower_id", flat=True).distinct()[:most])
    if not followers:
        return 0
    with transaction.atomic():
        letter_of = {it.follower_id: it.pk for it in _make(followers, at=at)}
        rows = Notice.objects.filter(pk__in=told.filter(follower__in=followers).values("pk"))
        rows.update(mailing=_chosen("follower", letter_of))
    return len(followers)


def _make(followers: list[int], *, at: datetime) -> list[Mailing]:
    return Mailing.objects.bulk_create(
        Mailing(follower_id=follower, kind=Mailing.Kind.NEWS, made_at=at, next_at=at)
        for follower in followers
    )


def _chosen(field: str, letter_of: Mapping[int, int]) -> Case:
    """Return the number of the letter by what `field` of a notice holds."""
    cases = [When(**{field: held}, then=Value(letter)) for held, letter in letter_of.items()]
    return Case(*cases, output_field=IntegerField())
