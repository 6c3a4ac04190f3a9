"""Remembers which row of ours stands for which thing of theirs: the memory that makes a second run change nothing."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from standfirst.importers.models import ForeignSite, ImportedObject

Kind = ImportedObject.Kind


class Ledger:
    """What has been taken from one site; everything but its comments is held in memory."""

    def __init__(self, site: ForeignSite) -> None:
        self.site = site
        rows = ImportedObject.objects.filter(site=site).exclude(kind=Kind.COMMENT).defer("waiting")
        self._rows = {(row.kind, row.foreign_id): row for row in rows.iterator()}

    def find(self, kind: Kind, foreign_id: str | int) -> ImportedObject | None:
        """Return what was noted, also where the row itself has been deleted since."""
        return self._rows.get((kind, str(foreign_id)))

    def number(self, kind: Kind, foreign_id: str | int) -> int | None:
        """Return the number of our row."""
        row = self.find(kind, foreign_id)
        return row.object_id if row else None

    def note(
        self,
        kind: Kind,
        foreign_id: str | int,
        object_id: int,
        *,
        digest: str = "",
        is_complete: bool = True,
        waiting: str = "",
    ) -> ImportedObject:
        """Note a row; to be called in the transaction that made it."""
        row, _ = ImportedObject.objects.update_or_create(
            site=self.site,
            kind=kind,
            foreign_id=str(foreign_id),
            defaults={
                "object_id": object_id,
                "digest": digest,
                "is_complete": is_complete,
                "waiting": waiting,
            },
        )
        self._rows[kind, str(foreign_id)] = row
        return row

    def waiting(self) -> Iterator[ImportedObject]:
        """Yield the rows of pages that show or link to something that had not come when they were written."""
        rows = ImportedObject.objects.filter(site=self.site, kind__in=[Kind.ARTICLE, Kind.PAGE])
        yield from rows.exclude(waiting="").order_by("pk").iterator(chunk_size=100)

    def numbers(self, kind: Kind) -> dict[int, str]:
        """Return our numbers of one kind, each with their number."""
        return {row.object_id: theirs for (of, theirs), row in self._rows.items() if of == kind}

    def note_comments(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Note comments as (their number, ours); to be called in the transaction that made them."""
        ImportedObject.objects.bulk_create(
            ImportedObject(
                site=self.site, kind=Kind.COMMENT, foreign_id=str(theirs), object_id=ours
            )
            for theirs, ours in pairs
        )


class TakenComments:
    """Their comment numbers and ours, in sixteen bytes each."""

    def __init__(self, site: ForeignSite) -> None:
        rows = ImportedObject.objects.filter(site=site, kind=Kind.COMMENT).values_list(
            "foreign_id", "object_id"
        )
        pairs = sorted((int(theirs), ours) for theirs, ours in rows.iterator(chunk_size=5000))
        self._theirs = array("q", (theirs for theirs, _ in pairs))
        self._ours = array("q", (ours for _, ours in pairs))

    def __contains__(self, theirs: int) -> bool:
        return self.number(theirs) is not None

    def __len__(self) -> int:
        return len(self._theirs)

    def number(self, theirs: int) -> int | None:
        """Return our number of their comment."""
        at = bisect_left(self._theirs, theirs)
        return self._ours[at] if at < len(self._theirs) and self._theirs[at] == theirs else None

    def ours(self) -> "array[int]":
        """Return our numbers, sorted."""
        return array("q", sorted(self._ours))
