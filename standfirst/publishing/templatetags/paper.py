"""What the pages of the paper are put together from."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.core.paginator import Page as PageOfList
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.models import Page

from standfirst.accounts.known import known_user
from standfirst.lib import locale_formats
from standfirst.lib.pages import page_number
from standfirst.publishing import direction as directions
from standfirst.publishing import queries
from standfirst.publishing.anchors import MarginNote, hang
from standfirst.publishing.body import Body
from standfirst.publishing.languages import direction
from standfirst.publishing.models import ArticlePage, HomePage, NewsroomSettings, Picture
from standfirst.publishing.sizes import sizes_of

register = template.Library()

_LISTS: Mapping[str, Callable[[Any, int], Any]] = {
    "sectionpage": queries.in_section,
    "authorpage": queries.by_author,
    "topicpage": queries.on_topic,
}


@dataclass(frozen=True, slots=True)
class Cut:
    """The widths that a picture is kept in for one place, and how wide the place is."""

    specs: tuple[str, ...]
    sizes: str


def _widths(*widths: int) -> tuple[str, ...]:
    return tuple(f"width-{width}|format-webp" for width in widths)


CUTS = {
    "lead": Cut(_widths(720, 1080, 1440, 2160), "(min-width: 64rem) 54rem, 100vw"),
    "text": Cut(_widths(560, 840, 1120), "(min-width: 48rem) 35rem, 100vw"),
    "front": Cut(_widths(720, 1080, 1440), "(min-width: 64rem) 44rem, 100vw"),
    "story": Cut(_widths(360, 720), "(min-width: 64rem) 21rem, (min-width: 48rem) 33vw, 100vw"),
    "row": Cut(_widths(240, 480), "(min-width: 48rem) 16rem, 6rem"),
    "logo": Cut(("max-600x120",), ""),
    "portrait": Cut(("fill-188x235|format-webp", "fill-376x470|format-webp"), "11.75rem"),
}


@register.inclusion_tag("publishing/parts/picture.html")
def picture(
    picture: Picture | None, cut: str, *, first: bool = False, alt: str | None = ""
) -> dict[str, Any]:
    """A picture in the widths of its place; nothing where its file is lost.

    `first` asks for it at once: for the one picture that a reader sees first. `alt` is what it shows
    in this place, where that is not what it shows everywhere.
    """
    if picture is None:
        return {}
    # A picture smaller than its place is kept once, not once per width.
    by_width = {size.width: size for size in sizes_of(picture, CUTS[cut].specs)}
    if not by_width:
        return {}
    sizes = [by_width[width] for width in sorted(by_width)]
    return {
        "sizes": sizes,
        "largest": sizes[-1],
        "place": CUTS[cut].sizes,
        "alt": alt or picture.description,
        "first": first,
        # Photographs are never clear in places; a drawing may be, and its lines are black.
        "on_light": not picture.file.name.lower().endswith((".jpg", ".jpeg")),
    }


@register.simple_tag(takes_context=True)
def newsroom(context: Context) -> NewsroomSettings:
    """The newsroom's settings where there is no request: in a letter; whoever writes many brings them along."""
    known = context.get("newsroom")
    if isinstance(known, NewsroomSettings):
        return known
    request = context.get("request")
    return NewsroomSettings.for_request(request) if request else queries.newsroom()


@register.simple_tag(takes_context=True)
def words_lang(context: Context, page: Page | None = None, *, always: bool = False) -> SafeString:
    """The attributes `lang` and `dir` of an element with the words of `page`, or of the newsroom itself.

    The page around them is in the reader's language; where that is the same, nothing need be said
    again, unless `always`.
    """
    own = getattr(page, "language", "") or newsroom(context).language
    return _lang(own) if always or own != get_language() else SafeString("")


@register.simple_tag(takes_context=True)
def interface_lang(context: Context) -> SafeString:
    """The same of an element that speaks to the reader amid words of the page, where languages differ."""
    page = context.get("page")
    own = getattr(page, "language", "") or newsroom(context).language
    reader = get_language() or own
    return _lang(reader) if own != reader else SafeString("")


@register.simple_tag
def passage_lang(language: str | None) -> SafeString:
    """The same of a passage, if it is in another language than what is around it."""
    return _lang(language) if language else SafeString("")


def _lang(language: str) -> SafeString:
    return format_html(' lang="{}" dir="{}"', language, direction(language))


