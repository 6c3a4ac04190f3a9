"""Reads an address of the old site: which page it leads to, which comment or which place on it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

COMMENT = re.compile(r"(?:[a-z]{1,10}-)?comm(?:ent)?-(\d{1,15})(?:_\d{1,15})?")
NUMBER = re.compile(r"\d{1,15}", re.ASCII)
NUMBERED = ("p", "page_id")
MORE = re.compile(r"more-\d{1,15}")
DISCUSSION = frozenset({"comments", "respond", "reply-title", "commentform", "commentlist"})
ENDING = re.compile(r"/(?:comment-page-\d{1,6}|page/\d{1,6}|\d{1,3}|amp|embed)\Z")
"""A page of an article or of its comments, or another form of it: ours has one of each."""

CHANGES_NOTHING = frozenset({
    "amp", "cpage", "fbclid", "from", "gclid", "mc_cid", "mc_eid", "noamp", "nb", "page", "paged", "preview", "preview_id",
    "preview_nonce", "print", "ref", "replytocom", "share", "source", "unapproved", "moderation-hash", "post_type", *NUMBERED,
})  # fmt: skip
"""Arguments with which a page still shows what it shows without them; beside these, all that begin with `utm_`."""


@dataclass(frozen=True, slots=True)
class OwnLink:
    """An address in its parts; `item` is their number of the page where the address has no better name for it."""

    path: str
    item: str = ""
    comment: int = 0
    place: str = ""
    is_known: bool = True
    """No argument might make it show something else."""

    def paths(self) -> Iterator[str]:
        """Yield what may be the page's own path: the whole, then without what leads to a page of it."""
        yield self.path
        path = self.path
        for _ in range(2):
            shorter = ENDING.sub("", path)
            if shorter in {path, ""}:
                return
            yield (path := shorter)


def read_own_link(url: str) -> OwnLink | None:
    """Return the parts of an address whose host is known to be the old site's; None of one that names no page."""
    parts = urlsplit(url)
    if parts.scheme not in {"", "http", "https"}:
        return None
    asked = parse_qs(parts.query, keep_blank_values=True)
    item = next((asked[key][0] for key in NUMBERED if key in asked), "")
    if not item and not parts.path.startswith("/"):
        return None
    place = unquote(parts.fragment)
    found = COMMENT.fullmatch(place)
    number = found[1] if found else asked.get("replytocom", [""])[0]
    return OwnLink(
        parts.path.rstrip("/") or "/",
        item=item,
        comment=int(number) if NUMBER.fullmatch(number) else 0,
        place="" if found or MORE.fullmatch(place) else place,
        is_known=all(key in CHANGES_NOTHING or key.startswith("utm_") for key in asked),
    )
