"""Turns the plain and half-plain texts of WordPress into ours: titles, excerpts, what readers wrote."""

import re
from collections.abc import Callable
from html import escape, unescape
from textwrap import shorten

from standfirst.lib.html import plain_text, sanitise_comment, with_links

from .bodies.emoji import with_signs
from .bodies.shortcodes import without_shortcodes
from .quotations import with_quotations

LINK = re.compile(r'(<a href=")([^"]*)')
TAG = re.compile(r"(<[^<>]*>)")
# A column of WordPress holds no more bytes; what is longer was not written by it.
LONGEST_COMMENT = 65_535
MAY_BE_ADDRESS = re.compile(r"https?://|www\.", re.IGNORECASE)
AS_IT_IS = re.compile(r"<(/?)(a|code|pre)\b", re.IGNORECASE)
END_OF_LINE = re.compile(r"(?:<br\s*/?>)?[ \t]*\n", re.IGNORECASE)
BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
BLOCK = re.compile(r"(</?(?:p|blockquote|ul|ol|li|pre|div|h[1-6])\b[^<>]*>)", re.IGNORECASE)


ENDS_WORDS = re.compile(
    r"(?=</?(?:p|br|div|h[1-6]|li|ul|ol|tr|td|th|dt|dd|blockquote|pre|section|figure|figcaption)\b)",
    re.IGNORECASE,
)
HEADING = re.compile(r"<(/?)h[1-6]\b[^<>]*>", re.IGNORECASE)
BOX = re.compile(
    r"</?(?:section|article|header|footer|aside|table|tbody|thead|tr|dl|dt|dd|figure|figcaption|center|address|form|fieldset|hr)\b[^<>]*>",
    re.IGNORECASE,
)
CELL = re.compile(r"</?(?:td|th)\b[^<>]*>", re.IGNORECASE)


def line(text: str, *, longest: int) -> str:
    """Return a title or a name as plain words on one line."""
    return _plain(text)[:longest].strip()


def lines(text: str) -> str:
    """Return an excerpt as plain words, without the shortcodes it may hold."""
    return _plain(without_shortcodes(text))


def beginning(html: str) -> str:
    """Return how a text begins, in a few words."""
    return shorten(_plain(html), 70, placeholder="…")


def _plain(html: str) -> str:
    return " ".join(unescape(plain_text(ENDS_WORDS.sub(" ", with_signs(html)))).split())


def comment_html(words: str) -> str:
    """Return what a reader wrote, as WordPress shows it: blank lines end paragraphs, addresses are links; sanitised."""
    if len(words) > LONGEST_COMMENT:
        return sanitise_comment(f"<p>{escape(words)}</p>")
    text = _with_our_elements(
        with_quotations(words.replace("\r\n", "\n").replace("\r", "\n").strip())
    )
    text = _with_links(text)
    parts: list[str] = []
    is_code = False
    for part in BLOCK.split(text):
        is_tag = BLOCK.fullmatch(part)
        if is_tag and (tag := AS_IT_IS.match(part)):
            is_code = not tag[1]
        if is_tag or is_code:
            parts.append(part)
        else:
            paragraphs = (paragraph.strip() for paragraph in BLANK_LINES.split(part))
            parts.extend(
                f"<p>{END_OF_LINE.sub('<br>', paragraph)}</p>"
                for paragraph in paragraphs
                if paragraph
            )
    if len(parts) > 1 and BLOCK.search(text):
        return sanitise_comment(_without_nested_paragraphs("".join(parts)))
    return sanitise_comment("".join(parts))


def with_links_here(html: str, address_of: Callable[[str], str]) -> str:
    """Return sanitised words whose links lead to where `address_of` says, which says nothing of those that stay as they are."""
    return LINK.sub(
        lambda link: f"{link[1]}{escape(address_of(unescape(link[2]))) or link[2]}", html
    )


def _with_our_elements(text: str) -> str:
    """Keep apart what stood apart in elements that a comment here does not have."""
    text = HEADING.sub(lambda tag: "</strong></p>" if tag[1] else "<p><strong>", with_signs(text))
    return CELL.sub(" ", BOX.sub("\n\n", text))


def _with_links(text: str) -> str:
    if not MAY_BE_ADDRESS.search(text):
        return text
    parts, within = TAG.split(text), ""
    for at, part in enumerate(parts):
        if tag := AS_IT_IS.match(part):
            name = tag[2].lower()
            if not within:
                within = "" if tag[1] else name
            elif tag[1] and name == within:
                within = ""
        elif not within and not part.startswith("<") and MAY_BE_ADDRESS.search(part):
            parts[at] = with_links(unescape(part))
    return "".join(parts)


def _without_nested_paragraphs(html: str) -> str:
    """Words in a list point or a paragraph of their own need no paragraph around them."""
    return re.sub(
        r"(<(?:p|li|pre|h[1-6])\b[^<>]*>)<p>(.*?)</p>",
        r"\1\2",
        html,
        flags=re.IGNORECASE | re.DOTALL,
    )
