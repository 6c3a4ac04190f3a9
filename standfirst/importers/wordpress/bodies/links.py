"""Links of pictures and in captions, which our blocks have no place for, or one for a foreign address only."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from lxml import etree

    from .convert import Walker

PICTURE_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp|tiff?)(?:[?#].*)?\Z", re.IGNORECASE
)


def link_around(walker: Walker, image: etree._Element) -> etree._Element | None:
    """Return the link that a picture is, unless it only shows the picture again, larger or on a page of its own."""
    link = next((above for above in list(image.iterancestors())[:4] if above.tag == "a"), None)
    href = (link.get("href") or "").strip() if link is not None else ""
    is_itself = (
        href.startswith("#")
        or PICTURE_FILE.search(href)
        or "attachment" in (link.get("rel") or "" if link is not None else "")
        or "attachment_id=" in href
        or walker.places.picture(None, href) is not None
    )
    return None if is_itself or not href else link


def is_ours(walker: Walker, link: etree._Element) -> bool:
    """Say whether a link leads to a page or a file that is here."""
    href = link.get("href") or ""
    return walker.places.page(href) is not None or walker.places.document(href) is not None


def write_link_around(walker: Walker, link: etree._Element, image: etree._Element) -> None:
    """A picture that leads to a page or a file of ours is followed by a link to it."""
    words = " ".join((image.get("alt") or "").split()) or unquote(
        urlsplit(link.get("href") or "").path.strip("/").rpartition("/")[2]
    )
    html = walker.inline.link(link.get("href") or "", escape(words, quote=False))
    if html.startswith("<a "):
        walker.add("text", f"<p>{html}</p>")


def write_links(walker: Walker, *captions: etree._Element) -> None:
    """The links of a caption, whose field holds plain words, follow in a paragraph."""
    links = [walker.inline.element(link) for caption in captions for link in caption.iter("a")]
    if found := [html for html in links if html.startswith("<a ")]:
        walker.add("text", f"<p>{' · '.join(found)}</p>")
