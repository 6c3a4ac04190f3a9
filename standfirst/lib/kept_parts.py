"""`{% kept "footer" page.pk %}…{% endkept %}`: parts of pages, kept as long as nothing that they show has changed.

For parts that are the same for every reader, known or not; what else they hang on is named in the tag. They save
most of what a page costs whose discussion or reader is another. Nothing is kept of a preview, nor within a
transaction, which sees what others do not, or what is taken back.

Source: docs/decisions/0030-parts-of-pages-that-are-kept.md
"""

import os
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, Protocol, TypeVar

from django import template
from django.db import connection
from django.http import HttpRequest
from django.template import Context, Node, NodeList
from django.template.base import FilterExpression, Parser, Token
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from .shown import Shown, good_until, note, noting_what_is_shown
from .stamps import Noted, noted, stamps

MOST_BYTES = 16 * 1024 * 1024
"""That the parts of one process may have together."""
STAMPS_BEFORE = "stamps_before"
"""The attribute of a request with all stamps as they were before its first row was read; without it nothing is kept."""
_CHECKS = bool(os.environ.get("CHECK_KEPT_PAGES"))

register = template.Library()


class Sized(Protocol):
    """What is kept: it can be compared, and has a length of about as many bytes."""

    def __len__(self) -> int: ...


_Made = TypeVar("_Made", bound=Sized)


@dataclass(frozen=True, slots=True)
class _Part:
    made: Any
    shown: Shown
    words: Noted
    until: float

    @property
    def size(self) -> int:
        return len(self.made) + 500


class _Parts:
    """What is kept, the least recently made goes first."""

    def __init__(self) -> None:
        self._parts: OrderedDict[Hashable, _Part] = OrderedDict()
        self._lock = Lock()
        self._size = 0

    def get(self, key: Hashable) -> _Part | None:
        part = self._parts.get(key)
        is_good = part and part.until > time.monotonic() and stamps().is_current(part.words)
        return part if is_good else None

    def keep(self, key: Hashable, part: _Part) -> None:
        with self._lock:
            if old := self._parts.pop(key, None):
                self._size -= old.size
            self._parts[key] = part
            self._size += part.size
            while self._size > MOST_BYTES:
                self._size -= self._parts.popitem(last=False)[1].size


_parts = _Parts()


def keep(
    request: HttpRequest | None, key: tuple[Hashable, ...], make: Callable[[], _Made]
) -> _Made:
    """Return what was made under `key` for this or another request, or make it.

    Args:
        key: what it hangs on besides language and address of the site.

    Raises:
        AssertionError: where tests have it made anew each time, it is another, though nothing is said to have changed.
    """
    before = _stamps_before(request)
    if request is None or before is None:
        return make()
    key = (*_seen_as(request), *key)
    part = _parts.get(key)
    if part is None:
        part = _make(make, before)
        _parts.keep(key, part)
    elif _CHECKS and (change := _change(key, part, _make(make, before))):
        raise AssertionError(change)
    note(part.shown)
    made: _Made = part.made
    return made


class Shelf:
    """Parts of one kind, each by a key of its own: those that are missing can be made together.

    What they show is not noted: they are kept under `keys_of`, and the page around them says what it shows.
    """

    def __init__(
        self,
        request: HttpRequest | None,
        *key: Hashable,
        keys_of: Callable[[Any], Iterable[str]],
    ) -> None:
        self._before, self._keys_of = _stamps_before(request), keys_of
        self._key = (*_seen_as(request), *key) if request else ()

    def get(self, key: Hashable) -> Any:  # noqa: ANN401 - whatever was put there
        """Return what is kept under `key`, or None."""
        if self._before is None or _CHECKS:
            return None
        part = _parts.get((*self._key, key))
        return part.made if part else None

    def put(self, key: Hashable, made: Sized) -> None:
        """Keep what was made under `key`.

        Raises:
            AssertionError: in tests, another is kept there, though nothing is said to have changed.
        """
        if self._before is None:
            return
        shown = Shown(self._keys_of(key))
        now = _Part(made, shown, noted(self._before, shown.keys), good_until())
        whole = (*self._key, key)
        if _CHECKS and (part := _parts.get(whole)) and (change := _change(whole, part, now)):
            raise AssertionError(change)
        _parts.keep(whole, now)


def _stamps_before(request: HttpRequest | None) -> bytes | None:
    """All stamps before the request's first row, or None where nothing may be kept of it."""
    if connection.in_atomic_block or getattr(request, "is_preview", False):
        return None
    before: bytes | None = getattr(request, STAMPS_BEFORE, None)
    return before


def _seen_as(request: HttpRequest) -> tuple[Hashable, ...]:
    return get_language(), request.scheme, request.get_host()


def _change(key: Hashable, part: _Part, now: _Part) -> str:
    """Say how a part that is kept differs from what it is now, though nothing was said to have changed."""
    is_another = now.made != part.made and now.words == part.words and _parts.get(key) is part
    return f"{key} is another now:\n{part.made}\n{now.made}" if is_another else ""


def _make(make: Callable[[], Sized], before: bytes) -> _Part:
    until = good_until()
    with noting_what_is_shown() as shown:
        made = make()
    return _Part(made, shown, noted(before, shown.keys), until)


class KeptNode(Node):
    """A part of a template that is laid out once for all who see the same."""

    def __init__(self, nodelist: NodeList, name: str, vary: Sequence[FilterExpression]) -> None:
        self.nodelist, self._name, self._vary = nodelist, name, vary

    def render(self, context: Context) -> SafeString:
        """Return what is kept, or lay it out."""
        key = (self._name, *(it.resolve(context) for it in self._vary))
        return keep(context.get("request"), key, lambda: self.nodelist.render(context))


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """Keep what stands until `{% endkept %}`: its name, then each value that it hangs on."""
    _tag, name, *vary = token.split_contents()
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodelist, name.strip('"'), [parser.compile_filter(it) for it in vary])
