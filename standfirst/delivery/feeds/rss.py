"""RSS 2.0, with the whole text in `content:encoded` and the picture's credit in `media:credit`."""

from typing import Any

from django.utils.feedgenerator import Enclosure, Rss201rev2Feed, rfc3339_date

from standfirst.delivery.pictures import SharedPicture

from .entries import Entry, Feed

CONTENT_TYPE = "application/rss+xml; charset=utf-8"


class _Rss(Rss201rev2Feed):
    def rss_attributes(self) -> dict[str, str]:
        return {
            **super().rss_attributes(),
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
            "xmlns:dcterms": "http://purl.org/dc/terms/",
            "xmlns:media": "http://search.yahoo.com/mrss/",
        }

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:  # noqa: ANN401
        super().add_item_elements(handler, item)
        entry: Entry = item["entry"]
        for writer in entry.writers:
            handler.addQuickElement("dc:creator", writer.name)
        handler.addQuickElement("dc:language", entry.language)
        handler.addQuickElement("dcterms:modified", rfc3339_date(entry.updated_at))
        if entry.picture:
            _add_picture(handler, entry.picture)
        handler.addQuickElement("content:encoded", entry.html)


def _add_picture(handler: Any, picture: SharedPicture) -> None:  # noqa: ANN401 - a SAX handler
    shape = {"width": str(picture.width), "height": str(picture.height)}
    about = {"url": picture.url, "type": picture.type, "medium": "image", **shape}
    handler.startElement("media:content", about)
    handler.addQuickElement("media:description", picture.alt)
    if picture.credit:
        handler.addQuickElement("media:credit", picture.credit)
    if picture.licence_url:
        handler.addQuickElement("media:license", picture.licence, {"href": picture.licence_url})
    handler.endElement("media:content")


def write(feed: Feed) -> str:
    """Return `feed` as RSS 2.0."""
    rss = _Rss(
        title=feed.title,
        link=feed.address,
        description=feed.description,
        language=feed.language,
        feed_url=feed.own_address,
        feed_copyright=feed.copyright or None,
    )
    for entry in feed.entries:
        rss.add_item(
            title=entry.title,
            link=entry.url,
            description=entry.summary,
            pubdate=entry.published_at,
            updateddate=entry.updated_at,
            unique_id=entry.guid,
            unique_id_is_permalink=False,
            categories=entry.categories,
            enclosures=enclosures(entry),
            entry=entry,
        )
    return str(rss.writeString("utf-8"))


def enclosures(entry: Entry) -> list[Enclosure]:
    """Return the entry's picture as what a reader may fetch besides the text."""
    picture = entry.picture
    return [Enclosure(picture.url, str(picture.length), picture.type)] if picture else []
