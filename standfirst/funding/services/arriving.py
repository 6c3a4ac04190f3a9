"""Somebody comes back from the provider's page before its message does: we ask."""

import logging
from datetime import datetime

from standfirst.funding.gateways import gateway_of
from standfirst.funding.models import Gift
from standfirst.lib.currencies import UnknownCurrency
from standfirst.lib.errors import Unavailable
from standfirst.lib.pace import is_too_often

from .applying import apply

log = logging.getLogger("standfirst.funding")
_LONGEST = 200
# For one gift: each time the provider is asked, the reader waits for it, and so does one of our threads.
MOST_IN_A_MINUTE = 4


def catch_up(gift: Gift, *, about: str, at: datetime) -> Gift:
    """Return `gift` as it stands, after asking the provider if it still waits and was not asked for too often.

    Args:
        about: the provider's name of the page that was left, as the browser has it. Where we know how
            the provider calls this gift, nothing else is asked for.
    """
    provider = gateway_of(gift.way)
    waits = gift.state in {Gift.State.BEGUN, Gift.State.PENDING, Gift.State.EXPIRED}
    if not (waits and about and provider) or len(about) > _LONGEST:
        return gift
    names = set(gift.provider_objects.values_list("name", flat=True))
    if names and about not in names:
        return gift
    if is_too_often("catch-up", gift.reference, most=MOST_IN_A_MINUTE):
        return gift
    try:
        thing = provider.look_up(about)
    except Unavailable as silent:
        log.warning("provider_silent", extra={"gift": gift.reference, "why": str(silent)})
        return gift
    if thing is not None:
        try:
            apply(thing, provider=provider.name, at=at)
        except UnknownCurrency:
            return gift  # its messages put it before a person
        gift.refresh_from_db(fields=["state", "received_on"])
    return gift
