"""How a gift is transferred: the account, the reference, and the code for a banking app."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from standfirst.funding.bank_account import transfer_code
from standfirst.funding.givers import giver_of
from standfirst.funding.models import FundingSettings, Gift, SupporterLetter
from standfirst.funding.transfer_references import read_reference
from standfirst.lib.access import anyone
from standfirst.lib.http import see_other


@anyone
@never_cache
@require_safe
def transfer(request: HttpRequest, reference: str) -> HttpResponse:
    """What to write in the transfer; once that is here, the thanks."""
    written_properly = read_reference(reference)
    if written_properly not in {"", reference}:
        return see_other(reverse("funding:transfer", args=[written_properly]))
    transfers = Gift.objects.filter(way=Gift.Way.TRANSFER)
    gift = get_object_or_404(
        transfers.select_related("campaign", "supporter", "article"), reference=reference
    )
    if gift.state != Gift.State.BEGUN:
        return see_other(reverse("funding:paid", args=[reference]))
    account = FundingSettings.for_request(request).bank_account
    code = transfer_code(account, gift.money, reference) if account else ""
    context = {
        "gift": gift,
        "account": account,
        "code": mark_safe(code),  # noqa: S308 - drawn by a library, of lines and nothing else
        "mailed_to": _mailed_to(request, gift),
    }
    return render(request, "funding/transfer.html", context)


def _mailed_to(request: HttpRequest, gift: Gift) -> str:
    """The address that the letter goes to, for the browser that typed it."""
    if gift.supporter is None or giver_of(request).reference != gift.reference:
        return ""
    letters = SupporterLetter.objects.filter(kind=SupporterLetter.Kind.TRANSFER, gift=gift)
    return gift.supporter.mail if letters.exists() else ""
