"""Fills a feed with the newest articles of a place, in the same number of queries whatever they hold."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.db.models import Max
from django.templatetags.static import static
from django.utils import timezone, translation
from django.utils.html import format_html
from wagtail.models import PageLogEntry

from standfirst.delivery.addresses import Addresses, absolute
from standfirst.delivery.content import body_html, figure
from standfirst.delivery.pictures import lead
from standfirst.delivery.queries.articles import topics_of, with_sections
from standfirst.delivery.queries.bodies import Referred, referred_from
from standfirst.delivery.text import one_line
from standfirst.lib.names import printable
from standfirst.publishing.direction import with_directions
from standfirst.publishing.languages import direction
from standfirst.publishing.models import ArticlePage, NewsroomSettings, TopicPage

from .entries import Entry, Feed, Writer
from .places import Place

log = logging.getLogger("standfirst.delivery")

LONGEST = 30
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def feed_of(
    place: Place, *, newsroom: NewsroomSettings, addresses: Addresses, own_address: str
) -> Feed:
    """Return the newest articles of `place`, in full, newest first, in the newsroom's language and time zone."""
    with translation.override(newsroom.language), timezone.override(ZoneInfo(newsroom.time_zone)):
        return _feed_of(place, newsroom, addresses, own_address)


def _feed_of(
    place: Place, newsroom: NewsroomSettings, addresses: Addresses, own_address: str
) -> Feed:
    articles = with_sections(
        list(
            place.articles.for_listing().select_related("alias_of__articlepage", "lead_picture")[
                :LONGEST
            ]
        )
    )
    topics = topics_of(articles)
    referred = referred_from([article.body.raw_data for article in articles], addresses)
    entries = list(_entries(articles, topics, referred, addresses, newsroom))
    return Feed(
        title=one_line(place.title(newsroom)),
        description=one_line(place.description(newsroom)),
        address=addresses.page(place.page),
        own_address=own_address,
        language=newsroom.language,
        copyright=one_line(newsroom.copyright_line),
        icon=absolute(static("standfirst/img/icon-512.png")),
        entries=entries,
        updated_at=max([entry.updated_at for entry in entries], default=_beginning(place)),
    )


def last_change(feed: Feed) -> float:
    """Return when the feed may last have changed, as a time stamp; one query.

    Taking an article off the site leaves no entry behind, but a line in Wagtail's log.
    """
    logged = PageLogEntry.objects.aggregate(at=Max("timestamp"))["at"]
    newest: datetime = max(filter(None, (logged, feed.updated_at)))
    return newest.timestamp()


def _beginning(place: Place) -> datetime:
    """Return a time for a place without articles: its page's own."""
    return place.page.last_published_at or _EPOCH


def _entries(
    articles: Sequence[ArticlePage],
    topics: Mapping[int, Sequence[TopicPage]],
    referred: Referred,
    addresses: Addresses,
    newsroom: NewsroomSettings,
) -> Iterator[Entry]:
    """Yield the entries; an article that cannot be laid out is left out, and holds up no other."""
    for article in articles:
        try:
            entry = _entry(article, topics, referred, addresses, newsroom)
        except Exception:
            log.exception("article_not_in_feed", extra={"article": article.pk})
        else:
            yield entry


def _entry(
    article: ArticlePage,
    topics: Mapping[int, Sequence[TopicPage]],
    referred: Referred,
    addresses: Addresses,
    newsroom: NewsroomSettings,
) -> Entry:
    # In a section where it stands as an alias, it is the same article as elsewhere.
    original: ArticlePage = article.alias_of.articlepage if article.alias_of else article
    address = addresses.page(original)
    picture = lead(article)
    summary = one_line(article.standfirst or article.search_description)
    opening = format_html("{}<p><b>{}</b></p>", figure(picture), summary)
    around = direction(article.language or newsroom.language)
    body = body_html(article.body.raw_data, referred, page=address)
    return Entry(
        guid=original.old_feed_id or f"urn:uuid:{original.translation_key}",
        url=address,
        title=one_line(article.title),
        summary=summary,
        html=_in_its_language(
            article.language,
            printable(opening + with_directions(body, around)),
        ),
        writers=[
            Writer(one_line(it.author.title), addresses.page(it.author))
            for it in article.bylines.all()
        ],
        categories=[
            one_line(name)
            for name in (
                article.get_parent().title,
                str(article.kind_label),
                *(topic.title for topic in topics.get(article.pk, ())),
            )
            if name
        ],
        published_at=article.first_published_at,
        updated_at=article.updated_at or article.first_published_at,
        picture=picture,
        language=article.language or newsroom.language,
    )


def _in_its_language(language: str, html: str) -> str:
    """Say on the words themselves what they are written in, if not in the paper's language."""
    if not language:
        return html
    return f'<div lang="{language}" dir="{direction(language)}">{html}</div>'
