"""What widely used plugins keep in an item's metadata, and where: guest authors, credits of pictures, words for search engines."""

import re
from dataclasses import dataclass
from html import unescape

CREDITS = (
    "_media_credit",
    "media_credit",
    "_navis_media_credit",
    "_photo_credit",
    "photo_credit",
    "_image_credit",
    "image_credit",
    "_credit",
    "credit",
    "isc_image_source",
)
ORGANISATIONS = ("_navis_media_credit_org", "_media_credit_org")
FILE = "_wp_attachment_metadata"
TITLES = (
    "_yoast_wpseo_title",
    "rank_math_title",
    "_aioseo_title",
    "_aioseop_title",
    "_seopress_titles_title",
    "_genesis_title",
    "jetpack_seo_html_title",
)
DESCRIPTIONS = (
    "_yoast_wpseo_metadesc",
    "rank_math_description",
    "_aioseo_description",
    "_aioseop_description",
    "_seopress_titles_desc",
    "_genesis_description",
    "advanced_seo_description",
)
HIDDEN = {
    "_yoast_wpseo_meta-robots-noindex": re.compile("1"),
    "rank_math_robots": re.compile(r".*\bnoindex\b.*", re.DOTALL),
    "_aioseo_robots_noindex": re.compile("1|on|true"),
    "_aioseo_noindex": re.compile("1|on|true"),
    "_aioseop_noindex": re.compile("1|on"),
    "_seopress_robots_index": re.compile("yes"),
    "_genesis_noindex": re.compile("1"),
    "jetpack_seo_noindex": re.compile("1"),
}
"""What each plugin keeps where search engines are asked to leave a page out."""

VARIABLE = re.compile(
    r"%%(\w[\w-]*)%%|%(\w[\w-]*)(?:\([^()]*\))?%"
    r"|#((?:post|site|author|category|categories|taxonomy|current|page|parent|archive|separator|tagline|attachment|blog)(?:_[a-z]+)*)\b"
)
TITLE_NAMES = frozenset({"title", "post_title", "page_title"})
EXCERPT_NAMES = frozenset({"excerpt", "excerpt_only", "post_excerpt", "post_excerpt_only"})
NOTHING = "\ue000"
GUESTS = (
    "cap-display_name",
    "cap-user_login",
    "cap-linked_account",
    "cap-description",
)
OLD_NAMES = ("_wp_old_slug", "_wp_old_date")
"""WordPress writes one for each time; they are kept as lines."""
PLUGIN_META = frozenset(
    {*OLD_NAMES, *TITLES, *DESCRIPTIONS, *HIDDEN, *GUESTS, *CREDITS, *ORGANISATIONS, FILE}
)
IN_FILE = re.compile(r's:6:"credit";s:(\d{1,4}):"')

Meta = dict[str, str]


@dataclass(frozen=True, slots=True)
class ForSearch:
    """What a page says to search engines only."""

    title: str
    description: str
    is_hidden: bool


def words_for_search(meta: Meta, *, title: str, excerpt: str) -> ForSearch:
    """Return what a plugin keeps for search engines; `title` and `excerpt` are the item's own.

    Of the variables in it these two are filled in. The name of the site goes, since our pages say it after every title.
    """

    def first(names: tuple[str, ...]) -> str:
        text = next((meta[name] for name in names if meta.get(name, "").strip()), "")
        return _filled(text, title, excerpt)

    found = first(TITLES)[:255]
    return ForSearch(
        "" if found == title else found,
        first(DESCRIPTIONS),
        any(value.fullmatch(meta.get(name, "").strip()) for name, value in HIDDEN.items()),
    )


def _filled(text: str, title: str, excerpt: str) -> str:
    def value(found: re.Match[str]) -> str:
        name = next(filter(None, found.groups()))
        if name in TITLE_NAMES:
            return title
        return excerpt if name in EXCERPT_NAMES else NOTHING

    filled = VARIABLE.sub(value, _line(unescape(text)))
    if NOTHING not in filled:
        return filled
    whole = re.sub(rf"[\s{NOTHING}]*{NOTHING}[\s{NOTHING}]*", " ", filled)
    return re.sub(r"^[\s|–—·:»«-]+|[\s|–—·:»«-]+$", "", whole)


def credit_in(meta: Meta) -> str:
    """Return who made a picture: as a plugin asked, or as the camera or the agency wrote it into the file."""
    name = _line(next((meta[key] for key in CREDITS if _line(meta.get(key, ""))), ""))
    organisation = _line(next((meta[key] for key in ORGANISATIONS if meta.get(key)), ""))
    return " / ".join(filter(None, (name, organisation))) or _line(meta.get(FILE, ""))


def kept(key: str, value: str) -> str:
    """Return what is kept of a value: of WordPress' data of a picture only the credit that the file holds.

    It is one string, read by the length that PHP wrote before it; nothing else is unpacked.
    """
    if key != FILE:
        return value
    found = IN_FILE.search(value)
    return value[found.end() :].encode()[: int(found[1])].decode(errors="ignore") if found else ""


def _line(text: str) -> str:
    return " ".join(re.sub(r"<[^<>]*>", "", text).split())
