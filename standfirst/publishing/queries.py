"""What the paper's pages read: sections, the front page, lists of articles, the archive.

Every function takes a fixed number of queries, however many rows it returns.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from django.core.paginator import Page as PageOfList
from django.db.models import Count, F, Model, Q, Window, prefetch_related_objects
from django.db.models.functions import ExtractDay, ExtractMonth, ExtractYear, Left, RowNumber
from wagtail.models import Site

from standfirst.lib.pages import page_of
from standfirst.publishing.models import (
    ArticlePage,
    AuthorPage,
    HomePage,
    KindOfWork,
    NewsroomSettings,
    Picture,
    PlainPage,
    SectionPage,
    TopicPage,
    closed_by_itself,
    closed_to_some,
)
from standfirst.publishing.models.articles import ArticleQuerySet

POLICIES = (
    "about", "ethics", "corrections", "ownership", "unnamed_sources", "verification", "feedback",
    "kinds_of_work", "rules", "privacy",
)  # fmt: skip
ROWS_A_PAGE = 20
NEXT_TO_LEAD = 3
STORIES_A_BAND = 3
LIVE_FOR = timedelta(days=2)
# Root, home, section: four letters of the tree's path each.
_SECTION_PATH = 12


@dataclass(frozen=True, slots=True)
class Band:
    """A section on the front page, and what is newest in it."""

    section: SectionPage
    stories: Sequence[ArticlePage]


@dataclass(frozen=True, slots=True)
class Front:
    """The front page: no article stands on it twice."""

    lead: ArticlePage | None
    beside: Sequence[ArticlePage]
    bands: Sequence[Band]
    live: ArticlePage | None

    @property
    def stories(self) -> list[ArticlePage]:
        """Every article on the page, the lead first."""
        lead = [self.lead] if self.lead else []
        return [*lead, *self.beside, *(story for band in self.bands for story in band.stories)]


def _published() -> ArticleQuerySet:
    """Return the articles that everybody may read, each once: without aliases."""
    return cast(ArticleQuerySet, ArticlePage.objects.live().for_everybody().originals())


def newsroom() -> NewsroomSettings:
    """Return the settings of the newsroom, where no request tells whose site it is."""
    site = Site.objects.filter(is_default_site=True).first()
    return NewsroomSettings.for_site(site) if site else NewsroomSettings()


def sections() -> list[SectionPage]:
    """Return the sections of the paper, in the editor's order."""
    return list(SectionPage.objects.live().exclude(closed_to_some()).order_by("path"))


def front_page(home: HomePage, *, at: datetime) -> Front:
    """Return the front page at a moment: what leads, what stands beside it, each section's newest.

    `live` is a page that is still being written and has left the top of the front.
    """
    bands_of = sections()
    picked = home.lead_article_id
    newest = _listed(_published())[: NEXT_TO_LEAD + 1]
    top = _with_picked(list(newest), picked)
    by_section = _newest_by_section(bands_of, besides=top)
    _set_sections(
        [*top, *(story for stories in by_section.values() for story in stories)], bands_of
    )
    bands = [Band(it, by_section[it.path]) for it in bands_of if by_section[it.path]]
    lead, beside = (top[0], top[1:]) if top else (None, [])
    return Front(lead, beside, bands, _live_now(besides=top, at=at))


def _live_now(*, besides: Iterable[ArticlePage], at: datetime) -> ArticlePage | None:
    live = _published().filter(kind=KindOfWork.LIVE, first_published_at__gte=at - LIVE_FOR)
    found = live.exclude(pk__in=[story.pk for story in besides]).defer("body", "sources")
    return cast("ArticlePage | None", found.newest_first().first())


def _with_picked(newest: list[ArticlePage], picked: int | None) -> list[ArticlePage]:
    """Put the article that the editor picked first, fetching it if it is not among the newest."""
    if picked is None:
        return newest
    lead = next((story for story in newest if story.pk == picked), None)
    if lead is None:
        lead = _listed(_published()).filter(pk=picked).first()
    if lead is None:
        return newest
    rest = [story for story in newest if story.pk != picked]
    return [lead, *rest[:NEXT_TO_LEAD]]


def _newest_by_section(
    of: Iterable[SectionPage], *, besides: Iterable[ArticlePage]
) -> dict[str, list[ArticlePage]]:
    """Return the newest articles of each section by the section's path."""
    place = Window(
        RowNumber(),
        partition_by=[Left("path", _SECTION_PATH)],
        order_by=[F("first_published_at").desc(), F("pk").desc()],
    )
    # Ranked without their bodies, so that the database sorts narrow rows.
    ranked = _published().exclude(pk__in=[story.pk for story in besides])
    numbers = list(
        ranked.annotate(place=place).filter(place__lte=STORIES_A_BAND).values_list("pk", flat=True)
    )
    found: dict[str, list[ArticlePage]] = {section.path: [] for section in of}
    for story in _listed(ArticlePage.objects.filter(pk__in=numbers)):
        if story.path[:_SECTION_PATH] in found:
            found[story.path[:_SECTION_PATH]].append(story)
    return found


def latest(count: int) -> list[ArticlePage]:
    """Return the newest articles of the whole paper."""
    return _with_sections(list(_listed(_published())[:count]))


