"""Transfers that readers announced: found by their reference on the bank statement, and booked."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from standfirst.accounts.models import User
from standfirst.funding.forms.transfer import TransferForm
from standfirst.funding.models import Gift
from standfirst.funding.queries.pledges import LISTED_FOR, find_pledges, pledges
from standfirst.funding.services.pledges import book_pledge
from standfirst.lib.access import role
from standfirst.lib.errors import Refused

ENTER = "funding.add_gift"
_ON_A_PAGE = 50
_LONGEST = 10_000


@role(ENTER)
@require_safe
def transfers(request: HttpRequest) -> HttpResponse:
    """What a line of the bank statement is about, and below it all that is announced."""
    return _show(request, request.GET.get("q", ""))


@role(ENTER)
@require_POST
def book(request: HttpRequest, reference: str) -> HttpResponse:
    """Book one that arrived."""
    found = Gift.objects.filter(way=Gift.Way.TRANSFER).select_related("campaign", "supporter")
    gift, by = get_object_or_404(found, reference=reference), request.user
    assert isinstance(by, User)  # noqa: S101 - `role` let nobody else in
    form = TransferForm(request.POST, gift=gift)
    if not form.is_valid():
        return _show(request, reference, form, status=422)
    day = form.cleaned_data["received_on"]
    try:
        book_pledge(gift=gift, amount=form.money, received_on=day, by=by, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("funding_gift", reference)
    words = _("Booked: %(amount)s, reference %(reference)s.")
    messages.success(request, words % {"amount": form.money, "reference": reference})
    return redirect("funding_transfers")


def _show(
    request: HttpRequest, words: str, typed: TransferForm | None = None, status: int = 200
) -> HttpResponse:
    words = words.strip()[:_LONGEST]
    found = find_pledges(words) if words else None
    announced = pledges(at=timezone.now())
    context = {
        "page_title": _("Bank transfers"),
        "header_icon": "download",
        "words": words,
        "found": found,
        "forms": [
            typed if typed and typed.gift == gift else TransferForm(gift=gift)
            for gift in (found.waiting if found else [])
        ],
        "announced": Paginator(announced, _ON_A_PAGE).get_page(request.GET.get("p")),
        "days": LISTED_FOR.days,
    }
    return render(request, "funding/desk/transfers.html", context, status=status)
