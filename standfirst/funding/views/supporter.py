"""A supporter's own page: what they gave and promised, and what they can do about it."""

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from standfirst.funding import given
from standfirst.funding.forms import ActForm, AddressForm, ShownForm
from standfirst.funding.forms.amounts import read_amount
from standfirst.funding.givers import remember_gave
from standfirst.funding.letters_to_supporters import receipt_file
from standfirst.funding.models import FundingSettings, Gift, Receipt, RegularGift
from standfirst.funding.queries.pledges import pledges_of
from standfirst.funding.receipt_rows import receipt_rows
from standfirst.funding.services import regular as acts
from standfirst.funding.services.moving import ask_to_move
from standfirst.funding.services.own_gifts import show_as
from standfirst.lib.errors import Refused, Unavailable
from standfirst.lib.http import see_other
from standfirst.lib.pace import asker_of

from .owner import Owner, of_owner

_SILENT = _(
    "The payment provider does not answer at the moment. Nothing was changed. "
    "Please try again in a minute."
)
_REFUSED = _(
    "The payment provider refused this, and trying again would not help. Nothing was changed. "
    "Please write to us."
)
_DONE = {
    "amount": _("The amount changes from the next payment."),
    "pause": _("Paused: nothing is collected until you resume."),
    "resume": _("Resumed: the next payment is collected as before."),
    "stop": _("Stopped: nothing more is collected. Thank you for all you gave."),
    "shown": _("Saved. This is how your gifts are shown."),
    "address": _("Check your email at the new address: the link there finishes the change."),
}


@dataclass(slots=True)
class Trouble:
    """What was refused, to be said where it was asked for."""

    regular: int = 0
    words: str = ""
    typed: str = ""
    form: ShownForm | None = None
    address: AddressForm | None = None


@of_owner
def mine(request: HttpRequest, owner: Owner) -> HttpResponse:
    """Everything that somebody gave and promised, and what they can do about it.

    Raises:
        Http404: the form asks for something that there is not.
    """
    if request.method != "POST":
        return _page(request, owner)
    about_themselves = {"shown": _show_as, "address": _ask_to_move}
    if change := about_themselves.get(request.POST.get("act", "")):
        return change(request, owner)
    form = ActForm(request.POST)
    if not form.is_valid():
        raise Http404
    act = form.cleaned_data["act"]
    regular = _regular(owner, form.cleaned_data["regular"])
    trouble = Trouble(regular.pk, typed=request.POST.get("amount", "")[:40])
    try:
        answer = _do(request, owner, act, regular)
    except Refused as refusal:
        trouble.words = str(refusal)
    except ValidationError as refusal:
        trouble.words = refusal.messages[0]
    except Unavailable as failed:
        trouble.words = str(_REFUSED if failed.permanent else _SILENT)
        return _page(request, owner, trouble, status=422 if failed.permanent else 503)
    else:
        return answer or see_other(f"{owner.path}?done={act}#regular-{regular.pk}")
    return _page(request, owner, trouble, status=422)


@of_owner
def card(request: HttpRequest, owner: Owner, number: int) -> HttpResponse:
    """The way to the provider's page for a new card: a link, since forms may not lead to other hosts."""
    regular = _regular(owner, number)
    try:
        page = acts.card_page(regular=regular, back=settings.SITE_URL + owner.path)
    except Refused as refusal:
        return _page(request, owner, Trouble(number, str(refusal)), status=422)
    except Unavailable as failed:
        words, status = (_REFUSED, 422) if failed.permanent else (_SILENT, 503)
        return _page(request, owner, Trouble(number, str(words)), status=status)
    return see_other(page)


