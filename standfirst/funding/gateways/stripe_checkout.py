"""What Stripe is asked for when a gift is to be paid: a page of its own, and what it shall keep with the payment."""

from datetime import timedelta
from typing import Any

from standfirst.funding.models import Gift

from .contract import WaysBack

# Stripe's shortest is 30 minutes from when it hears of it.
OPEN_FOR = timedelta(minutes=35)


def page_of(gift: Gift, back: WaysBack) -> Any:  # noqa: ANN401 - the library's own type, which only its door knows
    """Return the page that is asked for."""
    params: Any = {
        "mode": "subscription" if gift.regular else "payment",
        "line_items": [_line(gift)],
        "client_reference_id": gift.reference,
        "metadata": {"reference": gift.reference},
        # Stripe puts in the name of its page: coming back by it, we ask how that stands.
        "success_url": f"{back.paid}?page={{CHECKOUT_SESSION_ID}}",
        "cancel_url": back.left,
        # Counted from when the gift was begun, so that asking again says the same.
        "expires_at": int((gift.begun_at + OPEN_FOR).timestamp()),
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
