"""What bodies refer to by number: pictures, documents and pages, fetched for all of them at once."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from wagtail.documents import get_document_model
from wagtail.models import Page

from standfirst.delivery.addresses import Addresses, absolute
from standfirst.publishing.models import Picture

_LINK = re.compile(r'<a\b[^<>]*\blinktype="(page|document)"[^<>]*>')
_NUMBER = re.compile(r'\bid="(\d+)"')


@dataclass(frozen=True, slots=True)
class Referred:
    """Pictures (with their sizes), documents, and addresses of live pages, by number."""

    pictures: Mapping[int, Picture] = field(default_factory=dict)
    documents: Mapping[int, Any] = field(default_factory=dict)
    pages: Mapping[int, str] = field(default_factory=dict)

    def document_address(self, number: int) -> str:
        """Return the address of document `number`, or "" if it is gone."""
        document = self.documents.get(number)
        return absolute(document.url) if document else ""


def referred_from(bodies: Iterable[Any], addresses: Addresses) -> Referred:
    """Fetch everything that `bodies` (streams as stored) point to: at most five queries for all."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for body in bodies:
        for block in body:
            _note_numbers(block["type"], block["value"], wanted)
    pictures = Picture.objects.prefetch_related("renditions").in_bulk(wanted["picture"])
    documents = get_document_model().objects.in_bulk(wanted["document"])
    pages = Page.objects.live().public().filter(pk__in=wanted["page"])
    places = pages.values_list("pk", "url_path")
    return Referred(pictures, documents, {pk: addresses.at(path) for pk, path in places})


def _note_numbers(kind: str, value: Any, wanted: dict[str, set[int]]) -> None:  # noqa: ANN401
    """Add to `wanted` the numbers in one block of `kind`."""
    if kind == "picture":
        wanted["picture"].update(_numbers(value.get("picture")))
    elif kind == "gallery":
        wanted["picture"].update(_numbers(*(it.get("picture") for it in pictures_of(value))))
    elif kind == "file":
        wanted["document"].update(_numbers(value.get("document")))
    for words in _strings(value):
        for link in _LINK.finditer(words):
            if number := _NUMBER.search(link[0]):
                wanted[link[1]].add(int(number[1]))


def _numbers(*stored: int | None) -> set[int]:
    """Leave out what was emptied when its picture or document went."""
    return {number for number in stored if number is not None}


def pictures_of(gallery: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the pictures of a stored gallery, with or without Wagtail's wrapper around each."""
    return [item.get("value", item) for item in gallery.get("pictures") or []]


def _strings(value: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
