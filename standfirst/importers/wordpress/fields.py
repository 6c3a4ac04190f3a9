"""Gathers the parser's events into records: the one place that knows the element names of WXR."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from .identities import MADE_UP, Identities, made_up
from .oddities import Oddities
from .plugins import OLD_NAMES, PLUGIN_META, kept
from .records import Author, Comment, Item, Record, Site, Term
from .refusals import HostileFile, NotAnExport
from .values import moment, moment_in_feed, number

VERSIONS = frozenset({"1.0", "1.1", "1.2"})
SPACES = {
    "wordpress.org/export": "wp:",
    "wordpress.org/export/excerpt": "excerpt:",
    "purl.org/rss/1.0/modules/content": "content:",
    "purl.org/dc/elements/1.1": "dc:",
}
VERSION_IN_SPACE = re.compile(r"(?<=wordpress\.org/export)/\d+\.\d+")
"""One name for all versions, by http or https, with a slash at its end or without: exporters and proxies write each."""

PRIMARY_CATEGORY = (
    "_yoast_wpseo_primary_category",
    "rank_math_primary_category",
    "_seopress_robots_primary_cat",
    "_primary_term_category",
)
"""Where Yoast, Rank Math, SEOPress and The SEO Framework keep the number of an article's first category."""
KEPT_META = frozenset(
    {
        "_thumbnail_id",
        "_wp_attached_file",
        "_wp_attachment_image_alt",
        *PRIMARY_CATEGORY,
        "footnotes",
        "enclosure",
        "audio_file",
        "wpdiscuz_votes",
        "wpdiscuz_votes_seperate",
        "wpdiscuz_closed",
        "wpdiscuz_feedback_form_id",
        *PLUGIN_META,
    }
)
"""The rest of an item's meta is settings of plugins, of any size, and has no counterpart here."""

MOST_TERMS = 1000
DEEPEST = 100
"""Elements in elements. An exporter writes five."""

Fields = dict[str, str]
# Reads the number of something.
Number = Callable[[str, str], int]


