"""An article as a card on somebody else's page (oEmbed 1.0, https://oembed.com/).

The type is "link": other sites get words and a picture, never mark-up or script of ours.
"""

import io
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.utils.xmlutils import SimplerXMLGenerator

from standfirst.publishing.models import ArticlePage, NewsroomSettings

from .addresses import Addresses, absolute
from .pictures import SharedPicture, lead
from .text import one_line

# Few, so that nobody can have us draw every size there is.
WIDTHS = (1200, 640, 320, 160)
Card = dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Room:
    """The most that the asking page can show, in pixels; None is any."""

    width: int | None = None
    height: int | None = None

    def holds(self, picture: SharedPicture) -> bool:
        """Whether `picture` fits."""
        return (self.width is None or picture.width <= self.width) and (
            self.height is None or picture.height <= self.height
        )


def path_of(url: str) -> str | None:
    """Return the path of `url`, decoded, if it is one of ours, else None."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return None
    own = urlsplit(settings.SITE_URL)
    if parts.scheme not in {"http", "https"} or host != own.hostname:
        return None
    return unquote(parts.path) or "/"


def card_of(
    article: ArticlePage, *, newsroom: NewsroomSettings, addresses: Addresses, room: Room
) -> Card:
    """Return what a page elsewhere may show of `article`: five queries."""
    card: Card = {
        "version": "1.0",
        "type": "link",
        "title": one_line(article.title),
        "provider_name": one_line(newsroom.name),
        "provider_url": absolute("/"),
        "cache_age": 3600,
        "url": addresses.page(article),
        "description": one_line(article.standfirst),
    }
    authors = [it.author for it in article.bylines.select_related("author").order_by("sort_order")]
    if authors:
        card["author_name"] = ", ".join(one_line(author.title) for author in authors)
        card["author_url"] = addresses.page(authors[0])
    if picture := _thumbnail(article, room):
        card["thumbnail_url"] = picture.url
        card["thumbnail_width"] = picture.width
        card["thumbnail_height"] = picture.height
    return card


def as_xml(card: Card) -> str:
    """Return `card` as oEmbed's XML."""
    out = io.StringIO()
    xml = SimplerXMLGenerator(out, "utf-8")
    xml.startDocument()
    xml.startElement("oembed", AttributesImpl({}))
    for name, value in card.items():
        xml.addQuickElement(name, str(value))
    xml.endElement("oembed")
    return out.getvalue()


def _thumbnail(article: ArticlePage, room: Room) -> SharedPicture | None:
    """Return the largest size of the lead picture that fits, None where none does."""
    for width in WIDTHS:
        if room.width is None or width <= room.width:
            picture = lead(article, f"width-{width}|format-jpeg")
            if picture and room.holds(picture):
                return picture
    return None
