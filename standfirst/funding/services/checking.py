"""Adding the books up again each night: what must hold by construction is seen to hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.utils.translation import gettext as _

from standfirst.funding.given import with_held
from standfirst.funding.models import (
    INCOME,
    Case,
    Gift,
    Movement,
    ProviderMessage,
    ProviderObject,
)
from standfirst.funding.queries import NO_SUCCESSES, SUCCESSES

from .booking import PAYMENT_FAILED, worth
from .cases import close_case, sound_alarm

# So many gifts are named in a case; there may be more.
_NAMED = 10
_AT_A_TIME = 2000
# What the provider told of: not a moment ago, when the next message may be on its way, nor before a
# time in which all are lost that ever will be.
_TOLD_BEFORE, _TOLD_SINCE = timedelta(hours=1), timedelta(days=60)
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

    Six queries or so; gifts are read a few at a time, however many there are.
    """
    found = {fault.about: fault for fault in _faults(at)}
    for about in ("meters", "states", "told", "guards"):
        with transaction.atomic():
            if about in found:
                _sound_alarm(found[about], at)
            else:
                close_case(kind=Case.Kind.BOOKS, about=about, how=_("They add up again."), at=at)
    return list(found.values())


def _sound_alarm(fault: Fault, at: datetime) -> None:
    """A fault that stays must not hide the next of its kind."""
    known = Case.objects.filter(kind=Case.Kind.BOOKS, about=fault.about, settled_at=None).first()
    sound_alarm(
        kind=Case.Kind.BOOKS,
        about=fault.about,
        words=fault.words,
        has_changed=known is not None and known.words != fault.words,
        at=at,
    )


def _faults(at: datetime) -> Iterator[Fault]:
    wrong = list(_wrong_meters())
    if wrong:
        words = _(
            "What these gifts add to a meter is not what their movements come to: %(gifts)s. "
            "Nothing in this program writes that; look into the database."
        )
        yield Fault("meters", words % {"gifts": _named(wrong)})
    wrong = list(_wrong_states())
    if wrong:
        words = _(
            "Received although no money of it is in the books, or in the books although it was not "
            "received: %(gifts)s."
        )
        yield Fault("states", words % {"gifts": _named(wrong)})
    wrong = list(_told_otherwise(at))
    if wrong:
        words = _(
            "In the books as received, although the provider last said that the payment "
            "is pending or has failed: %(gifts)s. Look at them on the provider’s pages."
        )
        yield Fault("told", words % {"gifts": _named(wrong)})
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
    """Yield the references of gifts that say another thing than their movements.

    What was given makes a gift received, no fee does; of one that failed, the fee may stay.
    """
    movements = Movement.objects.filter(gift=OuterRef("pk"))
    moved, came = Exists(movements), Exists(movements.filter(credit__in=INCOME))
    received, failed = Q(state=Gift.State.RECEIVED), Q(state=Gift.State.FAILED)
    # Nothing is left of a payment that failed after it had come; what came again since is another one.
    lost = Exists(movements.filter(fact__endswith=PAYMENT_FAILED)) & Q(held__lte=0)
    wrong = with_held(Gift.objects.all()).filter(
        received & (~came | lost) | failed & came & ~lost | ~received & ~failed & moved
    )
    yield from wrong.order_by("pk").values_list("reference", flat=True)


def _told_otherwise(at: datetime) -> Iterator[str]:
    """Yield the references of gifts that are here although the provider's last word is no success.

    The messages are kept as they came, so this depends on nothing that reads payments.
    """
    lately = (at - _TOLD_SINCE, at - _TOLD_BEFORE)
    failures = ProviderMessage.objects.filter(kind__in=NO_SUCCESSES, told_at__range=lately)
    successes = ProviderMessage.objects.filter(
        kind__in=SUCCESSES,
        provider=OuterRef("provider"),
        about=OuterRef("about"),
        told_at__gte=OuterRef("told_at"),
    )
    last_word = failures.filter(~Exists(successes)).order_by().values("about")
    names = ProviderObject.objects.filter(name__in=last_word, gift__state=Gift.State.RECEIVED)
    here = with_held(Gift.objects.filter(pk__in=names.values("gift"))).filter(held__gt=0)  # type: ignore[misc]
    yield from here.order_by("pk").values_list("reference", flat=True)


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