@of_owner
def receipt(request: HttpRequest, owner: Owner, number: int) -> HttpResponse:
    """A receipt, to be printed or saved; with `?file`, as a file that needs nothing else."""
    own = Receipt.objects.select_related("gift__campaign", "gift__regular", "gift__supporter")
    found = get_object_or_404(own, pk=number, gift__supporter__in=owner.supporters)
    if "file" in request.GET:
        response = HttpResponse(receipt_file(found))
        response["Content-Disposition"] = f'attachment; filename="receipt-{found}.html"'
        return response
    rows = receipt_rows(found)
    return render(request, "funding/receipt.html", {"receipt": found, "rows": rows, "owner": owner})


def _page(
    request: HttpRequest, owner: Owner, trouble: Trouble | None = None, *, status: int = 200
) -> HttpResponse:
    gifts = list(given.gifts_of(owner.supporters))
    last = gifts[0] if gifts else None
    context = {
        "owner": owner,
        "regulars": list(given.regular_gifts_of(owner.supporters)),
        "gifts": gifts,
        "transfers": list(pledges_of(owner.supporters, at=timezone.now())),
        "total": given.total(gifts),
        "shown": (trouble and trouble.form) or _shown(owner, last),
        "address": (trouble and trouble.address) or AddressForm(),
        "can_mail": settings.CAN_MAIL,
        "trouble": trouble,
        "done": _DONE.get(request.GET.get("done", "")),
    }
    response = render(request, "funding/mine.html", context, status=status)
    if any(given.held(gift).minor > 0 for gift in gifts):
        remember_gave(response)
    return response


def _shown(owner: Owner, last: Gift | None) -> ShownForm:
    """The form as their last gift is shown."""
    name = owner.supporters[0].name if owner.supporters else ""
    return ShownForm(
        initial={
            "receipt_name": name,
            "name": (last and last.shown_as) or "",
            "show_name": bool(last and last.show_name),
            "show_amount": bool(last and last.show_amount),
        }
    )


def _show_as(request: HttpRequest, owner: Owner) -> HttpResponse:
    form = ShownForm(request.POST)
    if not form.is_valid():
        return _page(request, owner, Trouble(form=form), status=422)
    show_as(supporters=owner.supporters, **form.cleaned_data)
    return see_other(f"{owner.path}?done=shown#shown")


def _ask_to_move(request: HttpRequest, owner: Owner) -> HttpResponse:
    form = AddressForm(request.POST)
    if form.is_valid():
        try:
            ask_to_move(
                supporters=owner.supporters,
                mail=form.cleaned_data["mail"],
                asker=asker_of(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error("mail", str(refusal))
        else:
            return see_other(f"{owner.path}?done=address#address")
    return _page(request, owner, Trouble(address=form), status=422)


def _do(request: HttpRequest, owner: Owner, act: str, regular: RegularGift) -> HttpResponse | None:
    """Do it, or answer with a question first."""
    now = timezone.now()
    if act == "amount":
        return _change_amount(request, owner, regular)
    if act == "pause":
        acts.pause(regular=regular, at=now)
    elif act == "resume":
        acts.resume(regular=regular, at=now)
    else:
        acts.stop(regular=regular, at=now)
    return None


def _change_amount(request: HttpRequest, owner: Owner, regular: RegularGift) -> HttpResponse | None:
    """Change it once its reader has read what it comes to, which is what `sure` says; else ask, or show the field again."""
    typed = request.POST.get("amount", "")[:40]
    if "back" in request.POST:
        return _page(request, owner, Trouble(regular.pk, typed=typed))
    amount = read_amount(typed, regular.currency)
    rules = FundingSettings.for_request(request)
    new = acts.new_amount(regular=regular, amount=amount, rules=rules)
    if new.charged == regular.charged or request.POST.get("sure") == str(new.charged.minor):
        acts.change_amount(regular=regular, amount=amount, rules=rules, at=timezone.now())
        return None
    context = {"owner": owner, "regular": regular, "new": new, "typed": typed}
    return render(request, "funding/mine_sure.html", context)


def _regular(owner: Owner, number: int) -> RegularGift:
    own = RegularGift.objects.select_related("campaign")
    return get_object_or_404(own, pk=number, supporter__in=owner.supporters)
