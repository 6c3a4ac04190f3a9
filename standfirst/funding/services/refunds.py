"""Giving money back: who may decide it alone, who must agree, and doing it exactly once.

What goes back through a provider is asked of it after the wish is written down, by the worker, with
a key that makes it happen once however often it is asked. The books follow what the provider then says.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from standfirst.accounts.models import User
from standfirst.funding.gateways import gateway_of
from standfirst.funding.gateways.contract import Gateway, Payment
from standfirst.funding.models import FundingSettings, Gift, RefundRequest
from standfirst.lib.errors import Refused, Unavailable
from standfirst.lib.money import Money, is_payable, unpayable_words
from standfirst.publishing.days import newsroom_day

from .applying import apply
from .booking import net_of
from .offline import OFFLINE, MoreThanGiven, give_back

log = logging.getLogger("standfirst.funding")
State = RefundRequest.State

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
# Together well below a day, for which providers remember a key.
MOST_TRIES = 20
# Nobody else takes it up meanwhile: asking a provider takes long, and no lock is held.
_LEASE = timedelta(minutes=2)
_LONGEST_ERROR = 500


class ChangedMeanwhile(Refused):
    """Somebody else decided about the same gift after the page was opened."""

    code = "changed-meanwhile"


class NotPayable(Refused):
    """Finer than a card can be paid."""

    code = "not-payable"


class NoProvider(Refused):
    """The way on which the gift came is closed."""

    code = "no-provider"


class SamePerson(Refused):
    """Who asks for a refund may not agree to it."""

    code = "same-person"


class NotWaiting(Refused):
    """It was decided already."""

    code = "not-waiting"


def ask_refund(
    *,
    gift: Gift,
    amount: Money,
    reason: str,
    by: User,
    rules: FundingSettings,
    at: datetime,
    left: int | None = None,
) -> RefundRequest:
    """Have `amount` of `gift` go back; above the limit, once a second person agrees.

    The limit holds for all that goes back of one gift on one person's word, not for each part of it.

    Args:
        amount: in the gift's currency; what covered the fee may go back as well.
        left: what `by` saw that may go back, as minor units, where it was shown.

    Raises:
        ChangedMeanwhile: something else than `left` is left by now.
        MoreThanGiven: less than `amount` is left of it, less what is under way already.
        NotPayable: no card can be paid that amount.
        NoProvider: it came through a provider that is not set up here.
    """
    with transaction.atomic():
        locked = Gift.objects.select_for_update().get(pk=gift.pk)
        still_here = left_of(locked)
        if left is not None and left != still_here.minor:
            raise ChangedMeanwhile(
                _(
                    "Part of this gift was refunded, or a refund was asked for, after you "
                    "opened this page. %(left)s can still be refunded. Check the list "
                    "above, and ask again if it is still right."
                )
                % {"left": still_here}
            )
        if amount.minor > still_here.minor:
            raise MoreThanGiven(_("Only %(left)s of this gift is left.") % {"left": still_here})
        if locked.way not in OFFLINE and not is_payable(amount):
            raise NotPayable(unpayable_words(amount.currency))
        if locked.way not in OFFLINE and gateway_of(locked.way) is None:
            raise NoProvider(
                _(
                    "Its payment provider is not set up here. Refund it on the provider’s "
                    "own pages; the books follow."
                )
            )
        alone = _alone_so_far(locked) + amount.minor
        request = RefundRequest(
            gift=locked,
            amount=amount.minor,
            reason=reason,
            state=State.WAITING,
            asked_by=by,
            asked_at=at,
        )
        if alone <= rules.second_person_above:
            _go_on(request, at)
        request.save()
    return request


def agree(*, request: RefundRequest, by: User, at: datetime) -> RefundRequest:
    """Let a refund go on that waited for a second person; `NotWaiting` rises where it was decided already.

    Raises:
        SamePerson: `by` asked for it.
    """
    with transaction.atomic():
        locked = _waiting(request)
        if locked.asked_by_id == by.pk:
            raise SamePerson(
                _(
                    "You asked for this refund, so somebody else who may refund gifts must "
                    "agree to it."
                )
            )
        locked.decided_by, locked.decided_at = by, at
        _go_on(locked, at)
        locked.save()
    return locked


def decline(*, request: RefundRequest, by: User, at: datetime) -> RefundRequest:
    """Let a refund be: by a second person, or by who asked for it; `NotWaiting` rises as above."""
    with transaction.atomic():
        locked = _waiting(request)
        locked.state, locked.decided_by, locked.decided_at = State.DECLINED, by, at
        locked.save()
    return locked


def left_of(gift: Gift) -> Money:
    """Return what may still go back: what is here of `gift`, less what is asked for; two queries."""
    under_way = gift.refund_requests.filter(state__in=(State.WAITING, State.SENT))
    asked = int(under_way.aggregate(Sum("amount"))["amount__sum"] or 0)
    return Money(max(net_of(gift) - asked, 0), gift.currency)


def send_due(*, at: datetime) -> int:
    """Ask providers for what is due to go back; returns how many were asked. One query where nothing is.

    Killed at any moment it goes on from there: the same key means the same refund.
    """
    due = RefundRequest.objects.filter(state=State.SENT, next_at__lte=at).order_by("next_at")
    return sum(_send(number, at) for number in due.values_list("pk", flat=True)[:20])


def _alone_so_far(gift: Gift) -> int:
    """What of the gift went back, or is going, on one person's word."""
    alone = gift.refund_requests.filter(decided_by=None, state__in=(State.SENT, State.DONE))
    return int(alone.aggregate(Sum("amount"))["amount__sum"] or 0)


