"""The one renderer and the one sanitiser; both run when words are written, never when they are shown."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from html import escape, unescape

import nh3

from .markdown import comment_parser, link_parser
from .names import within_its_line

_COMMENT_TAGS = {
    "p", "br", "a", "b", "strong", "i", "em", "s", "del", "blockquote", "ul", "ol", "li", "code", "pre", "bdi",
}  # fmt: skip
# A writer's own numbers: “3.” stays the third.
_COMMENT_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "li": {"value"}}
_ARTICLE_TAGS = _COMMENT_TAGS | {
    "h2", "h3", "h4", "hr", "u", "sub", "sup", "small", "mark", "q", "cite", "abbr", "dl", "dt", "dd",
    "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "figure", "figcaption", "div", "span",
    "details", "summary", "img", "time", "kbd", "samp", "var",
}  # fmt: skip
_ARTICLE_ATTRIBUTES = {
    "*": {"lang", "dir", "id"},
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "width", "height"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "ol": {"start", "reversed", "type"},
    "li": {"value"},
    "time": {"datetime"},
}
_SCHEMES = {"http", "https", "mailto"}
# The newsroom may give a number to call; a reader's comment may not.
_ARTICLE_SCHEMES = _SCHEMES | {"tel"}
# Where a link of the same text leads to: nothing of our own pages is called so.
_PLACE = re.compile(r"place-[\w.-]{1,100}")
_DROPPED_WITH_THEIR_WORDS = {"script", "style"}
_LINE_ENDS = re.compile(r"</(?:p|li|blockquote|pre)>|<br ?/?>")


def _safe_value(tag: str, attribute: str, value: str) -> str | None:
    """Keep an address only with a scheme that cannot run anything, and an id only if it is no part of our pages."""
    if attribute == "id":
        return value if _PLACE.fullmatch(value) else None
    if attribute == "src" and not value.startswith(("/", "http://", "https://")):
        return None
    return value


def sanitise_comment(html: str) -> str:
    """Return `html` with only what a comment may hold; links are nofollow ugc."""
    cleaned = nh3.clean(
        html,
        tags=_COMMENT_TAGS,
        attributes=_COMMENT_ATTRIBUTES,
        # A block scrolls within itself, by keyboard too. Code runs from the left, and `dir="auto"` around it passes over it.
        set_tag_attribute_values={"pre": {"tabindex": "0"}, "code": {"dir": "ltr"}},
        url_schemes=_SCHEMES,
        link_rel="nofollow ugc noopener",
        clean_content_tags=_DROPPED_WITH_THEIR_WORDS,
    )
    # Here as well as in the words: any character can be written as its number.
    return within_its_line(cleaned, is_html=True)


def sanitise_article(html: str) -> str:
    """Return `html` with only what an article's own words may hold."""
    keep: Callable[[str, str, str], str | None] = _safe_value
    return nh3.clean(
        html,
        tags=_ARTICLE_TAGS,
        attributes=_ARTICLE_ATTRIBUTES,
        attribute_filter=keep,
        url_schemes=_ARTICLE_SCHEMES,
        link_rel="noopener",
        clean_content_tags=_DROPPED_WITH_THEIR_WORDS,
    )


def _is_address(address: str) -> bool:
    """Whether the sanitiser leaves `address` in a link: it has a scheme that may stand there, and a host that can be."""
    return "href=" in sanitise_comment(f'<a href="{escape(address)}"></a>')


_markdown = comment_parser(is_address=_is_address)
_plain = link_parser(is_address=_is_address)


def render_comment(words: str, *, people: Mapping[str, str] | None = None) -> str:
    """Return the sanitised HTML of `words`, a person's Markdown.

    Args:
        people: who may be mentioned, as "@" and the name: by name in small letters, where it leads.
    """
    return _rendered(words, tuple(sorted((people or {}).items())))


# A preview is followed by its post, and a post asks twice.
@lru_cache(maxsize=64)
def _rendered(words: str, people: tuple[tuple[str, str], ...]) -> str:
    return sanitise_comment(_markdown.render(words, {"people": dict(people)})).strip()


def with_links(words: str) -> str:
    """Return plain `words` as HTML in which the addresses are links, by the rules of comments; not yet sanitised."""
    html: str = _plain.renderInline(words)
    return html


def plain_text(html: str) -> str:
    """Return the words of `html` without any mark-up, entities resolved by the reader."""
    return nh3.clean(html, tags=set(), clean_content_tags=_DROPPED_WITH_THEIR_WORDS)


def plain_lines(html: str) -> str:
    """Return the words of a sanitised comment as plain text: a line for each paragraph, point and line of it."""
    words = unescape(plain_text(_LINE_ENDS.sub(r"\g<0>\n", html)))
    return "\n".join(line for line in map(str.strip, words.splitlines()) if line)
