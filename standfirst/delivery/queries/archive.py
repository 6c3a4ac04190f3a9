"""The archive's spans of days, in the newsroom's time zone (the current one)."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from standfirst.publishing.models import ArticleQuerySet

from .articles import readable_articles

# No newspaper is older.
OLDEST = 1600


@dataclass(frozen=True, slots=True)
class Span:
    """Whole days in a row, `first` and `last` among them."""

    first: date
    last: date

    @property
    def start(self) -> datetime:
        """When the first day begins where the newsroom is."""
        return _midnight(self.first)

    @property
    def end(self) -> datetime:
        """When the day after the last begins."""
        return _midnight(self.last + timedelta(days=1))


def span_of(year: int, month: int | None = None, day: int | None = None) -> Span | None:
    """Return a year, a month or a day as a span; None if there is no such, or it is yet to come."""
    if year < OLDEST:
        return None
    try:
        first = date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return None
    if first > timezone.localdate():
        return None
    if day is not None:
        return Span(first, first)
    return Span(first, date(year, 12, 31) if month is None else _last_of_month(first))


def _last_of_month(first: date) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1])


def published_in(span: Span) -> ArticleQuerySet:
    """Return what was published in `span`, newest first; one query to build it."""
    found: ArticleQuerySet = readable_articles().filter(
        first_published_at__gte=span.start, first_published_at__lt=span.end
    )
    return found


def days_around(span: Span) -> tuple[date | None, date | None]:
    """Return the nearest days before and after `span` on which something was published."""
    times = readable_articles().values_list("first_published_at", flat=True)
    before = times.filter(first_published_at__lt=span.start).first()
    after = times.filter(first_published_at__gte=span.end).reverse().first()
    return _day(before), _day(after)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())


def _day(at: datetime | None) -> date | None:
    return timezone.localdate(at) if at else None
