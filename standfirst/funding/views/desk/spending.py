"""What the newsroom spent, as readers see it."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from standfirst.funding import queries
from standfirst.funding.forms import SpendingForm
from standfirst.funding.models import Movement
from standfirst.funding.services.spending import NoSpending, record_spending, take_back_spending
from standfirst.lib.access import role

SPEND = "funding.add_movement"
_ON_A_PAGE = 50


@role(SPEND)
@require_http_methods(["GET", "HEAD", "POST"])
def spending(request: HttpRequest) -> HttpResponse:
    """The entries, newest first, and the form for another."""
    form = SpendingForm(
        request.POST or None,
        initial={"on": timezone.localdate(), "currency": queries.usual_currency()},
    )
    if form.is_valid():
        values = form.cleaned_data
        entry = record_spending(
            amount=form.money,
            purpose=values["purpose"],
            on=values["on"],
            campaign=values["campaign"],
            at=timezone.now(),
        )
        messages.success(request, _("Entered: %(amount)s.") % {"amount": entry.money})
        return redirect("funding_spending")
    page = Paginator(queries.spending(), _ON_A_PAGE).get_page(request.GET.get("p"))
    context = {
        "page_title": _("Spending"),
        "header_icon": "minus",
        "form": form,
        "found": page,
    }
    status = 422 if form.is_bound else 200
    return render(request, "funding/desk/spending.html", context, status=status)


@role(SPEND)
@require_POST
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Book a wrong entry back."""
    entry = get_object_or_404(Movement, pk=number)
    try:
        take_back_spending(entry=entry, at=timezone.now())
    except NoSpending as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Taken back: %(amount)s.") % {"amount": entry.money})
    return redirect("funding_spending")