def in_section(section: SectionPage, page: int) -> "PageOfList[ArticlePage]":
    """Return one page of a section's articles, newest first; Http404 past its end."""
    # Whoever is shown the section may see what is closed by the section alone.
    articles = ArticlePage.objects.live().child_of(section).exclude(closed_by_itself())
    return _page(articles, page, of=section)


def by_author(author: AuthorPage, page: int) -> "PageOfList[ArticlePage]":
    """Return one page of what `author` wrote, newest first."""
    return _page(_published().filter(bylines__author=author), page)


def on_topic(topic: TopicPage, page: int) -> "PageOfList[ArticlePage]":
    """Return one page of the articles on `topic`, newest first."""
    return _page(_published().filter(topics=topic), page)


def on_day(day: date) -> list[ArticlePage]:
    """Return everything published on `day` in the newsroom's time zone, newest first."""
    published = _published().filter(first_published_at__date=day)
    return _with_sections(list(_listed(published)))


def authors_of(article: ArticlePage) -> list[AuthorPage]:
    """Return who wrote `article`, in the order of its bylines, also of a draft that is not saved."""
    chosen = [byline.author_id for byline in article.bylines.all()]
    found = AuthorPage.objects.in_bulk(chosen)
    return [found[number] for number in chosen if number in found]


def topics_of(article: ArticlePage) -> list[TopicPage]:
    """Return the live topics of `article`, by name."""
    return sorted((topic for topic in article.topics.all() if topic.live), key=lambda it: it.title)


def related_to(article: ArticlePage) -> list[ArticlePage]:
    """Return what an editor put beside `article`; without that, the newest of its section."""
    chosen = [beside.to_id for beside in article.related_articles.all()]
    if chosen:
        stories = _listed(_published()).in_bulk(chosen)
        return [stories[number] for number in chosen if number in stories]
    if article.pk is None:
        return []
    siblings = _published().sibling_of(article, inclusive=False)
    return list(_listed(siblings)[:3])


def authors() -> list[AuthorPage]:
    """Return everybody who writes, by name, each with `article_count` and the photo's sizes."""
    there = Q(bylines__article__live=True, bylines__article__alias_of=None)
    counted = Count("bylines", filter=there)
    people = AuthorPage.objects.live().exclude(closed_to_some()).annotate(article_count=counted)
    people = people.select_related("photo")
    return list(people.prefetch_related("photo__renditions").order_by("title"))


def topics() -> list[TopicPage]:
    """Return all topics by name, each with `article_count`."""
    counted = Count("articles", filter=Q(articles__live=True, articles__alias_of=None))
    open_topics = TopicPage.objects.live().exclude(closed_to_some())
    return list(open_topics.annotate(article_count=counted).order_by("title"))


def count_by_month() -> dict[int, dict[int, int]]:
    """Return the number of articles by year (newest first) and month, in the newsroom's time zone."""
    rows = (
        _published()
        .filter(first_published_at__isnull=False)
        .annotate(year=ExtractYear("first_published_at"), month=ExtractMonth("first_published_at"))
        .values_list("year", "month")
        .annotate(count=Count("pk"))
        .order_by("-year", "month")
    )
    found: dict[int, dict[int, int]] = {}
    for year, month, count in rows:
        found.setdefault(year, {})[month] = count
    return found


def count_by_day(year: int) -> dict[int, dict[int, int]]:
    """Return the number of articles by month and day of `year`, in the newsroom's time zone."""
    rows = (
        _published()
        .filter(first_published_at__year=year)
        .annotate(month=ExtractMonth("first_published_at"), day=ExtractDay("first_published_at"))
        .values_list("month", "day")
        .annotate(count=Count("pk"))
        .order_by("month", "day")
    )
    found: dict[int, dict[int, int]] = {}
    for month, day, count in rows:
        found.setdefault(month, {})[day] = count
    return found


def policies(newsroom: NewsroomSettings) -> dict[str, PlainPage]:
    """Return the live policy pages by the name of their setting, in one query."""
    chosen = {name: getattr(newsroom, f"{name}_id") for name in POLICIES}
    numbers = [number for number in chosen.values() if number]
    pages = PlainPage.objects.live().defer("body").in_bulk(numbers) if numbers else {}
    return {name: pages[number] for name, number in chosen.items() if number in pages}


def fetch_sizes(pictures: Iterable[Picture | None]) -> None:
    """Fetch the stored sizes of all `pictures` at once."""
    there: list[Model] = [picture for picture in pictures if picture is not None]
    if there:
        prefetch_related_objects(there, "renditions")


def _listed(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Return `articles` as a list shows them: without bodies, newest first."""
    listed = articles.for_listing().defer("body", "sources").newest_first()
    return cast(ArticleQuerySet, listed)


def _page(
    articles: ArticleQuerySet, number: int, *, of: SectionPage | None = None
) -> "PageOfList[ArticlePage]":
    page = page_of(_listed(articles), number, size=ROWS_A_PAGE)
    page.object_list = list(page.object_list)
    _set_sections(page.object_list, [of] if of else sections())
    return page


def _with_sections(stories: list[ArticlePage]) -> list[ArticlePage]:
    _set_sections(stories, sections())
    return stories


def _set_sections(stories: Iterable[ArticlePage], known: Iterable[SectionPage]) -> None:
    """Give each story its section, which it would otherwise fetch by itself."""
    by_path = {section.path: section for section in known}
    for story in stories:
        section = by_path.get(story.path[:_SECTION_PATH])
        if section is not None:
            story.section = section
