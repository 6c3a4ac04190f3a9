"""Gifts that readers said they will transfer, and which are not here yet."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from standfirst.funding.bank_lines import BankLine, read_lines
from standfirst.funding.models import Gift, Supporter
from standfirst.lib.search_words import folded_words

# Then it is left out of lists. By its reference it is found however old it is.
LISTED_FOR = timedelta(days=60)
# So many are offered for one name.
_MOST = 10
# A shorter name stands in too many lines by chance.
_SHORTEST_NAME = 4


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A line of the bank statement, and what it may be about."""

    line: BankLine
    # Announced, and in no line above.
    waiting: Sequence[Gift] = ()
    booked: Sequence[Gift] = ()
    # They stand in a line above.
    again: Sequence[Gift] = ()
    # It looks like money that went out, or came back.
    went_out: Sequence[Gift] = ()
    # Nobody announced a transfer with them.
    unknown: Sequence[str] = ()
    is_by_name: bool = False
    has_more: bool = False

    @property
    def has_reference(self) -> bool:
        """Whether a reference stands in it, mistyped or not."""
        return bool(self.line.written)


def pledges(*, at: datetime) -> QuerySet[Gift]:
    """Return the transfers that are announced and not here, the newest first, without old ones."""
    return _announced().filter(begun_at__gt=at - LISTED_FOR)


def pledges_of(supporters: Iterable[Supporter], *, at: datetime) -> QuerySet[Gift]:
    """Return the same of some supporters."""
    return pledges(at=at).filter(supporter__in=supporters)


def find_pledges(text: str, *, at: datetime) -> list[FoundLine]:
    """Return for each line of `text`, in their order, the transfers whose references stand in it.

    Where no right reference does, those whose giver's name or address stands in it, or in whose it stands.

    Args:
        text: lines of a bank statement as they were copied, or a reference, a name or an address.
    """
    lines = read_lines(text)
    references = {reference for line in lines for reference in line.right}
    gifts = {gift.reference: gift for gift in _transfers().filter(reference__in=references)}
    names = None
    if any(not line.right for line in lines):
        names = _Names(_lately(at).exclude(reference__in=references))
    seen: set[Gift] = set()
    found = []
    for line in lines:
        row = (
            _by_name(line, names, seen)
            if names and not line.right
            else _by_reference(line, gifts, seen)
        )
        seen |= {*row.waiting, *row.booked}
        found.append(row)
    return found


def _by_reference(line: BankLine, gifts: dict[str, Gift], seen: set[Gift]) -> FoundLine:
    known = [gifts[reference] for reference in line.right if reference in gifts]
    unknown = [reference for reference in line.right if reference not in gifts]
    return replace(_sorted(line, known, seen), unknown=unknown)


def _by_name(line: BankLine, names: "_Names", seen: set[Gift]) -> FoundLine:
    numbers = list(names.found_in(line.text))
    known = list(_transfers().filter(pk__in=numbers[:_MOST])) if numbers else []
    has_more = len(numbers) > _MOST
    return replace(_sorted(line, known, seen), is_by_name=bool(known), has_more=has_more)


def _sorted(line: BankLine, known: Sequence[Gift], seen: set[Gift]) -> FoundLine:
    if line.went_out:
        return FoundLine(line, went_out=known)
    new = [gift for gift in known if gift not in seen]
    return FoundLine(
        line,
        waiting=[gift for gift in new if gift.state == Gift.State.BEGUN],
        booked=[gift for gift in new if gift.state != Gift.State.BEGUN],
        again=[gift for gift in known if gift in seen],
    )


class _Names:
    """Whose transfers they are: the names that were typed with them, shown to readers or not, and the addresses."""

    def __init__(self, transfers: QuerySet[Gift]) -> None:
        fields = ("receipt_name", "shown_as", "supporter__name", "supporter__mail")
        self._rows = [
            (number, [_words(name) for name in names if name])
            for number, *names in transfers.values_list("pk", *fields)
        ]

    def found_in(self, text: str) -> Iterator[int]:
        """Yield the numbers of gifts whose name stands in `text`, or part of whose name is all of `text`."""
        asked = _words(text)
        if not any(word.isalpha() for word in asked):
            return
        for number, names in self._rows:
            all_of_them = " ".join(word for name in names for word in name)
            is_part = all(word in all_of_them for word in asked)
            if is_part or any(_is_long(name) and asked.issuperset(name) for name in names):
                yield number


def _words(text: str) -> frozenset[str]:
    """The words of a name as bank statements may write them: ö is o, and so is oe."""
    return frozenset(re.sub("(?<=[aou])e", "", folded_words(text)).split())


def _is_long(name: frozenset[str]) -> bool:
    return sum(map(len, name)) >= _SHORTEST_NAME


def _lately(at: datetime) -> QuerySet[Gift]:
    """What is announced, and what was lately and is booked by now: so that nobody enters it again."""
    return _transfers().filter(Q(state=Gift.State.BEGUN) | Q(begun_at__gt=at - LISTED_FOR))


def _announced() -> QuerySet[Gift]:
    return _transfers().filter(state=Gift.State.BEGUN)


def _transfers() -> QuerySet[Gift]:
    gifts = Gift.objects.filter(way=Gift.Way.TRANSFER).select_related("campaign", "supporter")
    return gifts.order_by("-begun_at", "-pk")
