"""Giving: the form sent, the ways back from the provider's page, and the letter that proves an address."""

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from standfirst.accounts.known import known_user
from standfirst.funding import queries
from standfirst.funding.forms import GiveForm
from standfirst.funding.gateways import gateway
from standfirst.funding.gateways.contract import WaysBack
from standfirst.funding.givers import giver_of, remember_begun, remember_gave
from standfirst.funding.models import Campaign, FundingSettings, Gift
from standfirst.funding.services.arriving import catch_up
from standfirst.funding.services.cases import ask_about_refusal
from standfirst.funding.services.giving import begin_gift, sender_key
from standfirst.funding.services.pledges import mail_how_to_transfer
from standfirst.funding.services.proving import gift_proven, mail_the_way_on
from standfirst.funding.suggested import read_amounts
from standfirst.lib.access import anyone
from standfirst.lib.errors import Refused, Unavailable
from standfirst.lib.http import client_address, networks_of, own_forms_only, see_other
from standfirst.lib.money import Money

from .campaigns import find_campaign, show

_SILENT = gettext_lazy(
    "Our payment provider does not answer at the moment. You have not been charged. "
    "Please try again in a minute."
)

_REFUSED = gettext_lazy(
    "Our payment provider refuses this gift, and trying again would not help. You have "
    "not been charged. Please give in another way, or write to us: the newsroom can see "
    "why."
)


