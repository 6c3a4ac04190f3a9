"""What the templates are handed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import Follow, Frequency, Kind
from .queries import Followed, names_of

_EVERYWHERE: dict[Kind, Promise] = {
    Kind.REPLIES: _("Wherever I have commented"),
    Kind.HELD: _("In all discussions"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """Something that somebody follows, on the page of all of it."""

    number: int
    what: str
    name: Followed | None
    frequency: str
    how_often: str
    # Names nothing that everybody may see any more.
    is_gone: bool
    # Of what names nothing: where it is.
    where: str


def show_follows(follows: Sequence[Follow]) -> list[Row]:
    """Return `follows` with their names: one query for each kind of page among them."""
    names = names_of((follow.kind, follow.target) for follow in follows)
    rows = []
    for follow in follows:
        name = names.get((follow.kind, follow.target))
        is_gone = name is None and follow.kind not in _EVERYWHERE
        what, how_often = str(Kind(follow.kind).label), str(Frequency(follow.frequency).label)
        where = str(_EVERYWHERE.get(Kind(follow.kind), ""))
        rows.append(Row(follow.pk, what, name, follow.frequency, how_often, is_gone, where))
    return rows
