"""People who gave: they stand outside the books, and can be forgotten while the books stay."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from standfirst.funding.acts import forget_acts
from standfirst.funding.gateways import gateway_of
from standfirst.funding.gateways.contract import Gateway
from standfirst.funding.given import supporters_at
from standfirst.funding.models import (
    Case,
    Gift,
    ProviderMessage,
    ProviderObject,
    Receipt,
    RefundRequest,
    RegularGift,
    Supporter,
    SupporterLetter,
)
from standfirst.lib.errors import Refused, Unavailable

from .applying import apply
from .marking import mark_supporter
from .offline import OFFLINE

log = logging.getLogger("standfirst.funding")
_COLLECTED = (RegularGift.State.ACTIVE, RegularGift.State.LATE, RegularGift.State.PAUSED)


class NobodyKnown(Refused):
    """There is nobody to forget: who gave through a provider was never named."""

    code = "nobody-known"


def erase(*, supporter: Supporter, at: datetime) -> None:
    """Forget who somebody is: name, mail, and every word that was written beside their gifts or told of them.

    Gifts, movements and the numbers of receipts stay, and count as one supporter as before.
    `stop_for_erased` then sees to it that nothing more is collected from them.
    """
    with transaction.atomic():
        found = Supporter.objects.filter(pk=supporter.pk)
        _forget_mail(supporter.mail)
        found.update(name="", mail="", user=None, language="", erased_at=at)
        gifts = Gift.objects.filter(supporter=supporter)
        Receipt.objects.filter(gift__in=gifts).exclude(name="").update(name="")
        gifts.update(
            receipt_name="", language="", shown_as="", note="", in_honour_of="", show_name=False
        )
        # What people of the newsroom typed, and what mail servers and providers answered, names them too.
        RefundRequest.objects.filter(gift__in=gifts).update(reason="", error="")
        Case.objects.filter(gift__in=gifts).update(settled_how="")
        SupporterLetter.objects.filter(supporter=supporter).update(typed="", error="")
        forget_acts(supporter)
        _forget_messages(found)


def can_forget(gift: Gift) -> bool:
    """Return whether something of who gave `gift` is left to be forgotten.

    An offline gift of nobody known may name them in the words that were typed with it.
    """
    if gift.supporter is None:
        return gift.way in OFFLINE
    return gift.supporter.erased_at is None


def forget_giver(*, gift: Gift, at: datetime) -> None:
    """Erase whoever gave `gift`, with all that they gave; a repeated call changes nothing.

    Raises:
        NobodyKnown: it came through a provider, which named nobody so far.
    """
    with transaction.atomic():
        # The giver may be nobody, and a row that may not be there cannot be locked.
        locks = Gift.objects.select_for_update(of=("self",)).select_related("supporter")
        locked = locks.get(pk=gift.pk)
        if not can_forget(locked):
            if locked.supporter is None:
                raise NobodyKnown(_("We do not know who gave this, so there is nobody to forget."))
            return
        if locked.supporter is None:
            # Counted as one supporter, as it was without one.
            locked.supporter = Supporter.objects.create(created_at=at)
            locked.save(update_fields=["supporter"])
        giver = locked.supporter
        for supporter in (giver, *supporters_at(giver.mail).exclude(pk=giver.pk)):
            erase(supporter=supporter, at=at)
            # As they were before: by their account and address.
            mark_supporter(supporter=supporter, at=at)


def forget_again() -> None:
    """Forget what providers told since of people who were erased; their news names them each time."""
    _forget_messages(Supporter.objects.filter(erased_at__isnull=False))


def stop_for_erased(*, at: datetime) -> int:
    """Have providers collect nothing more from people who were erased; returns how many gifts were stopped.

    What a provider does not answer now is asked for again the next time.
    """
    regular = RegularGift.objects.filter(
        supporter__erased_at__isnull=False, state__in=_COLLECTED
    ).order_by("pk")
    return sum(_stop(promised, at) for promised in regular)


def _forget_mail(mail: str) -> None:
    """Forget an address where nothing says whose it is: typed for a link, or told of no gift that we know."""
    if mail:
        SupporterLetter.objects.filter(typed__iexact=mail).update(typed="", error="")
        # In quotes, as JSON has it: an address may end in another.
        ProviderMessage.objects.filter(payload__icontains=f'"{mail}"').update(payload="")


def _forget_messages(supporters: QuerySet[Supporter]) -> None:
    theirs = Q(gift__supporter__in=supporters) | Q(regular__supporter__in=supporters)
    names = ProviderObject.objects.filter(theirs).values("name")
    ProviderMessage.objects.filter(about__in=names).exclude(payload="").update(payload="")


def _stop(regular: RegularGift, at: datetime) -> bool:
    first = regular.gifts.order_by("pk").first()
    gateway = gateway_of(first.way) if first else None
    if gateway is None:
        return False
    try:
        gateway.stop(regular=regular)
        _follow(regular, gateway, at)
    except Unavailable:
        log.warning("regular_gift_not_stopped", extra={"regular_gift": regular.pk})
        return False
    except Exception:  # the others are stopped all the same
        log.exception("regular_gift_not_stopped", extra={"regular_gift": regular.pk})
        return False
    return True


def _follow(regular: RegularGift, gateway: Gateway, at: datetime) -> None:
    """Take over how it stands there now."""
    names = regular.provider_objects.filter(provider=gateway.name).values_list("name", flat=True)
    for name in names:
        thing = gateway.look_up(name)
        if thing is not None:
            apply(thing, provider=gateway.name, at=at)
