"""The one renderer and the one sanitiser; both run when words are written, never when they are shown."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt

from .linking import link_address, link_mention
from .names import within_its_line

_COMMENT_TAGS = {
    "p", "br", "a", "b", "strong", "i", "em", "s", "del", "blockquote", "ul", "ol", "li", "code", "pre",
}  # fmt: skip
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

# Typographer and HTML are off: what a person typed is what is shown.
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": False}).disable(
    ["image", "heading", "lheading", "hr"]
)
_markdown.inline.ruler.after("text", "address", link_address)
_markdown.inline.ruler.after("address", "mention", link_mention)


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
        attributes={"a": {"href"}},
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


def plain_text(html: str) -> str:
    """Return the words of `html` without any mark-up, entities resolved by the reader."""
    return nh3.clean(html, tags=set(), clean_content_tags=_DROPPED_WITH_THEIR_WORDS)
