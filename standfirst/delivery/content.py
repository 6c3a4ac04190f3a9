"""An article's body as clean HTML that stands by itself in a feed reader: no script, no style, full addresses."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import lxml.html
from django.template.defaultfilters import linebreaksbr
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from standfirst.lib.html import sanitise_article
from standfirst.lib.locale_formats import moment
from standfirst.lib.names import printable
from standfirst.publishing.body import in_reading_order, time_of_stored
from standfirst.publishing.languages import direction

from .addresses import absolute
from .pictures import SharedPicture, shared, with_words
from .queries.bodies import Referred, pictures_of
from .text import words_of

Value = Any  # JSON, as the stream field stores it
Renderer = Callable[[Value, Referred], str]


def body_html(blocks: Iterable[Mapping[str, Any]], referred: Referred, *, page: str) -> str:
    """Return the sanitised HTML of stored `blocks`; links are made full, from `page`."""
    shown = in_reading_order((it for it in blocks if it["type"] in _RENDERERS), time_of_stored)
    parts = (_RENDERERS[it["type"]](it["value"], referred) for it in shown)
    return sanitise_article(_with_full_links(printable("\n".join(parts)), referred, page))


def body_words(blocks: Iterable[Mapping[str, Any]]) -> str:
    """Return the words of stored `blocks` on one line, pictures' captions left out."""
    silent = Referred()
    kept = (it for it in blocks if it["type"] in _RENDERERS and it["type"] not in _SHOWN)
    return words_of("\n".join(_RENDERERS[it["type"]](it["value"], silent) for it in kept))


def figure(picture: SharedPicture | None, *, address: str = "") -> SafeString:
    """Return `picture` with its caption and, always, its credit; "" without a picture.

    Args:
        address: where the picture leads, if anywhere.
    """
    if picture is None:
        return SafeString("")
    licence = _linked(picture.licence, picture.licence_url)
    credit = format_html_join(", ", "{}", [(part,) for part in (picture.credit, licence) if part])
    image = format_html(
        '<img src="{}" alt="{}" width="{}" height="{}">',
        picture.url,
        picture.alt,
        picture.width,
        picture.height,
    )
    return format_html(
        "<figure>{}<figcaption>{} <small>{}</small></figcaption></figure>",
        _linked(image, address),
        picture.caption,
        credit,
    )


def _linked(words: str, url: str) -> str:
    return format_html('<a href="{}">{}</a>', url, words) if url else words


def _stored(value: str | None) -> SafeString:
    """Return mark-up from the editor; what leaves is sanitised as a whole."""
    return mark_safe(value or "")  # noqa: S308


def _text(value: Value, referred: Referred) -> str:
    return _stored(value)


def _heading(value: Value, referred: Referred) -> str:
    return format_html("<h{0}>{1}</h{0}>", 3 if value.get("level") == "3" else 2, value["text"])


def _picture(value: Value, referred: Referred) -> str:
    picture = shared(referred.pictures.get(value.get("picture")))
    if picture is None:
        return ""
    picture = with_words(picture, value.get("alt") or "", value.get("caption") or "")
    return figure(picture, address=value.get("link") or "")


def _gallery(value: Value, referred: Referred) -> str:
    pictures = [_picture(it, referred) for it in pictures_of(value)]
    title = format_html("<h3>{}</h3>", value["title"]) if value.get("title") else ""
    return title + "".join(pictures)


def _pull_quote(value: Value, referred: Referred) -> str:
    return _quoted(format_html("<p>{}</p>", value["text"]), value)


def _quote(value: Value, referred: Referred) -> str:
    return _quoted(_stored(value["text"]), value)


def _passage(value: Value, referred: Referred) -> str:
    return format_html("<div{}>{}</div>", _lang(value), _stored(value["text"]))


def _lang(value: Value) -> SafeString:
    """Return the attributes of words in another language than those around them."""
    language = value.get("language")
    if not language:
        return SafeString("")
    return format_html(' lang="{}" dir="{}"', language, direction(language))


