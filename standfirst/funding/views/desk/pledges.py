"""Transfers that readers announced: found by the lines of the bank statement, and booked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from standfirst.accounts.models import User
from standfirst.funding.forms.transfer import TransferForm
from standfirst.funding.models import Gift
from standfirst.funding.queries.pledges import LISTED_FOR, FoundLine, find_pledges, pledges
from standfirst.funding.services.pledges import book_pledge
from standfirst.funding.transfer_references import in_groups
from standfirst.lib.access import role
from standfirst.lib.errors import Refused
from standfirst.lib.locale_formats import figure

ENTER = "funding.add_gift"
_ON_A_PAGE = 50
# What a page can hold: each form carries the lines along, so that they stay when it is booked.
_LONGEST = 10_000
_MOST_FORMS = 50
_MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the statement with the forms for what is announced, and what waits until others are booked."""

    found: FoundLine
    forms: Sequence[TransferForm]
    later: Sequence[Gift]


@role(ENTER)
@require_http_methods(["GET", "HEAD", "POST"])
def transfers(request: HttpRequest) -> HttpResponse:
    """What each line of the bank statement is about, and below all that is announced; books one that arrived.

    Lines are posted, for names and account numbers stand in them; a link asks for a reference.
    """
    if reference := request.POST.get("book"):
        return _book(request, reference)
    return _show(request, _lines(request))


def _book(request: HttpRequest, reference: str) -> HttpResponse:
    """Book it, once whoever typed something else than was announced has seen both."""
    found = Gift.objects.filter(way=Gift.Way.TRANSFER).select_related("campaign", "supporter")
    gift, by = get_object_or_404(found, reference=reference), request.user
    assert isinstance(by, User)  # noqa: S101 - `role` let nobody else in
    lines, form = _lines(request) or reference, TransferForm(request.POST, gift=gift)
    if not form.is_valid():
        return _show(request, lines, form, status=422)
    if gift.state == Gift.State.BEGUN and form.questions:
        return _show(request, lines, form)
    day = form.cleaned_data["received_on"]
    try:
        book_pledge(gift=gift, amount=form.money, received_on=day, by=by, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused), buttons=[_to(gift)])
        return _show(request, lines, status=422)
    words = _("Booked: %(amount)s, reference %(reference)s.")
    facts = {"amount": form.money, "reference": in_groups(reference)}
    messages.success(request, words % facts, buttons=[_to(gift)])
    return _show(request, lines)


def _lines(request: HttpRequest) -> str:
    typed: str = (request.POST or request.GET).get("q", "")
    return typed.replace("\r\n", "\n").strip()


def _to(gift: Gift) -> tuple[str, str, bool]:
    address = reverse("funding_gift", args=[gift.reference])
    button: tuple[str, str, bool] = messages.button(address, _("Open the gift"))
    return button


def _show(
    request: HttpRequest, lines: str, typed: TransferForm | None = None, status: int = 200
) -> HttpResponse:
    count = lines.count("\n") + 1
    is_too_long, has_too_many = len(lines) > _LONGEST, count > _MOST_LINES
    found = [] if is_too_long or has_too_many else find_pledges(lines, at=timezone.now())
    if typed and not any(typed.gift in line.waiting for line in found):
        found = [*find_pledges(typed.gift.reference, at=timezone.now()), *found]
    context = {
        "page_title": _("Bank transfers"),
        "header_icon": "download",
        "lines": lines,
        "is_too_long": is_too_long,
        "length": figure(len(lines)),
        "most": figure(_LONGEST),
        "has_too_many": has_too_many,
        "count": figure(count),
        "most_lines": figure(_MOST_LINES),
        "rows": list(_rows(found, typed)),
        "announced": Paginator(pledges(at=timezone.now()), _ON_A_PAGE).get_page(
            request.GET.get("p")
        ),
        "days": LISTED_FOR.days,
    }
    page = "funding/desk/transfers.html"
    return render(request, page, context, status=422 if is_too_long or has_too_many else status)


def _rows(found: Sequence[FoundLine], typed: TransferForm | None) -> Iterator[_Row]:
    left = _MOST_FORMS
    for line in found:
        forms = [
            typed if typed and typed.gift == gift else TransferForm(gift=gift, line=line.line)
            for gift in line.waiting[:left]
        ]
        yield _Row(line, forms, line.waiting[left:])
        left -= len(forms)
