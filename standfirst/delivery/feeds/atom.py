"""Atom 1.0, with every author named and the whole text in `content`."""

from typing import Any

from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from .entries import Entry, Feed
from .rss import enclosures

CONTENT_TYPE = "application/atom+xml; charset=utf-8"


class _Atom(Atom1Feed):
    def latest_post_date(self) -> Any:  # noqa: ANN401 - datetime, which Django leaves untyped
        return self.feed["updated_at"]

    def add_root_elements(self, handler: Any) -> None:  # noqa: ANN401
        super().add_root_elements(handler)
        handler.addQuickElement("icon", self.feed["icon"])

    def item_attributes(self, item: dict[str, Any]) -> dict[str, Any]:
        return {**super().item_attributes(item), "xml:lang": item["entry"].language}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:  # noqa: ANN401
        super().add_item_elements(handler, item)
        entry: Entry = item["entry"]
        for writer in entry.writers:
            handler.startElement("author", {})
            handler.addQuickElement("name", writer.name)
            handler.addQuickElement("uri", writer.url)
            handler.endElement("author")
        handler.addQuickElement("content", entry.html, {"type": "html"})


def write(feed: Feed) -> str:
    """Return `feed` as Atom 1.0."""
    atom = _Atom(
        title=feed.title,
        link=feed.address,
        description=feed.description,
        subtitle=feed.description,
        language=feed.language,
        # Stands for entries that name nobody, which Atom would refuse.
        author_name=feed.title,
        author_link=feed.address,
        feed_url=feed.own_address,
        feed_copyright=feed.copyright or None,
        updated_at=feed.updated_at,
        icon=feed.icon,
    )
    for entry in feed.entries:
        atom.add_item(
            title=entry.title,
            link=entry.url,
            # Django declares summaries as HTML; ours are plain words.
            description=escape(entry.summary),
            pubdate=entry.published_at,
            updateddate=entry.updated_at,
            unique_id=entry.guid,
            categories=entry.categories,
            enclosures=enclosures(entry),
            entry=entry,
        )
    return str(atom.writeString("utf-8"))