def _quoted(words: SafeString, value: Value) -> str:
    words = format_html("<div{}>{}</div>", lang, words) if (lang := _lang(value)) else words
    who = _linked(value.get("attribution") or "", value.get("source_url") or "")
    return format_html(
        "<blockquote>{}{}</blockquote>", words, format_html("<p>\u2013 {}</p>", who) if who else ""
    )


def _embed(value: Value, referred: Referred) -> str:
    link = _linked(value.get("title") or value["url"], value["url"])
    return format_html("<p>{} {}</p>", link, value.get("caption") or "")


def _table(value: Value, referred: Referred) -> str:
    table = value.get("table") or {}
    rows = table.get("data") or []
    head = rows[:1] if table.get("first_row_is_table_header") else []
    body = rows[len(head) :]
    named = "th" if table.get("first_col_is_header") else "td"
    caption = " \u2013 ".join(filter(None, (value.get("title"), value.get("unit"))))
    return format_html(
        "<table><caption>{}</caption><thead>{}</thead><tbody>{}</tbody></table>{}",
        caption or table.get("table_caption") or "",
        _rows(head, "th", "th"),
        _rows(body, named, "td"),
        format_html("<p><small>{}</small></p>", value["note"]) if value.get("note") else "",
    )


def _rows(rows: Iterable[list[Any]], first: str, others: str) -> str:
    return format_html_join("", "<tr>{}</tr>", [(_cells(row, first, others),) for row in rows])


def _cells(row: list[Any], first: str, others: str) -> str:
    cells = (
        (others if number else first, "" if it is None else linebreaksbr(it))
        for number, it in enumerate(row)
    )
    return format_html_join("", "<{0}>{1}</{0}>", cells)


def _data_box(value: Value, referred: Referred) -> str:
    source = format_html("<p><small>{}</small></p>", value["source"]) if value.get("source") else ""
    return format_html("<div><h3>{}</h3>{}{}</div>", value["title"], _stored(value["text"]), source)


def _file(value: Value, referred: Referred) -> str:
    document = referred.documents.get(value.get("document"))
    if document is None:
        return ""
    address = referred.document_address(document.pk)
    return format_html(
        "<p>{} {}</p>", _linked(document.title, address), value.get("description") or ""
    )


def _code(value: Value, referred: Referred) -> str:
    return format_html("<pre><code>{}</code></pre>", value["code"])


def _update(value: Value, referred: Referred) -> str:
    at = time_of_stored({"type": "update", "value": value})
    when = moment(at)
    return format_html(
        '<h3><time datetime="{}">{}</time> {}</h3>{}',
        value["at"], when, value["title"], _stored(value["text"]),
    )  # fmt: skip


_SHOWN = {"picture", "gallery", "file"}
_RENDERERS: dict[str, Renderer] = {
    "text": _text, "heading": _heading, "picture": _picture, "gallery": _gallery, "pull_quote": _pull_quote,
    "quote": _quote, "passage": _passage, "embed": _embed, "table": _table, "data_box": _data_box, "file": _file, "code": _code,
    "update": _update, "html": _text,
}  # fmt: skip


def _with_full_links(markup: str, referred: Referred, page: str) -> str:
    """Give every link and picture an address that works outside the site; drop those that lead nowhere."""
    if not markup.strip():
        return ""
    tree = lxml.html.fragment_fromstring(markup, create_parent="div")
    for link in tree.iter("a"):
        address = _target(link, referred, page)
        if link.attrib.pop("linktype", None):
            link.attrib.pop("id", None)
        if address:
            link.set("href", address)
        else:
            link.attrib.pop("href", None)
    for image in tree.iter("img"):
        image.set("src", absolute(image.get("src") or ""))
    inner = "".join(lxml.html.tostring(child, encoding="unicode") for child in tree)
    return escape(tree.text or "") + inner


def _target(link: lxml.html.HtmlElement, referred: Referred, page: str) -> str:
    number = link.get("id") or ""
    if link.get("linktype") == "page":
        return referred.pages.get(int(number), "") if number.isdigit() else ""
    if link.get("linktype") == "document":
        return referred.document_address(int(number)) if number.isdigit() else ""
    address = (link.get("href") or "").strip()
    if address.startswith("#"):
        return page + address
    return absolute(address) if address.startswith("/") else address
