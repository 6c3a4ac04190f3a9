"""Which number each comment gets here: its old one wherever that is free, so that links to `#comment-123` still land."""

from array import array
from bisect import bisect_left

from django.db import connection
from django.db.models import Max

from standfirst.discussion.models import Comment

from .identities import MADE_UP
from .ledger import TakenComments
from .plan import Plan
from .threads import NONE, Shape

RAISE_SEQUENCE = """
    SELECT setval(
        pg_get_serial_sequence(%(table)s, 'id'),
        GREATEST(%(last)s, pg_sequence_last_value(pg_get_serial_sequence(%(table)s, 'id')::regclass))
    )
"""


class Numbers:
    """Our numbers of one item's comments, by position in its shape.

    A reply must have a higher number than what it answers; where the old site broke that, or where a number is taken by
    a comment that was written here, the comment gets a fresh one.
    """

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.ours = array("q", bytes(8 * len(shape)))


class Registry:
    """Hands out the numbers of one run, the same ones again when the run is resumed."""

    def __init__(self, taken: TakenComments, first_free: int) -> None:
        self.taken = taken
        self.next_free = first_free
        self._foreign = _written_here(taken)

    def assign(self, shape: Shape) -> Numbers:
        """Give every comment of an item its number, parents first."""
        numbers = Numbers(shape)
        for at in shape.from_the_top():
            theirs, parent = shape.ids[at], shape.parents[at]
            ours = theirs
            is_taken = theirs >= MADE_UP or self._is_foreign(theirs)
            if is_taken or (parent != NONE and numbers.ours[parent] >= theirs):
                ours = self.next_free
                self.next_free += 1
            known = self.taken.number(theirs)
            numbers.ours[at] = ours if known is None else known
        return numbers

    def _is_foreign(self, number: int) -> bool:
        at = bisect_left(self._foreign, number)
        return at < len(self._foreign) and self._foreign[at] == number


def first_free_number(plan: Plan) -> int:
    """Return a number above all comments of the file and of this site."""
    highest = max(map(_highest, plan.shapes.values()), default=0)
    return max(highest, Comment.objects.aggregate(highest=Max("pk"))["highest"] or 0) + 1


def _highest(shape: Shape) -> int:
    """Return the highest number that the old site itself gave."""
    own = bisect_left(shape.ids, MADE_UP)
    return shape.ids[own - 1] if own else 0


def reserve_numbers(next_free: int) -> None:
    """Let the database count on from `next_free`: what readers write meanwhile must not take a number of ours."""
    if next_free <= 1:
        return
    table = Comment._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # A sequence knows what it gave out, not what was inserted beside it; it never goes back.
            cursor.execute(RAISE_SEQUENCE, {"table": table, "last": next_free - 1})
            return
        cursor.execute(
            "UPDATE sqlite_sequence SET seq = MAX(seq, %s) WHERE name = %s", [next_free - 1, table]
        )
        if not cursor.rowcount:
            cursor.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, next_free - 1]
            )


def _written_here(taken: TakenComments) -> "array[int]":
    """Return the sorted numbers of comments that did not come from that site."""
    imported = taken.ours()
    found = array("q")
    for number in (
        Comment.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000)
    ):
        at = bisect_left(imported, number)
        if at == len(imported) or imported[at] != number:
            found.append(number)
    return found
