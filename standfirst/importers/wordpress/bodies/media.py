"""Pictures, galleries, players, files and embeds: whatever the old page loaded, ours shows from its own library or links."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from .captions import split_credit
from .inline import is_web_address, line_of, safe_address
from .links import is_ours, link_around, write_link_around, write_links
from .providers import page_of_player, provider_of
from .quotes import pull_quote, quote
from .results import Credit, PictureRef

if TYPE_CHECKING:
    from lxml import etree

    from .convert import Walker

WEB = frozenset({"http", "https"})
LONGEST_LINE = 255
LONGEST_CAPTION = 500
SOURCES = ("src", "data-src", "data-lazy-src", "data-litespeed-src", "data-orig-file")
EMPTY = re.compile(r"(?:data|about|javascript):", re.IGNORECASE)
NOTHING_SAID = {"caption": "", "alt": ""}


def figure(walker: Walker, element: etree._Element) -> None:
    """A figure: what it is follows from what is in it."""
    classes, caption = element.get("class") or "", _caption_of(element)
    if "wp-block-embed" in classes:
        embed_block(walker, element, "")
    elif "gallery" in classes:
        gallery(walker, element)
    elif (table := element.find(".//table")) is not None and len(list(element.iter("table"))) == 1:
        walker.table(table, _short(walker, line_of(caption)))
        write_links(walker, *_one(caption))
        _leftover(walker, element, used=[table, *_one(caption)])
    elif (words := element.find(".//blockquote")) is not None:
        (pull_quote if "pullquote" in classes else quote)(
            walker, element if "pullquote" in classes else words
        )
        if "pullquote" not in classes:
            _leftover(walker, element, used=[words])
    else:
        _picture_or_player(walker, element, caption)


def _picture_or_player(
    walker: Walker, element: etree._Element, caption: etree._Element | None
) -> None:
    pictures, players = [*element.iter("img")], _players(element)
    if len(pictures) > 1 and not players:
        gallery(walker, element)
    elif len(pictures) == 1 and not players:
        _show(walker, pictures[0], line_of(caption))
        write_links(walker, *_one(caption))
        _leftover(walker, element, used=_one(caption))
    elif len(players) == 1:
        _play(walker, players[0], line_of(caption))
        write_links(walker, *_one(caption))
        _leftover(walker, element, used=[*players, *_one(caption)])
    else:
        walker.box(element)


def picture(walker: Walker, element: etree._Element) -> None:
    """A picture without a caption."""
    _show(walker, element, "")


def gallery(walker: Walker, element: etree._Element) -> None:
    """Several pictures together; the caption of them all becomes the title."""
    title = next(
        (
            part
            for part in element.iter("figcaption")
            if "blocks-gallery-caption" in (part.get("class") or "")
        ),
        None,
    )
    outer = element if element.tag == "figure" else element.find("figure")
    if title is None and outer is not None:
        title = outer.find("figcaption")
    found = [(image, _caption_near(image, element, title)) for image in element.iter("img")]
    used = [part for part in (title, *(caption for _, caption in found)) if part is not None]
    _gallery(walker, [(image, line_of(caption)) for image, caption in found], line_of(title))
    write_links(walker, *used)
    _leftover(walker, element, used=used)


def gallery_by_number(walker: Walker, element: etree._Element) -> None:
    """The gallery shortcode, which names attachments by their numbers."""
    numbers = [int(number) for number in re.findall(r"\d{1,15}", element.get("data-ids") or "")]
    refs = [ref for number in numbers if (ref := walker.places.picture(number, ""))]
    if not numbers:
        refs = _attached(walker, element)
    missing = len(numbers) - len(refs)
    if missing > 0 or not (numbers or refs):
        walker.result.left_out["gallery picture without a file"] += max(missing, 1)
    _add_gallery(walker, [(ref, dict(NOTHING_SAID)) for ref in refs], "")


def playlist(walker: Walker, element: etree._Element) -> None:
    """The playlist shortcode, which names attachments by their numbers: one file after the other."""
    numbers = [int(number) for number in re.findall(r"\d{1,15}", element.get("data-ids") or "")]
    documents = [walker.places.file(number) for number in numbers]
    for document in filter(None, documents):
        walker.add("file", {"document": document, "description": ""})
    if missing := documents.count(None) or not numbers:
        walker.result.left_out["recording of a playlist without a file"] += missing


def _attached(walker: Walker, element: etree._Element) -> list[PictureRef]:
    """A gallery that names none shows the pictures that were uploaded to its post, or to the one it names."""
    of = element.get("data-of") or ""
    excluded = {
        ref.id
        for number in re.findall(r"\d{1,15}", element.get("data-exclude") or "")
        if (ref := walker.places.picture(int(number), ""))
    }
    item = int(of) if of.isascii() and of.isdigit() and len(of) < 16 else walker.beside.item
    return [ref for ref in walker.places.attached(item) if ref.id not in excluded]


def embed_element(walker: Walker, element: etree._Element) -> None:
    """The embed shortcode."""
    embed(walker, line_of(element), "")


def embed_block(walker: Walker, element: etree._Element, address: str) -> None:
    """An embed block: its address stands in the delimiter, in the wrapper, or in a frame."""
    caption = _caption_of(element)
    words = line_of(element, but=_one(caption))
    frame_address = next(filter(None, map(_source_of, element.iter("iframe"))), "")
    target = next(
        (found for found in (*re.findall(r"https?://\S+", words), address, frame_address) if found),
        "",
    )
    rest = words.replace(target, "").strip() if target else words
    embed(walker, target, line_of(caption))
    write_links(walker, *_one(caption))
    walker.words(rest)


def embed(walker: Walker, address: str, caption: str) -> None:
    """Something of another site, or a page of this one, which needs no more than a link."""
    address = page_of_player(address)
    page, safe = walker.places.page(address), safe_address(address, walker.places, schemes=WEB)
    if page is not None:
        words = escape(caption or walker.places.title(page) or address, quote=False)
        walker.add("text", f"<p>{walker.inline.link(address, words)}</p>")
    elif safe:
        title = provider_of(safe) or urlsplit(safe).hostname or safe
        walker.add("embed", {"url": safe, "title": title, "caption": _short(walker, caption)})
    else:
        walker.result.left_out["embed without an address"] += 1
        walker.words(
            f"{address if not address.lower().startswith(('javascript', 'data', 'vbscript')) else ''} {caption}"
        )


def frame(walker: Walker, element: etree._Element, caption: str = "") -> None:
    """A frame never survives; what it showed becomes an embed."""
    if safe := safe_address(_source_of(element), walker.places, schemes=WEB):
        embed(walker, safe, caption)
    else:
        walker.result.left_out["frame without an address"] += 1
        walker.words(caption)


def recording(walker: Walker, address: str) -> None:
    """A recording that is named beside the body: our file if we have it, or else an embed."""
    if (document := walker.places.document(address)) is not None:
        walker.add("file", {"document": document, "description": ""})
    else:
        embed(walker, address, "")


def show(walker: Walker, wordpress_id: int | None, address: str) -> None:
    """A picture that only the attributes of a block name."""
    ref = walker.places.picture(wordpress_id, address)
    if ref is not None:
        walker.pictures.setdefault(ref.id, ref)
        walker.add("picture", {"picture": ref.id, **NOTHING_SAID, "link": "", "size": "text"})
    else:
        walker.result.left_out["picture without a file"] += 1
        if safe := safe_address(address, walker.places, schemes=WEB):
            words = unquote(urlsplit(safe).path.rpartition("/")[2]) or safe
            walker.add("text", f'<p><a href="{escape(safe)}">{escape(words, quote=False)}</a></p>')


def player(walker: Walker, element: etree._Element) -> None:
    """A video or a recording."""
    _play(walker, element, "")


def file(walker: Walker, element: etree._Element) -> None:
    """A file to download; one that we do not have stays a link."""
    for link in element.iter("a"):
        document = walker.places.document(link.get("href") or "")
        if document is not None:
            walker.add("file", {"document": document, "description": _short(walker, line_of(link))})
            buttons = [
                part
                for part in element.iter("a")
                if part is not link and "wp-block-file__button" in (part.get("class") or "")
            ]
            _leftover(walker, element, used=[link, *buttons])
            return
    walker.box(element)


def _play(walker: Walker, element: etree._Element, caption: str) -> None:
    if element.tag == "iframe":
        frame(walker, element, caption)
        return
    sources = [
        element.get("src") or "",
        *(part.get("src") or "" for part in element.iter("source")),
    ]
    for source in filter(None, sources):
        if (document := walker.places.document(source)) is not None:
            walker.add("file", {"document": document, "description": _short(walker, caption)})
            break
        if safe := safe_address(source, walker.places, schemes=WEB):
            name = unquote(urlsplit(safe).path.rpartition("/")[2]) or safe
            walker.add(
                "embed",
                {
                    "url": safe,
                    "title": provider_of(safe) or name,
                    "caption": _short(walker, caption),
                },
            )
            break
    else:
        walker.result.left_out[f"{element.tag} without an address"] += 1
        walker.words(caption)
    walker.words(line_of(element))


def _show(walker: Walker, image: etree._Element, caption: str) -> None:
    ref = _find(walker, image)
    if ref is None:
        _say_instead(walker, image, caption)
        return
    said = _said_here(walker, ref, image, caption)
    size = "wide" if _is_wide(image) else "text"
    link = link_around(walker, image)
    address = (
        safe_address(link.get("href") or "", walker.places, schemes=WEB) if link is not None else ""
    )
    is_elsewhere = link is not None and is_web_address(address) and not is_ours(walker, link)
    walker.add(
        "picture",
        {"picture": ref.id, **said, "link": address if is_elsewhere else "", "size": size},
    )
    if link is not None and not is_elsewhere:
        write_link_around(walker, link, image)


def _find(walker: Walker, image: etree._Element) -> PictureRef | None:
    number = re.search(r"\bwp-image-(\d{1,15})\b", image.get("class") or "")
    ref = walker.places.picture(int(number[1]) if number else None, _source_of(image))
    return walker.pictures.setdefault(ref.id, ref) if ref else None


def _said_here(
    walker: Walker, ref: PictureRef, image: etree._Element, caption: str
) -> dict[str, str]:
    """Return caption and alt text of one place, as far as they are not what the media library says anyway.

    A credit goes with the picture. Where the library names somebody else, the caption stays whole.
    """
    words, credit = split_credit(caption)
    credit = " ".join((image.get("data-credit") or "").split()) or credit
    ref = walker.pictures.get(ref.id, ref)
    if credit and not ref.credit:
        walker.result.credits.append(Credit(ref.id, credit))
        ref = walker.pictures[ref.id] = replace(ref, credit=credit)
    shown = words if credit in {"", ref.credit} else caption
    alt = " ".join((image.get("alt") or "").split())[:LONGEST_LINE]
    return {
        "caption": "" if shown == ref.caption else _short(walker, shown, longest=LONGEST_CAPTION),
        "alt": "" if alt == ref.alt else alt,
    }


def _say_instead(walker: Walker, image: etree._Element, caption: str) -> None:
    """A picture that we do not have is a link to where it was, never a request to another host."""
    walker.result.left_out["picture without a file"] += 1
    if address := safe_address(_source_of(image), walker.places, schemes=WEB):
        words = (
            " ".join((image.get("alt") or "").split())
            or unquote(urlsplit(address).path.rpartition("/")[2])
            or address
        )
        walker.add("text", f'<p><a href="{escape(address)}">{escape(words, quote=False)}</a></p>')
    if caption:
        walker.add("text", f"<p><i>{escape(caption, quote=False)}</i></p>")


def _gallery(walker: Walker, images: list[tuple[etree._Element, str]], title: str) -> None:
    found: list[tuple[PictureRef, dict[str, str]]] = []
    for image, caption in images:
        if ref := _find(walker, image):
            found.append((ref, _said_here(walker, ref, image, caption)))
        else:
            _say_instead(walker, image, caption)
    _add_gallery(walker, found, title)


def _add_gallery(
    walker: Walker, found: list[tuple[PictureRef, dict[str, str]]], title: str
) -> None:
    if len(found) < 2:
        for ref, said in found:
            walker.pictures.setdefault(ref.id, ref)
            walker.add("picture", {"picture": ref.id, **said, "link": "", "size": "text"})
        walker.words(title)
        return
    short = _short(walker, title)
    items = [{"type": "item", "value": {"picture": ref.id, **said}} for ref, said in found]
    walker.add("gallery", {"title": short, "pictures": items})


def _short(walker: Walker, words: str, *, longest: int = LONGEST_LINE) -> str:
    """Keep a line that fits its field; a longer one becomes a paragraph before the block."""
    if len(words) <= longest:
        return words
    walker.words(words)
    return ""


def _source_of(element: etree._Element) -> str:
    """Where a picture or a frame comes from: what is loaded late has something empty in the place of its address."""
    candidates = ((element.get(name) or "").strip() for name in SOURCES)
    return next((source for source in candidates if source and not EMPTY.match(source)), "")


def _is_wide(image: etree._Element) -> bool:
    around = [image, *list(image.iterancestors())[:3]]
    return any(re.search(r"\balign(?:wide|full)\b", part.get("class") or "") for part in around)


def _players(element: etree._Element) -> list[etree._Element]:
    return [*element.iter("video", "audio", "iframe")]


def _caption_of(element: etree._Element) -> etree._Element | None:
    return next(iter(element.iter("figcaption")), None)


def _caption_near(
    image: etree._Element, stop: etree._Element, title: etree._Element | None
) -> etree._Element | None:
    for around in image.iterancestors():
        if around is stop:
            return None
        caption = around.find("figcaption")
        if caption is not None and caption is not title:
            return caption
    return None


def _one(element: etree._Element | None) -> list[etree._Element]:
    return [] if element is None else [element]


def _leftover(walker: Walker, element: etree._Element, *, used: list[etree._Element]) -> None:
    """Write as words what a figure held beside the parts that its block shows."""
    walker.words(line_of(element, but=used))