def _waiting(request: RefundRequest) -> RefundRequest:
    locked = RefundRequest.objects.select_for_update(of=("self",)).select_related(
        "gift", "decided_by"
    )
    found = locked.get(pk=request.pk)
    if found.state != State.WAITING:
        who = found.decided_by.get_full_name() if found.decided_by else ""
        raise NotWaiting(
            _("This refund has already been decided, by %(who)s: %(state)s.")
            % {"who": who or _("somebody else"), "state": found.get_state_display()}
        )
    return found


def _go_on(request: RefundRequest, at: datetime) -> None:
    """Book it, where we give it back ourselves; else leave it to the worker to ask the provider."""
    if request.gift.way in OFFLINE:
        day = newsroom_day(at)
        give_back(gift=request.gift, amount=request.money, on=day, at=at)
        request.state, request.done_at = State.DONE, at
    else:
        request.state, request.next_at = State.SENT, at


def _send(number: int, at: datetime) -> bool:
    """Ask the provider for one, and book what it then says; False if somebody else does."""
    with transaction.atomic():
        free = RefundRequest.objects.select_for_update(skip_locked=True, of=("self",))
        due = free.select_related("gift").filter(pk=number, state=State.SENT, next_at__lte=at)
        request = due.first()
        if request is None:
            return False
        request.tries, request.next_at = request.tries + 1, at + _LEASE
        request.save(update_fields=["tries", "next_at"])
    try:
        gateway = _gateway_for(request.gift)
        gateway.give_back(gift=request.gift, amount=request.money, key=request.key)
        _book(request, gateway, at)
    except Unavailable as failed:
        _put_off(request, failed, at)
    except Exception as error:  # whatever it is, the others go on and this one comes again
        log.exception("refund_not_sent", extra={"refund_request": request.pk})
        _put_off(request, Unavailable(f"{type(error).__name__}: {error}"), at)
    return True


def _gateway_for(gift: Gift) -> Gateway:
    """Return the way back.

    Raises:
        Unavailable: it was closed since somebody asked.
    """
    gateway = gateway_of(gift.way)
    if gateway is None:
        raise Unavailable(_("The payment provider is no longer set up."), permanent=True)
    return gateway


def _book(request: RefundRequest, gateway: Gateway, at: datetime) -> None:
    """Bring the books in line with what the provider has now, and note that it is done."""
    names = request.gift.provider_objects.filter(provider=gateway.name).order_by("pk")
    looked_up = (gateway.look_up(name) for name in names.values_list("name", flat=True))
    payment = next((thing for thing in looked_up if isinstance(thing, Payment)), None)
    with transaction.atomic():
        if payment:
            apply(payment, provider=gateway.name, at=at)
        request.state, request.done_at, request.next_at = State.DONE, at, None
        request.error = ""
        request.save(update_fields=["state", "done_at", "next_at", "error"])


def _put_off(request: RefundRequest, failed: Unavailable, at: datetime) -> None:
    """Try again after a pause that doubles each time; what the provider refuses, or never answers, failed."""
    request.error = str(failed)[:_LONGEST_ERROR]
    if failed.permanent or request.tries >= MOST_TRIES:
        request.state, request.next_at = State.FAILED, None
        log.warning("refund_failed", extra={"refund_request": request.pk})
    else:
        pause = min(FIRST_PAUSE * 2 ** (request.tries - 1), LONGEST_PAUSE)
        request.next_at = at + pause
    request.save(update_fields=["state", "next_at", "error"])
