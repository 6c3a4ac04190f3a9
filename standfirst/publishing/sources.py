"""What an article rests on: its sources, one by one and summed up in words."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

STATES: dict[str, tuple[str | Promise, str]] = {
    "confirmed": (_("Confirmed"), "good"),
    "one_source": (_("One source"), ""),
    "disputed": (_("Disputed"), "wait"),
}

KINDS: dict[str, str | Promise] = {
    "document": _("Document"),
    "conversation": _("Conversation"),
    "broadcast": _("Broadcast"),
    "publication": _("Publication"),
    "data": _("Data"),
}


@dataclass(frozen=True, slots=True)
class Source:
    """One source of an article; `number` is its place in the list, from 1."""

    number: int
    who: str
    kind: str = "document"
    said_on: date | None = None
    about_when: str = ""
    via: str = ""
    url: str = ""
    note: str = ""
    archived_url: str = ""
    archived_on: date | None = None
    status: str = ""
    status_note: str = ""

    @property
    def kind_words(self) -> str:
        """What it is, in a word."""
        return str(KINDS.get(self.kind, ""))

    @property
    def state(self) -> str:
        """The status in words, or "" where none was given."""
        return str(STATES[self.status][0]) if self.status in STATES else ""

    @property
    def tone(self) -> str:
        """The class that colours the status: "good", "wait" or ""."""
        return STATES[self.status][1] if self.status in STATES else ""


@dataclass(frozen=True, slots=True)
class ListedSource:
    """A source, and the ids of the claims that rest on it."""

    source: Source
    claims: tuple[str, ...]


def number_sources(values: Iterable[Mapping[str, Any]]) -> tuple[Source, ...]:
    """Return the sources that an editor listed, numbered from 1; empty fields take their default."""
    names = {field.name for field in fields(Source)} - {"number"}
    return tuple(
        Source(number=number, **{name: value[name] for name in names if value.get(name)})
        for number, value in enumerate(values, start=1)
    )


def sum_in_words(sources: Sequence[Source], claimed: Sequence[Source]) -> str:
    """Say how many claims rest on how many sources, of which kinds, and how well they stand.

    Args:
        sources: every source of the article.
        claimed: the source of each claim, in reading order; one source may stand behind several.
    """
    kinds = Counter(source.kind for source in sources)
    parts = [_count_of_kind(kind, count) for kind, count in kinds.most_common()]
    of_sources = ngettext("%d source", "%d sources", len(sources)) % len(sources)
    if claimed:
        of_claims = ngettext("%d claim", "%d claims", len(claimed)) % len(claimed)
        opening = str(
            _("%(claims)s from %(sources)s") % {"claims": of_claims, "sources": of_sources}
        )
    else:
        opening = of_sources
    return " ".join([f"{opening}: {', '.join(parts)}.", *_standing(claimed)])


def _count_of_kind(kind: str, count: int) -> str:
    words = {
        "document": ngettext("%d document", "%d documents", count),
        "conversation": ngettext("%d conversation", "%d conversations", count),
        "broadcast": ngettext("%d broadcast", "%d broadcasts", count),
        "publication": ngettext("%d publication", "%d publications", count),
        "data": ngettext("%d set of data", "%d sets of data", count),
    }
    return words[kind] % count


def _standing(claimed: Sequence[Source]) -> list[str]:
    states = Counter(source.status for source in claimed)
    words = [
        ("confirmed", ngettext("%d claim confirmed", "%d claims confirmed", states["confirmed"])),
        ("disputed", ngettext("%d disputed", "%d disputed", states["disputed"])),
        (
            "one_source",
            ngettext("%d resting on one source", "%d resting on one source", states["one_source"]),
        ),
    ]
    parts = [text % states[state] for state, text in words if states[state]]
    return [", ".join(parts) + "."] if parts else []