@register.inclusion_tag("publishing/parts/masthead.html", takes_context=True)
def masthead(context: Context, newsroom: NewsroomSettings) -> dict[str, Any]:
    """The head of every page: day, nameplate, search, sections."""
    page = context.get("page")
    path = page.path if isinstance(page, Page) else ""
    return {
        "newsroom": newsroom,
        "is_front": isinstance(page, HomePage),
        "sections": lambda: [
            (it, bool(path) and path.startswith(it.path)) for it in queries.sections()
        ],
        "path": path,
        "today": timezone.localdate(),
        "request": context.get("request"),
        "reader": known_user(context.get("request")),
        "words": context.get("words", ""),
    }


@register.inclusion_tag("publishing/parts/footer.html", takes_context=True)
def footer(context: Context, newsroom: NewsroomSettings) -> dict[str, Any]:
    """The foot of every page: whose paper it is, how it works, its feeds."""
    page = context.get("page")
    standards = (
        "kinds_of_work",
        "ethics",
        "corrections",
        "verification",
        "unnamed_sources",
        "rules",
    )
    house = ("about", "ownership", "feedback")
    pages = queries.policies(newsroom)
    return {
        "newsroom": newsroom,
        "standards": [pages[name] for name in standards if name in pages],
        "house": [pages[name] for name in house if name in pages],
        "ownership": pages.get("ownership"),
        "privacy": pages.get("privacy"),
        "section": page.section if isinstance(page, ArticlePage) else None,
        "page": page,
        "request": context.get("request"),
    }


@register.inclusion_tag("publishing/parts/body.html", takes_context=True)
def body(context: Context, reading: Body, notes: Sequence[MarginNote] = ()) -> dict[str, Any]:
    """The body of an article or a plain page, block by block, with `notes` beside their passages."""
    queries.fetch_sizes(_pictures(reading))
    hung = hang(reading, notes)
    page = context.get("page")
    return {
        "parts": hung.body.parts,
        "left": hung.left,
        "request": context.get("request"),
        "page": page,
        "newsroom": newsroom(context),
        "around": direction(getattr(page, "language", "") or newsroom(context).language),
    }


@register.filter(is_safe=True)
def with_directions(html: str, around: str) -> SafeString:
    """Say of each part of laid out words that runs another way than the page which way it runs."""
    return mark_safe(directions.with_directions(html, around))  # noqa: S308 - it adds one attribute


def _pictures(reading: Body) -> Iterable[Picture | None]:
    for part in reading.parts:
        if part.kind == "picture":
            yield part.value["picture"]
        elif part.kind == "gallery":
            yield from (item["picture"] for item in part.value["pictures"])


@register.simple_tag
def front_page(home: HomePage) -> queries.Front:
    return queries.front_page(home, at=timezone.now())


@register.simple_tag(takes_context=True)
def listing(context: Context, page: Page) -> Any:  # noqa: ANN401 - Django's own Page carries no row type
    """One page of the articles under a section, by an author or on a topic."""
    return _LISTS[page._meta.model_name](page, page_number(context["request"]))


@register.simple_tag(takes_context=True)
def list_number(context: Context) -> int:
    """Which page of its list a page shows; 1 where it has no list, or all of it."""
    for name in ("articles", "results", "givers"):
        if isinstance(found := context.get(name), PageOfList):
            return int(found.number)
    page = context.get("page")
    has_list = isinstance(page, Page) and page._meta.model_name in _LISTS
    return page_number(context["request"]) if has_list and context.get("request") else 1


@register.simple_tag
def latest(count: int) -> list[ArticlePage]:
    return queries.latest(count)


@register.simple_tag
def related(article: ArticlePage) -> list[ArticlePage]:
    return queries.related_to(article)


@register.simple_tag
def authors_of(article: ArticlePage) -> Sequence[Any]:
    return queries.authors_of(article)


@register.simple_tag
def topics_of(article: ArticlePage) -> Sequence[Any]:
    return queries.topics_of(article)


@register.simple_tag
def all_authors() -> Sequence[Any]:
    return queries.authors()


@register.simple_tag
def all_topics() -> Sequence[Any]:
    return queries.topics()


for _write in (
    locale_formats.clock,
    locale_formats.day,
    locale_formats.moment,
    locale_formats.moment_of_this_year,
    locale_formats.month,
    locale_formats.month_name,
    locale_formats.percent,
    locale_formats.short_day,
    locale_formats.short_weekday,
    locale_formats.weekday,
    locale_formats.weekday_and_day,
):
    register.filter(_write)
