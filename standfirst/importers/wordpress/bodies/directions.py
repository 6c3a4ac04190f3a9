"""Which way old words were said to run: our pages say it of themselves, from the words; what the words do not show is counted."""

import re
from collections import Counter

from lxml import etree

from standfirst.publishing.direction import direction_of

from .inline import words_of

STYLE = re.compile(r"(?:\A|[;\s])direction:\s*(rtl|ltr)\b", re.IGNORECASE)
LOST = "direction that the words do not show: left out"


class Directions:
    """Knows the elements of a body whose direction will be lost, unless they are kept as HTML."""

    def __init__(self) -> None:
        self._lost: list[etree._Element] = []

    def note(self, root: etree._Element) -> None:
        """Find what said which way it runs, in an attribute or a style; from here on it is an attribute."""
        for element in root.iter(etree.Element):
            said = STYLE.search(element.get("style", ""))
            way = said[1].lower() if said else element.get("dir", "").strip().lower()
            if way not in {"rtl", "ltr"}:
                continue
            element.set("dir", way)
            # Words that run from the left are what a page expects: only those of the other way need be told.
            if (direction_of(words_of(element)) or "ltr") != way:
                self._lost.append(element)

    def keep(self, element: etree._Element) -> None:
        """Strike what is kept as HTML, which goes on saying it."""
        kept = set(element.iter())
        self._lost = [lost for lost in self._lost if lost not in kept]

    def count(self, left_out: Counter[str]) -> None:
        """Count what is lost."""
        if self._lost:
            left_out[LOST] += len(self._lost)
