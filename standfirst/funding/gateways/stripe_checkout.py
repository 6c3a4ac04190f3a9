"""What Stripe is asked for when a gift is to be paid: a page of its own, and what it shall keep with the payment."""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from standfirst.funding.models import Gift

from .contract import NotTaken, WaysBack

# Stripe's shortest is 30 minutes from when it hears of it.
_OPEN_FOR = timedelta(minutes=32)
# Asked twice within it, the same is asked, and means the same page. What Stripe answers is kept with
# the key, a failure of its own too: so long does who tries again meet that.
_WINDOW = timedelta(minutes=1)
# A page that closes sooner is not led to any more.
TIME_TO_PAY = timedelta(minutes=10)


def page_of(gift: Gift, back: WaysBack, at: datetime) -> Any:  # noqa: ANN401 - the library's own type, which only its door knows
    """Return the page that is asked for."""
    window = (at - gift.begun_at) // _WINDOW
    params: Any = {
        "mode": "subscription" if gift.regular else "payment",
        "line_items": [_line(gift)],
        "client_reference_id": gift.reference,
        "metadata": {"reference": gift.reference},
        # Stripe puts in the name of its page: coming back by it, we ask how that stands.
        "success_url": f"{back.paid}?page={{CHECKOUT_SESSION_ID}}",
        "cancel_url": back.left,
        "expires_at": int((gift.begun_at + window * _WINDOW + _OPEN_FOR).timestamp()),
        # Readers pay in the currency in which we asked.
        "adaptive_pricing": {"enabled": False},
    }
    kept = {"metadata": {"reference": gift.reference}, "description": gift.campaign.title}
    if gift.regular:
        params["subscription_data"] = kept
    else:
        params |= {"payment_intent_data": kept, "submit_type": "donate"}
    if gift.supporter and gift.supporter.mail:
        params["customer_email"] = gift.supporter.mail
    return params


def _line(gift: Gift) -> dict[str, Any]:
    price: dict[str, Any] = {
        "currency": gift.currency.lower(),
        "unit_amount": gift.charged.minor,
        "product_data": {"name": gift.campaign.title},
    }
    if gift.regular:
        price["recurring"] = {"interval": gift.regular.every}
    return {"quantity": 1, "price_data": price}


def key_of(gift: Gift, params: Any) -> str:  # noqa: ANN401 - as above
    """Return the key under which exactly this is asked: a page with another title is another page."""
    said = json.dumps(params, sort_keys=True).encode()
    return f"gift:{gift.reference}:{hashlib.sha256(said).hexdigest()[:16]}"


def refusal(code: str, param: str) -> NotTaken | None:
    """Return in words what Stripe's refusal of a page asks of the giver; None where they cannot help it."""
    if code == "amount_too_small":
        words = _("Our payment provider does not accept a gift this small. Choose a larger amount.")
        return NotTaken(words, field="own")
    if code == "amount_too_large":
        words = _(
            "Our payment provider does not accept a gift this large. Choose a smaller amount."
        )
        return NotTaken(words, field="own")
    if code == "email_invalid" or param == "customer_email":
        words = _(
            "Our payment provider does not accept this email address. Check it for typing "
            "errors, or use another."
        )
        return NotTaken(words, field="mail")
    return None
