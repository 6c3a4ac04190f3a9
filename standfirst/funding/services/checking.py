"""Adding the books up again each night: what must hold by construction is seen to hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.utils.translation import gettext as _

from standfirst.funding.models import INCOME, Case, Gift, Movement

from .booking import worth
from .cases import close_case, sound_alarm

# So many gifts are named in a case; there may be more.
_NAMED = 10
_AT_A_TIME = 2000
# What refuses to change or delete a movement, and how many of them there are; see migrations 0005 and 0009.
_GUARDS = {
    "sqlite": (
        "SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger' "
        "AND name IN ('movement_update', 'movement_delete', 'movement_replace')",
        3,
    ),
    "postgresql": (
        "SELECT COUNT(*) FROM pg_trigger WHERE tgrelid = 'funding_movement'::regclass "
        "AND tgname IN ('movement_stays', 'movements_stay') AND tgenabled <> 'D'",
        2,
    ),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not hold: a name that stays the same from night to night, and words for a person."""

    about: str
    words: str


def check_books(*, at: datetime) -> list[Fault]:
    """Add everything up again; what is wrong opens a case and sounds the alarm, what is right again closes it.

    Five queries or so; gifts are read a few at a time, however many there are.
    """
    found = {fault.about: fault for fault in _faults()}
    for about in ("meters", "states", "guards"):
        with transaction.atomic():
            if about in found:
                sound_alarm(kind=Case.Kind.BOOKS, about=about, words=found[about].words, at=at)
            else:
                close_case(kind=Case.Kind.BOOKS, about=about, how=_("They add up again."), at=at)
    return list(found.values())


def _faults() -> Iterator[Fault]:
    wrong = list(_wrong_meters())
    if wrong:
        words = _(
            "What these gifts add to a meter is not what their movements come to: %(gifts)s. "
            "Nothing in this program writes that; look into the database."
        )
        yield Fault("meters", words % {"gifts": _named(wrong)})
    wrong = list(_wrong_states())
    if wrong:
        words = _("Received without a movement, or moved without being received: %(gifts)s.")
        yield Fault("states", words % {"gifts": _named(wrong)})
    if not is_guarded():
        yield Fault(
            "guards",
            _(
                "The database would let somebody change or delete movements: its triggers are gone, "
                "perhaps with a copy that was put back. Ask the operator to put them up again."
            ),
        )


def _wrong_meters() -> Iterator[str]:
    """Yield the references of gifts whose movements add something else to the meter than they are worth."""
    of_gift = Q(currency=F("gift__currency"))
    facts = ("amount", "cover", "rate_over", "rate_under")
    rows = (
        Movement.objects.filter(gift__isnull=False)
        .order_by()
        .values("gift", "gift__reference", *(f"gift__{name}" for name in facts))
        .annotate(
            counted=Sum("meter"),
            came=Sum("minor", filter=of_gift & Q(credit__in=INCOME), default=0),
            went=Sum("minor", filter=of_gift & Q(debit__in=INCOME), default=0),
            astray=Count("pk", filter=~Q(campaign=F("gift__campaign"))),
        )
    )
    for row in rows.iterator(_AT_A_TIME):
        gift = Gift(**{name: row[f"gift__{name}"] for name in facts})
        net = int(row["came"]) - int(row["went"])
        if row["astray"] or int(row["counted"]) != worth(gift, net):
            yield row["gift__reference"]


def _wrong_states() -> Iterator[str]:
    moved = Exists(Movement.objects.filter(gift=OuterRef("pk")))
    received = Q(state=Gift.State.RECEIVED)
    wrong = Gift.objects.filter(received & ~moved | ~received & moved)
    yield from wrong.order_by("pk").values_list("reference", flat=True)


def is_guarded() -> bool:
    """Tell whether the database itself refuses to change or delete movements."""
    sql, wanted = _GUARDS[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return bool(cursor.fetchone() == (wanted,))


def _named(references: list[str]) -> str:
    named = ", ".join(references[:_NAMED])
    more = len(references) - _NAMED
    return _("%(gifts)s and %(n)d more") % {"gifts": named, "n": more} if more > 0 else named
