"""Somebody comes back from the provider's page before its message does: we ask."""

import logging
from datetime import datetime

from standfirst.funding.gateways import gateway_of
from standfirst.funding.models import Gift
from standfirst.lib.errors import Unavailable

from .applying import apply

log = logging.getLogger("standfirst.funding")
_LONGEST = 200


def catch_up(gift: Gift, *, about: str, at: datetime) -> Gift:
    """Return `gift` as it stands, after asking the provider if it still waits.

    Args:
        about: the provider's name of the page that was left, as the browser has it; where it is of
            another gift, that one is brought in line and this one stays.
    """
    provider = gateway_of(gift.way)
    waits = gift.state in {Gift.State.BEGUN, Gift.State.PENDING}
    if not (waits and about and provider) or len(about) > _LONGEST:
        return gift
    try:
        thing = provider.look_up(about)
    except Unavailable as silent:
        log.warning("provider_silent", extra={"gift": gift.reference, "why": str(silent)})
        return gift
    if thing is not None:
        apply(thing, provider=provider.name, at=at)
        gift.refresh_from_db(fields=["state", "received_on"])
    return gift