class Collector:
    """A parser target: `start`, `data` and `end` fill the fields of what is open; `take` hands out what is complete."""

    def __init__(self, *, longest: int, oddities: Oddities, identities: Identities) -> None:
        """Refuse any field of more than `longest` characters."""
        self.steps = 0
        self.line = 1
        self.is_closed = False
        self.has_more = False
        self._oddities, self._identities = oddities, identities
        self._is_again = False
        self._longest = longest
        self._path: list[str] = []
        self._text: list[str] = []
        self._length = 0
        self._ready: list[Record] = []
        self._channel: Fields = {}
        self._fields: Fields = {}
        self._meta: Fields = {}
        self._pair: Fields = {}
        self._terms: list[tuple[str, str, str]] = []
        self._term = ("", "")
        self._item: Item | None = None
        self._comment: Fields = {}
        self._comment_meta: Fields = {}
        self._site_told = False
        self._complete = False

    # What the parser calls

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Open an element.

        Raises:
            NotAnExport: it cannot stand there.
            HostileFile: it stands in too many others.
        """
        self.steps += 1
        name = _short(tag)
        self._path.append(name)
        if len(self._path) > DEEPEST:
            raise HostileFile(
                f"line {self.line}: an element stands in more than {DEEPEST} elements, "
                "which no WordPress export holds: nothing was taken."
            )
        self._text, self._length = [], 0
        if opening := OPENINGS.get(tuple(self._path[1:]) if len(self._path) < 5 else ()):
            opening(self, attributes)
        elif len(self._path) == 2 and name != "channel":
            raise NotAnExport("it has no channel: this is not a WordPress export (WXR).")

    def data(self, text: str) -> None:
        """Add to the text of the open element.

        Raises:
            HostileFile: the text has no end.
        """
        self.steps += 1
        self._length += len(text)
        if self._length > self._longest:
            raise HostileFile(self.too_long())
        self._text.append(text)

    def end(self, tag: str) -> None:
        """Close the open element, whose fields are now known."""
        self.steps += 1
        text = "".join(self._text)
        self._text, self._length = [], 0
        path = self._path[1:]
        if (closing := CLOSINGS.get(tuple(path))) is not None:
            closing(self)
        else:
            self._keep(path, text)
        self._path.pop()
        self._complete = self._complete or path == ["channel"]
        self.is_closed = not self._path

    def close(self) -> None:
        """Nothing is left to do: what is complete has been handed out."""

    # What the reader calls

    def take(self) -> Iterator[Record]:
        """Hand out the records completed since the last call."""
        ready, self._ready = self._ready, []
        yield from ready

    def check_complete(self) -> None:
        """Look whether the file that has ended was an export.

        Raises:
            NotAnExport: it was not.
        """
        if not self._complete:
            raise NotAnExport("it has no channel: this is not a WordPress export (WXR).")
        self.tell_site()

    def too_long(self) -> str:
        """Say which field has no end."""
        where = self._path[-1] if self._path else "file"
        return f"the text of <{where}> is longer than any article (10 MB): nothing was taken."

    # Opening and closing of the elements that make a record

    def tell_site(self) -> None:
        """Hand out the site before the first thing that belongs to it.

        Raises:
            NotAnExport: it does not say that it is an export.
        """
        if self._site_told:
            return
        self._site_told = True
        version = self._channel.get("wp:wxr_version", "").strip()
        if not version and not any(name.startswith("wp:") for name in self._channel):
            raise NotAnExport(
                "it is an RSS feed, not a WordPress export. In WordPress choose Tools > Export > All content."
            )
        if version not in VERSIONS:
            self._odd(f"WXR {version[:20] or 'without a version'}: read as 1.2")
        base = self._channel.get("wp:base_blog_url") or self._channel.get("link", "")
        self._ready.append(
            Site(
                self._channel.get("title", "").strip(),
                base.strip().rstrip("/"),
                self._channel.get("language", "").strip(),
            )
        )

    def open_part(self, _: dict[str, str]) -> None:
        """An author or a term opens."""
        self.tell_site()
        self._fields = {}

    def open_item(self, _: dict[str, str]) -> None:
        """An item opens."""
        self.tell_site()
        self._fields, self._meta, self._terms, self._item = {}, {}, [], None
        self._is_again = False

    def open_term_of_item(self, attributes: dict[str, str]) -> None:
        """An item says which category or tag it is filed under; the first exporters wrote each twice, once without a name."""
        domain = attributes.get("domain", "")
        self._term = ("post_tag" if domain == "tag" else domain, attributes.get("nicename", ""))

    def open_pair(self, _: dict[str, str]) -> None:
        """A key and its value open."""
        self._pair = {}

    def open_comment(self, _: dict[str, str]) -> None:
        """A comment opens: all fields of its item are known now."""
        self._tell_item()
        self._comment, self._comment_meta = {}, {}

    def close_author(self) -> None:
        """An author is complete."""
        fields = self._fields
        login = fields.get("wp:author_login", "").strip()
        if login:
            name = fields.get("wp:author_display_name", "").strip() or login
            mail = fields.get("wp:author_email", "").strip()
            self._ready.append(
                Author(self._number(fields.get("wp:author_id", ""), "an author"), login, name, mail)
            )

    def close_term(self) -> None:
        """A term is complete, in whichever of the three ways the exporter wrote it."""
        fields = self._fields
        for taxonomy, slug, name, parent, description in TERM_SHAPES:
            if fields.get(slug):
                self._ready.append(
                    Term(
                        taxonomy or fields.get("wp:term_taxonomy", ""),
                        fields[slug].strip(),
                        fields.get(name, "").strip() or fields[slug].strip(),
                        fields.get(parent, "").strip(),
                        fields.get(description, "").strip(),
                        self._number(fields.get("wp:term_id", ""), "a category or tag"),
                    )
                )
                return

    def close_meta(self) -> None:
        """A key and its value are complete."""
        meta = self._comment_meta if "wp:comment" in self._path else self._meta
        key = self._pair.get("wp:meta_key", "").strip()
        if key in KEPT_META:
            value = kept(key, self._pair.get("wp:meta_value", ""))
            meta[key] = (
                f"{meta[key]}\n{value}"[:10_000] if key in OLD_NAMES and key in meta else value
            )

    def close_item(self) -> None:
        """An item is complete; it was handed out before, if it had comments."""
        self._tell_item()

    def close_comment(self) -> None:
        """A comment is complete."""
        if self._is_again:
            self._odd("comment of an item that came twice: left out")
        else:
            comment = _comment(self._comment, self._comment_meta, self._number)
            if comment.id >= MADE_UP:
                self._odd("comment without a number: it has one of ours")
            self._ready.append(comment)

    # What the steps above rest on

    def _keep(self, path: list[str], text: str) -> None:
        match path:
            case ["channel", name]:
                self._channel.setdefault(name, text)
            case ["channel", "item", "category"]:
                if self._term[0] and len(self._terms) < MOST_TERMS:
                    self._terms.append((*self._term, text.strip()))
            case ["channel", "item", name]:
                self._fields[name] = text
            case ["channel", "item", "wp:comment", name]:
                self._comment[name] = text
            case ["channel", "wp:author" | "wp:category" | "wp:tag" | "wp:term", name]:
                self._fields[name] = text
            case [*_, "wp:postmeta" | "wp:commentmeta", "wp:meta_key" | "wp:meta_value" as name]:
                self._pair[name] = text

    def _tell_item(self) -> None:
        if self._item is None:
            item = _item(self._fields, tuple(self._terms), self._meta, self._number)
            known, self._is_again = self._identities.of_item(
                item.id, item.type, item.link, item.title
            )
            if self._is_again:
                self._odd("item that came twice: the first is taken")
            elif known != item.id:
                self._odd("item whose number another has, or without one: it has one of ours")
            self._item = replace(item, id=known)
            if not self._is_again:
                self._ready.append(self._item)

    def _number(self, text: str, of: str) -> int:
        """Read a number; what WordPress cannot have written counts as none."""
        read = number(text)
        if read is None:
            self._odd(f"number of {of} that WordPress does not write: taken as none")
        return read or 0

    def _odd(self, what: str) -> None:
        self._oddities.note(what, self.line)


OPENINGS: dict[tuple[str, ...], Callable[[Collector, dict[str, str]], None]] = {
    ("channel", "wp:author"): Collector.open_part,
    ("channel", "wp:category"): Collector.open_part,
    ("channel", "wp:tag"): Collector.open_part,
    ("channel", "wp:term"): Collector.open_part,
    ("channel", "item"): Collector.open_item,
    ("channel", "item", "category"): Collector.open_term_of_item,
    ("channel", "item", "wp:postmeta"): Collector.open_pair,
    ("channel", "item", "wp:comment"): Collector.open_comment,
    ("channel", "item", "wp:comment", "wp:commentmeta"): Collector.open_pair,
}
CLOSINGS: dict[tuple[str, ...], Callable[[Collector], None]] = {
    ("channel", "wp:author"): Collector.close_author,
    ("channel", "wp:category"): Collector.close_term,
    ("channel", "wp:tag"): Collector.close_term,
    ("channel", "wp:term"): Collector.close_term,
    ("channel", "item"): Collector.close_item,
    ("channel", "item", "wp:postmeta"): Collector.close_meta,
    ("channel", "item", "wp:comment"): Collector.close_comment,
    ("channel", "item", "wp:comment", "wp:commentmeta"): Collector.close_meta,
}
TERM_SHAPES = (
    (
        "category",
        "wp:category_nicename",
        "wp:cat_name",
        "wp:category_parent",
        "wp:category_description",
    ),
    ("post_tag", "wp:tag_slug", "wp:tag_name", "", "wp:tag_description"),
    ("", "wp:term_slug", "wp:term_name", "wp:term_parent", "wp:term_description"),
)


def _short(tag: str) -> str:
    if tag[0] != "{":
        return tag
    space, _, name = tag[1:].partition("}")
    plain = VERSION_IN_SPACE.sub("", space.partition("://")[2].removeprefix("www.")).strip("/")
    return SPACES.get(plain, f"{{{space}}}") + name


def _item(
    fields: Fields, terms: tuple[tuple[str, str, str], ...], meta: Fields, number: Number
) -> Item:
    title = fields.get("title", "").strip()
    written = moment(fields.get("wp:post_date_gmt", ""), fields.get("wp:post_date", ""))
    modified = moment(fields.get("wp:post_modified_gmt", ""), fields.get("wp:post_modified", ""))
    return Item(
        id=number(fields.get("wp:post_id", ""), "an item"),
        type=fields.get("wp:post_type", "").strip(),
        status=fields.get("wp:status", "").strip(),
        title=title,
        link=fields.get("link", "").strip(),
        slug=fields.get("wp:post_name", "").strip(),
        author=fields.get("dc:creator", "").strip(),
        published_at=written or modified or moment_in_feed(fields.get("pubDate", "")),
        modified_at=modified,
        is_dated=written is not None,
        guid=fields.get("guid", "").strip(),
        excerpt=fields.get("excerpt:encoded", "").strip(),
        content=fields.get("content:encoded", ""),
        parent=number(fields.get("wp:post_parent", ""), "an item’s parent"),
        menu_order=int(order)
        if (order := fields.get("wp:menu_order", "").strip()).isdecimal() and len(order) < 9
        else 0,
        password=fields.get("wp:post_password", ""),
        is_sticky=fields.get("wp:is_sticky", "").strip() == "1",
        comments_open=fields.get("wp:comment_status", "").strip() == "open",
        attachment_url=fields.get("wp:attachment_url", "").strip(),
        terms=terms,
        meta=dict(meta),
    )


def _comment(fields: Fields, meta: Fields, number: Number) -> Comment:
    def of(name: str) -> str:
        return fields.get(f"wp:comment_{name}", "")

    return Comment(
        id=number(of("id"), "a comment") or made_up(of("author"), of("date"), of("content")),
        author=of("author").strip(),
        mail=of("author_email").strip(),
        url=of("author_url").strip(),
        ip=of("author_IP").strip(),
        created_at=moment(of("date_gmt"), of("date")),
        content=of("content"),
        approved=of("approved").strip(),
        type=of("type").strip(),
        parent=number(of("parent"), "a comment’s parent"),
        user_id=number(of("user_id"), "a comment’s user"),
        meta=dict(meta),
    )
