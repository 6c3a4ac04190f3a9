"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

import json
from typing import Any

from django.utils.feedgenerator import rfc3339_date

from .entries import Entry, Feed

CONTENT_TYPE = "application/feed+json; charset=utf-8"
VERSION = "https://jsonfeed.org/version/1.1"


def write(feed: Feed) -> str:
    """Return `feed` as JSON Feed 1.1."""
    document = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.address,
        "feed_url": feed.own_address,
        "description": feed.description,
        "icon": feed.icon,
        "language": feed.language,
        "items": [_item(entry) for entry in feed.entries],
    }
    return json.dumps(document, ensure_ascii=False)


def _item(entry: Entry) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": entry.guid,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.html,
        "date_published": rfc3339_date(entry.published_at),
        "date_modified": rfc3339_date(entry.updated_at),
        "authors": [{"name": writer.name, "url": writer.url} for writer in entry.writers],
        "tags": list(entry.categories),
        "language": entry.language,
    }
    if entry.picture:
        item["image"] = entry.picture.url
        item["attachments"] = [
            {
                "url": entry.picture.url,
                "mime_type": entry.picture.type,
                "size_in_bytes": entry.picture.length,
                "title": entry.picture.credit,
            }
        ]
    return item
