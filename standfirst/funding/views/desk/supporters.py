"""Who gave, and what the desk does for them: change an address, stop a regular gift, send a receipt again."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from standfirst.accounts.models import User
from standfirst.funding import given
from standfirst.funding.forms import SupporterForm
from standfirst.funding.letters_to_supporters import receipt_file
from standfirst.funding.models import Receipt, RegularGift, Supporter
from standfirst.funding.queries.supporters import find_supporters, supporter_page, totals_of
from standfirst.funding.receipt_rows import receipt_rows
from standfirst.funding.services import helping
from standfirst.lib.access import role
from standfirst.lib.errors import Refused, Unavailable
from standfirst.publishing.queries import newsroom

SEE, CHANGE, STOP = (
    "funding.view_supporter",
    "funding.change_supporter",
    "funding.change_regulargift",
)
_ON_A_PAGE = 50
_LONGEST = 200


@role(SEE)
@require_safe
def supporters(request: HttpRequest) -> HttpResponse:
    """Everybody who gave, who gave last first; found by name, address or the reference of a gift."""
    words = request.GET.get("q", "").strip()[:_LONGEST]
    page = Paginator(find_supporters(words), _ON_A_PAGE).get_page(request.GET.get("p"))
    totals = totals_of(list(page))
    context = {
        "page_title": _("Supporters"),
        "header_icon": "group",
        "found": page,
        "rows": [(supporter, totals.get(supporter.pk, [])) for supporter in page],
        "words": words,
    }
    return render(request, "funding/desk/supporters.html", context)


@role(SEE)
@require_safe
def supporter(request: HttpRequest, number: int) -> HttpResponse:
    """One of them: gifts, receipts, regular gifts, and what was done for them here."""
    who = get_object_or_404(Supporter, pk=number)
    context = _head(who) | {
        "found": supporter_page(who),
        "may_change": request.user.has_perm(CHANGE),
        "may_stop": request.user.has_perm(STOP),
    }
    return render(request, "funding/desk/supporter.html", context)


@role(CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Change name and address: typed first, then shown again to be confirmed."""
    who = get_object_or_404(Supporter, pk=number, erased_at=None)
    form = SupporterForm(request.POST or None, initial={"name": who.name, "mail": who.mail})
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return _render(request, who, "change", {"form": form}, status=status)
    name, mail = form.cleaned_data["name"], form.cleaned_data["mail"]
    if request.POST.get("act") == "change":
        try:
            helping.change_supporter(
                supporter=who, name=name, mail=mail, by=_person(request), at=timezone.now()
            )
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Saved."))
        return redirect("funding_supporter", number)
    others = given.supporters_at(mail).exclude(pk=who.pk)
    context = {"form": form, "name": name, "mail": mail, "others": others}
    return _render(request, who, "change_sure", context)


@role(STOP)
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, number: int) -> HttpResponse:
    """Stop a regular gift for who gives it, once that is confirmed."""
    promised = RegularGift.objects.select_related("campaign", "supporter")
    regular = get_object_or_404(promised, pk=number, supporter__isnull=False)
    who = regular.supporter
    assert who is not None  # noqa: S101 - asked for above
    if request.method != "POST":
        return _render(request, who, "stop", {"regular": regular})
    try:
        helping.stop_for(regular=regular, by=_person(request), at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    except Unavailable:
        messages.error(
            request,
            _("The payment provider does not answer. Nothing was changed. Try again in a minute."),
        )
    else:
        messages.success(request, _("Stopped. Nothing more is collected."))
    return redirect("funding_supporter", who.pk)


@role(SEE)
@require_safe
def receipt(request: HttpRequest, number: int) -> HttpResponse:
    """A receipt, to be looked at and printed; with `?file`, as a file that needs nothing else."""
    found = _receipt(number)
    if "file" in request.GET:
        response = HttpResponse(receipt_file(found))
        response["Content-Disposition"] = f'attachment; filename="receipt-{found}.html"'
        return response
    context = {
        "page_title": _("Receipt %(number)s") % {"number": found},
        "header_title": _("Receipt %(number)s") % {"number": found},
        "header_icon": "doc-full",
        "breadcrumbs_items": _crumbs(found.gift.supporter, str(found)),
        "newsroom": newsroom(),
        "receipt": found,
        "rows": receipt_rows(found),
        "may_send": request.user.has_perm(CHANGE),
    }
    return render(request, "funding/desk/receipt.html", context)


@role(CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def send_receipt(request: HttpRequest, number: int) -> HttpResponse:
    """Mail a receipt once more, once that is confirmed."""
    found = _receipt(number)
    who = found.gift.supporter
    if request.method != "POST" and who and who.mail:
        return _render(request, who, "send", {"receipt": found})
    try:
        helping.send_receipt_again(receipt=found, by=_person(request), at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The receipt is on its way."))
    return redirect("funding_receipt", number)


def _receipt(number: int) -> Receipt:
    related = Receipt.objects.select_related("gift__campaign", "gift__regular", "gift__supporter")
    return get_object_or_404(related, pk=number)


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - `role` let nobody else in
    return request.user


def _head(who: Supporter) -> dict[str, object]:
    return {
        "page_title": str(who),
        "header_title": str(who),
        "header_icon": "group",
        "breadcrumbs_items": _crumbs(None, str(who)),
        "supporter": who,
    }


def _crumbs(who: Supporter | None, last: str) -> list[dict[str, str]]:
    middle = (
        [{"url": reverse("funding_supporter", args=[who.pk]), "label": str(who)}] if who else []
    )
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("funding_supporters"), "label": _("Supporters")},
        *middle,
        {"url": "", "label": last},
    ]


def _render(
    request: HttpRequest,
    who: Supporter,
    step: str,
    context: dict[str, object],
    *,
    status: int = 200,
) -> HttpResponse:
    page = f"funding/desk/supporter_{step}.html"
    return render(request, page, _head(who) | context, status=status)
