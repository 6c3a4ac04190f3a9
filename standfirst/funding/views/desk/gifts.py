"""One gift with all that is known of it, giving it back, and forgetting who gave it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from standfirst.accounts.models import User
from standfirst.funding import queries
from standfirst.funding.forms import ForgetForm, RefundForm
from standfirst.funding.models import FundingSettings, Gift, RefundRequest
from standfirst.funding.services import refunds, supporters
from standfirst.lib.access import role
from standfirst.lib.errors import Refused

REFUND = "funding.refund_gift"


@role("funding.view_gift")
@require_safe
def gift(request: HttpRequest, reference: str) -> HttpResponse:
    """A gift: its facts, movements, refunds, messages and receipt."""
    return _show(request, _found(reference))


@role(REFUND)
@require_POST
def refund(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for some or all of it to go back; what was typed stays where it is refused."""
    gift, by, typed = _found(reference), request.user, request.POST.copy()
    assert isinstance(by, User)  # noqa: S101 - `role` let nobody else in
    form = RefundForm(typed, gift=gift)
    if not form.is_valid():
        return _show(request, gift, form, status=422)
    try:
        asked = refunds.ask_refund(
            gift=gift,
            amount=form.money,
            reason=form.cleaned_data["reason"],
            by=by,
            rules=FundingSettings.for_request(request),
            at=timezone.now(),
            left=form.cleaned_data["left"],
        )
    except Refused as refused:
        form.add_error("amount", str(refused))
        # Sent again, it is meant.
        typed["left"] = str(refunds.left_of(gift).minor)
        return _show(request, gift, form, status=422)
    messages.success(request, _said(asked))
    return redirect("funding_gift", reference)


@role(REFUND)
@require_POST
def forget(request: HttpRequest, reference: str) -> HttpResponse:
    """Forget who gave it, where the box is set; the gift stays in the books."""
    gift, form = _found(reference), ForgetForm(request.POST)
    if not form.is_valid():
        return _show(request, gift, forget=form, status=422)
    try:
        supporters.forget_giver(gift=gift, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request, _("The giver’s details have been erased. The gift stays in the books.")
        )
    return redirect("funding_gift", reference)


@role(REFUND)
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Refunds that wait for a second person, and those decided lately."""
    context = {
        "page_title": _("Refunds"),
        "header_icon": "arrow-left",
        "refunds": queries.recent_refunds(),
        "longest": RefundRequest._meta.get_field("reason").max_length,
    }
    return render(request, "funding/desk/refunds.html", context)


@role(REFUND)
@require_POST
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Agree to a refund, or not."""
    asked = get_object_or_404(RefundRequest.objects.select_related("gift"), pk=number)
    by = request.user
    assert isinstance(by, User)  # noqa: S101 - `role` let nobody else in
    decided = refunds.agree if request.POST.get("act") == "agree" else refunds.decline
    try:
        messages.success(request, _said(decided(request=asked, by=by, at=timezone.now())))
    except Refused as refused:
        messages.error(request, str(refused))
    if request.POST.get("back") == "list":
        return redirect("funding_refunds")
    return redirect("funding_gift", asked.gift.reference)


def _said(asked: RefundRequest) -> str:
    words = {
        RefundRequest.State.WAITING: _("%(amount)s will be refunded once a second person agrees."),
        RefundRequest.State.SENT: _("%(amount)s is being refunded."),
        RefundRequest.State.DONE: _("%(amount)s has been refunded."),
        RefundRequest.State.DECLINED: _("%(amount)s will not be refunded."),
    }
    if asked.gift.is_offline:
        words |= {
            RefundRequest.State.WAITING: _(
                "%(amount)s will be entered as refunded once a second person agrees. Nothing is "
                "sent automatically: send the money back yourself after that."
            ),
            RefundRequest.State.DONE: _(
                "%(amount)s has been entered as refunded. Nothing is sent automatically: if it "
                "has not gone back yet, the money must be sent by hand."
            ),
        }
    return words[RefundRequest.State(asked.state)] % {"amount": asked.money}


def _show(
    request: HttpRequest,
    gift: Gift,
    form: RefundForm | None = None,
    *,
    forget: ForgetForm | None = None,
    status: int = 200,
) -> HttpResponse:
    left = refunds.left_of(gift)
    may = request.user.has_perm(REFUND)
    context = {
        "page_title": _("Gift %(reference)s") % {"reference": gift.reference},
        "header_icon": "pick",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("gift:index"), "label": _("Gifts")},
            {"url": "", "label": gift.reference},
        ],
        "header_title": _("Gift %(reference)s") % {"reference": gift.reference},
        "found": queries.gift_page(gift),
        "left": left,
        "form": (form or RefundForm(gift=gift, left=left)) if may and left.minor > 0 else None,
        "forget": (forget or ForgetForm()) if may and supporters.can_forget(gift) else None,
        "limit": FundingSettings.for_request(request).second_person_above,
    }
    return render(request, "funding/desk/gift.html", context, status=status)


def _found(reference: str) -> Gift:
    gifts = Gift.objects.select_related("campaign", "supporter", "regular", "article")
    return get_object_or_404(gifts, reference=reference)