@anyone
@own_forms_only
@require_POST
def give(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a gift and lead on to where it is paid; or say what is wrong, with all that was typed."""
    campaign = find_campaign(request, slug)
    rules = FundingSettings.for_request(request)
    form = GiveForm(request.POST, campaign=campaign, rules=rules)
    if not form.is_valid():
        return show(request, campaign, form, status=422)
    if "back" in request.POST:
        return show(request, campaign, form)
    if "ask" in request.POST and not form.cleaned_data["transfer"]:
        return _say_first(request, form)
    try:
        return _lead_on(request, form, rules)
    except Refused as refusal:
        form.add_error(getattr(refusal, "field", None), str(refusal))
        return show(request, campaign, form, status=422)
    except Unavailable as failed:
        words, status = _failure(failed, campaign)
        form.add_error(None, words)
        return show(request, campaign, form, status=status)


def _failure(failed: Unavailable, campaign: Campaign) -> tuple[str, int]:
    """What the reader is told, and the status: to try again, or that it would not help, which is a person's business."""
    if not failed.permanent:
        return str(_SILENT), 503
    ask_about_refusal(campaign=campaign, said=str(failed), at=timezone.now())
    return str(_REFUSED), 422


def _say_first(request: HttpRequest, form: GiveForm) -> HttpResponse:
    """Say what will happen, where the button could not: without script, or where that could not read the amount."""
    context = {
        "campaign": form.campaign,
        "words": form.act_words,
        "amount": form.cleaned_data["amount"],
        "cover": form.covered,
        "mail": form.cleaned_data["mail"],
        "kept": [(name, request.POST[name]) for name in form.fields if name in request.POST],
    }
    return render(request, "funding/give_sure.html", context)


def _lead_on(request: HttpRequest, form: GiveForm, rules: FundingSettings) -> HttpResponse:
    by_transfer = form.cleaned_data["transfer"]
    provider = None if by_transfer else gateway()
    giver, now = giver_of(request), timezone.now()
    if provider is None and not by_transfer:
        raise Refused(_("We do not accept cards here. This page lists other ways to give."))
    network, *wider = (sender_key("address", it) for it in networks_of(client_address(request)))
    begun = begin_gift(
        wish=form.wish(),
        gateway=provider,
        rules=rules,
        senders=[network, sender_key("browser", giver.token)],
        wider="".join(wider),
        user=known_user(request),
        at=now,
    )
    if provider is None:
        # A letter proves nothing here, for nothing is taken; where many are asked for, none goes out.
        if not begun.needs_proof:
            mail_how_to_transfer(gift=begun.gift, at=now)
        response = see_other(reverse("funding:transfer", args=[begun.gift.reference]))
    elif begun.needs_proof:
        mail_the_way_on(begun.gift, at=now)
        response = see_other(reverse("funding:proof"))
    else:
        response = see_other(provider.begin(gift=begun.gift, back=_ways_back(begun.gift), at=now))
    remember_begun(response, giver, begun.gift.reference)
    return response


@anyone
@require_safe
def proof(request: HttpRequest) -> HttpResponse:
    """Say that a letter is on its way."""
    return render(request, "funding/proof.html", {"gift": None})


@anyone
@own_forms_only
@never_cache
def prove(request: HttpRequest, token: str) -> HttpResponse:
    """The link of that letter: a button, since programs follow links; pressed, it leads on to payment.

    Raises:
        Http404: the link is not ours, too old, or the gift was paid.
    """
    try:
        gift = gift_proven(token)
    except (signing.BadSignature, Gift.DoesNotExist) as error:
        raise Http404(_("This link no longer works. Please start again.")) from error
    provider = gateway()
    if request.method != "POST" or provider is None:
        return render(request, "funding/proof.html", {"gift": gift})
    try:
        page = provider.begin(gift=gift, back=_ways_back(gift), at=timezone.now())
    except Refused as refusal:
        problem, status = str(refusal), 422
    except Unavailable as failed:
        problem, status = _failure(failed, gift.campaign)
    else:
        return see_other(page)
    context = {"gift": gift, "problem": problem}
    return render(request, "funding/proof.html", context, status=status)


@anyone
@never_cache
@require_safe
def paid(request: HttpRequest, reference: str) -> HttpResponse:
    """Thanks, as far as the books go: that somebody comes back proves nothing."""
    gift = catch_up(_gift(reference), about=request.GET.get("page", ""), at=timezone.now())
    if _is_pledge(gift):
        return see_other(reverse("funding:transfer", args=[reference]))
    today = timezone.localdate()
    context = {
        "gift": gift,
        "campaign": gift.campaign,
        "meter": queries.meter(gift.campaign, on=today),
        "monthly": _monthly_instead(gift) if gift.campaign.is_running(on=today) else None,
        "share": settings.SITE_URL + gift.campaign.get_absolute_url(),
        "is_own": giver_of(request).reference == gift.reference,
        "is_played": gift.way == Gift.Way.DEMONSTRATION,
        "is_received": gift.state == Gift.State.RECEIVED,
        "is_on_its_way": gift.state in {Gift.State.BEGUN, Gift.State.PENDING},
    }
    response = render(request, "funding/paid.html", context)
    if context["is_own"] and context["is_received"]:
        remember_gave(response)
    return response


@anyone
@never_cache
@require_safe
def left(request: HttpRequest, reference: str) -> HttpResponse:
    """Nothing was taken: the form again, as it was sent. Who has paid after all is thanked."""
    gift = _gift(reference)
    if gift.state in {Gift.State.RECEIVED, Gift.State.PENDING}:
        return see_other(reverse("funding:paid", args=[reference]))
    if _is_pledge(gift):
        return see_other(reverse("funding:transfer", args=[reference]))
    is_own = giver_of(request).reference == gift.reference
    form = GiveForm.filled_from(gift, is_own=is_own, rules=FundingSettings.for_request(request))
    form.was_left = True
    return show(request, find_campaign(request, gift.campaign.slug), form)


def _monthly_instead(gift: Gift) -> Money | None:
    """What somebody who gave once may like to give each month: the suggestion next below a twelfth of it, or else the least."""
    if gift.regular_id:
        return None
    amounts = read_amounts(gift.campaign.amounts_regular, gift.campaign.currency)
    within = [amount for amount in amounts if amount.minor * 12 <= gift.amount]
    return max(within, default=min(amounts, default=None))


def _is_pledge(gift: Gift) -> bool:
    return gift.way == Gift.Way.TRANSFER and gift.state == Gift.State.BEGUN


def _gift(reference: str) -> Gift:
    gifts = Gift.objects.select_related("campaign", "supporter", "regular", "article")
    return get_object_or_404(gifts, reference=reference)


def _ways_back(gift: Gift) -> WaysBack:
    paid, left = (
        settings.SITE_URL + reverse(f"funding:{name}", args=[gift.reference])
        for name in ("paid", "left")
    )
    # Who left comes back to the form.
    return WaysBack(paid=paid, left=f"{left}#give")
