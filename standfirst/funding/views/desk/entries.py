"""Entries in the provider's books that are no payments, to be explained by who knows what it is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from standfirst.accounts.models import User
from standfirst.funding.forms import ExplainForm
from standfirst.funding.gateways import gateway
from standfirst.funding.gateways.contract import Entry
from standfirst.funding.models import Gift
from standfirst.funding.services.explaining import (
    ExplainedBefore,
    compare_again,
    entries_to_explain,
    explain_entry,
)
from standfirst.funding.services.playing import top_up
from standfirst.lib.access import role
from standfirst.lib.errors import Unavailable

_DEFAULT_CURRENCY = "USD"


@role("funding.add_movement")
@require_http_methods(["GET", "HEAD", "POST"])
def entries(request: HttpRequest) -> HttpResponse:
    """The provider's entries that may make a difference, each with a form that says what it is."""
    if request.POST.get("move") == "top-up" and _is_played():
        top_up(currency=_DEFAULT_CURRENCY, at=timezone.now())
        return redirect("funding_entries")
    found, problem = _found()
    typed = ExplainForm(request.POST) if request.method == "POST" else None
    if typed and typed.is_valid():
        entry = next((row for row in found if row.name == typed.cleaned_data["entry"]), None)
        _explain(request, entry, typed)
        return redirect("funding_entries")
    context = {
        "page_title": _("Explain a difference"),
        "header_icon": "help",
        "problem": problem,
        "is_played": _is_played(),
        "rows": [(entry, _form_for(entry, typed)) for entry in found],
    }
    return render(request, "funding/desk/entries.html", context, status=422 if typed else 200)


def _is_played() -> bool:
    """Tell whether the provider is the demonstration's, where a difference can be tried out."""
    provider = gateway()
    return provider is not None and provider.name == Gift.Way.DEMONSTRATION


def _found() -> tuple[list[Entry], str]:
    """The entries, and why there are none to be seen."""
    provider = gateway()
    if provider is None:
        return [], _("No payment provider is set up.")
    try:
        return entries_to_explain(gateway=provider, at=timezone.now()), ""
    except Unavailable:
        return [], _("The payment provider does not answer at the moment. Please try again.")


def _form_for(entry: Entry, typed: ExplainForm | None) -> ExplainForm:
    if typed and typed.data.get("entry") == entry.name:
        return typed
    # Each with labels of its own.
    return ExplainForm(initial={"entry": entry.name}, auto_id=f"id_{entry.name}_%s")


def _explain(request: HttpRequest, entry: Entry | None, typed: ExplainForm) -> None:
    by = request.user
    assert isinstance(by, User)  # noqa: S101 - `role` let nobody else in
    if entry is None:
        messages.error(request, _("This entry is no longer on the list."))
        return
    try:
        explain_entry(
            entry=entry,
            account=typed.account_chosen,
            why=typed.cleaned_data["why"],
            by=by,
            at=timezone.now(),
        )
    except ExplainedBefore as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _said(entry))


def _said(entry: Entry) -> str:
    """What was entered, and whether the books agree by now."""
    provider = gateway()
    compared = compare_again(gateway=provider, at=timezone.now()) if provider else None
    if compared is None:
        words = _("Entered: %(amount)s. The books will be compared again within the hour.")
    elif compared.differing:
        words = _("Entered: %(amount)s. The books and the payment provider still differ.")
    else:
        words = _("Entered: %(amount)s. The books and the payment provider agree now.")
    return words % {"amount": entry.amount}
