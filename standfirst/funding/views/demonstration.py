"""The demonstration gateway's own pages: where a real provider would ask for a card."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from standfirst.funding.gateways import gateway
from standfirst.funding.models import DemonstrationPayment, Gift
from standfirst.funding.services.playing import Move, fail_to_renew, play, renew
from standfirst.lib.access import anyone
from standfirst.lib.http import onward, own_forms_only, see_other

_State = DemonstrationPayment.State


@anyone
@own_forms_only
@never_cache
def checkout(request: HttpRequest, reference: str) -> HttpResponse:
    """A whole checkout: paid, declined and tried again, asked by the bank, delayed, left."""
    found = _payment(reference)
    if request.method != "POST":
        return _show(request, found)
    move = request.POST.get("move", "")
    if move not in set(Move):
        return _show(request, found, status=422)
    found = play(reference=reference, move=Move(move), at=timezone.now())
    if move in {Move.DECLINE, Move.DENY}:
        return _show(request, found, was_declined=True, status=422)
    if found.state in {_State.PAID, _State.PENDING, _State.FAILED}:
        return see_other(found.paid_url)
    return see_other(request.path)


@anyone
@own_forms_only
@never_cache
def card(request: HttpRequest, reference: str) -> HttpResponse:
    """Where a regular gift gets a new card, and where its next payments are played: made, failed, made after all."""
    found = _payment(reference)
    if request.method == "POST":
        move = request.POST.get("move")
        if move == "renew":
            renew(reference=reference, at=timezone.now())
        elif move == "fail":
            fail_to_renew(reference=reference, at=timezone.now())
        return see_other(onward(request, request.path))
    context = {"payment": found, "back": onward(request, "") or request.GET.get("back", "")}
    return render(request, "funding/demonstration_card.html", context)


def _show(
    request: HttpRequest,
    found: DemonstrationPayment,
    *,
    was_declined: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {"payment": found, "was_declined": was_declined}
    return render(request, "funding/demonstration.html", context, status=status)


def _payment(reference: str) -> DemonstrationPayment:
    """Return a payment.

    Raises:
        Http404: the demonstration does not run here, or knows no such payment.
    """
    provider = gateway()
    if not settings.IS_LOCAL or provider is None or provider.name != Gift.Way.DEMONSTRATION:
        raise Http404
    return get_object_or_404(DemonstrationPayment, reference=reference)
