"""The shape of one item's discussion, kept as bare numbers: about fifty bytes a comment, whatever their order in the file."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from standfirst.discussion.models import DEEPEST

NONE = -1


class Shape:
    """Who answers whom under one item; `add` while reading the file, then `settle` once."""

    def __init__(self) -> None:
        self.ids = array("q")
        self.parents = array("q")
        self._approved = bytearray()
        self.orphans = 0
        self.cycles = 0
        self.flattened = 0
        self.depth = array("l")
        self.root = array("q")
        self.replies = array("l")

    def __len__(self) -> int:
        return len(self.ids)

    def add(self, number: int, parent: int, *, approved: bool) -> None:
        """Note a comment, in the file's order."""
        self.ids.append(number)
        self.parents.append(parent)
        self._approved.append(approved)

    def position(self, number: int) -> int:
        """Return where a comment stands among the sorted; -1 if it is not here."""
        at = bisect_left(self.ids, number)
        return at if at < len(self.ids) and self.ids[at] == number else NONE

    def settle(self) -> None:
        """Sort by number, point at parents by position, break circles, and count depths and replies.

        A parent that is not in the file, and the smallest number of a circle, leave their comment at the top.
        """
        self._sort()
        for at, parent in enumerate(self.parents):
            found = self.position(parent) if parent else NONE
            self.orphans += bool(parent) and found == NONE
            self.parents[at] = found
        self._measure()
        for at in self.from_the_top(backwards=True):
            parent = self.parents[at]
            if parent != NONE:
                self.replies[parent] += self.replies[at] + self._approved[at]

    def from_the_top(self, *, backwards: bool = False) -> Iterator[int]:
        """Yield positions, every parent before its replies, or every reply before its parent."""
        size = len(self.ids)
        if all(parent < at for at, parent in enumerate(self.parents)):
            yield from reversed(range(size)) if backwards else range(size)
        else:
            yield from sorted(range(size), key=self.depth.__getitem__, reverse=backwards)

    def _sort(self) -> None:
        size = len(self.ids)
        if any(self.ids[at - 1] >= self.ids[at] for at in range(1, size)):
            self._put_in_order()
            size = len(self.ids)
        self.depth, self.replies = array("l", bytes(8 * size)), array("l", bytes(8 * size))
        self.root = array("q", [NONE]) * size

    def _put_in_order(self) -> None:
        """Sort by number, and keep the first of those that came twice; few exports need it."""
        order = sorted(range(len(self.ids)), key=self.ids.__getitem__)
        kept = [at for n, at in enumerate(order) if not n or self.ids[order[n - 1]] != self.ids[at]]
        self.parents = array("q", (self.parents[at] for at in kept))
        self._approved = bytearray(self._approved[at] for at in kept)
        self.ids = array("q", (self.ids[at] for at in kept))

    def _measure(self) -> None:
        for start in range(len(self.ids)):
            path: list[int] = []
            at = start
            while at != NONE and not self.depth[at]:
                self.depth[at] = NONE  # on the way; met again, it closes a circle
                path.append(at)
                at = self.parents[at]
            if at != NONE and self.depth[at] == NONE:
                path = self._opened(path, path.index(at))
            self._number(path)

    def _opened(self, path: list[int], first: int) -> list[int]:
        """Cut the circle that `path` closes into above its smallest number, and turn it so that this one is on top."""
        self.cycles += 1
        circle = path[first:]
        top = circle.index(min(circle))
        self.parents[circle[top]] = NONE
        return path[:first] + circle[top + 1 :] + circle[: top + 1]

    def _number(self, path: Iterable[int]) -> None:
        for at in reversed(list(path)):
            parent = self.parents[at]
            if parent != NONE and self.depth[parent] >= DEEPEST:
                parent = self.parents[at] = self.parents[parent]
                self.flattened += 1
            self.depth[at] = 1 if parent == NONE else self.depth[parent] + 1
            if parent != NONE:
                self.root[at] = parent if self.root[parent] == NONE else self.root[parent]
