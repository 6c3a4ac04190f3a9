"""What is followed, under which name and where; who is due to be told."""

import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.contrib.auth.backends import ModelBackend
from django.db.models import F, Q, QuerySet

from standfirst.accounts.models import User
from standfirst.discussion.models import MODERATE
from standfirst.publishing.models import ArticlePage, AuthorPage, SectionPage, TopicPage
from standfirst.publishing.models.privacy import closed_to_some
from standfirst.publishing.queries import newsroom

from .models import Follow, Follower, Frequency, Kind, Notice, zone_of

# When a day's letter comes, by the reader's own clock.
MORNING = time(8, 0)
_PAGES: dict[str, type[SectionPage | AuthorPage | TopicPage]] = {
    Kind.SECTION: SectionPage,
    Kind.AUTHOR: AuthorPage,
    Kind.TOPIC: TopicPage,
}
_MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Followed:
    """Something that can be followed, as readers know it."""

    title: str
    # Whole, with scheme and host.
    address: str


def followed(kind: str, target: str) -> Followed | None:
    """Return what `kind` and `target` name, if everybody may see it."""
    return names_of([(kind, target)]).get((kind, target))


def names_of(wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Followed]:
    """Return what each (kind, target) names, without those that not everybody may see.

    One query for each kind of page among them. Replies name nothing: they have no entry.
    """
    numbers: dict[str, dict[int, str]] = {}
    for kind, target in wanted:
        number = number_of_page(kind, target)
        if number is not None:
            numbers.setdefault(kind, {})[number] = target
    found: dict[tuple[str, str], Followed] = {}
    for kind, targets in numbers.items():
        for page in _open_pages(kind, targets):
            found[kind, targets[page.pk]] = Followed(page.title, page.full_url or "")
    return found


def number_of_page(kind: str, target: str) -> int | None:
    """Return the number of the page that a follow is about: of a thread, its article's."""
    text = target.removeprefix("article-") if kind == Kind.THREAD else target
    is_named = kind in _PAGES or (kind == Kind.THREAD and text != target)
    is_number = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return int(text) if is_named and is_number else None


def _open_pages(kind: str, numbers: Iterable[int]) -> Iterable[ArticlePage]:
    if kind == Kind.THREAD:
        return open_articles(numbers)
    pages = _PAGES[kind].objects.live().exclude(closed_to_some())
    return pages.filter(pk__in=list(numbers))  # type: ignore[no-any-return]


def open_articles(numbers: Iterable[int]) -> QuerySet[ArticlePage]:
    """Return those of these articles that everybody may read, without their bodies."""
    articles: QuerySet[ArticlePage] = ArticlePage.objects.live().for_everybody()
    return articles.filter(pk__in=list(numbers)).defer("body", "sources")


def follows_of(follower: Follower) -> list[Follow]:
    """Return what `follower` follows, the newest first."""
    standing = Follow.objects.filter(
        follower=follower, confirmed_at__isnull=False, ended_at__isnull=True
    )
    return list(standing.order_by("-confirmed_at", "-pk"))


def ripe(*, at: datetime) -> Q:
    """Return the condition for notices of digests that are to be told at the moment `at`.

    Once an hour is at the full hour. Once a day is at MORNING in the time zone of the reader or, of
    somebody without one, of the newsroom. One query, for the time zones of readers.
    """
    hourly = Q(frequency=Frequency.HOURLY, at__lt=at.replace(minute=0, second=0, microsecond=0))
    usual = newsroom().time_zone
    waiting = Notice.objects.filter(frequency=Frequency.DAILY, mailing__isnull=True)
    zones = set(waiting.values_list("follower__user__time_zone", flat=True).distinct())
    condition = hourly
    for zone in zones:
        lives_there = Q(follower__user__time_zone=zone) if zone else _without_zone()
        morning = last_morning(at, zone_of(zone or "", usual))
        condition |= Q(frequency=Frequency.DAILY, at__lt=morning) & lives_there
    return condition


def _without_zone() -> Q:
    return Q(follower__user__isnull=True) | Q(follower__user__time_zone="")


def last_morning(at: datetime, zone: zoneinfo.ZoneInfo) -> datetime:
    """Return the last time, at or before `at`, when it was MORNING in `zone`."""
    here = at.astimezone(zone)
    today = datetime.combine(here.date(), MORNING, here.tzinfo)
    yesterday = datetime.combine(here.date() - timedelta(days=1), MORNING, here.tzinfo)
    return today if today <= here else yesterday


def follower_of(user: User) -> Follower | None:
    """Return whom we know as a follower under this account."""
    return Follower.objects.select_related("user").filter(user=user).first()


def of_moderators() -> Q:
    """Return the condition that a follow is of somebody who may moderate, by account or by its bare address."""
    people: QuerySet[User] = ModelBackend().with_perm(MODERATE)
    return Q(follower__user__in=people) | Q(follower__mail__in=people.values("email"))


def choice_of_moderator(user: User) -> Follow | None:
    """Return what `user` chose about comments that wait, under the account or, while it proved no address, the bare one."""
    by_account = F("follower__user").asc(nulls_last=True)
    chose = Follow.objects.filter(Q(follower__user=user) | Q(follower__mail=user.email.lower()))
    return chose.filter(kind=Kind.HELD).order_by(by_account).first()
