"""What becomes a link in a person's Markdown without being written as one: addresses and mentions.

Rules for the Markdown parser: each looks at the character where the parser stands, and tells whether
it took something. In a link or in code neither is asked.
"""

import re
import unicodedata
from collections.abc import Mapping, MutableMapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

_SCHEME = re.compile(r"(?<![^\W_])https?\Z", re.IGNORECASE)
_LONGEST_SCHEME = len(" https")
# An address ends at white space, at quotation marks and brackets of any language, and at what parts sentences without a gap.
_ENDS = (
    r"\s<>\[\]\"`\x00-\x1f\u200b\u2060\ufeff"
    "«»‹›„“”‟‚‛〈〉《》「」『』【】〔〕〖〗〝〞〟（）［］｛｝"  # noqa: RUF001
    "…—―、。，．：；！？‼⁇⁈⁉،؛؟۔।॥"  # noqa: RUF001
)
_ADDRESS = re.compile(rf"://[^{_ENDS}]+")
_WWW = re.compile(rf"www\.[\w-]+\.\w[^{_ENDS}]*", re.IGNORECASE)
# What ends a sentence, or closes what the writer opened around the address, is not of it; nor is any such sign beyond ASCII.
_AFTER = ".,;:!?'*_~"
_PAIRS = {")": "(", "}": "{"}
# An address begins where no word, path or mailbox goes on.
_GOES_ON = re.compile(r"[\w@./-]")
_IN_WORD = re.compile(r"\w")


def add_links(parser: "MarkdownIt") -> None:
    """Have `parser` link what is typed as an address or as a mention."""
    for letter in "wW":
        parser.inline.add_terminator_char(letter)
    parser.inline.ruler.after("text", "address", link_address)
    parser.inline.ruler.after("address", "www", link_www)
    parser.inline.ruler.after("www", "mention", link_mention)


def link_address(state: "StateInline", silent: bool) -> bool:  # noqa: FBT001 - the parser's way to call
    """Take `https://example.org/a`, without the full stop behind it."""
    if state.src[state.pos] != ":" or state.linkLevel > 0:
        return False
    # The scheme first: it is looked for in a few characters, the rest in all that follow.
    scheme = _SCHEME.search(state.pending[-_LONGEST_SCHEME:])
    rest = _ADDRESS.match(state.src, state.pos, state.posMax) if scheme else None
    if not scheme or not rest:
        return False
    tail = _without_what_follows(rest.group())
    address = state.md.normalizeLink(scheme.group() + tail)
    if not _IN_WORD.search(tail) or not state.md.validateLink(address):
        return False
    if not silent:
        state.pending = state.pending[: -len(scheme.group())]
        _push_link(state, address, scheme.group() + tail)
    state.pos += len(tail)
    return True


def link_www(state: "StateInline", silent: bool) -> bool:  # noqa: FBT001 - the parser's way to call
    """Take `www.example.org/a`, which most people type without a scheme."""
    start = state.pos
    if state.src[start] not in "wW" or state.linkLevel > 0:
        return False
    found = _WWW.match(state.src, start, state.posMax)
    if not found or (start and _GOES_ON.match(state.src[start - 1])):
        return False
    typed = _without_what_follows(found.group())
    address = state.md.normalizeLink(typed)
    if not state.md.validateLink(address):
        return False
    if not silent:
        _push_link(state, address, typed)
    state.pos += len(typed)
    return True


def link_mention(state: "StateInline", silent: bool) -> bool:  # noqa: FBT001 - the parser's way to call
    """Take `@Alice Adler` where the caller knows her."""
    start = state.pos
    people: Mapping[str, str] = state.env.get("people", {})
    if state.src[start] != "@" or state.linkLevel > 0 or not people:
        return False
    if start and _IN_WORD.match(state.src[start - 1]):  # a mail address
        return False
    # By the few lengths that names have, not by all names: a thread may have a thousand.
    for length in _lengths_of(people, state.env):
        typed = state.src[start + 1 : min(start + 1 + length, state.posMax)]
        place = people.get(typed.lower())
        after = state.src[start + 1 + length : start + 2 + length]
        if place and not _IN_WORD.match(after):
            if not silent:
                _push_link(state, place, f"@{typed}")
            state.pos = start + 1 + length
            return True
    return False


def _lengths_of(people: Mapping[str, str], env: MutableMapping[str, Any]) -> list[int]:
    """Return the lengths of names, the longest first; found once for all that the words mention."""
    lengths: list[int] | None = env.get("lengths")
    if lengths is None:
        lengths = env["lengths"] = sorted({len(name) for name in people}, reverse=True)
    return lengths


def _without_what_follows(tail: str) -> str:
    end = len(tail)
    unopened = {close: tail.count(close) - tail.count(begin) for close, begin in _PAIRS.items()}
    while end:
        last = tail[end - 1]
        if unopened.get(last, 0) > 0:
            unopened[last] -= 1
        elif last not in _AFTER and (last.isascii() or unicodedata.category(last)[0] not in "PC"):
            break
        end -= 1
    return tail[:end]


def _push_link(state: "StateInline", address: str, text: str) -> None:
    opening = state.push("link_open", "a", 1)
    opening.attrs = {"href": address}
    state.push("text", "", 0).content = text
    state.push("link_close", "a", -1)
